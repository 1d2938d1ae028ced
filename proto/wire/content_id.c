#include "wire/content_id.h"

#include "wire/content.h"

#include <sodium.h>
#include <string.h>

void capaian_message_id_of_content(const void *content, size_t size, uint32_t attempt,
                                   uint8_t ret_id[CAPAIAN_ID_SIZE]) {
    const uint8_t number[4] = {(uint8_t)(attempt >> 24), (uint8_t)(attempt >> 16), (uint8_t)(attempt >> 8),
                               (uint8_t)attempt};
    uint8_t hash[CAPAIAN_HASH_SIZE];
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    crypto_generichash_update(&state, content, size);
    if (attempt > 0)
        crypto_generichash_update(&state, number, sizeof number);
    crypto_generichash_final(&state, hash, sizeof hash);
    memcpy(ret_id, hash, CAPAIAN_ID_SIZE);
    ret_id[6] = (uint8_t)(0x80 | (ret_id[6] & 0x0f));    // version 8
    ret_id[8] = (uint8_t)(0x80 | (ret_id[8] & 0x3f));    // variant 10
}

bool capaian_message_id_stateless(const uint8_t id[CAPAIAN_ID_SIZE], const void *content, size_t size) {
    if (id[6] >> 4 != 8 || id[8] >> 6 != 2)
        return false;
    uint8_t made[CAPAIAN_ID_SIZE];
    for (uint32_t attempt = 0; attempt < CAPAIAN_ATTEMPTS_MAX; attempt++) {
        capaian_message_id_of_content(content, size, attempt, made);
        if (memcmp(made, id, sizeof made) == 0)
            return true;
    }
    return false;
}
