// The messages of a year of any length, for the catalogue that tests/bench/sized_catalogue writes: each is known by its
// number, so that whoever fills a ledger and whoever goes on with it send the same kind of thing. Nine rows of ten come
// in messages of 256 (events, and values that revise each other); the tenth comes alone: an event, every other one
// under a ref of its own, or, once in 1,136 rows, a value that turns a judged month to missed or back to met.
#pragma once

#include "client/pack.h"

enum history_kind { HISTORY_BATCH, HISTORY_SINGLE, HISTORY_REF, HISTORY_TURN };

enum {
    HISTORY_ROWS = 256,             // of a batch
    HISTORY_ROUND = 29,             // messages: one batch and what comes alone
    HISTORY_ROUNDS_PER_TURN = 4,    // one message of these turns a judged month
    HISTORY_OF_A_UNIT = 20,         // indicators
    HISTORY_TARGET = 1000 * 1000,
};

// When the year is written down, and the first as_of; 2026-11-05 in Jakarta. Message n was stated n milliseconds later.
#define HISTORY_NOW INT64_C(1793811600000)

enum history_kind history_kind(uint64_t n);

// The n-th message, as one of that kind.
void history_pack(struct capaian_pack *pack, enum history_kind kind, unsigned units, uint64_t n);

// A value of the one indicator that no other message here has, in a judged month: missed or met. Its figure is
// `number`, with HISTORY_TARGET added where it is met. Its as_of is that of message n.
void history_turn(struct capaian_pack *pack, bool met, unsigned unit, uint32_t number, uint64_t n);
// The indicator of unit 0 that history_turn speaks of.
#define HISTORY_TURN_INDICATOR "i0020"
