// The refs that the open transaction has looked up or changed: each read once, written once. Bounded by the rows of one
// commit; or all refs of a record up to an instant (past.h), bounded there.
#pragma once

#include "fold/fold.h"

struct ref_cache;

struct ref_slot {
    uint32_t indicator;
    char ref[CAPAIAN_REF_MAX + 1];
    struct ref_entry entry;
};

struct ref_cache *ref_cache_new(void);
struct ref_cache *ref_cache_free(struct ref_cache *cache);

// The slot of a ref; *ret_new says that it was just made and is to be filled. NULL when out of memory. Slots do not
// move until the cache is cleared.
struct ref_slot *ref_cache_slot(struct ref_cache *cache, uint32_t indicator, const char *ref, bool *ret_new);
struct ref_slot *ref_cache_find(const struct ref_cache *cache, uint32_t indicator, const char *ref);    // NULL: none
size_t ref_cache_count(const struct ref_cache *cache);
struct ref_slot *ref_cache_at(const struct ref_cache *cache, size_t index);
void ref_cache_clear(struct ref_cache *cache);
