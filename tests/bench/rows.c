#include "rows.h"

#include <stdio.h>
#include <string.h>

enum { OF_A_UNIT = 20, EVENTS = 10, VALUES = 9, MONTHS = 10, DAYS = 31 };

// The n-th of the units of a sender, counted round.
static unsigned unit_of(unsigned sender, uint64_t n) {
    unsigned share = sender % SHARES;
    return share + SHARES * (unsigned)(n % ((UNITS - share + SHARES - 1) / SHARES));
}

static void name_unit(struct rows *rows, unsigned unit) {
    snprintf(rows->unit, sizeof rows->unit, "u%02u", (unit + 1) % 100);
}

static void name_indicator(struct row *row, unsigned number) {
    snprintf(row->indicator, sizeof row->indicator, "i%04u", (number + 1) % 10000);
}

static void event(struct row *row, enum rows_kind kind, unsigned unit, uint64_t n, unsigned i) {
    uint64_t number = n + i;
    *row = (struct row){.value = (int64_t)(number % 1000), .as_of = ROWS_NOW};
    row->change = row->value;
    name_indicator(row, kind == ROWS_HOT ? 0 : unit * OF_A_UNIT + (unsigned)(number % EVENTS));
    snprintf(row->period, sizeof row->period, "2026-10-%02u", (unsigned)(number / EVENTS % DAYS) + 1);
    if (kind == ROWS_REFS)
        snprintf(row->ref, sizeof row->ref, "%llu-%u", (unsigned long long)n, i);
}

// A later message states its figures later; of several in one message the last stands.
static void value(struct row *row, unsigned unit, uint64_t n, unsigned i) {
    *row = (struct row){
        .value = (int64_t)(TARGET + (n + i) % TARGET), .as_of = ROWS_NOW + (int64_t)(n % AS_OF_ROOM), .revises = true};
    name_indicator(row, unit * OF_A_UNIT + EVENTS + i % VALUES);
    snprintf(row->period, sizeof row->period, "2026-%02u", i / VALUES % MONTHS + 1);
}

void rows_make(struct rows *ret, enum rows_kind kind, unsigned sender, unsigned count, uint64_t n) {
    unsigned unit = kind == ROWS_HOT ? 0 : unit_of(sender, n);
    name_unit(ret, unit);
    ret->count = count;
    for (unsigned i = 0; i < count; i++)
        if (kind == ROWS_VALUES)
            value(&ret->list[i], unit, n, i);
        else
            event(&ret->list[i], kind, unit, n, i);
}

static int add(struct capaian_pack *pack, const struct row *row) {
    Capaian__V1__Decimal decimal = CAPAIAN__V1__DECIMAL__INIT;
    decimal.coefficient = row->value;
    Capaian__V1__Row packed = CAPAIAN__V1__ROW__INIT;
    packed.indicator = (char *)row->indicator;
    packed.period = (char *)row->period;
    packed.figure_case = CAPAIAN__V1__ROW__FIGURE_VALUE;
    packed.value = &decimal;
    packed.as_of = row->as_of;
    packed.ref = (char *)row->ref;
    packed.reason = row->revises ? "koreksi" : "";
    return capaian_pack_row(pack, &packed);
}

int rows_pack(const struct rows *rows, struct capaian_pack *ret) {
    int r = capaian_pack_start(ret, rows->unit, false);
    for (unsigned i = 0; r == 0 && i < rows->count; i++)
        r = add(ret, &rows->list[i]);
    return r;
}

bool rows_repeat(enum rows_kind kind) {
    return kind == ROWS_EVENTS || kind == ROWS_HOT;
}

int64_t rows_flip_figure(uint32_t n) {
    return (n % 2 == 1 ? TARGET : 0) + (int64_t)n;
}

void rows_flip(struct rows *ret, uint32_t n) {
    struct row *row = &ret->list[0];
    name_unit(ret, 0);
    ret->count = 1;
    *row = (struct row){.indicator = ROWS_FLIP_INDICATOR,
                        .period = "2026-09",
                        .value = rows_flip_figure(n),
                        .as_of = ROWS_NOW + (int64_t)n,
                        .revises = true};
    row->change = row->value - (n > 0 ? rows_flip_figure(n - 1) : 0);
}

int64_t rows_flip_told(const Capaian__V1__AlertEvent *event) {
    if (event->kind != CAPAIAN__V1__ALERT_KIND__ALERT_KIND_MISSED || !event->realization ||
        strcmp(event->indicator, ROWS_FLIP_INDICATOR) != 0)
        return -1;
    int64_t figure = event->realization->coefficient;
    for (uint32_t scale = event->realization->scale; scale > 0; scale--)
        figure /= 10;
    return figure;
}
