// What the figures of a run of reporting periods come to.
#include "attainment/realize.h"

#include "harness/promise.h"

#define OUTCOME PROMISE_OUTCOME
#define STAGE(name) CAPAIAN__V1__STAGE__STAGE_##name

Test(realize, an_average_of_values_is_the_mean_of_the_periods) {
    struct promise *promise = promise_of(BY_AVERAGE, BY_LAST);
    promise->indicator.decimals = 2;
    promise_goal(promise, "2026-Q1", "82.5", false);
    promise_goal(promise, "2026-Q2", "80", true);
    promise_report(promise, "2026-01", "80");
    promise_report(promise, "2026-02", "82");
    promise_report(promise, "2026-03", "85.5");
    struct assessment goal = promise_assess(promise, "2026-Q1", "2026-04-01");
    cr_assert_nano(goal.realization, "82.5");
    cr_assert_eq(goal.outcome, OUTCOME(MET));
    promise_report(promise, "2026-03", "85.49");
    goal = promise_assess(promise, "2026-Q1", "2026-04-01");
    cr_assert_nano(goal.realization, "82.5");    // 82.496666 at two decimals
    promise_report(promise, "2026-03", "85.484");
    goal = promise_assess(promise, "2026-Q1", "2026-04-01");
    cr_assert_nano(goal.realization, "82.49");    // 82.494666
    cr_assert_eq(goal.outcome, OUTCOME(NOT_MET));
    promise_months(promise, 2026, 4, 6, "-1");
    goal = promise_assess(promise, "2026-Q2", "2026-07-01");
    cr_assert_nano(goal.realization, "40.75");    // 244.484 over six
    struct realized realized;
    cr_assert(realize(&promise->indicator, promise_year(promise, 2026), 0, 2, &realized));
    capaian_nano exact;
    cr_assert(realized_exactly(&promise->indicator, &realized, &exact));
    cr_assert_nano(exact, "82.494666667");
    cr_assert_nano(realized.numerator, "247.484");
    cr_assert_nano(realized.denominator, "3");
    free(promise);
}

Test(realize, a_mean_is_half_up_also_below_zero) {
    struct promise *promise = promise_of(BY_AVERAGE, BY_LAST);
    struct realized realized;
    promise_report(promise, "2026-01", "-1");
    promise_report(promise, "2026-02", "-2");
    cr_assert(realize(&promise->indicator, promise_year(promise, 2026), 0, 1, &realized));
    cr_assert_nano(realized.value, "-1");
    promise_report(promise, "2026-01", "1");
    promise_report(promise, "2026-02", "2");
    cr_assert(realize(&promise->indicator, promise_year(promise, 2026), 0, 1, &realized));
    cr_assert_nano(realized.value, "2");
    free(promise);
}

Test(realize, an_average_reported_to_date_is_its_last_and_of_a_period_within_unknown) {
    struct promise *promise = promise_of(BY_AVERAGE, BY_LAST);
    promise->indicator.reported_to_date = true;
    promise_months(promise, 2026, 1, 3, "70");
    promise_months(promise, 2026, 4, 6, "80");
    const struct year *year = promise_year(promise, 2026);
    struct realized realized = {.value = 7};
    cr_assert(realize(&promise->indicator, year, 0, 5, &realized));
    cr_assert_nano(realized.value, "80");
    cr_assert_nano(realized.denominator, "1");
    cr_assert_not(realize(&promise->indicator, year, 3, 5, &realized));
    cr_assert_eq(realizing(&promise->indicator, year, 3, 5, &realized), REALIZE_CONTRADICTED);
    cr_assert_nano(realized.value, "80");    // untouched
    cr_assert_eq(realizing(&promise->indicator, year, 3, 6, &realized), REALIZE_UNREPORTED);
    free(promise);
}

static void event(struct figure *figure, int value) {
    const struct statement statement = {.stands = true, .numerator = value * CAPAIAN_NANO};
    figure_add(figure, &statement);
}

static void close_events(struct figure *figure) {
    figure->statement = (struct statement){
        .stands = true, .numerator = figure->numerator, .denominator = figure->denominator, .count = figure->count};
}

Test(realize, an_average_of_events_is_the_mean_of_the_rows) {
    struct promise *promise = promise_of(BY_AVERAGE, BY_LAST);
    promise->indicator.reporting = REPORTING_EVENTS;
    promise->indicator.better = BETTER_LOWER;
    promise->indicator.decimals = 1;
    promise_goal(promise, "2026-02", "5", false);
    promise_goal(promise, "2026-Q1", "5", true);
    // Days that permits took: 3, 4 and 9 in January, none in February, 2 in March.
    struct figure *january = promise_figure(promise, "2026-01"), *february = promise_figure(promise, "2026-02"),
                  *march = promise_figure(promise, "2026-03");
    event(january, 3);
    event(january, 4);
    event(january, 9);
    event(march, 2);
    close_events(january);
    close_events(february);
    cr_assert_eq(promise_assess(promise, "2026-02", "2026-03-01").outcome, OUTCOME(NIL));
    cr_assert_eq(promise_assess(promise, "2026-Q1", "2026-04-01").outcome, OUTCOME(NOT_REPORTED));
    close_events(march);
    struct assessment goal = promise_assess(promise, "2026-Q1", "2026-04-01");
    cr_assert_nano(goal.realization, "4.5");    // 18 over four rows, not the mean of monthly means
    cr_assert_eq(goal.outcome, OUTCOME(MET));
    free(promise);
}

Test(realize, the_weakest_stage_of_what_counts) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    promise_goal(promise, "2026-Q1", "3", true)->weight = 25 * CAPAIAN_NANO;
    promise_months(promise, 2026, 1, 3, "1");
    struct year *year = promise_year(promise, 2026);
    static const Capaian__V1__Stage stages[][4] = {
        {STAGE(REVIEWED), STAGE(REVIEWED), STAGE(REVIEWED), STAGE(REVIEWED)},
        {STAGE(REVIEWED), STAGE(SUBMITTED), STAGE(REVIEWED), STAGE(SUBMITTED)},
        {STAGE(DISPUTED), STAGE(REVIEWED), STAGE(REVIEWED), STAGE(DISPUTED)},
        {STAGE(SUBMITTED), STAGE(DISPUTED), STAGE(SUBMITTED), STAGE(DISPUTED)},
    };
    for (size_t i = 0; i < 4; i++) {
        for (size_t k = 0; k < 3; k++)
            year->figures[k].stage = (uint8_t)stages[i][k];
        struct assessment goal = promise_assess(promise, "2026-Q1", "2026-04-01");
        cr_assert_eq(goal.stage, stages[i][3], "%zu", i);
        cr_assert_nano(goal.weight, "25");
    }
    promise->indicator.within_year = BY_LAST;
    cr_assert_eq(promise_assess(promise, "2026-Q1", "2026-04-01").stage, STAGE(SUBMITTED), "the last one's alone");
    free(promise);
}

Test(realize, what_is_excused_makes_a_target_missing_and_no_silent_miss) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    promise_goal(promise, "2026-Q1", "30", false);
    promise_goal(promise, "2026-Q2", "60", true);
    promise_goal(promise, "2026", "120", true);
    promise_report(promise, "2026-01", "10");
    promise_missing(promise, "2026-02", "2027-12-31");
    cr_assert_eq(promise_assess(promise, "2026-Q1", "2026-03-31").outcome, OUTCOME(NOT_DUE));
    cr_assert_eq(promise_assess(promise, "2026-Q1", "2026-04-01").outcome, OUTCOME(NOT_REPORTED), "March is not there");
    cr_assert_eq(promise_to_date(promise, 2026, "2026-04-01").outcome, OUTCOME(NOT_REPORTED));
    promise_report(promise, "2026-03", "10");
    struct assessment goal = promise_assess(promise, "2026-Q1", "2026-04-01");
    cr_assert_eq(goal.outcome, OUTCOME(MISSING));
    cr_assert_not(goal.has_realization || goal.has_percent || goal.cut.kind != 0);
    cr_assert_eq(promise_to_date(promise, 2026, "2026-04-01").outcome, OUTCOME(MISSING));
    cr_assert_eq(promise_assess(promise, "2026-Q1", "2026-12-31").outcome, OUTCOME(MISSING), "long after the lock");
    cr_assert_eq(promise_assess(promise, "2026-Q1", "2028-01-01").outcome, OUTCOME(MISSED_SILENT), "accepted until");
    cr_assert_eq(promise_assess(promise, "2026-Q2", "2026-12-31").outcome, OUTCOME(MISSED_SILENT), "April to June");
    promise_months(promise, 2026, 4, 12, "10");
    cr_assert_eq(promise_assess(promise, "2026-Q2", "2026-12-31").outcome, OUTCOME(MISSING));
    cr_assert_eq(promise_whole(promise, 2026, "2027-06-01").outcome, OUTCOME(MISSING));
    promise_report(promise, "2026-02", "10");
    cr_assert_eq(promise_assess(promise, "2026-Q2", "2026-12-31").outcome, OUTCOME(MET), "a figure after all");
    promise_figure(promise, "2026-02")->statement.kind = STATED_WITHDRAWN;
    cr_assert_eq(promise_assess(promise, "2026-Q2", "2026-12-31").outcome, OUTCOME(MISSED_SILENT), "taken back");
    free(promise);
}

Test(realize, what_a_figure_to_date_is_less_than_may_be_excused_too) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    promise->indicator.reported_to_date = true;
    promise_goal(promise, "2026-Q2", "30", false);
    promise_months(promise, 2026, 1, 2, "10");
    promise_missing(promise, "2026-03", "2027-12-31");
    promise_months(promise, 2026, 4, 6, "40");
    cr_assert_eq(promise_assess(promise, "2026-Q2", "2026-07-01").outcome, OUTCOME(MISSING));
    free(promise);
}

// The largest figure a row can carry is 2^63 - 1 whole ones.
static const capaian_nano largest = (capaian_nano)INT64_MAX * CAPAIAN_NANO;

Test(realize, a_sum_that_the_wire_cannot_carry_is_beyond_and_no_wrong_number) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    promise_goal(promise, "2026-01", "1", false);
    promise_goal(promise, "2026-Q1", "1", true);
    promise_goal(promise, "2026", "1", true);
    promise_months(promise, 2026, 1, 12, "0");
    struct year *year = promise_year(promise, 2026);
    year->figures[0].statement.numerator = largest;
    cr_assert_eq(promise_assess(promise, "2026-Q1", "2026-04-01").outcome, OUTCOME(MET), "just fits");
    cr_assert(promise_assess(promise, "2026-Q1", "2026-04-01").realization == largest);
    year->figures[1].statement.numerator = CAPAIAN_NANO;
    struct assessment goal = promise_assess(promise, "2026-Q1", "2026-04-01");
    cr_assert_eq(goal.outcome, OUTCOME(BEYOND));
    cr_assert_not(goal.has_realization || goal.has_percent);
    cr_assert(capaian_period_equal(goal.cut, period_of("2026-03")));
    cr_assert_eq(promise_assess(promise, "2026-Q1", "2026-03-31").outcome, OUTCOME(NOT_DUE));
    cr_assert_eq(promise_assess(promise, "2026-01", "2026-04-01").outcome, OUTCOME(MET));
    cr_assert_eq(promise_to_date(promise, 2026, "2026-06-01").outcome, OUTCOME(BEYOND));
    cr_assert_eq(promise_whole(promise, 2026, "2027-01-01").outcome, OUTCOME(BEYOND));
    promise->indicator.within_year = BY_AVERAGE;
    cr_assert_eq(promise_assess(promise, "2026-Q1", "2026-04-01").outcome, OUTCOME(MET), "a third of it fits");
    free(promise);
}

Test(realize, sums_beyond_128_bits_are_refused_and_not_wrapped) {
    const capaian_nano limit = ((capaian_nano)INT64_MAX << 64) + (capaian_nano)UINT64_MAX;
    const capaian_nano ends[2][2] = {{-limit, -CAPAIAN_NANO}, {limit, CAPAIAN_NANO}};
    static const enum consolidation ways[] = {BY_SUM, BY_AVERAGE, BY_RATIO_OF_SUMS};
    for (size_t w = 0; w < 3; w++) {
        struct promise *promise = promise_of(ways[w], BY_SUM);
        struct year *year = promise_year(promise, 2026);
        promise_months(promise, 2026, 1, 2, ways[w] == BY_RATIO_OF_SUMS ? "1/1" : "1");
        struct realized realized = {.value = 7};
        for (size_t end = 0; end < 2; end++) {
            year->figures[0].statement.numerator = ends[end][0];
            year->figures[1].statement.numerator = ends[end][1];
            cr_assert_eq(realizing(&promise->indicator, year, 0, 1, &realized), REALIZE_BEYOND, "way %zu", w);
            year->figures[1].statement.numerator = 0;
            cr_assert_eq(realizing(&promise->indicator, year, 0, 1, &realized), REALIZE_BEYOND, "at the very end");
        }
        cr_assert_eq(realized.value, 7);
        free(promise);
    }
}

Test(realize, more_rows_than_can_be_added_up_are_not) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    promise->indicator.reporting = REPORTING_EVENTS;
    struct figure *january = promise_figure(promise, "2026-01");
    january->count = FIGURE_ROWS_MAX;
    january->numerator = CAPAIAN_NANO;
    close_events(january);
    struct realized realized;
    cr_assert_eq(realizing(&promise->indicator, promise_year(promise, 2026), 0, 0, &realized), REALIZED);
    january->count++;
    close_events(january);
    cr_assert_eq(realizing(&promise->indicator, promise_year(promise, 2026), 0, 0, &realized), REALIZE_BEYOND);
    free(promise);
}

Test(realize, what_is_put_in_and_taken_out_leaves_what_there_was_even_past_the_end) {
    const capaian_nano limit = ((capaian_nano)INT64_MAX << 64) + (capaian_nano)UINT64_MAX;
    struct figure figure = {.numerator = limit - 5, .denominator = -limit};
    const struct statement statement = {.stands = true, .numerator = largest, .denominator = -largest};
    figure_add(&figure, &statement);
    figure_remove(&figure, &statement);
    cr_assert(figure.numerator == limit - 5 && figure.denominator == -limit && figure.count == 0);
}

Test(realize, the_year_before_up_to_the_same_period) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    promise_months(promise, 2025, 1, 6, "7");
    promise_months(promise, 2026, 1, 6, "9");
    struct realized realized;
    const struct year *year = promise_year(promise, 2026);
    cr_assert(assess_same_cut_before(&promise->indicator, year, period_of("2026-04"), &realized));
    cr_assert_nano(realized.value, "28");
    cr_assert(assess_same_cut_before(&promise->indicator, year, period_of("2026-06"), &realized));
    cr_assert_nano(realized.value, "42");
    cr_assert_not(assess_same_cut_before(&promise->indicator, year, period_of("2026-07"), &realized), "not reported");
    cr_assert_not(assess_same_cut_before(&promise->indicator, year, (struct capaian_period){0}, &realized));
    cr_assert_not(assess_same_cut_before(&promise->indicator, year, period_of("2026-Q2"), &realized), "another kind");
    cr_assert_not(
        assess_same_cut_before(&promise->indicator, promise_year(promise, 2025), period_of("2025-04"), &realized),
        "no year before it");
    promise_year(promise, 2025)->first_figure = 3;
    cr_assert_not(assess_same_cut_before(&promise->indicator, year, period_of("2026-04"), &realized),
                  "from another month on is not the same");
    free(promise);
}

Test(realize, the_year_against_another_target_is_the_same_year) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    promise_goal(promise, "2026", "120", true)->weight = 40 * CAPAIAN_NANO;
    promise_months(promise, 2026, 1, 12, "9");
    const struct year *year = promise_year(promise, 2026);
    struct assessment now = promise_whole(promise, 2026, "2027-02-01");
    cr_assert_eq(now.outcome, OUTCOME(NOT_MET));
    cr_assert_nano(now.percent, "90");
    cr_assert_nano(now.weight, "40");
    struct assessment murni = assess_year_against(&promise->indicator, year, (struct aim){.target = 100 * CAPAIAN_NANO},
                                                  3, day_of("2027-02-01"), day_of("2027-04-01"));
    cr_assert_eq(murni.outcome, OUTCOME(MET));
    cr_assert_nano(murni.percent, "108");
    cr_assert_nano(murni.realization, "108");
    cr_assert_eq(murni.version, 3);
    murni = assess_year_against(&promise->indicator, year, (struct aim){.target = 120 * CAPAIAN_NANO}, 1,
                                day_of("2027-02-01"), day_of("2027-04-01"));
    cr_assert(murni.percent == now.percent && murni.outcome == now.outcome && murni.weight == now.weight);
    free(promise);
}
