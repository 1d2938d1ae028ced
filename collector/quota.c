#include "quota.h"

#include "wire/limits.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 4096, OVERHEAD = 256 };

struct unit {
    char code[CAPAIAN_CODE_MAX + 1];
    int64_t pending;
    int next;    // in its bucket, or in the list of free ones
};

struct quota {
    int buckets[BUCKETS];
    int free;
    int64_t pending;
    struct unit units[QUOTA_UNITS_MAX];
};

struct quota *quota_new(void) {
    struct quota *quota = calloc(1, sizeof *quota);
    if (!quota)
        return NULL;
    for (int i = 0; i < BUCKETS; i++)
        quota->buckets[i] = QUOTA_NONE;
    for (int i = 0; i < QUOTA_UNITS_MAX; i++)
        quota->units[i].next = i + 1 < QUOTA_UNITS_MAX ? i + 1 : QUOTA_NONE;
    return quota;
}

struct quota *quota_free(struct quota *quota) {
    free(quota);
    return NULL;
}

int64_t quota_cost(size_t content_size) {
    return (int64_t)content_size + OVERHEAD;
}

static unsigned bucket_of(const char *unit) {
    uint32_t hash = 2166136261U;
    for (; *unit; unit++)
        hash = (hash ^ (unsigned char)*unit) * 16777619U;
    return (hash ^ hash >> 16) % BUCKETS;
}

int quota_find(const struct quota *quota, const char *unit) {
    int handle = quota->buckets[bucket_of(unit)];
    while (handle != QUOTA_NONE && strcmp(quota->units[handle].code, unit) != 0)
        handle = quota->units[handle].next;
    return handle;
}

int quota_add(struct quota *quota, const char *unit, int64_t bytes) {
    assert(bytes > 0 && strlen(unit) <= CAPAIAN_CODE_MAX);
    int handle = quota_find(quota, unit);
    if (handle == QUOTA_NONE) {
        handle = quota->free;
        if (handle == QUOTA_NONE)
            return QUOTA_NONE;
        struct unit *fresh = &quota->units[handle];
        quota->free = fresh->next;
        memcpy(fresh->code, unit, strlen(unit) + 1);
        fresh->pending = 0;
        int *bucket = &quota->buckets[bucket_of(unit)];
        fresh->next = *bucket;
        *bucket = handle;
    }
    quota->units[handle].pending += bytes;
    quota->pending += bytes;
    return handle;
}

void quota_release(struct quota *quota, int handle, int64_t bytes) {
    if (handle == QUOTA_NONE)
        return;
    struct unit *unit = &quota->units[handle];
    assert(unit->pending >= bytes);
    unit->pending -= bytes;
    quota->pending -= bytes;
    if (unit->pending > 0)
        return;
    int *place = &quota->buckets[bucket_of(unit->code)];
    while (*place != handle)
        place = &quota->units[*place].next;
    *place = unit->next;
    unit->next = quota->free;
    quota->free = handle;
}

int64_t quota_pending(const struct quota *quota) {
    return quota->pending;
}

int64_t quota_pending_unit(const struct quota *quota, const char *unit) {
    int handle = quota_find(quota, unit);
    return handle == QUOTA_NONE ? 0 : quota->units[handle].pending;
}

bool quota_full(const struct quota *quota) {
    return quota->free == QUOTA_NONE;
}
