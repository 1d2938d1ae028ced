#include "commands/forward_form.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

static struct capaian_string out;
static uint8_t epoch[16] = {0xAB, 1};
static Capaian__V1__AlertEvent event = CAPAIAN__V1__ALERT_EVENT__INIT;

static const int64_t AT = INT64_C(1770768000000);    // 2026-02-11

static void set_up(void) {
    event.epoch = (ProtobufCBinaryData){sizeof epoch, epoch};
    event.number = 7;
    event.alert = "missed/par01/2026-01";
    event.kind = CAPAIAN__V1__ALERT_KIND__ALERT_KIND_MISSED;
    event.state = CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING;
    event.reason = "numeric";
    event.unit = "dispar";
    event.indicator = "par01";
    event.period = "2026-01";
    event.at = AT;
    event.sentence_id = "Target \"431\" tidak tercapai\n";
    event.sentence_en = "The target is missed";
}

static void write_body(enum forward_form form, enum capaian_language language, int64_t now, size_t count) {
    const Capaian__V1__AlertEvent *const events[] = {&event, &event};
    capaian_string_free(&out);
    out = (struct capaian_string){0};
    forward_body(&(struct forward_manner){form, language, 300000}, events, count, now, &out);
}

static void tear_down(void) {
    capaian_string_free(&out);
    out = (struct capaian_string){0};
}

TestSuite(forward_form, .init = set_up, .fini = tear_down);

#define LABELS                                                                                                         \
    "{\"alertname\":\"missed\",\"alert\":\"missed/par01/2026-01\",\"unit\":\"dispar\",\"indicator\":\"par01\","        \
    "\"period\":\"2026-01\"}"

Test(forward_form, names) {
    enum forward_form form;
    cr_assert_eq(forward_form_of("webhook", &form), 0);
    cr_assert_eq(form, FORWARD_WEBHOOK);
    cr_assert_eq(forward_form_of("Webhook", &form), -EINVAL);
    cr_assert_eq(forward_form_of("", &form), -EINVAL);
}

Test(forward_form, an_alert_stands_until_it_ends_or_is_not_told_any_more) {
    write_body(FORWARD_ALERTMANAGER, CAPAIAN_INDONESIAN, AT + 1000, 1);
    cr_assert_str_eq(out.text,
                     "[{\"labels\":" LABELS ",\"annotations\":{\"summary\":\"Target \\\"431\\\" tidak tercapai\\n\","
                     "\"state\":\"firing\",\"reason\":\"numeric\",\"number\":\"7\"},"
                     "\"startsAt\":\"2026-02-11T00:00:00+00:00\",\"endsAt\":\"2026-02-11T00:05:01+00:00\"}]");
    write_body(FORWARD_ALERTMANAGER, CAPAIAN_ENGLISH, AT, 2);
    cr_assert_not_null(strstr(out.text, "\"endsAt\":\"2026-02-11T00:05:00+00:00\"},{\"labels\":" LABELS));
    event.state = CAPAIAN__V1__ALERT_STATE__ALERT_STATE_RESOLVED;
    write_body(FORWARD_ALERTMANAGER, CAPAIAN_ENGLISH, AT + 1000, 1);
    cr_assert_not_null(strstr(out.text, "\"number\":\"7\"},\"endsAt\":\"2026-02-11T00:00:00+00:00\"}]"));
    // The ledger's time is ahead of everybody's: it has ended now.
    write_body(FORWARD_ALERTMANAGER, CAPAIAN_ENGLISH, AT - 1000, 1);
    cr_assert_not_null(strstr(out.text, "\"number\":\"7\"},\"endsAt\":\"2026-02-10T23:59:59+00:00\"}]"));
}

Test(forward_form, labels_are_the_same_for_every_event_of_an_alert) {
    event.state = CAPAIAN__V1__ALERT_STATE__ALERT_STATE_ACKNOWLEDGED;
    event.number = 9;
    write_body(FORWARD_WEBHOOK, CAPAIAN_ENGLISH, AT, 1);
    cr_assert_not_null(strstr(out.text, "\"status\":\"firing\",\"receiver\""));
    cr_assert_not_null(strstr(out.text, "\"commonLabels\":" LABELS));
    cr_assert_not_null(strstr(out.text, "\"alerts\":[{\"status\":\"firing\",\"labels\":" LABELS));
    cr_assert_not_null(strstr(out.text, "\"endsAt\":\"0001-01-01T00:00:00Z\""));
}

Test(forward_form, an_empty_label_is_left_out) {
    event.kind = CAPAIAN__V1__ALERT_KIND__ALERT_KIND_SILENT;
    event.alert = "silent/dispar";
    event.indicator = event.period = "";
    write_body(FORWARD_ALERTMANAGER, CAPAIAN_ENGLISH, AT, 1);
    static const char BEGINNING[] =
        "[{\"labels\":{\"alertname\":\"silent\",\"alert\":\"silent/dispar\",\"unit\":\"dispar\"},";
    cr_assert_eq(strncmp(out.text, BEGINNING, strlen(BEGINNING)), 0, "%s", out.text);
}

Test(forward_form, what_is_suppressed_bothers_nobody_but_its_end_is_told) {
    Capaian__V1__Acted suppressed = CAPAIAN__V1__ACTED__INIT;
    event.suppressed = &suppressed;
    cr_assert_not(forward_tells(FORWARD_ALERTMANAGER, &event));
    cr_assert_not(forward_stands(FORWARD_ALERTMANAGER, &event));
    cr_assert_not(forward_tells(FORWARD_WEBHOOK, &event));
    cr_assert(forward_tells(FORWARD_CLOUDEVENTS, &event));
    event.state = CAPAIAN__V1__ALERT_STATE__ALERT_STATE_CANCELLED;
    cr_assert(forward_tells(FORWARD_WEBHOOK, &event));
    cr_assert_not(forward_stands(FORWARD_WEBHOOK, &event));
    event.suppressed = NULL;
    event.state = CAPAIAN__V1__ALERT_STATE__ALERT_STATE_ACKNOWLEDGED;
    cr_assert(forward_stands(FORWARD_ALERTMANAGER, &event));
}

Test(forward_form, a_cloudevent_is_named_by_epoch_and_number) {
    write_body(FORWARD_CLOUDEVENTS, CAPAIAN_ENGLISH, AT, 1);
    static const char BEGINNING[] =
        "{\"specversion\":\"1.0\",\"source\":\"urn:capaian:ab010000000000000000000000000000\",\"id\":\"7\","
        "\"type\":\"capaian.alert.missed\",\"time\":\"2026-02-11T00:00:00+00:00\",\"subject\":\"missed/par01/2026-01\","
        "\"datacontenttype\":\"application/json\",\"data\":{";
    cr_assert_eq(strncmp(out.text, BEGINNING, strlen(BEGINNING)), 0, "%s", out.text);
}
