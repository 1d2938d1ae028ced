#include "wire/arena.h"

#include "runtime/sabotage.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

// Under AddressSanitizer what is not taken is poisoned, so that use after a reset is found like use after free.
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define POISON(memory, size) ASAN_POISON_MEMORY_REGION(memory, size)
#define UNPOISON(memory, size) ASAN_UNPOISON_MEMORY_REGION(memory, size)
#else
#define POISON(memory, size) ((void)(memory), (void)(size))
#define UNPOISON(memory, size) ((void)(memory), (void)(size))
#endif

enum { ALIGNMENT = alignof(max_align_t), BLOCK_MIN = 64 * 1024 };

struct block {
    struct block *next;
    size_t size;
    alignas(max_align_t) unsigned char memory[];
};

// The cap is on what was taken, not on the blocks, so that whether a message fits never depends on which messages came
// before it. A block's unused tail is always smaller than what the next block begins with: the blocks hold at most
// about twice the cap.
struct capaian_arena {
    size_t cap, used;
    size_t held;    // by all blocks
    struct block *first, *current;
    size_t offset;    // in the current block
    bool full, starved;
    ProtobufCAllocator allocator;
};

static size_t rounded(size_t size) {
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static void *allocate(void *data, size_t size) {
    return capaian_arena_take(data, size);
}

static void release(void *data, void *memory) {
    (void)data;
    (void)memory;
}

struct capaian_arena *capaian_arena_new(size_t cap) {
    struct capaian_arena *arena = calloc(1, sizeof *arena);
    if (!arena)
        return NULL;
    arena->cap = cap < SIZE_MAX / 4 ? cap : SIZE_MAX / 4;
    arena->allocator = (ProtobufCAllocator){.alloc = allocate, .free = release, .allocator_data = arena};
    return arena;
}

static void drop(struct capaian_arena *arena, struct block **link) {
    struct block *block = *link;
    *link = block->next;
    arena->held -= block->size;
    free(block);
}

struct capaian_arena *capaian_arena_free(struct capaian_arena *arena) {
    if (!arena)
        return NULL;
    while (arena->first)
        drop(arena, &arena->first);
    free(arena);
    return NULL;
}

void capaian_arena_reset(struct capaian_arena *arena) {
    if (!capaian_sabotage("keep_memory"))
        arena->used = 0;
    arena->full = arena->starved = false;
    arena->current = NULL;
    arena->offset = 0;
    for (struct block *block = arena->first; block; block = block->next)
        POISON(block->memory, block->size);
}

static struct block *new_block(struct capaian_arena *arena, size_t size) {
    size_t wanted = arena->held > BLOCK_MIN ? arena->held : BLOCK_MIN;
    size_t left = rounded(arena->cap - arena->used);
    if (wanted > left)
        wanted = left;
    if (wanted < size)
        wanted = size;
    struct block *block = malloc(sizeof *block + wanted);
    if (!block && !capaian_sabotage("trust_memory"))
        return NULL;
    block->next = NULL;
    block->size = wanted;
    POISON(block->memory, block->size);
    arena->held += wanted;
    return block;
}

// Moves on to a block with room for `size`. Kept blocks that are too small for it make way for one that is not.
static bool next_block(struct capaian_arena *arena, size_t size) {
    struct block **link = arena->current ? &arena->current->next : &arena->first;
    while (*link && (*link)->size < size)
        drop(arena, link);
    struct block *block = *link ? *link : new_block(arena, size);
    if (!block)
        return false;
    arena->current = *link = block;
    arena->offset = 0;
    return true;
}

void *capaian_arena_take(struct capaian_arena *arena, size_t size) {
    size_t left = arena->cap - arena->used;
    size_t taken = rounded(size ? size : 1);
    if (size > left || left == 0) {
        arena->full = true;
        return NULL;
    }
    if ((!arena->current || taken > arena->current->size - arena->offset) && !next_block(arena, taken)) {
        arena->full = arena->starved = true;
        return NULL;
    }
    void *memory = arena->current->memory + arena->offset;
    arena->offset += taken;
    arena->used += taken < left ? taken : left;
    UNPOISON(memory, size);
    return memory;
}

char *capaian_arena_text(struct capaian_arena *arena, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    char *text = NULL;
    int size = vsnprintf(NULL, 0, format, arguments);
    if (size >= 0)
        text = capaian_arena_take(arena, (size_t)size + 1);
    if (text)
        vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    va_end(arguments);
    return text;
}

bool capaian_arena_full(const struct capaian_arena *arena) {
    return arena->full;
}

bool capaian_arena_starved(const struct capaian_arena *arena) {
    return arena->starved;
}

size_t capaian_arena_used(const struct capaian_arena *arena) {
    return arena->used;
}

ProtobufCAllocator *capaian_arena_allocator(struct capaian_arena *arena) {
    return &arena->allocator;
}
