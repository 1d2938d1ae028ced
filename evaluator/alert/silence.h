// When somebody who is expected to send regularly has been silent for too long.
#pragma once

#include "value/calendar.h"

enum { SILENCE_INTERVALS = 3 };

// The instant at which three intervals have passed since the latest message. Days on which nobody works do not count:
// a feed of every day that came on a Friday is not silent on Monday. INT64_MAX: never (no interval, or one so long
// that nobody will see the end of three).
int64_t silence_deadline(const struct capaian_calendar *calendar, int64_t heard_at, int64_t every_ms);
