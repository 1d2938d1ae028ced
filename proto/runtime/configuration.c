#include "runtime/configuration.h"

#include "value/text.h"

#include <assert.h>
#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OWN = 3 };    // --config, --check-config, --help

static int fail(char *ret_error, const char *format, ...) __attribute__((format(printf, 2, 3)));
static int fail(char *ret_error, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(ret_error, CAPAIAN_CONFIGURATION_TEXT, format, arguments);
    va_end(arguments);
    return -EINVAL;
}

static void add_own(struct capaian_configuration *configuration, struct capaian_option own[OWN]) {
    own[0] = (struct capaian_option){.name = "config",
                                     .argument = "FILE",
                                     .environment = "CAPAIAN_CONFIG",
                                     .help = "more settings, a line `name = value` each, named as these",
                                     .value = &configuration->file};
    own[1] = (struct capaian_option){.name = "check-config",
                                     .help = "show every setting with where it comes from, and end",
                                     .given = &configuration->check};
    own[2] = (struct capaian_option){.name = "help", .help = "this list", .given = &configuration->help};
}

// One source of flags or variables, read by the same rules as those of any command.
struct layer {
    struct capaian_option options[CAPAIAN_OPTIONS_MAX];
    const char *values[CAPAIAN_OPTIONS_MAX];
    bool given[CAPAIAN_OPTIONS_MAX];
};

static int read_layer(struct capaian_configuration *configuration, int argc, char **argv,
                      char *(*environment)(const char *), struct layer *layer, char *ret_error) {
    assert(configuration->count + OWN <= CAPAIAN_OPTIONS_MAX);
    for (size_t i = 0; i < configuration->count; i++) {
        layer->options[i] = configuration->options[i];
        layer->options[i].value = &layer->values[i];
        layer->options[i].given = &layer->given[i];
    }
    add_own(configuration, layer->options + configuration->count);
    int operands = 0;
    int r = capaian_options_parse(argc, argv, layer->options, configuration->count + OWN, environment, &operands,
                                  ret_error);
    return r == 0 && operands > 0 ? fail(ret_error, "takes options only, no other words: %s", argv[1]) : r;
}

static char *no_environment(const char *name) {
    (void)name;
    return NULL;
}

// What the layer says and no layer before it has.
static void lay(struct capaian_configuration *configuration, const struct layer *layer, enum capaian_origin origin) {
    for (size_t i = 0; i < configuration->count; i++) {
        const struct capaian_option *option = &configuration->options[i];
        if (!layer->given[i] || configuration->told[i].origin != CAPAIAN_FROM_DEFAULT)
            continue;
        configuration->told[i].origin = origin;
        if (option->argument)
            *option->value = layer->values[i];
        else
            *option->given = true;
    }
}

// A variable that says 0 takes a switch back that the file has on.
static void lay_off(struct capaian_configuration *configuration, char *(*environment)(const char *)) {
    for (size_t i = 0; i < configuration->count; i++) {
        const struct capaian_option *option = &configuration->options[i];
        const char *value = !option->argument && option->environment ? environment(option->environment) : NULL;
        if (value && strcmp(value, "0") == 0 && configuration->told[i].origin == CAPAIAN_FROM_DEFAULT)
            configuration->told[i].origin = CAPAIAN_FROM_ENVIRONMENT;
    }
}

struct reading {
    struct capaian_configuration *configuration;
    FILE *file;
    unsigned line;
    char *error;
    int result;
};

static int find(struct reading *reading, const char *format, ...) __attribute__((format(printf, 2, 3)));
static int find(struct reading *reading, const char *format, ...) {
    if (reading->result < 0)
        return 1;    // the first is told
    char sentence[CAPAIAN_CONFIGURATION_TEXT];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    reading->result = fail(reading->error, "%.200s:%u: %.300s", reading->configuration->file, reading->line, sentence);
    return 1;
}

// As fgets, for inih, which does not tell the number of a line. Blanks at its start would make it go on with the value
// before.
static char *give_line(char *buffer, int size, void *context) {
    struct reading *reading = context;
    if (!fgets(buffer, size, reading->file))
        return NULL;
    reading->line++;
    size_t length = strlen(buffer);
    if (buffer[length - (length > 0)] != '\n' && !feof(reading->file)) {
        find(reading, "the line is longer than %d bytes", size - 2);
        return NULL;
    }
    size_t blanks = strspn(buffer, " \t");
    memmove(buffer, buffer + blanks, length + 1 - blanks);
    if (*buffer != '\0' && !strchr("\r\n;#[", *buffer) && !strpbrk(buffer, "=:"))
        find(reading, "is not `name = value`: %.100s", strtok(buffer, "\r\n"));
    return buffer;
}

static int take_switch(struct reading *reading, const struct capaian_option *option, const char *value, bool counts) {
    bool on = strcmp(value, "yes") == 0;
    if (!on && strcmp(value, "no") != 0)
        return find(reading, "%s is yes or no", option->name);
    if (counts)
        *option->given = on;
    return 1;
}

static int take_value(void *context, const char *section, const char *name, const char *value) {
    struct reading *reading = context;
    struct capaian_configuration *configuration = reading->configuration;
    size_t index = 0;
    while (index < configuration->count && strcmp(configuration->options[index].name, name) != 0)
        index++;
    if (*section != '\0')
        return find(reading, "there are no [sections] here; take the line [%s] away", section);
    if (index == configuration->count)
        return find(reading, "there is no setting %s; --help lists them", name);
    const struct capaian_option *option = &configuration->options[index];
    if (configuration->told[index].line != 0)
        return find(reading, "%s is given already in line %u", name, configuration->told[index].line);
    configuration->told[index].line = reading->line;
    if (*value == '\0')
        return find(reading, "%s needs a value: %s", name, option->argument ? option->argument : "yes or no");
    bool counts = configuration->told[index].origin == CAPAIAN_FROM_DEFAULT;
    if (counts)
        configuration->told[index].origin = CAPAIAN_FROM_FILE;
    if (!option->argument)
        return take_switch(reading, option, value, counts);
    configuration->told[index].value = strdup(value);
    if (!configuration->told[index].value)
        return find(reading, "out of memory");
    if (counts)
        *option->value = configuration->told[index].value;
    return 1;
}

static int read_file(struct capaian_configuration *configuration, char *ret_error) {
    struct reading reading = {.configuration = configuration, .error = ret_error};
    reading.file = fopen(configuration->file, "re");
    if (!reading.file)
        return fail(ret_error, "%s: %s", configuration->file, strerror(errno));
    int line = ini_parse_stream(give_line, &reading, take_value, &reading);
    if (ferror(reading.file))
        reading.result = fail(ret_error, "%s: %s", configuration->file, strerror(EIO));
    else if (line != 0 && reading.result == 0)
        reading.result = fail(ret_error, "%s:%d: is not `name = value`", configuration->file, line);
    fclose(reading.file);
    return reading.result;
}

int capaian_configuration_read(struct capaian_configuration *configuration, int argc, char **argv,
                               char *(*environment)(const char *), char *ret_error) {
    struct layer flags = {0}, variables = {0};
    char *no_words[] = {argv[0], NULL};
    int r = read_layer(configuration, argc, argv, no_environment, &flags, ret_error);
    if (r < 0 || configuration->help)
        return r;
    lay(configuration, &flags, CAPAIAN_FROM_FLAG);
    const char *file = configuration->file;
    r = read_layer(configuration, 1, no_words, environment, &variables, ret_error);
    if (r < 0)
        return r;
    configuration->file = file ? file : configuration->file;
    lay(configuration, &variables, CAPAIAN_FROM_ENVIRONMENT);
    lay_off(configuration, environment);
    return configuration->file ? read_file(configuration, ret_error) : 0;
}

void capaian_configuration_free(struct capaian_configuration *configuration) {
    for (size_t i = 0; i < configuration->count; i++)
        free(configuration->told[i].value);
}

static void add_place(const struct capaian_configuration *configuration, size_t index, char *buffer) {
    const struct capaian_option *option = &configuration->options[index];
    switch (configuration->told[index].origin) {
    case CAPAIAN_FROM_ENVIRONMENT:
        snprintf(buffer, CAPAIAN_CONFIGURATION_TEXT, "%s", option->environment);
        break;
    case CAPAIAN_FROM_FILE:
        snprintf(buffer, CAPAIAN_CONFIGURATION_TEXT, "%.400s:%u", configuration->file, configuration->told[index].line);
        break;
    case CAPAIAN_FROM_FLAG:
    case CAPAIAN_FROM_DEFAULT:
        snprintf(buffer, CAPAIAN_CONFIGURATION_TEXT, "--%s", option->name);
        break;
    }
}

const char *capaian_configuration_place(const struct capaian_configuration *configuration, const char *name,
                                        char buffer[CAPAIAN_CONFIGURATION_TEXT]) {
    size_t index = 0;
    while (index < configuration->count && strcmp(configuration->options[index].name, name) != 0)
        index++;
    assert(index < configuration->count);
    add_place(configuration, index, buffer);
    size_t size = strlen(buffer);
    if (configuration->told[index].origin == CAPAIAN_FROM_FILE)
        snprintf(buffer + size, CAPAIAN_CONFIGURATION_TEXT - size, ": %s", name);
    return buffer;
}

char *capaian_configuration_show(const struct capaian_configuration *configuration) {
    struct capaian_string text = {0};
    for (size_t i = 0; i < configuration->count; i++) {
        const struct capaian_option *option = &configuration->options[i];
        const char *value = option->argument ? *option->value : *option->given ? "yes" : "no";
        char origin[CAPAIAN_CONFIGURATION_TEXT] = "default";
        if (configuration->told[i].origin != CAPAIAN_FROM_DEFAULT)
            add_place(configuration, i, origin);
        if (value)
            capaian_string_add(&text, "%s = %s    ; %s\n", option->name, value, origin);
        else
            capaian_string_add(&text, "; %s is not set\n", option->name);
    }
    return text.text;
}

char *capaian_configuration_help(const struct capaian_configuration *configuration) {
    struct capaian_configuration unused = {0};
    struct capaian_option options[CAPAIAN_OPTIONS_MAX];
    for (size_t i = 0; i < configuration->count; i++)
        options[i] = configuration->options[i];
    add_own(&unused, options + configuration->count);
    return capaian_options_help(options, configuration->count + OWN);
}
