#include "runtime/options.h"

#include "net/key.h"
#include "value/text.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { ERROR_SIZE = 256, HELP_COLUMN_MAX = 32 };

// What was found for each option: its argument, or "" for a switch.
struct findings {
    const char *values[CAPAIAN_OPTIONS_MAX];
};

static int fail(char *ret_error, const char *format, ...) __attribute__((format(printf, 2, 3)));
static int fail(char *ret_error, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(ret_error, ERROR_SIZE, format, arguments);
    va_end(arguments);
    return -EINVAL;
}

// `word` begins after the two dashes.
static size_t find(const struct capaian_option *options, size_t count, const char *word) {
    size_t size = strcspn(word, "=");
    for (size_t i = 0; i < count; i++) {
        if (strlen(options[i].name) == size && strncmp(options[i].name, word, size) == 0)
            return i;
    }
    return count;
}

// Reads the option at argv[*at] and moves *at to the last word that it used.
static int read_option(int argc, char **argv, int *at, const struct capaian_option *options, size_t count,
                       struct findings *findings, char *ret_error) {
    const char *word = argv[*at] + 2;
    size_t index = find(options, count, word);
    if (index == count)
        return fail(ret_error, "there is no option --%.*s", (int)strcspn(word, "="), word);
    const struct capaian_option *option = &options[index];
    const char *equals = strchr(word, '=');
    if (!option->argument) {
        if (equals)
            return fail(ret_error, "--%s takes no value", option->name);
        findings->values[index] = "";
        return 0;
    }
    const char *value = equals ? equals + 1 : NULL;
    // A value that begins with two dashes is written --name=--value; apart, it is an option whose value was forgotten.
    if (!value && *at + 1 < argc && strncmp(argv[*at + 1], "--", 2) != 0)
        value = argv[++*at];
    if (!value || *value == '\0')
        return fail(ret_error, "--%s needs a value: %s", option->name, option->argument);
    if (findings->values[index])
        return fail(ret_error, "--%s is given twice", option->name);
    findings->values[index] = value;
    return 0;
}

static int read_environment(const struct capaian_option *options, size_t count, char *(*environment)(const char *),
                            struct findings *findings, char *ret_error) {
    for (size_t i = 0; i < count; i++) {
        const struct capaian_option *option = &options[i];
        if (!findings->values[i] && option->environment) {
            const char *value = environment(option->environment);
            // A switch is off when its variable says 0.
            if (value && *value && (option->argument || strcmp(value, "0") != 0))
                findings->values[i] = value;
        }
        if (!findings->values[i] && option->required)
            return fail(ret_error, "--%s %s is required%s%s", option->name, option->argument ? option->argument : "",
                        option->environment ? "; the environment may give it as " : "",
                        option->environment ? option->environment : "");
    }
    return 0;
}

int capaian_options_parse(int argc, char **argv, const struct capaian_option *options, size_t count,
                          char *(*environment)(const char *), int *ret_operands, char *ret_error) {
    assert(count <= CAPAIAN_OPTIONS_MAX);
    struct findings findings = {{NULL}};
    int operands = 0;
    bool ended = false;    // by --
    for (int i = 1; i < argc; i++) {
        if (ended || strncmp(argv[i], "--", 2) != 0) {
            argv[1 + operands++] = argv[i];
        } else if (argv[i][2] == '\0') {
            ended = true;
        } else {
            int error = read_option(argc, argv, &i, options, count, &findings, ret_error);
            if (error < 0)
                return error;
        }
    }
    int error = read_environment(options, count, environment, &findings, ret_error);
    if (error < 0)
        return error;
    for (size_t i = 0; i < count; i++) {
        if (findings.values[i] && options[i].value)
            *options[i].value = findings.values[i];
        if (findings.values[i] && options[i].given)
            *options[i].given = true;
    }
    *ret_operands = operands;
    return 0;
}

static size_t left_size(const struct capaian_option *option) {
    return strlen("--") + strlen(option->name) + (option->argument ? 1 + strlen(option->argument) : 0);
}

char *capaian_options_help(const struct capaian_option *options, size_t count) {
    size_t width = 0;
    for (size_t i = 0; i < count; i++) {
        size_t size = left_size(&options[i]);
        if (size > width && size <= HELP_COLUMN_MAX)
            width = size;
    }
    struct capaian_string text = {0};
    capaian_string_add_bytes(&text, "", 0);
    for (size_t i = 0; i < count; i++) {
        const struct capaian_option *option = &options[i];
        size_t size = left_size(option);
        capaian_string_add(&text, "  --%s%s%s%*s  %s", option->name, option->argument ? " " : "",
                           option->argument ? option->argument : "", size < width ? (int)(width - size) : 0, "",
                           option->help);
        if (option->required || option->environment)
            capaian_string_add(&text, " (%s%s%s)", option->required ? "required" : "",
                               option->required && option->environment ? ", or " : "",
                               option->environment ? option->environment : "");
        capaian_string_add(&text, "\n");
    }
    return text.text;
}

int capaian_public_key_option(const char *text, unsigned char ret_key[32]) {
    if (*text == '\0')
        return -EINVAL;
    if (capaian_unhex(text, ret_key, CAPAIAN_KEY_SIZE) == 0)
        return 0;
    return capaian_public_key_read(text, ret_key);
}

bool capaian_endpoint_option(const char *text) {
    if (strncmp(text, "ipc://", 6) == 0)
        return text[6] != '\0';
    const char *host = text + strlen("tcp://"), *colon = strrchr(text, ':');
    if (strncmp(text, "tcp://", 6) != 0 || colon <= host)
        return false;
    return strcmp(colon + 1, "*") == 0 || (colon[1] != '\0' && strspn(colon + 1, "0123456789") == strlen(colon + 1));
}
