#include "dashboard/improved.h"
#include "value/text.h"

#include <criterion/criterion.h>
#include <string.h>

#define OUTCOME(name) CAPAIAN__V1__ASSESSED__ASSESSED_##name
#define STATUS(name) CAPAIAN__V1__STATUS__STATUS_##name

struct figures {
    const char *indicator, *unit, *better, *formula;
    int64_t now, then;
    Capaian__V1__Assessed outcome;
    Capaian__V1__Status status, status_then;
};

struct made {
    Capaian__V1__AttainmentRow row;
    Capaian__V1__Assessment to_date, before;
    Capaian__V1__Decimal now, then;
};

static void make(struct made *made, const struct figures *figures) {
    *made = (struct made){CAPAIAN__V1__ATTAINMENT_ROW__INIT, CAPAIAN__V1__ASSESSMENT__INIT,
                          CAPAIAN__V1__ASSESSMENT__INIT, CAPAIAN__V1__DECIMAL__INIT, CAPAIAN__V1__DECIMAL__INIT};
    made->now.coefficient = figures->now;
    made->then.coefficient = figures->then;
    made->to_date.realization = &made->now;
    made->to_date.outcome = figures->outcome;
    made->to_date.status = figures->status;
    made->before.realization = &made->then;
    made->before.status = figures->status_then;
    made->row.indicator = made->row.name = (char *)figures->indicator;
    made->row.unit = (char *)figures->unit;
    made->row.better = (char *)figures->better;
    made->row.formula = (char *)figures->formula;
    made->row.to_date = &made->to_date;
    made->row.year_before = &made->before;
}

Test(dashboard_improved, by_the_direction_and_only_what_can_be_compared) {
    static const struct {
        struct figures figures;
        bool compared;
        int percent;
    } CASES[] = {
        {{"i", "u", "higher", "ratio", 150, 100, OUTCOME(MET), STATUS(FINAL), STATUS(FINAL)}, true, 50},
        {{"i", "u", "higher", "ratio", 80, 100, OUTCOME(NOT_MET), STATUS(PROVISIONAL), STATUS(FINAL)}, true, -20},
        {{"i", "u", "lower", "reflected", 80, 100, OUTCOME(NOT_MET), STATUS(FINAL), STATUS(FINAL)}, true, 20},
        {{"i", "u", "higher", "ratio", -50, 100, OUTCOME(NOT_MET), STATUS(FINAL), STATUS(FINAL)}, true, -150},
        {{"i", "u", "higher", "ratio", 10, 0, OUTCOME(MET), STATUS(FINAL), STATUS(FINAL)}, false, 0},
        {{"i", "u", "higher", "ratio", 10, -5, OUTCOME(MET), STATUS(FINAL), STATUS(FINAL)}, false, 0},
        {{"i", "u", "inside", "range", 10, 5, OUTCOME(MET), STATUS(FINAL), STATUS(FINAL)}, false, 0},
        {{"i", "u", "higher", "grade", 5, 4, OUTCOME(MET), STATUS(FINAL), STATUS(FINAL)}, false, 0},
        {{"i", "u", "higher", "ratio", 10, 5, OUTCOME(NO_TARGET), STATUS(FINAL), STATUS(FINAL)}, false, 0},
        {{"i", "u", "higher", "ratio", 10, 5, OUTCOME(MET), STATUS(FINAL), STATUS(ESTIMATED)}, false, 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct made made;
        capaian_nano percent = 0;
        make(&made, &CASES[i].figures);
        cr_assert_eq(improvement_of(&made.row, &percent), CASES[i].compared, "case %zu", i);
        cr_assert(percent == CASES[i].percent * CAPAIAN_NANO, "case %zu", i);
    }
    struct made alone;
    capaian_nano percent;
    make(&alone, &CASES[0].figures);
    alone.row.year_before = NULL;
    cr_assert_not(improvement_of(&alone.row, &percent));
    alone.row.year_before = &alone.before;
    alone.row.to_date = NULL;
    cr_assert_not(improvement_of(&alone.row, &percent));
}

static void show(enum role role, const char *unit, struct made *made, size_t count, struct capaian_string *ret) {
    static const struct capaian_calendar ZONE = {.offset_s = 7 * 3600};
    const Capaian__V1__AttainmentRow *rows[16];
    struct page page;
    cr_assert_eq(page_open(&page, CAPAIAN_ENGLISH, &ZONE), 0);
    struct view view = {.page = &page, .viewer = {role, unit}};
    for (size_t i = 0; i < count; i++)
        rows[i] = &made[i].row;
    improved_table(&view, rows, count);
    page_write_csv(&page, ret);
    page_close(&page);
}

Test(dashboard_improved, the_first_few_that_may_be_seen_and_nothing_that_became_worse) {
    static const struct figures FIGURES[] = {
        {"a", "u", "higher", "ratio", 110, 100, OUTCOME(MET), STATUS(FINAL), STATUS(FINAL)},
        {"b", "u", "higher", "ratio", 90, 100, OUTCOME(MET), STATUS(FINAL), STATUS(FINAL)},
        {"c", "v", "lower", "reflected", 40, 100, OUTCOME(MET), STATUS(FINAL), STATUS(FINAL)},
        {"d", "u", "higher", "ratio", 100, 100, OUTCOME(MET), STATUS(FINAL), STATUS(FINAL)},
        {"e", "u", "higher", "ratio", 110, 100, OUTCOME(MET), STATUS(FINAL), STATUS(FINAL)},
        {"f", "u", "higher", "ratio", 120, 100, OUTCOME(MET), STATUS(FINAL), STATUS(FINAL)},
        {"g", "u", "higher", "ratio", 105, 100, OUTCOME(MET), STATUS(FINAL), STATUS(FINAL)},
        {"h", "u", "higher", "ratio", 104, 100, OUTCOME(MET), STATUS(FINAL), STATUS(FINAL)},
    };
    enum { COUNT = sizeof FIGURES / sizeof *FIGURES };
    struct made made[COUNT];
    struct capaian_string all = {0}, own = {0}, none = {0};
    for (size_t i = 0; i < COUNT; i++)
        make(&made[i], &FIGURES[i]);
    show(ROLE_BUPATI, "", made, COUNT, &all);
    cr_assert_not_null(strstr(all.text, "c,v,60,40,,100,met,\r\nf,u,20,120,,100,met,\r\na,u,10,110,,100,met,\r\n"
                                        "e,u,10,110,,100,met,\r\ng,u,5,105,,100,met,\r\n"),
                       "%s", all.text);
    cr_assert_null(strstr(all.text, "\nh,"));
    show(ROLE_HEAD, "v", made, COUNT, &own);
    cr_assert_not_null(strstr(own.text, "\nc,v,60,"));
    cr_assert_null(strstr(own.text, "\nf,"));
    show(ROLE_BUPATI, "", &made[1], 1, &none);
    cr_assert_null(strstr(none.text, "Most improved"));
    capaian_string_free(&all);
    capaian_string_free(&own);
    capaian_string_free(&none);
}
