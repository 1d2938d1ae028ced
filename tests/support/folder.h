// A temporary folder of one test, and files in it.
#pragma once

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct folder {
    char path[256];
};

static inline struct folder folder_make(void) {
    struct folder folder;
    const char *base = getenv("TMPDIR");
    snprintf(folder.path, sizeof folder.path, "%s/capaian-XXXXXX", base ? base : P_tmpdir);
    cr_assert_not_null(mkdtemp(folder.path));
    return folder;
}

static inline int folder_remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place) {
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

static inline void folder_remove(const struct folder *folder) {
    nftw(folder->path, folder_remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

// The path of a name in the folder; one of four buffers in turn.
static inline const char *folder_file(const struct folder *folder, const char *name) {
    static char paths[4][512];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder->path, name);
    return path;
}

static inline const char *folder_write(const struct folder *folder, const char *name, const char *text) {
    const char *path = folder_file(folder, name);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs(text, file);
    cr_assert_eq(fclose(file), 0);
    return path;
}

static inline const char *folder_read(const char *path, char *buffer, size_t size) {
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file);
    buffer[fread(buffer, 1, size - 1, file)] = '\0';
    fclose(file);
    return buffer;
}
