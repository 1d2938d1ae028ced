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
    // The sums. Of an average the denominator is how many were added up: periods of values, rows of events.
    capaian_nano numerator, denominator;
    Capaian__V1__Status status;    // the weakest of those that count; of `last`, the last one's alone
    Capaian__V1__Stage stage;      // likewise: disputed, else submitted, else reviewed
};

// Of the reporting periods with index first to last (inclusive, within the year). False when one is not reported, when
// the result fits no number of the wire, when figures to date contradict each other so that no ratio is left, or when
// an average that is reported to date is asked for a period within the year: it cannot be had from the figures.
bool realize(const struct indicator *indicator, const struct year *year, size_t first, size_t last,
             struct realized *ret);

// The last day of the year's duty: an indicator may end within the year.
int32_t year_end(const struct year *year);

// Number of reporting periods in the unbroken run of reported ones, from the start of the duty: index past the last.
size_t reported_run(const struct indicator *indicator, const struct year *year);

// The target to date at a day that ends a target period: as a to-date target says, or consolidated from period targets
// (of an average, the plain mean of those that are scheduled). Within a curve, at any day: it runs from the to-date
// target before it, or from 0 on the eve of the duty, to its own day, and is rounded half up at nine decimals. Nothing
// else is interpolated. The targets of plans are no points of it.
bool trajectory_at(const struct indicator *indicator, const struct year *year, int32_t day, struct aim *ret,
                   uint32_t *ret_version);

// One target, judged or not, as seen on a day (`today`: periods that ended before it have ended). `lock_day`: the first
// day on which the target's period can no longer be reported. What is incomplete only for figures that are excused on
// the day is MISSING, before the lock and after. Of a plan (kind YEARS) as a whole: every year of it complete.
struct assessment assess_goal(const struct indicator *indicator, const struct year *year, const struct goal *goal,
                              int32_t today, int32_t lock_day);

// Attainment to date: at the latest day that ends both an unbroken run of reported periods and a target period; within
// a curve every reporting period's end will do. The weight is that of the target at the year's end.
struct assessment assess_to_date(const struct indicator *indicator, const struct year *year, int32_t today);

// What has been realized so far against the target of the whole year.
struct assessment assess_year(const struct indicator *indicator, const struct year *year, int32_t today,
                              int32_t lock_day);

// The same against another target than the one in force, as that of an earlier version, to be shown beside it.
struct assessment assess_year_against(const struct indicator *indicator, const struct year *year, struct aim aim,
                                      uint32_t version, int32_t today, int32_t lock_day);

// The realization of the year before up to the reporting period of the same number as `cut`. False when it is not
// known, not fully reported, or when the duty did not begin in the same period.
bool assess_same_cut_before(const struct indicator *indicator, const struct year *year, struct capaian_period cut,
                            struct realized *ret);

// What has been realized of a plan so far against the target of its last year. `goal` is of kind YEARS; `lock_day` as
// for assess_goal.
//
// The years are consolidated by `across_years` (an average takes each year's value, not its months), beginning with the
// opening balance: the latest one that ends within the plan. What had been reported for the time it covers is not
// counted again, and needs not be there. To an average it contributes no value; of `last` it stands as long as no year
// has figures. While the plan runs its figures count up to the first gap, except that an average of yearly sums takes
// no part of a year; afterwards each year must be complete.
struct assessment assess_plan(const struct indicator *indicator, const struct years *years, const struct goal *goal,
                              int32_t today, int32_t lock_day);
