#include "score/stretch.h"

#include "attainment/realize.h"

#define OUTCOME(name) CAPAIAN__V1__ASSESSED__ASSESSED_##name

struct stretching {
    const struct tracked *tracked;
    const struct indicator *rules;
    const struct year *year;
    const struct stretch *stretch;
    int own;              // the first reporting period that begins in the stretch
    int first;            // the first of these that counts
    int due;              // the last one that ended in the stretch and at a checkpoint; -1: none
    int cut;              // the last of these with everything reported since `first`; -1: none
    bool scheduled;       // there is a target in the year
    bool ahead;           // a checkpoint is still to come
    struct aim before;    // the trajectory on the eve of `first`
    struct stretched *out;
};

static int32_t end_of(const struct stretching *s, int index) {
    return capaian_period_last(s->year->figures[index].period);
}

static bool target_at(const struct stretching *s, int index, struct aim *ret, uint32_t *ret_version) {
    return trajectory_at(s->rules, s->year, end_of(s, index), ret, ret_version);
}

// From the eve of the first own reporting period on, the first day on which the trajectory is known.
static bool find_first(struct stretching *s) {
    int begins = (int)s->year->first_figure;
    uint32_t version;
    s->first = s->stretch->from <= capaian_period_first(s->year->figures[begins].period)
                   ? begins
                   : figure_beginning(s->year, s->stretch->from);
    s->own = s->first;
    if (s->first < 0)
        return false;
    if (s->first == begins || s->rules->within_year != BY_SUM || s->stretch->rule == TENURE_REMAINING)
        return true;
    for (; s->first < (int)s->year->figure_count; s->first++)
        if (target_at(s, s->first - 1, &s->before, &version))
            return true;
    return false;
}

static void find_handover(struct stretching *s, int first) {
    struct realized before;
    if (first <= (int)s->year->first_figure ||
        realizing(s->rules, s->year, s->year->first_figure, (size_t)first - 1, &before) != REALIZED || before.nil)
        return;
    s->out->has_handover = true;
    s->out->at_handover = before.value;
}

static void find_cut(struct stretching *s) {
    bool reported = true;
    struct aim aim;
    uint32_t version;
    s->due = s->cut = -1;
    for (int i = s->first; i < (int)s->year->figure_count; i++) {
        reported = reported && figure_reported(&s->year->figures[i], s->rules->reporting);
        if (!target_at(s, i, &aim, &version))
            continue;
        if (end_of(s, i) >= s->stretch->today || end_of(s, i) > s->stretch->to) {
            // What ends after a stretch that is over never comes.
            s->ahead = end_of(s, i) <= s->stretch->to;
            break;
        }
        s->due = i;
        if (reported)
            s->cut = i;
    }
    for (size_t i = 0; i < s->year->goal_count; i++)
        s->scheduled = s->scheduled || (s->year->goals[i].scheduled && s->year->goals[i].period.kind != CAPAIAN_YEARS);
}

// A target within the own periods that is judged and cannot be reported any more, or need not be: 0 when there is none.
static Capaian__V1__Assessed judged_without(const struct stretching *s) {
    Capaian__V1__Assessed outcome = OUTCOME(UNSPECIFIED);
    for (size_t i = 0; i < s->year->goal_count; i++) {
        const struct goal *goal = &s->year->goals[i];
        int end = figure_ending(s->year, capaian_period_last(goal->period));
        if (!goal->judged || !goal->scheduled || goal->period.kind == CAPAIAN_YEARS || end <= s->cut || end > s->due ||
            end < s->first)
            continue;
        bool excused = figures_excused(s->rules, s->year, (size_t)s->first, (size_t)end, s->stretch->today);
        int32_t lock_day = indicator_lock_day(s->tracked->catalogue, s->rules, goal->period);
        Capaian__V1__Assessed incomplete = outcome_incomplete(excused, s->stretch->today, lock_day);
        if (incomplete != OUTCOME(NOT_REPORTED))
            outcome = incomplete;
    }
    return outcome;
}

static Capaian__V1__Assessed outcome_without_cut(const struct stretching *s) {
    if (s->due >= 0)
        return figures_excused(s->rules, s->year, (size_t)s->first, (size_t)s->due, s->stretch->today)
                   ? OUTCOME(MISSING)
                   : OUTCOME(NOT_REPORTED);
    return s->ahead ? OUTCOME(NOT_DUE) : s->scheduled ? OUTCOME(NO_TRAJECTORY) : OUTCOME(NO_TARGET);
}

// The mean of the targets that end in the own periods up to the cut: of a period where there is one, else to date.
static bool mean_target(const struct stretching *s, struct aim *aim) {
    capaian_nano low = 0, high = 0, count = 0;
    for (int i = s->first; i <= s->cut; i++) {
        const struct goal *finest = NULL;
        for (size_t k = 0; k < s->year->goal_count; k++) {
            const struct goal *goal = &s->year->goals[k];
            if (goal->scheduled && goal->period.kind != CAPAIAN_YEARS &&
                capaian_period_last(goal->period) == end_of(s, i) &&
                (finest == NULL || goal->period.kind < finest->period.kind))
                finest = goal;
        }
        if (finest == NULL)
            continue;
        low += finest->target;
        high += finest->has_high ? finest->high : finest->target;
        aim->has_high = aim->has_high || finest->has_high;
        count++;
    }
    return count > 0 &&
           capaian_quotient(low, count * CAPAIAN_NANO, 1, CAPAIAN_SCALE_MAX, CAPAIAN_HALF_UP, &aim->target) == 0 &&
           capaian_quotient(high, count * CAPAIAN_NANO, 1, CAPAIAN_SCALE_MAX, CAPAIAN_HALF_UP, &aim->high) == 0;
}

static void less(struct aim *aim, capaian_nano low, capaian_nano high) {
    aim->target -= low;
    aim->high -= high;
}

// What was to be reached in the own periods up to the cut. False: it cannot be told.
static bool find_aim(const struct stretching *s, struct aim *aim, uint32_t *ret_version) {
    if (!target_at(s, s->cut, aim, ret_version))
        return false;
    bool remaining = s->stretch->rule == TENURE_REMAINING;
    if (s->rules->within_year == BY_AVERAGE && remaining)
        return mean_target(s, aim);
    if (s->rules->within_year != BY_SUM || s->first == (int)s->year->first_figure)
        return true;
    if (remaining && !s->out->has_handover)
        return false;
    if (remaining)
        less(aim, s->out->at_handover, s->out->at_handover);
    else
        less(aim, s->before.target, s->before.has_high ? s->before.high : s->before.target);
    return true;
}

// What remains of a year's sum is due when the year is: until then it is only on its way.
static bool too_early(const struct stretching *s) {
    return s->stretch->rule == TENURE_REMAINING && s->rules->within_year == BY_SUM &&
           s->first > (int)s->year->first_figure && s->stretch->to >= year_end(s->year) &&
           end_of(s, s->cut) < year_end(s->year);
}

static void compare(struct stretching *s) {
    struct assessment *assessment = &s->out->assessment;
    struct realized *realized = &s->out->realized;
    assessment->cut = s->year->figures[s->cut].period;
    s->out->begins = capaian_period_first(s->year->figures[s->first].period);
    bool early = too_early(s);
    int end = figure_ending(s->year, year_end(s->year)), cut = s->cut;
    if (early)
        s->cut = end;
    assessment->has_target = s->cut >= 0 && find_aim(s, &assessment->aim, &assessment->version);
    enum realizing made = realizing(s->rules, s->year, (size_t)s->first, (size_t)cut, realized);
    if (!assessment->has_target)
        assessment->outcome = OUTCOME(NO_TRAJECTORY);
    else if (made == REALIZED)
        assessment_compare(assessment, s->rules, realized);
    else
        assessment->outcome = made == REALIZE_BEYOND ? OUTCOME(BEYOND) : OUTCOME(NOT_REPORTED);
    if (early)
        assessment->outcome = OUTCOME(NOT_DUE);
}

struct stretched stretch_assess(const struct tracked *tracked, const struct year *year, const struct stretch *stretch) {
    struct stretched out = {.assessment = {.period = capaian_period_of_year(year->year)}};
    struct stretching s = {.tracked = tracked, .rules = tracked->rules, .year = year, .stretch = stretch, .out = &out};
    bool begins = find_first(&s);
    if (s.first < 0) {
        out.assessment.outcome = OUTCOME(NOT_DUE);
        return out;
    }
    find_handover(&s, begins ? s.first : s.own);
    find_cut(&s);
    Capaian__V1__Assessed judged = judged_without(&s);
    if (judged != OUTCOME(UNSPECIFIED))
        out.assessment.outcome = judged;
    else if (s.cut < 0 || (stretch->whole && s.cut < s.due))
        out.assessment.outcome = outcome_without_cut(&s);
    else
        compare(&s);
    return out;
}
