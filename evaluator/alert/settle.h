// Which alerts of one indicator and year change state, now that a row arrived, an instant passed or the catalogue
// changed. A pure function of the year and the day; it may be called again at any time and then finds nothing to do.
// The table it follows is section 8 of the design; what each kind means to a reader is in PROTOCOL.md.
#pragma once

#include "attainment/assess.h"

struct transition {
    Capaian__V1__AlertKind kind;
    struct capaian_period period;
    Capaian__V1__AlertState state;    // the alert of the year has it already
    const char *reason;               // of alert/reasons.h
    struct assessment assessment;     // the numbers of the moment; outcome 0 for `overdue`
    uint32_t incident;
    unsigned level;                 // of `escalated`: how far up it is told now, from 1
    struct announced before;        // of `restated`: what had been announced; the alert it refers to is `missed`
    const struct figure *figure;    // of `implausible`: the row's
};

// What settling has to know beside the year itself.
struct circumstances {
    bool closed;    // the unit that reports has closed, and nobody has succeeded it
    bool (*suppressed)(void *context, Capaian__V1__AlertKind kind, struct capaian_period period);
    unsigned (*levels)(void *context);    // how many superiors there are to be told
    void *context;
};

enum { TRANSITIONS_MAX = 160 };    // 12 reporting periods and up to 29 targets, twice each, `behind`, what is revised

struct transitions {
    struct transition list[TRANSITIONS_MAX];
    size_t count;
};

// `today`: the day that has begun; everything that ended before it has ended. 0, or -ENOMEM.
int alerts_settle(const struct catalogue *catalogue, const struct indicator *indicator, struct year *year,
                  int32_t today, const struct circumstances *circumstances, struct transitions *ret);

// The first day after `today` on which alerts_settle could find something by the passing of time alone: the end of a
// target's period, its lock, the day after a due date. DAY_NEVER when none is left.
int32_t alerts_next_day(const struct catalogue *catalogue, const struct indicator *indicator, const struct year *year,
                        int32_t today);
