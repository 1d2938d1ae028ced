#include "explain/explain.h"

#include "explain/telling.h"

static const struct goal *goal_of(const struct year *year, struct capaian_period period) {
    for (size_t i = 0; i < year->goal_count; i++)
        if (capaian_period_equal(year->goals[i].period, period))
            return &year->goals[i];
    return NULL;
}

bool explained_reports(const struct explained *x, const struct year *year, size_t *ret_first, size_t *ret_last) {
    bool to_date = x->goal != NULL && x->goal->to_date && x->period.kind != CAPAIAN_YEARS;
    bool found = false;
    for (size_t i = year->first_figure; i < year->figure_count; i++) {
        struct capaian_period reporting = year->figures[i].period;
        bool in = to_date ? capaian_period_last(reporting) <= capaian_period_last(x->period)
                          : capaian_period_holds(x->period, reporting);
        if (!in)
            continue;
        if (!found)
            *ret_first = i;
        *ret_last = i;
        found = true;
    }
    return found;
}

// Without a target of its own: what was realized, and nothing to compare it with.
static struct assessment realized_alone(const struct explained *x) {
    struct assessment ret = {.period = x->period, .outcome = CAPAIAN__V1__ASSESSED__ASSESSED_NO_TARGET};
    struct realized realized;
    if (!realize(x->rules, x->year, x->first, x->last, &realized))
        return ret;
    ret.has_realization = !realized.nil;
    ret.realization = realized.value;
    ret.status = realized.status;
    ret.stage = realized.stage;
    ret.cut = x->year->figures[x->last].period;
    return ret;
}

static struct assessment assess(const struct explained *x) {
    bool whole = x->period.kind == CAPAIAN_YEAR;
    if (whole && x->goal == NULL)
        return assess_year(x->rules, x->year, x->today, x->lock_day);
    if (x->goal == NULL)
        return realized_alone(x);
    // While the year runs, what there is so far is its progress.
    if (whole && x->goal->scheduled && year_end(x->year) >= x->today) {
        struct aim aim = {x->goal->target, x->goal->high, x->goal->has_high};
        struct assessment ret = assess_year_against(x->rules, x->year, aim, x->goal->version, x->today, x->lock_day);
        ret.judged = x->goal->judged;
        ret.weight = x->goal->weight;
        return ret;
    }
    return assess_goal(x->rules, x->year, x->goal, x->today, x->lock_day);
}

// Of a year that runs, its latest checkpoint; of a period that ends a way to somewhere, that way.
static void find_beside(struct explained *x) {
    if (x->period.kind == CAPAIAN_YEAR) {
        if (year_end(x->year) < x->today)
            return;
        x->to_date = assess_to_date(x->rules, x->year, x->today);
        int last = x->to_date.cut.kind == 0 ? -1 : figure_ending(x->year, capaian_period_last(x->to_date.cut));
        x->beside = true;
        x->beside_last = last < 0 ? x->year->first_figure : (size_t)last;
        return;
    }
    int32_t end = capaian_period_last(x->period);
    struct goal goal = {.period = x->period, .scheduled = true, .to_date = true};
    struct aim aim;
    int last = figure_ending(x->year, end);
    bool own = x->goal != NULL && (x->goal->to_date || x->first == x->year->first_figure);
    if (own || last < 0 || !trajectory_at(x->rules, x->year, end, &aim, &goal.version))
        return;
    goal.target = aim.target;
    goal.high = aim.high;
    goal.has_high = aim.has_high;
    x->to_date = assess_goal(x->rules, x->year, &goal, x->today, x->lock_day);
    // The latest figure against the latest target is no other question.
    x->beside = !x->assessment.has_target || x->to_date.aim.target != x->assessment.aim.target ||
                x->to_date.realization != x->assessment.realization;
    x->beside_last = (size_t)last;
}

bool explained_find(struct explained *x) {
    bool plan = x->period.kind == CAPAIAN_YEARS;
    x->year = years_find(x->years, plan ? x->period.year + x->period.number - 1 : x->period.year);
    if (x->year == NULL)
        return false;
    x->goal = goal_of(x->year, x->period);
    if (plan) {
        if (x->goal == NULL)
            return false;
        x->assessment = assess_plan_course(x->rules, x->years, x->goal, x->today, x->lock_day, &x->course);
        return true;
    }
    if (!explained_reports(x, x->year, &x->first, &x->last))
        return false;
    x->assessment = assess(x);
    find_beside(x);
    return true;
}

// What the realization of the assessment itself was made of: of a year that runs, only up to its cut.
static size_t last_counted(const struct explained *x) {
    int cut = x->assessment.cut.kind == 0 ? -1 : figure_ending(x->year, capaian_period_last(x->assessment.cut));
    return cut < 0 ? x->last : (size_t)cut;
}

static void explain_compared(struct explanation_lines *lines, const struct explained *x,
                             const struct assessment *assessment) {
    if (assessment->has_target && assessment->has_realization) {
        explain_percent(lines, x, assessment);
        explain_decision(lines, x, assessment);
    }
    explain_outcome(lines, x, assessment);
}

static void explain_beside(struct explanation_lines *lines, const struct explained *x) {
    const struct assessment *to_date = &x->to_date;
    size_t last = x->beside_last;
    if (to_date->cut.kind == 0 && !to_date->has_target) {
        SAY(lines, "Sampai tanggal ini (%s):", "To date (%s):", say_period(lines, x->period));
        explain_outcome(lines, x, to_date);
        return;
    }
    SAY(lines, "Sampai dengan %s, terhadap target sampai hari itu:", "Through %s, against the target to that day:",
        say_period(lines, x->year->figures[last].period));
    explain_realization(lines, x->year, x->year->first_figure, last);
    explain_target_at(lines, x->year, capaian_period_last(x->year->figures[last].period));
    explain_compared(lines, x, to_date);
}

void explain_arithmetic(struct explanation_lines *lines, const struct explained *x) {
    if (x->period.kind == CAPAIAN_YEARS)
        explain_plan(lines, x);
    else
        explain_realization(lines, x->year, x->first, last_counted(x));
    if (x->goal != NULL && x->goal->scheduled)
        explain_stated_target(lines, x->goal);
    else if (x->goal == NULL && x->assessment.has_target)
        explain_target_at(lines, x->year, year_end(x->year));
    explain_compared(lines, x, &x->assessment);
    if (x->beside)
        explain_beside(lines, x);
}
