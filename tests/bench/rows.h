// Rows for the catalogue that tests/bench/catalogue writes: plain, so that each system brings them into its own form.
#pragma once

#include "capaian/v1/alert.pb-c.h"
#include "client/pack.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    UNITS = 50,
    SHARES = 4,               // sender k may send for every unit u with u % SHARES == k % SHARES, and all for unit 0
    TARGET = 1000 * 1000,     // of every indicator
    AS_OF_ROOM = 80000000,    // instants that rows_as_of gives: less than a day of milliseconds
    MESSAGE_ROWS_MAX = 1000,
};

// When the ledger of the benchmark stands still, and the first as_of.
#define ROWS_NOW INT64_C(1793811600000)

enum rows_kind {
    ROWS_EVENTS,    // of all indicators of the sender's units
    ROWS_REFS,      // events, each with its own key: a ref
    ROWS_HOT,       // events of one indicator
    ROWS_VALUES,    // values that revise each other and are always met
};

struct row {
    char indicator[8], period[12], ref[24];
    int64_t value, as_of;
    int64_t change;    // what the row adds to its indicator's sum: what the peers are sent
    bool revises;
};

struct rows {
    char unit[4];
    unsigned count;
    struct row list[MESSAGE_ROWS_MAX];
};

// The n-th message of a sender. Refs and values must never come again: there n differs over all senders and the run.
void rows_make(struct rows *ret, enum rows_kind kind, unsigned sender, unsigned count, uint64_t n);

// As our senders send them. 0 or -errno of client/pack.h.
int rows_pack(const struct rows *rows, struct capaian_pack *ret);

// Whether the same message may be sent again and again under new ids.
bool rows_repeat(enum rows_kind kind);

// One value of the indicator that only this changes, in unit 0: a judged month, missed where n is even and met where it
// is odd, so that each is told of. Its figure is rows_flip_figure(n): n, with TARGET added where it is met.
void rows_flip(struct rows *ret, uint32_t n);
int64_t rows_flip_figure(uint32_t n);
// The figure that an event tells of, -1 where it is not of a flip.
int64_t rows_flip_told(const Capaian__V1__AlertEvent *event);
#define ROWS_FLIP_INDICATOR "i0020"
