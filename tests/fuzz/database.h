// A database file that is not as it was left: bytes of a good one changed, its end cut off, or another in its place.
#pragma once

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

struct image {
    uint8_t *bytes;
    size_t size;
};

struct image image_read(const char *path);

// Writes the image to `path` with the choices' changes; true when they changed something.
bool image_write(const struct image *image, struct fuzz_input *input, const char *path);
