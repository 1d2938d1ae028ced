// Ids of messages made from their content, by a sender that keeps no state: the same bytes sent again are the same
// message. UUID version 8 (RFC 9562, section 5.8), so that whoever receives one can tell.
#pragma once

#include "wire/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The first 16 bytes of BLAKE2b-256 over the content, with the version and variant bits set. A verdict is for ever, so
// to have the same content judged again it needs another id: from attempt 1 on the attempt's number, 4 bytes
// big-endian, is hashed after the content. (It begins with the tag of a field 0, so content and number together are no
// Content.)
void capaian_message_id_of_content(const void *content, size_t size, uint32_t attempt, uint8_t ret_id[CAPAIAN_ID_SIZE]);

// Whether an id was made so from this content, by whichever attempt. The same events may then come again under another
// id when anything beside them changed, so each needs its ref.
bool capaian_message_id_stateless(const uint8_t id[CAPAIAN_ID_SIZE], const void *content, size_t size);
