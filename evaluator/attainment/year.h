// One indicator in one year: its targets in force, its figures, its alerts.
#pragma once

#include "attainment/figure.h"
#include "capaian/v1/alert.pb-c.h"

// A target as it stands for a period: from the latest catalogue version effective on or before the period's last day.
struct goal {
    struct capaian_period period;
    bool scheduled, to_date, judged, has_high;
    enum curve curve;
    capaian_nano target, high, weight;
    uint32_t version;
};

// Where an alert of one identity (kind, indicator, period; of `implausible` the row too) stands.
struct alert {
    Capaian__V1__AlertKind kind;
    struct capaian_period period;
    Capaian__V1__AlertState state;
    const char *reason;                 // static text
    uint64_t number;                    // of its latest event
    uint64_t acted;                     // number of the event of the latest acknowledgement or follow-up; 0: none
    uint32_t incident;                  // how many times it has fired
    int32_t since;                      // the day on which it fired last
    int32_t acknowledged_until;         // the last day that an acknowledgement holds
    int32_t follow_up_due;              // 0: none
    uint8_t level;                      // how far up it has been told: 0 is the accountable unit itself
    int32_t told;                       // the day on which it was told there
    uint8_t row_id[CAPAIAN_ID_SIZE];    // of `implausible`
    uint32_t row;
};

// What has been said of a judged target: a later change of it restates.
struct announced {
    struct capaian_period period;
    uint8_t outcome;                          // Assessed of the wire
    uint8_t band;                             // index in the policy's bands, from 1; 0: none
    uint8_t written_outcome, written_band;    // as the ledger has it; the ledger's own
};

enum { FIGURES_MAX = 12 };    // reporting periods of a year: months at the finest

struct year {
    int16_t year;
    struct goal *goals;    // by last day, then first
    size_t goal_count;
    struct figure figures[FIGURES_MAX];    // by the period's number within the year
    size_t figure_count;    // those of the duty; figures past it keep what was reported while it was longer
    size_t first_figure;    // the first period of the duty: the indicator may begin within the year
    int32_t duty_from;      // no reporting period that ended before this day is ever overdue
    bool dropped;    // the latest catalogue no longer has the indicator: nothing can be reported, nothing is overdue
    struct alert *alerts;
    size_t alert_count, alert_room;
    struct announced *announced;
    size_t announced_count, announced_room;
    const struct years *of;
    bool closed;         // everything due in it has been judged
    int64_t next_due;    // the next instant at which something falls due; INT64_MAX: none
};

// All years of one indicator, in order, and what its plan began with: for goals that span several. A goal of a plan
// (period of kind YEARS) stands among the goals of its last year.
struct years {
    struct year **list;
    size_t count;
    const struct opening *openings;    // by day
    size_t opening_count;
};

struct year *years_find(const struct years *years, int year);    // NULL when it is not there

// What has been announced for a judged target; NULL: nothing yet. year_announce returns NULL when out of memory.
struct announced *year_announced(const struct year *year, struct capaian_period period);
struct announced *year_announce(struct year *year, struct capaian_period period);

// NULL when there is none yet. year_alert_add returns NULL when out of memory.
struct alert *year_alert(const struct year *year, Capaian__V1__AlertKind kind, struct capaian_period period);
struct alert *year_alert_add(struct year *year, Capaian__V1__AlertKind kind, struct capaian_period period);

// The figure of a reporting period; NULL when the period is not one of this year's.
struct figure *year_figure(struct year *year, struct capaian_period period);
