#include "net/unread.h"

#include "wire/limits.h"

#include <criterion/criterion.h>
#include <errno.h>

enum { MIB = 1024 * 1024 };

static int hand(uint64_t owner, size_t size, zmq_msg_t *frame) {
    return capaian_unread_frame(owner, size, frame);
}

Test(unread, a_key_has_its_share_and_gets_it_back) {
    zmq_msg_t frames[16], more;
    int count = 0;
    while (hand(7, MIB, &frames[count]) == 0)
        cr_assert_lt(++count, 16);
    cr_assert_eq(count, CAPAIAN_UNREAD_KEY_MAX / MIB - 1, "what libzmq adds counts too");
    cr_assert_eq(hand(7, MIB, &more), -EAGAIN);
    cr_assert_geq(capaian_unread_bytes(), (int64_t)count * MIB);
    // A few bytes, so that it can be told, and other keys: also one whose place is next to it.
    cr_assert_eq(hand(7, 100, &more), 0);
    zmq_msg_close(&more);
    cr_assert_eq(hand(8, MIB, &more), 0);
    zmq_msg_close(&more);
    cr_assert_eq(hand(7 + 1024, MIB, &more), 0);
    zmq_msg_close(&more);
    zmq_msg_close(&frames[--count]);
    cr_assert_eq(hand(7, MIB, &frames[count]), 0);
    for (int i = 0; i <= count; i++)
        zmq_msg_close(&frames[i]);
    cr_assert_eq(capaian_unread_bytes(), 0);
}

Test(unread, one_answer_may_be_larger_than_the_share) {
    zmq_msg_t large, more;
    cr_assert_eq(hand(7, CAPAIAN_REPLY_FRAME_MAX, &large), 0);
    cr_assert_eq(hand(7, MIB, &more), -EAGAIN);
    cr_assert_eq(hand(8, MIB, &more), -EAGAIN, "all together have no more than that");
    cr_assert_eq(hand(8, 100, &more), 0);
    zmq_msg_close(&more);
    zmq_msg_close(&large);
    cr_assert_eq(hand(8, MIB, &more), 0);
    zmq_msg_close(&more);
}

Test(unread, many_keys_are_counted_together_at_last) {
    enum { KEYS = 4096 };
    static zmq_msg_t frames[KEYS];
    for (uint64_t key = 0; key < KEYS; key++)
        cr_assert_eq(hand(key * 1024, 10, &frames[key]), 0, "%d", (int)key);
    for (int i = 0; i < KEYS; i++)
        zmq_msg_close(&frames[i]);
    cr_assert_eq(capaian_unread_bytes(), 0);
}
