// Senders at work, each with its own thread and connection: the same for every system.
#pragma once

#include "system.h"

enum { READY_MADE = 64 };    // messages of a sender that it sends again and again, where that can be

struct sending {
    unsigned senders;       // at most SENDERS_MAX
    unsigned unanswered;    // messages that a sender has under way; 1: it waits
    unsigned rows;          // of a message
    enum rows_kind kind;
    bool judged;    // an answer is the verdict, so the rows are applied; else the receipt
    bool random;    // ids without order; else ordered by time
};

// Sends for that long and waits for the last answer. *ret: rows answered in a second. `pace`: messages in a second of
// each sender, 0: as many as can be. Anything but acceptance is an error, with a sentence on standard error. 0 or
// -errno.
int sending_run(const struct system *system, const struct place *place, const struct sending *sending, double seconds,
                double pace, double *ret);
