#include "client/command.h"
#include "commands/commands.h"

#include <string.h>

// Needs no collector, so it takes no options but --help.
int command_keygen(int argc, char **argv) {
    struct capaian_string out = {0};
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        capaian_string_add(
            &out, "%s",
            "capaian-collector keygen FILE\n\n"
            "Makes a key pair, writes it to FILE (mode 0600; an existing file is never overwritten) and\n"
            "prints the public key. Keep FILE where only your system can read it, and give the public\n"
            "key to the collector's operator, who lists it with your units:\n\n"
            "  capaian-collector keygen dispar.key\n");
        return capaian_command_print(&out);
    }
    if (argc != 2 || argv[1][0] == '-')
        return capaian_command_fail(COMMAND_USAGE, "write it as: capaian-collector keygen FILE");
    char key[2 * CAPAIAN_KEY_SIZE + 1];
    int code = capaian_command_keygen(argv[1], key);
    if (code != COMMAND_WELL)
        return code;
    capaian_string_add(&out, "%s\n", key);
    return capaian_command_print(&out);
}
