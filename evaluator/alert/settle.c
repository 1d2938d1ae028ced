#include "alert/moves.h"

// Without a single number to reach, nobody waits for figures.
static bool promised(const struct year *year) {
    for (size_t i = 0; i < year->goal_count; i++)
        if (year->goals[i].scheduled)
            return true;
    return false;
}

// Whether the catalogue still has what the alert is about: the duty to report, or a judged target.
static bool has_ground(const struct settling *s, const struct alert *alert) {
    const struct year *year = s->year;
    bool duty = false, judged = false;
    switch (alert->kind) {
    case OVERDUE:
    case IMPLAUSIBLE:
        for (size_t i = year->first_figure; !year->dropped && i < year->figure_count; i++)
            duty = duty || capaian_period_equal(year->figures[i].period, alert->period);
        return duty && (alert->kind == IMPLAUSIBLE || promised(year));
    case MISSED:
        for (size_t i = 0; i < year->goal_count; i++) {
            const struct goal *goal = &year->goals[i];
            judged = judged || (goal->judged && goal->scheduled && capaian_period_equal(goal->period, alert->period));
        }
        return judged;
    default:
        return true;
    }
}

// A revision may take an alert's ground away.
static int settle_groundless(struct settling *s) {
    int r = 0;
    for (struct alert *alert = alert_after(s->year, NULL); r == 0 && alert != NULL;
         alert = alert_after(s->year, alert)) {
        const struct assessment none = {.period = alert->period};
        if (alert_held(alert) && !has_ground(s, alert))
            r = alert_move(s, alert->kind, alert->period, RESOLVED, REASON_REVISED, &none);
    }
    return r;
}

int alerts_settle(const struct catalogue *catalogue, const struct indicator *indicator, struct year *year,
                  int32_t today, const struct circumstances *circumstances, struct transitions *ret) {
    struct settling s = {.catalogue = catalogue,
                         .indicator = indicator,
                         .year = year,
                         .today = today,
                         .day = circumstances->day > today ? circumstances->day : today,
                         .circumstances = circumstances,
                         .out = ret};
    ret->count = 0;
    int r = settle_groundless(&s);
    bool due = promised(year) && !year->dropped;
    for (size_t i = year->first_figure; r == 0 && due && i < year->figure_count; i++)
        r = settle_overdue(&s, &year->figures[i]);
    for (size_t i = 0; r == 0 && i < year->goal_count; i++)
        r = settle_missed(&s, &year->goals[i]);
    r = r < 0 ? r : settle_behind(&s);
    r = r < 0 ? r : settle_implausible(&s);
    if (r == 0)
        settle_attention(&s);
    return r;
}

static void earlier(int32_t *next, int32_t today, int32_t day) {
    if (day > today && day < *next)
        *next = day;
}

static void day_after(int32_t *next, int32_t today, int32_t day) {
    if (day != DAY_NEVER)
        earlier(next, today, day + 1);
}

// The days on which what stands calls for attention again.
static void attention_days(const struct catalogue *catalogue, const struct year *year, int32_t today, int32_t *next) {
    const struct capaian_span span = catalogue->policy.escalation;
    for (size_t i = 0; i < year->alert_count; i++) {
        const struct alert *alert = &year->alerts[i];
        if (alert->state == ACKNOWLEDGED)
            day_after(next, today, alert->acknowledged_until);
        else if (alert->state == FIRING && span.count > 0)
            day_after(next, today, capaian_span_after(&catalogue->calendar, alert->told, span));
    }
}

int32_t alerts_next_day(const struct catalogue *catalogue, const struct indicator *indicator, const struct year *year,
                        int32_t today) {
    int32_t next = DAY_NEVER;
    bool curved = false;
    attention_days(catalogue, year, today, &next);
    for (size_t i = 0; i < year->goal_count; i++) {
        struct capaian_period period = year->goals[i].period;
        curved = curved || year->goals[i].curve != CURVE_NONE;
        earlier(&next, today, capaian_period_last(period) + 1);
        earlier(&next, today, indicator_lock_day(catalogue, indicator, period));
    }
    for (size_t i = year->first_figure; i < year->figure_count; i++) {
        const struct figure *figure = &year->figures[i];
        day_after(&next, today, figure->missing_until);
        if (year->goal_count == 0)
            continue;
        earlier(&next, today, indicator_due_day(catalogue, indicator, figure->period) + 1);
        // Figures are compared with the trajectory once their period has ended; a curve has a point at every such day.
        if (curved)
            earlier(&next, today, capaian_period_last(figure->period) + 1);
    }
    if (year->goal_count == 0)
        return next;
    struct capaian_period whole = capaian_period_of_year(year->year);
    earlier(&next, today, capaian_period_last(whole) + 1);
    earlier(&next, today, indicator_lock_day(catalogue, indicator, whole));
    return next;
}
