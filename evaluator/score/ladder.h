// The consequence ladder: which step a person is eligible for on a day, and which that stand have lost their ground.
// The software says *eligible for step n, because*; a person decides. A pure function of the fold and the day.
//
// A step is reached in the post that the definitive appointment is to, where the unit's kind is among the rung's:
//   - step 1 when the chain of appointments has lasted max(after_months, the policy's min_months); a later step when
//     the one before it has been decided and after_months have passed since that decision. Days of a pause of the
//     person or the unit (force majeure) do not count;
//   - and not_before_months of the calendar have passed since the chain began;
//   - and the score of the settled card (score/tenure_card.h) over the rung's after_months is below the rung's. Without
//     a score there is no step.
// One that stands ends when the post is left, or when the card of the day on which it fired, made again, has a score
// that is no longer below. What was decided stays as it is, and a step that ended otherwise may fire again.
#pragma once

#include "fold/fold.h"

#define LADDER_ELIGIBLE "eligible"
#define LADDER_POST_LEFT "left_post"
#define LADDER_RESTATED "restated_away"

struct ladder_move {
    Capaian__V1__AlertState state;    // FIRING, or RESOLVED
    const char *reason;               // one of the above
    const struct consequence *of;     // what ends, or fires again; NULL: it is new
    const char *person, *ladder;
    unsigned step;
    const char *unit;               // the post in which the chain of appointments began
    int32_t since;                  // its first day
    const struct holder *holder;    // of the post that it is in now; NULL: left
    const struct rung *rung;        // NULL: the ladder has no such step any more
    bool has_score;                 // false where the post was left
    capaian_nano score;             // percent
    int32_t from, to;               // what the card covers, inclusive
};

// The moves of the day, at most `room`; what is returned points into the fold. 0, or -ENOMEM. *ret_count == room: there
// may be more, call again when these are applied (each to fold->consequences: FIRING with `fired` the day and `decided`
// 0, or RESOLVED). To be called when ladder_next_day has come, and after what may change a card of the past: a review,
// a dispute, a figure of a locked period, a pause, a decision, a catalogue.
int ladder_settle(const struct fold *fold, int32_t today, struct ladder_move *moves, size_t room, size_t *ret_count);

// The first day after `today` on which time alone could move something: a clock that has run, a lock, a post that
// begins or ends. DAY_NEVER when none is left. 0, or -ENOMEM.
int ladder_next_day(const struct fold *fold, int32_t today, int32_t *ret_day);
