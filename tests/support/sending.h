// A sender's machine with what it was told and what it wants.
#pragma once

#include "session/sender.h"

#include <criterion/criterion.h>
#include <string.h>

enum { ROOM = 8 };

static struct capaian_sender sender;
static struct capaian_sender_action actions[1024];
static size_t action_count;

// Runs steps until the machine waits; gathers all actions.
static inline void run(struct capaian_sender_event event, int64_t now) {
    action_count = 0;
    for (;;) {
        size_t count = capaian_sender_step(&sender, &event, now, actions + action_count, ROOM);
        action_count += count;
        cr_assert(action_count + ROOM < 1024, "the machine never waits");
        if (count > 0 && actions[action_count - 1].kind == CAPAIAN_SENDER_WAIT)
            return;
        event = (struct capaian_sender_event){.kind = CAPAIAN_SENDER_TICK};
    }
}

static inline void tick(int64_t now) {
    run((struct capaian_sender_event){.kind = CAPAIAN_SENDER_TICK}, now);
}

static inline unsigned count_of(enum capaian_sender_action_kind kind) {
    unsigned count = 0;
    for (size_t i = 0; i < action_count; i++)
        count += actions[i].kind == kind;
    return count;
}

static inline const struct capaian_sender_action *action_of(enum capaian_sender_action_kind kind) {
    for (size_t i = 0; i < action_count; i++)
        if (actions[i].kind == kind)
            return &actions[i];
    return NULL;
}

// When the machine will do something if nothing happens. It may ask to be woken earlier for nothing; a copy tells.
static inline int64_t waits_until(void) {
    struct capaian_sender copy = sender;
    struct capaian_sender_event event = {.kind = CAPAIAN_SENDER_TICK};
    struct capaian_sender_action action[CAPAIAN_SENDER_ACTIONS_MIN] = {actions[action_count - 1]};
    for (;;) {
        cr_assert_eq(action[0].kind, CAPAIAN_SENDER_WAIT);
        int64_t until = action[0].until;
        if (until == CAPAIAN_NEVER)
            return until;
        capaian_sender_step(&copy, &event, until, action, CAPAIAN_SENDER_ACTIONS_MIN);
        if (action[0].kind != CAPAIAN_SENDER_WAIT)
            return until;
        cr_assert_gt(action[0].until, until, "the machine asks to be woken without end");
    }
}

static inline void id_of(unsigned message, uint8_t id[16]) {
    memset(id, 0, 16);
    memcpy(id, &message, sizeof message);
}

static inline uint16_t hand_in(unsigned message, bool judged, int64_t deadline, int64_t now) {
    uint8_t id[16];
    id_of(message, id);
    int number = capaian_sender_free(&sender);
    cr_assert_geq(number, 0);
    struct capaian_sender_event event = {
        .kind = CAPAIAN_SENDER_HAND_IN, .number = (uint16_t)number, .id = id, .judged = judged, .deadline = deadline};
    struct capaian_sender_action none[CAPAIAN_SENDER_ACTIONS_MIN];
    cr_assert_eq(capaian_sender_step(&sender, &event, now, none, CAPAIAN_SENDER_ACTIONS_MIN), 0);
    return (uint16_t)number;
}

static inline void reply_with(unsigned message, Capaian__V1__Outcome outcome, uint32_t retry_after, uint32_t credit,
                              int64_t now) {
    uint8_t id[16];
    id_of(message, id);
    Capaian__V1__SubmitReply reply = CAPAIAN__V1__SUBMIT_REPLY__INIT;
    reply.message_id = (ProtobufCBinaryData){.len = 16, .data = id};
    reply.outcome = outcome;
    reply.retry_after_ms = retry_after;
    reply.credit = credit;
    run((struct capaian_sender_event){.kind = CAPAIAN_SENDER_REPLY, .reply = &reply}, now);
}

static inline void reply(unsigned message, Capaian__V1__Outcome outcome, int64_t now) {
    reply_with(message, outcome, 0, 0, now);
}

static inline void unsent(uint16_t number, int64_t now) {
    struct capaian_sender_action none[CAPAIAN_SENDER_ACTIONS_MIN];
    struct capaian_sender_event event = {.kind = CAPAIAN_SENDER_UNSENT, .number = number};
    cr_assert_eq(capaian_sender_step(&sender, &event, now, none, CAPAIAN_SENDER_ACTIONS_MIN), 0);
}

static inline void start(void) {
    capaian_sender_init(&sender, 1000, 500);
}
