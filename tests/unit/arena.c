#include "wire/arena.h"

#include <criterion/criterion.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

Test(arena, takes_are_aligned_and_apart) {
    struct capaian_arena *arena = capaian_arena_new(1 << 20);
    unsigned char *pieces[200];
    for (size_t i = 0; i < 200; i++) {
        pieces[i] = capaian_arena_take(arena, i);
        cr_assert_not_null(pieces[i]);
        cr_assert_eq((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        memset(pieces[i], (int)i, i);
    }
    for (size_t i = 0; i < 200; i++)
        for (size_t byte = 0; byte < i; byte++)
            cr_assert_eq(pieces[i][byte], i);
    cr_assert_not(capaian_arena_full(arena));
    cr_assert_null(capaian_arena_free(arena));
}

Test(arena, gives_exactly_the_cap) {
    const size_t caps[] = {1, 15, 16, 100, 4096, 65536, 65537, 1000003};
    for (size_t i = 0; i < sizeof caps / sizeof caps[0]; i++) {
        struct capaian_arena *arena = capaian_arena_new(caps[i]);
        cr_assert_null(capaian_arena_take(arena, caps[i] + 1));
        cr_assert(capaian_arena_full(arena));
        capaian_arena_reset(arena);
        unsigned char *all = capaian_arena_take(arena, caps[i]);
        cr_assert_not_null(all, "cap %zu", caps[i]);
        memset(all, 1, caps[i]);
        cr_assert_not(capaian_arena_full(arena));
        cr_assert_eq(capaian_arena_used(arena), caps[i]);
        cr_assert_null(capaian_arena_take(arena, 1));
        cr_assert(capaian_arena_full(arena));
        capaian_arena_free(arena);
    }
}

Test(arena, stays_full_until_the_reset) {
    struct capaian_arena *arena = capaian_arena_new(1000);
    cr_assert_null(capaian_arena_take(arena, 2000));
    cr_assert_not_null(capaian_arena_take(arena, 10), "what still fits is still given");
    cr_assert(capaian_arena_full(arena));
    capaian_arena_reset(arena);
    cr_assert_not(capaian_arena_full(arena));
    cr_assert_eq(capaian_arena_used(arena), 0);
    capaian_arena_free(arena);
}

Test(arena, refuses_sizes_that_overflow) {
    const size_t caps[] = {1000, SIZE_MAX};
    for (size_t i = 0; i < 2; i++) {
        struct capaian_arena *arena = capaian_arena_new(caps[i]);
        cr_assert_not_null(capaian_arena_take(arena, 8));
        cr_assert_null(capaian_arena_take(arena, SIZE_MAX));
        cr_assert_null(capaian_arena_take(arena, SIZE_MAX - 7));
        cr_assert(capaian_arena_full(arena));
        capaian_arena_free(arena);
    }
}

// Takes pieces of one size until the arena is full; how many there were.
static size_t fill(struct capaian_arena *arena, size_t size) {
    size_t count = 0;
    for (unsigned char *piece; (piece = capaian_arena_take(arena, size)); count++)
        memset(piece, 0x5A, size);
    return count;
}

Test(arena, whether_it_fits_does_not_depend_on_the_past) {
    const size_t sizes[] = {16, 70000, 48, 300000, 999, 1 << 20, 4000, 131072, 1};
    const size_t count = sizeof sizes / sizeof sizes[0];
    struct capaian_arena *old = capaian_arena_new(1 << 20);
    for (size_t round = 0; round < 3 * count; round++) {
        size_t size = sizes[round * 4 % count];
        struct capaian_arena *young = capaian_arena_new(1 << 20);
        cr_assert_eq(fill(old, size), fill(young, size), "pieces of %zu", size);
        capaian_arena_reset(old);
        capaian_arena_free(young);
    }
    capaian_arena_free(old);
}

Test(arena, keeps_its_blocks_over_resets) {
    struct capaian_arena *arena = capaian_arena_new(1 << 20);
    void *first[40];
    for (int round = 0; round < 5; round++) {
        for (size_t i = 0; i < 40; i++) {
            void *piece = capaian_arena_take(arena, 20000);
            if (round == 0)
                first[i] = piece;
            cr_assert_eq(piece, first[i]);
        }
        capaian_arena_reset(arena);
    }
    capaian_arena_free(arena);
}

Test(arena, writes_text) {
    struct capaian_arena *arena = capaian_arena_new(64);
    cr_assert_str_eq(capaian_arena_text(arena, "%d baris, %s", 12, "dispar"), "12 baris, dispar");
    cr_assert_str_eq(capaian_arena_text(arena, "%s", ""), "");
    cr_assert_null(capaian_arena_text(arena, "%60d", 1));
    cr_assert(capaian_arena_full(arena));
    capaian_arena_free(arena);
}

Test(arena, allocator_takes_and_never_frees) {
    struct capaian_arena *arena = capaian_arena_new(100);
    ProtobufCAllocator *allocator = capaian_arena_allocator(arena);
    char *piece = allocator->alloc(allocator->allocator_data, 40);
    memcpy(piece, "tetap", 6);
    size_t used = capaian_arena_used(arena);
    allocator->free(allocator->allocator_data, piece);
    cr_assert_str_eq(piece, "tetap");
    cr_assert_eq(capaian_arena_used(arena), used);
    cr_assert_null(allocator->alloc(allocator->allocator_data, 80));
    cr_assert(capaian_arena_full(arena));
    capaian_arena_free(arena);
}

Test(arena, free_takes_null) {
    cr_assert_null(capaian_arena_free(NULL));
}
