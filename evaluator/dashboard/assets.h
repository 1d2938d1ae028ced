// What the pages load beside themselves, as bytes in the program.
#pragma once

#include <stddef.h>

struct asset {
    const char *name, *type;
    const unsigned char *bytes;
    size_t size;
    const char *tag;    // of these bytes, in quotes, as ETag has it
};

extern const struct asset assets[];
extern const size_t asset_count;
