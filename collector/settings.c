#include "settings.h"

#include "runtime/options.h"

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

int settings_read(int argc, char **argv, struct settings *ret) {
    const char *state = NULL, *intake = "tcp://127.0.0.1:5570", *evaluator = "tcp://127.0.0.1:5571";
    const char *evaluator_key = NULL, *name = NULL, *reserve = "1G", *without = NULL, *key = NULL, *keys = NULL,
               *ready = NULL;
    bool simulated = false, help = false;
    const struct capaian_option options[] = {
        {"state", "DIR", "CAPAIAN_STATE", "folder with journal.db, server.key and authorised_keys", &state, NULL,
         false},
        {"intake", "ENDPOINT", "CAPAIAN_INTAKE", "where senders connect (tcp://127.0.0.1:5570)", &intake, NULL, false},
        {"evaluator", "ENDPOINT", "CAPAIAN_EVALUATOR_LINK", "the evaluator's link (tcp://127.0.0.1:5571)", &evaluator,
         NULL, false},
        {"evaluator-key", "HEX|FILE", "CAPAIAN_EVALUATOR_KEY", "the evaluator's public key", &evaluator_key, NULL,
         false},
        {"name", "NAME", "CAPAIAN_COLLECTOR_NAME", "shown in receipts and status (the host's name)", &name, NULL,
         false},
        {"simulated", NULL, NULL, "for a ledger in simulated time", NULL, &simulated, false},
        {"reserve", "BYTES", "CAPAIAN_RESERVE", "disk for messages not yet applied: 512M, 2G (1G)", &reserve, NULL,
         false},
        {"go-without", "EPOCH", NULL, "send to the ledger of that epoch although it lacks messages that are not here",
         &without, NULL, false},
        {"key", "FILE", NULL, "this collector's key pair (DIR/server.key)", &key, NULL, false},
        {"keys", "FILE", NULL, "who may connect (DIR/authorised_keys)", &keys, NULL, false},
        {"ready", "FILE", NULL, "written when senders can connect: a line name=endpoint", &ready, NULL, false},
        {"help", NULL, NULL, "this list", NULL, &help, false},
    };
    const size_t count = sizeof options / sizeof *options;
    char error[256];
    int operands = 0;
    if (capaian_options_parse(argc, argv, options, count, getenv, &operands, error) < 0)
        return wrong(error);
    if (help) {
        char *lines = capaian_options_help(options, count);
        printf("capaian-collector serve --state DIR --evaluator-key HEX|FILE\n\n"
               "Takes messages from senders, keeps them on disk and forwards them to the evaluator.\n\n%s",
               lines ? lines : "");
        free(lines);
        return 1;
    }
    if (operands > 0)
        return wrong("takes options only, no other words");
    if (!state)
        return wrong("the state folder is missing: --state DIR");
    if (!evaluator_key)
        return wrong("the evaluator's public key is missing: --evaluator-key HEX or FILE");
    struct settings settings = {.intake = intake, .evaluator = evaluator, .ready = ready, .simulated = simulated};
    if (settings_bytes(reserve, &settings.reserve) < 0 || settings.reserve < RESERVE_LEAST)
        return wrong("--reserve is a number of bytes from 4M on, as 512M or 2G");
    if (without) {
        size_t size = 0;
        settings.any_goes_without = sodium_hex2bin(settings.goes_without, sizeof settings.goes_without, without,
                                                   strlen(without), NULL, &size, NULL) == 0 &&
                                    size == sizeof settings.goes_without;
        if (!settings.any_goes_without)
            return wrong("--go-without takes the epoch that the log names, 32 hexadecimal digits");
    }
    if (name_of(name, settings.name) < 0)
        return wrong("--name is 1 to 64 plain characters");
    if (!path(settings.journal, NULL, state, "journal.db") || !path(settings.key, key, state, "server.key") ||
        !path(settings.keys, keys, state, "authorised_keys"))
        return wrong("a path is too long");
    int r = capaian_public_key_option(evaluator_key, settings.evaluator_key);
    if (r < 0) {
        fprintf(stderr,
                "capaian-collector serve: --evaluator-key %s is neither 64 hexadecimal digits nor a key file: %s\n",
                evaluator_key, strerror(-r));
        return -2;
    }
    *ret = settings;
    return 0;
}
