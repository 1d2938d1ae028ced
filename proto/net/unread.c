#include "net/unread.h"

#include "runtime/sabotage.h"
#include "wire/limits.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

enum {
    SLOTS = 1024,
    PROBES = 8,
    OVERHEAD = 128,    // of a message, here and in libzmq
};

// A slot without bytes is free for the next owner.
struct slot {
    uint64_t owner;
    _Atomic int64_t bytes;
};

struct block {
    struct slot *slot;
    int64_t cost;
    unsigned char bytes[];
};

// The last is shared by those who find no place.
static struct slot slots[SLOTS + 1];
static _Atomic int64_t total;

static struct slot *slot_of(uint64_t owner) {
    struct slot *empty = NULL;
    for (unsigned i = 0; i < PROBES; i++) {
        struct slot *slot = &slots[(owner + i) % SLOTS];
        if (slot->owner == owner)
            return slot;
        if (!empty && atomic_load(&slot->bytes) == 0)
            empty = slot;
    }
    if (!empty)
        return &slots[SLOTS];
    empty->owner = owner;
    return empty;
}

static bool fits(int64_t unread, int64_t all, size_t size) {
    int64_t spare = size <= CAPAIAN_UNREAD_SMALL ? CAPAIAN_UNREAD_SPARE : 0;
    if (unread == 0)
        return all < CAPAIAN_UNREAD_MAX + spare;
    return unread + (int64_t)size <= CAPAIAN_UNREAD_KEY_MAX + spare &&
           all + (int64_t)size <= CAPAIAN_UNREAD_MAX + spare;
}

static void give_back(void *data, void *hint) {
    (void)data;
    struct block *block = hint;
    atomic_fetch_sub(&block->slot->bytes, block->cost);
    atomic_fetch_sub(&total, block->cost);
    free(block);
}

int capaian_unread_frame(uint64_t owner, size_t size, zmq_msg_t *ret_frame) {
    struct slot *slot = slot_of(owner);
    if (!capaian_sabotage("count_no_unread") && !fits(atomic_load(&slot->bytes), atomic_load(&total), size))
        return -EAGAIN;
    struct block *block = malloc(sizeof *block + size);
    if (!block)
        return -ENOMEM;
    block->slot = slot;
    block->cost = (int64_t)size + OVERHEAD;
    atomic_fetch_add(&slot->bytes, block->cost);
    atomic_fetch_add(&total, block->cost);
    if (zmq_msg_init_data(ret_frame, block->bytes, size, give_back, block) == 0)
        return 0;
    give_back(NULL, block);
    return -ENOMEM;
}

int64_t capaian_unread_bytes(void) {
    return atomic_load(&total);
}
