#include "attainment/realize.h"

void assessment_compare(struct assessment *ret, const struct indicator *indicator, const struct realized *realized) {
    ret->status = realized->status;
    ret->stage = realized->stage;
    ret->aim.target = capaian_nano_round(ret->aim.target, indicator->decimals, CAPAIAN_HALF_UP);
    ret->aim.high = capaian_nano_round(ret->aim.high, indicator->decimals, CAPAIAN_HALF_UP);
    if (!number_fits(ret->aim.target) || !number_fits(ret->aim.high)) {
        ret->outcome = CAPAIAN__V1__ASSESSED__ASSESSED_BEYOND;
        return;
    }
    if (realized->nil) {
        ret->outcome = CAPAIAN__V1__ASSESSED__ASSESSED_NIL;
        return;
    }
    ret->has_realization = true;
    ret->realization = realized->value;
    ret->has_percent = formula_percent(indicator, ret->realization, ret->aim, &ret->percent);
    if (!formula_met(indicator, ret->realization, ret->aim))
        ret->outcome = CAPAIAN__V1__ASSESSED__ASSESSED_NOT_MET;
    else if (realized->status == CAPAIAN__V1__STATUS__STATUS_ESTIMATED)
        ret->outcome = CAPAIAN__V1__ASSESSED__ASSESSED_ESTIMATED;
    else
        ret->outcome = CAPAIAN__V1__ASSESSED__ASSESSED_MET;
}

Capaian__V1__Assessed outcome_incomplete(bool excused, int32_t today, int32_t lock_day) {
    if (excused)
        return CAPAIAN__V1__ASSESSED__ASSESSED_MISSING;
    return today >= lock_day ? CAPAIAN__V1__ASSESSED__ASSESSED_MISSED_SILENT
                             : CAPAIAN__V1__ASSESSED__ASSESSED_NOT_REPORTED;
}

struct assessment assess_goal(const struct indicator *indicator, const struct year *year, const struct goal *goal,
                              int32_t today, int32_t lock_day) {
    if (goal->period.kind == CAPAIAN_YEARS)
        return assess_plan_whole(indicator, year->of, goal, today, lock_day);
    struct assessment ret = {
        .period = goal->period, .judged = goal->judged, .weight = goal->weight, .version = goal->version};
    if (!goal->scheduled) {
        ret.outcome = CAPAIAN__V1__ASSESSED__ASSESSED_NOT_SCHEDULED;
        return ret;
    }
    ret.has_target = true;
    ret.aim = (struct aim){goal->target, goal->high, goal->has_high};
    int32_t end = capaian_period_last(goal->period);
    int last = figure_ending(year, end);
    int first = goal->to_date ? (int)year->first_figure : figure_beginning(year, capaian_period_first(goal->period));
    bool covered = first >= 0 && last >= first;
    struct realized realized;
    enum realizing made =
        covered ? realizing(indicator, year, (size_t)first, (size_t)last, &realized) : REALIZE_UNREPORTED;
    if (made == REALIZED || made == REALIZE_BEYOND)
        ret.cut = year->figures[last].period;
    if (made == REALIZED)
        assessment_compare(&ret, indicator, &realized);
    if (end >= today)
        ret.outcome = CAPAIAN__V1__ASSESSED__ASSESSED_NOT_DUE;
    else if (made == REALIZE_BEYOND)
        ret.outcome = CAPAIAN__V1__ASSESSED__ASSESSED_BEYOND;
    else if (made != REALIZED)
        ret.outcome = outcome_incomplete(
            covered && figures_excused(indicator, year, (size_t)first, (size_t)last, today), today, lock_day);
    return ret;
}

static capaian_nano weight_of_year(const struct year *year) {
    const struct goal *goal = goal_ending(year, year_end(year));
    return goal == NULL ? 0 : goal->weight;
}

// What can be said to date where no checkpoint is reported.
static Capaian__V1__Assessed outcome_without_cut(const struct indicator *indicator, const struct year *year,
                                                 int32_t today) {
    bool any = false, agreed = false, excused = false;
    int32_t ended = DAY_ALWAYS, year_ends = year_end(year);
    struct aim aim;
    uint32_t version;
    for (size_t i = 0; i < year->goal_count; i++) {
        const struct goal *goal = &year->goals[i];
        int32_t end = capaian_period_last(goal->period);
        if (!goal->scheduled || goal->period.kind == CAPAIAN_YEARS)
            continue;
        any = true;
        if (!trajectory_at(indicator, year, end, &aim, &version))
            continue;
        // The year's end is a point of the trajectory like any other, but alone it is no trajectory.
        agreed = agreed || end != year_ends || end < today;
        if (end < today)
            ended = end;
    }
    for (size_t i = year->first_figure; i < year->figure_count; i++) {
        int32_t end = capaian_period_last(year->figures[i].period);
        if (end == year_ends || !trajectory_at(indicator, year, end, &aim, &version))
            continue;
        agreed = true;
        if (end < today && end > ended)
            ended = end;
    }
    if (!agreed)
        return any ? CAPAIAN__V1__ASSESSED__ASSESSED_NO_TRAJECTORY : CAPAIAN__V1__ASSESSED__ASSESSED_NO_TARGET;
    if (ended == DAY_ALWAYS)
        return CAPAIAN__V1__ASSESSED__ASSESSED_NOT_DUE;
    int last = figure_ending(year, ended);
    if (last >= 0)
        excused = figures_excused(indicator, year, year->first_figure, (size_t)last, today);
    return excused ? CAPAIAN__V1__ASSESSED__ASSESSED_MISSING : CAPAIAN__V1__ASSESSED__ASSESSED_NOT_REPORTED;
}

struct assessment assess_to_date(const struct indicator *indicator, const struct year *year, int32_t today) {
    struct assessment ret = {.period = capaian_period_of_year(year->year), .weight = weight_of_year(year)};
    size_t run = reported_run(indicator, year);
    while (run > year->first_figure) {
        int32_t end = capaian_period_last(year->figures[run - 1].period);
        if (end < today && trajectory_at(indicator, year, end, &ret.aim, &ret.version))
            break;
        run--;
    }
    if (run == year->first_figure) {
        ret.outcome = outcome_without_cut(indicator, year, today);
        return ret;
    }
    struct realized realized;
    ret.has_target = true;
    ret.cut = year->figures[run - 1].period;
    enum realizing made = realizing(indicator, year, year->first_figure, run - 1, &realized);
    if (made == REALIZED)
        assessment_compare(&ret, indicator, &realized);
    else
        ret.outcome = made == REALIZE_BEYOND ? CAPAIAN__V1__ASSESSED__ASSESSED_BEYOND
                                             : CAPAIAN__V1__ASSESSED__ASSESSED_NOT_REPORTED;
    return ret;
}

// `aim` NULL: the year has no target.
static struct assessment year_so_far(const struct indicator *indicator, const struct year *year, const struct aim *aim,
                                     uint32_t version, int32_t today, int32_t lock_day) {
    struct assessment ret = {.period = capaian_period_of_year(year->year),
                             .has_target = aim != NULL,
                             .version = version,
                             .weight = weight_of_year(year)};
    if (aim != NULL)
        ret.aim = *aim;
    int32_t end = year_end(year);
    size_t run = reported_run(indicator, year);
    struct realized realized;
    // While the year runs, what there is so far is its progress; once it is over, a part of it is not its figure.
    bool whole = run == year->figure_count, some = run > year->first_figure && (end >= today || whole);
    enum realizing made =
        some ? realizing(indicator, year, year->first_figure, run - 1, &realized) : REALIZE_UNREPORTED;
    if (made == REALIZED || made == REALIZE_BEYOND)
        ret.cut = year->figures[run - 1].period;
    if (made == REALIZED && ret.has_target) {
        assessment_compare(&ret, indicator, &realized);
    } else if (made == REALIZED && !realized.nil) {
        ret.status = realized.status;
        ret.stage = realized.stage;
        ret.has_realization = true;
        ret.realization = realized.value;
    }
    if (!ret.has_target)
        ret.outcome = CAPAIAN__V1__ASSESSED__ASSESSED_NO_TARGET;
    else if (end >= today)
        ret.outcome = CAPAIAN__V1__ASSESSED__ASSESSED_NOT_DUE;
    else if (made == REALIZE_BEYOND)
        ret.outcome = CAPAIAN__V1__ASSESSED__ASSESSED_BEYOND;
    else if (made != REALIZED)
        ret.outcome = outcome_incomplete(
            figures_excused(indicator, year, year->first_figure, year->figure_count - 1, today), today, lock_day);
    return ret;
}

struct assessment assess_year(const struct indicator *indicator, const struct year *year, int32_t today,
                              int32_t lock_day) {
    struct aim aim;
    uint32_t version = 0;
    bool agreed = trajectory_at(indicator, year, year_end(year), &aim, &version);
    return year_so_far(indicator, year, agreed ? &aim : NULL, version, today, lock_day);
}

struct assessment assess_year_against(const struct indicator *indicator, const struct year *year, struct aim aim,
                                      uint32_t version, int32_t today, int32_t lock_day) {
    return year_so_far(indicator, year, &aim, version, today, lock_day);
}

bool assess_same_cut_before(const struct indicator *indicator, const struct year *year, struct capaian_period cut,
                            struct realized *ret) {
    const struct year *before = year->of == NULL ? NULL : years_find(year->of, year->year - 1);
    if (before == NULL || cut.number == 0 || cut.number > before->figure_count)
        return false;
    size_t last = (size_t)cut.number - 1;
    return before->figures[last].period.kind == cut.kind && before->first_figure == year->first_figure &&
           last >= before->first_figure && realize(indicator, before, before->first_figure, last, ret);
}
