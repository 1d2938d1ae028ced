#include "rows.h"

#include <assert.h>
#include <stdio.h>

enum { OF_A_UNIT = 20, EVENTS = 10, VALUES = 9, MONTHS = 10 };

unsigned rows_unit(unsigned sender, uint64_t n) {
    unsigned share = sender % SHARES;
    return share + SHARES * (unsigned)(n % ((UNITS - share + SHARES - 1) / SHARES));
}

static void start(struct capaian_pack *pack, unsigned unit) {
    char name[16];
    snprintf(name, sizeof name, "u%02u", unit + 1);
    int r = capaian_pack_start(pack, name, false);
    assert(r == 0);
    (void)r;
}

static void add(struct capaian_pack *pack, const char *indicator, const char *period, int64_t value, int64_t as_of,
                const char *reason) {
    Capaian__V1__Decimal decimal = CAPAIAN__V1__DECIMAL__INIT;
    decimal.coefficient = value;
    Capaian__V1__Row row = CAPAIAN__V1__ROW__INIT;
    row.indicator = (char *)indicator;
    row.period = (char *)period;
    row.figure_case = CAPAIAN__V1__ROW__FIGURE_VALUE;
    row.value = &decimal;
    row.as_of = as_of;
    row.reason = (char *)reason;
    int r = capaian_pack_row(pack, &row);
    assert(r == 0);
    (void)r;
}

void rows_events(struct capaian_pack *pack, unsigned unit, unsigned count, uint64_t n) {
    start(pack, unit);
    for (unsigned i = 0; i < count; i++) {
        uint64_t number = n + i;
        char indicator[16], period[16];
        snprintf(indicator, sizeof indicator, "i%04u", unit * OF_A_UNIT + (unsigned)(number % EVENTS) + 1);
        snprintf(period, sizeof period, "2026-10-%02u", (unsigned)(number / EVENTS % 31) + 1);
        add(pack, indicator, period, (int64_t)(number % 1000), ROWS_NOW, "");
    }
}

void rows_values(struct capaian_pack *pack, unsigned unit, unsigned count, uint64_t n) {
    start(pack, unit);
    for (unsigned i = 0; i < count; i++) {
        char indicator[16], period[16];
        snprintf(indicator, sizeof indicator, "i%04u", unit * OF_A_UNIT + EVENTS + i % VALUES + 1);
        snprintf(period, sizeof period, "2026-%02u", i / VALUES % MONTHS + 1);
        uint64_t number = n * count + i;
        add(pack, indicator, period, (int64_t)(TARGET + number % TARGET), ROWS_NOW + (int64_t)(number % AS_OF_ROOM),
            "koreksi");
    }
}

void rows_flip(struct capaian_pack *pack, bool met, uint32_t n) {
    start(pack, 0);
    add(pack, ROWS_FLIP_INDICATOR, "2026-09", met ? TARGET + (int64_t)n : (int64_t)n, ROWS_NOW + (int64_t)n, "koreksi");
}
