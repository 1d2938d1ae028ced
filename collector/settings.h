// What `serve` is told on its command line, in its environment and in a file.
#pragma once

#include "runtime/settings.h"
#include "wire/limits.h"

#include <stdbool.h>
#include <stdint.h>

enum { SETTINGS_NAME = 64 };

struct settings {
    const char *intake, *evaluator;
    uint8_t evaluator_key[CAPAIAN_KEY_SIZE];
    bool simulated;
    bool any_goes_without;
    uint8_t goes_without[CAPAIAN_EPOCH_SIZE];    // the epoch of a ledger that may lack what is not here any more
    int64_t reserve;
    char name[SETTINGS_NAME + 1];
    char journal[CAPAIAN_SETTINGS_PATH], key[CAPAIAN_SETTINGS_PATH], keys[CAPAIAN_SETTINGS_PATH];
    struct capaian_settings told;
};

// argv[0] is the command word. COMMAND_GO_ON (told.configuration.check: they were to be shown, and are); else the exit
// code, after help or a sentence on standard error. To be freed in any case.
int settings_read(int argc, char **argv, struct settings *ret);
void settings_free(struct settings *settings);

// "1073741824", "512M", "1G": 0 or -EINVAL.
int settings_bytes(const char *text, int64_t *ret);
