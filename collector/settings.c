#include "settings.h"

#include "client/command.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int64_t RESERVE_LEAST = 4 * INT64_C(1024) * 1024;

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
    const char *evaluator_key, *name, *reserve, *without;
};

static int wrong(const struct settings *settings, const char *name, const char *sentence) {
    return capaian_settings_wrong(&settings->told, name, sentence);
}

static int interpret(const struct given *given, struct settings *settings) {
    if (!given->evaluator_key)
        return capaian_command_fail(COMMAND_USAGE,
                                    "serve: the evaluator's public key is missing: --evaluator-key HEX or FILE");
    if (!capaian_endpoint_option(settings->intake))
        return wrong(settings, "intake", CAPAIAN_ENDPOINT_WRONG);
    if (!capaian_endpoint_option(settings->evaluator))
        return wrong(settings, "evaluator", CAPAIAN_ENDPOINT_WRONG);
    if (settings_bytes(given->reserve, &settings->reserve) < 0 || settings->reserve < RESERVE_LEAST)
        return wrong(settings, "reserve", "is a number of bytes from 4M on, as 512M or 2G");
    settings->any_goes_without = given->without != NULL;
    if (given->without && capaian_unhex(given->without, settings->goes_without, sizeof settings->goes_without) < 0)
        return wrong(settings, "go-without", "takes the epoch that the log names, 32 hexadecimal digits");
    if (name_of(given->name, settings->name) < 0)
        return wrong(settings, "name", "is 1 to 64 plain characters");
    int r = capaian_public_key_option(given->evaluator_key, settings->evaluator_key);
    if (r == 0)
        return COMMAND_GO_ON;
    char sentence[CAPAIAN_SETTINGS_PATH + 128];
    snprintf(sentence, sizeof sentence, "%s is neither 64 hexadecimal digits nor a key file: %s", given->evaluator_key,
             strerror(-r));
    (void)wrong(settings, "evaluator-key", sentence);
    return COMMAND_COULD_NOT;
}

static int find_paths(struct settings *settings) {
    struct capaian_settings *told = &settings->told;
    int code = capaian_settings_path(told, NULL, "journal.db", settings->journal);
    if (code == COMMAND_GO_ON)
        code = capaian_settings_path(told, told->key, "server.key", settings->key);
    if (code == COMMAND_GO_ON)
        code = capaian_settings_path(told, told->keys, "authorised_keys", settings->keys);
    told->key = settings->key;
    told->keys = settings->keys;
    return code;
}

int settings_read(int argc, char **argv, struct settings *ret) {
    struct given given = {.reserve = "1G"};
    *ret = (struct settings){.intake = "tcp://127.0.0.1:5570", .evaluator = "tcp://127.0.0.1:5571"};
    const struct capaian_option options[] = {
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
    };
    int code =
        capaian_settings_read(&ret->told, argc, argv,
                              "capaian-collector serve --state DIR --evaluator-key HEX|FILE\n\n"
                              "Takes messages from senders, keeps them on disk and forwards them to the evaluator.\n\n",
                              options, sizeof options / sizeof *options);
    if (code == COMMAND_GO_ON)
        code = find_paths(ret);
    if (code == COMMAND_GO_ON)
        code = interpret(&given, ret);
    given.name = ret->name;
    return code == COMMAND_GO_ON ? capaian_settings_show(&ret->told) : code;
}

void settings_free(struct settings *settings) {
    capaian_settings_free(&settings->told);
}
