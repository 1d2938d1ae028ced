// What happened on the way to a year's target: follow-ups, decisions, restatements, reviews, revised targets; each at
// the point that it is about, and else at the next one.
#pragma once

#include "dashboard/events.h"

// A text for each of row->targets, "" where there is nothing. NULL: out of memory. `explanation` (for the versions of
// the targets) and `events` may be NULL.
const char **marks_of(struct view *view, const Capaian__V1__AttainmentRow *row,
                      const Capaian__V1__Explanation *explanation, const struct events *events);
