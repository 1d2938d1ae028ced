#include "origins.h"
#include "waiting.h"

#include <criterion/criterion.h>

static struct waiter waiter_of(uint8_t peer, uint64_t subject, int64_t deadline) {
    struct waiter waiter = {.subject = subject, .deadline = deadline};
    waiter.peer.size = 5;
    waiter.peer.id[4] = peer;
    return waiter;
}

static void wait_for(struct waiting *waiting, uint8_t peer, uint64_t subject, int64_t deadline) {
    struct waiter waiter = waiter_of(peer, subject, deadline);
    waiting_add(waiting, &waiter);
}

Test(waiting, finds_by_subject_and_connection) {
    struct waiting *waiting = waiting_new(4);
    wait_for(waiting, 1, 10, 100);
    wait_for(waiting, 2, 10, 100);
    wait_for(waiting, 1, 14, 100);    // the same bucket
    struct waiter one = waiter_of(1, 0, 0), three = waiter_of(3, 0, 0), taken;
    cr_assert_eq(waiting_of(waiting, &one.peer), 2);
    cr_assert_eq(waiting_of(waiting, &three.peer), 0);
    cr_assert(waiting_take(waiting, 10, &taken));
    cr_assert(waiting_take(waiting, 10, &taken));
    cr_assert_not(waiting_take(waiting, 10, &taken));
    cr_assert_eq(waiting_of(waiting, &one.peer), 1);
    for (uint64_t i = 0; i < 3; i++) {
        cr_assert_not(waiting_full(waiting));
        wait_for(waiting, 1, 20 + i, 100);
    }
    cr_assert(waiting_full(waiting));
    cr_assert_eq(waiting_count(waiting), 4);
    waiting_free(waiting);
}

Test(waiting, counts_for_each_key_over_its_connections) {
    struct waiting *waiting = waiting_new(8);
    // Keys of one bucket, each with two connections.
    struct waiter waiters[6], taken;
    for (uint8_t i = 0; i < 6; i++) {
        waiters[i] = waiter_of(i, i, 100);
        waiters[i].peer.owner = 3 + 8 * (uint64_t)(i / 2);
        cr_assert_eq(waiting_of_key(waiting, &waiters[i].peer), i % 2);
        waiting_add(waiting, &waiters[i]);
    }
    cr_assert_eq(waiting_of(waiting, &waiters[2].peer), 1);
    cr_assert_eq(waiting_of_key(waiting, &waiters[2].peer), 2);
    for (uint64_t i = 2; i < 4; i++) {
        cr_assert(waiting_take(waiting, i, &taken));
        cr_assert_eq(waiting_of_key(waiting, &waiters[2].peer), 3 - i);
        cr_assert_eq(waiting_of_key(waiting, &waiters[0].peer), 2);
        cr_assert_eq(waiting_of_key(waiting, &waiters[5].peer), 2);
    }
    // Places of keys that have gone are given out again.
    for (uint64_t key = 100; key < 140; key++) {
        struct waiter waiter = waiter_of(9, key, 100);
        waiter.peer.owner = key;
        waiting_add(waiting, &waiter);
        cr_assert_eq(waiting_of_key(waiting, &waiter.peer), 1);
        cr_assert(waiting_take(waiting, key, &taken));
        cr_assert_eq(waiting_of_key(waiting, &waiter.peer), 0);
    }
    waiting_free(waiting);
}

Test(waiting, patience_ends_in_time_for_each) {
    struct waiting *waiting = waiting_new(8);
    struct waiter taken;
    cr_assert_eq(waiting_deadline(waiting), INT64_MAX);
    wait_for(waiting, 1, 1, 300);
    wait_for(waiting, 1, 2, 100);
    wait_for(waiting, 1, 3, 200);
    cr_assert_eq(waiting_deadline(waiting), 100);
    cr_assert_not(waiting_take_expired(waiting, 99, &taken));
    cr_assert(waiting_take_expired(waiting, 100, &taken));
    cr_assert_eq(taken.subject, 2);
    wait_for(waiting, 1, 4, 150);    // in the middle of a search
    cr_assert_not(waiting_take_expired(waiting, 100, &taken));
    cr_assert_leq(waiting_deadline(waiting), 150);
    cr_assert(waiting_take_expired(waiting, 150, &taken));
    cr_assert_eq(taken.subject, 4);
    cr_assert_not(waiting_take_expired(waiting, 150, &taken));
    cr_assert(waiting_take(waiting, 3, &taken));
    cr_assert(waiting_take_expired(waiting, 1000, &taken));
    cr_assert_eq(taken.subject, 1);
    cr_assert_not(waiting_take_expired(waiting, 1000, &taken));
    cr_assert_eq(waiting_deadline(waiting), INT64_MAX);
    waiting_free(waiting);
}

Test(origins, remembers_the_newest_and_no_req) {
    struct origins *origins = origins_new();
    struct capaian_peer peer = {.size = 5}, found;
    origins_add(origins, 1, &peer);
    origins_add(origins, 1 + ORIGINS, &peer);
    cr_assert_not(origins_take(origins, 1, &found));
    cr_assert(origins_take(origins, 1 + ORIGINS, &found));
    cr_assert_not(origins_take(origins, 1 + ORIGINS, &found), "once");
    peer.delimited = true;
    origins_add(origins, 2, &peer);
    cr_assert_not(origins_take(origins, 2, &found));
    origins_free(origins);
}
