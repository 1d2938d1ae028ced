// The messages that a sheet becomes, in the order in which they are sent.
#pragma once

#include "client/pack.h"
#include "wire/limits.h"

#include <stddef.h>
#include <stdint.h>

struct message {
    uint8_t id[CAPAIAN_ID_SIZE];    // made from the content
    uint8_t *content;
    size_t size;
    char unit[CAPAIAN_CODE_MAX + 1];
    unsigned *lines;    // of the file, for each row
    uint32_t row_count;
};

// Starts as {0}.
struct messages {
    struct message *list;
    size_t count, room;
};

// Adds what is packed; `lines` has one for each of its rows, and is copied. 0 or -ENOMEM.
int messages_add(struct messages *messages, const struct capaian_pack *pack, const unsigned *lines);
void messages_clear(struct messages *messages);
