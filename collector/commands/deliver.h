// Sends the messages of one or more sheets, many at once, keeps what is said about their rows, and counts what became
// of every row.
//
// A message that was sent before is answered with the verdict of then. Where that refused something, the same content
// is sent under the next id (wire/content_id.h), to be judged as things are now: what was refused because of the
// catalogue is not refused for ever.
#pragma once

#include "commands/arguments.h"
#include "commands/messages.h"
#include "commands/progress.h"
#include "commands/said.h"
#include "commands/tally.h"

#include <stdbool.h>

struct parcel {
    size_t file;
    const struct message *message;
    struct said *said;      // added to
    struct tally *tally;    // added to
    uint32_t attempt;
    bool begun, answered;
};

struct delivery {
    const struct capaian_arguments *arguments;
    bool judged;      // wait for the verdicts
    bool dry_run;     // store nothing
    bool receipts;    // say each message's id and receipt, and notes beside warnings and refusals
    bool drawn;       // show how far it is
    struct parcel *parcels;
    size_t count;
    bool busy_said;
    struct progress progress;
    // Those to send, in order; a ring with room for all.
    struct parcel **waiting;
    size_t first, waiting_count;
};

// 0 when every message was answered or the deadline passed (the tally says which), -EINTR, -ENOMEM, or what the client
// gave.
int deliver(struct capaian_client *client, struct delivery *delivery);
