// Senders at work, each with its own thread, client and key.
#pragma once

#include "pair.h"
#include "rows.h"

struct sending {
    unsigned senders;       // at most SENDERS_MAX
    unsigned unanswered;    // messages that a sender has under way; 1: it waits
    unsigned rows;          // of a message
    bool values;            // else events
    bool judged;            // an answer is the verdict, so the rows are applied; else the receipt
};

// Sends for that long and waits for the last answer. *ret: rows answered in a second. `pace`: messages in a second of
// each sender, 0: as many as can be. Anything but acceptance is an error, with a sentence on standard error. 0 or
// -errno.
int sending_run(const struct pair *pair, const struct sending *sending, double seconds, double pace, double *ret);
