// backup: a whole copy of the ledger, written by the evaluator itself.
#include "commands/commands.h"
#include "commands/connection.h"

#include <inttypes.h>

static int back_up(struct connection *connection, char *file) {
    const struct capaian_arguments *arguments = connection->arguments;
    Capaian__V1__Backup backup = CAPAIAN__V1__BACKUP__INIT;
    Capaian__V1__ActRequest act = CAPAIAN__V1__ACT_REQUEST__INIT;
    backup.file = file;
    act.act_case = CAPAIAN__V1__ACT_REQUEST__ACT_BACKUP;
    act.backup = &backup;
    const Capaian__V1__ActReply *reply = NULL;
    int code = connection_act(connection, &act, &reply);
    if (code != COMMAND_WELL)
        return code;
    struct capaian_string out = {0};
    if (arguments->json) {
        capaian_string_add(&out, "{\"file\":");
        capaian_string_add_json(&out, file);
        capaian_string_add(&out, ",\"step\":%" PRIu64 "}\n", reply->step);
    } else {
        capaian_string_add(&out,
                           capaian_in_language(arguments->language,
                                               "Buku besar disalin ke %s di mesin evaluator, langkah %" PRIu64 "\n",
                                               "The ledger is copied to %s on the evaluator's machine, step %" PRIu64
                                               "\n"),
                           file, reply->step);
    }
    return capaian_command_print(&out);
}

int command_backup(int argc, char **argv) {
    const struct capaian_command_line line = {
        .usage = "backup FILE",
        .help =
            "A whole copy of the running ledger in a new file. The evaluator writes it, on its own machine and\n"
            "under its own rights, beside the ledger: FILE is a name without a folder. An existing one is refused.\n"
            "Give a large ledger more time with --deadline.\n",
        .operands_least = 1,
        .operands_most = 1,
    };
    struct capaian_arguments arguments;
    int code = arguments_read(argc, argv, &line, ARGUMENTS_ACT, &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    // A copy takes as long as the ledger is large; asked for again meanwhile, it would find its own file in the way.
    arguments.silence_ms = arguments.deadline_ms;
    struct connection connection;
    code = connection_open(&arguments, &connection);
    if (code != COMMAND_WELL)
        return code;
    code = back_up(&connection, argv[1]);
    connection_close(&connection);
    return code;
}
