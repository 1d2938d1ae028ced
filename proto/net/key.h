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

// 0 or -errno; -EBADMSG when malformed or not the two halves of one pair, -EPERM when group or others have any right to
// the file.
int capaian_keypair_read(const char *path, struct capaian_keypair *ret);

// The public line alone, from a key file or from a copy without its secret line. 0 or -errno, as above.
int capaian_public_key_read(const char *path, uint8_t ret_key[CAPAIAN_KEY_SIZE]);
void capaian_keypair_wipe(struct capaian_keypair *pair);
