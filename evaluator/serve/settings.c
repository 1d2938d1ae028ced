#include "serve/settings.h"

#include "client/command.h"
#include "net/observation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What was given as text.
struct given {
    const char *state, *key, *keys, *acts, *log;
};

static int wrong(const char *sentence) {
    return capaian_command_fail(COMMAND_USAGE, "serve: %s", sentence);
}

// The sentence goes on from the place where the setting was given.
static int wrong_setting(const struct serve_settings *settings, const char *name, const char *sentence) {
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

// In the state folder, where it is not given.
static const char *path(char **place, const struct given *given, const char *name, const char *elsewhere) {
    if (elsewhere != NULL)
        *place = strdup(elsewhere);
    else if (asprintf(place, "%s/%s", given->state, name) < 0)
        *place = NULL;
    return *place;
}

// The name of the setting that is none; NULL: all are.
static const char *no_endpoint(const struct server_setup *setup) {
    return !capaian_endpoint_option(setup->link)     ? "link"
           : !capaian_endpoint_option(setup->alerts) ? "alerts"
           : !capaian_endpoint_option(setup->query)  ? "query"
                                                     : NULL;
}

static int interpret(const struct given *given, struct serve_settings *settings) {
    if (given->state == NULL)
        return wrong("--state DIR is needed (or CAPAIAN_STATE)");
    if (no_endpoint(&settings->setup) != NULL)
        return wrong_setting(settings, no_endpoint(&settings->setup), CAPAIAN_ENDPOINT_WRONG);
    if (settings->http != NULL && capaian_observation_check(settings->http) < 0)
        return wrong_setting(settings, "http", CAPAIAN_OBSERVATION_WRONG);
    if (capaian_log_form(given->log) < 0)
        return wrong_setting(settings, "log", "is logfmt or json");
    struct server_setup *setup = &settings->setup;
    setup->ledger = path(&settings->paths[0], given, "ledger.db", NULL);
    setup->key = path(&settings->paths[1], given, "server.key", given->key);
    setup->keys = path(&settings->paths[2], given, "authorised_keys", given->keys);
    setup->quarantine = path(&settings->paths[3], given, "ledger.in-hand", NULL);
    setup->acts = path(&settings->paths[4], given, "acts.log", given->acts);
    for (size_t i = 0; i < sizeof settings->paths / sizeof *settings->paths; i++) {
        if (settings->paths[i] == NULL)
            return capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    }
    return COMMAND_GO_ON;
}

static int read_given(int argc, char **argv, const struct capaian_option *options, size_t count,
                      struct serve_settings *settings) {
    char error[CAPAIAN_CONFIGURATION_TEXT];
    settings->configuration = (struct capaian_configuration){.options = options, .count = count};
    if (capaian_configuration_read(&settings->configuration, argc, argv, getenv, error) < 0)
        return wrong(error);
    return settings->configuration.help
               ? print("capaian-evaluator serve --state DIR [options]\n\nServes a ledger made with init.\n\n",
                       capaian_configuration_help(&settings->configuration))
               : COMMAND_GO_ON;
}

int serve_settings_read(int argc, char **argv, struct serve_settings *ret) {
    struct given given = {.log = "logfmt"};
    *ret = (struct serve_settings){
        .setup = {.link = "tcp://127.0.0.1:5571", .alerts = "tcp://127.0.0.1:5572", .query = "tcp://127.0.0.1:5573"}};
    const struct capaian_option options[] = {
        {"state", "DIR", "CAPAIAN_STATE", "the folder of the ledger and the keys", &given.state, NULL, false},
        {"link", "ENDPOINT", "CAPAIAN_LINK", "for collectors (tcp://127.0.0.1:5571)", &ret->setup.link, NULL, false},
        {"alerts", "ENDPOINT", "CAPAIAN_ALERTS", "for subscribers (tcp://127.0.0.1:5572)", &ret->setup.alerts, NULL,
         false},
        {"query", "ENDPOINT", "CAPAIAN_QUERY", "for queries, acts and follows (tcp://127.0.0.1:5573)",
         &ret->setup.query, NULL, false},
        {"key", "FILE", "CAPAIAN_SERVE_KEY", "the evaluator's own key pair (DIR/server.key)", &given.key, NULL, false},
        {"keys", "FILE", "CAPAIAN_SERVE_KEYS", "who may connect (DIR/authorised_keys)", &given.keys, NULL, false},
        {"acts", "FILE", "CAPAIAN_ACTS",
         "what people did, for a restore to list what is lost; best on another disk (DIR/acts.log)", &given.acts, NULL,
         false},
        {"http", "ADDRESS:PORT", "CAPAIAN_HTTP",
         "serve /livez, /readyz and /metrics there, to whoever can connect; a port alone is of loopback", &ret->http,
         NULL, false},
        {"log", "logfmt|json", "CAPAIAN_LOG", "the form of the log on standard error (logfmt)", &given.log, NULL,
         false},
        {"ready", "FILE", "CAPAIAN_READY", "written when the sockets are bound: a line name=endpoint each", &ret->ready,
         NULL, false},
    };
    int code = read_given(argc, argv, options, sizeof options / sizeof *options, ret);
    if (code == COMMAND_GO_ON)
        code = interpret(&given, ret);
    if (code == COMMAND_GO_ON && ret->configuration.check) {
        given.key = ret->setup.key;
        given.keys = ret->setup.keys;
        given.acts = ret->setup.acts;
        code = print("", capaian_configuration_show(&ret->configuration));
        code = code == COMMAND_WELL ? COMMAND_GO_ON : code;
    }
    ret->configuration.options = NULL;    // they end here
    return code;
}

void serve_settings_free(struct serve_settings *settings) {
    for (size_t i = 0; i < sizeof settings->paths / sizeof *settings->paths; i++)
        free(settings->paths[i]);
    capaian_configuration_free(&settings->configuration);
}
