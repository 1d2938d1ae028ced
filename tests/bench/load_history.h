// Messages of the history, handed to a running pair as fast as it takes them.
#pragma once

#include "history.h"
#include "pair.h"

#include <stdbool.h>

struct history_load {
    enum history_kind kind;
    unsigned units;         // of the catalogue
    uint64_t first;         // number of the first message
    size_t messages;        // how many
    unsigned senders;       // each with a thread and a connection of its own
    unsigned unanswered;    // messages that a sender has under way
    bool random;            // ids; else ordered by time
    bool judged;            // an answer is the verdict, so the rows are applied; else the receipt
};

enum { COLLECTOR, EVALUATOR, DAEMONS };

// What it took: seconds from the first message to the last answer; of each daemon the processor time, and bytes given
// to the system to write, over its files and sockets.
struct history_cost {
    uint64_t rows;
    double seconds, used[DAEMONS], written[DAEMONS];
};

// Of both daemons, less what it was before: called once before, with zeros, and once after.
void history_count(const struct pair *pair, struct history_cost *cost);

// Anything but acceptance is an error, with a sentence on standard error. 0 or -errno.
int history_load(const struct pair *pair, const struct history_load *load, struct history_cost *ret);
