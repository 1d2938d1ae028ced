#include "dashboard/passwd.h"

#include "commands/arguments.h"
#include "dashboard/people.h"
#include "value/text.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { PASSPHRASE_MOST = 255, PASSPHRASE_LINE = PASSPHRASE_MOST + 2 };

// One line of standard input, which is not shown where it is a terminal.
static int read_passphrase(char passphrase[PASSPHRASE_LINE]) {
    struct termios before, quiet;
    bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        quiet = before;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        fputs("passphrase: ", stderr);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    bool read = fgets(passphrase, PASSPHRASE_LINE, stdin) != NULL;
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);    // what was too long is not left for the shell
        fputs("\n", stderr);
    }
    if (!read)
        return capaian_command_fail(COMMAND_USAGE, "dashboard passwd: no passphrase on standard input");
    passphrase[strcspn(passphrase, "\r\n")] = '\0';
    size_t size = strlen(passphrase);
    if (size < PASSPHRASE_LEAST || size > PASSPHRASE_MOST)
        return capaian_command_fail(COMMAND_USAGE, "dashboard passwd: a passphrase has %d to %d bytes",
                                    PASSPHRASE_LEAST, PASSPHRASE_MOST);
    return COMMAND_GO_ON;
}

int dashboard_passwd(int argc, char **argv) {
    const char *code = "", *role = "", *unit = "-", *name = "", *what = "";
    const struct capaian_option options[] = {
        {"person", "CODE", NULL, "the code of the person, which the record keeps: P110", &code, NULL, true},
        {"role", "ROLE", NULL, role_names, &role, NULL, true},
        {"unit", "UNIT", NULL, "of a head and an operator", &unit, NULL, false},
        {"name", "NAME", NULL, "as the page greets", &name, NULL, true},
    };
    const struct capaian_command_line line = {
        .usage = "dashboard passwd --person CODE --role ROLE [--unit UNIT] --name NAME",
        .help = "Reads a passphrase from standard input and prints a line for the file of people (--people), which\n"
                "nobody else may read:\n\n"
                "  capaian-evaluator dashboard passwd --person P110 --role planning --name 'Bappeda' >> people\n\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
    };
    struct capaian_arguments arguments;
    char passphrase[PASSPHRASE_LINE], hash[crypto_pwhash_STRBYTES];
    struct person person;
    struct capaian_string out = {0};
    int exit_code = arguments_read(argc, argv, &line, ARGUMENTS_LOCAL, &arguments);
    if (exit_code == COMMAND_GO_ON)
        exit_code = read_passphrase(passphrase);
    if (exit_code != COMMAND_GO_ON)
        return exit_code;
    int error = person_hash(passphrase, hash);
    sodium_memzero(passphrase, sizeof passphrase);
    if (error < 0)
        return capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    capaian_string_add(&out, "%s %s %s %s %s", code, role, unit, hash, name);
    if (out.failed || person_parse(out.text, &person, &what) < 0) {
        capaian_string_free(&out);
        return capaian_command_fail(COMMAND_USAGE, "dashboard passwd: %s is not right; roles: %s", what, role_names);
    }
    capaian_string_add(&out, "\n");
    return capaian_command_print(&out);
}
