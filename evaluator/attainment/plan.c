#include "attainment/realize.h"

// The years of a plan as they are gone through.
struct course {
    const struct indicator *indicator;
    const struct opening *opening;    // NULL: none
    bool partial;                     // a year may count up to its first gap
    bool whole;                       // no gap so far
    bool fits;
    capaian_nano years;    // how many gave a value, in billionths like everything else
    bool counted, nil;     // anything at all; nothing but 0/0
    struct realized total;
    capaian_nano exact;    // the years' values added up, of `last` the last one, at nine decimals
    struct capaian_period cut;
    struct plan_course *told;    // NULL: nobody asks how
};

static const struct opening *opening_of(const struct years *years, struct capaian_period plan) {
    const struct opening *latest = NULL;
    for (size_t i = 0; i < years->opening_count; i++) {
        const struct opening *opening = &years->openings[i];
        if (opening->until >= capaian_period_first(plan) && opening->until <= capaian_period_last(plan) &&
            (latest == NULL || opening->until >= latest->until))
            latest = opening;
    }
    return latest;
}

static void take_opening(struct course *course) {
    const struct indicator *indicator = course->indicator;
    const struct opening *opening = course->opening;
    struct realized *total = &course->total;
    if (opening == NULL || indicator->across_years == BY_AVERAGE)
        return;
    total->numerator = opening->numerator;
    total->denominator = opening->denominator;
    course->exact = opening->realized;
    course->counted = true;
    // A rate's opening balance is what it was made of.
    if (opening->denominator > 0 && capaian_quotient(opening->numerator, opening->denominator, indicator->per,
                                                     CAPAIAN_SCALE_MAX, CAPAIAN_HALF_UP, &course->exact) < 0)
        course->fits = false;
    if (course->told != NULL) {
        course->told->opening_counts = true;
        course->told->opening_value = course->exact;
    }
}

static void take_year(struct course *course, const struct realized *year) {
    struct realized *total = &course->total;
    course->nil = year->nil && (!course->counted || course->nil);
    course->counted = true;
    capaian_nano exact = 0;
    bool beyond = !realized_exactly(course->indicator, year, &exact);
    if (course->indicator->across_years == BY_LAST) {
        *total = *year;
        course->exact = exact;
        course->nil = year->nil;
        course->fits = !beyond;
        return;
    }
    beyond |= __builtin_add_overflow(total->numerator, year->numerator, &total->numerator);
    beyond |= __builtin_add_overflow(total->denominator, year->denominator, &total->denominator);
    if (!year->nil) {
        beyond |= __builtin_add_overflow(course->exact, exact, &course->exact);
        course->years += CAPAIAN_NANO;
    }
    total->status = total->status > year->status ? total->status : year->status;
    total->stage = stage_weaker(total->stage, year->stage);
    course->fits = course->fits && !beyond;
}

// One year of it, from a day on.
static void go_through(struct course *course, const struct year *year, int32_t from) {
    const struct indicator *indicator = course->indicator;
    int first = figure_beginning(year, from);
    if (first < 0)
        return;    // all of it is in the opening balance
    struct plan_year nowhere = {0};
    struct plan_year *told = course->told == NULL ? &nowhere : &course->told->years[course->told->year_count++];
    *told = (struct plan_year){.year = year->year, .first = year->figures[first].period};
    size_t run = (size_t)first;
    while (run < year->figure_count && figure_reported(&year->figures[run], indicator->reporting))
        run++;
    course->whole = told->whole = run == year->figure_count;
    bool part_counts = course->partial && !(indicator->across_years == BY_AVERAGE && indicator->within_year == BY_SUM);
    if (run == (size_t)first || (!course->whole && !part_counts))
        return;
    struct realized realized;
    enum realizing made = realizing(indicator, year, (size_t)first, run - 1, &realized);
    if (made == REALIZED || made == REALIZE_BEYOND)
        course->cut = told->cut = year->figures[run - 1].period;
    if (made == REALIZED) {
        take_year(course, &realized);
        told->counts = realized_exactly(indicator, &realized, &told->exact);
        told->realized = realized;
    } else {
        course->whole = false;
    }
    course->fits = course->fits && made != REALIZE_BEYOND;
}

// The value of what was gone through, by across_years.
static enum realizing consolidate(struct course *course) {
    const struct indicator *indicator = course->indicator;
    struct realized *total = &course->total;
    unsigned decimals = indicator->decimals;
    if (!course->fits)
        return REALIZE_BEYOND;
    if (!course->counted)
        return REALIZE_UNREPORTED;
    total->nil = course->nil;
    int divided = 0;
    switch (indicator->across_years) {
    case BY_SUM:
    case BY_LAST:
        total->value = capaian_nano_round(course->exact, decimals, CAPAIAN_HALF_UP);
        break;
    case BY_AVERAGE:
        if (!total->nil)
            divided = capaian_quotient(course->exact, course->years, 1, decimals, CAPAIAN_HALF_UP, &total->value);
        break;
    case BY_RATIO_OF_SUMS:
        if (total->denominator < 0 || (total->denominator == 0 && total->numerator != 0))
            return REALIZE_CONTRADICTED;
        total->nil = total->denominator == 0;
        if (!total->nil)
            divided = capaian_quotient(total->numerator, total->denominator, indicator->per, decimals, CAPAIAN_HALF_UP,
                                       &total->value);
        break;
    }
    return divided == 0 && number_fits(total->value) ? REALIZED : REALIZE_BEYOND;
}

static int32_t course_start(const struct course *course, struct capaian_period plan) {
    return course->opening != NULL ? course->opening->until + 1 : capaian_period_first(plan);
}

static int last_year_of(struct capaian_period plan) {
    return plan.year + plan.number - 1;
}

static enum realizing realize_plan(struct course *course, const struct years *years, struct capaian_period plan) {
    int32_t from = course_start(course, plan);
    take_opening(course);
    for (int number = plan.year; course->whole && number <= last_year_of(plan); number++) {
        struct capaian_period whole = capaian_period_of_year(number);
        if (capaian_period_last(whole) < from)
            continue;
        const struct year *year = years_find(years, number);
        if (year == NULL)
            course->whole = false;
        else
            go_through(course, year, from);
    }
    return consolidate(course);
}

static bool plan_excused(const struct course *course, const struct years *years, struct capaian_period plan,
                         int32_t today) {
    int32_t from = course_start(course, plan);
    bool missing = false;
    for (int number = plan.year; number <= last_year_of(plan); number++) {
        if (capaian_period_last(capaian_period_of_year(number)) < from)
            continue;
        const struct year *year = years_find(years, number);
        if (year == NULL)
            return false;
        int first = figure_beginning(year, from);
        for (size_t i = first < 0 ? year->figure_count : (size_t)first; i < year->figure_count; i++) {
            const struct figure *figure = &year->figures[i];
            if (figure_reported(figure, course->indicator->reporting))
                continue;
            if (!figure_excused(figure, today))
                return false;
            missing = true;
        }
    }
    return missing;
}

static struct assessment assess(const struct indicator *indicator, const struct years *years, const struct goal *goal,
                                bool progress, int32_t today, int32_t lock_day, struct plan_course *told) {
    struct assessment ret = {
        .period = goal->period, .judged = goal->judged, .weight = goal->weight, .version = goal->version};
    if (!goal->scheduled) {
        ret.outcome = CAPAIAN__V1__ASSESSED__ASSESSED_NOT_SCHEDULED;
        return ret;
    }
    ret.has_target = true;
    ret.aim = (struct aim){goal->target, goal->high, goal->has_high};
    bool over = capaian_period_last(goal->period) < today;
    struct course course = {
        .indicator = indicator,
        .opening = opening_of(years, goal->period),
        .partial = progress && !over,
        .whole = true,
        .fits = true,
        .told = told,
        .total = {.status = CAPAIAN__V1__STATUS__STATUS_FINAL, .stage = CAPAIAN__V1__STAGE__STAGE_REVIEWED}};
    enum realizing made = realize_plan(&course, years, goal->period);
    if (told != NULL) {
        told->opening = course.opening;
        told->realized = made == REALIZED;
        told->total = course.total;
        told->exact = course.exact;
    }
    bool stands = course.whole || course.partial;
    if (stands && (made == REALIZED || made == REALIZE_BEYOND))
        ret.cut = course.cut;
    if (stands && made == REALIZED)
        assessment_compare(&ret, indicator, &course.total);
    if (!over)
        ret.outcome = CAPAIAN__V1__ASSESSED__ASSESSED_NOT_DUE;
    else if (stands && made == REALIZE_BEYOND)
        ret.outcome = CAPAIAN__V1__ASSESSED__ASSESSED_BEYOND;
    else if (!stands || made != REALIZED)
        ret.outcome = outcome_incomplete(plan_excused(&course, years, goal->period, today), today, lock_day);
    return ret;
}

struct assessment assess_plan(const struct indicator *indicator, const struct years *years, const struct goal *goal,
                              int32_t today, int32_t lock_day) {
    return assess(indicator, years, goal, true, today, lock_day, NULL);
}

struct assessment assess_plan_whole(const struct indicator *indicator, const struct years *years,
                                    const struct goal *goal, int32_t today, int32_t lock_day) {
    return assess(indicator, years, goal, false, today, lock_day, NULL);
}

struct assessment assess_plan_course(const struct indicator *indicator, const struct years *years,
                                     const struct goal *goal, int32_t today, int32_t lock_day,
                                     struct plan_course *ret) {
    *ret = (struct plan_course){0};
    return assess(indicator, years, goal, true, today, lock_day, ret);
}
