#include "harness/other_end.h"

static struct forward_actions unknown_session(int64_t now) {
    Capaian__V1__LinkGreeting greeting = CAPAIAN__V1__LINK_GREETING__INIT;
    return step((struct forward_event){.kind = FORWARD_GREETING, .greeting = &greeting}, now);
}

static struct forward_actions acknowledge_ids(const uint8_t *session, uint64_t settled, uint64_t applied,
                                              uint64_t first, size_t count, int64_t now) {
    static uint8_t ids[8][CAPAIAN_ID_SIZE];
    static Capaian__V1__Verdict verdicts[8];
    Capaian__V1__Verdict *list[8];
    cr_assert_leq(count, 8);
    for (size_t i = 0; i < count; i++) {
        memset(ids[i], (int)(first + i), CAPAIAN_ID_SIZE);
        capaian__v1__verdict__init(&verdicts[i]);
        verdicts[i].message_id = bytes(ids[i], CAPAIAN_ID_SIZE);
        list[i] = &verdicts[i];
    }
    Capaian__V1__LinkAck ack = CAPAIAN__V1__LINK_ACK__INIT;
    ack.session = bytes(session, FORWARD_SESSION_SIZE);
    ack.settled = settled;
    ack.applied = applied;
    ack.n_verdicts = count;
    return step((struct forward_event){.kind = FORWARD_ACK, .ack = &ack, .verdicts = list}, now);
}

static struct forward_actions acknowledge(uint64_t settled, uint64_t applied, uint64_t first, size_t count,
                                          int64_t now) {
    uint8_t session[FORWARD_SESSION_SIZE];
    memcpy(session, forward.session, sizeof session);
    return acknowledge_ids(session, settled, applied, first, count, now);
}

Test(forward, streams_from_the_cursor_of_the_same_ledger) {
    start(false, 1, 6, 4);
    struct forward_actions actions = greet(4, 0);
    cr_assert_eq(actions.what, FORWARD_DO_UP);
    cr_assert_eq(send_batch(5, 1, 0), 2);
    actions = acknowledge(2, 6, 5, 2, 1);
    cr_assert_eq(actions.what, FORWARD_DO_SETTLE);
    cr_assert_eq(actions.first, 5);
    cr_assert_eq(actions.count, 2);
    cr_assert_eq(forward.position.cursor, 6);
    cr_assert_eq(forward.position.applied, 6);
    cr_assert_eq(forward_flight(&forward, 5)->tag, 5);
}

Test(forward, more_applied_than_remembered_is_no_loss) {
    start(false, 1, 6, 4);    // it stopped before the acknowledgement was on disk
    cr_assert_eq(greet(6, 0).what, FORWARD_DO_UP);
    cr_assert_eq(send_batch(5, 1, 0), 2);
}

Test(forward, a_smaller_count_sends_everything_again) {
    start(false, 3, 6, 4);
    struct forward_actions actions = greet(3, 0);
    cr_assert_eq(actions.what, FORWARD_DO_UP | FORWARD_DO_REWIND);
    cr_assert_eq(forward.position.cursor, 2, "from the oldest kept");
    cr_assert_eq(forward.position.applied, 3);
    cr_assert_eq(send_batch(3, 1, 0), 4);
}

Test(forward, another_epoch_sends_everything_again) {
    start(false, 1, 4, 4);
    memset(epoch, 'f', sizeof epoch);
    struct forward_actions actions = greet(9, 0);
    cr_assert_eq(actions.what, FORWARD_DO_UP | FORWARD_DO_REWIND);
    cr_assert_arr_eq(forward.position.epoch, epoch, sizeof epoch);
    cr_assert_eq(send_batch(1, 1, 0), 4);
}

Test(forward, an_empty_journal_is_greeted_too) {
    start(false, 1, 0, 0);
    cr_assert(greet(0, 0).what & FORWARD_DO_UP);
    cr_assert_eq(send_batch(1, 1, 0), 0, "a heartbeat");
    forward_kept(&forward, 1, 1);
    cr_assert_eq(send_batch(1, 1, 1), 1);
}

Test(forward, entries_wait_for_credit) {
    start(false, 1, 10, 0);
    greet(0, 0);
    cr_assert_eq(send_batch(1, 1, 0), CREDIT);
    struct forward_plan plan;
    cr_assert_not(forward_plan(&forward, 0, &plan));
    acknowledge(1, 1, 1, 1, 1);
    cr_assert_eq(send_batch(5, 5, 1), 1);
    cr_assert_not(forward_plan(&forward, 1, &plan));
    cr_assert(forward_plan(&forward, 1 + FORWARD_BEAT_MS, &plan), "the heartbeat goes without credit");
    cr_assert_eq(plan.entries, 0);
    cr_assert_eq(plan.number, 6);
}

Test(forward, entries_wait_for_bytes) {
    start(false, 1, 10, 0);
    greet(0, 0);
    struct forward_plan plan;
    cr_assert(forward_plan(&forward, 0, &plan));
    cr_assert_eq(plan.bytes, CREDIT_BYTES);
    cr_assert(plan.any_size, "or an entry larger than the credit would never go");
    struct forward_flight large = flight_of(1, CREDIT_BYTES - 10);
    forward_sent(&forward, &large, 1, 0);
    cr_assert(forward_plan(&forward, 0, &plan));
    cr_assert_eq(plan.bytes, 10);
    cr_assert_not(plan.any_size);
    struct forward_flight small = flight_of(2, 10);
    forward_sent(&forward, &small, 1, 0);
    cr_assert_not(forward_plan(&forward, 0, &plan));
    acknowledge(1, 1, 1, 1, 1);
    cr_assert(forward_plan(&forward, 1, &plan));
    cr_assert_eq(plan.bytes, CREDIT_BYTES - 10);
}

Test(forward, credit_beyond_our_own_table_is_not_taken) {
    start(false, 1, 100000, 0);
    forward_hello_sent(&forward, 0);
    greet_with(0, false, UINT32_MAX, 0);
    cr_assert_eq(forward.credit, CAPAIAN_LINK_CREDIT);
    cr_assert_eq(send_batch(1, 1, 0), CAPAIAN_LINK_BATCH_ENTRIES);
}

Test(forward, heartbeats_only_without_traffic) {
    start(false, 1, 1, 0);
    greet(0, 0);
    cr_assert_eq(send_batch(1, 1, 0), 1);
    acknowledge(1, 1, 1, 1, 1);
    struct forward_plan plan;
    cr_assert_not(forward_plan(&forward, FORWARD_BEAT_MS - 1, &plan));
    cr_assert(forward_plan(&forward, FORWARD_BEAT_MS, &plan));
    cr_assert(plan.beat_due);
}

Test(forward, hellos_are_said_again_until_answered) {
    start(false, 1, 0, 0);
    cr_assert(forward_hello_due(&forward, 0));
    forward_hello_sent(&forward, 0);
    cr_assert_not(forward_hello_due(&forward, FORWARD_HELLO_MS - 1));
    cr_assert(forward_hello_due(&forward, FORWARD_HELLO_MS));
    uint8_t before = forward.session[0];
    cr_assert_eq(tick(FORWARD_HELLO_MS).what, 0);
    cr_assert_eq(forward.session[0], before, "the session stays the same");
}

Test(forward, a_second_answer_changes_nothing) {
    start(false, 1, 3, 0);
    greet(0, 0);
    send_batch(1, 1, 0);
    cr_assert_eq(greet_with(99, false, 1, 1).what, 0);
    cr_assert_eq(acknowledge(3, 3, 1, 3, 2).what, FORWARD_DO_SETTLE);
}

Test(forward, silence_opens_a_new_session) {
    start(false, 1, 3, 0);
    greet(0, 0);
    send_batch(1, 1, 0);
    acknowledge(1, 1, 1, 1, 100);
    cr_assert_eq(tick(100 + FORWARD_SILENCE_MS - 1).what, 0);
    uint8_t before = forward.session[0];
    struct forward_actions actions = tick(100 + FORWARD_SILENCE_MS);
    cr_assert_eq(actions.what, FORWARD_DO_REOPEN | FORWARD_DO_DOWN);
    cr_assert_eq(actions.fault, FORWARD_SILENT);
    cr_assert_neq(forward.session[0], before);
    int64_t now = 100 + FORWARD_SILENCE_MS;
    greet(1, now);
    cr_assert_eq(send_batch(2, 1, now), 2, "what was not settled goes again, numbered from 1");
}

Test(forward, a_refused_connection_is_opened_again_and_again) {
    start(false, 1, 0, 0);
    forward_hello_sent(&forward, 0);
    cr_assert_eq(tick(FORWARD_SILENCE_MS).what, FORWARD_DO_REOPEN);
    cr_assert_eq(tick(INT64_C(2) * FORWARD_SILENCE_MS - 1).what, 0);
    cr_assert_eq(tick(INT64_C(2) * FORWARD_SILENCE_MS).what, FORWARD_DO_REOPEN);
}

Test(forward, an_unknown_session_begins_anew_at_once_but_not_in_a_circle) {
    start(false, 1, 3, 0);
    greet(0, 0);
    send_batch(1, 1, 0);
    struct forward_actions actions = unknown_session(5000);
    cr_assert_eq(actions.what, FORWARD_DO_DOWN, "on the same socket");
    cr_assert_eq(actions.fault, FORWARD_SESSION_UNKNOWN);
    cr_assert(forward_hello_due(&forward, 5000));
    cr_assert_eq(unknown_session(5000).what, 0, "the answer to the next batch of the lost session");
    greet(0, 5000);
    unknown_session(5001);
    cr_assert_not(forward_hello_due(&forward, 5001));
    cr_assert(forward_hello_due(&forward, 5000 + FORWARD_HELLO_MS));
}

Test(forward, answers_of_another_session_are_ignored) {
    start(false, 1, 3, 0);
    uint8_t old[FORWARD_SESSION_SIZE];
    greet(0, 0);
    memcpy(old, forward.session, sizeof old);
    send_batch(1, 1, 0);
    tick(FORWARD_SILENCE_MS);
    greet(0, FORWARD_SILENCE_MS);
    struct forward_actions actions = acknowledge_ids(old, 3, 3, 1, 3, FORWARD_SILENCE_MS + 1);
    cr_assert_eq(actions.what, 0);
    cr_assert_eq(actions.fault, FORWARD_STRAY);
    cr_assert_eq(forward.position.cursor, 0);
}

static void expect_broken(struct forward_actions actions) {
    cr_assert_eq(actions.what, FORWARD_DO_REOPEN | FORWARD_DO_DOWN);
    cr_assert_eq(actions.fault, FORWARD_BROKEN);
    cr_assert_eq(forward.state, FORWARD_HELLO);
}

Test(forward, an_acknowledgement_beyond_what_was_sent_is_broken) {
    start(false, 1, 3, 0);
    greet(0, 0);
    send_batch(1, 1, 0);
    expect_broken(acknowledge(4, 4, 1, 4, 1));
    cr_assert_eq(forward.position.cursor, 0);
}

Test(forward, an_acknowledgement_that_runs_back_is_broken) {
    start(false, 1, 3, 0);
    greet(0, 0);
    send_batch(1, 1, 0);
    acknowledge(2, 2, 1, 2, 1);
    expect_broken(acknowledge(1, 1, 0, 0, 2));
    cr_assert_eq(forward.position.cursor, 2);
}

Test(forward, verdicts_must_be_one_each_and_of_the_entries) {
    start(false, 1, 3, 0);
    greet(0, 0);
    send_batch(1, 1, 0);
    expect_broken(acknowledge(3, 3, 1, 2, 1));
    greet(0, 5000);
    send_batch(1, 1, 5000);
    expect_broken(acknowledge(2, 2, 2, 2, 5001));
    cr_assert_eq(forward.position.cursor, 0);
}

Test(forward, settled_one_by_one_the_flights_are_free_again) {
    start(false, 1, 200, 0);
    greet(0, 0);
    for (uint64_t i = 1; i <= 100; i++) {
        struct forward_plan plan;
        while (forward_plan(&forward, (int64_t)i, &plan) && plan.entries > 0)
            send_batch(plan.first, plan.first, (int64_t)i);
        cr_assert_eq(acknowledge(i, i, i, 1, (int64_t)i).what, FORWARD_DO_SETTLE);
    }
    cr_assert_eq(forward.sent, 103);
    cr_assert_eq(forward.flying_bytes, UINT64_C(3) * SIZE);
}

Test(forward, the_other_kind_of_time_is_tried_again_later) {
    start(false, 1, 3, 0);
    forward_hello_sent(&forward, 0);
    struct forward_actions actions = greet_with(0, true, CREDIT, 0);
    cr_assert_eq(actions.what, 0);
    cr_assert_eq(actions.fault, FORWARD_KIND);
    struct forward_plan plan;
    cr_assert_not(forward_plan(&forward, FORWARD_BEAT_MS, &plan));
    cr_assert_not(forward_hello_due(&forward, FORWARD_REFUSED_MS - 1));
    cr_assert_eq(tick(FORWARD_REFUSED_MS - 1).what, 0);
    cr_assert_eq(tick(FORWARD_REFUSED_MS).what, FORWARD_DO_REOPEN);
    cr_assert(forward_hello_due(&forward, FORWARD_REFUSED_MS));
}

Test(forward, a_greeting_without_epoch_or_credit_is_broken) {
    start(false, 1, 3, 0);
    forward_hello_sent(&forward, 0);
    struct forward_actions actions = greet_with(0, false, 0, 0);
    cr_assert_eq(actions.what, FORWARD_DO_REOPEN);
    cr_assert_eq(actions.fault, FORWARD_BROKEN);
}

Test(forward, simulated_time_comes_over_the_link) {
    start(true, 1, 0, 0);
    forward_hello_sent(&forward, 0);
    struct forward_actions actions = greet_with(0, true, CREDIT, 0);
    cr_assert(actions.what & FORWARD_DO_CLOCK);
    cr_assert_eq(actions.clock, 777);
    send_batch(1, 1, 0);
    struct forward_plan plan;
    cr_assert_not(forward_plan(&forward, 1, &plan));
    Capaian__V1__LinkClock clock = CAPAIAN__V1__LINK_CLOCK__INIT;
    clock.session = bytes(forward.session, sizeof forward.session);
    clock.now = 888;
    actions = step((struct forward_event){.kind = FORWARD_CLOCK, .clock = &clock}, 1);
    cr_assert_eq(actions.what, FORWARD_DO_CLOCK);
    cr_assert_eq(actions.clock, 888);
    cr_assert(forward_plan(&forward, 1, &plan), "answered at once");
    cr_assert(plan.beat_due);
}

Test(forward, a_real_clock_is_never_set) {
    start(false, 1, 0, 0);
    cr_assert_not(greet(0, 0).what & FORWARD_DO_CLOCK);
    Capaian__V1__LinkClock clock = CAPAIAN__V1__LINK_CLOCK__INIT;
    clock.session = bytes(forward.session, sizeof forward.session);
    cr_assert_eq(step((struct forward_event){.kind = FORWARD_CLOCK, .clock = &clock}, 1).what, 0);
}

Test(forward, what_a_full_disk_took_back_is_asked_again) {
    start(false, 1, 3, 0);
    greet(0, 0);
    send_batch(1, 1, 0);
    acknowledge(3, 3, 1, 3, 5000);
    struct forward_event event = {.kind = FORWARD_RESTART, .position = &position};
    struct forward_actions actions = step(event, 5000);
    cr_assert_eq(actions.what, FORWARD_DO_REOPEN | FORWARD_DO_DOWN);
    greet(3, 5000);
    cr_assert_eq(send_batch(1, 1, 5000), 3);
}

Test(forward, the_watermark_is_never_beyond_an_unsent_entry) {
    int64_t received = 4000;
    cr_assert_eq(forward_watermark(&received, 9000), 4000);
    cr_assert_eq(forward_watermark(NULL, 9000), 9000);
    received = 9500;
    cr_assert_eq(forward_watermark(&received, 9000), 9000);
}

Test(forward, the_next_tick_is_in_time) {
    start(false, 1, 0, 0);
    cr_assert_eq(forward_next_at(&forward), 0);
    forward_hello_sent(&forward, 0);
    cr_assert_eq(forward_next_at(&forward), FORWARD_HELLO_MS);
    forward_hello_sent(&forward, 4500);
    cr_assert_eq(forward_next_at(&forward), FORWARD_SILENCE_MS);
    greet_with(0, false, CREDIT, 4600);
    send_batch(1, 1, 4600);
    cr_assert_eq(forward_next_at(&forward), 4600 + FORWARD_BEAT_MS);
}
