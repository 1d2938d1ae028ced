// One indicator in one year: its targets in force, its figures, its alerts.
#pragma once

#include "attainment/figure.h"
#include "capaian/v1/alert.pb-c.h"

// A target as it stands for a period: from the latest catalogue version effective on or before the period's last day.
struct goal {
    struct capaian_period period;
    bool scheduled, to_date, judged;
    capaian_nano target;
    uint32_t version;
};

// Where an alert of one identity (kind, indicator, period) stands.
struct alert {
    Capaian__V1__AlertKind kind;
    struct capaian_period period;
    Capaian__V1__AlertState state;
    const char *reason;    // static text
    uint64_t number;       // of its latest event
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
    bool closed;         // everything due in it has been judged
    int64_t next_due;    // the next instant at which something falls due; INT64_MAX: none
};

// NULL when there is none yet. year_alert_add returns NULL when out of memory.
struct alert *year_alert(const struct year *year, Capaian__V1__AlertKind kind, struct capaian_period period);
struct alert *year_alert_add(struct year *year, Capaian__V1__AlertKind kind, struct capaian_period period);

// The figure of a reporting period; NULL when the period is not one of this year's.
struct figure *year_figure(struct year *year, struct capaian_period period);
