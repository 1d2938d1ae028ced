// How long it takes from handing a message in until the receipt, and until its alert is at a watcher. Threads of one
// process, one monotonic clock.
#pragma once

#include "system.h"

#include <stddef.h>

// Samples in nanoseconds.
struct latencies {
    int64_t *samples;
    size_t count, room;
};

int latencies_add(struct latencies *latencies, int64_t sample);          // 0 or -ENOMEM
double latencies_quantile(struct latencies *latencies, double share);    // ms; sorts; 0 when there are none

// Single values that turn a judged month from missed to met and back: each is told to whoever watches. The first of
// them only bring the watchers to their live stream.
struct flips {
    uint32_t first, count, warm;
    double rate;      // in a second
    int64_t *sent;    // when, by flip
};

// `next` is the system's next number of a flip, and goes on from run to run. 0 or -ENOMEM.
int flips_start(struct flips *flips, uint32_t *next, double rate, double warm_seconds, double seconds);
void flips_end(struct flips *flips);

// Sends them as they fall due, whether those before are answered or not. 0, or -errno with a sentence.
int flips_send(struct flips *flips, const struct system *system, const struct place *place,
               struct latencies *ret_receipts);

// Which of them has that figure: its index, or -1.
int64_t flips_find(const struct flips *flips, int64_t figure);

// All of it, with one watcher, who must be told of each; first LATENCY_WARM_S more. 0, or -errno with a sentence.
#define LATENCY_WARM_S 1.5
int latency_run(const struct system *system, const struct place *place, uint32_t *next, double rate, double seconds,
                struct latencies *receipts, struct latencies *alerts);
