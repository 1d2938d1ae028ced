// The other end of the link, and the journal: entry n was received at 1000 * n, and its id is n repeated.
#pragma once

#include "forward.h"

#include <criterion/criterion.h>
#include <string.h>

enum { CREDIT = 4, CREDIT_BYTES = 100 * 1000, SIZE = 200 };

static struct forward forward;
static struct forward_position position;
static uint8_t sessions;    // the last byte of the newest one
static uint8_t epoch[CAPAIAN_EPOCH_SIZE];
static uint64_t reached;    // of journal 'j', as the ledger says

static inline ProtobufCBinaryData bytes(const void *data, size_t size) {
    return (ProtobufCBinaryData){.len = size, .data = (uint8_t *)data};
}

static inline struct forward_actions step(struct forward_event event, int64_t now) {
    memset(event.fresh, 0, sizeof event.fresh);
    event.fresh[0] = ++sessions;
    return forward_step(&forward, &event, now);
}

static inline struct forward_actions tick(int64_t now) {
    return step((struct forward_event){.kind = FORWARD_TICK}, now);
}

static inline void start(bool simulated, uint64_t first, uint64_t last, uint64_t cursor) {
    memset(&position, 0, sizeof position);
    position.first = first;
    position.last = last;
    position.cursor = cursor;
    memset(epoch, 'e', sizeof epoch);
    memset(position.journal, 'j', sizeof position.journal);
    reached = cursor;
    if (cursor > 0) {
        memcpy(position.epoch, epoch, sizeof epoch);
        position.applied = cursor;
    }
    uint8_t fresh[FORWARD_SESSION_SIZE] = {++sessions};
    forward_init(&forward, simulated, &position, fresh, 0);
}

static inline struct forward_actions greet_with(uint64_t applied, bool simulated, uint32_t credit, int64_t now) {
    Capaian__V1__LinkGreeting greeting = CAPAIAN__V1__LINK_GREETING__INIT;
    greeting.session = bytes(forward.session, sizeof forward.session);
    greeting.epoch = bytes(epoch, sizeof epoch);
    greeting.applied = applied;
    greeting.simulated = simulated;
    greeting.credit = credit;
    greeting.credit_bytes = CREDIT_BYTES;
    greeting.now = 777;
    uint8_t journal[FORWARD_SESSION_SIZE];
    memset(journal, 'j', sizeof journal);
    greeting.journal = bytes(journal, sizeof journal);
    greeting.reached = reached;
    return step((struct forward_event){.kind = FORWARD_GREETING, .greeting = &greeting}, now);
}

static inline struct forward_actions greet(uint64_t applied, int64_t now) {
    cr_assert(forward_hello_due(&forward, now));
    forward_hello_sent(&forward, now);
    return greet_with(applied, false, CREDIT, now);
}

static inline struct forward_flight flight_of(uint64_t sequence, uint32_t size) {
    struct forward_flight flight = {.bytes = size, .tag = (int32_t)sequence};
    memset(flight.id, (int)sequence, sizeof flight.id);
    return flight;
}

// Sends what the plan allows and checks that it goes on where the last left off. The number of entries.
static inline unsigned send_batch(uint64_t first, uint64_t number, int64_t now) {
    struct forward_plan plan;
    cr_assert(forward_plan(&forward, now, &plan));
    cr_assert_eq(plan.first, first);
    cr_assert_eq(plan.number, number);
    struct forward_flight flights[CAPAIAN_LINK_BATCH_ENTRIES];
    for (unsigned i = 0; i < plan.entries; i++)
        flights[i] = flight_of(first + i, SIZE);
    forward_sent(&forward, flights, plan.entries, now);
    return plan.entries;
}
