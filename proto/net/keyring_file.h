// The text of an authorised keys file, parsed: entries in the order of the file, and an index over their keys. See
// net/keyring.h for the format.
#pragma once

#include "net/keyring.h"

struct capaian_keyring_file {
    char *text;    // what units and comments point into
    struct capaian_key_entry *entries;
    const struct capaian_key_entry **by_key;
    size_t count;
};

// Takes the text over (malloc, `size` bytes and a NUL), also on failure. 0; -EBADMSG with line and reason; -ENOKEY;
// -ENOMEM.
int capaian_keyring_file_parse(char *text, size_t size, struct capaian_keyring_file *ret, unsigned *ret_line,
                               const char **ret_what);
void capaian_keyring_file_free(struct capaian_keyring_file *file);
const struct capaian_key_entry *capaian_keyring_file_find(const struct capaian_keyring_file *file,
                                                          const uint8_t key[CAPAIAN_KEY_SIZE]);
