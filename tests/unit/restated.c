// A verdict that had been announced and changes.
#include "harness/alerts.h"

#define POLICY REGENCY_POLICY "plausible = 0%..1000000%\nbands = >90 tinggi, >50 sedang, >=0 rendah\n"

static struct regency *make(const char *indicators, const char *targets) {
    return regency_make((struct regency_texts){indicators, targets, POLICY}, "2026-01-02");
}

static const Capaian__V1__AlertEvent *last_event(const struct regency *regency) {
    cr_assert_gt(regency->effects.event_count, 0);
    return regency->effects.events[regency->effects.event_count - 1];
}

Test(restated, by_another_verdict_and_by_another_band_and_by_nothing_else) {
    struct regency *regency = make(ALERTS_LAST, "a,2026-01,100,to_date,yes\n");
    report(regency, "2026-02-05", "a 2026-01 85");
    cr_assert_told(regency, "+missed/a/2026-01:numeric +behind/a/2026:below_trajectory");
    cr_assert_str_eq(regency->effects.events[0]->band, "sedang");
    report(regency, "2026-02-05", "a 2026-01 51 @+1");
    cr_assert_told(regency, "");    // as it was announced: missed, sedang
    report(regency, "2026-02-05", "a 2026-01 50 @+2");
    cr_assert_told(regency, "-restated/missed/a/2026-01:restated_band");    // half-open: 50 % is not above 50
    const Capaian__V1__AlertEvent *event = last_event(regency);
    cr_assert_str_eq(event->refers, "missed/a/2026-01");
    cr_assert_str_eq(event->before, "not_met (sedang)");
    cr_assert_str_eq(event->band, "rendah");
    cr_assert_eq(event->attainment->coefficient, 50);
    cr_assert_eq(event->state, CAPAIAN__V1__ALERT_STATE__ALERT_STATE_RESOLVED);
    report(regency, "2026-02-05", "a 2026-01 90.5 @+3");
    cr_assert_told(regency, "-restated/missed/a/2026-01:restated_band");
    report(regency, "2026-02-05", "a 2026-01 100 @+4");
    cr_assert_told(regency, "-missed/a/2026-01:corrected -restated/missed/a/2026-01:restated_met "
                            "-behind/a/2026:recovered");
    cr_assert_str_eq(regency->effects.events[1]->before, "not_met (tinggi)");
    report(regency, "2026-02-05", "a 2026-01 101 @+5");
    cr_assert_told(regency, "");
    cr_assert_null(year_alert(regency_year(regency, "a", 2026), CAPAIAN__V1__ALERT_KIND__ALERT_KIND_RESTATED,
                              period_of("2026-01")),
                   "born closed");
    regency_free(regency);
}

Test(restated, by_an_estimate_a_nil_and_back) {
    struct regency *regency =
        make("a,ratio,higher,value,period,month,ratio-of-sums,0,100,,,2026-01-01,\n", "a,2026-01,80,to_date,yes\n");
    report(regency, "2026-02-05", "a 2026-01 8/10 ~p");
    cr_assert_told(regency, "");    // met: announced by nobody hearing otherwise
    report(regency, "2026-02-05", "a 2026-01 0/0 @+1 ~p");
    cr_assert_told(regency, "-restated/missed/a/2026-01:restated_other");
    cr_assert_str_eq(last_event(regency)->before, "met (tinggi)");
    report(regency, "2026-02-05", "a 2026-01 8/10 @+2 ~p");
    cr_assert_told(regency, "-restated/missed/a/2026-01:restated_met");
    cr_assert_str_eq(last_event(regency)->before, "nil");
    regency_free(regency);
}

Test(restated, never_at_the_first_verdict_nor_before_the_periods_end) {
    struct regency *regency = make(ALERTS_SUM, "a,2026-01,100,to_date,yes\n");
    report(regency, "2026-01-20", "a 2026-01 10 ~p");
    report(regency, "2026-01-25", "a 2026-01 100");
    report(regency, "2026-01-26", "a 2026-01 20");
    cr_assert_told(regency, "");    // not over yet: nothing has been announced
    regency_until(regency, "2026-02-01");
    cr_assert_told(regency, "+missed/a/2026-01:numeric +behind/a/2026:below_trajectory");
    regency_free(regency);

    // Unreported and then reported in time: no verdict has been announced in between.
    regency = make(ALERTS_SUM, "a,2026-01,100,to_date,yes\n");
    regency_until(regency, "2026-02-11");
    cr_assert_told(regency, "+overdue/a/2026-01:not_reported");
    report(regency, "2026-02-20", "a 2026-01 20");
    cr_assert_told(regency, "-overdue/a/2026-01:late_report +missed/a/2026-01:numeric +behind/a/2026:below_trajectory");
    regency_free(regency);
}

Test(restated, by_a_withdrawal_only_when_another_verdict_has_come) {
    struct regency *regency = make(ALERTS_SUM, "a,2026-01,100,to_date,yes\n");
    report(regency, "2026-02-05", "a 2026-01 100");
    report(regency, "2026-02-06", "a 2026-01 ?withdraw");
    cr_assert_told(regency, "");    // no verdict stands, and none is told
    report(regency, "2026-02-07", "a 2026-01 100");
    cr_assert_told(regency, "");
    report(regency, "2026-02-08", "a 2026-01 ?withdraw");
    regency_until(regency, "2026-03-03");
    cr_assert_told(regency, "+overdue/a/2026-01:not_reported -overdue/a/2026-01:into_missed "
                            "+missed/a/2026-01:not_reported -restated/missed/a/2026-01:restated_missed");
    cr_assert_str_eq(last_event(regency)->before, "met (tinggi)");
    regency_free(regency);
}

Test(restated, by_a_target_that_is_judged_again_and_not_by_one_that_came_too_late) {
    struct regency *regency = make(ALERTS_SUM, "a,2026-01,100,to_date,yes\n");
    report(regency, "2026-02-05", "a 2026-01 90");
    cr_assert_told(regency, "+missed/a/2026-01:numeric +behind/a/2026:below_trajectory");
    const struct regency_texts cut = {ALERTS_SUM, "a,2026-01,90,to_date,yes\n", POLICY};
    regency_apply(regency, cut, "2026-01-15");
    cr_assert_told(regency, "");
    regency_apply_as(regency, cut, "2026-01-15", true);
    cr_assert_told(regency, "-missed/a/2026-01:corrected -restated/missed/a/2026-01:restated_met "
                            "-behind/a/2026:recovered");
    cr_assert_eq(last_event(regency)->catalogue_version, 3);
    assert_settled(regency);
    regency_free(regency);
}
