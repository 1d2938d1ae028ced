// How long it takes from handing a message in until the receipt, and until its alert is at a watcher.
#pragma once

#include "pair.h"
#include "rows.h"

// Samples in nanoseconds, kept over the rounds.
struct latencies {
    int64_t *samples;
    size_t count, room;
};

int64_t latencies_quantile(struct latencies *latencies, double share);    // sorts; 0 when there are none

// Sends single values that turn a judged month from missed to met and back, `rate` in a second for that long, while a
// watcher takes the live stream; each message must cause one alert. Threads of one process, one monotonic clock. 0, or
// -errno with a sentence on standard error.
int alerts_run(const struct pair *pair, double rate, double seconds, struct latencies *receipts,
               struct latencies *alerts);
