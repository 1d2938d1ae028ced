// What `serve` is told on its command line, in its environment and in a file.
#pragma once

#include "runtime/configuration.h"
#include "wire/limits.h"

#include <stdbool.h>
#include <stdint.h>

enum { SETTINGS_PATH = 4096, SETTINGS_NAME = 64 };

struct settings {
    const char *intake, *evaluator, *ready;
    const char *http;    // NULL: nobody observes
    uint8_t evaluator_key[CAPAIAN_KEY_SIZE];
    bool simulated;
    bool any_goes_without;
    uint8_t goes_without[CAPAIAN_EPOCH_SIZE];    // the epoch of a ledger that may lack what is not here any more
    int64_t reserve;
    char name[SETTINGS_NAME + 1];
    char journal[SETTINGS_PATH], key[SETTINGS_PATH], keys[SETTINGS_PATH];
    struct capaian_configuration configuration;    // holds texts of the file; its options are not to be used
};

// argv[0] is the command word. 0 (configuration.check: they were to be shown, and are); 1: only help was asked for,
// printed; -1 after a sentence on standard error: something is given wrongly, -2: a file that it names cannot be read.
// To be freed in any case.
int settings_read(int argc, char **argv, struct settings *ret);
void settings_free(struct settings *settings);

// "1073741824", "512M", "1G": 0 or -EINVAL.
int settings_bytes(const char *text, int64_t *ret);
