// What was to be reached by a day: points that were agreed, period targets that add up or are averaged, and curves.
#include "attainment/realize.h"
#include "harness/promise.h"

#define OUTCOME PROMISE_OUTCOME

static bool aim_at(struct promise *promise, const char *date, struct aim *ret) {
    int32_t day = day_of(date);
    int year = 0, month = 0, number = 0;
    uint32_t version = 0;
    capaian_date_parts(day, &year, &month, &number);
    return trajectory_at(&promise->indicator, promise_year(promise, year), day, ret, &version);
}

#define ASSERT_AT(promise, date, expected)                                                                             \
    do {                                                                                                               \
        struct aim aim_ = {0};                                                                                         \
        cr_assert(aim_at(promise, date, &aim_), "nothing at %s", date);                                                \
        cr_assert_nano(aim_.target, expected);                                                                         \
    } while (0)
#define ASSERT_NOTHING_AT(promise, date)                                                                               \
    do {                                                                                                               \
        struct aim aim_;                                                                                               \
        cr_assert_not(aim_at(promise, date, &aim_), "something at %s", date);                                          \
    } while (0)

Test(trajectory, a_line_has_a_point_at_every_day_from_nothing_to_its_end) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    promise_goal(promise, "2026", "365", true)->curve = CURVE_LINEAR;
    ASSERT_AT(promise, "2026-01-01", "1");
    ASSERT_AT(promise, "2026-01-31", "31");
    ASSERT_AT(promise, "2026-07-01", "182");
    ASSERT_AT(promise, "2026-12-31", "365");
    promise_find(promise, "2026")->target = nano_of_text("100");
    ASSERT_AT(promise, "2026-01-01", "0.273972603");
    ASSERT_AT(promise, "2026-05-27", "40.273972603");    // 147 days: 14700 / 365
    ASSERT_AT(promise, "2026-05-26", "40");
    promise_find(promise, "2026")->target = nano_of_text("-0.000000365");
    ASSERT_AT(promise, "2026-07-01", "-0.000000182");
    promise_find(promise, "2026")->target = nano_of_text("-0.000000001");
    ASSERT_AT(promise, "2026-07-01", "0");    // 182/365 of it; up at a half, and less than a half
    ASSERT_AT(promise, "2026-07-02", "-0.000000001");
    free(promise);
}

Test(trajectory, an_s_curve_is_3xx_less_2xxx) {
    struct promise *promise = promise_of(BY_LAST, BY_LAST);
    // From 31 March to 30 June: 91 days, and 91 to go.
    promise_goal(promise, "2026-Q1", "10", true);
    promise_goal(promise, "2026-Q2", "101", true)->curve = CURVE_S;
    ASSERT_NOTHING_AT(promise, "2026-03-30");
    ASSERT_AT(promise, "2026-03-31", "10");
    // x = 1/91: (3 * 91 - 2) / 91^3 of 91 = 271 / 8281.
    ASSERT_AT(promise, "2026-04-01", "10.032725516");
    // x = 13/91 = 1/7: 3/49 - 2/343 = 19/343 of 91.
    ASSERT_AT(promise, "2026-04-13", "15.040816327");
    // x = 78/91 = 6/7: 1 - 19/343.
    ASSERT_AT(promise, "2026-06-17", "95.959183673");
    ASSERT_AT(promise, "2026-06-30", "101");
    ASSERT_NOTHING_AT(promise, "2026-07-01");
    free(promise);
}

Test(trajectory, an_s_curve_rises_and_is_the_same_upside_down) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    promise_goal(promise, "2026", "1000000", true)->curve = CURVE_S;
    int32_t first = day_of("2026-01-01"), last = day_of("2026-12-31");
    const struct year *year = promise_year(promise, 2026);
    struct aim before = {0}, at, mirrored;
    uint32_t version;
    for (int32_t day = first; day < last; day++) {
        cr_assert(trajectory_at(&promise->indicator, year, day, &at, &version));
        cr_assert(at.target > before.target, "day %d", day);
        cr_assert(trajectory_at(&promise->indicator, year, first - 1 + last - day, &mirrored, &version));
        capaian_nano both = at.target + mirrored.target - 1000000 * CAPAIAN_NANO;
        cr_assert(both == 0 || both == 1, "day %d", day);
        before = at;
    }
    free(promise);
}

Test(trajectory, only_a_curve_interpolates_and_only_on_its_own_way) {
    struct promise *promise = promise_of(BY_LAST, BY_LAST);
    promise_goal(promise, "2026-Q1", "10", true);
    promise_goal(promise, "2026-Q2", "20", true)->curve = CURVE_LINEAR;
    promise_goal(promise, "2026-Q3", "30", true);
    promise_goal(promise, "2026", "50", true)->curve = CURVE_LINEAR;
    ASSERT_NOTHING_AT(promise, "2026-02-28");
    ASSERT_AT(promise, "2026-05-31", "16.703296703");    // 61 of 91 days
    ASSERT_NOTHING_AT(promise, "2026-07-31");
    ASSERT_AT(promise, "2026-09-30", "30");
    ASSERT_AT(promise, "2026-11-15", "40");    // 46 of 92 days
    // A point that is not scheduled is none.
    promise_find(promise, "2026-Q3")->scheduled = false;
    ASSERT_AT(promise, "2026-09-30", "35");    // 92 of 184 days
    free(promise);
}

Test(trajectory, a_curve_begins_on_the_eve_of_the_duty) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    promise_goal(promise, "2026", "184", true)->curve = CURVE_LINEAR;
    promise_year(promise, 2026)->first_figure = 6;
    ASSERT_AT(promise, "2026-07-01", "1");
    ASSERT_AT(promise, "2026-07-31", "31");
    ASSERT_NOTHING_AT(promise, "2026-06-30");
    free(promise);
}

Test(trajectory, every_reported_period_is_a_checkpoint_of_a_curve) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    promise_goal(promise, "2026", "365", true)->curve = CURVE_LINEAR;
    cr_assert_eq(promise_to_date(promise, 2026, "2026-01-31").outcome, OUTCOME(NOT_DUE));
    cr_assert_eq(promise_to_date(promise, 2026, "2026-02-01").outcome, OUTCOME(NOT_REPORTED));
    promise_months(promise, 2026, 1, 5, "30");
    struct assessment at = promise_to_date(promise, 2026, "2026-06-10");
    cr_assert(capaian_period_equal(at.cut, period_of("2026-05")));
    cr_assert_nano(at.aim.target, "151");
    cr_assert_nano(at.realization, "150");
    cr_assert_eq(at.outcome, OUTCOME(NOT_MET));
    at = promise_to_date(promise, 2026, "2026-05-31");
    cr_assert(capaian_period_equal(at.cut, period_of("2026-04")), "May has not ended");
    cr_assert_eq(at.outcome, OUTCOME(MET));
    promise_report(promise, "2026-07", "30");
    cr_assert(capaian_period_equal(promise_to_date(promise, 2026, "2026-09-01").cut, period_of("2026-05")),
              "June is missing");
    promise_find(promise, "2026")->curve = CURVE_NONE;
    cr_assert_eq(promise_to_date(promise, 2026, "2026-06-10").outcome, OUTCOME(NO_TRAJECTORY), "never a straight line");
    free(promise);
}

Test(trajectory, a_curve_goes_before_period_targets_on_its_way) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    promise_goal(promise, "2026-Q1", "1000", false);
    promise_goal(promise, "2026", "365", true)->curve = CURVE_LINEAR;
    ASSERT_AT(promise, "2026-03-31", "90");
    promise_find(promise, "2026")->curve = CURVE_NONE;
    ASSERT_AT(promise, "2026-03-31", "1000");
    free(promise);
}

Test(trajectory, period_targets_of_an_average_are_averaged) {
    struct promise *promise = promise_of(BY_AVERAGE, BY_LAST);
    promise->indicator.decimals = 2;
    promise_goal(promise, "2026-Q1", "80", false);
    promise_goal(promise, "2026-Q2", "82.01", false);
    promise_goal(promise, "2026-Q3", "-", false);
    promise_goal(promise, "2026-Q4", "90", false);
    ASSERT_AT(promise, "2026-03-31", "80");
    ASSERT_AT(promise, "2026-06-30", "81.01");    // 81.005, half up
    ASSERT_NOTHING_AT(promise, "2026-09-30");
    ASSERT_AT(promise, "2026-12-31", "84");    // 252.01 over three, the unscheduled quarter left out
    promise_months(promise, 2026, 1, 6, "81.01");
    cr_assert_eq(promise_to_date(promise, 2026, "2026-07-01").outcome, OUTCOME(MET));
    promise_report(promise, "2026-06", "80.97");
    cr_assert_nano(promise_to_date(promise, 2026, "2026-07-01").realization, "81");
    cr_assert_eq(promise_to_date(promise, 2026, "2026-07-01").outcome, OUTCOME(NOT_MET));
    free(promise);
}

static void set_high(struct promise *promise, const char *period, const char *high) {
    struct goal *goal = promise_find(promise, period);
    goal->has_high = true;
    goal->high = nano_of_text(high);
}

Test(trajectory, the_high_end_of_a_range_comes_with_the_low_one) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    promise_goal(promise, "2026-Q1", "10", false);
    promise_goal(promise, "2026-Q2", "20", false);
    set_high(promise, "2026-Q2", "26");
    struct aim aim;
    cr_assert(aim_at(promise, "2026-06-30", &aim));
    cr_assert_nano(aim.target, "30");
    cr_assert_nano(aim.high, "36");
    cr_assert(aim.has_high);
    promise->indicator.within_year = BY_AVERAGE;
    cr_assert(aim_at(promise, "2026-06-30", &aim));
    cr_assert_nano(aim.target, "15");
    cr_assert_nano(aim.high, "18");
    promise->indicator.within_year = BY_LAST;
    cr_assert(aim_at(promise, "2026-06-30", &aim));
    cr_assert_nano(aim.high, "26");
    cr_assert(aim_at(promise, "2026-03-31", &aim));
    cr_assert_not(aim.has_high);
    promise_goal(promise, "2026-Q3", "10", true);
    promise_goal(promise, "2026", "56", true)->curve = CURVE_LINEAR;
    set_high(promise, "2026", "102");
    cr_assert(aim_at(promise, "2026-11-15", &aim));
    cr_assert_nano(aim.target, "33");
    cr_assert_nano(aim.high, "56");    // halfway from the single number to the high end
    free(promise);
}

Test(trajectory, the_target_of_a_plan_is_no_point_of_the_year) {
    struct promise *promise = promise_of(BY_SUM, BY_SUM);
    promise_goal(promise, "2025..2026", "9999", true)->curve = CURVE_LINEAR;
    ASSERT_NOTHING_AT(promise, "2026-12-31");
    ASSERT_NOTHING_AT(promise, "2026-06-30");
    promise_months(promise, 2026, 1, 12, "1");
    cr_assert_eq(promise_to_date(promise, 2026, "2027-01-01").outcome, OUTCOME(NO_TARGET));
    cr_assert_eq(promise_whole(promise, 2026, "2027-01-01").outcome, OUTCOME(NO_TARGET));
    promise_goal(promise, "2026", "365", true)->curve = CURVE_LINEAR;
    ASSERT_AT(promise, "2026-06-30", "181");
    ASSERT_AT(promise, "2026-12-31", "365");
    cr_assert_eq(promise_to_date(promise, 2026, "2026-07-15").cut.number, 6);
    free(promise);
}
