// Rows packed into the bytes of one Content, in the caller's order, up to the limits of a message. For who sends rows
// one at a time and for who splits a file into messages. Pure: no socket, no clock.
#pragma once

#include "capaian/v1/content.pb-c.h"
#include "wire/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The bytes are content[0] to content[size - 1].
struct capaian_pack {
    size_t size;    // of the content so far
    size_t row_count;
    size_t empty_size;    // of the content without rows
    char unit[CAPAIAN_CODE_MAX + 1];
    uint8_t content[CAPAIAN_CONTENT_MAX];
};

// Starts an empty message. 0, or -EINVAL when the unit is longer than a code may be.
int capaian_pack_start(struct capaian_pack *pack, const char *unit, bool atomic);

// 0; -ENOSPC: the message is full (rows or bytes), start another and add the row there; -EMSGSIZE: the row alone does
// not fit a message. Nothing is added unless 0 is returned.
int capaian_pack_row(struct capaian_pack *pack, const Capaian__V1__Row *row);
