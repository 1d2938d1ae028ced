#include "harness/office.h"

// An indicator to which more units than its own add, and what becomes of it when they are reorganised.

#define INDICATORS OFFICE_INDICATORS "a,dispar,ratio,higher,quarter,sum,0,," OFFICE_REST
#define TARGETS OFFICE_TARGETS "a,2026-Q1,100,to_date,yes,\na,2026-Q2,200,to_date,yes,\na,2026,400,to_date,yes,100\n"
#define SHARES(unit) "indicator,unit,part,share\na," unit ",adds,\n"
#define UNITS                                                                                                          \
    "unit,name,kind,reports_to,from,to,successors\nbupati,Bupati,kepala,,,,\n"                                         \
    "dispar,Dinas Pariwisata,dinas,bupati,2020-01-01,,\n"

static const struct office before = {.indicators = INDICATORS,
                                     .targets = TARGETS,
                                     .units = UNITS "dinkes,Dinas Kesehatan,dinas,bupati,2020-01-01,,\n",
                                     .holders =
                                         OFFICE_HOLDERS "dispar,P1,Ani,definitive,2025-01-01,,inauguration,SK 1\n",
                                     .shares = SHARES("dinkes")};

#define REORGANISED                                                                                                    \
    UNITS "dinkes,Dinas Kesehatan,dinas,bupati,2020-01-01,2026-04-01,dinsehat\n"                                       \
          "dinsehat,Dinas Kesehatan Baru,dinas,bupati,2026-04-02,,\n"

// From what is left of the office, with its units and shares.
static void reorganise(struct regency *regency, const char *shares) {
    struct office office = before;
    office.units = REORGANISED;
    office.shares = shares;
    struct applied applied = {.basis = "Perda 3", .effective = day_of("2026-04-02")};
    cr_assert_eq(fold_catalogue(regency->fold, office_catalogue(&office), &applied, regency->now), 0);
    regency_tick(regency, regency->fold->judged);
}

static bool takes(struct regency *regency, const char *unit, const char *rows) {
    return regency_send_as(regency, unit, false, rows)->refused == 0;
}

// "160" where every part is in.
static void assert_whole(struct regency *regency, const char *period, const char *number) {
    const struct figure *figure = regency_figure(regency, "a", period);
    cr_assert_eq(figure->statement.stands, number != NULL, "%s", period);
    if (number != NULL)
        cr_assert_nano(figure->statement.numerator, number);
}

static struct regency *make(void) {
    struct regency *regency = office_make(before, "2026-01-01");
    regency_until(regency, "2026-04-02");
    cr_assert(takes(regency, "dispar", "a 2026-Q1 60"));
    assert_whole(regency, "2026-Q1", NULL);
    cr_assert(takes(regency, "dinkes", "a 2026-Q1 50"));
    assert_whole(regency, "2026-Q1", "110");
    return regency;
}

Test(shared_parts, what_a_unit_added_counts_on_when_its_part_goes_to_another) {
    struct regency *regency = make();
    regency_told(regency);
    reorganise(regency, SHARES("dinsehat"));
    regency_until(regency, "2026-07-05");
    cr_assert(takes(regency, "dispar", "a 2026-Q2 70"));
    assert_whole(regency, "2026-Q1", "110");
    assert_whole(regency, "2026-Q2", NULL);
    cr_assert_not(takes(regency, "dinkes", "a 2026-Q2 40"), "its part is another's");
    assert_whole(regency, "2026-Q2", NULL);
    cr_assert(takes(regency, "dinsehat", "a 2026-Q2 40"));
    assert_whole(regency, "2026-Q2", "110");
    cr_assert_str_eq(regency_told(regency), "");
    regency_free(regency);
}

Test(shared_parts, what_a_closed_unit_still_owed_is_waited_for_from_its_successor) {
    struct regency *regency = office_make(before, "2026-01-01");
    regency_until(regency, "2026-04-02");
    cr_assert(takes(regency, "dispar", "a 2026-Q1 60"));
    reorganise(regency, SHARES("dinsehat"));
    cr_assert(takes(regency, "dispar", "a 2026-Q1 61 @+1"));
    assert_whole(regency, "2026-Q1", NULL);
    cr_assert(takes(regency, "dinsehat", "a 2026-Q1 50"));
    assert_whole(regency, "2026-Q1", "111");
    regency_free(regency);
}

Test(shared_parts, a_part_that_nobody_has_any_more_is_not_waited_for) {
    struct regency *regency = make();
    reorganise(regency, SHARES("bupati"));
    reorganise(regency, NULL);
    regency_until(regency, "2026-07-05");
    cr_assert(takes(regency, "dispar", "a 2026-Q2 70"));
    assert_whole(regency, "2026-Q1", "110");
    assert_whole(regency, "2026-Q2", "70");
    regency_free(regency);
}

Test(shared_parts, the_successor_of_a_unit_that_has_closed_reports_its_part) {
    struct regency *regency = make();
    reorganise(regency, SHARES("dinkes"));
    regency_until(regency, "2026-07-05");
    cr_assert(takes(regency, "dispar", "a 2026-Q2 70"));
    cr_assert(takes(regency, "dinsehat", "a 2026-Q2 40"));
    assert_whole(regency, "2026-Q2", "110");
    regency_free(regency);
}
