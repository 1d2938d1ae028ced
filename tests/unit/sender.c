#include "session/sender.h"

#include "support/sending.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

TestSuite(sender, .init = start);

Test(sender, one_message_is_sent_once_and_answered) {
    uint16_t number = hand_in(1, false, CAPAIAN_NEVER, 0);
    tick(0);
    cr_assert_eq(count_of(CAPAIAN_SENDER_SEND), 1);
    cr_assert_eq(action_of(CAPAIAN_SENDER_SEND)->number, number);
    cr_assert_eq(waits_until(), 1000);
    tick(999);
    cr_assert_eq(action_count, 1);
    reply(1, CAPAIAN__V1__OUTCOME__OUTCOME_STORED, 999);
    cr_assert_eq(action_of(CAPAIAN_SENDER_ANSWERED)->number, number);
    cr_assert_eq(waits_until(), CAPAIAN_NEVER);
    // The same answer again, late, is nobody's.
    reply(1, CAPAIAN__V1__OUTCOME__OUTCOME_STORED, 1000);
    cr_assert_eq(action_count, 1);
}

Test(sender, silence_reopens_and_sends_the_same_again_ever_more_slowly) {
    uint16_t number = hand_in(1, false, CAPAIAN_NEVER, 0);
    tick(0);
    int64_t now = 0;
    const int64_t intervals[] = {1000, 2000, 4000, 8000, 15000, 15000};
    for (unsigned i = 0; i < 6; i++) {
        cr_assert_eq(waits_until(), now + intervals[i]);
        tick(now + intervals[i] - 1);
        cr_assert_eq(action_count, 1);
        now += intervals[i];
        tick(now);
        cr_assert_eq(action_count, 3);
        cr_assert_eq(actions[0].kind, CAPAIAN_SENDER_REOPEN);
        cr_assert_eq(actions[1].kind, CAPAIAN_SENDER_SEND);
        cr_assert_eq(actions[1].number, number);
    }
    // One answer, and the patience is the first again.
    reply(1, CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED, now);
    hand_in(2, false, CAPAIAN_NEVER, now);
    tick(now);
    cr_assert_eq(waits_until(), now + 1000);
}

Test(sender, a_message_lost_alone_is_sent_again_on_the_same_socket) {
    hand_in(1, false, CAPAIAN_NEVER, 0);
    uint16_t lost = hand_in(2, false, CAPAIAN_NEVER, 0);
    tick(0);
    reply(1, CAPAIAN__V1__OUTCOME__OUTCOME_STORED, 5);
    tick(1000);
    cr_assert_eq(count_of(CAPAIAN_SENDER_REOPEN), 0);
    cr_assert_eq(action_of(CAPAIAN_SENDER_SEND)->number, lost);
    // Nothing was heard since it was sent the second time.
    tick(2000);
    cr_assert_eq(count_of(CAPAIAN_SENDER_REOPEN), 1);
}

Test(sender, busy_waits_as_long_as_asked) {
    hand_in(1, false, CAPAIAN_NEVER, 0);
    tick(0);
    reply_with(1, CAPAIAN__V1__OUTCOME__OUTCOME_BUSY, 2500, 0, 10);
    cr_assert_not_null(action_of(CAPAIAN_SENDER_KEEP));
    cr_assert_eq(waits_until(), 2510);
    tick(2509);
    cr_assert_eq(count_of(CAPAIAN_SENDER_SEND), 0);
    tick(2510);
    cr_assert_eq(count_of(CAPAIAN_SENDER_SEND), 1);
    cr_assert_eq(count_of(CAPAIAN_SENDER_REOPEN), 0);
    reply_with(1, CAPAIAN__V1__OUTCOME__OUTCOME_BUSY, 0, 0, 2600);
    cr_assert_eq(waits_until(), 2600 + CAPAIAN_SENDER_RETRY_MS);
    tick(2600 + CAPAIAN_SENDER_RETRY_MS);
    reply_with(1, CAPAIAN__V1__OUTCOME__OUTCOME_BUSY, UINT32_MAX, 0, 3000);
    cr_assert_eq(waits_until(), 3000 + CAPAIAN_SENDER_RETRY_MAX_MS);
}

Test(sender, every_final_outcome_ends_the_message) {
    const Capaian__V1__Outcome finals[] = {
        CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED,       CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED_WITH_WARNINGS,
        CAPAIAN__V1__OUTCOME__OUTCOME_PARTLY_REFUSED, CAPAIAN__V1__OUTCOME__OUTCOME_REFUSED,
        CAPAIAN__V1__OUTCOME__OUTCOME_CONFLICT,       (Capaian__V1__Outcome)99,
    };
    for (unsigned i = 0; i < sizeof finals / sizeof finals[0]; i++) {
        hand_in(i, i % 2 == 0, CAPAIAN_NEVER, 0);
        tick(0);
        reply(i, finals[i], 1);
        cr_assert_eq(count_of(CAPAIAN_SENDER_ANSWERED), 1, "outcome %d", (int)finals[i]);
        cr_assert_eq(waits_until(), CAPAIAN_NEVER);
    }
}

Test(sender, credit_bounds_what_is_unanswered) {
    for (unsigned i = 0; i < 6; i++)
        hand_in(i, false, CAPAIAN_NEVER, 0);
    reply_with(99, CAPAIAN__V1__OUTCOME__OUTCOME_STORED, 0, 2, 0);
    cr_assert_eq(count_of(CAPAIAN_SENDER_SEND), 2);
    tick(1);
    cr_assert_eq(count_of(CAPAIAN_SENDER_SEND), 0);
    reply(0, CAPAIAN__V1__OUTCOME__OUTCOME_STORED, 2);
    cr_assert_eq(count_of(CAPAIAN_SENDER_SEND), 1);
    reply_with(1, CAPAIAN__V1__OUTCOME__OUTCOME_STORED, 0, 1000000, 3);
    cr_assert_eq(count_of(CAPAIAN_SENDER_SEND), 3);
}

Test(sender, never_more_than_the_protocol_allows) {
    for (unsigned i = 0; i < CAPAIAN_SUBMIT_CREDIT; i++)
        hand_in(i, false, CAPAIAN_NEVER, 0);
    cr_assert_eq(capaian_sender_free(&sender), -EAGAIN);
    tick(0);
    cr_assert_eq(count_of(CAPAIAN_SENDER_SEND), CAPAIAN_SUBMIT_CREDIT);
    uint8_t id[16];
    id_of(17, id);
    cr_assert(capaian_sender_has(&sender, id));
    reply(17, CAPAIAN__V1__OUTCOME__OUTCOME_STORED, 1);
    cr_assert_not(capaian_sender_has(&sender, id));
    cr_assert_geq(capaian_sender_free(&sender), 0);
}

Test(sender, what_the_socket_did_not_take_goes_first_when_it_does) {
    uint16_t first = hand_in(1, false, CAPAIAN_NEVER, 0);
    uint16_t second = hand_in(2, false, CAPAIAN_NEVER, 0);
    tick(0);
    unsent(second, 0);
    unsent(first, 0);
    tick(1);
    cr_assert_eq(count_of(CAPAIAN_SENDER_SEND), 0);
    cr_assert_eq(waits_until(), 1000);
    run((struct capaian_sender_event){.kind = CAPAIAN_SENDER_WRITABLE}, 20);
    cr_assert_eq(count_of(CAPAIAN_SENDER_SEND), 2);
    cr_assert_eq(actions[0].number, first);
    cr_assert_eq(actions[1].number, second);
}

Test(sender, a_full_socket_is_not_silent_while_answers_come) {
    hand_in(1, false, CAPAIAN_NEVER, 0);
    uint16_t waiting = hand_in(2, false, CAPAIAN_NEVER, 0);
    tick(0);
    unsent(waiting, 0);
    reply(1, CAPAIAN__V1__OUTCOME__OUTCOME_STORED, 900);
    cr_assert_eq(waits_until(), 1900);
}

Test(sender, with_nothing_left_to_send_a_full_socket_does_not_matter) {
    uint16_t number = hand_in(1, false, 500, 0);
    tick(0);
    unsent(number, 0);
    tick(500);
    cr_assert_eq(count_of(CAPAIAN_SENDER_ENDED), 1);
    cr_assert_eq(waits_until(), CAPAIAN_NEVER);
}

Test(sender, a_socket_that_never_takes_anything_is_reopened) {
    uint16_t number = hand_in(1, false, CAPAIAN_NEVER, 0);
    int64_t reopened = 0;
    tick(0);
    for (int64_t now = 0; now < 10000; now += 100) {
        if (count_of(CAPAIAN_SENDER_SEND) > 0)
            unsent(number, now);
        tick(now);
        reopened += count_of(CAPAIAN_SENDER_REOPEN);
    }
    cr_assert_eq(reopened, 3);    // after 1, 2 and 4 seconds
}

Test(sender, judged_waits_for_the_verdict_pushed_later) {
    uint16_t number = hand_in(1, true, CAPAIAN_NEVER, 0);
    tick(0);
    cr_assert_eq(waits_until(), 1500);    // the collector's patience is not silence
    reply(1, CAPAIAN__V1__OUTCOME__OUTCOME_STORED, 500);
    cr_assert_eq(action_of(CAPAIAN_SENDER_KEEP)->number, number);
    cr_assert_eq(count_of(CAPAIAN_SENDER_ANSWERED), 0);
    reply(1, CAPAIAN__V1__OUTCOME__OUTCOME_PARTLY_REFUSED, 800);
    cr_assert_eq(action_of(CAPAIAN_SENDER_ANSWERED)->number, number);
    cr_assert_eq(waits_until(), CAPAIAN_NEVER);
}

Test(sender, judged_asks_again_when_nothing_is_pushed) {
    hand_in(1, true, CAPAIAN_NEVER, 0);
    tick(0);
    int64_t now = 500;
    const int64_t intervals[] = {1000, 2000, 4000, 8000, 15000, 15000};
    for (unsigned i = 0; i < 6; i++) {
        reply(1, CAPAIAN__V1__OUTCOME__OUTCOME_STORED, now);
        cr_assert_eq(waits_until(), now + intervals[i]);
        now += intervals[i];
        tick(now);
        cr_assert_eq(count_of(CAPAIAN_SENDER_SEND), 1);
        cr_assert_eq(count_of(CAPAIAN_SENDER_REOPEN), 0);
    }
}

Test(sender, a_reopened_socket_asks_at_once_for_verdicts_due_on_the_old_one) {
    uint16_t stored = hand_in(1, true, CAPAIAN_NEVER, 0);
    tick(0);
    for (int64_t now = 0; now < 20000; now += 5000) {    // the asking interval grows to 8 s
        tick(now);
        reply(1, CAPAIAN__V1__OUTCOME__OUTCOME_STORED, now);
    }
    hand_in(2, false, CAPAIAN_NEVER, 15001);
    tick(15001);
    tick(16001);
    cr_assert_eq(count_of(CAPAIAN_SENDER_REOPEN), 1);
    cr_assert_eq(count_of(CAPAIAN_SENDER_SEND), 2);
    bool asked = false;
    for (size_t i = 0; i < action_count; i++)
        asked = asked || (actions[i].kind == CAPAIAN_SENDER_SEND && actions[i].number == stored);
    cr_assert(asked);
}

Test(sender, busy_after_a_receipt_takes_nothing_away) {
    hand_in(1, true, 30000, 0);
    tick(0);
    reply(1, CAPAIAN__V1__OUTCOME__OUTCOME_STORED, 0);
    tick(1000);
    reply_with(1, CAPAIAN__V1__OUTCOME__OUTCOME_BUSY, 100, 0, 1001);
    cr_assert_eq(count_of(CAPAIAN_SENDER_KEEP), 0);
    cr_assert_eq(waits_until(), 1101);
    tick(30000);
    cr_assert(action_of(CAPAIAN_SENDER_ENDED)->stands);
}

Test(sender, the_deadline_ends_it_and_says_whether_the_last_answer_stands) {
    hand_in(1, false, 500, 0);
    tick(0);
    cr_assert_eq(waits_until(), 500);
    tick(500);
    cr_assert_not(action_of(CAPAIAN_SENDER_ENDED)->stands);
    cr_assert_eq(waits_until(), CAPAIAN_NEVER);

    hand_in(2, false, 5000, 1000);
    tick(1000);
    reply_with(2, CAPAIAN__V1__OUTCOME__OUTCOME_BUSY, 10000, 0, 1000);
    tick(5000);
    cr_assert(action_of(CAPAIAN_SENDER_ENDED)->stands);

    // Sent again after busy: whether that was stored nobody knows.
    hand_in(3, false, 7000, 6000);
    tick(6000);
    reply_with(3, CAPAIAN__V1__OUTCOME__OUTCOME_BUSY, 500, 0, 6000);
    tick(6500);
    cr_assert_eq(count_of(CAPAIAN_SENDER_SEND), 1);
    tick(7000);
    cr_assert_not(action_of(CAPAIAN_SENDER_ENDED)->stands);
}

Test(sender, many_deadlines_at_once_fit_a_small_buffer) {
    for (unsigned i = 0; i < 100; i++)
        hand_in(i, false, 100, 0);
    tick(0);
    tick(100);
    cr_assert_eq(count_of(CAPAIAN_SENDER_ENDED), 100);
    cr_assert_eq(waits_until(), CAPAIAN_NEVER);
}

Test(sender, a_nameless_refusal_hits_the_only_one_unanswered) {
    uint16_t number = hand_in(1, false, CAPAIAN_NEVER, 0);
    tick(0);
    run((struct capaian_sender_event){.kind = CAPAIAN_SENDER_REFUSAL}, 1);
    cr_assert_eq(action_of(CAPAIAN_SENDER_REFUSED)->number, number);
    run((struct capaian_sender_event){.kind = CAPAIAN_SENDER_REFUSAL}, 2);
    cr_assert_eq(action_count, 1);
}

Test(sender, a_nameless_refusal_among_many_is_traced_one_by_one) {
    for (unsigned i = 0; i < 3; i++)
        hand_in(i, false, CAPAIAN_NEVER, 0);
    tick(0);
    run((struct capaian_sender_event){.kind = CAPAIAN_SENDER_REFUSAL}, 1);
    cr_assert_eq(count_of(CAPAIAN_SENDER_REFUSED), 0);
    cr_assert_eq(actions[0].kind, CAPAIAN_SENDER_REOPEN);
    cr_assert_eq(count_of(CAPAIAN_SENDER_SEND), 1);
    uint16_t alone = action_of(CAPAIAN_SENDER_SEND)->number;
    run((struct capaian_sender_event){.kind = CAPAIAN_SENDER_REFUSAL}, 2);
    cr_assert_eq(action_of(CAPAIAN_SENDER_REFUSED)->number, alone);
    cr_assert_eq(count_of(CAPAIAN_SENDER_SEND), 1);
    // An answer shows that the others are well: the rest goes at once.
    hand_in(3, false, CAPAIAN_NEVER, 3);
    reply(4, CAPAIAN__V1__OUTCOME__OUTCOME_STORED, 3);
    cr_assert_eq(count_of(CAPAIAN_SENDER_SEND), 2);
    for (unsigned i = 0; i < 4; i++)
        reply(i, CAPAIAN__V1__OUTCOME__OUTCOME_STORED, 4 + i);
    cr_assert_eq(waits_until(), CAPAIAN_NEVER);
}

Test(sender, malformed_ids_in_replies_are_nobodys) {
    hand_in(0, false, CAPAIAN_NEVER, 0);
    tick(0);
    uint8_t id[16] = {0};
    Capaian__V1__SubmitReply short_reply = CAPAIAN__V1__SUBMIT_REPLY__INIT;
    short_reply.message_id = (ProtobufCBinaryData){.len = 15, .data = id};
    short_reply.outcome = CAPAIAN__V1__OUTCOME__OUTCOME_STORED;
    run((struct capaian_sender_event){.kind = CAPAIAN_SENDER_REPLY, .reply = &short_reply}, 1);
    cr_assert_eq(count_of(CAPAIAN_SENDER_ANSWERED), 0);
}
