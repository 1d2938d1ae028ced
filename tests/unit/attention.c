// What nobody heeds is taken up the line, and who says that he knows says so until a day.
#include "harness/alerts.h"

#define POLICY REGENCY_POLICY ALERTS_LENIENT "escalation = 7d\n"
#define KIND(name) CAPAIAN__V1__ALERT_KIND__ALERT_KIND_##name
#define STATE(name) CAPAIAN__V1__ALERT_STATE__ALERT_STATE_##name
#define DEED(name) CAPAIAN__V1__DEED_KIND__DEED_##name

// A department below the secretary below the Bupati; all posts are held.
static struct regency *make(const char *targets) {
    static const char units[] =
        "unit,name,kind,reports_to,from,to\nbupati,Bupati,,,,\nsekda,Sekda,,bupati,2020-01-01,\n"
        "dispar,Dinas Pariwisata,dinas,sekda,2020-01-01,\n";
    static const char holders[] = "unit,person,name,capacity,from,to,appointment,basis\n"
                                  "dispar,P1,Ani,definitive,2020-01-01,,inauguration,SK 1\n"
                                  "sekda,P2,Citra,definitive,2020-01-01,,inauguration,SK 2\n"
                                  "bupati,P3,Dewi,definitive,2020-01-01,,inauguration,SK 3\n";
    const struct regency_texts texts = {ALERTS_SUM, targets, POLICY};
    struct regency *regency = regency_make(texts, "2026-01-02");
    struct catalogue_file files[REGENCY_FILES];
    regency_files(&texts, files);
    files[0] = (struct catalogue_file){files[0].name, units, strlen(units)};
    files[3] = (struct catalogue_file){files[3].name, holders, strlen(holders)};
    struct applied applied = {.basis = "SK 9"};
    cr_assert_eq(capaian_date_parse("2026-01-01", &applied.effective), 0);
    cr_assert_eq(fold_catalogue(regency->fold, regency_read(files, REGENCY_FILES), &applied, regency->now), 0);
    free((void *)files[1].text);
    free((void *)files[2].text);
    regency_tick(regency, regency->fold->judged);
    return regency;
}

static struct regency *missed_in_january(void) {
    struct regency *regency = make("a,2026-01,100,to_date,yes\na,2026-02,-,to_date,no\n");
    report(regency, "2026-02-05", "a 2026-01 96");    // 4 % short: missed, and not behind
    cr_assert_told(regency, "+missed/a/2026-01:numeric");
    return regency;
}

static const Capaian__V1__AlertEvent *event_of(const struct regency *regency, const char *id) {
    for (size_t i = 0; i < regency->effects.event_count; i++)
        if (strcmp(regency->effects.events[i]->alert, id) == 0)
            return regency->effects.events[i];
    cr_assert_fail("no event of %s", id);
    return NULL;
}

// Only the alert in question: overdue ones come and go beside it.
static void until_quietly(struct regency *regency, const char *day) {
    regency_until(regency, day);
    const char *told = regency_told(regency);
    cr_assert_null(strstr(told, "missed/"), "%s: %s", day, told);
}

Test(attention, what_nobody_acknowledges_is_taken_up_one_by_one_and_no_further_than_the_top) {
    struct regency *regency = missed_in_january();
    until_quietly(regency, "2026-02-12T23:59");    // the seventh day after the 5th has not passed
    regency_until(regency, "2026-02-13");
    const Capaian__V1__AlertEvent *event = event_of(regency, "missed/a/2026-01");
    cr_assert_str_eq(event->reason, "escalated");
    cr_assert_eq(event->state, STATE(FIRING));
    cr_assert_eq(event->incident, 1);
    cr_assert_eq(event->n_told, 1);
    cr_assert_str_eq(event->told[0]->unit, "sekda");
    cr_assert_str_eq(event->told[0]->person, "P2");
    cr_assert_eq(event->realization->coefficient, 96);
    cr_assert_not_null(strstr(event->sentence_id, "kini disampaikan kepada Citra (sekda)"), "%s", event->sentence_id);
    const struct alert *alert = alert_of(regency, KIND(MISSED), "2026-01");
    cr_assert_eq(alert->level, 1);
    cr_assert_eq(alert->told, day_of("2026-02-13"));
    cr_assert_eq(alert->since, day_of("2026-02-05"), "it fires since then");
    cr_assert_str_eq(alert->reason, "numeric", "what it stands for is the same");
    assert_settled(regency);
    (void)regency_told(regency);
    until_quietly(regency, "2026-02-20T23:59");
    regency_until(regency, "2026-02-21");
    cr_assert_str_eq(event_of(regency, "missed/a/2026-01")->told[0]->person, "P3");
    (void)regency_told(regency);
    until_quietly(regency, "2026-12-31");
    regency_free(regency);
}

Test(attention, what_is_acknowledged_is_not_taken_up_until_that_has_run_out) {
    struct regency *regency = missed_in_january();
    regency_until(regency, "2026-02-10");
    regency_deed(regency, DEED(ACKNOWLEDGE), "missed/a/2026-01", "2026-03-01");
    cr_assert_told(regency, "-missed/a/2026-01:acknowledged");    // no state of firing
    cr_assert_eq(alert_of(regency, KIND(MISSED), "2026-01")->state, STATE(ACKNOWLEDGED));
    until_quietly(regency, "2026-03-01T23:59");
    regency_until(regency, "2026-03-02");
    const Capaian__V1__AlertEvent *event = event_of(regency, "missed/a/2026-01");
    cr_assert_str_eq(event->reason, "acknowledgement_expired");
    cr_assert_eq(event->state, STATE(FIRING));
    cr_assert_eq(event->incident, 1, "it has stood all the time");
    cr_assert_eq(event->target->coefficient, 100);
    cr_assert_eq(alert_of(regency, KIND(MISSED), "2026-01")->acknowledged_until, 0);
    assert_settled(regency);
    (void)regency_told(regency);
    until_quietly(regency, "2026-03-09T23:59");
    regency_until(regency, "2026-03-10");    // the clock runs from the day on which it was told again
    cr_assert_str_eq(event_of(regency, "missed/a/2026-01")->reason, "escalated");
    regency_free(regency);
}

Test(attention, an_acknowledged_alert_stands_and_resolves_like_a_firing_one) {
    struct regency *regency = missed_in_january();
    regency_deed(regency, DEED(ACKNOWLEDGE), "missed/a/2026-01", "2026-03-01");
    (void)regency_told(regency);
    report(regency, "2026-02-06", "a 2026-01 97");
    cr_assert_told(regency, "");    // it is not told again as firing
    report(regency, "2026-02-07", "a 2026-01 100");
    cr_assert_told(regency, "-missed/a/2026-01:corrected -restated/missed/a/2026-01:restated_met");
    until_quietly(regency, "2026-03-20");
    regency_free(regency);
}

Test(attention, an_acknowledged_silence_fires_again_when_it_becomes_a_number) {
    struct regency *regency = make("a,2026-01,100,to_date,yes\na,2026-02,-,to_date,no\n");
    regency_until(regency, "2026-03-03");
    regency_deed(regency, DEED(ACKNOWLEDGE), "missed/a/2026-01", "2026-12-31");
    (void)regency_told(regency);
    regency->now = instant_of("2026-02-08");    // received in time by a collector that was away
    regency_report(regency, "a 2026-01 96");
    cr_assert_told(regency, "+missed/a/2026-01:numeric -restated/missed/a/2026-01:restated_missed");
    const struct alert *alert = alert_of(regency, KIND(MISSED), "2026-01");
    cr_assert_eq(alert->state, STATE(FIRING));
    cr_assert_eq(alert->incident, 1);
    assert_settled(regency);
    regency_free(regency);
}

static unsigned two_levels(void *context) {
    (void)context;
    return 2;
}

static bool on_hold(void *context, Capaian__V1__AlertKind kind, struct capaian_period period) {
    cr_assert_eq(kind, KIND(MISSED));
    cr_assert(capaian_period_equal(period, period_of("2026-01")));
    return *(const bool *)context;
}

Test(attention, what_is_suppressed_is_taken_up_at_the_first_settling_after_it) {
    struct regency *regency = missed_in_january();
    bool suppressed = true;
    const struct circumstances circumstances = {.suppressed = on_hold, .levels = two_levels, .context = &suppressed};
    const struct tracked *tracked = fold_find(regency->fold, "a");
    struct year *year = regency_year(regency, "a", 2026);
    struct transitions *transitions = malloc(sizeof *transitions);
    int32_t day = day_of("2026-02-13");
    cr_assert_eq(alerts_settle(tracked->catalogue, tracked->rules, year, day, &circumstances, transitions), 0);
    cr_assert_eq(transitions->count, 0, "%s", transitions->list[0].reason);
    suppressed = false;
    cr_assert_eq(alerts_settle(tracked->catalogue, tracked->rules, year, day + 1, &circumstances, transitions), 0);
    cr_assert_eq(transitions->count, 1);
    cr_assert_str_eq(transitions->list[0].reason, "escalated");
    cr_assert_eq(transitions->list[0].level, 1);
    cr_assert_eq(alerts_settle(tracked->catalogue, tracked->rules, year, day + 1, &circumstances, transitions), 0);
    cr_assert_eq(transitions->count, 0, "%s", transitions->list[0].reason);
    free(transitions);
    regency_free(regency);
}

Test(attention, an_event_says_what_suppresses_it) {
    struct regency *regency = make("a,2026-01,100,to_date,yes\na,2026-02,-,to_date,no\n");
    regency_until(regency, "2026-02-04");
    regency_deed(regency, DEED(SUPPRESS), "indicator/a", "2026-02-28");
    report(regency, "2026-02-05", "a 2026-01 96");
    const Capaian__V1__AlertEvent *event = event_of(regency, "missed/a/2026-01");
    cr_assert_str_eq(event->reason, "numeric", "the fact is told all the same");
    cr_assert_not_null(event->suppressed);
    cr_assert_str_eq(event->suppressed->actor, "Sekda");
    cr_assert_str_eq(event->suppressed->key, "desk-1");
    cr_assert_str_eq(event->suppressed->reason, "sudah dibahas");
    cr_assert_str_eq(event->suppressed->until, "2026-02-28");
    (void)regency_told(regency);
    until_quietly(regency, "2026-02-28T23:59");
    regency_until(regency, "2026-03-01");
    event = event_of(regency, "missed/a/2026-01");
    cr_assert_str_eq(event->reason, "escalated");
    cr_assert_null(event->suppressed);
    regency_free(regency);
}

Test(attention, a_firing_after_it_was_resolved_is_another_incident_told_from_the_bottom) {
    struct regency *regency = missed_in_january();
    regency_until(regency, "2026-02-13");
    report(regency, "2026-02-14", "a 2026-01 100 !salah_hitung");
    report(regency, "2026-02-15", "a 2026-01 96 !benar_juga");
    const struct alert *alert = alert_of(regency, KIND(MISSED), "2026-01");
    cr_assert_eq(alert->incident, 2);
    cr_assert_eq(alert->level, 0);
    cr_assert_eq(alert->since, day_of("2026-02-15"));
    cr_assert_eq(event_of(regency, "missed/a/2026-01")->incident, 2);
    (void)regency_told(regency);
    until_quietly(regency, "2026-02-22T23:59");
    regency_until(regency, "2026-02-23");
    cr_assert_str_eq(event_of(regency, "missed/a/2026-01")->told[0]->person, "P2");
    regency_free(regency);
}

Test(attention, the_days_of_it_are_asked_for) {
    struct regency *regency = missed_in_january();
    const struct tracked *tracked = fold_find(regency->fold, "a");
    struct year *year = regency_year(regency, "a", 2026);
    struct alert *alert = alert_of(regency, KIND(MISSED), "2026-01");
    int32_t today = day_of("2026-02-11");
    cr_assert_eq(alerts_next_day(tracked->catalogue, tracked->rules, year, today), day_of("2026-02-13"));
    alert->state = STATE(ACKNOWLEDGED);
    alert->acknowledged_until = day_of("2026-02-15");
    cr_assert_eq(alerts_next_day(tracked->catalogue, tracked->rules, year, today), day_of("2026-02-16"));
    alert->acknowledged_until = DAY_NEVER;
    int32_t without = alerts_next_day(tracked->catalogue, tracked->rules, year, today);
    cr_assert_gt(without, day_of("2026-02-16"));
    year->figures[2].missing_until = day_of("2026-02-17");
    cr_assert_eq(alerts_next_day(tracked->catalogue, tracked->rules, year, today), day_of("2026-02-18"));
    regency_free(regency);
}
