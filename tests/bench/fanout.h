// Very many watchers of our pair at once: each takes the whole live stream.
#pragma once

#include "latency.h"

struct fanout;

// Connects them and waits until each has heard the evaluator. 0 or -errno with a sentence.
int fanout_open(const struct place *place, unsigned count, struct fanout **ret);

// Flips for that long; every watcher must be told of each of them. *alerts gets a sample for each watcher and alert.
// 0 or -errno with a sentence.
int fanout_run(struct fanout *fanout, uint32_t *next, double rate, double seconds, struct latencies *alerts);
struct fanout *fanout_close(struct fanout *fanout);
