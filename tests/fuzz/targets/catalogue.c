// A catalogue's files as a folder or an act brings them: each kind of CSV file and policy.ini, read and checked.
#include "../fuzz.h"
#include "catalogue/files.h"
#include "catalogue/folder.h"

#include <stdlib.h>
#include <string.h>

static struct catalogue_folder example;

static void free_example(void) {
    catalogue_folder_free(&example);
}

static bool known(const struct catalogue_file *files, size_t count, const char *name) {
    bool found = catalogue_file_rank(name) < CATALOGUE_FILES;
    for (size_t i = 0; i < count; i++)
        found = found || strcmp(files[i].name, name) == 0;
    return found;
}

static size_t read_files(const struct catalogue_file *files, size_t count) {
    struct catalogue *catalogue = NULL;
    struct catalogue_findings findings = {0};
    fuzz_must(catalogue_read(files, count, &catalogue, &findings) == 0);
    fuzz_must((findings.errors == 0) == (catalogue != NULL));
    for (size_t i = 0; i < findings.count; i++) {
        fuzz_code(findings.list[i].code);
        fuzz_must(known(files, count, findings.list[i].file) && findings.list[i].column != NULL);
        char *text = catalogue_finding_text(&findings.list[i], CAPAIAN_INDONESIAN);
        fuzz_must(text != NULL);
        free(text);
    }
    size_t errors = findings.errors;
    catalogue_findings_free(&findings);
    catalogue_free(catalogue);
    return errors;
}

// In memory of its own size, for the sanitizer.
static char *memory_of(const void *bytes, size_t size, size_t *ret_size) {
    char *memory = malloc(size > 0 ? size : 1);
    fuzz_must(memory != NULL);
    memcpy(memory, bytes, size);
    *ret_size = size;
    return memory;
}

// The file of this rank, the rest of the input or the example's with the choices' cells put over its own.
static char *text_of(struct fuzz_input *input, const struct catalogue_file *original, size_t *ret_size) {
    if (original == NULL || fuzz_byte(input) < 0x40)
        return memory_of(input->data, input->size, ret_size);
    size_t size = original->size;
    char *text = malloc(size + input->size + 1);
    fuzz_must(text != NULL);
    memcpy(text, original->text, size);
    while (input->size > 0) {
        // A cell between two separators is another one: of the input, or of the file itself.
        size_t at = (size_t)fuzz_byte(input) << 8;
        at = size == 0 ? 0 : (at | fuzz_byte(input)) % size;
        while (at > 0 && strchr(",\n;", text[at - 1]) == NULL)
            at--;
        text[size] = '\0';
        size_t end = at + strcspn(text + at, ",\n;");
        const uint8_t *piece;
        size_t length = fuzz_bytes(input, &piece);
        memmove(text + at + length, text + end, size - end);
        memcpy(text + at, piece, length);
        size += length;
        size -= end - at;
    }
    char *exact = memory_of(text, size, ret_size);
    free(text);
    return exact;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_input input = {data, size};
    char *path = NULL;
    if (example.count == 0) {
        fuzz_must(catalogue_folder_read(FUZZ_EXAMPLE, &example, &path) == 0);
        atexit(free_example);
    }
    const char *name = catalogue_file_names[fuzz_byte(&input) % CATALOGUE_FILES];
    struct catalogue_file files[CATALOGUE_FILES + 1];
    size_t count = 0;
    const struct catalogue_file *original = NULL;
    for (size_t i = 0; i < example.count; i++) {
        if (strcmp(example.files[i].name, name) == 0)
            original = &example.files[i];
        else
            files[count++] = example.files[i];
    }
    struct catalogue_file *changed = &files[count++];
    char *text = text_of(&input, original, &size);
    *changed = (struct catalogue_file){name, text, size};
    (void)read_files(files, count);
    free(text);
    fuzz_must(read_files(example.files, example.count) == 0);
    return 0;
}
