// The message ids that came last, so that one which is surely new need not be looked for in the record. Ids in the
// order of time (UUIDv7) are larger than nearly all before them: what is larger than all that is not kept here, and is
// not among what is, has never come. Of other ids nothing is sure. Of fixed size.
#pragma once

#include "wire/limits.h"

#include <stdbool.h>
#include <stdint.h>

struct newest;

// `floor`: no id in the record is larger. NULL: out of memory.
struct newest *newest_new(const uint8_t floor[CAPAIAN_ID_SIZE]);
struct newest *newest_free(struct newest *newest);

// Whether the record surely has no message with the id.
bool newest_is_new(const struct newest *newest, const uint8_t id[CAPAIAN_ID_SIZE]);
// It is in the record from now on.
void newest_add(struct newest *newest, const uint8_t id[CAPAIAN_ID_SIZE]);
