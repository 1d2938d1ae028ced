// The card of a person in a post: what the unit answers for, and of that only what lies in the tenure. An indicator
// that came to the post while it ran, as by a merger, counts from the day on which it came.
#pragma once

#include "score/pauses.h"
#include "score/scorecard.h"
#include "score/stretch.h"
#include "score/tenure.h"

// Lines as scorecard_lines has them, for what came to the post by the last of these days and of the tenure, each with
// the first day of it in this post. 0, or -ENOMEM.
int tenure_lines(const struct fold *fold, const struct duties *duties, const struct tenure *tenure, int32_t from,
                 int32_t to, struct scorecard *ret);

// The same, and what was in the post on some of the days `from` to `to` and has gone to another since, as by a merger
// or after the tenure. 0, or -ENOMEM.
int tenure_lines_then(const struct fold *fold, const struct duties *duties, const struct tenure *tenure, int32_t from,
                      int32_t to, struct scorecard *ret);

// In a year, by the policy's rule, as seen on a day. *ret_from and *ret_to: the days of the year that the tenure
// covers, up to the day before `today`; after each other when it covers none, and then the card has no lines. 0, or
// -ENOMEM.
int tenure_card(const struct fold *fold, const struct duties *duties, const struct tenure *tenure, int year,
                int32_t today, struct scorecard *ret, int32_t *ret_from, int32_t *ret_to);

// The card that consequences stand on: each indicator over its own last `months` that count and are settled, which end
// at the latest checkpoint that is locked on the day; left out where they would begin before the tenure or `from`,
// before the indicator came to the post, or before anything was agreed on for the indicator: nine months of targets are
// no year. Across years the sums of all add up; of the rest the latest year counts. Figures must be final, and reviewed
// where the policy asks for it; a checkpoint that is short of that is left out. *ret_from and *ret_to: what the lines
// of the score cover.
struct settled {
    int32_t from, today;
    unsigned months;
    const struct pauses *pauses;    // nothing that was reported for a pause counts
};

int settled_card(const struct fold *fold, const struct duties *duties, const struct tenure *tenure,
                 const struct settled *settled, struct scorecard *ret, int32_t *ret_from, int32_t *ret_to);
