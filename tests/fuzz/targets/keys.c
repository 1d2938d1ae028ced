// Key files and the authorised keys, as anybody may have written them.
#include "../fuzz.h"
#include "net/key.h"
#include "net/keyring_file.h"
#include "value/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char good[] = "0101010101010101010101010101010101010101010101010101010101010101 submit dispar loket\n";

static char *copy(const void *bytes, size_t size) {
    char *text = malloc(size + 1);
    fuzz_must(text != NULL);
    if (size > 0)
        memcpy(text, bytes, size);
    text[size] = '\0';
    return text;
}

static int parse(const void *bytes, size_t size, struct capaian_keyring_file *ret) {
    unsigned line = 0;
    const char *what = NULL;
    int r = capaian_keyring_file_parse(copy(bytes, size), size, ret, &line, &what);
    fuzz_must(r == 0 || r == -ENOKEY || (r == -EBADMSG && line > 0 && what != NULL));
    return r;
}

// A key that is let in has a role and something it speaks for, and is found under its own name alone.
static void check_ring(struct capaian_keyring_file *ring) {
    for (size_t i = 0; i < ring->count; i++) {
        const struct capaian_key_entry *entry = &ring->entries[i];
        fuzz_must(entry->roles != 0 && (entry->roles & ~0x7Fu) == 0);
        fuzz_must(capaian_keyring_file_find(ring, entry->key) == entry);
        for (size_t unit = 0; unit < entry->unit_count; unit++) {
            fuzz_must(capaian_code_valid(entry->units[unit]));
            fuzz_must(capaian_key_covers(entry, entry->units[unit]));
        }
        fuzz_must(entry->all_units || !capaian_key_covers(entry, "no-such-unit-is-ever-named-here"));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct capaian_keyring_file ring = {0};
    uint8_t key[CAPAIAN_KEY_SIZE] = {0};
    fuzz_must(capaian_keyring_file_find(&ring, key) == NULL);
    if (parse(data, size, &ring) == 0) {
        check_ring(&ring);
        capaian_keyring_file_free(&ring);
    }
    const char *path = fuzz_path("a.key");
    struct capaian_keypair pair;
    fuzz_write(path, data, size);
    fuzz_must(chmod(path, 0600) == 0);
    int r = capaian_keypair_read(path, &pair);
    fuzz_must(r <= 0);
    if (r == 0) {
        fuzz_must(capaian_public_key_read(path, key) == 0 && memcmp(key, pair.public_key, sizeof key) == 0);
    }
    (void)capaian_public_key_read(path, key);
    memset(key, 1, sizeof key);
    fuzz_must(parse(good, sizeof good - 1, &ring) == 0 && ring.count == 1);
    fuzz_must(capaian_keyring_file_find(&ring, key) != NULL);
    capaian_keyring_file_free(&ring);
    return 0;
}
