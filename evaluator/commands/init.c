#include "commands/commands.h"
#include "ledger/ledger.h"
#include "runtime/daemon.h"
#include "runtime/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int command_init(int argc, char **argv) {
    const char *state = NULL, *simulated = NULL;
    bool help = false;
    const struct capaian_option table[] = {
        {.name = "state",
         .argument = "DIR",
         .environment = "CAPAIAN_STATE",
         .value = &state,
         .help = "the folder of the ledger; made when it is not there"},
        {.name = "simulated",
         .argument = "INSTANT",
         .value = &simulated,
         .help = "a ledger in simulated time that starts then (2026-01-01, in WIB); for ever"},
        {.name = "help", .given = &help, .help = "this"},
    };
    const size_t count = sizeof table / sizeof table[0];
    char error[256];
    int operands = 0;
    if (capaian_options_parse(argc, argv, table, count, getenv, &operands, error) < 0 || operands > 0) {
        fprintf(stderr, "capaian-evaluator init: %s\n", operands > 0 ? "takes no operands" : error);
        return COMMAND_USAGE;
    }
    if (help) {
        char *text = capaian_options_help(table, count);
        printf("capaian-evaluator init --state DIR [--simulated INSTANT]\n\nMakes an empty ledger.\n\n%s", text);
        free(text);
        return COMMAND_WELL;
    }
    const struct capaian_calendar wib = {.offset_s = 7 * 3600};
    int64_t start = capaian_wall_ms();
    if (state == NULL || (simulated != NULL && (capaian_instant_parse(&wib, simulated, &start) < 0 ||
                                                start < CAPAIAN_AS_OF_MIN || start >= CAPAIAN_INSTANT_MAX))) {
        fprintf(stderr, "capaian-evaluator init: %s\n",
                state == NULL ? "--state DIR is needed (or CAPAIAN_STATE)"
                              : "--simulated takes a date or an instant, as 2026-01-01 or 2026-01-01T08:00:00+07:00");
        return COMMAND_USAGE;
    }
    if (mkdir(state, 0700) < 0 && errno != EEXIST) {
        fprintf(stderr, "capaian-evaluator init: %s: %s\n", state, strerror(errno));
        return COMMAND_COULD_NOT;
    }
    char *path = NULL, *sentence = NULL;
    if (asprintf(&path, "%s/ledger.db", state) < 0)
        return COMMAND_COULD_NOT;
    int r = ledger_create(path, simulated != NULL, start, &sentence);
    if (r < 0)
        fprintf(stderr, "capaian-evaluator init: %s\n", sentence != NULL ? sentence : strerror(-r));
    else
        printf("%s: a new ledger, %s time\n", path, simulated != NULL ? "SIMULATED" : "real");
    free(sentence);
    free(path);
    return r < 0 ? COMMAND_COULD_NOT : COMMAND_WELL;
}
