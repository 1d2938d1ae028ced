#include "alert/moves.h"

static const struct goal *goal_of(const struct year *year, struct capaian_period period) {
    for (size_t i = 0; i < year->goal_count; i++)
        if (capaian_period_equal(year->goals[i].period, period))
            return &year->goals[i];
    return NULL;
}

// The numbers of a standing alert as they are today.
static struct assessment numbers(const struct settling *s, const struct alert *alert) {
    const struct goal *goal = alert->kind == MISSED ? goal_of(s->year, alert->period) : NULL;
    return goal != NULL            ? assess_now(s, goal)
           : alert->kind == BEHIND ? assess_to_date(s->indicator, s->year, s->today)
                                   : (struct assessment){.period = alert->period};
}

static void tell(struct settling *s, const struct alert *alert, enum alert_reason reason) {
    const struct assessment now = numbers(s, alert);
    struct transition *told = alert_tell(s, alert->kind, alert->period, FIRING, reason, &now);
    told->level = reason == REASON_ESCALATED ? alert->level : 0;
    if (alert->kind == IMPLAUSIBLE)
        implausible_numbers(s, alert, told);
}

static bool unheeded(const struct settling *s, const struct alert *alert) {
    const struct circumstances *circumstances = s->circumstances;
    const struct capaian_span span = s->catalogue->policy.escalation;
    return alert->state == FIRING && span.count > 0 &&
           s->today > capaian_span_after(&s->catalogue->calendar, alert->told, span) && circumstances->levels != NULL &&
           alert->level < circumstances->levels(circumstances->context) &&
           (circumstances->suppressed == NULL ||
            !circumstances->suppressed(circumstances->context, alert->kind, alert->period));
}

// `reason` of the alert stays what it stands for: an event that nobody heeded it gives no other ground.
void settle_attention(struct settling *s) {
    for (struct alert *alert = alert_after(s->year, NULL); alert != NULL; alert = alert_after(s->year, alert)) {
        if (alert->state == ACKNOWLEDGED && alert->acknowledged_until < s->today) {
            alert->state = FIRING;
            alert->acknowledged_until = 0;
            alert->told = s->day;
            tell(s, alert, REASON_ACKNOWLEDGEMENT_EXPIRED);
        } else if (unheeded(s, alert)) {
            alert->level++;
            alert->told = s->day;
            tell(s, alert, REASON_ESCALATED);
        }
    }
}
