#include "ledger/newest.h"

#include <criterion/criterion.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 40000 };

static uint8_t ids[MANY][CAPAIAN_ID_SIZE];

// Big-endian time, then noise.
static void make(uint8_t id[CAPAIAN_ID_SIZE], uint64_t time) {
    randombytes_buf(id, CAPAIAN_ID_SIZE);
    for (int i = 0; i < 6; i++)
        id[i] = (uint8_t)(time >> (8 * (5 - i)));
}

// Adds them all and counts those that had to be looked for; none that was there is taken for new at any time.
static unsigned looked_for(uint64_t (*time_of)(uint64_t)) {
    static const uint8_t floor[CAPAIAN_ID_SIZE];
    struct newest *newest = newest_new(floor);
    unsigned unsure = 0;
    for (uint64_t i = 0; i < MANY; i++) {
        make(ids[i], time_of(i));
        unsure += !newest_is_new(newest, ids[i]);
        newest_add(newest, ids[i]);
        cr_assert_not(newest_is_new(newest, ids[i]));
        cr_assert_not(newest_is_new(newest, ids[randombytes_uniform((uint32_t)i + 1)]));
        cr_assert_not(newest_is_new(newest, ids[i - (i < 100 ? i : randombytes_uniform(100))]));
    }
    for (uint64_t i = 0; i < MANY; i++)
        cr_assert_not(newest_is_new(newest, ids[i]));
    newest_free(newest);
    return unsure;
}

static uint64_t ordered(uint64_t i) {
    return 1000000 + i / 30;    // several in a millisecond, in no order
}

static uint64_t late(uint64_t i) {
    return 1000000 + i / 30 - (i % 3) * 60;    // from three clocks
}

static uint64_t random_time(uint64_t i) {
    (void)i;
    return randombytes_uniform(UINT32_MAX);
}

Test(newest, ids_in_the_order_of_time_need_not_be_looked_for) {
    cr_assert_geq(sodium_init(), 0);
    cr_assert_eq(looked_for(ordered), 0);
    cr_assert_eq(looked_for(late), 0);
}

Test(newest, other_ids_are_looked_for) {
    cr_assert_geq(sodium_init(), 0);
    cr_assert_gt(looked_for(random_time), MANY / 2);
}

Test(newest, of_what_the_record_has_already_nothing_is_new) {
    cr_assert_geq(sodium_init(), 0);
    uint8_t floor[CAPAIAN_ID_SIZE] = {1}, same[CAPAIAN_ID_SIZE] = {1}, above[CAPAIAN_ID_SIZE] = {1, 0, 1};
    static const uint8_t zero[CAPAIAN_ID_SIZE];
    struct newest *newest = newest_new(floor);
    cr_assert_not(newest_is_new(newest, zero));
    cr_assert_not(newest_is_new(newest, same));
    cr_assert(newest_is_new(newest, above));
    newest_add(newest, above);
    newest_add(newest, above);
    newest_add(newest, zero);
    cr_assert_not(newest_is_new(newest, above));
    newest_free(newest);
}
