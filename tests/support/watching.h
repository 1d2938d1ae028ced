// A watcher's machine with what it was told, what it wants and what it delivered.
#pragma once

#include "session/watcher.h"

#include <criterion/criterion.h>
#include <string.h>

static struct capaian_watcher watcher;
static struct capaian_watcher_action actions[CAPAIAN_WATCHER_ACTIONS_MAX];
static size_t action_count;
static uint64_t delivered[8192];    // the numbers, in the order of delivery
static size_t delivered_count;

static uint8_t epoch_a[16] = "epoch A epoch A";

static inline const struct capaian_watcher_action *action_of(enum capaian_watcher_action_kind kind) {
    for (size_t i = 0; i < action_count; i++)
        if (actions[i].kind == kind)
            return &actions[i];
    return NULL;
}

static inline bool has(enum capaian_watcher_action_kind kind) {
    return action_of(kind) != NULL;
}

static inline int64_t waits_until(void) {
    cr_assert_eq(actions[action_count - 1].kind, CAPAIAN_WATCHER_WAIT);
    return actions[action_count - 1].until;
}

static inline uint64_t number_of(const struct capaian_watcher_event *event, size_t index) {
    if (event->alert)
        return event->alert->number;
    cr_assert_not_null(event->batch);
    return event->batch->events[index]->number;
}

static inline void step(struct capaian_watcher_event event, int64_t now) {
    action_count = capaian_watcher_step(&watcher, &event, now, actions);
    const struct capaian_watcher_action *deliver = action_of(CAPAIAN_WATCHER_DELIVER);
    for (size_t i = 0; deliver && i < deliver->count; i++) {
        cr_assert_lt(delivered_count, sizeof delivered / sizeof *delivered);
        delivered[delivered_count++] = number_of(&event, deliver->first + i);
    }
}

static inline void tick(int64_t now) {
    step((struct capaian_watcher_event){.kind = CAPAIAN_WATCHER_TICK}, now);
}

static inline void alert(uint8_t *epoch, uint64_t number, int64_t now) {
    Capaian__V1__AlertEvent event = CAPAIAN__V1__ALERT_EVENT__INIT;
    event.epoch = (ProtobufCBinaryData){.len = 16, .data = epoch};
    event.number = number;
    step((struct capaian_watcher_event){.kind = CAPAIAN_WATCHER_ALERT, .alert = &event}, now);
}

static inline void beacon(uint8_t *epoch, uint64_t number, int64_t now) {
    Capaian__V1__Beacon event = CAPAIAN__V1__BEACON__INIT;
    event.epoch = (ProtobufCBinaryData){.len = 16, .data = epoch};
    event.number = number;
    step((struct capaian_watcher_event){.kind = CAPAIAN_WATCHER_BEACON, .beacon = &event}, now);
}

static inline void batch_of(uint8_t *epoch, const uint64_t *numbers, size_t count, uint64_t upto, bool live,
                            int64_t now) {
    static Capaian__V1__AlertEvent events[CAPAIAN_WATCHER_WINDOW];
    static Capaian__V1__AlertEvent *list[CAPAIAN_WATCHER_WINDOW];
    for (size_t i = 0; i < count; i++) {
        capaian__v1__alert_event__init(&events[i]);
        events[i].number = numbers[i];
        list[i] = &events[i];
    }
    Capaian__V1__FollowBatch batch = CAPAIAN__V1__FOLLOW_BATCH__INIT;
    batch.epoch = (ProtobufCBinaryData){.len = 16, .data = epoch};
    batch.events = list;
    batch.n_events = count;
    batch.upto = upto;
    batch.live = live;
    step((struct capaian_watcher_event){.kind = CAPAIAN_WATCHER_BATCH, .batch = &batch}, now);
}

// Events first to last without a gap.
static inline void batch(uint8_t *epoch, uint64_t first, uint64_t last, bool live, int64_t now) {
    static uint64_t numbers[CAPAIAN_WATCHER_WINDOW];
    size_t count = 0;
    for (uint64_t number = first; number <= last; number++)
        numbers[count++] = number;
    batch_of(epoch, numbers, count, last, live, now);
}

static inline void gone(int64_t now) {
    step((struct capaian_watcher_event){.kind = CAPAIAN_WATCHER_EPOCH_GONE}, now);
}

static inline void expect_delivered(uint64_t first, uint64_t last) {
    cr_assert_eq(delivered_count, last - first + 1, "%zu delivered", delivered_count);
    for (size_t i = 0; i < delivered_count; i++)
        cr_assert_eq(delivered[i], first + i);
}

static inline void start(enum capaian_watcher_mode mode, uint8_t *epoch, uint64_t number) {
    delivered_count = 0;
    capaian_watcher_init(&watcher, mode, false, epoch, number, 0);
    tick(0);
    cr_assert_eq(action_of(CAPAIAN_WATCHER_FOLLOW)->number, number);
    cr_assert_eq(action_of(CAPAIAN_WATCHER_FOLLOW)->credit, CAPAIAN_WATCHER_WINDOW);
}
