// What is declared missing, and what a closed unit no longer owes: neither overdue nor missed.
#include "harness/alerts.h"

#define POLICY REGENCY_POLICY ALERTS_LENIENT "missing_reasons = belum terbit\n"
#define JANUARY "a,ratio,higher,value,period,month,sum,0,,,,2026-01-01,2026-01-31\n"
#define ACCEPT CAPAIAN__V1__DEED_KIND__DEED_ACCEPT_MISSING
#define REFUSE CAPAIAN__V1__DEED_KIND__DEED_REFUSE_MISSING
#define CLOSE CAPAIAN__V1__DEED_KIND__DEED_CLOSE

static struct regency *make_of(const char *indicators, const char *targets) {
    return regency_make((struct regency_texts){indicators, targets, POLICY}, "2026-01-02");
}

static struct regency *make(const char *targets) {
    return make_of(ALERTS_SUM, targets);
}

Test(excused, overdue_ends_when_the_missing_is_accepted_and_begins_again_with_the_end_of_that) {
    struct regency *regency = make("a,2026,120,to_date,yes\n");
    regency_until(regency, "2026-02-11");
    cr_assert_told(regency, "+overdue/a/2026-01:not_reported");
    report(regency, "2026-02-12", "a 2026-01 ?missing");
    cr_assert_told(regency, "");    // declared, and nobody has accepted it
    regency_deed(regency, ACCEPT, "a/2026-01", "2026-02-20");
    cr_assert_told(regency, "-overdue/a/2026-01:missing_accepted");
    regency_until(regency, "2026-02-20T23:59");
    cr_assert_told(regency, "");
    regency_until(regency, "2026-02-21");
    cr_assert_told(regency, "+overdue/a/2026-01:not_reported");
    cr_assert_eq(alert_of(regency, CAPAIAN__V1__ALERT_KIND__ALERT_KIND_OVERDUE, "2026-01")->incident, 2);
    regency_deed(regency, ACCEPT, "a/2026-01", "");
    cr_assert_told(regency, "-overdue/a/2026-01:missing_accepted");
    regency_deed(regency, REFUSE, "a/2026-01", "");
    cr_assert_told(regency, "+overdue/a/2026-01:not_reported");
    report(regency, "2026-02-22", "a 2026-01 0");
    cr_assert_told(regency, "-overdue/a/2026-01:late_report");
    regency_free(regency);
}

Test(excused, what_was_accepted_before_it_was_due_is_never_overdue) {
    struct regency *regency = make("a,2026,120,to_date,yes\n");
    report(regency, "2026-02-05", "a 2026-01 ?missing");
    regency_deed(regency, ACCEPT, "a/2026-01", "");
    regency_until(regency, "2026-03-10");
    cr_assert_told(regency, "");
    regency_free(regency);
}

Test(excused, a_miss_in_silence_is_excused_while_the_missing_is_accepted) {
    struct regency *regency = make_of(JANUARY, "a,2026-01,10,to_date,yes\n");
    report(regency, "2026-02-05", "a 2026-01 ?missing");
    regency_until(regency, "2026-03-03");
    cr_assert_told(regency,
                   "+overdue/a/2026-01:not_reported -overdue/a/2026-01:into_missed +missed/a/2026-01:not_reported");
    regency_deed(regency, ACCEPT, "a/2026-01", "2026-04-30");
    cr_assert_told(regency, "-missed/a/2026-01:excused -restated/missed/a/2026-01:restated_other");
    regency_until(regency, "2026-04-30T23:59");
    cr_assert_told(regency, "");
    regency_until(regency, "2026-05-01");
    cr_assert_told(regency, "+missed/a/2026-01:not_reported -restated/missed/a/2026-01:restated_missed");
    regency_free(regency);
}

Test(excused, what_was_accepted_before_the_lock_is_never_missed_and_announces_nothing) {
    struct regency *regency = make_of(JANUARY, "a,2026-01,10,to_date,yes\n");
    report(regency, "2026-02-05", "a 2026-01 ?missing");
    regency_deed(regency, ACCEPT, "a/2026-01", "2026-03-31");
    regency_until(regency, "2026-03-31T23:59");
    cr_assert_told(regency, "");
    regency_until(regency, "2026-04-01");
    cr_assert_told(regency, "+missed/a/2026-01:not_reported");    // the first verdict restates none
    regency_free(regency);
}

Test(excused, behind_rests_on_what_is_complete) {
    struct regency *regency = make("a,2026-01,10,to_date,no\na,2026-02,20,to_date,no\na,2026,120,to_date,yes\n");
    report(regency, "2026-02-05", "a 2026-01 ?missing");
    regency_deed(regency, ACCEPT, "a/2026-01", "");
    report(regency, "2026-03-01", "a 2026-02 1");
    cr_assert_told(regency, "");
    report(regency, "2026-03-02", "a 2026-01 1 !terbit");
    cr_assert_told(regency, "+behind/a/2026:below_trajectory");
    regency_free(regency);
}

Test(excused, a_unit_that_has_closed_without_successor_owes_nothing) {
    struct regency *regency = make("a,2026,120,to_date,yes\n");
    regency_until(regency, "2026-02-11");
    cr_assert_told(regency, "+overdue/a/2026-01:not_reported");
    const struct tracked *tracked = fold_find(regency->fold, "a");
    struct year *year = regency_year(regency, "a", 2026);
    const struct circumstances closed = {.closed = true};
    struct transitions *transitions = malloc(sizeof *transitions);
    cr_assert_eq(alerts_settle(tracked->catalogue, tracked->rules, year, day_of("2026-02-15"), &closed, transitions),
                 0);
    cr_assert_eq(transitions->count, 1);
    cr_assert_str_eq(transitions->list[0].reason, "closed_unit");
    cr_assert_eq(transitions->list[0].state, CAPAIAN__V1__ALERT_STATE__ALERT_STATE_RESOLVED);
    cr_assert_eq(alerts_settle(tracked->catalogue, tracked->rules, year, day_of("2026-05-15"), &closed, transitions),
                 0);
    cr_assert_eq(transitions->count, 0, "nor what falls due later");
    free(transitions);
    regency_free(regency);
}

Test(excused, a_decision_closes_a_miss_until_its_ground_has_gone_and_come_back) {
    struct regency *regency = make("a,2026-01,10,to_date,yes\n");
    report(regency, "2026-02-05", "a 2026-01 9");
    cr_assert_told(regency, "+missed/a/2026-01:numeric +behind/a/2026:below_trajectory");
    regency_deed(regency, CLOSE, "missed/a/2026-01", "");
    cr_assert_told(regency, "-missed/a/2026-01:closed");
    report(regency, "2026-02-06", "a 2026-01 8");
    cr_assert_told(regency, "");    // short by more than was decided on, and the same miss
    report(regency, "2026-02-07", "a 2026-01 10");
    cr_assert_told(regency, "-missed/a/2026-01:corrected -restated/missed/a/2026-01:restated_met "
                            "-behind/a/2026:recovered");
    report(regency, "2026-02-08", "a 2026-01 9");
    cr_assert_told(regency, "+missed/a/2026-01:numeric -restated/missed/a/2026-01:restated_missed "
                            "+behind/a/2026:below_trajectory");
    regency_free(regency);
}
