// A file of the catalogue as the sorted list that its rows make.
#pragma once

#include "table.h"

struct list_form {
    size_t file;
    const struct columns *columns;
    size_t row_max;       // a limit
    size_t entry_size;    // an array of such entries is the list
    // Fills an entry, zero before, from the current row. False leaves it out; what is wrong is a finding then.
    bool (*read)(struct table *table, void *entry);
    // The order of the list; equal ones keep that of their lines.
    int (*compare)(const void *entry, const void *other);
};

struct list {
    void *entries;      // with the catalogue
    unsigned *lines;    // of each entry, in scratch
    size_t count;
};

// False, *ret untouched: the file is absent or cannot be read as a whole, or memory ran out (reader->failed).
bool list_read(struct reader *reader, const struct list_form *form, struct list *ret);
