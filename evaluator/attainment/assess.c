#include "attainment/assess.h"

#include "attainment/formula.h"

static int32_t year_start(const struct year *year) {
    return capaian_period_first(year->figures[year->first_figure].period);
}

// The day on which the duty of the year ends: an indicator may end within it.
int32_t year_end(const struct year *year) {
    int32_t end = capaian_period_last(capaian_period_of_year(year->year));
    int32_t last = capaian_period_last(year->figures[year->figure_count - 1].period);
    return last < end ? last : end;
}

// The index of the reporting period that ends on the day; -1 when none does.
static int figure_ending(const struct year *year, int32_t day) {
    for (size_t i = year->first_figure; i < year->figure_count; i++)
        if (capaian_period_last(year->figures[i].period) == day)
            return (int)i;
    return -1;
}

static int figure_beginning(const struct year *year, int32_t day) {
    for (size_t i = year->first_figure; i < year->figure_count; i++)
        if (capaian_period_first(year->figures[i].period) >= day)
            return (int)i;
    return -1;
}

static Capaian__V1__Status weaker(Capaian__V1__Status a, Capaian__V1__Status b) {
    return a > b ? a : b;
}

static capaian_nano numerator_of(const struct figure *figure, enum reporting reporting) {
    return reporting == REPORTING_VALUE ? figure->statement.numerator : figure->numerator;
}

static capaian_nano denominator_of(const struct figure *figure, enum reporting reporting) {
    return reporting == REPORTING_VALUE ? figure->statement.denominator : figure->denominator;
}

bool realize(const struct indicator *indicator, const struct year *year, size_t first, size_t last,
             struct realized *ret) {
    enum reporting reporting = indicator->reporting;
    struct realized realized = {.status = CAPAIAN__V1__STATUS__STATUS_FINAL};
    for (size_t i = first; i <= last; i++) {
        const struct figure *figure = &year->figures[i];
        if (!figure_reported(figure, reporting))
            return false;
        if (indicator->within_year == BY_LAST || indicator->reported_to_date) {
            // The last one says it all; the earlier ones only have to be there.
            if (i < last)
                continue;
            realized.status = figure_status(figure, reporting);
        } else {
            realized.status = weaker(realized.status, figure_status(figure, reporting));
        }
        realized.numerator += numerator_of(figure, reporting);
        realized.denominator += denominator_of(figure, reporting);
    }
    if (indicator->reported_to_date && indicator->within_year != BY_LAST && first > year->first_figure) {
        // Figures to date of a period within the year: what came since the period before it, which must be there.
        const struct figure *before = &year->figures[first - 1];
        if (!figure_reported(before, reporting))
            return false;
        realized.status = weaker(realized.status, figure_status(before, reporting));
        realized.numerator -= numerator_of(before, reporting);
        realized.denominator -= denominator_of(before, reporting);
    }
    if (indicator->within_year == BY_RATIO_OF_SUMS) {
        // Two figures to date that contradict each other leave a rest that is no ratio.
        if (realized.denominator < 0 || (realized.denominator == 0 && realized.numerator != 0))
            return false;
        realized.nil = realized.denominator == 0;
        if (!realized.nil && capaian_quotient(realized.numerator, realized.denominator, indicator->per,
                                              indicator->decimals, CAPAIAN_HALF_UP, &realized.value) < 0)
            return false;
    } else {
        realized.value = capaian_nano_round(realized.numerator, indicator->decimals, CAPAIAN_HALF_UP);
    }
    *ret = realized;
    return true;
}

size_t reported_run(const struct indicator *indicator, const struct year *year) {
    size_t run = year->first_figure;
    while (run < year->figure_count && figure_reported(&year->figures[run], indicator->reporting))
        run++;
    return run;
}

// A period that is not scheduled says nothing where periods within it are.
static bool says_something(const struct year *year, const struct goal *goal) {
    for (size_t i = 0; !goal->scheduled && i < year->goal_count; i++) {
        const struct goal *within = &year->goals[i];
        if (within->scheduled && !within->to_date && capaian_period_holds(goal->period, within->period))
            return false;
    }
    return true;
}

// Of the period targets that start on `day` and end by `end`, the coarsest: a year's own number before its quarters'.
static const struct goal *period_goal_from(const struct year *year, int32_t day, int32_t end) {
    const struct goal *best = NULL;
    for (size_t i = 0; i < year->goal_count; i++) {
        const struct goal *goal = &year->goals[i];
        int32_t first = capaian_period_first(goal->period);
        // The duty may begin within the first target period.
        bool starts =
            first == day || (day == year_start(year) && first < day && capaian_period_last(goal->period) > day);
        if (!goal->to_date && starts && capaian_period_last(goal->period) <= end && says_something(year, goal) &&
            (best == NULL || capaian_period_last(goal->period) > capaian_period_last(best->period)))
            best = goal;
    }
    return best;
}

static bool trajectory_of_sums(const struct year *year, int32_t day, capaian_nano *ret, uint32_t *ret_version) {
    capaian_nano sum = 0;
    bool scheduled = false;
    uint32_t version = 0;
    for (int32_t at = year_start(year); at <= day;) {
        const struct goal *goal = period_goal_from(year, at, day);
        if (goal == NULL)
            return false;
        scheduled = goal->scheduled;
        if (goal->scheduled)
            sum += goal->target;
        version = goal->version;
        at = capaian_period_last(goal->period) + 1;
    }
    if (!scheduled)
        return false;
    *ret = sum;
    *ret_version = version;
    return true;
}

bool trajectory_at(const struct indicator *indicator, const struct year *year, int32_t day, struct aim *ret,
                   uint32_t *ret_version) {
    const struct goal *latest = NULL;
    bool to_date = false;
    for (size_t i = 0; i < year->goal_count; i++) {
        const struct goal *goal = &year->goals[i];
        if (!goal->scheduled || capaian_period_last(goal->period) != day)
            continue;
        if (latest == NULL || (goal->to_date && !to_date) ||
            (goal->to_date == to_date && goal->period.kind > latest->period.kind)) {
            latest = goal;
            to_date = goal->to_date;
        }
    }
    if (latest == NULL)
        return false;
    capaian_nano target = latest->target;
    uint32_t version = latest->version;
    // Of sums, period targets add up; a rate, an index or a ratio stands at its latest agreed value.
    if (!to_date && indicator->within_year == BY_SUM && !trajectory_of_sums(year, day, &target, &version))
        return false;
    *ret = (struct aim){target, latest->high, latest->has_high};
    *ret_version = version;
    return true;
}

// Compares and fills in what follows from realization and target.
static void compare(const struct indicator *indicator, const struct realized *realized, struct assessment *ret) {
    ret->status = realized->status;
    ret->aim.target = capaian_nano_round(ret->aim.target, indicator->decimals, CAPAIAN_HALF_UP);
    ret->aim.high = capaian_nano_round(ret->aim.high, indicator->decimals, CAPAIAN_HALF_UP);
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

struct assessment assess_goal(const struct indicator *indicator, const struct year *year, const struct goal *goal,
                              int32_t today, int32_t lock_day) {
    struct assessment ret = {.period = goal->period, .judged = goal->judged, .version = goal->version};
    if (!goal->scheduled) {
        ret.outcome = CAPAIAN__V1__ASSESSED__ASSESSED_NOT_SCHEDULED;
        return ret;
    }
    ret.has_target = true;
    ret.aim = (struct aim){goal->target, goal->high, goal->has_high};
    int32_t end = capaian_period_last(goal->period);
    int last = figure_ending(year, end);
    int first = goal->to_date ? (int)year->first_figure : figure_beginning(year, capaian_period_first(goal->period));
    struct realized realized;
    bool complete = first >= 0 && last >= first && realize(indicator, year, (size_t)first, (size_t)last, &realized);
    if (complete) {
        ret.cut = year->figures[last].period;
        compare(indicator, &realized, &ret);
    }
    if (end >= today)
        ret.outcome = CAPAIAN__V1__ASSESSED__ASSESSED_NOT_DUE;
    else if (!complete)
        ret.outcome = today >= lock_day ? CAPAIAN__V1__ASSESSED__ASSESSED_MISSED_SILENT
                                        : CAPAIAN__V1__ASSESSED__ASSESSED_NOT_REPORTED;
    return ret;
}

struct assessment assess_to_date(const struct indicator *indicator, const struct year *year, int32_t today) {
    struct assessment ret = {.period = capaian_period_of_year(year->year)};
    size_t run = reported_run(indicator, year);
    bool any = false, agreed = false, ended = false;
    const struct goal *cut = NULL;
    for (size_t i = 0; i < year->goal_count; i++) {
        const struct goal *goal = &year->goals[i];
        int32_t end = capaian_period_last(goal->period);
        any = any || goal->scheduled;
        struct aim target;
        uint32_t version;
        if (!goal->scheduled || !trajectory_at(indicator, year, end, &target, &version))
            continue;
        // The year's end is a point of the trajectory like any other, but alone it is no trajectory.
        agreed = agreed || end != year_end(year) || end < today;
        ended = ended || end < today;
        int last = figure_ending(year, end);
        if (end < today && last >= 0 && (size_t)last < run) {
            cut = goal;    // goals are in order of their last day: the latest one stays
            ret.aim = target;
            ret.version = version;
        }
    }
    if (cut == NULL) {
        ret.outcome = !any      ? CAPAIAN__V1__ASSESSED__ASSESSED_NO_TARGET
                      : !agreed ? CAPAIAN__V1__ASSESSED__ASSESSED_NO_TRAJECTORY
                      : ended   ? CAPAIAN__V1__ASSESSED__ASSESSED_NOT_REPORTED
                                : CAPAIAN__V1__ASSESSED__ASSESSED_NOT_DUE;
        return ret;
    }
    struct realized realized;
    size_t last = (size_t)figure_ending(year, capaian_period_last(cut->period));
    ret.has_target = true;
    ret.cut = year->figures[last].period;
    if (realize(indicator, year, year->first_figure, last, &realized))
        compare(indicator, &realized, &ret);
    return ret;
}

struct assessment assess_year(const struct indicator *indicator, const struct year *year, int32_t today,
                              int32_t lock_day) {
    struct assessment ret = {.period = capaian_period_of_year(year->year)};
    int32_t end = year_end(year);
    ret.has_target = trajectory_at(indicator, year, end, &ret.aim, &ret.version);
    size_t run = reported_run(indicator, year);
    struct realized realized;
    // While the year runs, what there is so far is its progress; once it is over, a part of it is not its figure.
    bool progress = end >= today || run == year->figure_count;
    bool some =
        progress && run > year->first_figure && realize(indicator, year, year->first_figure, run - 1, &realized);
    if (some) {
        ret.cut = year->figures[run - 1].period;
        if (ret.has_target) {
            compare(indicator, &realized, &ret);
        } else if (!realized.nil) {
            ret.status = realized.status;
            ret.has_realization = true;
            ret.realization = realized.value;
        }
    }
    if (!ret.has_target)
        ret.outcome = CAPAIAN__V1__ASSESSED__ASSESSED_NO_TARGET;
    else if (end >= today)
        ret.outcome = CAPAIAN__V1__ASSESSED__ASSESSED_NOT_DUE;
    else if (run < year->figure_count)
        ret.outcome = today >= lock_day ? CAPAIAN__V1__ASSESSED__ASSESSED_MISSED_SILENT
                                        : CAPAIAN__V1__ASSESSED__ASSESSED_NOT_REPORTED;
    return ret;
}

struct assessment assess_plan(const struct indicator *indicator, const struct years *years, const struct goal *goal,
                              int32_t today, int32_t lock_day) {
    (void)indicator;
    (void)years;
    (void)today;
    (void)lock_day;
    return (struct assessment){.period = goal->period, .outcome = CAPAIAN__V1__ASSESSED__ASSESSED_NOT_DUE};
}
