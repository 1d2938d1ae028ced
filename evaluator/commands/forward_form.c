#include "commands/forward_form.h"

#include "commands/json.h"
#include "value/calendar.h"
#include "wire/limits.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

int forward_form_of(const char *name, enum forward_form *ret) {
    static const char *const NAMES[] = {
        [FORWARD_ALERTMANAGER] = "alertmanager", [FORWARD_WEBHOOK] = "webhook", [FORWARD_CLOUDEVENTS] = "cloudevents"};
    for (unsigned i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (strcmp(NAMES[i], name) == 0) {
            *ret = (enum forward_form)i;
            return 0;
        }
    }
    return -EINVAL;
}

const char *forward_content_type(enum forward_form form) {
    return form == FORWARD_CLOUDEVENTS ? "application/cloudevents+json; charset=utf-8" : "application/json";
}

static bool stands(const Capaian__V1__AlertEvent *event) {
    return event->state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING ||
           event->state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_ACKNOWLEDGED;
}

static char *instant(int64_t at, char buffer[CAPAIAN_INSTANT_TEXT]) {
    const struct capaian_calendar utc = {0};
    return capaian_instant_format(&utc, at, buffer);
}

static void add_pair(struct capaian_string *out, const char *name, const char *value) {
    capaian_string_add_json(out, name);
    capaian_string_add(out, ":");
    capaian_string_add_json(out, value);
}

// The same for every event of an alert, so that its end is found.
static void add_labels(struct capaian_string *out, const Capaian__V1__AlertEvent *event) {
    char kind[JSON_ENUM_TEXT];
    const struct {
        const char *name, *value;
    } labels[] = {
        {"alert", event->alert}, {"unit", event->unit}, {"indicator", event->indicator}, {"period", event->period}};
    capaian_string_add(out, "{");
    add_pair(out, "alertname", enum_code(&capaian__v1__alert_kind__descriptor, (int)event->kind, kind));
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (*labels[i].value == '\0')
            continue;
        capaian_string_add(out, ",");
        add_pair(out, labels[i].name, labels[i].value);
    }
    capaian_string_add(out, "}");
}

static void add_annotations(struct capaian_string *out, const Capaian__V1__AlertEvent *event,
                            enum capaian_language language) {
    char number[24], state[JSON_ENUM_TEXT];
    (void)snprintf(number, sizeof number, "%" PRIu64, event->number);
    capaian_string_add(out, "{");
    add_pair(out, "summary", language == CAPAIAN_ENGLISH ? event->sentence_en : event->sentence_id);
    capaian_string_add(out, ",");
    add_pair(out, "state", enum_code(&capaian__v1__alert_state__descriptor, (int)event->state, state));
    capaian_string_add(out, ",");
    add_pair(out, "reason", event->reason);
    capaian_string_add(out, ",");
    add_pair(out, "number", number);
    capaian_string_add(out, "}");
}

static void add_alertmanager(struct capaian_string *out, const Capaian__V1__AlertEvent *event,
                             const struct forward_manner *manner, int64_t now) {
    char at[CAPAIAN_INSTANT_TEXT];
    // Nobody else shares the time of a simulated ledger.
    int64_t when = event->at < now ? event->at : now;
    capaian_string_add(out, "{\"labels\":");
    add_labels(out, event);
    capaian_string_add(out, ",\"annotations\":");
    add_annotations(out, event, manner->language);
    // Of an end the beginning is left out: the Alertmanager knows it.
    if (stands(event)) {
        capaian_string_add(out, ",\"startsAt\":\"%s\"", instant(when, at));
        when = now + manner->stands_ms;
    }
    capaian_string_add(out, ",\"endsAt\":\"%s\"}", instant(when, at));
}

static void add_fingerprint(struct capaian_string *out, const char *alert) {
    uint8_t hash[16];
    char hex[17];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)alert, strlen(alert), NULL, 0);
    capaian_string_add(out, "\"fingerprint\":\"%s\"", capaian_hex(hash, 8, hex));
}

static void add_webhook(struct capaian_string *out, const Capaian__V1__AlertEvent *event,
                        enum capaian_language language) {
    char at[CAPAIAN_INSTANT_TEXT];
    const char *status = stands(event) ? "firing" : "resolved";
    capaian_string_add(out, "{\"version\":\"4\",");
    add_pair(out, "groupKey", event->alert);
    capaian_string_add(out, ",\"truncatedAlerts\":0,\"status\":\"%s\",\"receiver\":\"capaian\",\"groupLabels\":{",
                       status);
    add_pair(out, "alert", event->alert);
    capaian_string_add(out, "},\"commonLabels\":");
    add_labels(out, event);
    capaian_string_add(out, ",\"commonAnnotations\":");
    add_annotations(out, event, language);
    capaian_string_add(out, ",\"externalURL\":\"\",\"alerts\":[{\"status\":\"%s\",\"labels\":", status);
    add_labels(out, event);
    capaian_string_add(out, ",\"annotations\":");
    add_annotations(out, event, language);
    capaian_string_add(out, ",\"startsAt\":\"%s\",\"endsAt\":\"%s\",\"generatorURL\":\"\",", instant(event->at, at),
                       stands(event) ? "0001-01-01T00:00:00Z" : at);
    add_fingerprint(out, event->alert);
    capaian_string_add(out, "}]}");
}

static void add_cloudevent(struct capaian_string *out, const Capaian__V1__AlertEvent *event) {
    char epoch[2 * CAPAIAN_EPOCH_SIZE + 1] = "", at[CAPAIAN_INSTANT_TEXT], kind[JSON_ENUM_TEXT];
    if (event->epoch.len == CAPAIAN_EPOCH_SIZE)
        (void)capaian_hex(event->epoch.data, CAPAIAN_EPOCH_SIZE, epoch);
    capaian_string_add(out,
                       "{\"specversion\":\"1.0\",\"source\":\"urn:capaian:%s\",\"id\":\"%" PRIu64
                       "\",\"type\":\"capaian.alert.%s\",\"time\":\"%s\",",
                       epoch, event->number, enum_code(&capaian__v1__alert_kind__descriptor, (int)event->kind, kind),
                       instant(event->at, at));
    add_pair(out, "subject", event->alert);
    capaian_string_add(out, ",\"datacontenttype\":\"application/json\",\"data\":");
    string_add_json_message(out, &event->base);
    capaian_string_add(out, "}");
}

bool forward_stands(enum forward_form form, const Capaian__V1__AlertEvent *event) {
    return stands(event) && (form == FORWARD_CLOUDEVENTS || event->suppressed == NULL);
}

bool forward_tells(enum forward_form form, const Capaian__V1__AlertEvent *event) {
    return forward_stands(form, event) || !stands(event);
}

void forward_body(const struct forward_manner *manner, const Capaian__V1__AlertEvent *const *events, size_t count,
                  int64_t now, struct capaian_string *out) {
    switch (manner->form) {
    case FORWARD_ALERTMANAGER:
        for (size_t i = 0; i < count; i++) {
            capaian_string_add(out, i == 0 ? "[" : ",");
            add_alertmanager(out, events[i], manner, now);
        }
        capaian_string_add(out, "]");
        break;
    case FORWARD_WEBHOOK:
        add_webhook(out, events[0], manner->language);
        break;
    case FORWARD_CLOUDEVENTS:
        add_cloudevent(out, events[0]);
        break;
    }
}
