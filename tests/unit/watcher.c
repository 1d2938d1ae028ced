#include "session/watcher.h"

#include "support/watching.h"

#include <criterion/criterion.h>

static uint8_t epoch_b[16] = "epoch B epoch B";

// A subscriber that has all events to 10.
static void subscribed(void) {
    start(CAPAIAN_WATCH_SUBSCRIBE, epoch_a, 10);
    batch(epoch_a, 11, 10, true, 1);
    cr_assert(has(CAPAIAN_WATCHER_LIVE));
    cr_assert(has(CAPAIAN_WATCHER_END_FOLLOW));
}

Test(watcher, follow_delivers_from_where_it_stood_and_goes_on_live) {
    start(CAPAIAN_WATCH_FOLLOW, epoch_a, 3);
    batch(epoch_a, 4, 6, false, 1);
    cr_assert_not(has(CAPAIAN_WATCHER_LIVE));
    batch(epoch_a, 7, 7, true, 2);
    cr_assert(has(CAPAIAN_WATCHER_LIVE));
    batch(epoch_a, 8, 9, true, 3);
    cr_assert_not(has(CAPAIAN_WATCHER_LIVE));
    cr_assert_not(has(CAPAIAN_WATCHER_END_FOLLOW));
    expect_delivered(4, 9);
    cr_assert_eq(watcher.number, 9);
}

Test(watcher, follow_takes_whichever_epoch_stands_when_it_knows_none) {
    start(CAPAIAN_WATCH_FOLLOW, NULL, 0);
    batch(epoch_b, 1, 2, true, 1);
    expect_delivered(1, 2);
    cr_assert_arr_eq(watcher.epoch, epoch_b, 16);
    // From then on it is this one.
    batch(epoch_a, 3, 3, true, 2);
    cr_assert(has(CAPAIAN_WATCHER_TAKE_SNAPSHOT));
    expect_delivered(1, 2);
}

Test(watcher, events_that_come_twice_are_delivered_once) {
    start(CAPAIAN_WATCH_FOLLOW, epoch_a, 0);
    batch(epoch_a, 1, 5, false, 1);
    batch(epoch_a, 3, 7, false, 2);
    batch(epoch_a, 1, 7, false, 3);
    expect_delivered(1, 7);
}

Test(watcher, a_gap_in_a_follow_is_asked_for_again) {
    start(CAPAIAN_WATCH_FOLLOW, epoch_a, 0);
    batch(epoch_a, 1, 2, true, 10);
    batch(epoch_a, 5, 6, true, 5000);
    cr_assert_eq(action_of(CAPAIAN_WATCHER_FOLLOW)->number, 2);
    expect_delivered(1, 2);
    // Still of the old follow: no second asking at once.
    batch(epoch_a, 7, 7, true, 5001);
    cr_assert_not(has(CAPAIAN_WATCHER_FOLLOW));
    cr_assert_eq(waits_until(), 5000 + CAPAIAN_WATCHER_AGAIN_MS);
    batch(epoch_a, 3, 7, true, 5002);
    cr_assert(has(CAPAIAN_WATCHER_LIVE));
    expect_delivered(1, 7);
    tick(5000 + CAPAIAN_WATCHER_AGAIN_MS);
    cr_assert_not(has(CAPAIAN_WATCHER_FOLLOW));
}

Test(watcher, a_gap_within_a_batch_delivers_what_comes_before_it) {
    start(CAPAIAN_WATCH_FOLLOW, epoch_a, 0);
    const uint64_t numbers[] = {1, 2, 4, 5};
    batch_of(epoch_a, numbers, 4, 5, true, 2000);
    expect_delivered(1, 2);
    cr_assert_eq(action_of(CAPAIAN_WATCHER_FOLLOW)->number, 2);
}

Test(watcher, upto_without_the_events_is_a_gap) {
    start(CAPAIAN_WATCH_FOLLOW, epoch_a, 4);
    batch_of(epoch_a, NULL, 0, 6, true, 2000);
    cr_assert_eq(action_of(CAPAIAN_WATCHER_FOLLOW)->number, 4);
    cr_assert_not(has(CAPAIAN_WATCHER_LIVE));
}

Test(watcher, a_log_that_has_a_gap_is_not_asked_without_end) {
    start(CAPAIAN_WATCH_FOLLOW, epoch_a, 0);
    unsigned asked = 0;
    for (int64_t now = 1; now <= 10000; now++) {
        batch(epoch_a, 2, 3, true, now);
        asked += has(CAPAIAN_WATCHER_FOLLOW);
    }
    cr_assert_eq(delivered_count, 0);
    cr_assert_eq(asked, 10);
}

Test(watcher, a_follow_of_one_unit_passes_over_the_numbers_of_others) {
    capaian_watcher_init(&watcher, CAPAIAN_WATCH_FOLLOW, true, epoch_a, 0, 0);
    delivered_count = 0;
    tick(0);
    const uint64_t numbers[] = {3, 8};
    batch_of(epoch_a, numbers, 2, 11, false, 1);
    cr_assert_eq(delivered_count, 2);
    cr_assert_eq(watcher.number, 11);
    cr_assert_not(has(CAPAIAN_WATCHER_FOLLOW));
    const uint64_t more[] = {8, 11, 12};
    batch_of(epoch_a, more, 3, 12, true, 2);
    cr_assert_eq(delivered_count, 3);
    cr_assert_eq(delivered[2], 12);
    const uint64_t backwards[] = {15, 14, 16};
    batch_of(epoch_a, backwards, 3, 16, true, 3000);
    cr_assert_eq(delivered_count, 4);
    cr_assert_eq(action_of(CAPAIAN_WATCHER_FOLLOW)->number, 15);
}

Test(watcher, credit_is_given_back_before_it_runs_out) {
    start(CAPAIAN_WATCH_FOLLOW, epoch_a, 0);
    uint64_t given = 0;
    int64_t window = CAPAIAN_WATCHER_WINDOW;
    for (uint64_t number = 1; number <= 5000; number += 100) {
        batch(epoch_a, number, number + 99, false, 1);
        window -= 100;
        cr_assert_geq(window, 0, "the evaluator stands without credit");
        if (has(CAPAIAN_WATCHER_CREDIT)) {
            window += action_of(CAPAIAN_WATCHER_CREDIT)->credit;
            given += action_of(CAPAIAN_WATCHER_CREDIT)->credit;
        }
        cr_assert_leq(window, CAPAIAN_WATCHER_WINDOW);
    }
    cr_assert_gt(given, 4000);
    expect_delivered(1, 5000);
}

Test(watcher, a_silent_follow_is_asked_for_again_then_reopened) {
    start(CAPAIAN_WATCH_FOLLOW, epoch_a, 0);
    batch(epoch_a, 1, 1, true, 100);
    int64_t now = 100 + CAPAIAN_WATCHER_SILENCE_MS;
    cr_assert_eq(waits_until(), now);
    tick(now - 1);
    cr_assert_not(has(CAPAIAN_WATCHER_FOLLOW));
    tick(now);
    cr_assert_eq(action_of(CAPAIAN_WATCHER_FOLLOW)->number, 1);
    cr_assert_not(has(CAPAIAN_WATCHER_REOPEN_FOLLOW));
    const int64_t intervals[] = {5000, 10000, 20000, 20000};
    for (unsigned i = 0; i < 4; i++) {
        now += intervals[i];
        tick(now - 1);
        cr_assert_not(has(CAPAIAN_WATCHER_FOLLOW));
        tick(now);
        cr_assert_eq(actions[0].kind, CAPAIAN_WATCHER_REOPEN_FOLLOW);
        cr_assert_eq(actions[1].kind, CAPAIAN_WATCHER_FOLLOW);
    }
    step((struct capaian_watcher_event){.kind = CAPAIAN_WATCHER_HEARD}, now + 1);
    cr_assert_eq(waits_until(), now + 1 + CAPAIAN_WATCHER_SILENCE_MS);
}

Test(watcher, a_first_follow_without_answer_is_reopened) {
    start(CAPAIAN_WATCH_FOLLOW, epoch_a, 0);
    tick(CAPAIAN_WATCHER_SILENCE_MS);
    cr_assert(has(CAPAIAN_WATCHER_REOPEN_FOLLOW));
}

Test(watcher, gone_asks_for_a_snapshot_and_follows_from_it) {
    start(CAPAIAN_WATCH_FOLLOW, epoch_a, 40);
    gone(10);
    cr_assert(has(CAPAIAN_WATCHER_TAKE_SNAPSHOT));
    cr_assert(has(CAPAIAN_WATCHER_END_FOLLOW));
    batch(epoch_a, 41, 41, true, 11);
    cr_assert_eq(delivered_count, 0);
    cr_assert_not(has(CAPAIAN_WATCHER_TAKE_SNAPSHOT));
    tick(10 + CAPAIAN_WATCHER_AGAIN_MS);
    cr_assert(has(CAPAIAN_WATCHER_TAKE_SNAPSHOT));
    step((struct capaian_watcher_event){.kind = CAPAIAN_WATCHER_SNAPSHOT, .epoch = epoch_b, .number = 5}, 2000);
    cr_assert_eq(action_of(CAPAIAN_WATCHER_FOLLOW)->number, 5);
    batch(epoch_b, 6, 6, true, 2001);
    expect_delivered(6, 6);
}

Test(watcher, subscriber_delivers_live_events_in_order) {
    subscribed();
    for (uint64_t number = 11; number <= 20; number++) {
        alert(epoch_a, number, 100);
        cr_assert_not(has(CAPAIAN_WATCHER_FOLLOW));
    }
    alert(epoch_a, 20, 101);
    alert(epoch_a, 15, 101);
    beacon(epoch_a, 20, 102);
    beacon(epoch_a, 18, 102);
    cr_assert_not(has(CAPAIAN_WATCHER_FOLLOW));
    expect_delivered(11, 20);
}

Test(watcher, a_gap_on_sub_is_healed_by_a_follow_that_then_ends) {
    subscribed();
    alert(epoch_a, 11, 4000);
    alert(epoch_a, 14, 4001);
    cr_assert_eq(action_of(CAPAIAN_WATCHER_FOLLOW)->number, 11);
    alert(epoch_a, 15, 4002);
    batch(epoch_a, 12, 13, true, 4003);
    cr_assert_not(has(CAPAIAN_WATCHER_END_FOLLOW));
    batch(epoch_a, 14, 14, true, 4004);
    alert(epoch_a, 16, 4005);
    batch(epoch_a, 15, 16, true, 4006);
    cr_assert(has(CAPAIAN_WATCHER_END_FOLLOW));
    alert(epoch_a, 17, 4007);
    expect_delivered(11, 17);
}

Test(watcher, a_lost_last_event_is_seen_by_the_beacon) {
    subscribed();
    beacon(epoch_a, 11, 4000);
    cr_assert_eq(action_of(CAPAIAN_WATCHER_FOLLOW)->number, 10);
    batch(epoch_a, 11, 11, true, 4001);
    cr_assert(has(CAPAIAN_WATCHER_END_FOLLOW));
    expect_delivered(11, 11);
}

Test(watcher, events_on_sub_before_the_first_replay_are_not_lost) {
    start(CAPAIAN_WATCH_SUBSCRIBE, NULL, 0);
    alert(epoch_a, 7, 1);    // before any epoch is known
    cr_assert_eq(delivered_count, 0);
    batch(epoch_a, 1, 6, true, 2);
    beacon(epoch_a, 7, 900);
    cr_assert_not(has(CAPAIAN_WATCHER_FOLLOW));    // not within the interval
    tick(waits_until());
    cr_assert_eq(action_of(CAPAIAN_WATCHER_FOLLOW)->number, 6);
    batch(epoch_a, 7, 7, true, 1100);
    expect_delivered(1, 7);
}

Test(watcher, another_epoch_on_sub_is_decided_by_the_follow) {
    subscribed();
    beacon(epoch_b, 3, 4000);
    cr_assert_eq(action_of(CAPAIAN_WATCHER_FOLLOW)->number, 10);
    gone(4001);
    cr_assert(has(CAPAIAN_WATCHER_TAKE_SNAPSHOT));
    beacon(epoch_b, 4, 4002);
    cr_assert_not(has(CAPAIAN_WATCHER_FOLLOW));
    step((struct capaian_watcher_event){.kind = CAPAIAN_WATCHER_SNAPSHOT, .epoch = epoch_b, .number = 4}, 5500);
    cr_assert_eq(action_of(CAPAIAN_WATCHER_FOLLOW)->number, 4);
    alert(epoch_b, 5, 5501);
    batch(epoch_b, 5, 5, true, 5502);
    cr_assert(has(CAPAIAN_WATCHER_END_FOLLOW));
    expect_delivered(5, 5);
    // A message of the old epoch that waited in the socket: the follow says that all is well.
    alert(epoch_a, 11, 7000);
    cr_assert_eq(action_of(CAPAIAN_WATCHER_FOLLOW)->number, 5);
    batch(epoch_b, 6, 5, true, 7001);
    cr_assert(has(CAPAIAN_WATCHER_END_FOLLOW));
    cr_assert_eq(delivered_count, 1);
}

Test(watcher, an_event_of_another_epoch_is_not_the_next_one) {
    subscribed();
    alert(epoch_b, 11, 4000);
    cr_assert_eq(delivered_count, 0);
    cr_assert(has(CAPAIAN_WATCHER_FOLLOW));
}

Test(watcher, what_was_seen_of_a_gone_epoch_is_forgotten) {
    subscribed();
    alert(epoch_a, 50, 4000);
    gone(4001);
    alert(epoch_a, 11, 4002);
    alert(epoch_a, 51, 4003);
    beacon(epoch_a, 52, 4003);
    cr_assert_not(has(CAPAIAN_WATCHER_FOLLOW));
    step((struct capaian_watcher_event){.kind = CAPAIAN_WATCHER_SNAPSHOT, .epoch = epoch_b, .number = 4}, 5500);
    batch(epoch_b, 5, 6, true, 5501);
    cr_assert(has(CAPAIAN_WATCHER_END_FOLLOW));
    expect_delivered(5, 6);
}

Test(watcher, a_follow_that_is_to_be_asked_again_is_not_live) {
    start(CAPAIAN_WATCH_FOLLOW, epoch_a, 0);
    batch(epoch_a, 1, 2, false, 1);
    batch(epoch_a, 5, 6, false, 2);
    cr_assert_not(has(CAPAIAN_WATCHER_FOLLOW));
    batch(epoch_a, 1, 2, true, 3);
    cr_assert_not(has(CAPAIAN_WATCHER_LIVE));
}

Test(watcher, asking_again_starts_with_full_credit) {
    start(CAPAIAN_WATCH_FOLLOW, epoch_a, 0);
    batch(epoch_a, 1, CAPAIAN_WATCHER_WINDOW / 2 - 1, true, 1);
    tick(1 + CAPAIAN_WATCHER_SILENCE_MS);
    cr_assert(has(CAPAIAN_WATCHER_FOLLOW));
    batch(epoch_a, CAPAIAN_WATCHER_WINDOW / 2, CAPAIAN_WATCHER_WINDOW / 2 + 9, true, 6000);
    cr_assert_not(has(CAPAIAN_WATCHER_CREDIT));
}

Test(watcher, a_silent_sub_socket_is_reopened_ever_more_slowly) {
    subscribed();
    int64_t now = 0;
    const int64_t intervals[] = {4000, 8000, 16000, 20000, 20000};
    for (unsigned i = 0; i < 5; i++) {
        now += intervals[i];
        cr_assert_eq(waits_until(), now);
        tick(now);
        cr_assert(has(CAPAIAN_WATCHER_REOPEN_ALERTS));
    }
    beacon(epoch_a, 10, now + 5);
    cr_assert_eq(waits_until(), now + 5 + CAPAIAN_WATCHER_BEACONS_MS);
}

Test(watcher, malformed_epochs_are_ignored) {
    subscribed();
    Capaian__V1__Beacon event = CAPAIAN__V1__BEACON__INIT;
    event.epoch = (ProtobufCBinaryData){.len = 3, .data = epoch_a};
    event.number = 99;
    step((struct capaian_watcher_event){.kind = CAPAIAN_WATCHER_BEACON, .beacon = &event}, 3000);
    cr_assert_not(has(CAPAIAN_WATCHER_FOLLOW));
}

Test(watcher, nothing_comes_after_the_greatest_number) {
    start(CAPAIAN_WATCH_SUBSCRIBE, epoch_a, UINT64_MAX - 1);
    batch_of(epoch_a, (const uint64_t[]){UINT64_MAX, 0, 1}, 3, UINT64_MAX, true, 1);
    alert(epoch_a, 0, 2);
    expect_delivered(UINT64_MAX, UINT64_MAX);
}
