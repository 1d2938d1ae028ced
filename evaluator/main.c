// capaian-evaluator: keeps the ledger, judges, raises alerts, answers; and the commands of those who work with it.
#include "commands/arguments.h"
#include "commands/commands.h"
#include "commands/version.h"

#include <sodium.h>
#include <sqlite3.h>
#include <stddef.h>
#include <string.h>

static const struct command {
    const char *word;
    int (*run)(int argc, char **argv);
    const char *help;
} COMMANDS[] = {
    {"init", command_init, "make the state folder of a new ledger"},
    {"serve", command_serve, "run the evaluator"},
    {"rebuild", command_rebuild, "recompute everything from the ledger's steps and compare"},
    {"catalogue", command_catalogue, "begin, import, check, apply or show a catalogue"},
    {"report", command_report, "attainment to date and over the full year"},
    {"scorecard", command_scorecard, "what a unit, or a person in a post, comes to by the weights"},
    {"plan", command_plan, "the plan's tree with what is met below each node"},
    {"explain", command_explain, "one figure with everything it stands on"},
    {"completeness", command_completeness, "who has reported what, period by period"},
    {"digest", command_digest, "what a day brought, and what stands, by unit and due date"},
    {"history", command_history, "every event of an alert or an indicator"},
    {"act", command_act, "acknowledge, follow up, review, reopen: what a person does, on record"},
    {"watch", command_watch, "alert events as they happen"},
    {"forward", command_forward, "alert events to another system: Alertmanager, webhook, CloudEvents"},
    {"dashboard", command_dashboard, "pages for people: what is missed, who acts, what was reported"},
    {"status", command_status, "how the evaluator is; with --alerts, what is standing"},
    {"clock", command_clock, "move a simulated ledger's time forward"},
    {"backup", command_backup, "a whole copy of the running ledger"},
    {"restore", command_restore, "put a backup in the place of a stopped ledger"},
    {"keygen", command_keygen, "make a key pair"},
};

static int print_help(void) {
    struct capaian_string out = {0};
    capaian_string_add(&out, "capaian-evaluator COMMAND ...\n\n");
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++)
        capaian_string_add(&out, "  %-12s %s\n", COMMANDS[i].word, COMMANDS[i].help);
    capaian_string_add(&out,
                       "\nA unit is a department or post that answers for something; satuan is the unit of measure.\n"
                       "capaian-evaluator COMMAND --help tells more; --version names the parts.\n"
                       "Exit codes: 0 all well; 1 the answer is no; 2 wrong usage; 3 could not.\n");
    return capaian_command_print(&out);
}

static int print_version(void) {
    struct capaian_string out = {0};
    version_text(sqlite3_libversion(), sqlite3_libversion_number(), &out);
    return capaian_command_print(&out);
}

int main(int argc, char **argv) {
    capaian_command_program("capaian-evaluator");
    if (sodium_init() < 0)
        return capaian_command_fail(COMMAND_COULD_NOT, "libsodium does not start");
    if (argc < 2)
        return capaian_command_fail(COMMAND_USAGE, "no command; capaian-evaluator --help lists them");
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
        return print_help();
    if (strcmp(argv[1], "--version") == 0)
        return print_version();
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++) {
        if (strcmp(argv[1], COMMANDS[i].word) == 0)
            return COMMANDS[i].run(argc - 1, argv + 1);
    }
    return capaian_command_fail(COMMAND_USAGE, "%s is not a command; capaian-evaluator --help lists them", argv[1]);
}
