// What became of the rows of a command.
#pragma once

#include "commands/arguments.h"

#include <stdbool.h>
#include <stdint.h>

// Rows, each in one of the first five.
struct tally {
    uint64_t accepted;
    uint64_t refused;
    uint64_t pending;       // on the collector's disk, the verdict to come
    uint64_t not_stored;    // not sent, or the collector was busy until the deadline
    uint64_t unanswered;    // sent, and nobody said whether it was stored
    uint64_t before;        // of the accepted: sent, and accepted, before this command
    uint64_t unchanged;     // of the others accepted
    uint64_t warnings;
    uint64_t files_unread;    // refused as a whole, so that no row was counted
};

// In one line.
void tally_text(struct capaian_string *out, enum capaian_language language, bool dry_run, const struct tally *tally);

// As a JSON object in a line.
void tally_json(struct capaian_string *out, bool dry_run, const struct tally *tally);

// COMMAND_WELL when all is done, COMMAND_NO when rows or files were refused, COMMAND_COULD_NOT when some must be sent
// again or, where verdicts were waited for, some have none yet.
int tally_exit(const struct tally *tally, bool judged);
