// An indicator with its years, targets and figures, put together by hand: for rules that are tested without a catalogue
// and without messages.
#pragma once

#include "attainment/assess.h"
#include "harness/regency.h"

enum { PROMISE_YEARS = 8, PROMISE_GOALS = 24 };

struct promise {
    struct indicator indicator;
    struct year year[PROMISE_YEARS];
    struct goal goals[PROMISE_YEARS][PROMISE_GOALS];
    struct year *list[PROMISE_YEARS];
    struct opening openings[4];
    struct years years;
};

// Monthly values of a ratio, higher is better, no decimals, consolidated as said. Free with free().
static inline struct promise *promise_of(enum consolidation within, enum consolidation across) {
    struct promise *promise = calloc(1, sizeof *promise);
    promise->indicator = (struct indicator){.code = "a",
                                            .formula = FORMULA_RATIO,
                                            .better = BETTER_HIGHER,
                                            .reporting = REPORTING_VALUE,
                                            .every = CAPAIAN_MONTH,
                                            .within_year = within,
                                            .across_years = across,
                                            .per = 1};
    promise->years.list = promise->list;
    promise->years.openings = promise->openings;
    return promise;
}

// Years are asked for in their order; made when not there, by the indicator's `every`.
static inline struct year *promise_year(struct promise *promise, int number) {
    struct year *year = years_find(&promise->years, number);
    if (year != NULL)
        return year;
    size_t at = promise->years.count++;
    cr_assert_lt(at, PROMISE_YEARS);
    year = promise->list[at] = &promise->year[at];
    *year = (struct year){.year = (int16_t)number, .goals = promise->goals[at], .of = &promise->years};
    struct capaian_period period =
        capaian_period_at(promise->indicator.every, capaian_period_first(capaian_period_of_year(number)));
    for (; period.year == number; period = capaian_period_next(period))
        year->figures[year->figure_count++].period = period;
    return year;
}

// A target, in its place among the goals of its (last) year. Valid until the next.
static inline struct goal *promise_goal(struct promise *promise, const char *period, const char *target, bool to_date) {
    struct goal goal = {.period = period_of(period),
                        .scheduled = strcmp(target, "-") != 0,
                        .to_date = to_date,
                        .judged = true,
                        .version = 1};
    if (goal.scheduled)
        goal.target = nano_of_text(target);
    int number = goal.period.kind == CAPAIAN_YEARS ? goal.period.year + goal.period.number - 1 : goal.period.year;
    struct year *year = promise_year(promise, number);
    size_t at = year->goal_count++;
    cr_assert_lt(at, PROMISE_GOALS);
    for (; at > 0; at--) {
        const struct goal *before = &year->goals[at - 1];
        int32_t last = capaian_period_last(before->period), mine = capaian_period_last(goal.period);
        if (last < mine || (last == mine && capaian_period_first(before->period) <= capaian_period_first(goal.period)))
            break;
        year->goals[at] = *before;
    }
    year->goals[at] = goal;
    return &year->goals[at];
}

static inline struct figure *promise_figure(struct promise *promise, const char *period) {
    struct figure *figure = year_figure(promise_year(promise, period_of(period).year), period_of(period));
    cr_assert_not_null(figure, "%s", period);
    return figure;
}

// "12.5", or "3/4".
static inline struct figure *promise_report(struct promise *promise, const char *period, const char *text) {
    struct figure *figure = promise_figure(promise, period);
    char numerator[64];
    snprintf(numerator, sizeof numerator, "%.*s", (int)strcspn(text, "/"), text);
    const char *slash = strchr(text, '/');
    figure->statement = (struct statement){.stands = true,
                                           .numerator = nano_of_text(numerator),
                                           .denominator = slash == NULL ? 0 : nano_of_text(slash + 1)};
    return figure;
}

static inline void promise_months(struct promise *promise, int year, int first, int last, const char *text) {
    for (int month = first; month <= last; month++) {
        char period[32];
        snprintf(period, sizeof period, "%d-%02d", year, month);
        promise_report(promise, period, text);
    }
}

static inline void promise_missing(struct promise *promise, const char *period, const char *until) {
    struct figure *figure = promise_figure(promise, period);
    figure->statement = (struct statement){.stands = true, .kind = STATED_MISSING};
    cr_assert_eq(capaian_date_parse(until, &figure->missing_until), 0);
}

static inline int32_t day_of(const char *text) {
    int32_t day = 0;
    cr_assert_eq(capaian_date_parse(text, &day), 0, "%s", text);
    return day;
}

static inline struct goal *promise_find(struct promise *promise, const char *period) {
    struct capaian_period of = period_of(period);
    for (size_t i = 0; i < promise->years.count; i++)
        for (size_t k = 0; k < promise->list[i]->goal_count; k++)
            if (capaian_period_equal(promise->list[i]->goals[k].period, of))
                return &promise->list[i]->goals[k];
    cr_assert(false, "no target for %s", period);
    return NULL;
}

// The target of the period as seen on a day; it locks 90 days after its end.
static inline struct assessment promise_assess(struct promise *promise, const char *period, const char *today) {
    const struct goal *goal = promise_find(promise, period);
    int32_t end = capaian_period_last(goal->period);
    int year = 0, month = 0, day = 0;
    capaian_date_parts(end, &year, &month, &day);
    return assess_goal(&promise->indicator, promise_year(promise, year), goal, day_of(today), end + 91);
}

static inline struct assessment promise_to_date(struct promise *promise, int year, const char *today) {
    return assess_to_date(&promise->indicator, promise_year(promise, year), day_of(today));
}

static inline struct assessment promise_whole(struct promise *promise, int year, const char *today) {
    int32_t end = capaian_period_last(capaian_period_of_year(year));
    return assess_year(&promise->indicator, promise_year(promise, year), day_of(today), end + 91);
}

static inline struct assessment promise_plan(struct promise *promise, const char *period, const char *today) {
    const struct goal *goal = promise_find(promise, period);
    return assess_plan(&promise->indicator, &promise->years, goal, day_of(today),
                       capaian_period_last(goal->period) + 91);
}

static inline void promise_opening(struct promise *promise, const char *until, const char *text) {
    char numerator[64];
    snprintf(numerator, sizeof numerator, "%.*s", (int)strcspn(text, "/"), text);
    const char *slash = strchr(text, '/');
    struct opening *opening = &promise->openings[promise->years.opening_count++];
    *opening = (struct opening){.until = day_of(until)};
    if (slash == NULL) {
        opening->realized = nano_of_text(numerator);
    } else {
        opening->numerator = nano_of_text(numerator);
        opening->denominator = nano_of_text(slash + 1);
    }
}

#define PROMISE_OUTCOME(name) CAPAIAN__V1__ASSESSED__ASSESSED_##name
