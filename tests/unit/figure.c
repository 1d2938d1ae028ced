#include "attainment/figure.h"

#include "harness/regency.h"

static struct statement stated(uint8_t status, int64_t as_of, uint8_t id, uint32_t row, int value) {
    return (struct statement){.status = status,
                              .rank = {.status = status, .as_of = as_of, .id = {id}, .row = row},
                              .numerator = value * CAPAIAN_NANO};
}

Test(figure, status_then_as_of_then_id_then_row_decide_which_is_stronger) {
    // Each is stronger than the next.
    const struct statement order[] = {stated(0, 5, 0, 0, 1), stated(0, 4, 9, 9, 1), stated(0, 4, 8, 9, 1),
                                      stated(0, 4, 8, 3, 1), stated(1, 9, 9, 9, 1), stated(2, 9, 9, 9, 1)};
    for (size_t i = 0; i < 6; i++)
        for (size_t k = 0; k < 6; k++) {
            int compared = rank_compare(&order[i].rank, &order[k].rank);
            cr_assert_eq((compared > 0) - (compared < 0), (i < k) - (i > k), "%zu against %zu", i, k);
        }
}

Test(figure, the_strongest_statement_stands_in_whatever_order_they_come) {
    const struct statement list[] = {stated(1, 30, 1, 0, 7), stated(0, 10, 2, 0, 5), stated(0, 20, 3, 0, 5),
                                     stated(0, 15, 4, 0, 6)};
    static const int orders[24][4] = {
        {0, 1, 2, 3}, {0, 1, 3, 2}, {0, 2, 1, 3}, {0, 2, 3, 1}, {0, 3, 1, 2}, {0, 3, 2, 1}, {1, 0, 2, 3}, {1, 0, 3, 2},
        {1, 2, 0, 3}, {1, 2, 3, 0}, {1, 3, 0, 2}, {1, 3, 2, 0}, {2, 0, 1, 3}, {2, 0, 3, 1}, {2, 1, 0, 3}, {2, 1, 3, 0},
        {2, 3, 0, 1}, {2, 3, 1, 0}, {3, 0, 1, 2}, {3, 0, 2, 1}, {3, 1, 0, 2}, {3, 1, 2, 0}, {3, 2, 0, 1}, {3, 2, 1, 0}};
    for (size_t i = 0; i < 24; i++) {
        struct statement standing = {0};
        for (size_t k = 0; k < 4; k++)
            statement_state(&standing, &list[orders[i][k]]);
        cr_assert(standing.stands);
        cr_assert_eq(rank_compare(&standing.rank, &list[2].rank), 0, "order %zu", i);
    }
}

Test(figure, a_statement_stands_is_superseded_or_changes_nothing) {
    struct statement standing = {0}, first = stated(1, 10, 1, 0, 5), same = stated(1, 20, 2, 0, 5),
                     final = stated(0, 5, 3, 0, 5), weaker = stated(1, 99, 4, 0, 6);
    cr_assert_eq(statement_would(&standing, &first), EFFECT_STANDS);
    cr_assert_not(standing.stands, "asking changes nothing");
    cr_assert_eq(statement_state(&standing, &first), EFFECT_STANDS);
    cr_assert_eq(statement_state(&standing, &first), EFFECT_UNCHANGED, "a repeated statement");
    cr_assert_eq(statement_state(&standing, &same), EFFECT_UNCHANGED);
    cr_assert_eq(standing.rank.as_of, 20, "the stronger of two equal ones is what others are compared with");
    cr_assert_eq(statement_state(&standing, &first), EFFECT_UNCHANGED);
    cr_assert_eq(standing.rank.as_of, 20);
    cr_assert_eq(statement_state(&standing, &final), EFFECT_STANDS, "the same number, now final, is another figure");
    cr_assert_eq(statement_state(&standing, &weaker), EFFECT_SUPERSEDED);
    cr_assert_nano(standing.numerator, "5");
}

Test(figure, a_row_taken_out_again_leaves_no_trace) {
    struct figure figure = {0};
    struct statement events[] = {stated(0, 1, 1, 0, 3), stated(1, 1, 2, 0, -8), stated(2, 1, 3, 0, 12)};
    events[2].denominator = 7;
    for (size_t i = 0; i < 3; i++)
        figure_add(&figure, &events[i]);
    cr_assert_nano(figure.numerator, "7");
    cr_assert_eq(figure.count, 3);
    cr_assert_eq(figure.provisional, 1);
    cr_assert_eq(figure.estimated, 1);
    for (size_t i = 0; i < 3; i++)
        figure_remove(&figure, &events[i]);
    cr_assert_eq(figure.numerator, 0);
    cr_assert_eq(figure.denominator, 0);
    cr_assert_eq(figure.count + figure.provisional + figure.estimated, 0);
}

Test(figure, sums_hold_the_largest_figures_a_row_may_carry) {
    struct figure figure = {0};
    struct statement largest = {.numerator = (capaian_nano)INT64_MAX * CAPAIAN_NANO};
    for (int i = 0; i < 100000; i++)
        figure_add(&figure, &largest);
    cr_assert(figure.numerator == (capaian_nano)INT64_MAX * CAPAIAN_NANO * 100000);
}

Test(figure, events_are_reported_when_the_closing_agrees_in_everything) {
    struct figure figure = {0};
    struct statement event = stated(0, 1, 1, 0, 3), closing = stated(0, 1, 9, 0, 3);
    event.denominator = closing.denominator = 8 * CAPAIAN_NANO;
    cr_assert_not(figure_reported(&figure, REPORTING_EVENTS), "nothing is not a nil report");
    closing.count = 1;
    cr_assert_eq(statement_state(&figure.statement, &closing), EFFECT_STANDS);
    cr_assert_not(figure_reported(&figure, REPORTING_EVENTS));
    figure_add(&figure, &event);
    cr_assert(figure_reported(&figure, REPORTING_EVENTS));
    figure.statement.count = 2;
    cr_assert_not(figure_reported(&figure, REPORTING_EVENTS), "another count");
    figure.statement.count = 1;
    figure.statement.numerator++;
    cr_assert_not(figure_reported(&figure, REPORTING_EVENTS), "another total");
    figure.statement.numerator--;
    figure.statement.denominator++;
    cr_assert_not(figure_reported(&figure, REPORTING_EVENTS), "another denominator");
    cr_assert(figure_reported(&figure, REPORTING_VALUE), "of a value, standing is enough");
}

Test(figure, the_weakest_status_of_what_counts_is_the_figures) {
    struct figure figure = {0};
    struct statement event = stated(0, 1, 1, 0, 3), provisional = stated(1, 1, 2, 0, 3),
                     estimated = stated(2, 1, 3, 0, 3);
    cr_assert_eq(figure_status(&figure, REPORTING_EVENTS), CAPAIAN__V1__STATUS__STATUS_FINAL);
    figure_add(&figure, &event);
    figure_add(&figure, &provisional);
    cr_assert_eq(figure_status(&figure, REPORTING_EVENTS), CAPAIAN__V1__STATUS__STATUS_PROVISIONAL);
    figure_add(&figure, &estimated);
    cr_assert_eq(figure_status(&figure, REPORTING_EVENTS), CAPAIAN__V1__STATUS__STATUS_ESTIMATED);
    figure_remove(&figure, &estimated);
    cr_assert_eq(figure_status(&figure, REPORTING_EVENTS), CAPAIAN__V1__STATUS__STATUS_PROVISIONAL);
    figure.statement.status = CAPAIAN__V1__STATUS__STATUS_ESTIMATED;
    cr_assert_eq(figure_status(&figure, REPORTING_EVENTS), CAPAIAN__V1__STATUS__STATUS_ESTIMATED,
                 "an estimated closing");
    cr_assert_eq(figure_status(&figure, REPORTING_VALUE), CAPAIAN__V1__STATUS__STATUS_ESTIMATED);
}
