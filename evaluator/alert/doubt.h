// Whether what stands for a reporting period can be right. No verdict: a figure in doubt counts like any other until
// its sender, with evidence, or a reviewer has said something about it.
#pragma once

#include "alert/settle.h"

struct doubt {
    enum alert_reason reason;    // beyond_plausible, outside_limits, fell or jump: the first that holds
    // What is doubted, and for `fell` and `jump` what it is compared with. Of `beyond_plausible` the realization from
    // the start of the year, else the figure as reported; of `jump` what came in each of the two periods.
    capaian_nano figure, beside;
    struct capaian_period beside_period;
    struct aim aim;    // of `beyond_plausible`: the trajectory's, with its version and the percentage of it
    uint32_t version;
    capaian_nano percent;
};

// Where a trajectory may have points among a year's reporting periods: worked out once for all of them, since this is
// asked whenever a row arrives.
struct doubt_points {
    int32_t end[FIGURES_MAX];    // the last day of each period
    bool point[FIGURES_MAX];     // a target ends there, or a curve leads past it
};

void doubt_points(const struct year *year, struct doubt_points *ret);

// Of the reporting period with this index, which is reported.
//
// - `beyond_plausible`: once the period has ended, realization to date against the trajectory at the period's end. A
//   period at whose end the trajectory has no point is not compared, least of all with the whole year, nor one with
//   something unreported before it. Percent here is R/T whatever the formula; of a range the near bound is T.
// - `outside_limits`: of values and ratios; what events sum to has no limits of its own.
// - `fell`: figures to date that can only grow: of a sum or a ratio of sums; of `last` where they are progress, or
//   where the trajectory rises from the earlier period's end to this one's. Compared with the latest reported before it
//   within the year. A rate that is restated each period and agreed to stay may fall.
// - `jump`: what came in the period against what came in the latest reported before it, both not 0; for figures to date
//   that can only grow the difference between neighbours. Within the year.
//
// Grades have no distance from each other: they are never in doubt.
bool doubt_of(const struct policy *policy, const struct indicator *indicator, const struct year *year,
              const struct doubt_points *points, size_t index, int32_t today, struct doubt *ret);

// The figure as it is reported: of a ratio of sums the ratio. False: there is none (0/0).
bool figure_as_reported(const struct indicator *indicator, const struct figure *figure, capaian_nano *ret);
