#include "harness/regency.h"

#define OUTCOME(name) CAPAIAN__V1__ASSESSED__ASSESSED_##name

// A value indicator of one letter each, monthly unless said; see REGENCY_INDICATORS for the columns.
#define SUM "a,ratio,higher,value,period,month,sum,0,,,,2026-01-01,\n"

static struct regency *make(const char *indicators, const char *targets) {
    return regency_make((struct regency_texts){indicators, targets, "numbers = en\nsatuan = orang\nlock = 90d\n"},
                        "2026-01-02");
}

static void report_months(struct regency *regency, const char *indicator, int first, int last, const char *figure) {
    for (int month = first; month <= last; month++) {
        char row[128];
        snprintf(row, sizeof row, "%s 2026-%02d %s", indicator, month, figure);
        char day[32];
        snprintf(day, sizeof day, "2026-%02d-05", month + 1);
        if (month == 12)
            snprintf(day, sizeof day, "2027-01-05");
        regency_until(regency, day);
        regency_report(regency, row);
    }
}

Test(assess, a_sum_to_date_is_cut_where_the_run_and_a_target_end) {
    struct regency *regency = make(SUM, "a,2026-Q1,30,to_date,no\na,2026-Q2,60,to_date,no\na,2026,120,to_date,yes\n");
    cr_assert_eq(regency_to_date(regency, "a", 2026).outcome, OUTCOME(NOT_DUE));
    report_months(regency, "a", 1, 2, "11");
    regency_until(regency, "2026-04-03");
    struct assessment at = regency_to_date(regency, "a", 2026);
    cr_assert_eq(at.outcome, OUTCOME(NOT_REPORTED), "the quarter has ended, March is not in");
    cr_assert_not(at.has_realization);
    regency_report(regency, "a 2026-03 9");
    at = regency_to_date(regency, "a", 2026);
    cr_assert_eq(at.outcome, OUTCOME(MET));
    cr_assert_nano(at.aim.target, "30");
    cr_assert_nano(at.realization, "31");
    cr_assert_nano(at.percent, "103.333333");
    cr_assert(capaian_period_equal(at.cut, period_of("2026-03")));
    cr_assert_eq(at.period.kind, CAPAIAN_YEAR);
    report_months(regency, "a", 4, 5, "9");
    at = regency_to_date(regency, "a", 2026);
    cr_assert(capaian_period_equal(at.cut, period_of("2026-03")), "May ends no target period");
    cr_assert_nano(at.realization, "31");
    struct assessment year = regency_whole(regency, "a", 2026);
    cr_assert_eq(year.outcome, OUTCOME(NOT_DUE));
    cr_assert_nano(year.realization, "49");
    cr_assert_nano(year.aim.target, "120");
    cr_assert_nano(year.percent, "40.833333");
    cr_assert(capaian_period_equal(year.cut, period_of("2026-05")));
    regency_free(regency);
}

Test(assess, a_gap_in_the_run_holds_the_checkpoint_back) {
    struct regency *regency = make(SUM, "a,2026-Q1,30,to_date,no\na,2026-Q2,60,to_date,no\na,2026,120,to_date,yes\n");
    report_months(regency, "a", 1, 3, "10");
    report_months(regency, "a", 5, 6, "10");
    regency_until(regency, "2026-07-08");
    struct assessment at = regency_to_date(regency, "a", 2026);
    cr_assert(capaian_period_equal(at.cut, period_of("2026-03")), "April is missing");
    cr_assert_nano(at.realization, "30");
    cr_assert_eq(regency_goal(regency, "a", "2026-Q2").outcome, OUTCOME(NOT_REPORTED));
    cr_assert_nano(regency_whole(regency, "a", 2026).realization, "30");
    regency_report(regency, "a 2026-04 0 !terlambat");
    at = regency_to_date(regency, "a", 2026);
    cr_assert(capaian_period_equal(at.cut, period_of("2026-06")), "zero is a report like any other");
    cr_assert_eq(at.outcome, OUTCOME(NOT_MET));
    cr_assert_nano(at.realization, "50");
    regency_free(regency);
}

Test(assess, period_targets_of_a_sum_add_up_to_a_trajectory) {
    struct regency *regency =
        make(SUM, "a,2026-Q1,30,period,no\na,2026-Q2,40,period,no\na,2026-Q3,50,period,no\na,2026-Q4,60,period,yes\n");
    const struct tracked *tracked = fold_find(regency->fold, "a");
    const struct year *year = regency_year(regency, "a", 2026);
    static const char *const ends[] = {"2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"}, *const sums[] = {"30", "70", "120",
                                                                                                     "180"};
    struct aim target;
    uint32_t version;
    for (size_t i = 0; i < 4; i++) {
        cr_assert(trajectory_at(tracked->rules, year, capaian_period_last(period_of(ends[i])), &target, &version));
        cr_assert_nano(target.target, sums[i]);
    }
    cr_assert_not(trajectory_at(tracked->rules, year, capaian_period_last(period_of("2026-02")), &target, &version),
                  "nothing in between");
    report_months(regency, "a", 1, 6, "12");
    struct assessment second = regency_goal(regency, "a", "2026-Q2");
    cr_assert_nano(second.aim.target, "40");
    cr_assert_nano(second.realization, "36");
    cr_assert_eq(second.outcome, OUTCOME(NOT_MET), "of the period alone");
    struct assessment at = regency_to_date(regency, "a", 2026);
    cr_assert_nano(at.aim.target, "70");
    cr_assert_nano(at.realization, "72");
    cr_assert_eq(at.outcome, OUTCOME(MET), "to date");
    cr_assert_nano(regency_whole(regency, "a", 2026).aim.target, "180");
    regency_free(regency);
}

Test(assess, quarters_stand_over_months_and_to_date_targets_over_sums) {
    struct regency *regency = make(SUM, "a,2026-01,5,period,no\na,2026-02,5,period,no\na,2026-03,20,period,no\n"
                                        "a,2026-Q1,30,to_date,no\na,2026-04,10,period,no\na,2026,120,to_date,yes\n");
    report_months(regency, "a", 1, 1, "10");
    cr_assert_nano(regency_to_date(regency, "a", 2026).aim.target, "5");
    report_months(regency, "a", 2, 2, "10");
    cr_assert_nano(regency_to_date(regency, "a", 2026).aim.target, "10");
    report_months(regency, "a", 3, 3, "10");
    struct assessment at = regency_to_date(regency, "a", 2026);
    cr_assert_nano(at.aim.target, "30");
    cr_assert_eq(at.outcome, OUTCOME(MET));
    report_months(regency, "a", 4, 4, "10");
    cr_assert_nano(regency_to_date(regency, "a", 2026).aim.target, "40");
    cr_assert_nano(regency_to_date(regency, "a", 2026).realization, "40");
    regency_free(regency);
}

Test(assess, a_target_that_is_not_scheduled_asks_for_nothing) {
    struct regency *regency = make(SUM, "a,2026-Q1,-,period,no\na,2026-Q2,40,period,no\na,2026-S1,-,period,no\n"
                                        "a,2026-Q3,20,period,no\na,2026-Q4,10,period,yes\n");
    report_months(regency, "a", 1, 3, "1");
    cr_assert_eq(regency_goal(regency, "a", "2026-Q1").outcome, OUTCOME(NOT_SCHEDULED));
    cr_assert_not(regency_goal(regency, "a", "2026-Q1").has_target);
    cr_assert_eq(regency_to_date(regency, "a", 2026).outcome, OUTCOME(NOT_DUE));
    report_months(regency, "a", 4, 6, "13");
    struct assessment at = regency_to_date(regency, "a", 2026);
    cr_assert_nano(at.aim.target, "40");
    cr_assert_nano(at.realization, "42");
    cr_assert_nano(regency_goal(regency, "a", "2026-Q2").realization, "39");
    regency_free(regency);
}

Test(assess, without_a_trajectory_nothing_is_said_to_date) {
    struct regency *regency = make(SUM, "a,2026,120,to_date,yes\n");
    report_months(regency, "a", 1, 6, "1");
    cr_assert_eq(regency_to_date(regency, "a", 2026).outcome, OUTCOME(NO_TRAJECTORY), "never a straight line");
    cr_assert_eq(regency_whole(regency, "a", 2026).outcome, OUTCOME(NOT_DUE));
    report_months(regency, "a", 7, 12, "30");
    struct assessment at = regency_to_date(regency, "a", 2026);
    cr_assert_eq(at.outcome, OUTCOME(MET), "the year's end is a checkpoint once it has come");
    cr_assert_nano(at.realization, "186");
    cr_assert_eq(regency_whole(regency, "a", 2026).outcome, OUTCOME(MET));
    regency_free(regency);
}

Test(assess, unreported_is_neither_zero_nor_met_and_locks_as_a_silent_miss) {
    struct regency *regency = make("a,reflected,lower,value,period,month,last,0,,,,2026-01-01,\n",
                                   "a,2026-Q1,10,to_date,yes\na,2026,10,to_date,yes\n");
    regency_until(regency, "2026-04-01");
    struct assessment goal = regency_goal(regency, "a", "2026-Q1");
    cr_assert_eq(goal.outcome, OUTCOME(NOT_REPORTED), "of what should be low, nothing would look splendid");
    cr_assert_not(goal.has_realization || goal.has_percent);
    regency_until(regency, "2026-06-29");
    cr_assert_eq(regency_goal(regency, "a", "2026-Q1").outcome, OUTCOME(NOT_REPORTED));
    regency_until(regency, "2026-06-30");
    cr_assert_eq(regency_goal(regency, "a", "2026-Q1").outcome, OUTCOME(MISSED_SILENT));
    regency_until(regency, "2027-03-31");
    cr_assert_eq(regency_whole(regency, "a", 2026).outcome, OUTCOME(NOT_REPORTED));
    regency_until(regency, "2027-04-01");
    cr_assert_eq(regency_whole(regency, "a", 2026).outcome, OUTCOME(MISSED_SILENT));
    regency_free(regency);
}

Test(assess, comparison_is_half_up_at_the_agreed_decimals) {
    struct regency *regency = make("a,ratio,higher,value,period,month,last,2,,,,2026-01-01,\n"
                                   "b,reflected,lower,value,period,month,last,2,,,,2026-01-01,\n"
                                   "n,ratio,higher,value,period,month,last,1,,,,2026-01-01,\n",
                                   "a,2026-01,1.14,to_date,yes\na,2026-02,1.14,to_date,yes\n"
                                   "b,2026-01,1.14,to_date,yes\nb,2026-02,1.14,to_date,yes\n"
                                   "n,2026-01,-0.2,to_date,yes\nn,2026-02,-0.2,to_date,yes\n");
    regency_until(regency, "2026-02-05");
    regency_report(regency, "a 2026-01 1.135; b 2026-01 1.144999999; n 2026-01 -0.25");
    cr_assert_eq(regency_goal(regency, "a", "2026-01").outcome, OUTCOME(MET), "1.135 is 1.14");
    cr_assert_nano(regency_goal(regency, "a", "2026-01").realization, "1.14");
    cr_assert_nano(regency_goal(regency, "a", "2026-01").percent, "100");
    cr_assert_eq(regency_goal(regency, "b", "2026-01").outcome, OUTCOME(MET));
    cr_assert_eq(regency_goal(regency, "n", "2026-01").outcome, OUTCOME(MET), "up, also below zero");
    cr_assert_nano(regency_goal(regency, "n", "2026-01").realization, "-0.2");
    cr_assert_not(regency_goal(regency, "n", "2026-01").has_percent, "T < 0");
    regency_until(regency, "2026-03-05");
    regency_report(regency, "a 2026-02 1.134999999; b 2026-02 1.145; n 2026-02 -0.250000001");
    cr_assert_eq(regency_goal(regency, "a", "2026-02").outcome, OUTCOME(NOT_MET));
    cr_assert_eq(regency_goal(regency, "b", "2026-02").outcome, OUTCOME(NOT_MET));
    cr_assert_eq(regency_goal(regency, "n", "2026-02").outcome, OUTCOME(NOT_MET));
    regency_free(regency);
}

Test(assess, a_target_of_zero_is_compared_and_has_no_percentage) {
    struct regency *regency = make("a,ratio,higher,value,period,month,last,0,,,,2026-01-01,\n"
                                   "b,inverse,lower,value,period,month,last,0,,,,2026-01-01,\n",
                                   "a,2026-01,0,to_date,yes\nb,2026-01,0,to_date,yes\na,2026,0,to_date,no\n");
    regency_until(regency, "2026-02-05");
    regency_report(regency, "a 2026-01 0; b 2026-01 1");
    cr_assert_eq(regency_goal(regency, "a", "2026-01").outcome, OUTCOME(MET));
    cr_assert(regency_goal(regency, "a", "2026-01").has_target);
    cr_assert_not(regency_goal(regency, "a", "2026-01").has_percent);
    cr_assert_eq(regency_goal(regency, "b", "2026-01").outcome, OUTCOME(NOT_MET));
    cr_assert_not(regency_goal(regency, "b", "2026-01").has_percent);
    regency_free(regency);
}

Test(assess, estimated_never_shows_met_and_provisional_is_flagged) {
    struct regency *regency = make(SUM "l,ratio,higher,value,period,month,last,0,,,,2026-01-01,\n",
                                   "a,2026-Q1,30,to_date,yes\nl,2026-Q1,30,to_date,yes\n");
    report_months(regency, "a", 1, 1, "20 ~p");
    report_months(regency, "l", 1, 1, "20 ~e");
    report_months(regency, "a", 2, 3, "20");
    report_months(regency, "l", 2, 2, "20");
    report_months(regency, "l", 3, 3, "30");
    struct assessment goal = regency_goal(regency, "a", "2026-Q1");
    cr_assert_eq(goal.outcome, OUTCOME(MET));
    cr_assert_eq(goal.status, CAPAIAN__V1__STATUS__STATUS_PROVISIONAL);
    cr_assert_eq(regency_goal(regency, "l", "2026-Q1").status, CAPAIAN__V1__STATUS__STATUS_FINAL,
                 "of `last` only the last figure speaks");
    regency_report(regency, "a 2026-02 40 ~e !perkiraan");
    cr_assert_eq(regency_goal(regency, "a", "2026-Q1").outcome, OUTCOME(MET), "a final figure is not displaced");
    regency_report(regency, "a 2026-01 9 ~e @2026-04-04 !x");
    cr_assert_nano(regency_goal(regency, "a", "2026-Q1").realization, "60");
    regency_free(regency);

    regency = make(SUM, "a,2026-01,30,to_date,yes\na,2026-02,60,to_date,yes\n");
    report_months(regency, "a", 1, 1, "40 ~e");
    cr_assert_eq(regency_goal(regency, "a", "2026-01").outcome, OUTCOME(ESTIMATED));
    cr_assert_nano(regency_goal(regency, "a", "2026-01").percent, "133.333333");
    cr_assert_eq(regency_to_date(regency, "a", 2026).outcome, OUTCOME(ESTIMATED));
    report_months(regency, "a", 2, 2, "1");
    cr_assert_eq(regency_goal(regency, "a", "2026-02").outcome, OUTCOME(NOT_MET), "an estimate may well show not met");
    regency_free(regency);
}

Test(assess, a_ratio_of_sums_never_averages) {
    struct regency *regency = make("a,ratio,higher,value,period,month,ratio-of-sums,2,100,,,2026-01-01,\n"
                                   "b,inverse,lower,value,period,month,ratio-of-sums,2,1000,,,2026-01-01,\n",
                                   "a,2026-Q1,50,period,yes\na,2026-Q2,60,period,yes\na,2026-02,50,to_date,no\n"
                                   "b,2026-Q1,2,to_date,yes\n");
    report_months(regency, "a", 1, 1, "1/1");
    report_months(regency, "a", 2, 2, "0/0");
    cr_assert_nano(regency_to_date(regency, "a", 2026).realization, "100");
    report_months(regency, "a", 3, 3, "0/2");
    regency_report(regency, "b 2026-01 10/5350; b 2026-02 0/0; b 2026-03 1/0.5 ^");
    struct assessment goal = regency_goal(regency, "a", "2026-Q1");
    cr_assert_nano(goal.realization, "33.33");
    cr_assert_nano(goal.percent, "66.66");
    cr_assert_eq(goal.outcome, OUTCOME(NOT_MET));
    cr_assert_nano(regency_goal(regency, "b", "2026-Q1").realization, "2.06");
    report_months(regency, "a", 4, 6, "9/9");
    cr_assert_nano(regency_goal(regency, "a", "2026-Q2").realization, "100");
    struct assessment at = regency_to_date(regency, "a", 2026);
    cr_assert_nano(at.aim.target, "60");
    cr_assert_nano(at.realization, "93.33");
    regency_free(regency);
}

Test(assess, nothing_over_nothing_is_nil_and_not_missing) {
    struct regency *regency = make("a,ratio,higher,value,period,month,ratio-of-sums,2,100,,,2026-01-01,\n"
                                   "e,ratio,higher,events,period,month,ratio-of-sums,2,100,,,2026-01-01,\n",
                                   "a,2026-01,50,period,yes\ne,2026-01,50,period,yes\ne,2026-02,50,period,no\n");
    regency_until(regency, "2026-02-05");
    regency_report(regency, "a 2026-01 0/0; e 2026-01 =0");
    struct assessment goal = regency_goal(regency, "a", "2026-01");
    cr_assert_eq(goal.outcome, OUTCOME(NIL));
    cr_assert_not(goal.has_realization || goal.has_percent);
    cr_assert(capaian_period_equal(goal.cut, period_of("2026-01")));
    cr_assert_eq(regency_goal(regency, "e", "2026-01").outcome, OUTCOME(NIL));
    cr_assert_eq(regency_to_date(regency, "e", 2026).outcome, OUTCOME(NIL));
    regency_free(regency);
}

// The same facts told month by month, and told to date.
Test(assess, to_date_and_period_reporting_of_the_same_facts_agree) {
    struct regency *regency =
        make("a,ratio,higher,value,period,month,sum,1,,,,2026-01-01,\n"
             "b,ratio,higher,value,to_date,month,sum,1,,,,2026-01-01,\n"
             "c,ratio,higher,value,period,month,ratio-of-sums,3,100,,,2026-01-01,\n"
             "d,ratio,higher,value,to_date,month,ratio-of-sums,3,100,,,2026-01-01,\n",
             "a,2026-02,2,period,no\na,2026-Q1,10,period,no\na,2026-Q2,12,period,yes\na,2026,30,to_date,yes\n"
             "b,2026-02,2,period,no\nb,2026-Q1,10,period,no\nb,2026-Q2,12,period,yes\nb,2026,30,to_date,yes\n"
             "c,2026-02,2,period,no\nc,2026-Q1,10,period,no\nc,2026-Q2,12,period,yes\nc,2026,30,to_date,yes\n"
             "d,2026-02,2,period,no\nd,2026-Q1,10,period,no\nd,2026-Q2,12,period,yes\nd,2026,30,to_date,yes\n");
    static const char *const pairs[][2] = {{"a", "b"}, {"c", "d"}};
    static const char *const targets[] = {"2026-02", "2026-Q1", "2026-Q2", "2026"};
    int sum = 0, cases = 0;
    for (int month = 1; month <= 6; month++) {
        int value = month * 37 % 11, all = month * 53 % 17 + 10;
        sum += value;
        cases += all;
        char rows[512], day[32];
        snprintf(day, sizeof day, "2026-%02d-03", month + 1);
        snprintf(rows, sizeof rows, "a 2026-%02d %d.5; b 2026-%02d %d.%d; c 2026-%02d %d/%d; d 2026-%02d %d/%d", month,
                 value, month, sum + month / 2, month % 2 * 5, month, value + 2, all, month, sum + 2 * month, cases);
        regency_until(regency, day);
        regency_report(regency, rows);
        for (size_t p = 0; p < 2; p++) {
            for (size_t t = 0; t < 4; t++) {
                struct assessment one = regency_goal(regency, pairs[p][0], targets[t]),
                                  two = regency_goal(regency, pairs[p][1], targets[t]);
                cr_assert_eq(one.outcome, two.outcome, "month %d %s %s", month, pairs[p][0], targets[t]);
                cr_assert(one.realization == two.realization && one.percent == two.percent, "month %d %s %s", month,
                          pairs[p][0], targets[t]);
            }
            struct assessment one = regency_to_date(regency, pairs[p][0], 2026),
                              two = regency_to_date(regency, pairs[p][1], 2026);
            cr_assert_eq(one.outcome, two.outcome);
            cr_assert(one.realization == two.realization && one.aim.target == two.aim.target);
            one = regency_whole(regency, pairs[p][0], 2026), two = regency_whole(regency, pairs[p][1], 2026);
            cr_assert(one.realization == two.realization && one.aim.target == two.aim.target);
        }
    }
    regency_free(regency);
}

Test(assess, figures_to_date_that_contradict_each_other_leave_no_ratio) {
    struct regency *regency = make("d,ratio,higher,value,to_date,month,ratio-of-sums,2,100,,,2026-01-01,\n",
                                   "d,2026-01,1,period,no\nd,2026-02,1,period,yes\nd,2026-03,1,period,no\n");
    regency_until(regency, "2026-02-05");
    regency_report(regency, "d 2026-01 10/100");
    regency_until(regency, "2026-03-05");
    regency_report(regency, "d 2026-02 12/100");
    cr_assert_eq(regency_goal(regency, "d", "2026-02").outcome, OUTCOME(NOT_REPORTED), "2/0 is not nil");
    regency_report(regency, "d 2026-02 12/90 @+5");
    cr_assert_eq(regency_goal(regency, "d", "2026-02").outcome, OUTCOME(NOT_REPORTED), "2/-10 is no rate");
    regency_report(regency, "d 2026-02 10/100 @+9");
    cr_assert_eq(regency_goal(regency, "d", "2026-02").outcome, OUTCOME(NIL));
    regency_free(regency);
}

Test(assess, parts_add_up_to_the_year) {
    struct regency *regency = make("a,ratio,higher,events,period,month,sum,2,,,,2026-01-01,\n",
                                   "a,2026-Q1,1,period,no\na,2026-Q2,1,period,no\na,2026-Q3,1,period,no\n"
                                   "a,2026-Q4,1,period,no\na,2026-S1,2,to_date,no\na,2026,4,to_date,yes\n");
    capaian_nano months = 0;
    for (int month = 1; month <= 12; month++) {
        char rows[512], day[32];
        snprintf(day, sizeof day, "%d-%02d-03", month < 12 ? 2026 : 2027, month % 12 + 1);
        snprintf(rows, sizeof rows, "a 2026-%02d-01 %d.11; a 2026-%02d -1.01; a 2026-%02d-28 0; a 2026-%02d =3:%d.10",
                 month, month, month, month, month, month - 1);
        regency_until(regency, day);
        regency_report(regency, rows);
        months += (month - 1) * CAPAIAN_NANO + CAPAIAN_NANO / 10;
    }
    capaian_nano quarters = 0;
    for (int quarter = 1; quarter <= 4; quarter++) {
        char period[32];
        snprintf(period, sizeof period, "2026-Q%d", quarter);
        quarters += regency_goal(regency, "a", period).realization;
    }
    cr_assert(quarters == months);
    cr_assert(regency_whole(regency, "a", 2026).realization == months);
    cr_assert(regency_goal(regency, "a", "2026").realization == months);
    cr_assert_nano(regency_goal(regency, "a", "2026-S1").realization, "15.6");
    regency_free(regency);
}

Test(assess, an_indicator_begins_and_ends_within_the_year) {
    struct regency *regency = make("a,ratio,higher,value,period,month,sum,0,,,,2026-04-01,2026-09-30\n"
                                   "b,ratio,higher,value,period,month,sum,0,,,,2026-04-15,2026-09-30\n",
                                   "a,2026-Q2,30,period,yes\na,2026-Q3,30,period,yes\n"
                                   "b,2026-05,10,period,no\nb,2026-Q3,30,to_date,yes\n");
    report_months(regency, "a", 4, 6, "10");
    report_months(regency, "b", 4, 6, "10");
    struct assessment at = regency_to_date(regency, "a", 2026);
    cr_assert_eq(at.outcome, OUTCOME(MET));
    cr_assert_nano(at.aim.target, "30");
    cr_assert_eq(regency_to_date(regency, "b", 2026).outcome, OUTCOME(NO_TRAJECTORY),
                 "a target of May alone is no sum from the middle of April");
    report_months(regency, "a", 7, 9, "9");
    report_months(regency, "b", 7, 9, "9");
    at = regency_to_date(regency, "a", 2026);
    cr_assert_nano(at.aim.target, "60");
    cr_assert_nano(at.realization, "57");
    cr_assert_eq(at.outcome, OUTCOME(NOT_MET));
    struct assessment year = regency_whole(regency, "a", 2026);
    cr_assert_nano(year.aim.target, "60");
    cr_assert_eq(year.outcome, OUTCOME(NOT_MET), "its year is over with its duty");
    cr_assert_nano(regency_goal(regency, "b", "2026-Q3").realization, "57");
    cr_assert_eq(reported_run(fold_find(regency->fold, "a")->rules, regency_year(regency, "a", 2026)), 9);
    regency_free(regency);
}
