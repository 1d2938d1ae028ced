// How long it takes from handing a message in until its receipt, and until its alert is at a watcher, while nothing
// else is going on.
#pragma once

#include "pair.h"

struct turns {
    uint64_t first;     // number of the first message
    unsigned count;     // messages
    double rate;        // of them in a second
    uint64_t events;    // that there have been, so that the watcher need not replay them
};

struct turns_latency {
    double receipt_p50, receipt_p99, alert_p50, alert_p99;    // ms
};

// Each message turns one judged month to missed or back and must cause one alert. One process, one monotonic clock. 0,
// or -errno with a sentence on standard error.
int turns_run(const struct pair *pair, const struct turns *turns, struct turns_latency *ret);
