// Sends the messages of one or more sheets, many at once, prints what is said about their rows as it comes, and counts
// what became of every row.
#pragma once

#include "commands/arguments.h"
#include "commands/messages.h"
#include "commands/tally.h"

#include <stdbool.h>

struct parcel {
    const char *file;
    const struct message *message;
    bool begun, answered;
};

struct delivery {
    const struct arguments *arguments;
    bool judged;      // wait for the verdicts
    bool dry_run;     // store nothing
    bool receipts;    // print each message's id and receipt, and notes beside warnings and refusals
    struct parcel *parcels;
    size_t count;
    struct tally tally;    // added to
    bool busy_said;
};

// 0 when every message was answered or the deadline passed (the tally says which), -EINTR, or what the client gave.
int deliver(struct capaian_client *client, struct delivery *delivery);
