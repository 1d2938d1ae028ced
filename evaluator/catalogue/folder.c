#include "folder.h"

#include "files.h"
#include "runtime/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FILES_MAX = 256 };

static bool is_wanted(const char *name) {
    size_t size = strlen(name);
    if (*name == '.')
        return false;
    return (size > 4 && strcasecmp(name + size - 4, ".csv") == 0) || strcmp(name, "policy.ini") == 0;
}

static int compare(const void *left, const void *right) {
    const struct catalogue_file *a = left, *b = right;
    return strcmp(a->name, b->name);
}

static int list_names(const char *path, struct catalogue_folder *ret) {
    DIR *names = opendir(path);
    if (names == NULL)
        return -errno;
    int r = 0;
    for (const struct dirent *entry; r == 0 && (entry = readdir(names)) != NULL;) {
        if (!is_wanted(entry->d_name))
            continue;
        char *name = ret->count < FILES_MAX ? strdup(entry->d_name) : NULL;
        if (name == NULL)
            r = ret->count < FILES_MAX ? -ENOMEM : -EFBIG;
        else
            ret->files[ret->count++] = (struct catalogue_file){.name = name};
    }
    (void)closedir(names);
    qsort(ret->files, ret->count, sizeof *ret->files, compare);
    return r;
}

static char *path_of(const char *folder, const char *name) {
    char *path = NULL;
    if (asprintf(&path, "%s%s%s", folder, *name != '\0' ? "/" : "", name) < 0)
        return NULL;
    return path;
}

static int read_file(const char *folder, struct catalogue_file *ret) {
    char *path = path_of(folder, ret->name), *text = NULL;
    int r = path == NULL ? -ENOMEM : capaian_file_read(path, CATALOGUE_FILE_SIZE_MAX, &text, &ret->size, NULL);
    free(path);
    if (r < 0)
        return r;
    // It was read into room for the largest.
    ret->text = realloc(text, ret->size + 1);
    if (ret->text == NULL)
        ret->text = text;
    return 0;
}

int catalogue_folder_read(const char *path, struct catalogue_folder *ret, char **ret_path) {
    struct catalogue_folder folder = {.files = calloc(FILES_MAX, sizeof *folder.files)};
    folder.memory = folder.files;
    const char *failed = "";
    int r = folder.files == NULL ? -ENOMEM : list_names(path, &folder);
    for (size_t i = 0; r == 0 && i < folder.count; i++) {
        // What no catalogue has is only named, not read.
        if (catalogue_file_rank(folder.files[i].name) == CATALOGUE_FILES)
            continue;
        r = read_file(path, &folder.files[i]);
        failed = folder.files[i].name;
    }
    if (r < 0) {
        *ret_path = path_of(path, failed);
        catalogue_folder_free(&folder);
        return r;
    }
    *ret = folder;
    return 0;
}

void catalogue_folder_free(struct catalogue_folder *folder) {
    for (size_t i = 0; i < folder->count; i++) {
        free((void *)folder->files[i].name);
        free((void *)folder->files[i].text);
    }
    free(folder->memory);
    *folder = (struct catalogue_folder){0};
}
