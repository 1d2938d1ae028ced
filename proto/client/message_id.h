// Message and act ids: 16 bytes that stand for one content for ever. Those of senders that keep no state are made from
// the content itself: wire/content_id.h.
#pragma once

#include "wire/content_id.h"

// UUIDv7 (RFC 9562, section 5.7): the milliseconds of the wall clock, then random bytes. Ordered by time, which is what
// the indexes of journal and ledger like best.
void capaian_message_id_make(uint8_t ret_id[CAPAIAN_ID_SIZE]);
