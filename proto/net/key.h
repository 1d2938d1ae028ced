// CURVE keys as people keep them. Everything readable is lower-case hexadecimal (64 digits for a key).
#pragma once

#include "wire/limits.h"

#include <stdint.h>

// A key pair file, mode 0600:
//     public = 64 hex digits
//     secret = 64 hex digits
struct capaian_keypair {
    uint8_t public_key[CAPAIAN_KEY_SIZE];
    uint8_t secret_key[CAPAIAN_KEY_SIZE];
};

void capaian_keypair_make(struct capaian_keypair *ret);

// Creates the file (never overwrites: -EEXIST). 0 or -errno.
int capaian_keypair_write(const char *path, const struct capaian_keypair *pair);

// 0 or -errno; -EBADMSG when malformed, -EPERM when others may read the file.
int capaian_keypair_read(const char *path, struct capaian_keypair *ret);
void capaian_keypair_wipe(struct capaian_keypair *pair);
