// An alert event as people read it: on one line what, where and when, and below it the sentence that says why.
#pragma once

#include "capaian/v1/alert.pb-c.h"
#include "value/calendar.h"
#include "value/text.h"
#include "wire/error.h"

void string_add_event(struct capaian_string *out, const Capaian__V1__AlertEvent *event, enum capaian_language language,
                      const struct capaian_calendar *zone);

// 2026-04-11 09:00:00, in a zone that the reader knows.
char *local_time(const struct capaian_calendar *zone, int64_t instant, char buffer[CAPAIAN_INSTANT_TEXT]);
