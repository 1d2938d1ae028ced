// A catalogue as a folder on disk: the files that belong to it, read whole, as the command line sends them and the
// ledger keeps them.
#pragma once

#include "catalogue.h"

enum { CATALOGUE_FILE_SIZE_MAX = 128 * 1024 * 1024 };

struct catalogue_folder {
    struct catalogue_file *files;    // by name
    size_t count;
    void *memory;
};

// Reads every .csv file and policy.ini; everything else in the folder is left alone. A .csv file that no catalogue has
// is listed with no bytes, so that catalogue_read reports it. 0 or -errno (-EFBIG over the limit, -ENOTDIR), and then
// *ret_path (malloc, NULL when out of memory) is what could not be read.
int catalogue_folder_read(const char *path, struct catalogue_folder *ret, char **ret_path);
void catalogue_folder_free(struct catalogue_folder *folder);
