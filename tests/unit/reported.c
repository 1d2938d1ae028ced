#include "attainment/reported.h"

#include "harness/regency.h"

#define STATE(name) CAPAIAN__V1__REPORTED__REPORTED_##name

// A value, pairs and events, each monthly; due ten days after the month, locked thirty days after it.
#define SUM "a,ratio,higher,value,period,month,sum,0,,,,2026-01-01,\n"
#define PAIRS "r,ratio,higher,value,period,month,ratio-of-sums,0,100,,,2026-01-01,\n"
#define EVENTS "e,ratio,higher,events,period,month,sum,0,,,,2026-01-01,\n"
#define TARGETS "a,2026,120,to_date,yes\nr,2026,80,to_date,yes\ne,2026,80,to_date,yes\n"

static struct regency *make(const char *indicators, const char *targets) {
    return regency_make((struct regency_texts){indicators, targets, NULL}, "2026-01-02");
}

static struct reported at(const struct regency *regency, const char *indicator, const char *period,
                          const char *reopened) {
    const struct tracked *tracked = fold_find(regency->fold, indicator);
    struct capaian_period of = period_of(period);
    int32_t until = 0;
    if (reopened != NULL)
        cr_assert_eq(capaian_date_parse(reopened, &until), 0);
    return reported_at(tracked->catalogue, tracked->rules, regency_year(regency, indicator, of.year), of.number - 1U,
                       regency_today(regency), until);
}

#define cr_assert_state(regency, indicator, period, name)                                                              \
    cr_assert_eq(at(regency, indicator, period, NULL).state, STATE(name), "%s %s is %d", indicator, period,            \
                 at(regency, indicator, period, NULL).state)

Test(reported, what_never_comes_is_awaited_then_overdue_then_locked) {
    struct regency *regency = make(SUM, "a,2026,120,to_date,yes\n");
    cr_assert_state(regency, "a", "2026-01", NOT_DUE);
    regency_until(regency, "2026-01-31");
    cr_assert_state(regency, "a", "2026-01", NOT_DUE);
    regency_until(regency, "2026-02-01");
    cr_assert_state(regency, "a", "2026-01", OPEN);
    regency_until(regency, "2026-02-10");
    cr_assert_state(regency, "a", "2026-01", OPEN);
    regency_until(regency, "2026-02-11");
    cr_assert_state(regency, "a", "2026-01", OVERDUE);
    regency_until(regency, "2026-03-02");
    cr_assert_state(regency, "a", "2026-01", OVERDUE);
    regency_until(regency, "2026-03-03");
    cr_assert_state(regency, "a", "2026-01", LOCKED);
    cr_assert_eq(at(regency, "a", "2026-01", "2026-03-02").state, STATE(LOCKED));
    cr_assert_eq(at(regency, "a", "2026-01", "2026-03-03").state, STATE(OVERDUE), "reopened to the end of the day");
    struct reported january = at(regency, "a", "2026-01", NULL);
    char due[CAPAIAN_PERIOD_TEXT], lock[CAPAIAN_PERIOD_TEXT];
    cr_assert_str_eq(capaian_date_format(january.due, due), "2026-02-10");
    cr_assert_str_eq(capaian_date_format(january.lock, lock), "2026-03-03");
    regency_free(regency);
}

Test(reported, in_time_or_late_by_the_day_it_was_received) {
    struct regency *regency = make(SUM, "a,2026,120,to_date,yes\n");
    regency_until(regency, "2026-02-10T23:59");
    regency_report(regency, "a 2026-01 5 ~p");
    cr_assert_state(regency, "a", "2026-01", ON_TIME);
    cr_assert_eq(at(regency, "a", "2026-01", NULL).status, CAPAIAN__V1__STATUS__STATUS_PROVISIONAL);
    regency_until(regency, "2026-03-12");
    regency_report(regency, "a 2026-02 5");
    cr_assert_state(regency, "a", "2026-02", LATE);
    regency_until(regency, "2026-04-05");
    regency_report(regency, "a 2026-03 5");
    regency_until(regency, "2026-04-15");
    regency_report(regency, "a 2026-03 6 !koreksi");
    cr_assert_state(regency, "a", "2026-03", ON_TIME);
    regency_report(regency, "a 2026-04 6");
    cr_assert_state(regency, "a", "2026-04", ON_TIME);
    regency_free(regency);
}

Test(reported, without_a_target_nobody_waits_so_the_day_of_the_revision_decides) {
    struct regency *regency = make(SUM, "a,2027,120,to_date,yes\n");
    regency_until(regency, "2026-02-05");
    regency_report(regency, "a 2026-01 5");
    cr_assert_state(regency, "a", "2026-01", ON_TIME);
    regency_until(regency, "2026-02-20");
    regency_report(regency, "a 2026-01 6 !koreksi");
    cr_assert_state(regency, "a", "2026-01", LATE);
    regency_free(regency);
}

Test(reported, nil_is_a_report) {
    struct regency *regency = make(PAIRS EVENTS, &TARGETS[sizeof "a,2026,120,to_date,yes\n" - 1]);
    regency_until(regency, "2026-02-05");
    regency_report(regency, "r 2026-01 0/0; e 2026-01 =0:0");
    cr_assert_state(regency, "r", "2026-01", NIL);
    cr_assert_state(regency, "e", "2026-01", NIL);
    regency_until(regency, "2026-03-05");
    regency_report(regency, "r 2026-02 0/4; e 2026-02-03 1 #K1; e 2026-02 =1:1");
    cr_assert_state(regency, "r", "2026-02", ON_TIME);
    cr_assert_state(regency, "e", "2026-02", ON_TIME);
    regency_report(regency, "e 2026-02-04 1 #K2 !lupa");
    cr_assert_state(regency, "e", "2026-02", OPEN);
    regency_free(regency);
}

Test(reported, missing_is_declared_and_then_accepted_for_a_while) {
    struct regency *regency = make(SUM, "a,2026,120,to_date,yes\n");
    regency_until(regency, "2026-02-15");
    struct figure *figure = year_figure(regency_year(regency, "a", 2026), period_of("2026-01"));
    figure->statement = (struct statement){.stands = true, .kind = STATED_MISSING};
    cr_assert_state(regency, "a", "2026-01", MISSING);
    figure->missing_until = regency_today(regency);
    cr_assert_state(regency, "a", "2026-01", MISSING_ACCEPTED);
    regency_until(regency, "2026-02-16");
    cr_assert_state(regency, "a", "2026-01", MISSING);
    // What was accepted as missing and came all the same raised no `overdue`; that does not make it timely.
    figure->statement = (struct statement){.stands = true, .received_at = instant_of("2026-02-16")};
    regency_year(regency, "a", 2026)->alert_count = 0;
    cr_assert_state(regency, "a", "2026-01", LATE);
    figure->statement = (struct statement){.stands = true, .kind = STATED_WITHDRAWN};
    cr_assert_state(regency, "a", "2026-01", OVERDUE);
    regency_free(regency);
}

Test(reported, no_duty_outside_the_validity_of_the_indicator) {
    struct regency *regency =
        make("a,ratio,higher,value,period,month,sum,0,,,,2026-03-01,2026-06-30\n", "a,2026-Q2,120,to_date,yes\n");
    regency_until(regency, "2026-09-01");
    cr_assert_state(regency, "a", "2026-02", NO_DUTY);
    cr_assert_state(regency, "a", "2026-03", LOCKED);
    cr_assert_state(regency, "a", "2026-06", LOCKED);
    cr_assert_state(regency, "a", "2026-07", NO_DUTY);
    regency_year(regency, "a", 2026)->dropped = true;
    cr_assert_state(regency, "a", "2026-06", NO_DUTY);
    regency_free(regency);
}
