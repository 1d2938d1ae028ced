#include "fold/standing.h"

#include "harness/regency.h"

#define ACKNOWLEDGED CAPAIAN__V1__ALERT_STATE__ALERT_STATE_ACKNOWLEDGED
#define RESOLVED CAPAIAN__V1__ALERT_STATE__ALERT_STATE_RESOLVED
#define OVERDUE CAPAIAN__V1__ALERT_KIND__ALERT_KIND_OVERDUE

static struct regency *make(void) {
    struct regency *regency =
        regency_make((struct regency_texts){"a,ratio,higher,value,period,month,sum,0,,,,2026-01-01,\n",
                                            "a,2026,120,to_date,yes\n", NULL},
                     "2026-01-02");
    regency_until(regency, "2026-03-15");
    return regency;
}

static int32_t day_of(const char *text) {
    int32_t day = 0;
    cr_assert_eq(capaian_date_parse(text, &day), 0);
    return day;
}

static struct alert *january(struct regency *regency) {
    return year_alert(regency_year(regency, "a", 2026), OVERDUE, period_of("2026-01"));
}

struct seen {
    struct standing list[8];
    size_t count;
};

static void see(void *context, const struct standing *standing) {
    struct seen *seen = context;
    cr_assert_lt(seen->count, 8U);
    seen->list[seen->count++] = *standing;
}

static struct seen all(const struct regency *regency) {
    struct seen seen = {0};
    fold_standing(regency->fold, regency->fold->today, see, &seen);
    return seen;
}

static void hold(struct regency *regency, struct hold hold) {
    free(regency->fold->holds);
    regency->fold->holds = malloc(sizeof hold);
    regency->fold->holds[0] = hold;
    regency->fold->hold_count = 1;
}

static void let_go(struct regency *regency) {
    free(regency->fold->holds);
    regency->fold->holds = NULL;
    regency->fold->hold_count = 0;
}

Test(standing, what_fires_or_is_acknowledged_with_the_last_day_on_which_it_can_be_mended) {
    struct regency *regency = make();
    struct seen seen = all(regency);
    cr_assert_eq(seen.count, 2U, "January and February are overdue");
    cr_assert_str_eq(seen.list[0].unit, "dispar");
    cr_assert_eq(seen.list[0].due, day_of("2026-03-02"));
    cr_assert_eq(seen.list[1].due, day_of("2026-03-30"));
    january(regency)->state = ACKNOWLEDGED;
    january(regency)->follow_up_due = day_of("2026-04-01");
    seen = all(regency);
    cr_assert_eq(seen.count, 2U);
    cr_assert_eq(seen.list[0].due, day_of("2026-04-01"));
    january(regency)->state = RESOLVED;
    cr_assert_eq(all(regency).count, 1U);
    regency_free(regency);
}

Test(standing, a_silent_source_belongs_to_its_unit_and_a_collector_to_none) {
    struct regency *regency = make();
    struct source sources[] = {{.name = "dinkes"}, {.name = "collector:kominfo"}, {.name = "dispar"}};
    for (size_t i = 0; i < 2; i++)
        sources[i].alert = (struct alert){.kind = CAPAIAN__V1__ALERT_KIND__ALERT_KIND_SILENT,
                                          .state = CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING};
    struct source *before = regency->fold->sources;
    size_t count = regency->fold->source_count;
    regency->fold->sources = sources;
    regency->fold->source_count = 3;
    struct seen seen = all(regency);
    regency->fold->sources = before;
    regency->fold->source_count = count;
    cr_assert_eq(seen.count, 4U);
    cr_assert_str_eq(seen.list[2].unit, "dinkes");
    cr_assert_null(seen.list[2].tracked);
    cr_assert_str_eq(seen.list[3].unit, "");
    cr_assert_str_eq(seen.list[3].source, "collector:kominfo");
    regency_free(regency);
}

static int32_t acknowledged_on(void *context, uint64_t number) {
    const int32_t *day = context;
    cr_assert_eq(number, 77U);
    return *day;
}

Test(standing, acknowledged_and_forgotten_is_stale) {
    struct regency *regency = make();
    struct alert *alert = january(regency);
    struct standing standing = {.alert = alert};
    int32_t today = day_of("2026-06-30"), day = today - ACKNOWLEDGED_DAYS;
    cr_assert_not(standing_stale(&standing, today, acknowledged_on, &day), "it fires: nobody has forgotten it");
    alert->state = ACKNOWLEDGED;
    alert->acted = 77;
    alert->since = day_of("2026-02-11");
    cr_assert_not(standing_stale(&standing, today, acknowledged_on, &day));
    day--;
    cr_assert(standing_stale(&standing, today, acknowledged_on, &day));
    alert->since = today - ACKNOWLEDGED_DAYS;
    cr_assert_not(standing_stale(&standing, today, NULL, NULL), "not asked: it fired only then");
    alert->since = day_of("2026-02-11");
    alert->follow_up_due = today;
    cr_assert_not(standing_stale(&standing, today, NULL, NULL));
    alert->follow_up_due = today - 1;
    cr_assert(standing_stale(&standing, today, NULL, NULL));
    regency_free(regency);
}

Test(standing, what_is_suppressed_by_its_id_its_unit_or_its_indicator) {
    struct regency *regency = make();
    static const struct {
        const char *subject;
        size_t suppressed;
    } cases[] = {{"unit/dispar", 2}, {"indicator/a", 2}, {"overdue/a/2026-01", 1}, {"unit/dinkes", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        hold(regency, (struct hold){.kind = CAPAIAN__V1__DEED_KIND__DEED_SUPPRESS,
                                    .subject = (char *)cases[i].subject,
                                    .from = day_of("2026-03-01"),
                                    .until = regency->fold->today});
        struct seen seen = all(regency);
        size_t suppressed = 0;
        for (size_t k = 0; k < seen.count; k++)
            suppressed += standing_suppressed(regency->fold, &seen.list[k]);
        cr_assert_eq(suppressed, cases[i].suppressed, "%s: %zu", cases[i].subject, suppressed);
    }
    let_go(regency);
    regency_free(regency);
}

Test(standing, reopened_for_the_unit_that_reports_and_for_what_lies_in_the_period) {
    struct regency *regency = make();
    const struct fold *fold = regency->fold;
    cr_assert_eq(fold_reopened_until(fold, "dispar", period_of("2026-01"), fold->today), 0);
    hold(regency, (struct hold){.kind = CAPAIAN__V1__DEED_KIND__DEED_REOPEN,
                                .subject = (char *)"dispar",
                                .period = period_of("2026-Q1"),
                                .from = day_of("2026-03-10"),
                                .until = day_of("2026-03-20")});
    cr_assert_eq(fold_reopened_until(fold, "dispar", period_of("2026-01"), fold->today), day_of("2026-03-20"));
    cr_assert_eq(fold_reopened_until(fold, "dispar", period_of("2026-04"), fold->today), 0);
    cr_assert_eq(fold_reopened_until(fold, "dinkes", period_of("2026-01"), fold->today), 0);
    cr_assert_eq(all(regency).list[0].due, day_of("2026-03-20"));
    cr_assert_eq(all(regency).list[1].due, day_of("2026-03-30"), "its own lock comes later");
    regency->fold->holds[0].until = fold->today - 1;
    cr_assert_eq(fold_reopened_until(fold, "dispar", period_of("2026-01"), fold->today), 0);
    let_go(regency);
    regency_free(regency);
}

Test(standing, below_a_unit_are_itself_and_those_that_report_to_it) {
    struct regency *regency = make();
    const struct catalogue *catalogue = fold_latest(regency->fold)->catalogue;
    cr_assert(unit_below(catalogue, "dispar", "bupati"));
    cr_assert(unit_below(catalogue, "dispar", "dispar"));
    cr_assert_not(unit_below(catalogue, "bupati", "dispar"));
    cr_assert_not(unit_below(catalogue, "dinkes", "dispar"));
    cr_assert_not(unit_below(catalogue, "", "bupati"));
    regency_free(regency);
}
