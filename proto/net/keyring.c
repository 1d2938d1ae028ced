#include "net/keyring.h"

#include "net/keyring_file.h"
#include "runtime/file.h"
#include "runtime/sabotage.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { KEYRING_FILE_MAX = 4 * 1024 * 1024 };

// What tells one state of the file from another without reading it.
struct identity {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec modified, changed;
};

struct capaian_keyring {
    char *path;
    struct identity identity;
    bool settled;        // the identity stands for the contents; see is_settled()
    bool rejected;       // the contents last read could not be used
    int unreadable;      // the errno that was returned when the file could not be read; 0: it was
    uint8_t hash[32];    // of the contents last read, good or not
    struct capaian_keyring_file file;
};

static struct identity identity_of(const struct stat *status) {
    return (struct identity){.device = status->st_dev,
                             .inode = status->st_ino,
                             .size = status->st_size,
                             .modified = status->st_mtim,
                             .changed = status->st_ctim};
}

static bool same_instant(struct timespec left, struct timespec right) {
    return left.tv_sec == right.tv_sec && left.tv_nsec == right.tv_nsec;
}

static bool same_identity(const struct identity *left, const struct identity *right) {
    return left->device == right->device && left->inode == right->inode && left->size == right->size &&
           same_instant(left->modified, right->modified) && same_instant(left->changed, right->changed);
}

// The kernel's time stamps are coarse: a second change right after the first may leave the same identity. Until the
// last change is some time ago, only reading tells.
static bool is_settled(const struct identity *identity) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec - identity->changed.tv_sec >= 2;
}

static int read_file(const char *path, char **ret_text, size_t *ret_size, struct identity *ret_identity,
                     uint8_t ret_hash[32]) {
    struct stat status;
    int error = capaian_file_read(path, KEYRING_FILE_MAX, ret_text, ret_size, &status);
    // Strangers may hold every descriptor; a key that was removed is out all the same.
    if ((error == -EMFILE || error == -ENFILE) && !capaian_sabotage("no_spare_descriptor"))
        error = capaian_file_read_spare(path, KEYRING_FILE_MAX, ret_text, ret_size, &status);
    if (error < 0)
        return error;
    char *tight = realloc(*ret_text, *ret_size + 1);
    if (tight)
        *ret_text = tight;
    *ret_identity = identity_of(&status);
    crypto_generichash(ret_hash, 32, (const unsigned char *)*ret_text, *ret_size, NULL, 0);
    return 0;
}

int capaian_keyring_load(const char *path, struct capaian_keyring **ret, unsigned *ret_line, const char **ret_what) {
    if (sodium_init() < 0)
        return -ENOSYS;
    struct capaian_keyring *ring = calloc(1, sizeof *ring);
    if (!ring || !(ring->path = strdup(path))) {
        free(ring);
        return -ENOMEM;
    }
    char *text = NULL;
    size_t size = 0;
    int error = read_file(path, &text, &size, &ring->identity, ring->hash);
    if (error == 0)
        error = capaian_keyring_file_parse(text, size, &ring->file, ret_line, ret_what);
    if (error < 0) {
        capaian_keyring_free(ring);
        return error;
    }
    ring->settled = is_settled(&ring->identity);
    *ret = ring;
    return 0;
}

struct capaian_keyring *capaian_keyring_free(struct capaian_keyring *ring) {
    if (ring) {
        capaian_keyring_file_free(&ring->file);
        free(ring->path);
        free(ring);
    }
    return NULL;
}

static bool any_lost(const struct capaian_keyring_file *old, const struct capaian_keyring_file *new, unsigned watched) {
    for (size_t i = 0; i < old->count; i++) {
        unsigned had = old->entries[i].roles & watched;
        if (had == 0)
            continue;
        const struct capaian_key_entry *now = capaian_keyring_file_find(new, old->entries[i].key);
        if (!now || (had & ~now->roles) != 0)
            return true;
    }
    return false;
}

// An unreadable file is an error once, until it can be read again or fails in another way.
static int unreadable(struct capaian_keyring *ring, int error) {
    bool known = ring->unreadable == error;
    ring->unreadable = error;
    ring->settled = false;
    return known ? 0 : error;
}

static int refresh(struct capaian_keyring *ring, unsigned watched, bool *ret_removed, unsigned *ret_line,
                   const char **ret_what) {
    struct stat status;
    if (stat(ring->path, &status) < 0)
        return unreadable(ring, -errno);
    struct identity identity = identity_of(&status);
    if (ring->settled && same_identity(&identity, &ring->identity))
        return 0;

    char *text = NULL;
    size_t size = 0;
    uint8_t hash[32];
    int error = read_file(ring->path, &text, &size, &identity, hash);
    if (error < 0)
        return unreadable(ring, error);
    ring->unreadable = 0;
    ring->identity = identity;
    ring->settled = is_settled(&identity);
    if (memcmp(hash, ring->hash, sizeof hash) == 0) {
        free(text);
        return 0;
    }
    memcpy(ring->hash, hash, sizeof hash);
    struct capaian_keyring_file file = {0};
    error = capaian_keyring_file_parse(text, size, &file, ret_line, ret_what);
    // A file whose last key was taken out lets nobody in any more.
    ring->rejected = error < 0 && error != -ENOKEY;
    if (ring->rejected)
        return error;
    *ret_removed = any_lost(&ring->file, &file, watched);
    capaian_keyring_file_free(&ring->file);
    ring->file = file;
    return 1;
}

int capaian_keyring_refresh(struct capaian_keyring *ring, unsigned watched, bool *ret_removed, unsigned *ret_line,
                            const char **ret_what) {
    bool removed = false;
    int changed = refresh(ring, watched, &removed, ret_line, ret_what);
    if (changed >= 0)
        *ret_removed = removed;
    return changed;
}

bool capaian_keyring_stale(const struct capaian_keyring *ring) {
    return ring->unreadable != 0 || ring->rejected;
}

const struct capaian_key_entry *capaian_keyring_find(const struct capaian_keyring *ring,
                                                     const uint8_t key[CAPAIAN_KEY_SIZE]) {
    return capaian_keyring_file_find(&ring->file, key);
}

bool capaian_key_covers(const struct capaian_key_entry *entry, const char *unit) {
    if (entry->all_units)
        return true;
    for (size_t i = 0; i < entry->unit_count; i++) {
        if (strcmp(entry->units[i], unit) == 0)
            return true;
    }
    return false;
}

size_t capaian_keyring_count(const struct capaian_keyring *ring) {
    return ring->file.count;
}

const struct capaian_key_entry *capaian_keyring_at(const struct capaian_keyring *ring, size_t index) {
    return index < ring->file.count ? &ring->file.entries[index] : NULL;
}
