#include "waiting.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { NONE = -1, BUCKET_SETS = 3 };

// Each node is in two chains: by subject, and by connection. Free nodes are chained by subject.
struct node {
    struct waiter waiter;
    bool used;
    int next_subject, next_peer;
    int key;    // its place in `keys`
};

// A key with waiting requests: how many.
struct key_count {
    uint64_t owner;
    unsigned count;
    int next;    // in its bucket, or in the list of free ones
};

struct waiting {
    unsigned room, count;
    int free;
    unsigned scan;                         // where the search for expired ones goes on
    int64_t earliest;                      // no deadline is before it
    int64_t following;                     // earliest of those the running search has passed
    int *by_subject, *by_peer, *by_key;    // `room` buckets each
    struct key_count *keys;                // `room`
    int free_key;
    struct node nodes[];
};

struct waiting *waiting_new(unsigned room) {
    struct waiting *waiting = calloc(1, sizeof *waiting + room * sizeof waiting->nodes[0]);
    int *buckets = malloc(BUCKET_SETS * (size_t)room * sizeof *buckets);
    struct key_count *keys = calloc(room, sizeof *keys);
    if (!waiting || !buckets || !keys) {
        free(waiting);
        free(buckets);
        free(keys);
        return NULL;
    }
    waiting->room = room;
    waiting->earliest = waiting->following = INT64_MAX;
    waiting->by_subject = buckets;
    waiting->by_peer = buckets + room;
    waiting->by_key = waiting->by_peer + room;
    waiting->keys = keys;
    for (unsigned i = 0; i < BUCKET_SETS * room; i++)
        buckets[i] = NONE;
    for (unsigned i = 0; i < room; i++)
        waiting->nodes[i].next_subject = keys[i].next = i + 1 < room ? (int)i + 1 : NONE;
    return waiting;
}

struct waiting *waiting_free(struct waiting *waiting) {
    if (waiting) {
        free(waiting->by_subject);
        free(waiting->keys);
    }
    free(waiting);
    return NULL;
}

bool waiting_full(const struct waiting *waiting) {
    return waiting->free == NONE;
}

unsigned waiting_count(const struct waiting *waiting) {
    return waiting->count;
}

static int *subject_bucket(const struct waiting *waiting, uint64_t subject) {
    return &waiting->by_subject[subject % waiting->room];
}

static int *peer_bucket(const struct waiting *waiting, const struct capaian_peer *peer) {
    uint32_t hash = 2166136261U;
    for (unsigned i = 0; i < peer->size; i++)
        hash = (hash ^ peer->id[i]) * 16777619U;
    return &waiting->by_peer[(hash ^ hash >> 16) % waiting->room];
}

static bool same_peer(const struct capaian_peer *a, const struct capaian_peer *b) {
    return a->size == b->size && memcmp(a->id, b->id, a->size) == 0;
}

unsigned waiting_of(const struct waiting *waiting, const struct capaian_peer *peer) {
    unsigned count = 0;
    for (int i = *peer_bucket(waiting, peer); i != NONE; i = waiting->nodes[i].next_peer)
        count += same_peer(&waiting->nodes[i].waiter.peer, peer);
    return count;
}

static int find_key(const struct waiting *waiting, uint64_t owner) {
    int key = waiting->by_key[owner % waiting->room];
    while (key != NONE && waiting->keys[key].owner != owner)
        key = waiting->keys[key].next;
    return key;
}

unsigned waiting_of_key(const struct waiting *waiting, const struct capaian_peer *peer) {
    int key = find_key(waiting, peer->owner);
    return key == NONE ? 0 : waiting->keys[key].count;
}

// There are as many places as nodes, so one is free.
static int count_key(struct waiting *waiting, uint64_t owner) {
    int key = find_key(waiting, owner);
    if (key == NONE) {
        key = waiting->free_key;
        waiting->free_key = waiting->keys[key].next;
        int *bucket = &waiting->by_key[owner % waiting->room];
        waiting->keys[key] = (struct key_count){.owner = owner, .next = *bucket};
        *bucket = key;
    }
    waiting->keys[key].count++;
    return key;
}

static void release_key(struct waiting *waiting, int key) {
    struct key_count *count = &waiting->keys[key];
    if (--count->count > 0)
        return;
    int *place = &waiting->by_key[count->owner % waiting->room];
    while (*place != key)
        place = &waiting->keys[*place].next;
    *place = count->next;
    count->next = waiting->free_key;
    waiting->free_key = key;
}

void waiting_add(struct waiting *waiting, const struct waiter *waiter) {
    assert(!waiting_full(waiting));
    int fresh = waiting->free;
    struct node *node = &waiting->nodes[fresh];
    waiting->free = node->next_subject;
    node->waiter = *waiter;
    node->used = true;
    int *bucket = subject_bucket(waiting, waiter->subject);
    node->next_subject = *bucket;
    *bucket = fresh;
    bucket = peer_bucket(waiting, &waiter->peer);
    node->next_peer = *bucket;
    *bucket = fresh;
    node->key = count_key(waiting, waiter->peer.owner);
    waiting->count++;
    if (waiter->deadline < waiting->earliest)
        waiting->earliest = waiter->deadline;
    if (waiter->deadline < waiting->following)
        waiting->following = waiter->deadline;
}

static void take(struct waiting *waiting, int index, struct waiter *ret) {
    struct node *node = &waiting->nodes[index];
    int *place = subject_bucket(waiting, node->waiter.subject);
    while (*place != index)
        place = &waiting->nodes[*place].next_subject;
    *place = node->next_subject;
    place = peer_bucket(waiting, &node->waiter.peer);
    while (*place != index)
        place = &waiting->nodes[*place].next_peer;
    *place = node->next_peer;
    release_key(waiting, node->key);
    node->used = false;
    node->next_subject = waiting->free;
    waiting->free = index;
    waiting->count--;
    *ret = node->waiter;
}

bool waiting_take(struct waiting *waiting, uint64_t subject, struct waiter *ret) {
    for (int i = *subject_bucket(waiting, subject); i != NONE; i = waiting->nodes[i].next_subject) {
        if (waiting->nodes[i].waiter.subject == subject) {
            take(waiting, i, ret);
            return true;
        }
    }
    return false;
}

bool waiting_take_expired(struct waiting *waiting, int64_t now, struct waiter *ret) {
    if (now < waiting->earliest)
        return false;
    if (waiting->scan == 0)
        waiting->following = INT64_MAX;
    while (waiting->scan < waiting->room) {
        unsigned index = waiting->scan++;
        const struct node *node = &waiting->nodes[index];
        if (!node->used)
            continue;
        if (node->waiter.deadline <= now) {
            take(waiting, (int)index, ret);
            return true;
        }
        if (node->waiter.deadline < waiting->following)
            waiting->following = node->waiter.deadline;
    }
    waiting->earliest = waiting->following;
    waiting->scan = 0;
    return false;
}

int64_t waiting_deadline(const struct waiting *waiting) {
    return waiting->count > 0 ? waiting->earliest : INT64_MAX;
}
