// Memory for one decoded frame or one batch: taken in order, given back all at once, never more than its cap. Two bytes
// on the wire can cost a hundred in memory; over the cap an allocation fails and the decode ends as *too large*.
#pragma once

#include <protobuf-c/protobuf-c.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct capaian_arena;

// NULL when out of memory. Blocks are kept over resets, so a daemon at rest allocates nothing.
struct capaian_arena *capaian_arena_new(size_t cap);
struct capaian_arena *capaian_arena_free(struct capaian_arena *arena);    // takes NULL, returns NULL
void capaian_arena_reset(struct capaian_arena *arena);

// Aligned for any type, not cleared. NULL over the cap or out of memory; capaian_arena_full() then stays true until the
// reset.
void *capaian_arena_take(struct capaian_arena *arena, size_t size);
char *capaian_arena_text(struct capaian_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool capaian_arena_full(const struct capaian_arena *arena);
// It was the system that had no memory, and not the cap: says nothing about what was to be decoded. Until the reset.
bool capaian_arena_starved(const struct capaian_arena *arena);
size_t capaian_arena_used(const struct capaian_arena *arena);

// For protobuf-c's unpack functions. The message lives until the reset and is never freed by itself.
ProtobufCAllocator *capaian_arena_allocator(struct capaian_arena *arena);
