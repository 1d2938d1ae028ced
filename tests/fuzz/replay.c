// Feeds a target the files that it is named, and those of folders: how the committed corpus is run without libFuzzer.
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { INPUT_MAX = 1 << 20 };

static unsigned replay_file(const char *path) {
    FILE *file = fopen(path, "r");
    uint8_t *bytes = malloc(INPUT_MAX);
    fuzz_must(file != NULL && bytes != NULL);
    size_t size = fread(bytes, 1, INPUT_MAX, file);
    fclose(file);
    // In memory of its own size, so that the sanitizer sees a step beyond it.
    uint8_t *exact = malloc(size > 0 ? size : 1);
    fuzz_must(exact != NULL);
    memcpy(exact, bytes, size);
    free(bytes);
    fprintf(stderr, "%s\n", path);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return 1;
}

static unsigned replay(const char *path) {
    struct stat status;
    fuzz_must(stat(path, &status) == 0);
    if (!S_ISDIR(status.st_mode))
        return replay_file(path);
    struct dirent **names = NULL;
    int count = scandir(path, &names, NULL, alphasort);
    unsigned replayed = 0;
    fuzz_must(count >= 0);
    for (int i = 0; i < count; i++) {
        char name[1024];
        snprintf(name, sizeof name, "%s/%s", path, names[i]->d_name);
        replayed += names[i]->d_name[0] != '.' ? replay_file(name) : 0;
        free(names[i]);
    }
    free(names);
    return replayed;
}

int main(int argc, char **argv) {
    unsigned replayed = 0;
    for (int i = 1; i < argc; i++)
        replayed += replay(argv[i]);
    printf("%u inputs replayed\n", replayed);
    return replayed > 0 ? 0 : 2;
}
