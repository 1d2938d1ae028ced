#include "client/message_id.h"

#include "runtime/daemon.h"

#include <sodium.h>

void capaian_message_id_make(uint8_t ret_id[CAPAIAN_ID_SIZE]) {
    randombytes_buf(ret_id, CAPAIAN_ID_SIZE);
    uint64_t now = (uint64_t)capaian_wall_ms();
    for (unsigned i = 0; i < 6; i++)
        ret_id[i] = (uint8_t)(now >> (40 - 8 * i));
    ret_id[6] = (uint8_t)(0x70 | (ret_id[6] & 0x0f));    // version 7
    ret_id[8] = (uint8_t)(0x80 | (ret_id[8] & 0x3f));    // variant 10
}
