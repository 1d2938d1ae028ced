// What the client commands share: the options that say where the collector is and who asks.
#pragma once

#include "client/arguments.h"

// `deadline` where none is given. COMMAND_GO_ON with *ret filled; else the exit code to end with, as
// capaian_command_read.
int arguments_read(int argc, char **argv, const struct capaian_command_line *line, const char *deadline,
                   struct capaian_arguments *ret);

// The sentence for an error of the client; returns the code.
int arguments_unanswered(const struct capaian_arguments *arguments, int error);
