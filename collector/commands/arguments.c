#include "commands/arguments.h"

#include "commands/commands.h"
#include "runtime/daemon.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTIONS_MAX = 24 };

int command_fail(int code, const char *format, ...) {
    va_list list;
    va_start(list, format);
    fputs("capaian-collector: ", stderr);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
    return code;
}

int command_print(struct capaian_string *text) {
    int code = COMMAND_WELL;
    if (text->failed)
        code = command_fail(COMMAND_COULD_NOT, "out of memory");
    else if ((text->size > 0 && fwrite(text->text, 1, text->size, stdout) != text->size) || fflush(stdout) != 0)
        code = command_fail(COMMAND_COULD_NOT, "standard output: %s", strerror(errno));
    capaian_string_free(text);
    return code;
}

const char *in_language(enum capaian_language language, const char *indonesian, const char *english) {
    return language == CAPAIAN_ENGLISH ? english : indonesian;
}

static bool help_asked(int argc, char **argv) {
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0)
            return true;
    }
    return false;
}

static int print_help(const struct command_line *line, const struct capaian_option *options, size_t count) {
    char *list = capaian_options_help(options, count);
    if (list == NULL)
        return command_fail(COMMAND_COULD_NOT, "out of memory");
    struct capaian_string out = {0};
    capaian_string_add(&out, "capaian-collector %s\n\n%s\n%s", line->usage, line->help, list);
    free(list);
    return command_print(&out);
}

static int read_values(struct arguments *arguments, const char *language, const char *zone, const char *deadline) {
    if (strcmp(language, "id") == 0)
        arguments->language = CAPAIAN_INDONESIAN;
    else if (strcmp(language, "en") == 0)
        arguments->language = CAPAIAN_ENGLISH;
    else
        return command_fail(COMMAND_USAGE, "--lang is id or en, not %s", language);
    if (capaian_zone_parse(zone, &arguments->zone.offset_s) < 0)
        return command_fail(COMMAND_USAGE, "--zone %s is not a time zone: WIB, WITA, WIT, UTC or +07:00", zone);
    if (capaian_duration_parse(deadline, &arguments->deadline_ms) < 0)
        return command_fail(COMMAND_USAGE, "--deadline %s is not a length of time: 500ms, 10s, 5m, 2h", deadline);
    return ARGUMENTS_GO_ON;
}

int arguments_read(int argc, char **argv, const struct command_line *line, struct arguments *ret, int *ret_operands) {
    struct arguments found = {.endpoint = "tcp://127.0.0.1:5570"};
    const char *language = "id";
    const char *zone = "WIB";
    const char *deadline = line->deadline;
    const struct capaian_option shared[] = {
        {"endpoint", "ENDPOINT", "CAPAIAN_COLLECTOR", "the collector's intake; tcp://127.0.0.1:5570 where not given",
         &found.endpoint, NULL, false},
        {"server-key", "HEX|FILE", "CAPAIAN_COLLECTOR_KEY", "the collector's public key", &found.server_key, NULL,
         true},
        {"key", "FILE", "CAPAIAN_KEY", "your own key pair (see keygen)", &found.key, NULL, true},
        {"lang", "id|en", "CAPAIAN_LANG", "language of the answers; id where not given", &language, NULL, false},
        {"zone", "ZONE", "CAPAIAN_ZONE", "time zone of dates: WIB (where not given), WITA, WIT, UTC, +07:00", &zone,
         NULL, false},
        {"deadline", "DURATION", NULL, "how long to try; where not given, submit takes 2m, others 10s", &deadline, NULL,
         false},
    };
    const size_t shared_count = sizeof(shared) / sizeof(*shared);
    struct capaian_option options[OPTIONS_MAX];
    size_t count = 0;
    assert(line->option_count + shared_count <= OPTIONS_MAX);
    for (size_t i = 0; i < line->option_count; i++)
        options[count++] = line->options[i];
    for (size_t i = 0; i < shared_count; i++)
        options[count++] = shared[i];

    if (help_asked(argc, argv))
        return print_help(line, options, count);
    char error[256];
    int operands = 0;
    if (capaian_options_parse(argc, argv, options, count, getenv, &operands, error) < 0)
        return command_fail(COMMAND_USAGE, "%s: %s", argv[0], error);
    if (operands < line->operands_least || operands > line->operands_most)
        return command_fail(COMMAND_USAGE, "write it as: capaian-collector %s", line->usage);
    if (strstr(found.endpoint, "://") == NULL)
        return command_fail(COMMAND_USAGE, "--endpoint %s names no transport: write tcp://%s", found.endpoint,
                            found.endpoint);
    int code = read_values(&found, language, zone, deadline);
    if (code != ARGUMENTS_GO_ON)
        return code;
    *ret = found;
    *ret_operands = operands;
    return ARGUMENTS_GO_ON;
}

static int read_keys(const struct arguments *arguments, struct capaian_server *server, struct capaian_keypair *pair) {
    int error = capaian_public_key_option(arguments->server_key, server->key);
    if (error < 0)
        return command_fail(COMMAND_COULD_NOT, "--server-key %s is neither 64 hexadecimal digits nor a key file: %s",
                            arguments->server_key, strerror(-error));
    error = capaian_keypair_read(arguments->key, pair);
    if (error == -EPERM)
        return command_fail(COMMAND_COULD_NOT, "%s may be read by others; chmod 600 it", arguments->key);
    if (error == -EBADMSG)
        return command_fail(COMMAND_COULD_NOT, "%s is not a key pair file (see keygen)", arguments->key);
    if (error < 0)
        return command_fail(COMMAND_COULD_NOT, "%s: %s", arguments->key, strerror(-error));
    return COMMAND_WELL;
}

int arguments_connect(const struct arguments *arguments, struct capaian_client **ret) {
    struct capaian_server server = {.endpoint = arguments->endpoint};
    struct capaian_client_options options = {.servers = &server, .server_count = 1};
    int code = read_keys(arguments, &server, &options.pair);
    if (code != COMMAND_WELL)
        return code;
    capaian_stop_on_signals();
    int error = capaian_client_open(&options, ret);
    capaian_keypair_wipe(&options.pair);
    if (error < 0)
        return command_fail(COMMAND_COULD_NOT, "cannot connect to %s: %s", arguments->endpoint, strerror(-error));
    return COMMAND_WELL;
}

int command_fail_client(const struct arguments *arguments, int error) {
    switch (error) {
    case -ETIMEDOUT:
        return command_fail(COMMAND_COULD_NOT,
                            in_language(arguments->language,
                                        "tidak ada jawaban dari %s dalam %" PRId64
                                        " ms: jalankah kolektornya, benarkah kuncinya, dan terdaftarkah kunci Anda?",
                                        "no answer from %s within %" PRId64
                                        " ms: is the collector running, is its key right, and is your key listed?"),
                            arguments->endpoint, arguments->deadline_ms);
    case -EINTR:
        return command_fail(
            COMMAND_COULD_NOT, "%s",
            in_language(arguments->language, "dihentikan sebelum ada jawaban", "stopped before there was an answer"));
    case -EPROTO:
        return command_fail(COMMAND_COULD_NOT,
                            in_language(arguments->language, "%s bukan kolektor", "%s is not a collector"),
                            arguments->endpoint);
    default:
        return command_fail(COMMAND_COULD_NOT, "%s: %s", arguments->endpoint, strerror(-error));
    }
}
