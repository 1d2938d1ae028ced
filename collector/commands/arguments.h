// What the client commands share: where the collector is, who asks, in which language; connecting, and words in two
// languages. Whatever goes wrong is said here, once, in one sentence on standard error.
#pragma once

#include "client/client.h"
#include "runtime/options.h"
#include "value/calendar.h"
#include "value/text.h"
#include "wire/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arguments {
    enum capaian_language language;
    struct capaian_calendar zone;    // in which instants are read and written
    int64_t deadline_ms;
    const char *endpoint;
    const char *server_key;    // hexadecimal or a file
    const char *key;           // a key pair file
};

// A command as its --help shows it.
struct command_line {
    const char *usage;                       // "receipt ID"
    const char *help;                        // sentences and examples; ends with a line end
    const char *deadline;                    // where none is given: 10s
    const struct capaian_option *options;    // its own, beside the shared ones
    size_t option_count;
    int operands_least, operands_most;
};

enum { ARGUMENTS_GO_ON = -1 };

// ARGUMENTS_GO_ON with *ret filled and the operands in argv[1…]; else the exit code to end with: COMMAND_WELL after
// --help, COMMAND_USAGE after a sentence.
int arguments_read(int argc, char **argv, const struct command_line *line, struct arguments *ret, int *ret_operands);

// COMMAND_WELL, or the exit code after a sentence. SIGINT and SIGTERM end a wait from here on.
int arguments_connect(const struct arguments *arguments, struct capaian_client **ret);

// "capaian-collector: sentence" on standard error; returns the code.
int command_fail(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

// The sentence for an error of the client; returns the code.
int command_fail_client(const struct arguments *arguments, int error);

// Writes the text to standard output, frees it. COMMAND_WELL, or COMMAND_COULD_NOT after a sentence.
int command_print(struct capaian_string *text);

// Picks the text of the language, which may be a format.
const char *in_language(enum capaian_language language, const char *indonesian, const char *english)
    __attribute__((format_arg(2), format_arg(3)));
