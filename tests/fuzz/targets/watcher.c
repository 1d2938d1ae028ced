// An evaluator that tells its watcher anything: nothing is delivered twice or out of order, and what is good arrives.
#include "session/watcher.h"

#include "../fuzz.h"

#include <string.h>

enum { STEPS_MAX = 200 };

static uint64_t delivered;    // number of the last
static bool snapshot;         // numbers may begin anew

static void take_step(struct capaian_watcher *watcher, struct capaian_watcher_event event, int64_t now) {
    struct capaian_watcher_action actions[CAPAIAN_WATCHER_ACTIONS_MAX];
    size_t count = capaian_watcher_step(watcher, &event, now, actions);
    fuzz_must(count > 0 && count <= CAPAIAN_WATCHER_ACTIONS_MAX);
    fuzz_must(actions[count - 1].kind == CAPAIAN_WATCHER_WAIT);
    for (size_t i = 0; i < count; i++) {
        const struct capaian_watcher_action *action = &actions[i];
        fuzz_must(action->kind != CAPAIAN_WATCHER_FOLLOW || action->number == watcher->number);
        for (size_t e = 0; action->kind == CAPAIAN_WATCHER_DELIVER && e < action->count; e++) {
            fuzz_must(event.alert != NULL || action->first + e < event.batch->n_events);
            uint64_t number =
                event.alert != NULL ? event.alert->number : event.batch->events[action->first + e]->number;
            fuzz_must(snapshot || number > delivered);
            fuzz_must(snapshot || watcher->filtered || number == delivered + 1);
            delivered = number;
            snapshot = false;
        }
    }
}

static void told(struct capaian_watcher *watcher, struct fuzz_input *input, uint8_t choice, int64_t now) {
    struct capaian_arena *arena = capaian_arena_new(1 << 20);
    struct capaian_watcher_event event = {.kind = CAPAIAN_WATCHER_HEARD};
    if (choice < 0x40) {
        event.kind = CAPAIAN_WATCHER_ALERT;
        event.alert = (void *)fuzz_message(input, &capaian__v1__alert_event__descriptor, arena);
    } else if (choice < 0x60) {
        event.kind = CAPAIAN_WATCHER_BEACON;
        event.beacon = (void *)fuzz_message(input, &capaian__v1__beacon__descriptor, arena);
    } else {
        event.kind = CAPAIAN_WATCHER_BATCH;
        event.batch = (void *)fuzz_message(input, &capaian__v1__follow_batch__descriptor, arena);
    }
    if (event.alert != NULL || event.beacon != NULL || event.batch != NULL)
        take_step(watcher, event, now);
    capaian_arena_free(arena);
}

// After a snapshot, the next event comes by the follow.
static void still_served(struct capaian_watcher *watcher, int64_t now) {
    static uint8_t epoch[CAPAIAN_EPOCH_SIZE] = "another epoch  ";
    take_step(watcher, (struct capaian_watcher_event){.kind = CAPAIAN_WATCHER_SNAPSHOT, .epoch = epoch, .number = 10},
              now);
    Capaian__V1__FollowBatch batch = CAPAIAN__V1__FOLLOW_BATCH__INIT;
    Capaian__V1__AlertEvent event = CAPAIAN__V1__ALERT_EVENT__INIT, *events[] = {&event};
    event.number = 11;
    batch.epoch = (ProtobufCBinaryData){CAPAIAN_EPOCH_SIZE, epoch};
    batch.after = 10;
    batch.upto = 11;
    batch.live = 1;
    batch.events = events;
    batch.n_events = 1;
    snapshot = true;
    take_step(watcher, (struct capaian_watcher_event){.kind = CAPAIAN_WATCHER_BATCH, .batch = &batch}, now + 1);
    fuzz_must(delivered == 11 && watcher->number == 11);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct capaian_watcher watcher;
    static const uint8_t epochs[2][CAPAIAN_EPOCH_SIZE] = {"epoch A epoch A", "epoch B epoch B"};
    struct fuzz_input input = {data, size};
    int64_t now = 0;
    uint8_t mode = fuzz_byte(&input);
    for (unsigned i = 0; i < FUZZ_SECRETS; i++)
        fuzz_secret(i, epochs[i % 8 == 7], CAPAIAN_EPOCH_SIZE);
    capaian_watcher_init(&watcher, mode & 1 ? CAPAIAN_WATCH_SUBSCRIBE : CAPAIAN_WATCH_FOLLOW, (mode & 3) == 2,
                         mode & 4 ? epochs[0] : NULL, mode & 8 ? 5 : 0, 0);
    delivered = watcher.number;
    // Who begins without an epoch begins behind whatever stands.
    snapshot = false;
    for (int i = 0; i < STEPS_MAX && input.size > 0; i++) {
        uint8_t choice = fuzz_byte(&input);
        now += fuzz_byte(&input) * 37;
        if (choice < 0xC0)
            told(&watcher, &input, choice, now);
        else if (choice < 0xE0)
            take_step(&watcher, (struct capaian_watcher_event){.kind = CAPAIAN_WATCHER_EPOCH_GONE}, now);
        else
            take_step(&watcher, (struct capaian_watcher_event){.kind = CAPAIAN_WATCHER_TICK}, now);
    }
    still_served(&watcher, now);
    return 0;
}
