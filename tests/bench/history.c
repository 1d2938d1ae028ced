#include "history.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

enum { EVENTS = 10, VALUES = 9, MONTHS = 10, DAYS = 28, EVENT_ROWS = HISTORY_ROWS - VALUES };

enum history_kind history_kind(uint64_t n) {
    if (n % HISTORY_ROUND == 0)
        return HISTORY_BATCH;
    if (n % ((uint64_t)HISTORY_ROUND * HISTORY_ROUNDS_PER_TURN) == 1)
        return HISTORY_TURN;
    return n % HISTORY_ROUND % 2 == 0 ? HISTORY_REF : HISTORY_SINGLE;
}

static void start(struct capaian_pack *pack, unsigned unit) {
    char name[16];
    snprintf(name, sizeof name, "u%02u", unit + 1);
    int r = capaian_pack_start(pack, name, false);
    assert(r == 0);
    (void)r;
}

struct stated {
    unsigned indicator;     // of the catalogue, from 0
    unsigned month, day;    // day 0: of the month
    int64_t value;
    const char *ref, *reason;
};

static void add(struct capaian_pack *pack, uint64_t n, const struct stated *stated) {
    char indicator[16], period[32];
    Capaian__V1__Decimal decimal = CAPAIAN__V1__DECIMAL__INIT;
    Capaian__V1__Row row = CAPAIAN__V1__ROW__INIT;
    snprintf(indicator, sizeof indicator, "i%04u", stated->indicator + 1);
    int size = snprintf(period, sizeof period, "2026-%02u", stated->month);
    if (stated->day > 0)
        snprintf(period + size, sizeof period - (size_t)size, "-%02u", stated->day);
    decimal.coefficient = stated->value;
    row.indicator = indicator;
    row.period = period;
    row.figure_case = CAPAIAN__V1__ROW__FIGURE_VALUE;
    row.value = &decimal;
    row.as_of = HISTORY_NOW + (int64_t)n;
    row.ref = stated->ref ? (char *)stated->ref : row.ref;
    row.reason = stated->reason ? (char *)stated->reason : row.reason;
    int r = capaian_pack_row(pack, &row);
    assert(r == 0);
    (void)r;
}

// Each unit in turn, and with each turn another month: what is under way at once is of different figures.
static unsigned month_of(unsigned units, uint64_t n) {
    return (unsigned)(n / units % MONTHS) + 1;
}

static struct stated event(unsigned units, uint64_t n, unsigned i) {
    unsigned unit = (unsigned)(n % units);
    return (struct stated){.indicator = unit * HISTORY_OF_A_UNIT + i % EVENTS,
                           .month = month_of(units, n),
                           .day = i / EVENTS % DAYS + 1,
                           .value = (int64_t)((n + i) % 1000)};
}

void history_turn(struct capaian_pack *pack, bool met, unsigned unit, uint32_t number, uint64_t n) {
    start(pack, unit);
    add(pack, n,
        &(struct stated){.indicator = unit * HISTORY_OF_A_UNIT + HISTORY_OF_A_UNIT - 1,
                         .month = 9,
                         .value = (met ? HISTORY_TARGET : 0) + (int64_t)number,
                         .reason = "koreksi"});
}

void history_pack(struct capaian_pack *pack, enum history_kind kind, unsigned units, uint64_t n) {
    unsigned unit = (unsigned)(n % units);
    if (kind == HISTORY_TURN) {
        // Both turns of a month come one after the other.
        uint64_t turn = n / ((uint64_t)HISTORY_ROUND * HISTORY_ROUNDS_PER_TURN);
        history_turn(pack, turn % 2 == 1, (unsigned)(turn / 2 % units), (uint32_t)(n % HISTORY_TARGET), n);
        return;
    }
    start(pack, unit);
    if (kind != HISTORY_BATCH) {
        char ref[32];
        struct stated stated = event(units, n, (unsigned)(n / units));
        snprintf(ref, sizeof ref, "%" PRIu64, n);
        stated.ref = kind == HISTORY_REF ? ref : NULL;
        add(pack, n, &stated);
        return;
    }
    for (unsigned i = 0; i < EVENT_ROWS; i++) {
        struct stated stated = event(units, n, i);
        add(pack, n, &stated);
    }
    // Always met, and never the same twice.
    for (unsigned i = 0; i < VALUES; i++)
        add(pack, n,
            &(struct stated){.indicator = unit * HISTORY_OF_A_UNIT + EVENTS + i,
                             .month = month_of(units, n),
                             .value = HISTORY_TARGET + (int64_t)(n % HISTORY_TARGET),
                             .reason = "koreksi"});
}
