// What `serve` is told on its command line and in its environment.
#pragma once

#include "wire/limits.h"

#include <stdbool.h>
#include <stdint.h>

enum { SETTINGS_PATH = 4096, SETTINGS_NAME = 64 };

struct settings {
    const char *intake, *evaluator, *ready;
    uint8_t evaluator_key[CAPAIAN_KEY_SIZE];
    bool simulated;
    bool any_goes_without;
    uint8_t goes_without[CAPAIAN_EPOCH_SIZE];    // the epoch of a ledger that may lack what is not here any more
    int64_t reserve;
    char name[SETTINGS_NAME + 1];
    char journal[SETTINGS_PATH], key[SETTINGS_PATH], keys[SETTINGS_PATH];
};

// argv[0] is the command word. 0; 1: only help was asked for, printed; -1 after a sentence on standard error: the
// command line is wrong, -2: a file that it names cannot be read.
int settings_read(int argc, char **argv, struct settings *ret);

// "1073741824", "512M", "1G": 0 or -EINVAL.
int settings_bytes(const char *text, int64_t *ret);
