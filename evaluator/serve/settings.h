// What `serve` is told on its command line, in its environment and in a file.
#pragma once

#include "runtime/configuration.h"
#include "serve/server.h"

struct serve_settings {
    struct server_setup setup;
    const char *ready;
    const char *http;                              // NULL: nobody observes
    char *paths[5];                                // of the setup
    struct capaian_configuration configuration;    // holds texts of the file; its options are not to be used
};

// COMMAND_GO_ON (configuration.check: they were to be shown, and are); else the exit code, after help or a sentence on
// standard error. To be freed in any case.
int serve_settings_read(int argc, char **argv, struct serve_settings *ret);
void serve_settings_free(struct serve_settings *settings);
