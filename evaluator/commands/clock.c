// clock: moves a simulated ledger's time forward.
#include "commands/commands.h"
#include "commands/connection.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int advance(struct connection *connection, int64_t to) {
    const struct capaian_arguments *arguments = connection->arguments;
    Capaian__V1__ClockAdvance clock = CAPAIAN__V1__CLOCK_ADVANCE__INIT;
    Capaian__V1__ActRequest act = CAPAIAN__V1__ACT_REQUEST__INIT;
    clock.to = to;
    act.act_case = CAPAIAN__V1__ACT_REQUEST__ACT_CLOCK_ADVANCE;
    act.clock_advance = &clock;
    const Capaian__V1__ActReply *reply = NULL;
    int code = connection_act(connection, &act, &reply);
    if (code != COMMAND_WELL)
        return code;
    struct capaian_string out = {0};
    char text[CAPAIAN_INSTANT_TEXT];
    if (arguments->json)
        capaian_string_add(&out, "{\"now\":%" PRId64 ",\"step\":%" PRIu64 "}\n", to, reply->step);
    else
        capaian_string_add(&out,
                           capaian_in_language(arguments->language, "Waktu buku besar kini %s, langkah %" PRIu64 "\n",
                                               "The ledger's time is now %s, step %" PRIu64 "\n"),
                           capaian_instant_format(&arguments->zone, to, text), reply->step);
    return capaian_command_print(&out);
}

int command_clock(int argc, char **argv) {
    const struct capaian_command_line line = {
        .usage = "clock advance INSTANT|DATE",
        .help = "Moves the time of a simulated ledger forward to 2026-04-01 (its start, in --zone) or to\n"
                "2026-04-01T08:30:00+07:00, and answers when everything due until then is judged.\n",
        .operands_least = 2,
        .operands_most = 2,
    };
    struct capaian_arguments arguments;
    int code = arguments_read(argc, argv, &line, ARGUMENTS_ACT, &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    int64_t to = 0;
    if (strcmp(argv[1], "advance") != 0)
        return capaian_command_fail(COMMAND_USAGE, "clock: %s is not known; write clock advance INSTANT|DATE", argv[1]);
    if (capaian_instant_parse(&arguments.zone, argv[2], &to) < 0)
        return capaian_command_fail(COMMAND_USAGE,
                                    "clock: %s is neither a date (2026-04-01) nor an instant "
                                    "(2026-04-01T08:30:00+07:00)",
                                    argv[2]);
    struct connection connection;
    code = connection_open(&arguments, &connection);
    if (code != COMMAND_WELL)
        return code;
    code = advance(&connection, to);
    connection_close(&connection);
    return code;
}
