#include "support/sending.h"

#include <criterion/criterion.h>
#include <string.h>

// A network and a collector as bad as can be: frames are lost, repeated, late and out of order; the collector is busy,
// forgets to answer, dies and comes back with its journal. Every message must end once, and only when it is stored.
enum { MESSAGES = 600, PIPE = 4096 };

struct frame {
    int64_t due;
    unsigned message;
    unsigned socket;
    bool answer;
    Capaian__V1__Outcome outcome;
};

static uint64_t random_state;

static unsigned chance(unsigned below) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)(random_state % below);
}

static struct frame pipe_frames[PIPE];
static size_t pipe_count;

static void transmit(struct frame frame, int64_t now) {
    unsigned copies = chance(10) == 0 ? 0 : chance(10) == 0 ? 2 : 1;
    for (unsigned i = 0; i < copies && pipe_count < PIPE; i++) {
        frame.due = now + 1 + chance(40);
        pipe_frames[pipe_count++] = frame;
    }
}

static void simulate(uint64_t seed) {
    random_state = seed * 2654435761U + 88172645463325252U;
    pipe_count = 0;
    start();
    static bool stored[MESSAGES];
    static unsigned ended[MESSAGES], message_of[CAPAIAN_SUBMIT_CREDIT];
    memset(stored, 0, sizeof stored);
    memset(ended, 0, sizeof ended);
    unsigned handed = 0, finished = 0, socket = 0;
    struct capaian_sender_event event = {.kind = CAPAIAN_SENDER_TICK};

    for (int64_t now = 0; now < 3000000 && finished < MESSAGES; now += 10) {
        bool dead = now / 4000 % 5 == 3;
        while (handed < MESSAGES && capaian_sender_free(&sender) >= 0 && chance(3) > 0) {
            uint16_t number = hand_in(handed, handed % 3 == 0, CAPAIAN_NEVER, now);
            message_of[number] = handed++;
        }
        // What arrives in this instant, in any order.
        for (size_t i = pipe_count; i-- > 0;) {
            struct frame frame = pipe_frames[i];
            if (frame.due > now)
                continue;
            pipe_frames[i] = pipe_frames[--pipe_count];
            if (frame.socket != socket)
                continue;
            if (frame.answer) {
                uint8_t id[16];
                id_of(frame.message, id);
                Capaian__V1__SubmitReply answer = CAPAIAN__V1__SUBMIT_REPLY__INIT;
                answer.message_id = (ProtobufCBinaryData){.len = 16, .data = id};
                answer.outcome = frame.outcome;
                answer.retry_after_ms = chance(300);
                answer.credit = 1 + chance(CAPAIAN_SUBMIT_CREDIT);
                run((struct capaian_sender_event){.kind = CAPAIAN_SENDER_REPLY, .reply = &answer}, now);
            } else if (!dead) {
                frame.answer = true;
                bool busy = !stored[frame.message] && chance(4) == 0;
                stored[frame.message] = stored[frame.message] || !busy;
                frame.outcome = busy             ? CAPAIAN__V1__OUTCOME__OUTCOME_BUSY
                                : chance(2) == 0 ? CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED
                                                 : CAPAIAN__V1__OUTCOME__OUTCOME_STORED;
                transmit(frame, now);
                continue;
            } else {
                continue;
            }
            goto carry_out;
        }
        run(event, now);
    carry_out:
        for (size_t i = 0; i < action_count; i++) {
            unsigned message = message_of[actions[i].number];
            switch (actions[i].kind) {
            case CAPAIAN_SENDER_SEND:
                cr_assert_eq(ended[message], 0, "message %u was sent after its end", message);
                transmit((struct frame){.message = message, .socket = socket}, now);
                break;
            case CAPAIAN_SENDER_REOPEN:
                socket++;
                break;
            case CAPAIAN_SENDER_ANSWERED:
                cr_assert(stored[message], "message %u ended without being stored", message);
                cr_assert_eq(ended[message]++, 0, "message %u ended twice", message);
                finished++;
                break;
            case CAPAIAN_SENDER_REFUSED:
            case CAPAIAN_SENDER_ENDED:
                cr_assert_fail("message %u ended without an answer", message);
                break;
            case CAPAIAN_SENDER_KEEP:
            case CAPAIAN_SENDER_WAIT:
                break;
            }
        }
    }
    cr_assert_eq(finished, MESSAGES, "seed %llu: %u of %d messages ended", (unsigned long long)seed, finished,
                 MESSAGES);
}

Test(sender_network, every_message_ends_once_over_a_bad_network) {
    for (uint64_t seed = 1; seed <= 10; seed++)
        simulate(seed);
}
