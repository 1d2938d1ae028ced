#include "alert/moves.h"

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

int settle_overdue(struct settling *s, const struct figure *figure) {
    const struct alert *alert = year_alert(s->year, OVERDUE, figure->period);
    bool held = alert_held(alert);
    const struct assessment none = {.period = figure->period};
    bool reported = figure_reported(figure, s->indicator->reporting);
    bool excused = figure_excused(figure, s->today);
    if (reported || excused || s->circumstances->closed || locked_into_missed(s, figure->period)) {
        enum alert_reason reason = reported                   ? REASON_LATE_REPORT
                                   : excused                  ? REASON_MISSING_ACCEPTED
                                   : s->circumstances->closed ? REASON_CLOSED_UNIT
                                                              : REASON_INTO_MISSED;
        return held ? alert_move(s, OVERDUE, figure->period, RESOLVED, reason, &none) : 0;
    }
    bool due = capaian_period_last(figure->period) >= s->year->duty_from &&
               s->today > indicator_due_day(s->catalogue, s->indicator, figure->period);
    return due && !held ? alert_move(s, OVERDUE, figure->period, FIRING, REASON_NOT_REPORTED, &none) : 0;
}
