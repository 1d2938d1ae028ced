// A collector that answers its sender with anything: the session must go on, and end its messages.
#include "session/sender.h"

#include "../fuzz.h"

#include <string.h>

enum { STEPS_MAX = 200, ROOM = 8, MESSAGES_MAX = 12 };

struct run {
    struct capaian_sender sender;
    bool in_use[CAPAIAN_SUBMIT_CREDIT];
    uint8_t ids[MESSAGES_MAX][CAPAIAN_ID_SIZE];
    unsigned handed, ended;
};

static void carry_out(struct run *run, const struct capaian_sender_action *action) {
    bool names = action->kind != CAPAIAN_SENDER_REOPEN && action->kind != CAPAIAN_SENDER_WAIT;
    fuzz_must(!names || (action->number < CAPAIAN_SUBMIT_CREDIT && run->in_use[action->number]));
    if (action->kind == CAPAIAN_SENDER_ANSWERED || action->kind == CAPAIAN_SENDER_REFUSED ||
        action->kind == CAPAIAN_SENDER_ENDED) {
        run->in_use[action->number] = false;
        run->ended++;
    }
}

// Until the machine waits.
static void take_step(struct run *run, struct capaian_sender_event event, int64_t now) {
    for (unsigned i = 0; i < 2 * CAPAIAN_SUBMIT_CREDIT; i++) {
        struct capaian_sender_action actions[ROOM];
        size_t count = capaian_sender_step(&run->sender, &event, now, actions, ROOM);
        fuzz_must(count > 0 && count <= ROOM);
        for (size_t a = 0; a < count; a++)
            carry_out(run, &actions[a]);
        if (actions[count - 1].kind == CAPAIAN_SENDER_WAIT)
            return;
        event = (struct capaian_sender_event){.kind = CAPAIAN_SENDER_TICK};
    }
    fuzz_broken(__FILE__, __LINE__, "the machine waits in the end");
}

static uint16_t hand_in(struct run *run, const uint8_t *id, bool judged, int64_t deadline, int64_t now) {
    int number = capaian_sender_free(&run->sender);
    fuzz_must(number >= 0 && !run->in_use[number]);
    struct capaian_sender_action none[ROOM];
    struct capaian_sender_event event = {
        .kind = CAPAIAN_SENDER_HAND_IN, .number = (uint16_t)number, .id = id, .judged = judged, .deadline = deadline};
    fuzz_must(capaian_sender_step(&run->sender, &event, now, none, ROOM) == 0);
    run->in_use[number] = true;
    run->handed++;
    return (uint16_t)number;
}

static void reply(struct run *run, struct fuzz_input *input, int64_t now) {
    struct capaian_arena *arena = capaian_arena_new(1 << 20);
    Capaian__V1__SubmitReply *made =
        (Capaian__V1__SubmitReply *)(void *)fuzz_message(input, &capaian__v1__submit_reply__descriptor, arena);
    if (made != NULL)
        take_step(run, (struct capaian_sender_event){.kind = CAPAIAN_SENDER_REPLY, .reply = made}, now);
    capaian_arena_free(arena);
}

// Whatever was said before: once the other side answers as it should, all that is left ends, and a new message too.
static void still_served(struct run *run, int64_t now) {
    Capaian__V1__SubmitReply good = CAPAIAN__V1__SUBMIT_REPLY__INIT;
    uint8_t id[CAPAIAN_ID_SIZE] = "the last of all";
    hand_in(run, id, false, CAPAIAN_NEVER, now);
    good.outcome = CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED;
    good.credit = CAPAIAN_SUBMIT_CREDIT;
    take_step(run, (struct capaian_sender_event){.kind = CAPAIAN_SENDER_WRITABLE}, now);
    for (unsigned i = 0; i < MESSAGES_MAX; i++) {
        now += CAPAIAN_SENDER_RETRY_MAX_MS + CAPAIAN_SENDER_SILENCE_MAX_MS;
        take_step(run, (struct capaian_sender_event){.kind = CAPAIAN_SENDER_TICK}, now);
        for (unsigned m = 0; m <= MESSAGES_MAX; m++) {
            good.message_id = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, m < MESSAGES_MAX ? run->ids[m] : id};
            take_step(run, (struct capaian_sender_event){.kind = CAPAIAN_SENDER_REPLY, .reply = &good}, now);
        }
    }
    fuzz_must(run->ended == run->handed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct run run;
    struct fuzz_input input = {data, size};
    run = (struct run){0};
    capaian_sender_init(&run.sender, 0, 500);
    int64_t now = 0;
    for (int i = 0; i < STEPS_MAX && input.size > 0; i++) {
        uint8_t choice = fuzz_byte(&input);
        now += fuzz_byte(&input) * 37;
        if (choice < 0x40 && run.handed < MESSAGES_MAX) {
            uint8_t *id = run.ids[run.handed];
            memset(id, (int)run.handed + 1, CAPAIAN_ID_SIZE);
            fuzz_secret(run.handed % FUZZ_SECRETS, id, CAPAIAN_ID_SIZE);
            hand_in(&run, id, choice & 1, choice & 2 ? now + 10 * choice : CAPAIAN_NEVER, now);
            take_step(&run, (struct capaian_sender_event){.kind = CAPAIAN_SENDER_TICK}, now);
        } else if (choice < 0xC0) {
            reply(&run, &input, now);
        } else if (choice < 0xE0) {
            take_step(&run, (struct capaian_sender_event){.kind = CAPAIAN_SENDER_REFUSAL}, now);
        } else {
            take_step(&run, (struct capaian_sender_event){.kind = CAPAIAN_SENDER_TICK}, now);
        }
    }
    still_served(&run, now);
    return 0;
}
