#include "attainment/realize.h"

static int32_t year_start(const struct year *year) {
    return capaian_period_first(year->figures[year->first_figure].period);
}

// A target of the year: those of plans stand among its goals too, and say nothing about the way there.
static bool of_the_year(const struct goal *goal) {
    return goal->scheduled && goal->period.kind != CAPAIAN_YEARS;
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

static capaian_nano high_of(const struct goal *goal) {
    return goal->has_high ? goal->high : goal->target;
}

// The period targets up to a day, added up or averaged. False where they leave a gap, or the last asks for nothing.
static bool consolidated(const struct indicator *indicator, const struct year *year, int32_t day, struct aim *ret,
                         uint32_t *ret_version, struct ground *ret_ground) {
    struct aim sum = {0};
    bool scheduled = false;
    uint32_t version = 0;
    int count = 0;
    for (int32_t at = year_start(year); at <= day;) {
        const struct goal *goal = period_goal_from(year, at, day);
        if (goal == NULL)
            return false;
        scheduled = goal->scheduled;
        if (scheduled) {
            // At most a target a day, each of 64 bits: no sum of them leaves 128.
            sum.target += goal->target;
            sum.high += high_of(goal);
            sum.has_high = sum.has_high || goal->has_high;
            if (ret_ground != NULL && count < GROUND_GOALS_MAX)
                ret_ground->goals[ret_ground->goal_count++] = goal;
            count++;
        }
        version = goal->version;
        at = capaian_period_last(goal->period) + 1;
    }
    if (!scheduled)
        return false;
    capaian_nano divisor = count * CAPAIAN_NANO;
    if (indicator->within_year == BY_AVERAGE &&
        (capaian_quotient(sum.target, divisor, 1, indicator->decimals, CAPAIAN_HALF_UP, &sum.target) < 0 ||
         capaian_quotient(sum.high, divisor, 1, indicator->decimals, CAPAIAN_HALF_UP, &sum.high) < 0))
        return false;
    if (ret_ground != NULL)
        ret_ground->kind = indicator->within_year == BY_AVERAGE ? GROUND_AVERAGED : GROUND_ADDED;
    *ret = sum;
    *ret_version = version;
    return true;
}

const struct goal *goal_ending(const struct year *year, int32_t day) {
    const struct goal *best = NULL;
    for (size_t i = 0; i < year->goal_count; i++) {
        const struct goal *goal = &year->goals[i];
        if (of_the_year(goal) && capaian_period_last(goal->period) == day &&
            (best == NULL || (goal->to_date && !best->to_date) ||
             (goal->to_date == best->to_date && goal->period.kind > best->period.kind)))
            best = goal;
    }
    return best;
}

// The nearest to-date target that ends on the day or later, or before it; NULL: there is none.
static const struct goal *to_date_near(const struct year *year, int32_t day, bool before) {
    int32_t nearest = before ? INT32_MIN : INT32_MAX;
    for (size_t i = 0; i < year->goal_count; i++) {
        const struct goal *goal = &year->goals[i];
        int32_t end = capaian_period_last(goal->period);
        if (of_the_year(goal) && goal->to_date && (end < day) == before && (before ? end > nearest : end < nearest))
            nearest = end;
    }
    return nearest == INT32_MIN || nearest == INT32_MAX ? NULL : goal_ending(year, nearest);
}

// The part of the way gone after `day` of `days` days, over *ret_whole. At most 366^3: far within 64 bits.
static uint64_t gone(enum curve curve, uint64_t day, uint64_t days, uint64_t *ret_whole) {
    if (curve == CURVE_S) {
        *ret_whole = days * days * days;
        return 3 * day * day * days - 2 * day * day * day;
    }
    *ret_whole = days;
    return day;
}

static bool between(capaian_nano from, capaian_nano to, uint64_t part, uint64_t whole, capaian_nano *ret) {
    capaian_nano way = to - from, gained;
    if (capaian_quotient(way, (capaian_nano)whole * CAPAIAN_NANO, part, CAPAIAN_SCALE_MAX, CAPAIAN_HALF_UP, &gained) <
        0)
        return false;
    *ret = from + gained;
    return true;
}

static bool on_a_curve(const struct year *year, int32_t day, struct aim *ret, uint32_t *ret_version,
                       struct ground *ret_ground) {
    const struct goal *after = to_date_near(year, day, false);
    if (after == NULL || after->curve == CURVE_NONE)
        return false;
    const struct goal *before = to_date_near(year, day, true);
    // Where nothing was agreed before, the way begins with nothing on the eve of the duty.
    int32_t from = before != NULL ? capaian_period_last(before->period) : year_start(year) - 1;
    int32_t to = capaian_period_last(after->period);
    if (day <= from || to <= from)
        return false;
    uint64_t whole, part = gone(after->curve, (uint64_t)(day - from), (uint64_t)(to - from), &whole);
    struct aim aim = {.has_high = after->has_high};
    if (!between(before != NULL ? before->target : 0, after->target, part, whole, &aim.target) ||
        !between(before != NULL ? high_of(before) : 0, high_of(after), part, whole, &aim.high))
        return false;
    if (!aim.has_high)
        aim.high = 0;
    if (ret_ground != NULL)
        *ret_ground = (struct ground){GROUND_CURVE, {after}, 1, before, from, to, part, whole};
    *ret = aim;
    *ret_version = after->version;
    return true;
}

bool trajectory_grounded(const struct indicator *indicator, const struct year *year, int32_t day, struct aim *ret,
                         uint32_t *ret_version, struct ground *ret_ground) {
    const struct goal *latest = goal_ending(year, day);
    if (ret_ground != NULL)
        *ret_ground = (struct ground){0};
    // A curve is agreed for every day of its way, and what counts to date goes before what counts for a period.
    if ((latest == NULL || !latest->to_date) && on_a_curve(year, day, ret, ret_version, ret_ground))
        return true;
    if (latest == NULL)
        return false;
    // Period targets of a sum add up and those of an average are averaged; a rate, an index or a ratio stands at its
    // latest agreed value.
    if (!latest->to_date && (indicator->within_year == BY_SUM || indicator->within_year == BY_AVERAGE))
        return consolidated(indicator, year, day, ret, ret_version, ret_ground);
    if (ret_ground != NULL)
        *ret_ground = (struct ground){.kind = GROUND_STATED, .goals = {latest}, .goal_count = 1};
    *ret = (struct aim){latest->target, latest->high, latest->has_high};
    *ret_version = latest->version;
    return true;
}

bool trajectory_at(const struct indicator *indicator, const struct year *year, int32_t day, struct aim *ret,
                   uint32_t *ret_version) {
    return trajectory_grounded(indicator, year, day, ret, ret_version, NULL);
}
