// Entries that name one above them: units their superiors, nodes their parents. None is above itself.
#pragma once

#include "reader.h"

struct circles {
    size_t file;
    const char *column;    // that names the one above
    enum capaian_code code;
    const unsigned *lines;
    const size_t *above;    // index of the one above; SIZE_MAX: none
    size_t count;
    const char *(*name)(const struct catalogue *catalogue, size_t index);
};

// One finding a circle, at the member that comes first in the file: "x > y > x".
void circles_find(struct reader *reader, const struct circles *circles);
