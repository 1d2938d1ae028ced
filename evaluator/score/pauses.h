// Months that count: of the calendar, without the days on which force majeure stopped the clock.
#pragma once

#include "fold/fold.h"

struct pause {
    int32_t from, to;    // inclusive
};

struct pauses {
    struct pause *list;    // ascending, apart from each other
    size_t count;
};

// What is paused for a person in a unit, or for the unit (or one that it succeeds). 0, or -ENOMEM.
int pauses_read(const struct fold *fold, const char *person, const char *unit, struct pauses *ret);
void pauses_free(struct pauses *pauses);

// The same day so many months later, or earlier where it is negative; the month's last day where it has no such day.
int32_t months_from(int32_t day, int months);

// The first day on which so many months that count have passed since `start`; DAY_NEVER: a pause has no end.
int32_t months_after(const struct pauses *pauses, int32_t start, unsigned months);
// The first day of the so many months that count before `end`.
int32_t months_before(const struct pauses *pauses, int32_t end, unsigned months);
