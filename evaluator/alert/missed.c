#include "alert/moves.h"

#include <errno.h>

// A later judged target of the year that is met: the record of the earlier miss stays, the alert does not. A plan is
// over years of which this is only the last: it catches up with none of its quarters.
static bool caught_up(const struct settling *s, const struct goal *missed) {
    for (size_t i = 0; i < s->year->goal_count; i++) {
        const struct goal *goal = &s->year->goals[i];
        if (goal->judged && goal->scheduled && goal->period.kind != CAPAIAN_YEARS &&
            capaian_period_last(goal->period) > capaian_period_last(missed->period) &&
            assess_now(s, goal).outcome == OUTCOME(MET))
            return true;
    }
    return false;
}

static int settle_miss(struct settling *s, const struct goal *goal, const struct assessment *assessment) {
    const struct alert *alert = year_alert(s->year, MISSED, goal->period);
    if (alert_closed(alert))
        return 0;
    // What was missed in silence and is then reported short is a numeric miss, and is told again as one; whoever
    // acknowledged the silence has not acknowledged the number.
    enum alert_reason reason = assessment->outcome == OUTCOME(MISSED_SILENT) ? REASON_NOT_REPORTED : REASON_NUMERIC;
    bool told = alert_stands(alert) && alert_reason_is(alert->reason, reason);
    bool later = caught_up(s, goal);
    bool has_caught_up = alert != NULL && !alert_stands(alert) && alert_reason_is(alert->reason, REASON_CAUGHT_UP);
    int r = told || (later && has_caught_up) ? 0 : alert_move(s, MISSED, goal->period, FIRING, reason, assessment);
    if (r < 0 || !later || has_caught_up)
        return r;
    return alert_move(s, MISSED, goal->period, RESOLVED, REASON_CAUGHT_UP, assessment);
}

uint8_t alert_band(const struct policy *policy, const struct assessment *assessment) {
    for (size_t i = 0; assessment->has_percent && i < policy->band_count && i < UINT8_MAX; i++) {
        const struct band *band = &policy->bands[i];
        if (assessment->percent > band->from || (band->inclusive && assessment->percent == band->from))
            return (uint8_t)(i + 1);
    }
    return 0;
}

const char *alert_band_name(const struct policy *policy, uint8_t band) {
    return band == 0 || band > policy->band_count ? "" : policy->bands[band - 1].name;
}

static enum alert_reason restating(const struct announced *before, Capaian__V1__Assessed now) {
    if (before->outcome == now)
        return REASON_RESTATED_BAND;
    switch (now) {
    case OUTCOME(MET):
        return REASON_RESTATED_MET;
    case OUTCOME(NOT_MET):
    case OUTCOME(MISSED_SILENT):
        return REASON_RESTATED_MISSED;
    default:
        return REASON_RESTATED_OTHER;
    }
}

// The first verdict is announced by being there; another one after it restates. While figures are missing there is no
// verdict to compare: the announced one waits for the next.
static int settle_announced(struct settling *s, const struct goal *goal, const struct assessment *assessment) {
    struct announced *announced = year_announced(s->year, goal->period);
    // What is excused from the beginning has not been judged.
    bool verdict = outcome_complete(assessment->outcome) || assessment->outcome == OUTCOME(MISSED_SILENT) ||
                   (assessment->outcome == OUTCOME(MISSING) && announced != NULL);
    if (!verdict)
        return 0;
    const uint8_t outcome = (uint8_t)assessment->outcome, band = alert_band(&s->catalogue->policy, assessment);
    if (announced == NULL) {
        announced = year_announce(s->year, goal->period);
        if (announced == NULL)
            return -ENOMEM;
    } else if (announced->outcome != outcome || announced->band != band) {
        alert_tell(s, RESTATED, goal->period, RESOLVED, restating(announced, assessment->outcome), assessment)->before =
            *announced;
    }
    announced->outcome = outcome;
    announced->band = band;
    return 0;
}

int settle_missed(struct settling *s, const struct goal *goal) {
    if (!goal->judged || !goal->scheduled || capaian_period_last(goal->period) >= s->today)
        return 0;
    struct assessment assessment = assess_now(s, goal);
    int r = 0;
    if (assessment.outcome == OUTCOME(MISSED_SILENT) || assessment.outcome == OUTCOME(NOT_MET))
        r = settle_miss(s, goal, &assessment);
    else if (!alert_held(year_alert(s->year, MISSED, goal->period)))
        r = 0;
    else if (assessment.outcome == OUTCOME(MISSING))
        r = alert_move(s, MISSED, goal->period, RESOLVED, REASON_EXCUSED, &assessment);
    else if (outcome_complete(assessment.outcome))
        r = alert_move(s, MISSED, goal->period, RESOLVED, REASON_CORRECTED, &assessment);
    return r < 0 ? r : settle_announced(s, goal, &assessment);
}
