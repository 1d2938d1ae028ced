// keygen: makes a key pair for whoever connects.
#include "commands/arguments.h"
#include "commands/commands.h"

int command_keygen(int argc, char **argv) {
    const struct capaian_command_line line = {
        .usage = "keygen FILE",
        .help = "Creates FILE with a new key pair, readable by its owner only, and prints the public key, which goes\n"
                "into the authorised_keys of the daemon. Never overwrites a file.\n",
        .operands_least = 1,
        .operands_most = 1,
    };
    struct capaian_arguments arguments;
    int code = arguments_read(argc, argv, &line, ARGUMENTS_LOCAL, &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    char key[2 * CAPAIAN_KEY_SIZE + 1];
    code = capaian_command_keygen(argv[1], key);
    if (code != COMMAND_WELL)
        return code;
    struct capaian_string out = {0};
    capaian_string_add(&out, arguments.json ? "{\"public\":\"%s\"}\n" : "%s\n", key);
    return capaian_command_print(&out);
}
