#include "alert/settle.h"

#include "harness/alerts.h"

#define SUM ALERTS_SUM
#define LAST ALERTS_LAST
#define PLAIN REGENCY_POLICY ALERTS_LENIENT

static struct regency *make(const char *indicators, const char *targets) {
    return regency_make((struct regency_texts){indicators, targets, PLAIN}, "2026-01-02");
}

Test(settle, missed_fires_at_the_step_that_completes_an_ended_period) {
    struct regency *regency = make(SUM, "a,2026-Q1,30,to_date,yes\na,2026,120,to_date,no\n");
    report(regency, "2026-02-05", "a 2026-01 1");
    report(regency, "2026-03-05", "a 2026-02 1");
    report(regency, "2026-03-20", "a 2026-03 1");
    cr_assert_told(regency, "");    // complete, and the period has not ended
    regency_until(regency, "2026-03-31T23:59");
    cr_assert_told(regency, "");
    regency_until(regency, "2026-04-01");
    cr_assert_told(regency, "+missed/a/2026-Q1:numeric +behind/a/2026:below_trajectory");
    assert_settled(regency);
    regency_free(regency);

    regency = make(SUM, "a,2026-Q1,30,to_date,yes\n");
    report(regency, "2026-02-05", "a 2026-01 1");
    report(regency, "2026-03-05", "a 2026-02 1");
    regency_until(regency, "2026-04-05");
    cr_assert_told(regency, "");
    report(regency, "2026-04-05", "a 2026-03 1");
    cr_assert_told(regency, "+missed/a/2026-Q1:numeric +behind/a/2026:below_trajectory");
    regency_free(regency);
}

Test(settle, missed_never_fires_for_what_is_met_or_not_judged) {
    struct regency *regency = make(SUM, "a,2026-01,10,to_date,yes\na,2026-02,90,to_date,no\na,2026-03,-,to_date,no\n");
    report(regency, "2026-02-05", "a 2026-01 10");
    report(regency, "2026-03-05", "a 2026-02 2");
    cr_assert_told(regency, "+behind/a/2026:below_trajectory");
    regency_free(regency);
}

Test(settle, silence_at_the_lock_is_missed_and_no_longer_overdue) {
    struct regency *regency = make(SUM, "a,2026-01,10,to_date,yes\n");
    regency_until(regency, "2026-02-10");
    cr_assert_told(regency, "");
    regency_until(regency, "2026-02-11");
    cr_assert_told(regency, "+overdue/a/2026-01:not_reported");
    regency_until(regency, "2026-03-02T12:00");
    cr_assert_told(regency, "");
    assert_settled(regency);
    regency_until(regency, "2026-03-03");
    cr_assert_told(regency, "-overdue/a/2026-01:into_missed +missed/a/2026-01:not_reported");
    assert_settled(regency);
    regency_free(regency);
}

Test(settle, a_report_of_before_the_lock_that_comes_after_it_is_told_as_what_it_is) {
    struct regency *regency = make(SUM, "a,2026-01,10,to_date,yes\n");
    regency_until(regency, "2026-03-05");
    cr_assert_told(regency,
                   "+overdue/a/2026-01:not_reported -overdue/a/2026-01:into_missed +missed/a/2026-01:not_reported");
    // From a collector that was away: received in time, folded late.
    regency->now = instant_of("2026-02-08");
    regency_report(regency, "a 2026-01 4");
    cr_assert_told(regency, "+missed/a/2026-01:numeric -restated/missed/a/2026-01:restated_missed "
                            "+behind/a/2026:below_trajectory");
    assert_settled(regency);
    regency_report(regency, "a 2026-01 10 @+1 !salah_hitung");
    cr_assert_told(regency, "-missed/a/2026-01:corrected -restated/missed/a/2026-01:restated_met "
                            "-behind/a/2026:recovered");
    regency_free(regency);
}

Test(settle, a_correction_that_makes_it_met_resolves_and_its_inverse_fires_again) {
    struct regency *regency = make(SUM, "a,2026-01,10,to_date,yes\n");
    report(regency, "2026-02-05", "a 2026-01 9");
    cr_assert_told(regency, "+missed/a/2026-01:numeric +behind/a/2026:below_trajectory");
    report(regency, "2026-02-06", "a 2026-01 8");
    cr_assert_told(regency, "");    // still missed: a correction that does not make it met
    report(regency, "2026-02-07", "a 2026-01 10");
    cr_assert_told(regency, "-missed/a/2026-01:corrected -restated/missed/a/2026-01:restated_met "
                            "-behind/a/2026:recovered");
    report(regency, "2026-02-08", "a 2026-01 9");
    cr_assert_told(regency, "+missed/a/2026-01:numeric -restated/missed/a/2026-01:restated_missed "
                            "+behind/a/2026:below_trajectory");
    regency_free(regency);
}

Test(settle, a_later_judged_target_that_is_met_catches_up) {
    struct regency *regency =
        make(SUM, "a,2026-01,10,to_date,yes\na,2026-02,20,to_date,no\na,2026-03,30,to_date,yes\n");
    report(regency, "2026-02-05", "a 2026-01 9");
    report(regency, "2026-03-05", "a 2026-02 11");
    cr_assert_told(regency, "+missed/a/2026-01:numeric +behind/a/2026:below_trajectory -behind/a/2026:recovered");
    report(regency, "2026-04-05", "a 2026-03 10");
    cr_assert_told(regency, "-missed/a/2026-01:caught_up");    // February was met too, but nobody judges it
    report(regency, "2026-04-06", "a 2026-03 8");
    cr_assert_told(regency, "+missed/a/2026-01:numeric +missed/a/2026-03:numeric "
                            "-restated/missed/a/2026-03:restated_missed +behind/a/2026:below_trajectory");
    regency_free(regency);

    // What comes out later than the target that was caught up with is recorded all the same.
    regency = regency_make((struct regency_texts){SUM, "a,2026-01,10,to_date,yes\na,2026-Q1,30,period,yes\n",
                                                  "numbers = en\nsatuan = orang\nlock = 90d\n" ALERTS_LENIENT},
                           "2026-01-02");
    report(regency, "2026-04-05", "a 2026-03 30");
    report(regency, "2026-04-05", "a 2026-02 0");
    (void)regency_told(regency);
    report(regency, "2026-04-06", "a 2026-01 9");
    cr_assert_told(regency, "-overdue/a/2026-01:late_report +missed/a/2026-01:numeric -missed/a/2026-01:caught_up");
    regency_free(regency);
}

Test(settle, overdue_fires_after_the_due_day_and_resolves_with_the_report) {
    struct regency *regency = make(SUM, "a,2026,120,to_date,yes\n");
    regency_until(regency, "2026-02-10T23:59");
    cr_assert_told(regency, "");
    regency_until(regency, "2026-02-11");
    cr_assert_told(regency, "+overdue/a/2026-01:not_reported");
    report(regency, "2026-02-12", "a 2026-01 0");
    cr_assert_told(regency, "-overdue/a/2026-01:late_report");
    report(regency, "2026-03-10", "a 2026-02 0");
    regency_until(regency, "2026-04-10");
    cr_assert_told(regency, "");    // in time is never overdue
    regency_free(regency);
}

Test(settle, overdue_never_fires_without_a_target_or_before_the_duty) {
    struct regency *regency = make(SUM, "a,2027-Q1,1,to_date,yes\n");
    regency_until(regency, "2026-12-31");
    cr_assert_told(regency, "");
    regency_free(regency);

    regency = regency_make((struct regency_texts){SUM, "a,2026,120,to_date,yes\n", PLAIN}, "2025-06-01");
    regency_until(regency, "2026-02-10");
    cr_assert_told(regency, "");
    regency_free(regency);

    regency = make("a,ratio,higher,value,period,month,sum,0,,,,2026-03-01,2026-04-30\n", "a,2026-04,1,to_date,yes\n");
    regency_until(regency, "2026-12-31");
    cr_assert_told(regency, "+overdue/a/2026-03:not_reported +overdue/a/2026-04:not_reported "
                            "-overdue/a/2026-03:into_missed -overdue/a/2026-04:into_missed "
                            "+missed/a/2026-04:not_reported");
    regency_free(regency);
}

Test(settle, events_that_no_longer_agree_with_their_closing_are_overdue_again) {
    struct regency *regency =
        make("a,ratio,higher,events,period,month,sum,0,,,,2026-01-01,\n", "a,2026,120,to_date,yes\n");
    report(regency, "2026-02-05", "a 2026-01-03 5 #1; a 2026-01 =1:5");
    regency_until(regency, "2026-02-11");
    cr_assert_told(regency, "");
    report(regency, "2026-02-12", "a 2026-01-04 7 #2");
    cr_assert_told(regency, "+overdue/a/2026-01:not_reported");
    report(regency, "2026-02-13", "a 2026-01 =2:11");
    cr_assert_told(regency, "");
    report(regency, "2026-02-14", "a 2026-01 =2:12");
    cr_assert_told(regency, "-overdue/a/2026-01:late_report");
    regency_free(regency);
}

Test(settle, behind_has_hysteresis) {
    struct regency *regency =
        make(LAST, "a,2026-01,100,to_date,no\na,2026-02,100,to_date,no\na,2026,100,to_date,yes\n");
    report(regency, "2026-02-05", "a 2026-01 95");
    cr_assert_told(regency, "");    // 5 % short is within the tolerance
    report(regency, "2026-02-06", "a 2026-01 94");
    cr_assert_told(regency, "+behind/a/2026:below_trajectory");
    report(regency, "2026-02-07", "a 2026-01 97");
    report(regency, "2026-02-08", "a 2026-01 93");
    report(regency, "2026-02-09", "a 2026-01 97");
    cr_assert_told(regency, "");    // between clear and tolerance nothing moves
    report(regency, "2026-03-05", "a 2026-02 97");
    cr_assert_told(regency, "");
    report(regency, "2026-03-06", "a 2026-02 98");
    cr_assert_told(regency, "-behind/a/2026:recovered");
    report(regency, "2026-03-07", "a 2026-02 95");
    cr_assert_told(regency, "");
    regency_free(regency);
}

Test(settle, behind_of_what_should_be_low_and_in_points) {
    struct regency *regency = regency_make(
        (struct regency_texts){"a,reflected,lower,value,period,month,last,1,,,,2026-01-01,\n",
                               "a,2026-01,10,to_date,no\na,2026,9,to_date,yes\n",
                               "numbers = en\nsatuan = orang\ntolerance = 2 points\nclear = 1 points\n" ALERTS_LENIENT},
        "2026-01-02");
    report(regency, "2026-02-05", "a 2026-01 12");
    cr_assert_told(regency, "");
    report(regency, "2026-02-06", "a 2026-01 12.1");
    cr_assert_told(regency, "+behind/a/2026:below_trajectory");
    report(regency, "2026-02-07", "a 2026-01 11.1");
    cr_assert_told(regency, "");
    report(regency, "2026-02-08", "a 2026-01 11");
    cr_assert_told(regency, "-behind/a/2026:recovered");
    report(regency, "2026-02-09", "a 2026-01 2");
    cr_assert_told(regency, "");
    regency_free(regency);
}

Test(settle, behind_never_fires_without_trajectory_with_a_target_of_zero_or_incomplete) {
    struct regency *regency = make(LAST "b,ratio,higher,value,period,month,last,0,,,,2026-01-01,\n"
                                        "c,ratio,higher,value,period,month,last,0,,,,2026-01-01,\n",
                                   "a,2026,100,to_date,yes\nb,2026-01,0,to_date,no\nb,2026,100,to_date,yes\n"
                                   "c,2026-02,100,to_date,no\nc,2026,100,to_date,yes\n");
    report(regency, "2026-02-05", "a 2026-01 1; b 2026-01 -9");
    report(regency, "2026-03-05", "a 2026-02 1; b 2026-02 -9; c 2026-02 1");
    cr_assert_told(regency, "+overdue/c/2026-01:not_reported");
    regency_free(regency);
}

Test(settle, the_years_own_judgement_takes_the_place_of_being_behind) {
    struct regency *regency = make("a,ratio,higher,value,period,quarter,last,0,,,,2026-01-01,\n",
                                   "a,2026-Q1,100,to_date,no\na,2026,100,to_date,yes\n");
    report(regency, "2026-04-05", "a 2026-Q1 1");
    report(regency, "2026-07-05", "a 2026-Q2 1");
    report(regency, "2026-10-05", "a 2026-Q3 1");
    cr_assert_told(regency, "+behind/a/2026:below_trajectory");
    regency_until(regency, "2027-01-04");
    cr_assert_told(regency, "");
    report(regency, "2027-01-05", "a 2026-Q4 1");
    cr_assert_told(regency, "+missed/a/2026:numeric -behind/a/2026:year_judged");
    regency_free(regency);

    regency = make("a,ratio,higher,value,period,quarter,last,0,,,,2026-01-01,\n",
                   "a,2026-Q1,100,to_date,no\na,2026,100,to_date,yes\n");
    report(regency, "2026-04-05", "a 2026-Q1 1");
    (void)regency_told(regency);
    regency_until(regency, "2027-01-30");
    cr_assert_told(regency, "+overdue/a/2026-Q2:not_reported +overdue/a/2026-Q3:not_reported "
                            "+overdue/a/2026-Q4:not_reported");
    regency_until(regency, "2027-01-31");
    cr_assert_told(regency, "-overdue/a/2026-Q2:into_missed -overdue/a/2026-Q3:into_missed "
                            "-overdue/a/2026-Q4:into_missed +missed/a/2026:not_reported -behind/a/2026:year_judged");
    regency_free(regency);
}

Test(settle, an_estimate_neither_misses_nor_catches_up) {
    struct regency *regency = make(SUM, "a,2026-01,10,to_date,yes\na,2026-02,20,to_date,yes\n");
    report(regency, "2026-02-05", "a 2026-01 9");
    (void)regency_told(regency);
    report(regency, "2026-03-05", "a 2026-02 11 ~e");
    cr_assert_told(regency, "-behind/a/2026:recovered");
    report(regency, "2026-03-06", "a 2026-02 11 ~p");
    cr_assert_told(regency, "-missed/a/2026-01:caught_up -restated/missed/a/2026-02:restated_met");
    regency_free(regency);
}

Test(settle, an_indicator_that_ends_within_the_year_is_judged_at_its_end_not_behind) {
    struct regency *regency = make("a,ratio,higher,value,period,quarter,last,0,,,,2026-01-01,2026-06-30\n",
                                   "a,2026-Q1,100,to_date,no\na,2026-Q2,100,to_date,yes\n");
    report(regency, "2026-04-05", "a 2026-Q1 1");
    cr_assert_told(regency, "+behind/a/2026:below_trajectory");
    report(regency, "2026-07-05", "a 2026-Q2 1");
    cr_assert_told(regency, "+missed/a/2026-Q2:numeric -behind/a/2026:year_judged");
    regency_until(regency, "2027-06-01");
    cr_assert_told(regency, "");
    regency_free(regency);
}

Test(settle, a_revision_that_takes_the_ground_away_resolves) {
    struct regency *regency = make(SUM "b,ratio,higher,value,period,month,last,0,,,,2026-01-01,\n",
                                   "a,2026-01,10,to_date,yes\na,2026-Q2,10,to_date,no\na,2026,120,to_date,yes\n"
                                   "b,2026,120,to_date,yes\n");
    report(regency, "2026-02-05", "a 2026-01 1");
    regency_until(regency, "2026-03-11");
    cr_assert_told(regency, "+missed/a/2026-01:numeric +behind/a/2026:below_trajectory +overdue/b/2026-01:not_reported "
                            "+overdue/a/2026-02:not_reported +overdue/b/2026-02:not_reported");
    // Applied after January: its target stays unless the act says that it judges again. What time has not settled goes.
    const char *without_b = "a,2026-01,10,to_date,no\na,2026,120,to_date,yes\n";
    regency_apply(regency, (struct regency_texts){SUM, without_b, PLAIN}, "2026-01-15");
    cr_assert_told(regency, "-overdue/b/2026-01:revised -overdue/b/2026-02:revised");
    regency_apply_as(regency, (struct regency_texts){SUM, without_b, PLAIN}, "2026-01-15", true);
    cr_assert_told(regency, "-missed/a/2026-01:revised");
    const char *only_year = "a,2026,120,to_date,yes\n";
    regency_apply_as(regency, (struct regency_texts){SUM, only_year, PLAIN}, "2026-01-16", true);
    cr_assert_told(regency, "-behind/a/2026:revised");
    const char *ended = "a,ratio,higher,value,period,month,sum,0,,,,2026-01-01,2026-01-31\n";
    regency_apply_as(regency, (struct regency_texts){ended, "a,2026-01,1,to_date,yes\n", PLAIN}, "2026-01-17", true);
    // The number that January is judged by now is another one than the one it was announced by.
    cr_assert_told(regency, "-overdue/a/2026-02:revised -restated/missed/a/2026-01:restated_met");
    assert_settled(regency);
    regency_until(regency, "2027-12-31");
    cr_assert_told(regency, "");    // what the catalogue has dropped is nobody's duty
    regency_free(regency);
}

// A plan is judged at the end of its last year, among that year's targets, by all of its years.
Test(settle, a_plan_is_missed_at_the_end_of_its_last_year) {
    struct regency *regency = make("a,ratio,higher,value,period,year,last,0,,,,2026-01-01,\n",
                                   "a,2026,50,to_date,yes\na,2027,90,to_date,yes\na,2026..2027,100,to_date,yes\n");
    report(regency, "2027-01-05", "a 2026 40");
    cr_assert_told(regency, "+missed/a/2026:numeric");    // the plan is not over
    report(regency, "2028-01-05", "a 2027 95");
    cr_assert_told(regency, "+missed/a/2026..2027:numeric");
    const Capaian__V1__AlertEvent *event = regency->effects.events[0];
    cr_assert_eq(event->target->coefficient, 100);
    cr_assert_eq(event->realization->coefficient, 95);
    report(regency, "2028-01-06", "a 2027 100");
    cr_assert_told(regency, "-missed/a/2026..2027:corrected -restated/missed/a/2026..2027:restated_met");
    regency_free(regency);

    regency = make("a,ratio,higher,value,period,year,last,0,,,,2026-01-01,\n", "a,2026..2027,100,to_date,yes\n");
    regency_until(regency, "2028-01-30");
    const char *told = regency_told(regency);
    cr_assert_null(strstr(told, "missed/"), "%s", told);
    regency_until(regency, "2028-01-31");
    told = regency_told(regency);
    cr_assert_not_null(strstr(told, "-overdue/a/2027:into_missed +missed/a/2026..2027:not_reported"), "%s", told);
    regency_free(regency);
}

// Inside a range the distance is that to the near bound, and so are the margins.
Test(settle, behind_of_a_range_by_the_near_bound) {
    struct regency *regency = make(LAST, "a,2026-01,100,to_date,no\na,2026,100,to_date,yes\n");
    struct tracked *tracked = fold_find(regency->fold, "a");
    struct indicator inside = *tracked->rules;
    inside.better = BETTER_INSIDE;
    inside.formula = FORMULA_RANGE;
    tracked->rules = &inside;
    struct year *year = regency_year(regency, "a", 2026);
    year->goals[0].has_high = true;
    year->goals[0].high = 200 * CAPAIAN_NANO;
    static const struct {
        const char *row, *told;
    } list[] = {{"a 2026-01 210", ""},    // 5 % of 200
                {"a 2026-01 211 @+1", "+behind/a/2026:below_trajectory"},
                {"a 2026-01 205 @+2", ""},
                {"a 2026-01 204 @+3", "-behind/a/2026:recovered"},    // 2 % of 200
                {"a 2026-01 95 @+4", ""},                             // 5 % of 100
                {"a 2026-01 94 @+5", "+behind/a/2026:below_trajectory"},
                {"a 2026-01 150 @+6", "-behind/a/2026:recovered"}};
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        report(regency, "2026-02-05", list[i].row);
        cr_assert_told(regency, list[i].told);
    }
    regency_free(regency);
}

// With a curve for e, and what is reported may be implausible.
static struct regency *make_doubting(const char *indicators, const char *targets) {
    struct regency *regency =
        regency_make((struct regency_texts){indicators, targets, REGENCY_POLICY "bands = >=0 semua\n"}, "2026-01-02");
    struct year *year = regency_year(regency, "e", 2026);
    for (size_t i = 0; i < year->goal_count; i++)
        year->goals[i].curve = CURVE_LINEAR;
    fold_find(regency->fold, "e")->next_day = regency->fold->today;
    regency_tick(regency, regency->now);
    return regency;
}

// Jumping from one instant of the fold's own choosing to the next tells the same as looking every day.
Test(settle, no_day_on_which_time_alone_would_tell_something_is_skipped) {
    static const char indicators[] = "a,ratio,higher,value,period,month,sum,0,,,,2026-01-01,\n"
                                     "b,reflected,lower,value,period,quarter,last,0,,,,2026-01-01,\n"
                                     "c,ratio,higher,events,period,month,ratio-of-sums,0,100,,,2026-03-01,2026-11-30\n"
                                     "d,ratio,higher,value,to_date,semester,sum,0,,,,2026-01-01,\n"
                                     "e,ratio,higher,value,to_date,month,last,0,,,,2026-01-01,\n";
    static const char targets[] =
        "a,2026-01,10,to_date,yes\na,2026-Q1,30,to_date,no\na,2026-05,50,to_date,yes\na,2026,99,to_date,yes\n"
        "b,2026-Q1,5,period,yes\nb,2026-Q3,4,period,yes\nb,2026-S2,-,period,no\nb,2026,3,to_date,yes\n"
        "c,2026-04,50,period,yes\nc,2026-Q3,60,to_date,yes\n"
        "d,2026-S1,4,to_date,yes\nd,2027,4,to_date,yes\n"
        "e,2026-06,60,to_date,no\ne,2026,120,to_date,yes\n";
    static const char *const reports[][2] = {{"2026-02-09", "a 2026-01 9; e 2026-01 1"},
                                             {"2026-03-02", "a 2026-02 9; e 2026-02 30; e 2026-03 55 ~p"},
                                             {"2026-04-10", "a 2026-03 2; b 2026-Q1 9; c 2026-03 =0"},
                                             {"2026-05-20", "a 2026-04 40; c 2026-04-02 1/9; c 2026-04 =1:1/9"},
                                             {"2026-06-20", "a 2026-05 9"},
                                             {"2026-07-20", "b 2026-Q2 1; d 2026-S1 3; d 2026-S1 4 @+1 !x"},
                                             {"2026-10-15", "b 2026-Q3 5"}};
    for (size_t upto = 0; upto <= 7; upto++) {
        struct regency *jumps = make_doubting(indicators, targets), *days = make_doubting(indicators, targets);
        size_t next = 0;
        for (int32_t day = 1; day <= 900; day++) {
            int64_t instant = instant_of("2026-01-02") + (int64_t)day * LETTER_DAY;
            for (; next < upto && instant_of(reports[next][0]) < instant; next++) {
                report(jumps, reports[next][0], reports[next][1]);
                days->now = instant_of(reports[next][0]);
                regency_report(days, reports[next][1]);
            }
            // Whatever the fold thinks is due: every indicator, every day.
            days->now = instant;
            for (size_t i = 0; i < days->fold->tracked_count; i++)
                days->fold->tracked[i]->next_day = DAY_ALWAYS;
            regency_tick(days, instant);
        }
        jumps->now = days->now;
        for (int64_t due; (due = fold_next_due(jumps->fold)) <= jumps->now;)
            regency_tick(jumps, due);
        assert_settled(jumps);
        cr_assert_str_eq(regency_told(jumps), regency_told(days), "%zu reports", upto);
        cr_assert_eq(fold_next_due(jumps->fold), INT64_MAX, "nothing is left to wait for");
        cr_assert_gt(strlen(jumps->answer), 300);
        regency_free(jumps);
        regency_free(days);
    }
}
