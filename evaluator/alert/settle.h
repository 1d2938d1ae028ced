// Which alerts of one indicator and year change state, now that a row arrived, an instant passed or the catalogue
// changed. A pure function of the year and the day; it may be called again at any time and then finds nothing to do.
// The table it follows is section 8 of the design; what each kind means to a reader is in PROTOCOL.md.
//
// An alert stands while it is firing or acknowledged. One that a decision has closed (reason `closed`) neither stands
// nor fires again while its ground is there; when the ground is gone, it resolves like another, and may fire anew.
#pragma once

#include "alert/reasons.h"
#include "attainment/assess.h"

struct transition {
    Capaian__V1__AlertKind kind;
    struct capaian_period period;
    Capaian__V1__AlertState state;    // the alert of the year has it already
    const char *reason;               // of alert/reasons.h
    struct assessment assessment;     // the numbers of the moment; outcome 0 for `overdue` and `implausible`
    uint32_t incident;                // how many times the alert has fired; 0 for `restated`
    unsigned level;                   // of `escalated`: how far up it is told now, from 1
    struct announced before;          // of `restated`: what had been announced; the alert it refers to is `missed`
    // Of `implausible`: the row, its figure and the one that it is compared with (of `fell` and `jump`).
    uint8_t row_id[CAPAIAN_ID_SIZE];
    uint32_t row;
    capaian_nano figure, beside;
    struct capaian_period beside_period;
    // What a person did about it; NULL: nobody did, settling finds it.
    Capaian__V1__Acted *acted;
    Capaian__V1__FollowUp *follow_up;
};

// What settling has to know beside the year itself. Functions may be NULL: nothing is suppressed, nobody is above.
struct circumstances {
    bool closed;    // the unit that reports has closed, and nobody has succeeded it
    bool (*suppressed)(void *context, Capaian__V1__AlertKind kind, struct capaian_period period);
    unsigned (*levels)(void *context);    // how many superiors there are to be told
    // The day on which it happens and is told; `today` where that is later, as it is not when a row comes between two
    // instants that are judged.
    int32_t day;
    void *context;
};

// Targets of a year: months, quarters, semesters and the year itself, and plans of 2 to CAPAIAN_YEARS_MAX years that
// end with it.
enum { GOALS_MAX = 12 + 4 + 2 + 1 + CAPAIAN_YEARS_MAX - 1 };

// What one settling can tell at most. Of a reporting period: one of `overdue` (it fires, resolves, expires or
// escalates), and two of `implausible` (one row goes, another fires). Of a target: it fires, is caught up with and is
// restated. And one of `behind`. What loses its ground does nothing else, and what has just fired does not escalate.
enum { TRANSITIONS_MAX = 3 * FIGURES_MAX + 3 * GOALS_MAX + 1 };

struct transitions {
    struct transition list[TRANSITIONS_MAX];
    size_t count;
};

// `today`: the day that has begun; everything that ended before it has ended. 0, or -ENOMEM.
int alerts_settle(const struct catalogue *catalogue, const struct indicator *indicator, struct year *year,
                  int32_t today, const struct circumstances *circumstances, struct transitions *ret);

// The first day after `today` on which alerts_settle could find something by the passing of time alone: the end of a
// period, its lock, the day after a due date, the day after an acknowledgement or an acceptance of what is missing, the
// day on which a standing alert is taken further up. DAY_NEVER when none is left. A suppression that ends is not among
// them: what was due to be taken up while it held is so at the next settling after it.
int32_t alerts_next_day(const struct catalogue *catalogue, const struct indicator *indicator, const struct year *year,
                        int32_t today);

// The policy's band of an attainment, before it is rounded: its index in policy.bands from 1; 0: none.
uint8_t alert_band(const struct policy *policy, const struct assessment *assessment);
const char *alert_band_name(const struct policy *policy, uint8_t band);    // "" for 0
