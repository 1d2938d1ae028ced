#include "ledger/newest.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

// Ids of one generation, and places for them: at most half full.
enum { GENERATION = 4096, PLACES = 2 * GENERATION };

struct generation {
    uint8_t ids[PLACES][CAPAIAN_ID_SIZE];    // all zero: free
    unsigned count;
    uint8_t largest[CAPAIAN_ID_SIZE];
};

// Two generations: where the younger is full the elder is forgotten, and its largest id is the least that is sure.
struct newest {
    struct generation generations[2];
    unsigned young;
    uint8_t floor[CAPAIAN_ID_SIZE];
    uint8_t seed[crypto_shorthash_KEYBYTES];    // senders choose ids: an unkeyed hash would let them choose collisions
};

static const uint8_t none[CAPAIAN_ID_SIZE];

struct newest *newest_new(const uint8_t floor[CAPAIAN_ID_SIZE]) {
    struct newest *newest = calloc(1, sizeof *newest);
    if (newest == NULL)
        return NULL;
    memcpy(newest->floor, floor, CAPAIAN_ID_SIZE);
    randombytes_buf(newest->seed, sizeof newest->seed);
    return newest;
}

struct newest *newest_free(struct newest *newest) {
    free(newest);
    return NULL;
}

static unsigned place_of(const struct newest *newest, const uint8_t id[CAPAIAN_ID_SIZE]) {
    uint64_t hash;
    uint8_t digest[crypto_shorthash_BYTES];
    crypto_shorthash(digest, id, CAPAIAN_ID_SIZE, newest->seed);
    memcpy(&hash, digest, sizeof hash);
    return (unsigned)(hash % PLACES);
}

// Where the id is, or would be.
static uint8_t *find(const struct generation *generation, unsigned place, const uint8_t id[CAPAIAN_ID_SIZE]) {
    while (memcmp(generation->ids[place], none, CAPAIAN_ID_SIZE) != 0 &&
           memcmp(generation->ids[place], id, CAPAIAN_ID_SIZE) != 0)
        place = (place + 1) % PLACES;
    return (uint8_t *)generation->ids[place];
}

bool newest_is_new(const struct newest *newest, const uint8_t id[CAPAIAN_ID_SIZE]) {
    if (memcmp(id, newest->floor, CAPAIAN_ID_SIZE) <= 0)
        return false;
    unsigned place = place_of(newest, id);
    for (int i = 0; i < 2; i++)
        if (memcmp(find(&newest->generations[i], place, id), id, CAPAIAN_ID_SIZE) == 0)
            return false;
    return true;
}

static void raise_to(uint8_t least[CAPAIAN_ID_SIZE], const uint8_t id[CAPAIAN_ID_SIZE]) {
    if (memcmp(id, least, CAPAIAN_ID_SIZE) > 0)
        memcpy(least, id, CAPAIAN_ID_SIZE);
}

void newest_add(struct newest *newest, const uint8_t id[CAPAIAN_ID_SIZE]) {
    struct generation *young = &newest->generations[newest->young];
    if (young->count == GENERATION) {
        newest->young = 1 - newest->young;
        young = &newest->generations[newest->young];
        raise_to(newest->floor, young->largest);
        memset(young, 0, sizeof *young);
    }
    // At or below the floor nothing is sure anyway; so the id of zeros, which marks a free place, is never kept.
    if (memcmp(id, newest->floor, CAPAIAN_ID_SIZE) <= 0)
        return;
    uint8_t *place = find(young, place_of(newest, id), id);
    young->count += memcmp(place, none, CAPAIAN_ID_SIZE) == 0;
    memcpy(place, id, CAPAIAN_ID_SIZE);
    raise_to(young->largest, id);
}
