#include "commands/arguments.h"
#include "commands/commands.h"
#include "net/key.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

// Needs no collector, so it takes no options but --help.
int command_keygen(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        struct capaian_string out = {0};
        capaian_string_add(
            &out, "%s",
            "capaian-collector keygen FILE\n\n"
            "Makes a key pair, writes it to FILE (mode 0600; an existing file is never overwritten) and\n"
            "prints the public key. Keep FILE where only your system can read it, and give the public\n"
            "key to the collector's operator, who lists it with your units:\n\n"
            "  capaian-collector keygen dispar.key\n");
        return command_print(&out);
    }
    if (argc != 2 || argv[1][0] == '-')
        return command_fail(COMMAND_USAGE, "write it as: capaian-collector keygen FILE");
    struct capaian_keypair pair;
    capaian_keypair_make(&pair);
    int error = capaian_keypair_write(argv[1], &pair);
    char key[2 * CAPAIAN_KEY_SIZE + 1];
    capaian_hex(pair.public_key, sizeof(pair.public_key), key);
    capaian_keypair_wipe(&pair);
    if (error == -EEXIST)
        return command_fail(COMMAND_COULD_NOT, "%s exists already; a key is never overwritten", argv[1]);
    if (error < 0)
        return command_fail(COMMAND_COULD_NOT, "%s: %s", argv[1], strerror(-error));
    struct capaian_string out = {0};
    capaian_string_add(&out, "%s\n", key);
    return command_print(&out);
}
