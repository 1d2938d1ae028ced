#include "ledger/refs.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct ref_cache {
    struct ref_slot **slots;    // in the order they came
    size_t count, room;
    uint32_t *buckets;    // open addressing over slots, index + 1; a power of two, at most half full
    size_t bucket_count;
    uint8_t seed[crypto_shorthash_KEYBYTES];    // senders choose refs: an unkeyed hash would let them choose collisions
};

struct ref_cache *ref_cache_new(void) {
    struct ref_cache *cache = calloc(1, sizeof *cache);
    if (cache == NULL)
        return NULL;
    randombytes_buf(cache->seed, sizeof cache->seed);
    return cache;
}

void ref_cache_clear(struct ref_cache *cache) {
    for (size_t i = 0; i < cache->count; i++)
        free(cache->slots[i]);
    cache->count = 0;
    if (cache->bucket_count > 0)
        memset(cache->buckets, 0, cache->bucket_count * sizeof *cache->buckets);
}

struct ref_cache *ref_cache_free(struct ref_cache *cache) {
    if (cache == NULL)
        return NULL;
    ref_cache_clear(cache);
    free(cache->slots);
    free(cache->buckets);
    free(cache);
    return NULL;
}

static size_t bucket_of(const struct ref_cache *cache, uint32_t indicator, const char *ref) {
    uint64_t hash;
    uint8_t digest[crypto_shorthash_BYTES];
    crypto_shorthash(digest, (const uint8_t *)ref, strlen(ref), cache->seed);
    memcpy(&hash, digest, sizeof hash);
    return (size_t)(hash ^ ((uint64_t)indicator * UINT64_C(0x9E3779B97F4A7C15))) & (cache->bucket_count - 1);
}

static void place(struct ref_cache *cache, uint32_t index) {
    size_t at = bucket_of(cache, cache->slots[index]->indicator, cache->slots[index]->ref);
    while (cache->buckets[at] != 0)
        at = (at + 1) & (cache->bucket_count - 1);
    cache->buckets[at] = index + 1;
}

static bool grow(struct ref_cache *cache) {
    if (cache->count < cache->room)
        return true;
    size_t room = cache->room == 0 ? 256 : 2 * cache->room;
    struct ref_slot **slots = realloc(cache->slots, room * sizeof(struct ref_slot *));
    if (slots == NULL)
        return false;
    cache->slots = slots;
    uint32_t *buckets = calloc(2 * room, sizeof *buckets);
    if (buckets == NULL)
        return false;
    free(cache->buckets);
    cache->buckets = buckets;
    cache->bucket_count = 2 * room;
    cache->room = room;
    for (size_t i = 0; i < cache->count; i++)
        place(cache, (uint32_t)i);
    return true;
}

struct ref_slot *ref_cache_find(const struct ref_cache *cache, uint32_t indicator, const char *ref) {
    if (cache->bucket_count == 0)
        return NULL;
    for (size_t at = bucket_of(cache, indicator, ref); cache->buckets[at] != 0;
         at = (at + 1) & (cache->bucket_count - 1)) {
        struct ref_slot *slot = cache->slots[cache->buckets[at] - 1];
        if (slot->indicator == indicator && strcmp(slot->ref, ref) == 0)
            return slot;
    }
    return NULL;
}

struct ref_slot *ref_cache_slot(struct ref_cache *cache, uint32_t indicator, const char *ref, bool *ret_new) {
    struct ref_slot *slot = ref_cache_find(cache, indicator, ref);
    if (slot != NULL) {
        *ret_new = false;
        return slot;
    }
    slot = calloc(1, sizeof *slot);
    if (slot == NULL || !grow(cache)) {
        free(slot);
        return NULL;
    }
    slot->indicator = indicator;
    strncpy(slot->ref, ref, CAPAIAN_REF_MAX);
    cache->slots[cache->count] = slot;
    place(cache, (uint32_t)cache->count++);
    *ret_new = true;
    return slot;
}

size_t ref_cache_count(const struct ref_cache *cache) {
    return cache->count;
}

struct ref_slot *ref_cache_at(const struct ref_cache *cache, size_t index) {
    return cache->slots[index];
}
