// An alert event in the forms that other systems take. Pure.
#pragma once

#include "capaian/v1/alert.pb-c.h"
#include "value/text.h"
#include "wire/error.h"

enum forward_form {
    FORWARD_ALERTMANAGER,    // POST /api/v2/alerts of an Alertmanager
    FORWARD_WEBHOOK,         // what an Alertmanager sends to a receiver, version 4
    FORWARD_CLOUDEVENTS,     // CloudEvents 1.0, structured; data: the whole event, persons included
};

// "alertmanager", "webhook", "cloudevents": 0 or -EINVAL.
int forward_form_of(const char *name, enum forward_form *ret);

const char *forward_content_type(enum forward_form form);

// How events are told.
struct forward_manner {
    enum forward_form form;
    enum capaian_language language;
    int64_t stands_ms;    // an Alertmanager ends an alert so long after it was told last
};

// Whether the alert stands for the other end.
bool forward_stands(enum forward_form form, const Capaian__V1__AlertEvent *event);
// Whether the event is told at all. The first two forms tell what stands and what ends, name no person but whom the
// sentence names, and of what is suppressed tell the end alone.
bool forward_tells(enum forward_form form, const Capaian__V1__AlertEvent *event);

// What is posted; more than one event at once for an Alertmanager alone. now: the wall clock.
void forward_body(const struct forward_manner *manner, const Capaian__V1__AlertEvent *const *events, size_t count,
                  int64_t now, struct capaian_string *out);
