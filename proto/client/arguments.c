#include "client/arguments.h"

#include "runtime/daemon.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

int capaian_arguments_interpret(struct capaian_arguments *arguments, const char *language, const char *zone,
                                const char *deadline) {
    if (strstr(arguments->endpoint, "://") == NULL)
        return capaian_command_fail(COMMAND_USAGE, "--endpoint %s names no transport: write tcp://%s",
                                    arguments->endpoint, arguments->endpoint);
    if (strcmp(language, "id") == 0)
        arguments->language = CAPAIAN_INDONESIAN;
    else if (strcmp(language, "en") == 0)
        arguments->language = CAPAIAN_ENGLISH;
    else
        return capaian_command_fail(COMMAND_USAGE, "--lang is id or en, not %s", language);
    if (capaian_zone_parse(zone, &arguments->zone.offset_s) < 0)
        return capaian_command_fail(COMMAND_USAGE, "--zone %s is not a time zone: WIB, WITA, WIT, UTC or +07:00", zone);
    if (capaian_duration_parse(deadline, &arguments->deadline_ms) < 0)
        return capaian_command_fail(COMMAND_USAGE, "--deadline %s is not a length of time: 500ms, 10s, 5m, 2h",
                                    deadline);
    return COMMAND_GO_ON;
}

static int read_keys(const struct capaian_arguments *arguments, struct capaian_server *server,
                     struct capaian_keypair *pair) {
    int error = capaian_public_key_option(arguments->server_key, server->key);
    if (error < 0)
        return capaian_command_fail(COMMAND_COULD_NOT,
                                    "--server-key %s is neither 64 hexadecimal digits nor a key file: %s",
                                    arguments->server_key, strerror(-error));
    error = capaian_keypair_read(arguments->key, pair);
    if (error == -EPERM)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s may be read by others; chmod 600 it", arguments->key);
    if (error == -EBADMSG)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s is not a key pair file (see keygen)", arguments->key);
    if (error < 0)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s: %s", arguments->key, strerror(-error));
    return COMMAND_WELL;
}

int capaian_arguments_connect(const struct capaian_arguments *arguments, struct capaian_client **ret) {
    struct capaian_server server = {.endpoint = arguments->endpoint};
    struct capaian_client_options options = {
        .servers = &server, .server_count = 1, .silence_ms = arguments->silence_ms};
    int code = read_keys(arguments, &server, &options.pair);
    if (code != COMMAND_WELL)
        return code;
    capaian_stop_on_signals();
    int error = capaian_client_open(&options, ret);
    capaian_keypair_wipe(&options.pair);
    if (error < 0)
        return capaian_command_fail(COMMAND_COULD_NOT, "cannot connect to %s: %s", arguments->endpoint,
                                    strerror(-error));
    return COMMAND_WELL;
}

int capaian_arguments_unanswered(const struct capaian_arguments *arguments, const char *daemon, int error) {
    enum capaian_language language = arguments->language;
    switch (error) {
    case -ETIMEDOUT:
        return capaian_command_fail(
            COMMAND_COULD_NOT,
            capaian_in_language(language,
                                "tidak ada jawaban dari %s dalam %" PRId64
                                " ms: jalankah %snya, benarkah kuncinya, dan terdaftarkah kunci Anda?",
                                "no answer from %s within %" PRId64
                                " ms: is the %s running, is its key right, and is your key listed?"),
            arguments->endpoint, arguments->deadline_ms, daemon);
    case -EINTR:
        return capaian_command_fail(
            COMMAND_COULD_NOT, "%s",
            capaian_in_language(language, "dihentikan sebelum ada jawaban", "stopped before there was an answer"));
    default:
        return capaian_command_fail(COMMAND_COULD_NOT, "%s: %s", arguments->endpoint, strerror(-error));
    }
}
