#include "commands/commands.h"
#include "ledger/ledger.h"
#include "runtime/daemon.h"
#include "runtime/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_difference(void *context, const char *sentence) {
    (void)context;
    printf("%s\n", sentence);
}

static int check(const char *path) {
    char *sentence = NULL;
    uint64_t steps = 0;
    int64_t began = capaian_monotonic_ms();
    int r = ledger_rebuild_check(path, print_difference, NULL, &steps, &sentence);
    if (r < 0)
        fprintf(stderr, "capaian-evaluator rebuild: %s\n", sentence != NULL ? sentence : strerror(-r));
    else
        printf("%s: %llu steps folded again in %lld ms: %s\n", path, (unsigned long long)steps,
               (long long)(capaian_monotonic_ms() - began), r == 0 ? "equal" : "DIFFERENT");
    free(sentence);
    return r < 0 ? COMMAND_COULD_NOT : r == 0 ? COMMAND_WELL : COMMAND_NO;
}

static int repair(const char *path) {
    char *sentence = NULL;
    struct rebuilt rebuilt;
    int64_t began = capaian_monotonic_ms();
    int r = ledger_rebuild(path, print_difference, NULL, &rebuilt, &sentence);
    if (r < 0) {
        fprintf(stderr, "capaian-evaluator rebuild: %s\n", sentence != NULL ? sentence : strerror(-r));
        free(sentence);
        return COMMAND_COULD_NOT;
    }
    printf("%s: %llu steps folded again in %lld ms: %s\n", path, (unsigned long long)rebuilt.steps,
           (long long)(capaian_monotonic_ms() - began),
           rebuilt.repaired  ? "what is derived from them is made anew"
           : rebuilt.derived ? "NOTHING was repaired"
                             : "what is derived from them is equal");
    if (rebuilt.renewed)
        printf("Events were among what differed: the stream has a new epoch, and every subscriber takes a snapshot.\n");
    if (rebuilt.damaged)
        fprintf(stderr, "capaian-evaluator rebuild: THE RECORD ITSELF WAS CHANGED: steps are missing or are not what "
                        "they were. Keep the file as evidence and restore a backup.\n");
    if (rebuilt.verdicts)
        fprintf(stderr, "capaian-evaluator rebuild: VERDICTS DIFFER from what the steps give. Senders were told them, "
                        "so they are part of the record and stay as they are. Find out who changed them, or the "
                        "program.\n");
    return rebuilt.damaged || rebuilt.verdicts ? COMMAND_NO : COMMAND_WELL;
}

int command_rebuild(int argc, char **argv) {
    const char *state = NULL;
    bool help = false, only_check = false;
    const struct capaian_option table[] = {
        {.name = "check", .given = &only_check, .help = "fold all steps again and compare; changes nothing"},
        {.name = "state",
         .argument = "DIR",
         .environment = "CAPAIAN_STATE",
         .value = &state,
         .help = "the folder of a stopped ledger; or give the file of a backup"},
        {.name = "help", .given = &help, .help = "this"},
    };
    const size_t count = sizeof table / sizeof table[0];
    char error[256];
    int operands = 0;
    if (capaian_options_parse(argc, argv, table, count, getenv, &operands, error) < 0 || operands > 1) {
        fprintf(stderr, "capaian-evaluator rebuild: %s\n", operands > 1 ? "takes one file at most" : error);
        return COMMAND_USAGE;
    }
    if (help) {
        char *text = capaian_options_help(table, count);
        printf("capaian-evaluator rebuild [--check] [--state DIR | FILE]\n\n"
               "Folds all steps of a ledger again and says where what was derived from them (figures, alerts, events,\n"
               "sealed snapshots) differs. With --check that is all; without it the derived tables are made anew, in\n"
               "one transaction. The steps themselves are never written: what is wrong there only a backup restores.\n"
               "The folder named by TMPDIR (/var/tmp) holds a copy meanwhile, as large as the ledger.\n\n"
               "Exit code 0: the record and what is derived from it agree bit for bit; 1: they differ, or differed in\n"
               "what is not repaired; 3: not done, as when the ledger is being served.\n\n%s",
               text);
        free(text);
        return COMMAND_WELL;
    }
    if (operands == 0 && state == NULL) {
        fprintf(stderr, "capaian-evaluator rebuild: --state DIR or a file is needed\n");
        return COMMAND_USAGE;
    }
    char *path = NULL;
    if ((operands == 1 ? asprintf(&path, "%s", argv[1]) : asprintf(&path, "%s/ledger.db", state)) < 0)
        return COMMAND_COULD_NOT;
    int code = only_check ? check(path) : repair(path);
    free(path);
    return code;
}
