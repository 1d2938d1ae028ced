// Scorecards: indicators by their weights. What could not be assessed is left out with the reason and the rest
// reweighted; under half of the weight assessed there is no score. The rules are section 7 of the design, restated in
// PROTOCOL.md for those who read the results.
#pragma once

#include "fold/fold.h"
#include "score/duties.h"

enum { SCORE_DECIMALS = 2 };    // half up; bands and ladders compare the score as it is shown

struct score_line {
    const struct tracked *tracked;
    struct assessment assessment;
    capaian_nano weight;          // as agreed; where nothing was agreed, an equal part
    capaian_nano contribution;    // percent, between 0 and the cap; 0 where it is left out
    capaian_nano counted;         // what it makes of the score after what is left out, percent
    Capaian__V1__LeftOut left_out;
    bool answers;        // for a share of another unit's figure
    int32_t from, to;    // of a tenure: the days on which the indicator was in this post; to DAY_NEVER: it still is
    bool has_handover;
    capaian_nano at_handover;    // of a tenure: what had been realized before what counts in it
};

struct scorecard {
    struct score_line *lines;    // a unit's own indicators by code, then those that it answers a share of
    size_t line_count;
    bool has_score;
    capaian_nano score;       // percent
    capaian_nano assessed;    // percent of the weight
    const char *band;         // "" without a score
    // Of the lines with a weight. An estimate is not assessed, though its percentage counts.
    uint32_t met, not_met, not_assessed;
};

// How the year of an indicator stands on a day: the judged target of the year when it has ended, else to date.
// `year` NULL: nothing is agreed or reported.
struct assessment score_assess(const struct tracked *tracked, const struct year *year, int32_t today);

// What an assessment is worth in a scorecard, or why it is left out.
Capaian__V1__LeftOut score_contribution(const struct policy *policy, const struct assessment *assessment,
                                        capaian_nano *ret);

// The card of a unit in a year as seen on a day. 0, or -ENOMEM.
int scorecard_of_unit(const struct fold *fold, const struct duties *duties, const char *unit, int year, int32_t today,
                      struct scorecard *ret);
void scorecard_free(struct scorecard *card);

// Lines for all that the unit answers for in these days, weightless and not yet assessed. 0, or -ENOMEM.
int scorecard_lines(const struct fold *fold, const struct duties *duties, const char *unit, int32_t from, int32_t to,
                    struct scorecard *ret);
// The weight that the line has in a year.
capaian_nano score_weight(const struct score_line *line, const struct year *year);
// Where none of a unit's own indicators has a weight, those with a target share 100 equally.
void scorecard_weigh_equally(struct scorecard *card);
// From the assessments and weights of the lines: everything else.
void scorecard_add_up(const struct policy *policy, struct scorecard *card);
