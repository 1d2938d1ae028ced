#include "score/scorecard.h"

#include "attainment/realize.h"

#include <errno.h>
#include <stdlib.h>

#define OUTCOME(name) CAPAIAN__V1__ASSESSED__ASSESSED_##name
#define LEFT_OUT(name) CAPAIAN__V1__LEFT_OUT__LEFT_OUT_##name

static const struct goal *judged_goal_of_year(const struct year *year) {
    const struct goal *best = NULL;
    for (size_t i = 0; i < year->goal_count; i++) {
        const struct goal *goal = &year->goals[i];
        bool whole =
            goal->period.kind == CAPAIAN_YEAR || (goal->to_date && capaian_period_last(goal->period) == year_end(year));
        if (goal->judged && whole && goal->period.kind != CAPAIAN_YEARS &&
            (best == NULL || goal->period.kind == CAPAIAN_YEAR))
            best = goal;
    }
    return best;
}

struct assessment score_assess(const struct tracked *tracked, const struct year *year, int32_t today) {
    const struct indicator *rules = tracked->rules;
    if (year == NULL)
        return (struct assessment){.outcome = OUTCOME(NO_TARGET)};
    if (year_end(year) >= today)
        return assess_to_date(rules, year, today);
    const struct goal *goal = judged_goal_of_year(year);
    struct capaian_period period = goal == NULL ? capaian_period_of_year(year->year) : goal->period;
    int32_t lock_day = indicator_lock_day(tracked->catalogue, rules, period);
    return goal == NULL ? assess_year(rules, year, today, lock_day) : assess_goal(rules, year, goal, today, lock_day);
}

static Capaian__V1__LeftOut left_out_for(Capaian__V1__Assessed outcome) {
    switch (outcome) {
    case OUTCOME(MET):
    case OUTCOME(NOT_MET):
    case OUTCOME(MISSED_SILENT):
    case OUTCOME(ESTIMATED):
        return LEFT_OUT(NO);
    case OUTCOME(NOT_DUE):
        return LEFT_OUT(NOT_DUE);
    case OUTCOME(NOT_REPORTED):
        return LEFT_OUT(NOT_REPORTED);
    case OUTCOME(NO_TARGET):
        return LEFT_OUT(NO_TARGET);
    case OUTCOME(NO_TRAJECTORY):
        return LEFT_OUT(NO_TRAJECTORY);
    case OUTCOME(NIL):
        return LEFT_OUT(NIL);
    case OUTCOME(MISSING):
        return LEFT_OUT(MISSING);
    default:
        return LEFT_OUT(OTHER);
    }
}

Capaian__V1__LeftOut score_contribution(const struct policy *policy, const struct assessment *assessment,
                                        capaian_nano *ret) {
    Capaian__V1__LeftOut left_out = left_out_for(assessment->outcome);
    capaian_nano worth = 0;
    if (left_out == LEFT_OUT(NO) && assessment->outcome != OUTCOME(MISSED_SILENT)) {
        if (assessment->has_percent)
            worth = assessment->percent;
        else if (assessment->outcome == OUTCOME(MET))
            worth = 100 * CAPAIAN_NANO;
        else if (assessment->outcome == OUTCOME(ESTIMATED))
            // It may not count as met, and has no percentage to count with.
            left_out = LEFT_OUT(OTHER);
    }
    *ret = worth < 0 ? 0 : worth > policy->score_cap ? policy->score_cap : worth;
    return left_out;
}

int scorecard_lines(const struct fold *fold, const struct duties *duties, const char *unit, int32_t from, int32_t to,
                    struct scorecard *ret) {
    size_t count;
    const struct duty *duty = duties_of(duties, unit, &count);
    *ret = (struct scorecard){.band = ""};
    ret->lines = calloc(count + 1, sizeof *ret->lines);
    if (ret->lines == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < count; i++, duty++) {
        const struct tracked *tracked = fold->tracked[fold->of_catalogue[duty->indicator]];
        if (tracked->rules->from > to || tracked->rules->to < from)
            continue;
        ret->lines[ret->line_count++] = (struct score_line){
            .tracked = tracked, .answers = duty->answers, .weight = duty->answers ? duty->share : 0};
    }
    return 0;
}

capaian_nano score_weight(const struct score_line *line, const struct year *year) {
    const struct goal *goal = year == NULL ? NULL : goal_ending(year, year_end(year));
    if (line->answers)
        return line->weight;
    return goal == NULL ? 0 : goal->weight;
}

static bool without_target(const struct score_line *line) {
    return line->assessment.outcome == OUTCOME(NO_TARGET) || line->assessment.outcome == OUTCOME(NOT_SCHEDULED);
}

void scorecard_weigh_equally(struct scorecard *card) {
    capaian_nano count = 0;
    for (size_t i = 0; i < card->line_count; i++) {
        if (!card->lines[i].answers && card->lines[i].weight > 0)
            return;
        count += !card->lines[i].answers && !without_target(&card->lines[i]);
    }
    for (size_t i = 0; i < card->line_count && count > 0; i++)
        if (!card->lines[i].answers && !without_target(&card->lines[i]))
            card->lines[i].weight = 100 * CAPAIAN_NANO / count;
}

int scorecard_of_unit(const struct fold *fold, const struct duties *duties, const char *unit, int year, int32_t today,
                      struct scorecard *ret) {
    struct capaian_period period = capaian_period_of_year(year);
    struct scorecard card;
    if (scorecard_lines(fold, duties, unit, capaian_period_first(period), capaian_period_last(period), &card) < 0)
        return -ENOMEM;
    for (size_t i = 0; i < card.line_count; i++) {
        struct score_line *line = &card.lines[i];
        const struct year *of = tracked_year(line->tracked, year);
        line->assessment = score_assess(line->tracked, of, today);
        line->weight = score_weight(line, of);
    }
    scorecard_weigh_equally(&card);
    scorecard_add_up(&fold_latest(fold)->catalogue->policy, &card);
    *ret = card;
    return 0;
}

void scorecard_free(struct scorecard *card) {
    free(card->lines);
    *card = (struct scorecard){0};
}

static void count_outcome(struct scorecard *card, Capaian__V1__Assessed outcome) {
    if (outcome == OUTCOME(MET))
        card->met++;
    else if (outcome == OUTCOME(NOT_MET) || outcome == OUTCOME(MISSED_SILENT))
        card->not_met++;
    else
        card->not_assessed++;
}

// part of whole in percent, or with `by` the mean of what `part` adds up.
static capaian_nano quotient(capaian_nano part, capaian_nano whole, uint64_t by) {
    capaian_nano result = 0;
    // Weights are at most 100 percent and contributions at most the cap: what comes of them always fits.
    if (whole != 0)
        (void)capaian_quotient(part, whole, by, SCORE_DECIMALS, CAPAIAN_HALF_UP, &result);
    return result;
}

void scorecard_add_up(const struct policy *policy, struct scorecard *card) {
    capaian_nano whole = 0, counted = 0, sum = 0;
    card->met = card->not_met = card->not_assessed = 0;
    for (size_t i = 0; i < card->line_count; i++) {
        struct score_line *line = &card->lines[i];
        line->left_out = score_contribution(policy, &line->assessment, &line->contribution);
        if (line->weight == 0 && !without_target(line))
            line->left_out = LEFT_OUT(NOT_WEIGHTED);
        if (line->weight == 0)
            continue;
        count_outcome(card, line->assessment.outcome);
        whole += line->weight;
        if (line->left_out != LEFT_OUT(NO))
            continue;
        counted += line->weight;
        sum += line->weight * line->contribution;
    }
    for (size_t i = 0; i < card->line_count; i++) {
        struct score_line *line = &card->lines[i];
        if (line->left_out == LEFT_OUT(NO))
            line->counted = quotient(line->weight, counted, 100);
        else
            line->contribution = 0;
    }
    card->assessed = quotient(counted, whole, 100);
    card->has_score = counted > 0 && 2 * counted >= whole;
    // The sum is of products of billionths, so the divisor is too.
    card->score = card->has_score ? quotient(sum, counted * CAPAIAN_NANO, 1) : 0;
    card->band = card->has_score ? policy_band(policy, card->score) : "";
}
