#include "client/command.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTIONS_MAX = 24 };

static const char *program = "capaian";

void capaian_command_program(const char *name) {
    program = name;
}

int capaian_command_fail(int code, const char *format, ...) {
    va_list list;
    va_start(list, format);
    fprintf(stderr, "%s: ", program);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
    return code;
}

int capaian_command_print(struct capaian_string *text) {
    int code = COMMAND_WELL;
    if (text->failed)
        code = capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    else if ((text->size > 0 && fwrite(text->text, 1, text->size, stdout) != text->size) || fflush(stdout) != 0)
        code = capaian_command_fail(COMMAND_COULD_NOT, "standard output: %s", strerror(errno));
    capaian_string_free(text);
    return code;
}

const char *capaian_in_language(enum capaian_language language, const char *indonesian, const char *english) {
    return language == CAPAIAN_ENGLISH ? english : indonesian;
}

static bool help_asked(int argc, char **argv) {
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0)
            return true;
    }
    return false;
}

static int print_help(const struct capaian_command_line *line, const struct capaian_option *options, size_t count) {
    char *list = capaian_options_help(options, count);
    if (list == NULL)
        return capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    struct capaian_string out = {0};
    capaian_string_add(&out, "%s %s\n\n%s\n%s", program, line->usage, line->help, list);
    free(list);
    return capaian_command_print(&out);
}

int capaian_command_read(int argc, char **argv, const struct capaian_command_line *line,
                         const struct capaian_option *shared, size_t shared_count, int *ret_operands) {
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
        return capaian_command_fail(COMMAND_USAGE, "%s: %s", argv[0], error);
    if (operands < line->operands_least || operands > line->operands_most)
        return capaian_command_fail(COMMAND_USAGE, "write it as: %s %s", program, line->usage);
    *ret_operands = operands;
    return COMMAND_GO_ON;
}

int capaian_command_keygen(const char *file, char ret_public[2 * CAPAIAN_KEY_SIZE + 1]) {
    struct capaian_keypair pair;
    capaian_keypair_make(&pair);
    int error = capaian_keypair_write(file, &pair);
    if (error == 0)
        (void)capaian_hex(pair.public_key, sizeof pair.public_key, ret_public);
    capaian_keypair_wipe(&pair);
    if (error == -EEXIST)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s exists already; a key is never overwritten", file);
    if (error < 0)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s: %s", file, strerror(-error));
    return COMMAND_WELL;
}
