// An alert event as people read it: on one line what, where and when; below it the sentence that says why; and where
// there is any of it, what had been announced before, what people did, who was told.
#pragma once

#include "capaian/v1/alert.pb-c.h"
#include "value/calendar.h"
#include "value/text.h"
#include "wire/error.h"

void string_add_event(struct capaian_string *out, const Capaian__V1__AlertEvent *event, enum capaian_language language,
                      const struct capaian_calendar *zone);

// The same on lines of at most `widest` columns.
void string_add_event_within(struct capaian_string *out, const Capaian__V1__AlertEvent *event,
                             enum capaian_language language, const struct capaian_calendar *zone, size_t widest);

// What stands below the sentence only: what had been announced, the deed, the follow-up, whom it was taken to, a
// suppression; a line or more each.
void string_add_deeds(struct capaian_string *out, const Capaian__V1__AlertEvent *event, enum capaian_language language,
                      size_t indent, size_t widest);

// A text from outside on lines of at most `widest` columns, broken at blanks, each behind `indent` of them; a word that
// is longer stands alone. `widest` 0: one line.
void string_add_wrapped(struct capaian_string *out, const char *text, size_t indent, size_t widest);

// 2026-04-11 09:00:00, in a zone that the reader knows.
char *local_time(const struct capaian_calendar *zone, int64_t instant, char buffer[CAPAIAN_INSTANT_TEXT]);
