// What stands and somebody has to deal with, from the fold. Pure.
#pragma once

#include "fold/fold.h"

enum { ACKNOWLEDGED_DAYS = 30 };    // an acknowledgement without a follow-up is stale after so long

struct standing {
    const struct alert *alert;
    const struct tracked *tracked;    // NULL: of a source that is silent
    const char *unit;                 // the accountable one; "" for a collector
    const char *source;               // of `silent`, its name; else ""
    int32_t due;                      // the last day on which something can be done in time; 0: none is set
};

// Calls `visit` with each alert that fires or is acknowledged, in the order of the indicators.
void fold_standing(const struct fold *fold, int32_t today,
                   void (*visit)(void *context, const struct standing *standing), void *context);

// Acknowledged and then forgotten: the follow-up is past its due date, or there is none and the acknowledgement is old.
// `acknowledged`: asked only where it matters, the day of the event with that number.
bool standing_stale(const struct standing *standing, int32_t today,
                    int32_t (*acknowledged)(void *context, uint64_t number), void *context);

// Nobody is to be bothered with it today.
bool standing_suppressed(const struct fold *fold, const struct standing *standing);

// The last day until which what is locked may be reported all the same, by the unit and for the period; 0: none that
// reaches to today.
int32_t fold_reopened_until(const struct fold *fold, const char *unit, struct capaian_period period, int32_t today);

// Whether a unit is the other one, or reports to it at any remove.
bool unit_below(const struct catalogue *catalogue, const char *unit, const char *top);
