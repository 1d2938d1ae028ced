// What both daemons are told alike when they `serve`, over runtime/configuration.h, and how they complain of it: with a
// sentence on standard error and an exit code of client/command.h.
#pragma once

#include "runtime/configuration.h"

enum { CAPAIAN_SETTINGS_PATH = 4096, CAPAIAN_SETTINGS_OPTIONS = 32 };

struct capaian_settings {
    const char *state, *key, *keys, *log;
    const char *ready;                             // NULL: nobody waits
    const char *http;                              // NULL: nobody observes
    struct capaian_configuration configuration;    // holds the texts of the file
    struct capaian_option options[CAPAIAN_SETTINGS_OPTIONS];
};

// argv[0] is the command's word; `own` are the daemon's other options. COMMAND_GO_ON with the state folder named and
// what is common checked; else the exit code, after help or a sentence. To be freed in any case.
int capaian_settings_read(struct capaian_settings *settings, int argc, char **argv, const char *heading,
                          const struct capaian_option *own, size_t count);
void capaian_settings_free(struct capaian_settings *settings);

// COMMAND_USAGE after a sentence that goes on from the place where the setting was given.
int capaian_settings_wrong(const struct capaian_settings *settings, const char *name, const char *sentence);

// The file that was given, or the usual one in the state folder. COMMAND_GO_ON, or COMMAND_USAGE after a sentence.
int capaian_settings_path(const struct capaian_settings *settings, const char *given, const char *usual,
                          char ret[CAPAIAN_SETTINGS_PATH]);

// Prints them where that was asked for, at last: the options are forgotten, whose places may end with the caller.
// COMMAND_GO_ON, or the exit code after a sentence.
int capaian_settings_show(struct capaian_settings *settings);
