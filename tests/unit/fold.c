#include "fold/fold.h"

#include "harness/regency.h"

#define EVENTS "e,ratio,higher,events,period,month,sum,0,,,,2026-01-01,\n"
#define VALUE "v,ratio,higher,value,period,month,sum,0,,,,2026-01-01,\n"
#define TARGETS "e,2026-Q1,30,to_date,yes\ne,2026,100,to_date,yes\nv,2026-Q1,30,to_date,yes\nv,2026,100,to_date,yes\n"

static struct regency *make(void) {
    return regency_make((struct regency_texts){EVENTS VALUE, TARGETS, NULL}, "2026-01-02");
}

static bool has(const Capaian__V1__Verdict *verdict, uint32_t row, const char *code) {
    for (size_t i = 0; i < verdict->n_results; i++)
        if (verdict->results[i]->row == row && strcmp(verdict->results[i]->code, code) == 0)
            return true;
    return false;
}

static void assert_events(const struct regency *regency, const char *period, uint64_t count, const char *sum) {
    const struct figure *figure = regency_figure(regency, "e", period);
    cr_assert_eq(figure->count, count, "%s: %llu", period, (unsigned long long)figure->count);
    cr_assert_nano(figure->numerator, sum);
}

Test(fold, atomic_keeps_all_rows_or_none) {
    struct regency *regency = make();
    regency_until(regency, "2026-02-05");
    const Capaian__V1__Verdict *verdict =
        regency_send_as(regency, "dispar", true, "v 2026-01 5; e 2026-01-02 3 #1; v 2026-03 1");
    cr_assert_eq(verdict->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_REFUSED);
    cr_assert_eq(verdict->refused, 3);
    cr_assert(has(verdict, 0, "row.not_applied") && has(verdict, 1, "row.not_applied") &&
              has(verdict, 2, "period.future"));
    cr_assert_not(regency_figure(regency, "v", "2026-01")->statement.stands);
    assert_events(regency, "2026-01", 0, "0");
    cr_assert_eq(regency->effects.trace_count, 0);
    verdict = regency_send_as(regency, "dispar", true, "v 2026-01 5; e 2026-01-02 3 #1");
    cr_assert_eq(verdict->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED);
    assert_events(regency, "2026-01", 1, "3");
    cr_assert_eq(regency->fold->rows, 2);
    regency_free(regency);
}

Test(fold, the_same_again_is_unchanged_and_what_is_weaker_superseded) {
    struct regency *regency = make();
    regency_until(regency, "2026-02-05");
    regency_report(regency, "v 2026-01 5; e 2026-01-02 3 #1");
    const Capaian__V1__Verdict *verdict = regency_send(regency, "v 2026-01 5.0; e 2026-01-02 3 #1; v 2026-01 9 ~p");
    cr_assert_eq(verdict->unchanged, 2);
    cr_assert_eq(verdict->accepted, 3);
    cr_assert(has(verdict, 0, "row.unchanged") && has(verdict, 1, "row.unchanged") &&
              has(verdict, 2, "row.superseded"));
    cr_assert_eq(verdict->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED_WITH_WARNINGS);
    assert_events(regency, "2026-01", 1, "3");
    cr_assert_nano(regency_figure(regency, "v", "2026-01")->statement.numerator, "5");
    verdict = regency_send(regency, "e 2026-01-02 8 #1 @2026-02-03");
    cr_assert(has(verdict, 0, "row.superseded"), "stated earlier");
    assert_events(regency, "2026-01", 1, "3");
    regency_free(regency);
}

Test(fold, a_ref_is_one_event_wherever_its_revision_puts_it) {
    struct regency *regency = make();
    regency_until(regency, "2026-02-05");
    regency_report(regency, "e 2026-01-30 3 #1; e 2026-01-31 4 #2; e 2026-01 =2:7");
    regency_until(regency, "2026-02-06");
    cr_assert(figure_reported(regency_figure(regency, "e", "2026-01"), REPORTING_EVENTS));
    regency_report(regency, "e 2026-02-01 5 #2");
    assert_events(regency, "2026-01", 1, "3");
    assert_events(regency, "2026-02", 1, "5");
    cr_assert_eq(regency->effects.trace_count, 2, "both periods lead to the message");
    cr_assert_not(figure_reported(regency_figure(regency, "e", "2026-01"), REPORTING_EVENTS));
    regency_report(regency, "e 2026-01-31 5 #2 @+1");
    assert_events(regency, "2026-01", 2, "8");
    assert_events(regency, "2026-02", 0, "0");
    regency_report(regency, "e 2026-02-01 5 #2");
    assert_events(regency, "2026-02", 0, "0");    // weaker: where it was before
    regency_free(regency);
}

Test(fold, the_same_ref_of_two_indicators_is_two_events) {
    struct regency *regency =
        regency_make((struct regency_texts){EVENTS "f,ratio,higher,events,period,month,sum,0,,,,2026-01-01,\n",
                                            "e,2026,1,to_date,yes\nf,2026,1,to_date,yes\n", NULL},
                     "2026-01-02");
    regency_until(regency, "2026-02-05");
    regency_report(regency, "e 2026-01 3 #1; f 2026-01 4 #1; e 2026-01 5; e 2026-01 5");
    assert_events(regency, "2026-01", 3, "13");
    cr_assert_eq(regency_figure(regency, "f", "2026-01")->count, 1);
    regency_free(regency);
}

Test(fold, a_correction_and_its_inverse_cancel) {
    struct regency *regency = make();
    regency_until(regency, "2026-02-05");
    regency_report(regency, "v 2026-01 5; e 2026-01-02 3 #1; e 2026-01 4; e 2026-01 =2:7");
    struct figure value = *regency_figure(regency, "v", "2026-01"), events = *regency_figure(regency, "e", "2026-01");
    regency_report(regency, "v 2026-01 50 @+1; e 2026-01-02 30 #1 @+1");
    cr_assert_not(figure_reported(regency_figure(regency, "e", "2026-01"), REPORTING_EVENTS));
    regency_report(regency, "v 2026-01 5 @+2; e 2026-01-02 3 #1 @+2; e 2026-01 -9; e 2026-01 9; e 2026-01 =4:7 @+2");
    cr_assert(value.statement.numerator == regency_figure(regency, "v", "2026-01")->statement.numerator);
    cr_assert(events.numerator == regency_figure(regency, "e", "2026-01")->numerator);
    cr_assert(figure_reported(regency_figure(regency, "e", "2026-01"), REPORTING_EVENTS));
    regency_free(regency);
}

Test(fold, a_closing_that_does_not_agree_leaves_the_period_open_with_a_warning) {
    struct regency *regency = make();
    regency_until(regency, "2026-02-05");
    const Capaian__V1__Verdict *verdict = regency_send(regency, "e 2026-01 =2:7; e 2026-01-02 3 #1");
    cr_assert(has(verdict, 0, "complete.count"));
    verdict = regency_send(regency, "e 2026-01-03 4 #2");
    cr_assert_eq(verdict->n_results, 0);
    cr_assert(figure_reported(regency_figure(regency, "e", "2026-01"), REPORTING_EVENTS), "whichever comes first");
    regency_free(regency);
}

Test(fold, a_trial_says_the_verdict_and_changes_nothing) {
    struct regency *regency = make();
    regency_until(regency, "2026-02-05");
    regency_report(regency, "v 2026-01 5");
    struct letter *letter = letter_of("dispar", false, "v 2026-01 5; v 2026-03 1; e 2026-01-02 3 #1", regency->now);
    const struct message message = {.id = letter->replaced,
                                    .unit = "dispar",
                                    .content = letter->bytes,
                                    .size = letter->size,
                                    .received_at = regency->now};
    uint64_t step = regency->fold->step, messages = regency->fold->messages;
    regency_begin(regency);
    cr_assert_eq(fold_trial(regency->fold, &message, regency->now, &regency->effects), 0);
    const Capaian__V1__Verdict *verdict = regency->effects.verdict;
    cr_assert_eq(verdict->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_PARTLY_REFUSED);
    cr_assert_eq(verdict->accepted, 2);
    cr_assert_eq(verdict->unchanged, 1);
    cr_assert_eq(verdict->step, 0);
    cr_assert(has(verdict, 1, "period.future"));
    cr_assert_eq(regency->fold->step, step);
    cr_assert_eq(regency->fold->messages, messages);
    cr_assert_eq(regency->ref_count, 0);
    assert_events(regency, "2026-01", 0, "0");
    free(letter);
    regency_free(regency);
}

Test(fold, an_event_carries_the_numbers_and_who_answered_for_them) {
    struct regency *regency = make();
    for (int month = 1; month <= 3; month++) {
        char row[128], day[32];
        snprintf(day, sizeof day, "2026-%02d-05", month + 1);
        snprintf(row, sizeof row, "v 2026-%02d 7; e 2026-%02d-01 10; e 2026-%02d =1:10", month, month, month);
        regency_until(regency, day);
        regency_report(regency, row);
    }
    cr_assert_eq(regency->effects.event_count, 2);
    const Capaian__V1__AlertEvent *event = regency->effects.events[0];
    cr_assert_str_eq(event->alert, "missed/v/2026-Q1");
    cr_assert_str_eq(event->indicator, "v");
    cr_assert_str_eq(event->unit, "dispar");
    cr_assert_str_eq(event->accountable->person, "P1");
    cr_assert_str_eq(event->accountable->capacity, "definitive");
    cr_assert_eq(event->target->coefficient, 30);
    cr_assert_eq(event->realization->coefficient, 21);
    cr_assert_eq(event->attainment->coefficient, 70);
    cr_assert_eq(event->deviation->coefficient, -9);
    cr_assert_str_eq(event->cut, "2026-03");
    cr_assert_eq(event->catalogue_version, 1);
    cr_assert_eq(event->step, regency->fold->step);
    cr_assert_str_eq(regency->effects.events[1]->alert, "behind/v/2026");
    cr_assert_str_eq(regency->effects.events[1]->accountable->person, "P1", "whoever held the post at the cut");
    regency_until(regency, "2026-08-11");
    cr_assert_str_eq(regency->effects.events[0]->alert, "overdue/e/2026-07");
    cr_assert_str_eq(regency->effects.events[0]->accountable->person, "P2");
    cr_assert_null(regency->effects.events[0]->target);
    regency_free(regency);
}

Test(fold, targets_are_of_the_version_effective_when_their_period_ends) {
    struct regency *regency = make();
    cr_assert_nano(regency_goal(regency, "v", "2026-Q1").aim.target, "30");
    const char *second = "e,2026,100,to_date,yes\nv,2026-Q1,10,to_date,yes\nv,2026-Q2,20,to_date,yes\n"
                         "v,2026,50,to_date,yes\n";
    regency_until(regency, "2026-05-02");
    regency_apply(regency, (struct regency_texts){EVENTS VALUE, second, NULL}, "2026-04-01");
    struct assessment first_quarter = regency_goal(regency, "v", "2026-Q1"), year = regency_goal(regency, "v", "2026");
    cr_assert_nano(first_quarter.aim.target, "30");
    cr_assert_eq(first_quarter.version, 1);
    cr_assert_nano(regency_goal(regency, "v", "2026-Q2").aim.target, "20");
    cr_assert_nano(year.aim.target, "50");
    cr_assert_eq(year.version, 2);
    regency_apply(regency, (struct regency_texts){EVENTS VALUE, second, NULL}, "2026-03-31");
    cr_assert_nano(regency_goal(regency, "v", "2026-Q1").aim.target, "30");
    regency_apply_as(regency, (struct regency_texts){EVENTS VALUE, second, NULL}, "2026-03-31", true);
    cr_assert_nano(regency_goal(regency, "v", "2026-Q1").aim.target, "10");
    cr_assert_eq(regency_goal(regency, "v", "2026-Q1").version, 4);
    cr_assert_eq(regency_goal(regency, "v", "2026-Q2").version, 2, "the latest effective, not the latest applied");
    regency_free(regency);
}

static enum capaian_code checked(struct regency *regency, const char *indicators) {
    struct catalogue *catalogue =
        regency_catalogue((struct regency_texts){indicators, "e,2026,1,to_date,yes\nv,2026,1,to_date,yes\n", NULL});
    const char *indicator = "";
    enum capaian_code code = fold_catalogue_check(regency->fold, catalogue, &indicator);
    cr_assert_str_eq(indicator, code == CAPAIAN_OK ? "" : "v");
    catalogue_free(catalogue);
    return code;
}

Test(fold, how_an_indicator_with_figures_is_reported_cannot_change) {
    struct regency *regency = make();
    static const char *const changed[] = {EVENTS "v,ratio,higher,value,period,quarter,sum,0,,,,2026-01-01,\n",
                                          EVENTS "v,ratio,higher,events,period,month,sum,0,,,,2026-01-01,\n",
                                          EVENTS "v,ratio,higher,value,to_date,month,sum,0,,,,2026-01-01,\n",
                                          EVENTS "v,ratio,higher,value,period,month,ratio-of-sums,0,1,,,2026-01-01,\n"};
    for (size_t i = 0; i < 4; i++)
        cr_assert_eq(checked(regency, changed[i]), CAPAIAN_OK, "without figures it may");
    regency_until(regency, "2026-02-05");
    regency_report(regency, "v 2026-01 5");
    for (size_t i = 0; i < 4; i++)
        cr_assert_eq(checked(regency, changed[i]), CAPAIAN_INDICATOR_CHANGED, "%zu", i);
    cr_assert_eq(checked(regency, EVENTS "v,reflected,lower,value,period,month,last,2,,0,9,2026-01-01,\n"), CAPAIAN_OK,
                 "how it is judged may");
    regency_free(regency);
}

Test(fold, what_was_reported_outlives_a_duty_that_ends_earlier) {
    static const char policy[] = "numbers = en\nsatuan = orang\nlock = 90d\n";
    struct regency *regency = regency_make((struct regency_texts){EVENTS VALUE, TARGETS, policy}, "2026-01-02");
    regency_until(regency, "2026-05-05");
    regency_report(regency, "v 2026-04 5; e 2026-04-02 3 #1; e 2026-04-03 4 #2");
    const char *ended = "e,ratio,higher,events,period,month,sum,0,,,,2026-01-01,2026-03-31\n"
                        "v,ratio,higher,value,period,month,sum,0,,,,2026-01-01,2026-03-31\n";
    const char *targets = "e,2026-Q1,30,to_date,yes\nv,2026-Q1,30,to_date,yes\n";
    regency_apply(regency, (struct regency_texts){ended, targets, policy}, "2026-05-01");
    cr_assert_nano(regency_figure(regency, "v", "2026-04")->statement.numerator, "5");
    cr_assert_eq(checked(regency, EVENTS "v,ratio,higher,value,period,quarter,sum,0,,,,2026-01-01,\n"),
                 CAPAIAN_INDICATOR_CHANGED);
    regency_report(regency, "e 2026-03-31 3 #1 @+1");    // back to a day on which the duty stood
    assert_events(regency, "2026-04", 1, "4");
    assert_events(regency, "2026-03", 1, "3");
    regency_apply(regency, (struct regency_texts){EVENTS VALUE, TARGETS, policy}, "2026-05-02");
    cr_assert(figure_reported(regency_figure(regency, "v", "2026-04"), REPORTING_VALUE));
    assert_events(regency, "2026-04", 1, "4");
    regency_free(regency);
}

Test(fold, an_indicator_keeps_its_number_through_versions_that_leave_it_out) {
    struct regency *regency = make();
    uint32_t e = fold_find(regency->fold, "e")->id, v = fold_find(regency->fold, "v")->id;
    regency_apply(regency,
                  (struct regency_texts){"a,ratio,higher,value,period,month,sum,0,,,,2026-01-01,\n" VALUE,
                                         "a,2026,1,to_date,yes\nv,2026,1,to_date,yes\n", NULL},
                  "2026-01-02");
    cr_assert_eq(fold_find(regency->fold, "v")->id, v);
    cr_assert_eq(fold_find(regency->fold, "a")->id, 2);
    cr_assert_not(fold_find(regency->fold, "e")->current);
    regency_apply(regency, (struct regency_texts){EVENTS VALUE, TARGETS, NULL}, "2026-01-03");
    cr_assert_eq(fold_find(regency->fold, "e")->id, e);
    cr_assert(fold_find(regency->fold, "e")->current);
    cr_assert_eq(regency->fold->tracked_count, 3);
    cr_assert_null(fold_find(regency->fold, "z"));
    regency_free(regency);
}

Test(fold, large_ticks_are_split_and_together_settle_all) {
    enum { MANY = 2 * TICK_INDICATORS + 7 };
    char *indicators = calloc(MANY, 80), *targets = calloc(MANY, 80);
    for (int i = 0; i < MANY; i++) {
        sprintf(indicators + strlen(indicators), "i%04d,ratio,higher,value,period,month,sum,0,,,,2026-01-01,\n", i);
        sprintf(targets + strlen(targets), "i%04d,2026-01,1,to_date,yes\n", i);
    }
    struct regency *regency = regency_make((struct regency_texts){indicators, targets, NULL}, "2026-01-02");
    uint64_t step = regency->fold->step;
    regency->now = instant_of("2026-03-11");
    regency_tick(regency, regency->now);
    cr_assert_eq(regency->fold->step - step, 3);
    cr_assert_eq(regency->fold->events, 2 * MANY, "a silent miss, and February overdue");
    uint32_t first, last;
    cr_assert_not(fold_due_range(regency->fold, regency->now, &first, &last));
    regency_free(regency);
    free(indicators);
    free(targets);
}

// The most that one tick may have to tell: a full set of judged targets in each of three years, first seen at their
// end.
Test(fold, a_catalogue_that_comes_late_fits_the_arena_of_its_ticks) {
    enum { MANY = TICK_INDICATORS + 1, TEXT = 4096 };
    char *indicators = calloc(MANY, 80), *targets = calloc(MANY, TEXT), *end = targets, *last = indicators;
    for (int i = 0; i < MANY; i++) {
        last += sprintf(last, "i%04d,ratio,higher,value,period,month,last,0,,,,2026-01-01,\n", i);
        for (int year = 2026; year <= 2028; year++) {
            for (int month = 1; month <= 12; month++)
                end += sprintf(end, "i%04d,%d-%02d,1,to_date,yes\n", i, year, month);
            for (int quarter = 1; quarter <= 4; quarter++)
                end += sprintf(end, "i%04d,%d-Q%d,1,to_date,yes\n", i, year, quarter);
            end += sprintf(end, "i%04d,%d-S1,1,to_date,yes\ni%04d,%d-S2,1,to_date,yes\ni%04d,%d,1,to_date,yes\n", i,
                           year, i, year, i, year);
        }
    }
    struct regency *regency = regency_make((struct regency_texts){indicators, targets, NULL}, "2029-06-01");
    cr_assert_eq(regency->fold->events, 3 * 19 * MANY);
    regency_free(regency);
    free(indicators);
    free(targets);
}
