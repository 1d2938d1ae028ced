// Command lines: flags, then the environment. A pure function of what it is given; it prints nothing.
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { CAPAIAN_OPTIONS_MAX = 64 };

struct capaian_option {
    const char *name;           // "--name" on the command line
    const char *argument;       // NULL: a switch; else what stands in the help: FILE, ENDPOINT
    const char *environment;    // variable that stands in when the flag is absent, or NULL
    const char *help;
    const char **value;    // where the argument goes (borrowed from argv or the environment)
    bool *given;           // for switches; may be NULL for options
    bool required;
};

// Reads argv[1…]: --name value, --name=value, switches; everything else (and all after --) is an operand, moved to the
// front of argv[1…]. `environment` is a getenv. 0, or -EINVAL with one specific sentence in ret_error (256 bytes).
int capaian_options_parse(int argc, char **argv, const struct capaian_option *options, size_t count,
                          char *(*environment)(const char *), int *ret_operands, char *ret_error);

// The list of options as aligned lines for --help; malloc'd.
char *capaian_options_help(const struct capaian_option *options, size_t count);

// "64 hex digits" or the path of a key file (its public line). 0 or -errno.
int capaian_public_key_option(const char *text, unsigned char ret_key[32]);

// Where sockets are bound or connected: tcp://HOST:PORT (the port may be *, for one of the kernel's) or ipc://PATH.
bool capaian_endpoint_option(const char *text);
#define CAPAIAN_ENDPOINT_WRONG "is an endpoint: tcp://127.0.0.1:5570, tcp://*:5570"
