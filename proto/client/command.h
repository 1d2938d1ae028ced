// The commands of our own programs, as people meet them: the exit codes, one clear sentence on standard error when
// something is wrong, --help. Unlike the rest of the library this prints; nothing else in it calls this.
#pragma once

#include "net/key.h"
#include "runtime/options.h"
#include "value/text.h"
#include "wire/error.h"

#include <stddef.h>

// What every function named after a command returns, and the process with it.
enum capaian_command_exit {
    COMMAND_WELL = 0,         // all well
    COMMAND_NO = 1,           // the answer is no: refused, errors found, unknown
    COMMAND_USAGE = 2,        // the command line is wrong
    COMMAND_COULD_NOT = 3,    // no connection, time ran out, disk, lock, rights
};

// No exit code: nothing is decided yet.
enum { COMMAND_GO_ON = -1 };

// The name that stands before every sentence and usage; borrowed. Once, when the program starts.
void capaian_command_program(const char *name);

// "name: sentence" on standard error; returns the code.
int capaian_command_fail(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Writes the text to standard output, frees it. COMMAND_WELL, or COMMAND_COULD_NOT after a sentence.
int capaian_command_print(struct capaian_string *text);

// Picks the text of the language, which may be a format: both with the same arguments.
const char *capaian_in_language(enum capaian_language language, const char *indonesian, const char *english)
    __attribute__((format_arg(2), format_arg(3)));

// A command as its --help shows it.
struct capaian_command_line {
    const char *usage;                       // "receipt ID", without the program's name
    const char *help;                        // sentences and examples; ends with a line end
    const struct capaian_option *options;    // its own, beside the ones it shares with others
    size_t option_count;
    int operands_least, operands_most;
};

// Reads argv[1…], argv[0] being the command's word, with the command's own options and then the shared ones.
// COMMAND_GO_ON with the operands in argv[1…]; else the exit code to end with: COMMAND_WELL after --help, COMMAND_USAGE
// after a sentence.
int capaian_command_read(int argc, char **argv, const struct capaian_command_line *line,
                         const struct capaian_option *shared, size_t shared_count, int *ret_operands);

// Makes a key pair in a new file. COMMAND_WELL with the public key in hexadecimal, or COMMAND_COULD_NOT after a
// sentence.
int capaian_command_keygen(const char *file, char ret_public[2 * CAPAIAN_KEY_SIZE + 1]);
