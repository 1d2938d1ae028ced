// The settings of a daemon: flags, over the environment, over one file, over the defaults, all by one table of options.
// The file has a line `name = value` a setting, named as the flag is; a switch is yes or no.
#pragma once

#include "runtime/options.h"

enum { CAPAIAN_CONFIGURATION_TEXT = 512 };    // of a sentence, or a place

enum capaian_origin { CAPAIAN_FROM_DEFAULT, CAPAIAN_FROM_FLAG, CAPAIAN_FROM_ENVIRONMENT, CAPAIAN_FROM_FILE };

struct capaian_configuration {
    // The caller's. Besides them --config, --check-config and --help are read. None is required: the caller says best
    // what is missing.
    const struct capaian_option *options;
    size_t count;

    const char *file;    // NULL: none
    bool check;          // only to be checked and shown
    bool help;
    struct {
        enum capaian_origin origin;
        unsigned line;    // in the file
        char *value;      // from the file
    } told[CAPAIAN_OPTIONS_MAX];
};

// Sets what the options point to, which lives until capaian_configuration_free. 0, or -EINVAL with a sentence that
// names the place (CAPAIAN_CONFIGURATION_TEXT bytes); where help was asked for, nothing else is read.
int capaian_configuration_read(struct capaian_configuration *configuration, int argc, char **argv,
                               char *(*environment)(const char *), char *ret_error);
void capaian_configuration_free(struct capaian_configuration *configuration);

// Where a setting was given, to begin a sentence with: --name, CAPAIAN_NAME or FILE:4: name. Returns the buffer.
const char *capaian_configuration_place(const struct capaian_configuration *configuration, const char *name,
                                        char buffer[CAPAIAN_CONFIGURATION_TEXT]);

// The settings as they count now, each with its origin, in the form of the file; and the list for --help. malloc'd.
char *capaian_configuration_show(const struct capaian_configuration *configuration);
char *capaian_configuration_help(const struct capaian_configuration *configuration);
