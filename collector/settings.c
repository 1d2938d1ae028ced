#include "settings.h"

#include "net/observation.h"
#include "runtime/log.h"

#include <errno.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int64_t RESERVE_LEAST = 4 * INT64_C(1024) * 1024;

static int wrong(const char *sentence) {
    fprintf(stderr, "capaian-collector serve: %s\n", sentence);
    return -1;
}

// The sentence goes on from the place where the setting was given.
static int wrong_setting(const struct settings *settings, const char *name, const char *sentence) {
    char place[CAPAIAN_CONFIGURATION_TEXT];
    fprintf(stderr, "capaian-collector serve: %s %s\n",
            capaian_configuration_place(&settings->configuration, name, place), sentence);
    return -1;
}

int settings_bytes(const char *text, int64_t *ret) {
    if (*text < '0' || *text > '9')
        return -EINVAL;
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno != 0)
        return -EINVAL;
    int shift = 0;
    if (*end) {
        const char *units = "KMGT";
        const char *unit = strchr(units, *end);
        if (!unit || end[1] != '\0')
            return -EINVAL;
        shift = 10 * (int)(unit - units + 1);
    }
    if (value > INT64_MAX >> shift)
        return -EINVAL;
    *ret = (int64_t)value << shift;
    return 0;
}

// A file named on the command line, or the usual one in the state folder. False: too long.
static bool path(char buffer[SETTINGS_PATH], const char *given, const char *state, const char *usual) {
    int length =
        given ? snprintf(buffer, SETTINGS_PATH, "%s", given) : snprintf(buffer, SETTINGS_PATH, "%s/%s", state, usual);
    return length >= 0 && length < SETTINGS_PATH;
}

static int name_of(const char *given, char buffer[SETTINGS_NAME + 1]) {
    if (!given) {
        if (gethostname(buffer, SETTINGS_NAME + 1) < 0 || buffer[0] == '\0')
            snprintf(buffer, SETTINGS_NAME + 1, "collector");
        buffer[SETTINGS_NAME] = '\0';
        return 0;
    }
    size_t length = strlen(given);
    if (length == 0 || length > SETTINGS_NAME)
        return -EINVAL;
    for (const char *c = given; *c; c++) {
        if ((unsigned char)*c < ' ' || (unsigned char)*c > '~')
            return -EINVAL;
    }
    memcpy(buffer, given, length + 1);
    return 0;
}

// What was given as text.
struct given {
    const char *state, *evaluator_key, *name, *reserve, *without, *key, *keys, *log;
};

static int interpret(const struct given *given, struct settings *settings) {
    if (!given->state)
        return wrong("the state folder is missing: --state DIR");
    if (!given->evaluator_key)
        return wrong("the evaluator's public key is missing: --evaluator-key HEX or FILE");
    if (!capaian_endpoint_option(settings->intake))
        return wrong_setting(settings, "intake", CAPAIAN_ENDPOINT_WRONG);
    if (!capaian_endpoint_option(settings->evaluator))
        return wrong_setting(settings, "evaluator", CAPAIAN_ENDPOINT_WRONG);
    if (settings_bytes(given->reserve, &settings->reserve) < 0 || settings->reserve < RESERVE_LEAST)
        return wrong_setting(settings, "reserve", "is a number of bytes from 4M on, as 512M or 2G");
    if (given->without) {
        size_t size = 0;
        settings->any_goes_without = sodium_hex2bin(settings->goes_without, sizeof settings->goes_without,
                                                    given->without, strlen(given->without), NULL, &size, NULL) == 0 &&
                                     size == sizeof settings->goes_without;
        if (!settings->any_goes_without)
            return wrong_setting(settings, "go-without", "takes the epoch that the log names, 32 hexadecimal digits");
    }
    if (capaian_log_form(given->log) < 0)
        return wrong_setting(settings, "log", "is logfmt or json");
    if (settings->http && capaian_observation_check(settings->http) < 0)
        return wrong_setting(settings, "http", CAPAIAN_OBSERVATION_WRONG);
    if (name_of(given->name, settings->name) < 0)
        return wrong_setting(settings, "name", "is 1 to 64 plain characters");
    if (!path(settings->journal, NULL, given->state, "journal.db") ||
        !path(settings->key, given->key, given->state, "server.key") ||
        !path(settings->keys, given->keys, given->state, "authorised_keys"))
        return wrong("a path is too long");
    int r = capaian_public_key_option(given->evaluator_key, settings->evaluator_key);
    if (r < 0) {
        char sentence[SETTINGS_PATH + 128];
        snprintf(sentence, sizeof sentence, "%s is neither 64 hexadecimal digits nor a key file: %s",
                 given->evaluator_key, strerror(-r));
        (void)wrong_setting(settings, "evaluator-key", sentence);
        return -2;
    }
    return 0;
}

// The text, or where there is none that memory is short; the exit is settings_read's.
static int print(const char *before, char *text) {
    printf("%s%s", before, text ? text : "");
    free(text);
    return text ? 0 : wrong("out of memory");
}

static int read_given(int argc, char **argv, const struct capaian_option *options, size_t count,
                      struct settings *settings) {
    char error[CAPAIAN_CONFIGURATION_TEXT];
    settings->configuration = (struct capaian_configuration){.options = options, .count = count};
    if (capaian_configuration_read(&settings->configuration, argc, argv, getenv, error) < 0)
        return wrong(error);
    if (!settings->configuration.help)
        return 0;
    int r = print("capaian-collector serve --state DIR --evaluator-key HEX|FILE\n\n"
                  "Takes messages from senders, keeps them on disk and forwards them to the evaluator.\n\n",
                  capaian_configuration_help(&settings->configuration));
    return r < 0 ? r : 1;
}

int settings_read(int argc, char **argv, struct settings *ret) {
    struct given given = {.reserve = "1G", .log = "logfmt"};
    *ret = (struct settings){.intake = "tcp://127.0.0.1:5570", .evaluator = "tcp://127.0.0.1:5571"};
    const struct capaian_option options[] = {
        {"state", "DIR", "CAPAIAN_STATE", "folder with journal.db, server.key and authorised_keys", &given.state, NULL,
         false},
        {"intake", "ENDPOINT", "CAPAIAN_INTAKE", "where senders connect (tcp://127.0.0.1:5570)", &ret->intake, NULL,
         false},
        {"evaluator", "ENDPOINT", "CAPAIAN_EVALUATOR_LINK", "the evaluator's link (tcp://127.0.0.1:5571)",
         &ret->evaluator, NULL, false},
        {"evaluator-key", "HEX|FILE", "CAPAIAN_EVALUATOR_KEY", "the evaluator's public key", &given.evaluator_key, NULL,
         false},
        {"name", "NAME", "CAPAIAN_COLLECTOR_NAME", "shown in receipts and status (the host's name)", &given.name, NULL,
         false},
        {"simulated", NULL, "CAPAIAN_SIMULATED", "for a ledger in simulated time", NULL, &ret->simulated, false},
        {"reserve", "BYTES", "CAPAIAN_RESERVE", "disk for messages not yet applied: 512M, 2G (1G)", &given.reserve,
         NULL, false},
        {"go-without", "EPOCH", "CAPAIAN_GO_WITHOUT",
         "send to the ledger of that epoch although it lacks messages that are not here", &given.without, NULL, false},
        {"key", "FILE", "CAPAIAN_SERVE_KEY", "this collector's key pair (DIR/server.key)", &given.key, NULL, false},
        {"keys", "FILE", "CAPAIAN_SERVE_KEYS", "who may connect (DIR/authorised_keys)", &given.keys, NULL, false},
        {"http", "ADDRESS:PORT", "CAPAIAN_HTTP",
         "serve /livez, /readyz and /metrics there, to whoever can connect; a port alone is of loopback", &ret->http,
         NULL, false},
        {"log", "logfmt|json", "CAPAIAN_LOG", "the form of the log on standard error (logfmt)", &given.log, NULL,
         false},
        {"ready", "FILE", "CAPAIAN_READY", "written when senders can connect: a line name=endpoint", &ret->ready, NULL,
         false},
    };
    int r = read_given(argc, argv, options, sizeof options / sizeof *options, ret);
    if (r == 0)
        r = interpret(&given, ret);
    if (r == 0 && ret->configuration.check) {
        given.name = ret->name;
        given.key = ret->key;
        given.keys = ret->keys;
        r = print("", capaian_configuration_show(&ret->configuration));
    }
    ret->configuration.options = NULL;    // they end here
    return r;
}

void settings_free(struct settings *settings) {
    capaian_configuration_free(&settings->configuration);
}
