#include "alert/moves.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

bool alert_stands(const struct alert *alert) {
    return alert != NULL && (alert->state == FIRING || alert->state == ACKNOWLEDGED);
}

bool alert_closed(const struct alert *alert) {
    return alert != NULL && !alert_stands(alert) && alert_reason_is(alert->reason, REASON_CLOSED);
}

bool alert_held(const struct alert *alert) {
    return alert_stands(alert) || alert_closed(alert);
}

struct transition *alert_tell(struct settling *s, Capaian__V1__AlertKind kind, struct capaian_period period,
                              Capaian__V1__AlertState state, enum alert_reason reason,
                              const struct assessment *assessment) {
    const struct alert *alert = year_alert(s->year, kind, period);
    assert(s->out->count < TRANSITIONS_MAX);
    struct transition *told = &s->out->list[s->out->count++];
    *told = (struct transition){.kind = kind,
                                .period = period,
                                .state = state,
                                .reason = alert_reason_text(reason),
                                .assessment = *assessment,
                                .incident = alert == NULL ? 0 : alert->incident};
    if (alert != NULL) {
        memcpy(told->row_id, alert->row_id, sizeof told->row_id);
        told->row = alert->row;
    }
    return told;
}

int alert_move(struct settling *s, Capaian__V1__AlertKind kind, struct capaian_period period,
               Capaian__V1__AlertState state, enum alert_reason reason, const struct assessment *assessment) {
    struct alert *alert = year_alert(s->year, kind, period);
    if (alert == NULL)
        alert = year_alert_add(s->year, kind, period);
    if (alert == NULL)
        return -ENOMEM;
    if (state == FIRING && !alert_stands(alert)) {
        alert->incident++;
        alert->since = s->day;
        alert->level = 0;
    }
    if (state == FIRING)
        alert->told = s->day;
    alert->acknowledged_until = 0;
    alert->state = state;
    alert->reason = alert_reason_text(reason);
    (void)alert_tell(s, kind, period, state, reason, assessment);
    return 0;
}

static bool before(const struct alert *a, const struct alert *b) {
    return a->kind != b->kind ? a->kind < b->kind : capaian_period_code(a->period) < capaian_period_code(b->period);
}

struct alert *alert_after(const struct year *year, const struct alert *previous) {
    struct alert *next = NULL;
    for (size_t i = 0; i < year->alert_count; i++) {
        struct alert *alert = &year->alerts[i];
        if ((previous == NULL || before(previous, alert)) && (next == NULL || before(alert, next)))
            next = alert;
    }
    return next;
}

bool outcome_complete(Capaian__V1__Assessed outcome) {
    return outcome == OUTCOME(MET) || outcome == OUTCOME(NOT_MET) || outcome == OUTCOME(NIL) ||
           outcome == OUTCOME(ESTIMATED);
}

struct assessment assess_now(const struct settling *s, const struct goal *goal) {
    return assess_goal(s->indicator, s->year, goal, s->today,
                       indicator_lock_day(s->catalogue, s->indicator, goal->period));
}
