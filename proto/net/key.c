#include "net/key.h"

#include "runtime/file.h"
#include "value/text.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// NOLINTNEXTLINE(misc-redundant-expression): that both are the same is what it asserts.
_Static_assert(CAPAIAN_KEY_SIZE == crypto_box_PUBLICKEYBYTES, "CURVE keys are libsodium's box keys");

enum { KEY_FILE_MAX = 4096, HEX_KEY = 2 * CAPAIAN_KEY_SIZE + 1 };

static void prepare_sodium(void) {
    // Fails only where the system has no randomness; a key made there would be worse than no daemon.
    if (sodium_init() < 0)
        abort();
}

void capaian_keypair_make(struct capaian_keypair *ret) {
    prepare_sodium();
    crypto_box_keypair(ret->public_key, ret->secret_key);
}

void capaian_keypair_wipe(struct capaian_keypair *pair) {
    sodium_memzero(pair, sizeof *pair);
}

static int write_pair(int file, const struct capaian_keypair *pair) {
    char public_hex[HEX_KEY], secret_hex[HEX_KEY], text[2 * HEX_KEY + 32];
    capaian_hex(pair->public_key, CAPAIAN_KEY_SIZE, public_hex);
    capaian_hex(pair->secret_key, CAPAIAN_KEY_SIZE, secret_hex);
    int size = snprintf(text, sizeof text, "public = %s\nsecret = %s\n", public_hex, secret_hex);
    // The mode given to open() passes through the umask, which may leave less than the owner needs.
    int error = fchmod(file, S_IRUSR | S_IWUSR) < 0 ? -errno : 0;
    if (error == 0)
        error = capaian_file_write(file, text, (size_t)size);
    if (error == 0 && fsync(file) < 0)
        error = -errno;
    sodium_memzero(secret_hex, sizeof secret_hex);
    sodium_memzero(text, sizeof text);
    return error;
}

int capaian_keypair_write(const char *path, const struct capaian_keypair *pair) {
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0)
        return -errno;
    int error = write_pair(file, pair);
    if (close(file) < 0 && error == 0)
        error = -errno;
    if (error == 0)
        error = capaian_file_sync_folder(path);
    if (error < 0)
        unlink(path);
    return error;
}

// What a key file held; a pair has both.
struct key_lines {
    struct capaian_keypair pair;
    bool has_public, has_secret;
};

static char *trim(char *text) {
    text += strspn(text, " \t\r");
    size_t size = strlen(text);
    while (size > 0 && strchr(" \t\r", text[size - 1]))
        size--;
    text[size] = '\0';
    return text;
}

static int parse_line(char *line, struct key_lines *lines) {
    line = trim(line);
    if (*line == '\0' || *line == '#')
        return 0;
    char *equals = strchr(line, '=');
    if (!equals)
        return -EBADMSG;
    *equals = '\0';
    const char *name = trim(line);
    bool is_public = strcmp(name, "public") == 0;
    if (!is_public && strcmp(name, "secret") != 0)
        return -EBADMSG;
    bool *has = is_public ? &lines->has_public : &lines->has_secret;
    uint8_t *key = is_public ? lines->pair.public_key : lines->pair.secret_key;
    if (*has || capaian_unhex(trim(equals + 1), key, CAPAIAN_KEY_SIZE) < 0)
        return -EBADMSG;
    *has = true;
    return 0;
}

static int parse(char *text, size_t size, struct key_lines *lines) {
    if (strlen(text) != size)
        return -EBADMSG;
    while (text) {
        char *line = strsep(&text, "\n");
        int error = parse_line(line, lines);
        if (error < 0)
            return error;
    }
    return 0;
}

static int read_lines(const char *path, bool secret, struct key_lines *lines) {
    char *text = NULL;
    size_t size = 0;
    struct stat status;
    int error = capaian_file_read(path, KEY_FILE_MAX, &text, &size, &status);
    if (error < 0)
        return error == -EFBIG || error == -EINVAL ? -EBADMSG : error;
    // What it is before who may read it: nobody should change the mode of a file that was never a key.
    error = parse(text, size, lines);
    if (error == 0 && secret && lines->has_secret && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        error = -EPERM;
    sodium_memzero(text, size);
    free(text);
    return error;
}

int capaian_keypair_read(const char *path, struct capaian_keypair *ret) {
    prepare_sodium();
    struct key_lines lines = {0};
    int error = read_lines(path, true, &lines);
    if (error == 0 && !(lines.has_public && lines.has_secret))
        error = -EBADMSG;
    if (error == 0) {
        // Halves of two pairs would fail every handshake without a word.
        uint8_t derived[CAPAIAN_KEY_SIZE];
        if (crypto_scalarmult_base(derived, lines.pair.secret_key) != 0 ||
            sodium_memcmp(derived, lines.pair.public_key, sizeof derived) != 0)
            error = -EBADMSG;
    }
    if (error == 0)
        *ret = lines.pair;
    capaian_keypair_wipe(&lines.pair);
    return error;
}

int capaian_public_key_read(const char *path, uint8_t ret_key[CAPAIAN_KEY_SIZE]) {
    struct key_lines lines = {0};
    int error = read_lines(path, false, &lines);
    if (error == 0 && !lines.has_public)
        error = -EBADMSG;
    if (error == 0)
        memcpy(ret_key, lines.pair.public_key, CAPAIAN_KEY_SIZE);
    capaian_keypair_wipe(&lines.pair);
    return error;
}
