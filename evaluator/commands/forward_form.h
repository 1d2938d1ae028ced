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

// What is posted. False: in this form the event is not told. The first two tell what stands and what ends,
// name no person but whom the sentence names, and of what is suppressed tell the end alone. now: the wall clock, for an
// event of a ledger in simulated time, which nobody else shares.
bool forward_body(enum forward_form form, const Capaian__V1__AlertEvent *event, enum capaian_language language,
                  int64_t now, struct capaian_string *out);
