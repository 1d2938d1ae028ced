// Message and act ids: 16 bytes that stand for one content for ever.
#pragma once

#include "wire/limits.h"

#include <stddef.h>
#include <stdint.h>

// UUIDv7 (RFC 9562, section 5.7): the milliseconds of the wall clock, then random bytes. Ordered by time, which is what
// the indexes of journal and ledger like best.
void capaian_message_id_make(uint8_t ret_id[CAPAIAN_ID_SIZE]);

// The first 16 bytes of BLAKE2b-256 over the content bytes: the same content sent twice is the same message.
void capaian_message_id_of_content(const void *content, size_t size, uint8_t ret_id[CAPAIAN_ID_SIZE]);
