// Figures in doubt: each ground with its numbers on both sides of it, how it ends, and where it has no say.
#include "harness/alerts.h"

#define POLICY REGENCY_POLICY "bands = >=0 semua\nplausible = 20%..200%\n"
#define MONTHLY "a,ratio,higher,value,period,month,sum,0,,,,2026-01-01,\n"
#define TO_DATE "a,ratio,higher,value,to_date,month,sum,0,,,,2026-01-01,\n"
#define NONE "a,2027,1,to_date,no\n"
#define DEED(name) CAPAIAN__V1__DEED_KIND__DEED_##name

static struct regency *make(const char *indicators, const char *targets) {
    return regency_make((struct regency_texts){indicators, targets, POLICY}, "2026-01-02");
}

// What is told of implausible figures, without the ids of rows; other kinds have their own tests.
static const char *doubts(struct regency *regency) {
    static char out[4096];
    char *at = out, *save = NULL;
    *at = '\0';
    for (char *word = strtok_r((char *)regency_told(regency), " ", &save); word != NULL;
         word = strtok_r(NULL, " ", &save)) {
        const char *period = strstr(word, "implausible/a/");
        if (period == NULL)
            continue;
        period += strlen("implausible/a/");
        at += sprintf(at, "%s%c%.*s%s", at > out ? " " : "", word[0], (int)strcspn(period, "/"), period,
                      strchr(period, ':'));
    }
    return out;
}

#define cr_assert_doubts(regency, expected)                                                                            \
    do {                                                                                                               \
        const char *doubts_ = doubts(regency);                                                                         \
        cr_assert_str_eq(doubts_, expected, "doubted: %s", doubts_);                                                   \
    } while (0)

static const Capaian__V1__AlertEvent *last_event(const struct regency *regency) {
    cr_assert_gt(regency->effects.event_count, 0);
    return regency->effects.events[regency->effects.event_count - 1];
}

Test(implausible, far_above_or_below_the_trajectory_at_the_same_checkpoint) {
    static const struct {
        const char *value, *doubts;
    } list[] = {{"20", ""},
                {"200", ""},
                {"19.9", "+2026-01:beyond_plausible"},
                {"200.1", "+2026-01:beyond_plausible"},
                {"0", ""},
                {"0.1", "+2026-01:beyond_plausible"},
                {"-1", "+2026-01:beyond_plausible"}};
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        struct regency *regency = make("a,ratio,higher,value,period,month,sum,1,,,,2026-01-01,\n",
                                       "a,2026-01,100,to_date,no\na,2026,1200,to_date,no\n");
        char row[64];
        snprintf(row, sizeof row, "a 2026-01 %s", list[i].value);
        report(regency, "2026-02-05", row);
        const char *told = doubts(regency);
        cr_assert_str_eq(told, list[i].doubts, "%s: %s", list[i].value, told);
        regency_free(regency);
    }
}

Test(implausible, an_event_of_it_names_the_row_and_the_numbers) {
    struct regency *regency = make(MONTHLY, "a,2026-01,100,to_date,no\n");
    regency_until(regency, "2026-02-05");
    regency_report(regency, "a 2026-02 30; a 2026-01 290");
    const Capaian__V1__AlertEvent *event = last_event(regency);
    cr_assert_str_eq(event->alert, "implausible/a/2026-01/00000001.1");
    cr_assert_eq(event->message_id.len, CAPAIAN_ID_SIZE);
    cr_assert_eq(event->message_id.data[3], 1);
    cr_assert_eq(event->row, 1);
    cr_assert_eq(event->incident, 1);
    cr_assert_eq(event->target->coefficient, 100);
    cr_assert_eq(event->realization->coefficient, 290);
    cr_assert_eq(event->attainment->coefficient, 290);
    cr_assert_eq(event->deviation->coefficient, 190);
    cr_assert_str_eq(event->cut, "2026-01");
    cr_assert_not_null(strstr(event->sentence_en, "290 orang against 100 orang on its course (290.00 %)"), "%s",
                       event->sentence_en);
    regency_free(regency);
}

Test(implausible, never_against_the_full_year_nor_where_something_is_unreported_before) {
    struct regency *regency = make(MONTHLY, "a,2026-Q1,300,to_date,no\na,2026,1200,to_date,yes\n");
    report(regency, "2026-02-05", "a 2026-01 5");
    report(regency, "2026-03-05", "a 2026-02 6");
    cr_assert_doubts(regency, "");    // no point of the trajectory at these months' ends
    report(regency, "2026-04-05", "a 2026-03 7");
    cr_assert_doubts(regency, "+2026-03:beyond_plausible");    // 18 of 300
    regency_free(regency);

    regency = make(MONTHLY, "a,2026-01,100,to_date,no\na,2026-02,200,to_date,no\n");
    report(regency, "2026-03-02", "a 2026-02 1");
    cr_assert_doubts(regency, "");
    report(regency, "2026-03-02", "a 2026-01 2");    // now the run to February is whole: 2 of 100, 3 of 200
    cr_assert_doubts(regency, "+2026-01:beyond_plausible +2026-02:beyond_plausible");
    regency_free(regency);

    regency = make(MONTHLY, "a,2026-01,0,to_date,no\na,2026-02,-5,to_date,no\n");
    report(regency, "2026-02-05", "a 2026-01 50");
    report(regency, "2026-03-05", "a 2026-02 50");
    cr_assert_doubts(regency, "");    // of a target of 0 or less there is no percentage
    regency_free(regency);
}

Test(implausible, a_figure_of_a_running_period_is_compared_at_its_end) {
    struct regency *regency = make(MONTHLY, "a,2026-01,100,to_date,no\n");
    report(regency, "2026-01-20", "a 2026-01 15");
    cr_assert_doubts(regency, "");
    regency_until(regency, "2026-01-31T23:59");
    cr_assert_doubts(regency, "");
    regency_until(regency, "2026-02-01");
    cr_assert_doubts(regency, "+2026-01:beyond_plausible");
    assert_settled(regency);
    regency_free(regency);
}

Test(implausible, of_a_range_the_near_bound_counts) {
    static const char *const values[][2] = {
        {"16", ""}, {"15.9", "+2026-01:beyond_plausible"}, {"180", ""}, {"180.1", "+2026-01:beyond_plausible"}};
    for (size_t i = 0; i < 4; i++) {
        struct regency *regency =
            make("a,ratio,higher,value,period,month,last,1,,,,2026-01-01,\n", "a,2026-01,80,to_date,no\n");
        struct year *year = regency_year(regency, "a", 2026);
        year->goals[0].has_high = true;
        year->goals[0].high = 90 * CAPAIAN_NANO;
        char row[64];
        snprintf(row, sizeof row, "a 2026-01 %s", values[i][0]);
        report(regency, "2026-02-05", row);
        const char *told = doubts(regency);
        cr_assert_str_eq(told, values[i][1], "%s: %s", values[i][0], told);
        regency_free(regency);
    }
}

Test(implausible, outside_the_limits_until_there_is_evidence) {
    const char *limited = "a,ratio,higher,value,period,month,last,0,,10,90,2026-01-01,\n";
    struct regency *regency = make(limited, NONE);
    report(regency, "2026-02-05", "a 2026-01 10");
    report(regency, "2026-03-05", "a 2026-02 90");
    cr_assert_doubts(regency, "");
    report(regency, "2026-04-05", "a 2026-03 91 ^");
    cr_assert_doubts(regency, "+2026-03:outside_limits");
    cr_assert_not_null(strstr(last_event(regency)->sentence_id, "91 orang, di luar batas 10 sampai 90"), "%s",
                       last_event(regency)->sentence_id);
    struct figure *figure = year_figure(regency_year(regency, "a", 2026), period_of("2026-03"));
    figure->statement.evidenced = true;
    regency_until(regency, "2026-04-06");
    fold_find(regency->fold, "a")->next_day = DAY_ALWAYS;
    regency_tick(regency, regency->now);
    cr_assert_doubts(regency, "-2026-03:confirmed");
    assert_settled(regency);
    regency_free(regency);
}

static const char *said(const Capaian__V1__Verdict *verdict) {
    return verdict->n_results == 0 ? "" : verdict->results[0]->code;
}

Test(implausible, a_confirmation_of_the_standing_figure_is_answered_as_one) {
    const char *limited = "a,ratio,higher,value,period,month,last,0,,10,90,2026-01-01,\n";
    struct regency *regency = make(limited, "a,2026,120,to_date,yes\n");
    report(regency, "2026-04-05", "a 2026-03 50");
    regency_until(regency, "2026-04-06");
    cr_assert_str_eq(said(regency_send(regency, "a 2026-03 50")), "row.unchanged");
    cr_assert_str_eq(said(regency_send(regency, "a 2026-03 50 ^")), "row.unchanged", "without evidence");
    cr_assert_str_eq(said(regency_send(regency, "a 2026-03 50 $")), "row.unchanged", "evidence confirms nothing");
    const Capaian__V1__Verdict *verdict = regency_send(regency, "a 2026-03 50 ^ $");
    cr_assert_str_eq(said(verdict), "row.confirmed");
    cr_assert_eq(verdict->n_results, 1);
    cr_assert_eq(verdict->unchanged, 0);
    cr_assert_eq(verdict->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED);
    cr_assert_str_eq(said(regency_send(regency, "a 2026-03 50 ^ $")), "row.unchanged", "confirmed already");
    cr_assert_str_eq(said(regency_send(regency, "a 2026-03 50 ^ $ ~p")), "row.superseded");
    regency_free(regency);
}

Test(implausible, a_confirmation_of_the_standing_figure_ends_the_doubt) {
    const char *limited = "a,ratio,higher,value,period,month,last,0,,10,90,2026-01-01,\n";
    struct regency *regency = make(limited, "a,2026,120,to_date,yes\n");
    report(regency, "2026-04-05", "a 2026-03 91 ^");
    cr_assert_doubts(regency, "+2026-03:outside_limits");
    regency_until(regency, "2026-04-06");
    const Capaian__V1__Verdict *verdict = regency_send(regency, "a 2026-03 91 ^ $");
    cr_assert_eq(verdict->n_results, 2);
    cr_assert_str_eq(verdict->results[1]->code, "row.confirmed");
    cr_assert_doubts(regency, "-2026-03:confirmed");
    regency_free(regency);
}

Test(implausible, a_figure_to_date_that_fell) {
    struct regency *regency = make(TO_DATE, NONE);
    report(regency, "2026-02-05", "a 2026-01 50");
    report(regency, "2026-03-05", "a 2026-02 50");
    cr_assert_doubts(regency, "");
    report(regency, "2026-04-05", "a 2026-03 49");
    cr_assert_doubts(regency, "+2026-03:fell");
    cr_assert_eq(last_event(regency)->realization->coefficient, 49);
    cr_assert_not_null(strstr(last_event(regency)->sentence_en, "49, although through 2026-02 it was 50"), "%s",
                       last_event(regency)->sentence_en);
    regency_free(regency);

    // The latest reported one before it counts, wherever it is in the year.
    regency = make(TO_DATE, NONE);
    report(regency, "2026-02-05", "a 2026-01 50");
    report(regency, "2026-04-05", "a 2026-03 49");
    cr_assert_doubts(regency, "+2026-03:fell");
    regency_free(regency);

    // What a period alone came to may fall, and so may a rate that is stated anew each period.
    regency = make(MONTHLY, NONE);
    report(regency, "2026-02-05", "a 2026-01 50");
    report(regency, "2026-03-05", "a 2026-02 49");
    cr_assert_doubts(regency, "");
    regency_free(regency);
    regency = make("a,ratio,higher,value,to_date,month,last,0,,,,2026-01-01,\n",
                   "a,2026-01,80,to_date,no\na,2026-02,80,to_date,no\n");
    report(regency, "2026-02-05", "a 2026-01 50");
    report(regency, "2026-03-05", "a 2026-02 49");
    cr_assert_doubts(regency, "");
    regency_free(regency);
}

Test(implausible, of_last_what_falls_where_the_trajectory_rises) {
    struct regency *regency = make("a,ratio,higher,value,to_date,month,last,0,,,,2026-01-01,\n",
                                   "a,2026-01,70,to_date,no\na,2026-02,80,to_date,no\n");
    report(regency, "2026-02-05", "a 2026-01 50");
    report(regency, "2026-03-05", "a 2026-02 49");
    cr_assert_doubts(regency, "+2026-02:fell");
    regency_free(regency);
}

Test(implausible, of_a_ratio_to_date_a_count_that_fell) {
    struct regency *regency = make("a,ratio,higher,value,to_date,month,ratio-of-sums,0,100,,,2026-01-01,\n", NONE);
    report(regency, "2026-02-05", "a 2026-01 8/10");
    report(regency, "2026-03-05", "a 2026-02 9/20");    // the ratio may fall
    cr_assert_doubts(regency, "");
    report(regency, "2026-04-05", "a 2026-03 10/19");
    cr_assert_doubts(regency, "+2026-03:fell");
    regency_free(regency);
}

Test(implausible, a_jump_of_ten) {
    static const struct {
        const char *first, *second, *doubts;
    } list[] = {{"7", "69", ""},  {"7", "70", "+2026-02:jump"},
                {"70", "8", ""},  {"70", "7", "+2026-02:jump"},
                {"0", "900", ""}, {"900", "0", ""},
                {"-7", "69", ""}, {"-7", "70", "+2026-02:jump"}};
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        struct regency *regency = make(MONTHLY, NONE);
        char row[64];
        snprintf(row, sizeof row, "a 2026-01 %s", list[i].first);
        report(regency, "2026-02-05", row);
        snprintf(row, sizeof row, "a 2026-02 %s", list[i].second);
        report(regency, "2026-03-05", row);
        const char *told = doubts(regency);
        cr_assert_str_eq(told, list[i].doubts, "%s, %s: %s", list[i].first, list[i].second, told);
        regency_free(regency);
    }
}

Test(implausible, of_sums_to_date_what_came_in_a_period_jumps) {
    struct regency *regency = make(TO_DATE, NONE);
    report(regency, "2026-02-05", "a 2026-01 7");
    report(regency, "2026-03-05", "a 2026-02 14");
    report(regency, "2026-04-05", "a 2026-03 83");    // 69 after 7
    cr_assert_doubts(regency, "");
    report(regency, "2026-04-06", "a 2026-03 84 @+1");    // 70 after 7
    cr_assert_doubts(regency, "+2026-03:jump");
    const Capaian__V1__AlertEvent *event = last_event(regency);
    cr_assert_not_null(strstr(event->sentence_en, "70 orang, where that of 2026-02 is 7 orang"), "%s",
                       event->sentence_en);
    report(regency, "2026-06-02", "a 2026-05 2000");
    cr_assert_doubts(regency, "");    // what came in May alone is not known without April
    regency_free(regency);
}

Test(implausible, of_events_the_closing_is_the_row) {
    struct regency *regency =
        make("a,ratio,higher,events,period,month,sum,0,,,,2026-01-01,\n", "a,2026-01,100,to_date,no\n");
    report(regency, "2026-02-05", "a 2026-01-03 5; a 2026-01 =1:5");
    cr_assert_doubts(regency, "+2026-01:beyond_plausible");
    cr_assert_str_eq(last_event(regency)->alert, "implausible/a/2026-01/00000001.1");
    report(regency, "2026-02-06", "a 2026-01-04 50");
    cr_assert_doubts(regency, "");    // the period is open again: nothing is known to be right
    report(regency, "2026-02-07", "a 2026-01 =2:55");
    cr_assert_doubts(regency, "-2026-01:replaced");
    regency_free(regency);
}

Test(implausible, another_row_ends_it_and_begins_its_own) {
    struct regency *regency = make(MONTHLY, "a,2026-01,100,to_date,no\n");
    report(regency, "2026-02-05", "a 2026-01 900");
    cr_assert_told(regency, "+implausible/a/2026-01/00000001.0:beyond_plausible");
    report(regency, "2026-02-06", "a 2026-01 950");
    cr_assert_told(regency, "-implausible/a/2026-01/00000001.0:replaced "
                            "+implausible/a/2026-01/00000002.0:beyond_plausible");
    cr_assert_eq(regency->effects.alerts[0]->row_id[3], 1);
    cr_assert_eq(regency->effects.alerts[0]->state, CAPAIAN__V1__ALERT_STATE__ALERT_STATE_RESOLVED);
    cr_assert_eq(regency->effects.alerts[1]->row_id[3], 2);
    cr_assert_eq(regency->effects.alerts[1]->number, regency->effects.events[1]->number);
    cr_assert_eq(regency_year(regency, "a", 2026)->alert_count, 1, "one of a period is kept");
    report(regency, "2026-02-07", "a 2026-01 100");
    cr_assert_told(regency, "-implausible/a/2026-01/00000002.0:replaced");
    report(regency, "2026-02-08", "a 2026-01 950");
    cr_assert_doubts(regency, "+2026-01:beyond_plausible");
    report(regency, "2026-02-09", "a 2026-01 ?withdraw");
    cr_assert_doubts(regency, "-2026-01:replaced");
    regency_free(regency);
}

Test(implausible, a_review_ends_it_and_a_dispute_begins_it_again) {
    struct regency *regency = make(MONTHLY, "a,2026-01,100,to_date,no\n");
    report(regency, "2026-02-05", "a 2026-01 900");
    (void)regency_told(regency);
    regency_deed(regency, DEED(REVIEW), "a/2026-01", "");
    cr_assert_doubts(regency, "-2026-01:reviewed");
    regency_deed(regency, DEED(DISPUTE), "a/2026-01", "");
    cr_assert_told(regency, "+implausible/a/2026-01/00000001.0:beyond_plausible");
    cr_assert_eq(last_event(regency)->incident, 2);
    regency_deed(regency, DEED(ACKNOWLEDGE), "implausible/a/2026-01/00000001.0", "2026-03-31");
    cr_assert_told(regency, "-implausible/a/2026-01/00000001.0:acknowledged");
    regency_free(regency);
}

Test(implausible, what_surrounds_it_may_make_it_plausible) {
    struct regency *regency = make(MONTHLY, NONE);
    report(regency, "2026-02-05", "a 2026-01 7");
    report(regency, "2026-03-01", "a 2026-02 70");
    cr_assert_doubts(regency, "+2026-02:jump");
    report(regency, "2026-03-02", "a 2026-01 60 !salah_ketik");
    cr_assert_doubts(regency, "-2026-02:plausible");
    regency_free(regency);
}

Test(implausible, a_dropped_indicator_has_no_figures_to_doubt) {
    struct regency *regency = make(MONTHLY "b,ratio,higher,value,period,month,sum,0,,,,2026-01-01,\n",
                                   "a,2026-01,100,to_date,no\nb,2026,1,to_date,no\n");
    report(regency, "2026-02-05", "a 2026-01 900");
    (void)regency_told(regency);
    regency_apply(regency,
                  (struct regency_texts){"b,ratio,higher,value,period,month,sum,0,,,,2026-01-01,\n",
                                         "b,2026,1,to_date,no\n", POLICY},
                  "2026-02-06");
    cr_assert_doubts(regency, "-2026-01:revised");
    assert_settled(regency);
    regency_free(regency);
}
