// keygen: makes a key pair for whoever connects.
#include "commands/arguments.h"
#include "commands/commands.h"
#include "net/key.h"
#include "value/text.h"

#include <errno.h>
#include <string.h>

int command_keygen(int argc, char **argv) {
    const struct command_line line = {
        .usage = "keygen FILE",
        .help = "Creates FILE with a new key pair, readable by its owner only, and prints the public key, which goes\n"
                "into the authorised_keys of the daemon. Never overwrites a file.\n",
        .kind = ARGUMENTS_LOCAL,
        .operands_least = 1,
        .operands_most = 1,
    };
    struct arguments arguments;
    int operands = 0;
    int code = arguments_read(argc, argv, &line, &arguments, &operands);
    if (code != ARGUMENTS_GO_ON)
        return code;
    struct capaian_keypair pair;
    capaian_keypair_make(&pair);
    int error = capaian_keypair_write(argv[1], &pair);
    char hex[2 * CAPAIAN_KEY_SIZE + 1];
    (void)capaian_hex(pair.public_key, CAPAIAN_KEY_SIZE, hex);
    capaian_keypair_wipe(&pair);
    if (error == -EEXIST)
        return command_fail(COMMAND_COULD_NOT, "%s exists already; a key is never overwritten", argv[1]);
    if (error < 0)
        return command_fail(COMMAND_COULD_NOT, "%s: %s", argv[1], strerror(-error));
    struct capaian_string out = {0};
    capaian_string_add(&out, arguments.json ? "{\"public\":\"%s\"}\n" : "%s\n", hex);
    return command_print(&out);
}
