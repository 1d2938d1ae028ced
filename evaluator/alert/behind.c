#include "alert/moves.h"

// The bound that the realization is measured against: of a range the near one, where it lies outside.
static capaian_nano near_bound(const struct assessment *at) {
    return at->aim.has_high && at->realization > at->aim.high ? at->aim.high : at->aim.target;
}

int settle_behind(struct settling *s) {
    struct capaian_period period = capaian_period_of_year(s->year->year);
    int32_t end = year_end(s->year);
    bool held = alert_held(year_alert(s->year, BEHIND, period));
    struct assessment at = assess_to_date(s->indicator, s->year, s->today);
    bool assessed = outcome_complete(at.outcome) && at.has_realization;
    bool year_over = end < s->today;
    if (year_over && ((at.cut.kind != 0 && capaian_period_last(at.cut) == end) ||
                      s->today >= indicator_lock_day(s->catalogue, s->indicator, period)))
        return held ? alert_move(s, BEHIND, period, RESOLVED, REASON_YEAR_JUDGED, &at) : 0;
    bool zero = assessed && at.aim.target == 0 && (!at.aim.has_high || at.aim.high == 0);
    bool groundless = at.outcome == OUTCOME(NO_TARGET) || at.outcome == OUTCOME(NO_TRAJECTORY) || zero;
    if (groundless && held)
        return alert_move(s, BEHIND, period, RESOLVED, REASON_REVISED, &at);
    if (!assessed || zero)
        return 0;
    capaian_nano shortfall = formula_shortfall(s->indicator, at.realization, at.aim);
    const struct policy *policy = &s->catalogue->policy;
    if (held)
        return shortfall <= margin_of(policy->clear, near_bound(&at))
                   ? alert_move(s, BEHIND, period, RESOLVED, REASON_RECOVERED, &at)
                   : 0;
    bool before_the_end = capaian_period_last(at.cut) < end;
    return before_the_end && shortfall > margin_of(policy->tolerance, near_bound(&at))
               ? alert_move(s, BEHIND, period, FIRING, REASON_BELOW_TRAJECTORY, &at)
               : 0;
}
