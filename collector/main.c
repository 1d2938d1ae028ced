#include "commands/commands.h"
#include "serve.h"

#include <sodium.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int help(int argc, char **argv);
static int version(int argc, char **argv);

static const struct {
    const char *word;
    int (*run)(int argc, char **argv);
    const char *does;
} commands[] = {
    {"serve", command_serve, "take messages from senders, keep them, forward them to the evaluator"},
    {"submit", command_submit, "send figures from CSV files"},
    {"watch-folder", command_watch_folder, "submit what people drop into folders"},
    {"receipt", command_receipt, "ask what became of a message"},
    {"status", command_status, "ask a collector how it is"},
    {"backup", command_backup, "copy the journal, also of a running collector"},
    {"restore", command_restore, "put such a copy in the place of a stopped collector's journal"},
    {"keygen", command_keygen, "make a key pair"},
    {"--help", help, "this list; each command has its own --help"},
    {"--version", version, "the release, and the SQLite beneath it"},
};

static int help(int argc, char **argv) {
    (void)argc;
    (void)argv;
    printf("capaian-collector COMMAND [OPTION...]\n\n");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        printf("  %-12s %s\n", commands[i].word, commands[i].does);
    printf("\nA unit is a department or post that answers for something; satuan is the unit of measure.\n"
           "Exit codes: 0 all well; 1 the answer is no; 2 wrong usage; 3 could not.\n");
    return COMMAND_WELL;
}

// https://sqlite.org/wal.html, "the WAL-reset bug": two connections that both write or checkpoint can corrupt a
// database.
static bool in_wal_reset_range(int number) {
    return number >= 3007000 && number <= 3051002;
}

static int version(int argc, char **argv) {
    (void)argc;
    (void)argv;
    printf("capaian-collector %s\nSQLite %s: %s\n", CAPAIAN_RELEASE, sqlite3_libversion(),
           in_wal_reset_range(sqlite3_libversion_number())
               ? "in the range of the WAL-reset corruption (3.7.0 to 3.51.2); safe here, where one connection writes a "
                 "file"
               : "outside the range of the WAL-reset corruption (3.7.0 to 3.51.2)");
    return COMMAND_WELL;
}

int main(int argc, char **argv) {
    capaian_command_program("capaian-collector");
    if (sodium_init() < 0) {
        fprintf(stderr, "capaian-collector: libsodium cannot start\n");
        return COMMAND_COULD_NOT;
    }
    if (argc < 2) {
        fprintf(stderr, "capaian-collector: name a command; --help lists them\n");
        return COMMAND_USAGE;
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(argv[1], commands[i].word) == 0)
            return commands[i].run(argc - 1, argv + 1);
    }
    fprintf(stderr, "capaian-collector: %s is not a command; --help lists them\n", argv[1]);
    return COMMAND_USAGE;
}
