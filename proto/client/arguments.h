// What the command lines that talk to a daemon share: where it is, who asks, in which language and zone the answer is
// written, how long to wait. Each program has its own table of the options; here is what they mean. Whatever goes
// wrong is said once, on standard error.
#pragma once

#include "client/client.h"
#include "client/command.h"
#include "value/calendar.h"

#include <stdbool.h>
#include <stdint.h>

// An option that a command does not take stays as it is when zero.
struct capaian_arguments {
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
    int operands;    // how many there are, in argv[1…]
};

// Reads the options that are more than their text, and looks at the endpoint. COMMAND_GO_ON, or COMMAND_USAGE after a
// sentence.
int capaian_arguments_interpret(struct capaian_arguments *arguments, const char *language, const char *zone,
                                const char *deadline);

// COMMAND_WELL, or the exit code after a sentence. SIGINT and SIGTERM end a wait from here on.
int capaian_arguments_connect(const struct capaian_arguments *arguments, struct capaian_client **ret);

// The sentence for an error of the client. `daemon` is what should have answered, in the language of the arguments.
// Returns COMMAND_COULD_NOT.
int capaian_arguments_unanswered(const struct capaian_arguments *arguments, const char *daemon, int error);
