// The alerts that stand, as tables: what is missed first.
#pragma once

#include "dashboard/view.h"

enum { STANDING_MAX = 2000, STANDING_YEARS = 4 };

// The attainment of a year, for what an alert does not carry.
struct standing_year {
    char year[5];
    const Capaian__V1__AttainmentRow **rows;
    size_t count, room;
};

struct standing_alert {
    const Capaian__V1__AlertEvent *event;    // the latest
    const Capaian__V1__Incident *incident;
};

struct standing {
    struct view *view;
    struct standing_alert alerts[STANDING_MAX];    // those that may be seen, by unit, indicator, period
    size_t count, left_out;                        // left_out: beyond the limit
    struct standing_year years[STANDING_YEARS];
    size_t year_count;
};

// Of a unit, or of all (""). NULL: the page says why. Lives as long as the page.
struct standing *standing_ask(struct view *view, const char *unit);

// The year that a period lies in, asked for once. NULL: it cannot be told.
const struct standing_year *standing_year(struct standing *standing, const char *period);

size_t standing_of_kind(const struct standing *standing, Capaian__V1__AlertKind kind, const char *unit);

// A table for each kind.
void standing_tables(struct standing *standing);
