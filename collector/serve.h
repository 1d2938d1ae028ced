// `capaian-collector serve`: runs until it is told to stop. Returns the exit code.
#pragma once

#include "collector.h"

int command_serve(int argc, char **argv);

// One turn (collector.h), in which nothing new is taken when it is the last (`stopping`). 0; negative: the journal is
// broken, and nothing was answered that is not on disk. *ret_idle: there was nothing to do.
int collector_turn(struct collector *collector, bool stopping, bool *ret_idle);

// How long the next turn can wait when nothing comes, in milliseconds.
int64_t collector_patience(const struct collector *collector);
