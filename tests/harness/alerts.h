// Alerts of a regency in memory: what is told when, and that settling again tells nothing.
#pragma once

#include "alert/settle.h"
#include "harness/regency.h"

#define ALERTS_SUM "a,ratio,higher,value,period,month,sum,0,,,,2026-01-01,\n"
#define ALERTS_LAST "a,ratio,higher,value,period,month,last,0,,,,2026-01-01,\n"
// Whatever is reported is plausible, and there is one band only: for tests of targets and of reporting.
#define ALERTS_LENIENT "plausible = 0%..1000000%\nbands = >=0 semua\n"

// Settling again, on the same day or after a replay, finds nothing.
static inline void assert_settled(struct regency *regency) {
    const struct circumstances ordinary = {0};
    struct transitions *transitions = malloc(sizeof *transitions);
    for (size_t i = 0; i < regency->fold->tracked_count; i++) {
        const struct tracked *tracked = regency->fold->tracked[i];
        for (size_t k = 0; k < tracked->years.count; k++) {
            cr_assert_eq(alerts_settle(tracked->catalogue, tracked->rules, tracked->years.list[k], regency->fold->today,
                                       &ordinary, transitions),
                         0);
            cr_assert_eq(transitions->count, 0, "%s: %s", tracked->code, transitions->list[0].reason);
        }
    }
    free(transitions);
}

// One message at an instant.
static inline void report(struct regency *regency, const char *when, const char *text) {
    regency_until(regency, when);
    regency_report(regency, text);
    assert_settled(regency);
}

static inline struct alert *alert_of(const struct regency *regency, Capaian__V1__AlertKind kind, const char *period) {
    struct capaian_period of = period_of(period);
    int year = of.year + (of.kind == CAPAIAN_YEARS ? of.number - 1 : 0);
    struct alert *alert = year_alert(regency_year(regency, "a", year), kind, of);
    cr_assert_not_null(alert, "no alert for %s", period);
    return alert;
}

static inline int32_t day_of(const char *date) {
    int32_t day = 0;
    cr_assert_eq(capaian_date_parse(date, &day), 0, "%s", date);
    return day;
}

// What a person does, by the fold's own way.
static inline void regency_deed(struct regency *regency, Capaian__V1__DeedKind kind, const char *subject,
                                const char *until) {
    Capaian__V1__Deed what = CAPAIAN__V1__DEED__INIT;
    what.kind = kind;
    what.subject = (char *)subject;
    what.until = (char *)until;
    const struct deed deed = {&what, "Sekda", "desk-1", "sudah dibahas"};
    const char *field = "", *argument = "";
    enum capaian_code code = fold_deed_check(regency->fold, &deed, regency->now, &field, &argument);
    cr_assert_eq(code, CAPAIAN_OK, "%s: %s", subject, capaian_code_name(code));
    regency_begin(regency);
    cr_assert_eq(fold_deed(regency->fold, &deed, regency->now, &regency->effects), 0);
    regency_note(regency);
    assert_settled(regency);
}
