// Two spans of days compared without a date.
#pragma once

#include "value/calendar.h"

// Whether a span can end before another that starts on the same day, holidays aside.
bool span_ends_before(struct capaian_span span, struct capaian_span other);
