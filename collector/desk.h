// The intake: takes what is waiting there, asks intake.h what is to become of each, and gives the replies once the
// journal holds what they say. Who waits for a verdict is told here too.
#pragma once

#include "collector.h"

// Takes up to DESK_BATCH messages; what is new goes into the journal's transaction. The number taken, or -EIO. When the
// disk turns out to be full, collector->lost is set and the transaction is gone.
int desk_receive(struct collector *collector);

// After the commit, or after `lost`: the replies of this turn.
void desk_reply(struct collector *collector);

// A verdict that is now on disk goes to who waits for it and to where the message came from.
void desk_push(struct collector *collector, uint64_t sequence, Capaian__V1__Verdict *verdict);

// The verdict of a dry run, or NULL: the evaluator is away.
void desk_trial(struct collector *collector, uint64_t trial, Capaian__V1__Verdict *verdict);
void desk_trials_lost(struct collector *collector);

// Ends the patience of those who waited until now, and offers late replies again. 0 or -EIO.
int desk_upkeep(struct collector *collector, int64_t now);

// Everybody who still waits is told what is known.
void desk_close(struct collector *collector);
