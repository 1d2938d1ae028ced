#include "commands/arguments.h"

#include "commands/commands.h"
#include "value/text.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTIONS_MAX = 24 };

int command_fail(int code, const char *format, ...) {
    va_list list;
    va_start(list, format);
    fputs("capaian-evaluator: ", stderr);
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

static bool help_asked(int argc, char **argv) {
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0)
            return true;
    }
    return false;
}

static int print_help(const struct command_line *line, const struct capaian_option *options, size_t count) {
    char *list = capaian_options_help(options, count);
    if (!list)
        return command_fail(COMMAND_COULD_NOT, "out of memory");
    struct capaian_string out = {0};
    capaian_string_add(&out, "capaian-evaluator %s\n\n%s\n%s", line->usage, line->help, list);
    free(list);
    return command_print(&out);
}

static int read_values(struct arguments *arguments, const char *language, const char *zone, const char *timeout) {
    if (strcmp(language, "id") == 0)
        arguments->language = CAPAIAN_INDONESIAN;
    else if (strcmp(language, "en") == 0)
        arguments->language = CAPAIAN_ENGLISH;
    else
        return command_fail(COMMAND_USAGE, "--lang is id or en, not %s", language);
    if (capaian_zone_parse(zone, &arguments->zone.offset_s) < 0)
        return command_fail(COMMAND_USAGE, "--zone %s is not a time zone: WIB, WITA, WIT, UTC or +07:00", zone);
    if (capaian_duration_parse(timeout, &arguments->deadline_ms) < 0)
        return command_fail(COMMAND_USAGE, "--deadline %s is not a length of time: 500ms, 10s, 5m, 2h", timeout);
    return ARGUMENTS_GO_ON;
}

int arguments_read(int argc, char **argv, const struct command_line *line, struct arguments *ret, int *ret_operands) {
    struct arguments found = {.endpoint = "tcp://127.0.0.1:5573"};
    const char *language = "id";
    const char *zone = "WIB";
    const char *timeout = line->kind == ARGUMENTS_ACT ? "60s" : "10s";
    const struct capaian_option shared[] = {
        {"json", NULL, NULL, "answer as JSON", NULL, &found.json, false},
        {"lang", "id|en", "CAPAIAN_LANG", "language of the answer, id where not given", &language, NULL, false},
        {"zone", "ZONE", "CAPAIAN_ZONE", "time zone of dates and times: WIB (not given), WITA, WIT, UTC, +07:00", &zone,
         NULL, false},
        {"endpoint", "ENDPOINT", "CAPAIAN_EVALUATOR", "the evaluator's query socket, tcp://127.0.0.1:5573",
         &found.endpoint, NULL, false},
        {"server-key", "HEX|FILE", "CAPAIAN_EVALUATOR_KEY", "the evaluator's public key", &found.server_key, NULL,
         true},
        {"key", "FILE", "CAPAIAN_KEY", "your own key pair (see keygen)", &found.key, NULL, true},
        {"deadline", "TIME", NULL, "how long to wait for an answer: 10s, for acts 60s", &timeout, NULL, false},
        {"actor", "NAME", NULL, "who does this, for the record", &found.actor, NULL, false},
        {"reason", "TEXT", NULL, "why, for the record", &found.reason, NULL, false},
    };
    static const size_t SHARED_COUNT[] = {[ARGUMENTS_LOCAL] = 2, [ARGUMENTS_QUERY] = 7, [ARGUMENTS_ACT] = 9};
    size_t shared_count = SHARED_COUNT[line->kind];
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
        return command_fail(COMMAND_USAGE, "write it as: capaian-evaluator %s", line->usage);
    if (strstr(found.endpoint, "://") == NULL)
        return command_fail(COMMAND_USAGE, "--endpoint %s names no transport: write tcp://%s", found.endpoint,
                            found.endpoint);
    int code = read_values(&found, language, zone, timeout);
    if (code != ARGUMENTS_GO_ON)
        return code;
    *ret = found;
    *ret_operands = operands;
    return ARGUMENTS_GO_ON;
}
