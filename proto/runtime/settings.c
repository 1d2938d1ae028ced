#include "runtime/settings.h"

#include "client/command.h"
#include "net/observation.h"
#include "runtime/log.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int capaian_settings_wrong(const struct capaian_settings *settings, const char *name, const char *sentence) {
    char place[CAPAIAN_CONFIGURATION_TEXT];
    return capaian_command_fail(COMMAND_USAGE, "serve: %s %s",
                                capaian_configuration_place(&settings->configuration, name, place), sentence);
}

static int print(const char *before, char *text) {
    struct capaian_string out = {.failed = text == NULL};
    capaian_string_add(&out, "%s%s", before, text == NULL ? "" : text);
    free(text);
    return capaian_command_print(&out);
}

static void add(struct capaian_settings *settings, const struct capaian_option *options, size_t count) {
    assert(settings->configuration.count + count <= CAPAIAN_SETTINGS_OPTIONS);
    memcpy(settings->options + settings->configuration.count, options, count * sizeof *options);
    settings->configuration.count += count;
}

int capaian_settings_read(struct capaian_settings *settings, int argc, char **argv, const char *heading,
                          const struct capaian_option *own, size_t count) {
    *settings = (struct capaian_settings){.log = "logfmt"};
    const struct capaian_option first[] = {
        {"state", "DIR", "CAPAIAN_STATE", "the folder of its database and keys", &settings->state, NULL, false},
    };
    const struct capaian_option last[] = {
        {"key", "FILE", "CAPAIAN_SERVE_KEY", "its own key pair (DIR/server.key)", &settings->key, NULL, false},
        {"keys", "FILE", "CAPAIAN_SERVE_KEYS", "who may connect (DIR/authorised_keys)", &settings->keys, NULL, false},
        {"http", "ADDRESS:PORT", "CAPAIAN_HTTP",
         "serve /livez, /readyz and /metrics there, to whoever can connect; a port alone is of loopback",
         &settings->http, NULL, false},
        {"log", "logfmt|json", "CAPAIAN_LOG", "the form of the log on standard error (logfmt)", &settings->log, NULL,
         false},
        {"ready", "FILE", "CAPAIAN_READY", "written when its sockets are bound: a line name=endpoint each",
         &settings->ready, NULL, false},
    };
    settings->configuration.options = settings->options;
    add(settings, first, sizeof first / sizeof *first);
    add(settings, own, count);
    add(settings, last, sizeof last / sizeof *last);
    char error[CAPAIAN_CONFIGURATION_TEXT];
    if (capaian_configuration_read(&settings->configuration, argc, argv, getenv, error) < 0)
        return capaian_command_fail(COMMAND_USAGE, "serve: %s", error);
    if (settings->configuration.help)
        return print(heading, capaian_configuration_help(&settings->configuration));
    if (!settings->state)
        return capaian_command_fail(COMMAND_USAGE, "serve: the state folder is missing: --state DIR");
    if (capaian_log_form(settings->log) < 0)
        return capaian_settings_wrong(settings, "log", "is logfmt or json");
    if (settings->http && capaian_observation_check(settings->http) < 0)
        return capaian_settings_wrong(settings, "http", CAPAIAN_OBSERVATION_WRONG);
    return COMMAND_GO_ON;
}

void capaian_settings_free(struct capaian_settings *settings) {
    capaian_configuration_free(&settings->configuration);
}

int capaian_settings_path(const struct capaian_settings *settings, const char *given, const char *usual,
                          char ret[CAPAIAN_SETTINGS_PATH]) {
    int length = given ? snprintf(ret, CAPAIAN_SETTINGS_PATH, "%s", given)
                       : snprintf(ret, CAPAIAN_SETTINGS_PATH, "%s/%s", settings->state, usual);
    return length >= 0 && length < CAPAIAN_SETTINGS_PATH
               ? COMMAND_GO_ON
               : capaian_command_fail(COMMAND_USAGE, "serve: the path of %s is too long", usual);
}

int capaian_settings_show(struct capaian_settings *settings) {
    int code =
        settings->configuration.check ? print("", capaian_configuration_show(&settings->configuration)) : COMMAND_WELL;
    settings->configuration.options = NULL;
    return code == COMMAND_WELL ? COMMAND_GO_ON : code;
}
