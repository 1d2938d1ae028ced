// The options that the evaluator's commands share: where it is, who asks, how the answer is written.
#pragma once

#include "client/arguments.h"

enum arguments_kind {
    ARGUMENTS_LOCAL,    // no evaluator: language and form of the answer only
    ARGUMENTS_QUERY,
    ARGUMENTS_ACT,
};

// COMMAND_GO_ON with *ret filled; else the exit code to end with, as capaian_command_read.
int arguments_read(int argc, char **argv, const struct capaian_command_line *line, enum arguments_kind kind,
                   struct capaian_arguments *ret);

// An instant that something is asked as of: a day means its end, in the zone of the arguments. COMMAND_GO_ON, or
// COMMAND_USAGE after a sentence.
int arguments_instant(const struct capaian_arguments *arguments, const char *option, const char *text, int64_t *ret);
