// Who may log in: a file with a line a person: code, role, unit, hash of the passphrase (Argon2id), name. Lines that
// begin with # and empty ones are passed over. The code is what the record keeps as who acted.
#pragma once

#include "dashboard/viewer.h"

#include <sodium.h>
#include <stdbool.h>
#include <stddef.h>

enum { PERSON_CODE_MAX = 32, PERSON_NAME_MAX = 96, PEOPLE_FILE_MAX = 1 << 20, PASSPHRASE_LEAST = 12 };

struct person {
    char code[PERSON_CODE_MAX + 1], unit[PERSON_CODE_MAX + 1], name[PERSON_NAME_MAX + 1];
    enum role role;
    char hash[crypto_pwhash_STRBYTES];
};

// One line. 0; -ENOENT nothing is on it; -EBADMSG with what is wrong.
int person_parse(const char *line, struct person *ret, const char **ret_what);

// The person with this code. 0; -ENOENT; -EBADMSG with the line that cannot be read; -EPERM others may read the file;
// -errno.
int people_find(const char *path, const char *code, struct person *ret, unsigned *ret_line);

// Takes a while and 64 MiB, on purpose. Of nobody (NULL) it takes as long, and is false.
bool person_knows(const struct person *person, const char *passphrase);
int person_hash(const char *passphrase, char ret_hash[crypto_pwhash_STRBYTES]);    // 0 or -ENOMEM
