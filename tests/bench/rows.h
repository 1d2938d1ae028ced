// Rows for the catalogue that tests/bench/catalogue writes.
#pragma once

#include "client/pack.h"

enum {
    UNITS = 50,
    SHARES = 4,               // sender k may send for every unit u with u % SHARES == k % SHARES
    TARGET = 1000 * 1000,     // of every indicator
    AS_OF_ROOM = 80000000,    // instants that rows_as_of gives: less than a day of milliseconds
};

// When the ledger of the benchmark stands still, and the first as_of.
#define ROWS_NOW INT64_C(1793811600000)

// The n-th of the units of a sender, counted round.
unsigned rows_unit(unsigned sender, uint64_t n);

// A message of `count` events without a ref, or of values that revise each other and are always met; `n` varies them.
// Values rise in as_of with n.
void rows_events(struct capaian_pack *pack, unsigned unit, unsigned count, uint64_t n);
void rows_values(struct capaian_pack *pack, unsigned unit, unsigned count, uint64_t n);

// One value of the indicator that only this changes, in unit 0: a judged month, met or missed. Its figure is `n`, with
// TARGET added where it is met.
void rows_flip(struct capaian_pack *pack, bool met, uint32_t n);
#define ROWS_FLIP_INDICATOR "i0020"
