#include "alert/doubt.h"

enum { JUMP = 10 };

struct doubting {
    const struct policy *policy;
    const struct indicator *indicator;
    const struct year *year;
    const struct doubt_points *points;
    size_t index;
    int32_t today;
    struct doubt *ret;
};

struct sums {
    capaian_nano numerator, denominator;
};

static struct sums sums_of(const struct indicator *indicator, const struct figure *figure) {
    if (indicator->reporting == REPORTING_VALUE)
        return (struct sums){figure->statement.numerator, figure->statement.denominator};
    return (struct sums){figure->numerator, figure->denominator};
}

void doubt_points(const struct year *year, struct doubt_points *ret) {
    bool curved = false;
    int32_t ends[GOALS_MAX];
    size_t count = year->goal_count < GOALS_MAX ? year->goal_count : GOALS_MAX;
    for (size_t i = 0; i < count; i++) {
        ends[i] = capaian_period_last(year->goals[i].period);
        curved = curved || year->goals[i].curve != CURVE_NONE;
    }
    for (size_t i = year->first_figure; i < year->figure_count; i++) {
        ret->end[i] = capaian_period_last(year->figures[i].period);
        ret->point[i] = curved;
        for (size_t k = 0; k < count && !ret->point[i]; k++)
            ret->point[i] = ends[k] == ret->end[i];
    }
}

static bool value_of(const struct indicator *indicator, struct sums sums, capaian_nano *ret) {
    if (indicator->within_year != BY_RATIO_OF_SUMS) {
        *ret = sums.numerator;
        return true;
    }
    return sums.denominator > 0 && capaian_quotient(sums.numerator, sums.denominator, indicator->per, CAPAIAN_SCALE_MAX,
                                                    CAPAIAN_HALF_UP, ret) == 0;
}

bool figure_as_reported(const struct indicator *indicator, const struct figure *figure, capaian_nano *ret) {
    return value_of(indicator, sums_of(indicator, figure), ret);
}

static bool reported(const struct doubting *d, size_t index) {
    return figure_reported(&d->year->figures[index], d->indicator->reporting);
}

// The latest reported period before this one; the index itself where there is none.
static size_t reported_before(const struct doubting *d, size_t index) {
    for (size_t i = index; i > d->year->first_figure; i--)
        if (reported(d, i - 1))
            return i - 1;
    return index;
}

static capaian_nano magnitude(capaian_nano nano) {
    return nano < 0 ? -nano : nano;
}

// R/T in percent. T is above 0; what does not fit is far above or far below.
static capaian_nano percent_of(capaian_nano realization, capaian_nano target) {
    static const capaian_nano small = (capaian_nano)1 << 80;    // times 100 and a billion still fits
    capaian_nano percent = 0;
    if (magnitude(realization) < small)
        return realization * 100 * CAPAIAN_NANO / target;
    if (capaian_quotient(realization, target, 100, CAPAIAN_SCALE_MAX, CAPAIAN_HALF_UP, &percent) < 0)
        percent = realization < 0 ? -(capaian_nano)INT64_MAX : (capaian_nano)INT64_MAX;
    return percent;
}

static bool beyond_plausible(const struct doubting *d) {
    int32_t end = d->points->end[d->index];
    struct realized realized;
    struct doubt *ret = d->ret;
    if (end >= d->today || !d->points->point[d->index] ||
        !trajectory_at(d->indicator, d->year, end, &ret->aim, &ret->version) ||
        !realize(d->indicator, d->year, d->year->first_figure, d->index, &realized) || realized.nil)
        return false;
    capaian_nano low = ret->aim.target, high = ret->aim.has_high ? ret->aim.high : low;
    // Of R = 0 a sender may simply have nothing to show yet; of a target of 0 or less there is no percentage.
    if (low > 0 && realized.value != 0 && percent_of(realized.value, low) < d->policy->plausible_low)
        ret->percent = percent_of(realized.value, low);
    else if (high > 0 && percent_of(realized.value, high) > d->policy->plausible_high)
        ret->percent = percent_of(realized.value, high);
    else
        return false;
    ret->reason = REASON_BEYOND_PLAUSIBLE;
    ret->figure = realized.value;
    return true;
}

static bool outside_limits(const struct doubting *d) {
    const struct indicator *indicator = d->indicator;
    capaian_nano value;
    if (indicator->reporting == REPORTING_EVENTS || (!indicator->has_min && !indicator->has_max) ||
        !figure_as_reported(indicator, &d->year->figures[d->index], &value) ||
        ((!indicator->has_min || value >= indicator->min) && (!indicator->has_max || value <= indicator->max)))
        return false;
    d->ret->reason = REASON_OUTSIDE_LIMITS;
    d->ret->figure = value;
    return true;
}

// Whether the figures of two periods are to date and of something that only grows.
static bool grows(const struct doubting *d, size_t from, size_t to) {
    const struct indicator *indicator = d->indicator;
    if (indicator->within_year == BY_SUM || indicator->within_year == BY_RATIO_OF_SUMS)
        return indicator->reported_to_date;
    if (indicator->within_year != BY_LAST)
        return false;
    struct aim earlier, later;
    uint32_t version;
    return indicator->progress ||
           (indicator->reported_to_date && indicator->better == BETTER_HIGHER && d->points->point[from] &&
            d->points->point[to] && trajectory_at(indicator, d->year, d->points->end[from], &earlier, &version) &&
            trajectory_at(indicator, d->year, d->points->end[to], &later, &version) && later.target > earlier.target);
}

static bool fell(const struct doubting *d, size_t from) {
    struct sums then = sums_of(d->indicator, &d->year->figures[from]);
    struct sums now = sums_of(d->indicator, &d->year->figures[d->index]);
    if (now.numerator >= then.numerator && now.denominator >= then.denominator)
        return false;
    // Of a ratio it is the counts that must not fall: the ratio itself may.
    bool counts = now.numerator >= then.numerator;
    d->ret->reason = REASON_FELL;
    d->ret->figure = counts ? now.denominator : now.numerator;
    d->ret->beside = counts ? then.denominator : then.numerator;
    return true;
}

// What came in a period; of figures to date less what was there before it. False where that is not known.
static bool came_in(const struct doubting *d, size_t index, bool growing, capaian_nano *ret) {
    struct sums sums = sums_of(d->indicator, &d->year->figures[index]);
    if (growing && index > d->year->first_figure) {
        if (!reported(d, index - 1))
            return false;
        struct sums before = sums_of(d->indicator, &d->year->figures[index - 1]);
        sums = (struct sums){sums.numerator - before.numerator, sums.denominator - before.denominator};
    }
    static const capaian_nano small = (capaian_nano)1 << 60;
    // Exact to a billionth is more than a factor of ten needs, and this is asked of every period each time.
    if (sums.denominator > 0 && magnitude(sums.numerator) < small && d->indicator->per < UINT32_MAX) {
        *ret = sums.numerator * (capaian_nano)d->indicator->per * CAPAIAN_NANO / sums.denominator;
        return true;
    }
    return value_of(d->indicator, sums, ret);
}

static bool jumped(const struct doubting *d, size_t from, bool growing) {
    capaian_nano now, then;
    if (!came_in(d, d->index, growing, &now) || !came_in(d, from, growing, &then) || now == 0 || then == 0)
        return false;
    if (magnitude(now) / JUMP < magnitude(then) && magnitude(then) / JUMP < magnitude(now))
        return false;
    d->ret->reason = REASON_JUMP;
    d->ret->figure = now;
    d->ret->beside = then;
    return true;
}

bool doubt_of(const struct policy *policy, const struct indicator *indicator, const struct year *year,
              const struct doubt_points *points, size_t index, int32_t today, struct doubt *ret) {
    const struct doubting d = {policy, indicator, year, points, index, today, ret};
    *ret = (struct doubt){0};
    if (indicator->formula == FORMULA_GRADE)
        return false;
    if (beyond_plausible(&d) || outside_limits(&d))
        return true;
    size_t from = reported_before(&d, index);
    if (from == index)
        return false;
    bool growing = grows(&d, from, index);
    ret->beside_period = year->figures[from].period;
    return (growing && fell(&d, from)) || jumped(&d, from, growing);
}
