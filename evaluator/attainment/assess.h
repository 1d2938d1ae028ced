// Attainment: realization against target, both cut at the same day. Pure functions of an indicator's rules, its year
// and a day; the rules are section 7 of the design, restated in PROTOCOL.md for those who read the results.
#pragma once

#include "attainment/formula.h"
#include "attainment/year.h"
#include "capaian/v1/query.pb-c.h"

struct assessment {
    Capaian__V1__Assessed outcome;
    struct capaian_period period;    // the target's; the year for the figure to date
    struct capaian_period cut;       // the last reporting period that counts; kind 0: none
    bool has_target, has_realization, has_percent;
    struct aim aim;              // at the agreed decimals
    capaian_nano realization;    // likewise
    capaian_nano percent;
    capaian_nano weight;
    Capaian__V1__Status status;
    Capaian__V1__Stage stage;
    uint32_t version;
    bool judged;
};

// What was realized from the first to the last of a run of reporting periods, all of them reported.
struct realized {
    bool nil;              // 0/0: nothing happened
    capaian_nano value;    // consolidated, at the agreed decimals
    capaian_nano numerator, denominator;
    Capaian__V1__Status status;
    Capaian__V1__Stage stage;
};

// Of the reporting periods with index first to last (inclusive, within the year). False when one is not reported, when
// the result does not fit, or when figures to date contradict each other so that no ratio is left.
bool realize(const struct indicator *indicator, const struct year *year, size_t first, size_t last,
             struct realized *ret);

// The last day of the year's duty: an indicator may end within the year.
int32_t year_end(const struct year *year);

// Number of reporting periods in the unbroken run of reported ones, from the start of the duty: index past the last.
size_t reported_run(const struct indicator *indicator, const struct year *year);

// The target to date at a day that ends a target period: as a to-date target says, or consolidated from period targets;
// within a curve, at any day.
bool trajectory_at(const struct indicator *indicator, const struct year *year, int32_t day, struct aim *ret,
                   uint32_t *ret_version);

// One target, judged or not, as seen on a day (`today`: periods that ended before it have ended). `lock_day`: the first
// day on which the target's period can no longer be reported.
struct assessment assess_goal(const struct indicator *indicator, const struct year *year, const struct goal *goal,
                              int32_t today, int32_t lock_day);

// Attainment to date: at the latest day that ends both an unbroken run of reported periods and a target period.
struct assessment assess_to_date(const struct indicator *indicator, const struct year *year, int32_t today);

// What has been realized so far against the target of the whole year.
struct assessment assess_year(const struct indicator *indicator, const struct year *year, int32_t today,
                              int32_t lock_day);

// What has been realized of a plan so far, its opening balance included, against the target of its last year. `goal` is
// of kind YEARS. `lock_day` as for assess_goal.
struct assessment assess_plan(const struct indicator *indicator, const struct years *years, const struct goal *goal,
                              int32_t today, int32_t lock_day);
