// The part of a command line that the client commands share: where the evaluator is, who asks, how the answer is
// written. One clear sentence on standard error when it is wrong.
#pragma once

#include "runtime/options.h"
#include "value/calendar.h"
#include "value/text.h"
#include "wire/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arguments {
    enum capaian_language language;
    bool json;
    struct capaian_calendar zone;    // in which instants are read and written
    int64_t deadline_ms;
    int64_t silence_ms;    // until a request is repeated; 0: as the client does (client/client.h)
    const char *endpoint;
    const char *server_key;    // hexadecimal or a file
    const char *key;           // a key pair file
    const char *actor;         // of acts
    const char *reason;
};

enum arguments_kind {
    ARGUMENTS_LOCAL,    // no evaluator: language and form of the answer only
    ARGUMENTS_QUERY,
    ARGUMENTS_ACT,
};

// A command as its --help shows it.
struct command_line {
    const char *usage;    // "report [--unit UNIT]"
    const char *help;     // sentences; ends with a line end
    enum arguments_kind kind;
    const struct capaian_option *options;    // its own, beside the shared ones
    size_t option_count;
    int operands_least, operands_most;
};

enum { ARGUMENTS_GO_ON = -1 };

// ARGUMENTS_GO_ON with *ret filled and the operands in argv[1…]; else the exit code to end with: COMMAND_WELL after
// --help, COMMAND_USAGE after a sentence.
int arguments_read(int argc, char **argv, const struct command_line *line, struct arguments *ret, int *ret_operands);

// "capaian-evaluator: sentence" on standard error; returns the code.
int command_fail(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Writes the text to standard output, frees it. COMMAND_WELL, or COMMAND_COULD_NOT after a sentence.
int command_print(struct capaian_string *text);
