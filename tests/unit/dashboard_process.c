#include "dashboard/process.h"
#include "value/text.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

Test(dashboard_process, limits_are_2_66_mean_moving_ranges_from_the_mean) {
    capaian_nano values[PROCESS_LEAST];
    struct process process;
    for (size_t i = 0; i < PROCESS_LEAST; i++)
        values[i] = (i % 2 ? 12 : 10) * CAPAIAN_NANO;
    cr_assert(process_of(values, PROCESS_LEAST, &process));
    cr_assert(process.mean == 11 * CAPAIAN_NANO);
    cr_assert(process.lower == 568 * CAPAIAN_NANO / 100);
    cr_assert(process.upper == 1632 * CAPAIAN_NANO / 100);
    cr_assert_not(process_of(values, PROCESS_LEAST - 1, &process));
    for (size_t i = 0; i < PROCESS_LEAST; i++)
        values[i] = -3 * CAPAIAN_NANO;
    cr_assert(process_of(values, PROCESS_LEAST, &process));
    cr_assert(process.lower == values[0] && process.mean == values[0] && process.upper == values[0]);
}

static void show(struct indicator *rules, size_t figures, struct capaian_string *ret) {
    enum { MOST = 12 };
    static const struct capaian_calendar ZONE = {.offset_s = 7 * 3600};
    const struct catalogue catalogue = {.indicators = rules, .indicator_count = 1};
    Capaian__V1__ExplainedFigure figure[MOST], *list[MOST];
    Capaian__V1__AttainmentRow row = CAPAIAN__V1__ATTAINMENT_ROW__INIT;
    Capaian__V1__Explanation explanation = CAPAIAN__V1__EXPLANATION__INIT;
    char period[MOST][32], realized[MOST][16];
    struct page page;
    cr_assert_eq(page_open(&page, CAPAIAN_ENGLISH, &ZONE), 0);
    struct view view = {.page = &page, .catalogue = &catalogue};
    for (size_t i = 0; i < figures; i++) {
        capaian__v1__explained_figure__init(&figure[i]);
        snprintf(period[i], sizeof period[i], "2026-%02zu", i + 1);
        snprintf(realized[i], sizeof realized[i], "%s", i == 6 ? "40" : i % 2 ? "12" : "10.5");
        figure[i].period = period[i];
        figure[i].realized = realized[i];
        figure[i].reported = true;
        list[i] = &figure[i];
    }
    row.indicator = row.name = (char *)rules->code;
    row.decimals = 1;
    explanation.row = &row;
    explanation.figures = list;
    explanation.n_figures = figures;
    process_show(&view, &explanation);
    page_write_csv(&page, ret);
    page_close(&page);
}

Test(dashboard_process, what_is_outside_is_said_and_figures_to_date_have_no_limits) {
    struct indicator rules = {.code = "i"};
    struct capaian_string shown = {0}, few = {0}, to_date = {0};
    show(&rules, 9, &shown);
    cr_assert_not_null(strstr(shown.text, "January 2026,within,14.4,10.5,-7.2,36.1\r\n"), "%s", shown.text);
    cr_assert_not_null(strstr(shown.text, "July 2026,above,14.4,40,-7.2,36.1\r\n"), "%s", shown.text);
    show(&rules, PROCESS_LEAST - 1, &few);
    cr_assert_null(strstr(few.text, "January"));
    rules.reported_to_date = true;
    show(&rules, 9, &to_date);
    cr_assert_null(strstr(to_date.text, "January"));
    capaian_string_free(&shown);
    capaian_string_free(&few);
    capaian_string_free(&to_date);
}
