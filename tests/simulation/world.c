#include "world.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct happening {
    int64_t when;
    uint64_t order;
    world_happening *what;
    void *context;
    uint64_t argument;
};

static struct {
    uint64_t random;
    int64_t now, jumped;
    struct happening *queue;    // a heap
    size_t count, room;
    uint64_t order, steps;
    uint64_t digest;
    bool told;
    char verdict[512];
} world;

void world_begin(uint64_t seed, bool told) {
    struct happening *queue = world.queue;
    size_t room = world.room;
    memset(&world, 0, sizeof world);
    world.queue = queue;
    world.room = room;
    world.random = seed;
    world.told = told;
    world.digest = UINT64_C(14695981039346656037);
}

void world_end(void) {
    free(world.queue);
    world.queue = NULL;
    world.room = world.count = 0;
}

// SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
uint64_t world_random(void) {
    uint64_t z = world.random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

unsigned world_below(unsigned bound) {
    assert(bound > 0);
    return (unsigned)(world_random() % bound);
}

bool world_chance(unsigned per_mille) {
    return world_below(1000) < per_mille;
}

int64_t world_between(int64_t first, int64_t last) {
    return first + (int64_t)(world_random() % (uint64_t)(last - first + 1));
}

int64_t world_now(void) {
    return world.now;
}

int64_t world_wall(void) {
    return WORLD_BEGINNING + world.jumped + world.now / WORLD_MS;
}

void world_jump(int64_t milliseconds) {
    world.jumped += milliseconds;
    world_note("the clock jumps by %" PRId64 " ms", milliseconds);
}

static bool before(const struct happening *a, const struct happening *b) {
    return a->when != b->when ? a->when < b->when : a->order < b->order;
}

static void swap(size_t a, size_t b) {
    struct happening kept = world.queue[a];
    world.queue[a] = world.queue[b];
    world.queue[b] = kept;
}

void world_at(int64_t when, world_happening *what, void *context, uint64_t argument) {
    if (world.count == world.room) {
        world.room = world.room == 0 ? 256 : 2 * world.room;
        world.queue = realloc(world.queue, world.room * sizeof *world.queue);
        assert(world.queue != NULL);
    }
    size_t i = world.count++;
    world.queue[i] = (struct happening){when < world.now ? world.now : when, world.order++, what, context, argument};
    for (; i > 0 && before(&world.queue[i], &world.queue[(i - 1) / 2]); i = (i - 1) / 2)
        swap(i, (i - 1) / 2);
}

bool world_step(int64_t until) {
    if (world.count == 0 || world.queue[0].when > until) {
        world.now = until > world.now ? until : world.now;
        return false;
    }
    struct happening next = world.queue[0];
    world.queue[0] = world.queue[--world.count];
    for (size_t i = 0;;) {
        size_t least = i;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2; child++)
            if (child < world.count && before(&world.queue[child], &world.queue[least]))
                least = child;
        if (least == i)
            break;
        swap(i, least);
        i = least;
    }
    world.now = next.when;
    world.steps++;
    next.what(next.context, next.argument);
    return true;
}

uint64_t world_steps(void) {
    return world.steps;
}

void world_note(const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    // FNV-1a, of the text and of when it was said.
    for (const char *c = text; *c != '\0'; c++)
        world.digest = (world.digest ^ (uint8_t)*c) * UINT64_C(1099511628211);
    world.digest = (world.digest ^ (uint64_t)world.now) * UINT64_C(1099511628211);
    if (world.told)
        printf("%11.6f %s\n", (double)world.now / WORLD_SECOND, text);
}

uint64_t world_digest(void) {
    return world.digest ^ world.random;
}

void world_broken(const char *format, ...) {
    if (world.verdict[0] != '\0')
        return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(world.verdict, sizeof world.verdict, format, arguments);
    va_end(arguments);
    world_note("BROKEN: %s", world.verdict);
}

const char *world_verdict(void) {
    return world.verdict;
}
