#include "alert/settle.h"

#include "attainment/formula.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#define FIRING CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING
#define RESOLVED CAPAIAN__V1__ALERT_STATE__ALERT_STATE_RESOLVED
#define MISSED CAPAIAN__V1__ALERT_KIND__ALERT_KIND_MISSED
#define BEHIND CAPAIAN__V1__ALERT_KIND__ALERT_KIND_BEHIND
#define OVERDUE CAPAIAN__V1__ALERT_KIND__ALERT_KIND_OVERDUE

struct settling {
    const struct catalogue *catalogue;
    const struct indicator *indicator;
    struct year *year;
    int32_t today;
    struct transitions *out;
};

// Without a single number to reach, nobody waits for figures.
static bool promised(const struct year *year) {
    for (size_t i = 0; i < year->goal_count; i++)
        if (year->goals[i].scheduled)
            return true;
    return false;
}

static bool is_firing(const struct settling *s, Capaian__V1__AlertKind kind, struct capaian_period period) {
    const struct alert *alert = year_alert(s->year, kind, period);
    return alert != NULL && alert->state == FIRING;
}

static int move(struct settling *s, Capaian__V1__AlertKind kind, struct capaian_period period,
                Capaian__V1__AlertState state, const char *reason, const struct assessment *assessment) {
    struct alert *alert = year_alert(s->year, kind, period);
    if (alert == NULL)
        alert = year_alert_add(s->year, kind, period);
    if (alert == NULL)
        return -ENOMEM;
    alert->state = state;
    alert->reason = reason;
    assert(s->out->count < TRANSITIONS_MAX);
    s->out->list[s->out->count++] = (struct transition){
        .kind = kind, .period = period, .state = state, .reason = reason, .assessment = *assessment};
    return 0;
}

static bool complete(Capaian__V1__Assessed outcome) {
    return outcome == CAPAIAN__V1__ASSESSED__ASSESSED_MET || outcome == CAPAIAN__V1__ASSESSED__ASSESSED_NOT_MET ||
           outcome == CAPAIAN__V1__ASSESSED__ASSESSED_NIL || outcome == CAPAIAN__V1__ASSESSED__ASSESSED_ESTIMATED;
}

static struct assessment assess_at(const struct settling *s, const struct goal *goal) {
    return assess_goal(s->indicator, s->year, goal, s->today,
                       indicator_lock_day(s->catalogue, s->indicator, goal->period));
}

// Whether a judged target that rests on this reporting period is locked: what is unreported then is missed, not
// overdue.
static bool locked_into_missed(const struct settling *s, struct capaian_period period) {
    for (size_t i = 0; i < s->year->goal_count; i++) {
        const struct goal *goal = &s->year->goals[i];
        int32_t end = capaian_period_last(goal->period);
        bool rests = goal->to_date ? capaian_period_last(period) <= end : capaian_period_holds(goal->period, period);
        if (goal->judged && goal->scheduled && rests &&
            s->today >= indicator_lock_day(s->catalogue, s->indicator, goal->period))
            return true;
    }
    return false;
}

static int settle_overdue(struct settling *s, const struct figure *figure) {
    bool firing = is_firing(s, OVERDUE, figure->period);
    const struct assessment none = {.period = figure->period};
    if (figure_reported(figure, s->indicator->reporting))
        return firing ? move(s, OVERDUE, figure->period, RESOLVED, "late_report", &none) : 0;
    if (locked_into_missed(s, figure->period))
        return firing ? move(s, OVERDUE, figure->period, RESOLVED, "into_missed", &none) : 0;
    bool due = capaian_period_last(figure->period) >= s->year->duty_from &&
               s->today > indicator_due_day(s->catalogue, s->indicator, figure->period);
    return due && !firing ? move(s, OVERDUE, figure->period, FIRING, "not_reported", &none) : 0;
}

// A later judged target of the year that is met: the record of the earlier miss stays, the alert does not.
static bool caught_up(const struct settling *s, const struct goal *missed) {
    for (size_t i = 0; i < s->year->goal_count; i++) {
        const struct goal *goal = &s->year->goals[i];
        if (goal->judged && goal->scheduled &&
            capaian_period_last(goal->period) > capaian_period_last(missed->period) &&
            assess_at(s, goal).outcome == CAPAIAN__V1__ASSESSED__ASSESSED_MET)
            return true;
    }
    return false;
}

static int settle_missed(struct settling *s, const struct goal *goal) {
    if (!goal->judged || !goal->scheduled || capaian_period_last(goal->period) >= s->today)
        return 0;
    struct assessment assessment = assess_at(s, goal);
    const struct alert *alert = year_alert(s->year, MISSED, goal->period);
    bool firing = alert != NULL && alert->state == FIRING;
    bool silent = assessment.outcome == CAPAIAN__V1__ASSESSED__ASSESSED_MISSED_SILENT;
    if (silent || assessment.outcome == CAPAIAN__V1__ASSESSED__ASSESSED_NOT_MET) {
        // What was missed in silence and is then reported short is a numeric miss, and is told again as one.
        const char *reason = silent ? "not_reported" : "numeric";
        bool told = firing && strcmp(alert->reason, reason) == 0;
        bool later = caught_up(s, goal);
        bool stands_caught_up = alert != NULL && !firing && strcmp(alert->reason, "caught_up") == 0;
        int r = told || (later && stands_caught_up) ? 0 : move(s, MISSED, goal->period, FIRING, reason, &assessment);
        if (r < 0 || !later || stands_caught_up)
            return r;
        return move(s, MISSED, goal->period, RESOLVED, "caught_up", &assessment);
    }
    return firing && complete(assessment.outcome) ? move(s, MISSED, goal->period, RESOLVED, "corrected", &assessment)
                                                  : 0;
}

static int settle_behind(struct settling *s) {
    struct capaian_period period = capaian_period_of_year(s->year->year);
    int32_t end = year_end(s->year);
    bool firing = is_firing(s, BEHIND, period);
    struct assessment at = assess_to_date(s->indicator, s->year, s->today);
    bool assessed = complete(at.outcome) && at.has_realization;
    bool year_over = end < s->today;
    if (year_over && ((at.cut.kind != 0 && capaian_period_last(at.cut) == end) ||
                      s->today >= indicator_lock_day(s->catalogue, s->indicator, period)))
        return firing ? move(s, BEHIND, period, RESOLVED, "year_judged", &at) : 0;
    bool groundless = at.outcome == CAPAIAN__V1__ASSESSED__ASSESSED_NO_TARGET ||
                      at.outcome == CAPAIAN__V1__ASSESSED__ASSESSED_NO_TRAJECTORY || (assessed && at.aim.target == 0);
    if (groundless && firing)
        return move(s, BEHIND, period, RESOLVED, "revised", &at);
    if (!assessed || at.aim.target == 0)
        return 0;
    capaian_nano shortfall = formula_shortfall(s->indicator, at.realization, at.aim);
    const struct policy *policy = &s->catalogue->policy;
    if (firing)
        return shortfall <= margin_of(policy->clear, at.aim.target)
                   ? move(s, BEHIND, period, RESOLVED, "recovered", &at)
                   : 0;
    bool before_the_end = capaian_period_last(at.cut) < end;
    return before_the_end && shortfall > margin_of(policy->tolerance, at.aim.target)
               ? move(s, BEHIND, period, FIRING, "below_trajectory", &at)
               : 0;
}

// Whether the catalogue still has what the alert is about: the duty to report, or a judged target.
static bool has_ground(const struct settling *s, const struct alert *alert) {
    if (alert->kind == OVERDUE) {
        bool duty = false;
        for (size_t i = s->year->first_figure; !s->year->dropped && i < s->year->figure_count; i++)
            duty = duty || capaian_period_equal(s->year->figures[i].period, alert->period);
        return duty && promised(s->year);
    }
    bool judged = alert->kind != MISSED;
    for (size_t i = 0; !judged && i < s->year->goal_count; i++) {
        const struct goal *goal = &s->year->goals[i];
        judged = goal->judged && goal->scheduled && capaian_period_equal(goal->period, alert->period);
    }
    return judged;
}

// A revision may take an alert's ground away. In an order that does not depend on which of them fired first.
static int settle_groundless(struct settling *s) {
    for (;;) {
        const struct alert *next = NULL;
        for (size_t i = 0; i < s->year->alert_count; i++) {
            const struct alert *alert = &s->year->alerts[i];
            if (alert->state == FIRING && !has_ground(s, alert) &&
                (next == NULL || alert->kind < next->kind ||
                 (alert->kind == next->kind && capaian_period_code(alert->period) < capaian_period_code(next->period))))
                next = alert;
        }
        if (next == NULL)
            return 0;
        const struct assessment none = {.period = next->period};
        int r = move(s, next->kind, next->period, RESOLVED, "revised", &none);
        if (r < 0)
            return r;
    }
}

int alerts_settle(const struct catalogue *catalogue, const struct indicator *indicator, struct year *year,
                  int32_t today, const struct circumstances *circumstances, struct transitions *ret) {
    (void)circumstances;
    struct settling s = {catalogue, indicator, year, today, ret};
    ret->count = 0;
    int r = settle_groundless(&s);
    bool due = promised(year) && !year->dropped;
    for (size_t i = year->first_figure; r == 0 && due && i < year->figure_count; i++)
        r = settle_overdue(&s, &year->figures[i]);
    for (size_t i = 0; r == 0 && i < year->goal_count; i++)
        r = settle_missed(&s, &year->goals[i]);
    return r < 0 ? r : settle_behind(&s);
}

static void earlier(int32_t *next, int32_t today, int32_t day) {
    if (day > today && day < *next)
        *next = day;
}

int32_t alerts_next_day(const struct catalogue *catalogue, const struct indicator *indicator, const struct year *year,
                        int32_t today) {
    int32_t next = DAY_NEVER;
    for (size_t i = 0; i < year->goal_count; i++) {
        struct capaian_period period = year->goals[i].period;
        earlier(&next, today, capaian_period_last(period) + 1);
        earlier(&next, today, indicator_lock_day(catalogue, indicator, period));
    }
    if (year->goal_count == 0)
        return next;
    for (size_t i = year->first_figure; i < year->figure_count; i++)
        earlier(&next, today, indicator_due_day(catalogue, indicator, year->figures[i].period) + 1);
    struct capaian_period whole = capaian_period_of_year(year->year);
    earlier(&next, today, capaian_period_last(whole) + 1);
    earlier(&next, today, indicator_lock_day(catalogue, indicator, whole));
    return next;
}
