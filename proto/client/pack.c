#include "client/pack.h"

#include <errno.h>
#include <string.h>

// A field of a message or string type in the encoding: its key byte (number << 3 | 2), a varint length, the bytes.
enum { KEY_UNIT = 1 << 3 | 2, KEY_ATOMIC = 2 << 3, KEY_ROW = 3 << 3 | 2 };

static size_t put_length(uint8_t *to, size_t length) {
    size_t size = 0;
    while (length >= 0x80) {
        to[size++] = (uint8_t)(length | 0x80);
        length >>= 7;
    }
    to[size++] = (uint8_t)length;
    return size;
}

int capaian_pack_start(struct capaian_pack *pack, const char *unit, bool atomic) {
    size_t length = strlen(unit);
    if (length > CAPAIAN_CODE_MAX)
        return -EINVAL;
    memcpy(pack->unit, unit, length + 1);
    pack->row_count = 0;
    pack->size = 0;
    if (length > 0) {
        pack->content[pack->size++] = KEY_UNIT;
        pack->size += put_length(pack->content + pack->size, length);
        memcpy(pack->content + pack->size, unit, length);
        pack->size += length;
    }
    if (atomic) {
        pack->content[pack->size++] = KEY_ATOMIC;
        pack->content[pack->size++] = 1;
    }
    pack->empty_size = pack->size;
    return 0;
}

int capaian_pack_row(struct capaian_pack *pack, const Capaian__V1__Row *row) {
    uint8_t head[1 + 10] = {KEY_ROW};
    size_t length = capaian__v1__row__get_packed_size(row);
    if (length > CAPAIAN_CONTENT_MAX)
        return -EMSGSIZE;
    size_t head_size = 1 + put_length(head + 1, length);
    if (pack->empty_size + head_size + length > CAPAIAN_CONTENT_MAX)
        return -EMSGSIZE;
    if (pack->row_count >= CAPAIAN_ROWS_MAX || pack->size + head_size + length > CAPAIAN_CONTENT_MAX)
        return -ENOSPC;
    memcpy(pack->content + pack->size, head, head_size);
    capaian__v1__row__pack(row, pack->content + pack->size + head_size);
    pack->size += head_size + length;
    pack->row_count++;
    return 0;
}
