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

int command_rebuild(int argc, char **argv) {
    const char *state = NULL;
    bool help = false, check = false;
    const struct capaian_option table[] = {
        {.name = "check", .given = &check, .help = "fold all steps again and compare; changes nothing"},
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
        printf("capaian-evaluator rebuild --check [--state DIR | FILE]\n\nExit code 0: the record and what was derived "
               "from it agree bit for bit; 1: they differ.\n\n%s",
               text);
        free(text);
        return COMMAND_WELL;
    }
    if (!check || (operands == 0 && state == NULL)) {
        fprintf(stderr, "capaian-evaluator rebuild: %s\n",
                !check ? "only --check is supported by this version yet" : "--state DIR or a file is needed");
        return COMMAND_USAGE;
    }
    char *path = NULL, *sentence = NULL;
    if ((operands == 1 ? asprintf(&path, "%s", argv[1]) : asprintf(&path, "%s/ledger.db", state)) < 0)
        return COMMAND_COULD_NOT;
    uint64_t steps = 0;
    int64_t began = capaian_monotonic_ms();
    int r = ledger_rebuild_check(path, print_difference, NULL, &steps, &sentence);
    if (r < 0)
        fprintf(stderr, "capaian-evaluator rebuild: %s\n", sentence != NULL ? sentence : strerror(-r));
    else
        printf("%s: %llu steps folded again in %lld ms: %s\n", path, (unsigned long long)steps,
               (long long)(capaian_monotonic_ms() - began), r == 0 ? "equal" : "DIFFERENT");
    free(sentence);
    free(path);
    return r < 0 ? COMMAND_COULD_NOT : r == 0 ? COMMAND_WELL : COMMAND_NO;
}
