// Targets of plans: several years, and what had been realized before the ledger began.
#include "harness/promise.h"

#define OUTCOME PROMISE_OUTCOME

#define ASSERT_CUT(assessment, text) cr_assert(capaian_period_equal((assessment).cut, period_of(text)))

static void report_year(struct promise *promise, int year, const char *monthly) {
    promise_months(promise, year, 1, 12, monthly);
}

Test(plan, sums_begin_with_the_opening_balance) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    promise_opening(promise, "2024-12-31", "999");    // before the plan: none of its own
    promise_opening(promise, "2025-12-31", "1240");
    report_year(promise, 2026, "100");
    promise_months(promise, 2027, 1, 3, "110");
    promise_goal(promise, "2025..2028", "5000", true)->weight = 10 * CAPAIAN_NANO;
    struct assessment at = promise_plan(promise, "2025..2028", "2027-05-01");
    cr_assert_eq(at.outcome, OUTCOME(NOT_DUE));
    cr_assert_nano(at.realization, "2770");
    cr_assert_nano(at.percent, "55.4");
    cr_assert_nano(at.weight, "10");
    ASSERT_CUT(at, "2027-03");
    cr_assert_eq(at.period.kind, CAPAIAN_YEARS);
    at = promise_assess(promise, "2025..2028", "2027-05-01");
    cr_assert_eq(at.outcome, OUTCOME(NOT_DUE));
    cr_assert_not(at.has_realization, "as a whole it is not there yet");
    promise_months(promise, 2027, 4, 12, "110");
    report_year(promise, 2028, "103.3333");
    at = promise_assess(promise, "2025..2028", "2028-12-31");
    cr_assert_eq(at.outcome, OUTCOME(NOT_DUE));
    cr_assert_nano(at.realization, "5000");    // 1240 + 1200 + 1320 + 1239.9996
    at = promise_assess(promise, "2025..2028", "2029-01-01");
    cr_assert_eq(at.outcome, OUTCOME(MET));
    cr_assert_nano(at.percent, "100");
    ASSERT_CUT(at, "2028-12");
    promise_report(promise, "2028-12", "102");
    cr_assert_eq(promise_assess(promise, "2025..2028", "2029-01-01").outcome, OUTCOME(NOT_MET));
    free(promise);
}

Test(plan, a_year_that_the_opening_covers_is_not_counted_again) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    report_year(promise, 2025, "7");
    report_year(promise, 2026, "10");
    promise_goal(promise, "2025..2026", "204", true);
    cr_assert_nano(promise_assess(promise, "2025..2026", "2027-01-01").realization, "204");
    promise_opening(promise, "2025-12-31", "50");
    cr_assert_nano(promise_assess(promise, "2025..2026", "2027-01-01").realization, "170");
    promise_opening(promise, "2026-06-30", "60");
    struct assessment at = promise_assess(promise, "2025..2026", "2027-01-01");
    cr_assert_nano(at.realization, "120");    // the latest one, and July to December
    promise_opening(promise, "2026-12-31", "70");
    at = promise_assess(promise, "2025..2026", "2027-01-01");
    cr_assert_nano(at.realization, "70");
    cr_assert_eq(at.cut.kind, 0);
    cr_assert_eq(at.outcome, OUTCOME(NOT_MET));
    free(promise);
}

Test(plan, what_was_realized_before_the_plan_is_none_of_it) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    promise_opening(promise, "2025-12-31", "500");
    promise_goal(promise, "2024..2025", "400", true);
    report_year(promise, 2026, "10");
    promise_goal(promise, "2026..2027", "240", true);
    struct assessment at = promise_plan(promise, "2026..2027", "2027-01-01");
    cr_assert_nano(at.realization, "120");
    cr_assert_nano(at.percent, "50");
    at = promise_assess(promise, "2024..2025", "2026-01-01");
    cr_assert_eq(at.outcome, OUTCOME(MET), "the balance is the whole of the plan that ended with it");
    cr_assert_nano(at.realization, "500");
    free(promise);
}

Test(plan, a_plan_with_a_gap_is_incomplete_and_shows_what_came_before_it) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    report_year(promise, 2025, "1");
    promise_months(promise, 2026, 1, 7, "1");
    promise_months(promise, 2026, 9, 12, "1");
    promise_goal(promise, "2025..2027", "30", true);
    struct assessment at = promise_plan(promise, "2025..2027", "2027-02-01");
    cr_assert_nano(at.realization, "19");
    ASSERT_CUT(at, "2026-07");
    report_year(promise, 2027, "1");
    cr_assert_nano(promise_plan(promise, "2025..2027", "2027-12-31").realization, "19");
    at = promise_plan(promise, "2025..2027", "2028-01-01");
    cr_assert_eq(at.outcome, OUTCOME(NOT_REPORTED));
    cr_assert_not(at.has_realization || at.cut.kind != 0, "a part of it is not its figure");
    cr_assert_eq(promise_assess(promise, "2025..2027", "2028-01-01").outcome, OUTCOME(NOT_REPORTED));
    cr_assert_eq(promise_assess(promise, "2025..2027", "2028-04-01").outcome, OUTCOME(MISSED_SILENT));
    cr_assert_eq(promise_plan(promise, "2025..2027", "2028-04-01").outcome, OUTCOME(MISSED_SILENT));
    promise_missing(promise, "2026-08", "2030-12-31");
    cr_assert_eq(promise_assess(promise, "2025..2027", "2028-04-01").outcome, OUTCOME(MISSING));
    promise_report(promise, "2026-08", "0");
    cr_assert_nano(promise_assess(promise, "2025..2027", "2028-04-01").realization, "35");
    free(promise);
}

Test(plan, a_year_that_nobody_knows_of_is_not_reported) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    report_year(promise, 2025, "1");
    report_year(promise, 2027, "1");
    promise_goal(promise, "2025..2027", "30", true);
    cr_assert_nano(promise_plan(promise, "2025..2027", "2027-12-31").realization, "12");
    cr_assert_eq(promise_assess(promise, "2025..2027", "2028-01-01").outcome, OUTCOME(NOT_REPORTED));
    free(promise);
}

Test(plan, an_average_is_of_the_years_values) {
    struct promise *promise = promise_of(BY_SUM, BY_AVERAGE);
    promise_opening(promise, "2024-12-31", "77777");
    report_year(promise, 2025, "10");
    report_year(promise, 2026, "11");
    promise_goal(promise, "2024..2027", "130", true);
    struct assessment at = promise_plan(promise, "2024..2027", "2027-03-01");
    cr_assert_nano(at.realization, "126");    // (120 + 132) / 2: the opening is no year
    promise_months(promise, 2027, 1, 2, "9");
    at = promise_plan(promise, "2024..2027", "2027-03-01");
    cr_assert_nano(at.realization, "126");    // two months of a sum are no year
    ASSERT_CUT(at, "2026-12");
    promise->indicator.within_year = BY_LAST;
    at = promise_plan(promise, "2024..2027", "2027-03-01");
    cr_assert_nano(at.realization, "10");    // but of a rate they say where it stands: 10, 11, 9
    ASSERT_CUT(at, "2027-02");
    promise->indicator.within_year = BY_SUM;
    promise_months(promise, 2027, 3, 12, "14");
    at = promise_assess(promise, "2024..2027", "2028-01-01");
    cr_assert_nano(at.realization, "137");    // (120 + 132 + 158) / 3 = 136.67
    cr_assert_eq(at.outcome, OUTCOME(MET));
    free(promise);
}

Test(plan, the_last_year_stands_and_before_it_the_opening) {
    struct promise *promise = promise_of(BY_LAST, BY_LAST);
    promise->indicator.better = BETTER_LOWER;
    promise->indicator.formula = FORMULA_REFLECTED;
    promise->indicator.decimals = 2;
    promise_opening(promise, "2025-12-31", "8.21");
    promise_year(promise, 2026);
    promise_goal(promise, "2025..2026", "7", true);
    struct assessment at = promise_plan(promise, "2025..2026", "2026-03-01");
    cr_assert_nano(at.realization, "8.21");
    cr_assert_eq(at.cut.kind, 0);
    promise_months(promise, 2026, 1, 1, "8");
    at = promise_plan(promise, "2025..2026", "2026-03-01");
    cr_assert_nano(at.realization, "8");
    ASSERT_CUT(at, "2026-01");
    promise_months(promise, 2026, 2, 12, "7");
    at = promise_assess(promise, "2025..2026", "2027-01-01");
    cr_assert_eq(at.outcome, OUTCOME(MET));
    promise_report(promise, "2026-12", "7.004")->statement.status = CAPAIAN__V1__STATUS__STATUS_ESTIMATED;
    promise_figure(promise, "2026-12")->stage = CAPAIAN__V1__STAGE__STAGE_DISPUTED;
    at = promise_assess(promise, "2025..2026", "2027-01-01");
    cr_assert_eq(at.outcome, OUTCOME(ESTIMATED));
    cr_assert_eq(at.stage, CAPAIAN__V1__STAGE__STAGE_DISPUTED);
    free(promise);
}

Test(plan, a_ratio_is_of_the_sums_of_all_years) {
    struct promise *promise = promise_of(BY_RATIO_OF_SUMS, BY_RATIO_OF_SUMS);
    promise->indicator.per = 1000;
    promise->indicator.decimals = 3;
    promise_opening(promise, "2025-12-31", "10/5350");
    report_year(promise, 2026, "1/500");
    report_year(promise, 2027, "0/0");
    promise_goal(promise, "2025..2027", "2", true);
    struct assessment at = promise_assess(promise, "2025..2027", "2028-01-01");
    cr_assert_nano(at.realization, "1.938");    // 22 / 11350
    cr_assert_eq(at.outcome, OUTCOME(NOT_MET));
    promise->indicator.across_years = BY_LAST;
    cr_assert_eq(promise_assess(promise, "2025..2027", "2028-01-01").outcome, OUTCOME(NIL), "the last year's");
    promise->indicator.across_years = BY_AVERAGE;
    cr_assert_nano(promise_assess(promise, "2025..2027", "2028-01-01").realization, "2");    // 2026 alone has one
    free(promise);
}

Test(plan, the_opening_of_a_rate_is_what_it_was_made_of) {
    struct promise *promise = promise_of(BY_RATIO_OF_SUMS, BY_LAST);
    promise->indicator.per = 100;
    promise->indicator.decimals = 1;
    promise_opening(promise, "2025-12-31", "2/3");
    promise_goal(promise, "2025..2026", "70", true);
    cr_assert_nano(promise_plan(promise, "2025..2026", "2026-02-01").realization, "66.7");
    free(promise);
}

Test(plan, what_is_not_scheduled_or_does_not_fit_is_said) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    promise_goal(promise, "2025..2026", "-", true);
    cr_assert_eq(promise_assess(promise, "2025..2026", "2027-01-01").outcome, OUTCOME(NOT_SCHEDULED));
    cr_assert_eq(promise_plan(promise, "2025..2026", "2027-01-01").outcome, OUTCOME(NOT_SCHEDULED));
    promise_find(promise, "2025..2026")->scheduled = true;
    promise_opening(promise, "2025-12-31", "9223372036854775807");
    report_year(promise, 2026, "0");
    cr_assert_eq(promise_assess(promise, "2025..2026", "2027-01-01").outcome, OUTCOME(MET));
    promise_report(promise, "2026-01", "1");
    struct assessment at = promise_assess(promise, "2025..2026", "2027-01-01");
    cr_assert_eq(at.outcome, OUTCOME(BEYOND));
    cr_assert_not(at.has_realization);
    free(promise);
}
