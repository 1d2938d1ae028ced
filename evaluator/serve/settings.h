// What `serve` is told on its command line, in its environment and in a file.
#pragma once

#include "runtime/settings.h"
#include "serve/server.h"

enum serve_path { SERVE_LEDGER, SERVE_KEY, SERVE_KEYS, SERVE_QUARANTINE, SERVE_ACTS, SERVE_BACKUPS, SERVE_PATHS };

struct serve_settings {
    struct server_setup setup;
    struct capaian_settings told;
    char paths[SERVE_PATHS][CAPAIAN_SETTINGS_PATH];    // of the setup
};

// COMMAND_GO_ON (told.configuration.check: they were to be shown, and are); else the exit code, after help or a
// sentence on standard error. To be freed in any case.
int serve_settings_read(int argc, char **argv, struct serve_settings *ret);
void serve_settings_free(struct serve_settings *settings);
