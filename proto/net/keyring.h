// The authorised keys of a daemon: one readable file, a key a line,
//
//     # public key (64 hex digits)   role[,role]   units: a,b or *   comment (the name shown in logs and status)
//     5f…c2                          submit        dispar            ticketing system
//
// reloaded when it changes. Lookup by public key; a key may appear once. Fields are separated by blanks, so a list
// holds none. Whoever edits it renames a new file over the old one: a half-written file would be read as it stands.
#pragma once

#include "wire/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum capaian_role {
    CAPAIAN_ROLE_SUBMIT = 1 << 0,
    CAPAIAN_ROLE_LINK = 1 << 1,
    CAPAIAN_ROLE_WATCH = 1 << 2,
    CAPAIAN_ROLE_PERSONNEL = 1 << 3,
    CAPAIAN_ROLE_QUERY = 1 << 4,
    CAPAIAN_ROLE_DESK = 1 << 5,
    CAPAIAN_ROLE_ADMIN = 1 << 6,
};

struct capaian_key_entry {
    uint8_t key[CAPAIAN_KEY_SIZE];
    unsigned roles;    // of enum capaian_role
    bool all_units;
    char **units;    // unit_count codes, when not all_units
    size_t unit_count;
    char *comment;
};

struct capaian_keyring;

// Reads the file. 0 or -errno; -EBADMSG: malformed, *ret_line says where and *ret_what (static) why;
// -ENOKEY: not a single key (a daemon refuses to start).
int capaian_keyring_load(const char *path, struct capaian_keyring **ret, unsigned *ret_line, const char **ret_what);
struct capaian_keyring *capaian_keyring_free(struct capaian_keyring *ring);

// Reads it again if the file changed (by inode, size or time; at most one stat). On any fault the old ring stays, also
// when the file is gone, and the error is returned, once for every state of the file. A file without a key is no fault
// here: it lets nobody in. 1 when it was replaced,
// 0 when unchanged, -errno as load. *ret_removed: a key with a role of `watched` lost it (a daemon then reopens its PUB
// socket).
int capaian_keyring_refresh(struct capaian_keyring *ring, unsigned watched, bool *ret_removed, unsigned *ret_line,
                            const char **ret_what);
// The file as the last refresh found it is not the one in force: it is gone, or cannot be used.
bool capaian_keyring_stale(const struct capaian_keyring *ring);

// NULL when unknown. Valid until the next refresh.
const struct capaian_key_entry *capaian_keyring_find(const struct capaian_keyring *ring,
                                                     const uint8_t key[CAPAIAN_KEY_SIZE]);
bool capaian_key_covers(const struct capaian_key_entry *entry, const char *unit);
size_t capaian_keyring_count(const struct capaian_keyring *ring);
const struct capaian_key_entry *capaian_keyring_at(const struct capaian_keyring *ring, size_t index);
