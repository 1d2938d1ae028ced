#include "session/watcher.h"

#include <assert.h>
#include <string.h>

struct action_list {
    struct capaian_watcher_action *list;
    size_t count;
};

static struct capaian_watcher_action *add(struct action_list *actions, enum capaian_watcher_action_kind kind) {
    assert(actions->count < CAPAIAN_WATCHER_ACTIONS_MAX);
    struct capaian_watcher_action *action = &actions->list[actions->count++];
    *action = (struct capaian_watcher_action){.kind = kind};
    return action;
}

static int64_t earlier(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static int64_t doubled(int64_t interval) {
    return earlier(interval * 2, CAPAIAN_WATCHER_SILENCE_MAX_MS);
}

void capaian_watcher_init(struct capaian_watcher *watcher, enum capaian_watcher_mode mode, bool filtered,
                          const uint8_t epoch[CAPAIAN_EPOCH_SIZE], uint64_t number, int64_t now) {
    assert(!filtered || mode == CAPAIAN_WATCH_FOLLOW);
    *watcher = (struct capaian_watcher){
        .number = number,
        .mode = mode,
        .state = CAPAIAN_WATCHER_REPLAYING,
        .epoch_known = epoch != NULL,
        .filtered = filtered,
        .follow_at = now,
        .asked_at = now - CAPAIAN_WATCHER_AGAIN_MS,
        .alerts_since = now,
        .follow_silence = CAPAIAN_WATCHER_SILENCE_MS,
        .alerts_silence = CAPAIAN_WATCHER_BEACONS_MS,
    };
    if (epoch)
        memcpy(watcher->epoch, epoch, CAPAIAN_EPOCH_SIZE);
}

// Asks for a follow from what has been delivered. A log that really has a gap would be asked for it without end, so
// two askings lie an interval apart.
static void want_follow(struct capaian_watcher *watcher, int64_t now) {
    watcher->state = CAPAIAN_WATCHER_REPLAYING;
    watcher->live = false;
    if (watcher->follow_at == CAPAIAN_WATCHER_NEVER)
        watcher->follow_at = later(now, watcher->asked_at + CAPAIAN_WATCHER_AGAIN_MS);
}

static void want_snapshot(struct capaian_watcher *watcher, int64_t now) {
    if (watcher->state == CAPAIAN_WATCHER_GONE)
        return;
    watcher->state = CAPAIAN_WATCHER_GONE;
    watcher->follow_at = CAPAIAN_WATCHER_NEVER;
    watcher->live = false;
    watcher->snapshot_at = now;
}

static bool valid_epoch(ProtobufCBinaryData epoch) {
    return epoch.len == CAPAIAN_EPOCH_SIZE;
}

static bool same_epoch(const struct capaian_watcher *watcher, ProtobufCBinaryData epoch) {
    return watcher->epoch_known && valid_epoch(epoch) && memcmp(watcher->epoch, epoch.data, CAPAIAN_EPOCH_SIZE) == 0;
}

static void hear_alerts(struct capaian_watcher *watcher, int64_t now) {
    watcher->alerts_since = now;
    watcher->alerts_silence = CAPAIAN_WATCHER_BEACONS_MS;
}

static void hear_follow(struct capaian_watcher *watcher, int64_t now) {
    watcher->follow_since = now;
    watcher->follow_silence = CAPAIAN_WATCHER_SILENCE_MS;
    watcher->unanswered = false;
}

// SUB says which numbers there are. Another epoch is not believed from there: a stale message may wait in the socket;
// the follow is asked, which knows.
static void see_number(struct capaian_watcher *watcher, ProtobufCBinaryData epoch, uint64_t number, int64_t now) {
    if (!same_epoch(watcher, epoch)) {
        if (watcher->state == CAPAIAN_WATCHER_SUBSCRIBED && valid_epoch(epoch))
            want_follow(watcher, now);
        return;
    }
    if (number <= watcher->number)
        return;
    if (number > watcher->ahead)
        watcher->ahead = number;
    if (watcher->state == CAPAIAN_WATCHER_SUBSCRIBED)
        want_follow(watcher, now);
}

// Behind the greatest number there is no next one: 0 would be an event of before.
static bool is_next(const struct capaian_watcher *watcher, uint64_t number) {
    return number > watcher->number && number - watcher->number == 1;
}

static void take_alert(struct capaian_watcher *watcher, const Capaian__V1__AlertEvent *alert, int64_t now,
                       struct action_list *actions) {
    hear_alerts(watcher, now);
    if (watcher->state == CAPAIAN_WATCHER_GONE)
        return;
    if (same_epoch(watcher, alert->epoch) && is_next(watcher, alert->number)) {
        watcher->number++;
        add(actions, CAPAIAN_WATCHER_DELIVER)->count = 1;
        return;
    }
    see_number(watcher, alert->epoch, alert->number, now);
}

// Delivers what continues the events already had, from one run of the batch. True when the batch shows that something
// is missing.
static bool take_events(struct capaian_watcher *watcher, const Capaian__V1__FollowBatch *batch,
                        struct action_list *actions) {
    size_t first = 0;
    while (first < batch->n_events && batch->events[first]->number <= watcher->number)
        first++;
    size_t end = first;
    while (end < batch->n_events) {
        uint64_t number = batch->events[end]->number;
        if (watcher->filtered ? number <= watcher->number : !is_next(watcher, number))
            break;
        watcher->number = number;
        end++;
    }
    if (end > first) {
        struct capaian_watcher_action *action = add(actions, CAPAIAN_WATCHER_DELIVER);
        action->first = first;
        action->count = end - first;
        // Whatever was to be asked for again has come.
        watcher->follow_at = CAPAIAN_WATCHER_NEVER;
    }
    for (size_t i = end; i < batch->n_events; i++)
        if (batch->events[i]->number > watcher->number)
            return true;
    if (batch->upto > watcher->number) {
        if (!watcher->filtered)
            return true;
        watcher->number = batch->upto;
    }
    return false;
}

static void give_credit(struct capaian_watcher *watcher, size_t events, struct action_list *actions) {
    watcher->received += (uint32_t)(events < CAPAIAN_WATCHER_WINDOW ? events : CAPAIAN_WATCHER_WINDOW);
    if (watcher->received < CAPAIAN_WATCHER_WINDOW / 2)
        return;
    add(actions, CAPAIAN_WATCHER_CREDIT)->credit = watcher->received;
    watcher->received = 0;
}

static void take_batch(struct capaian_watcher *watcher, const Capaian__V1__FollowBatch *batch, int64_t now,
                       struct action_list *actions) {
    hear_follow(watcher, now);
    if (watcher->state != CAPAIAN_WATCHER_REPLAYING || !valid_epoch(batch->epoch))
        return;
    if (!watcher->epoch_known) {
        memcpy(watcher->epoch, batch->epoch.data, CAPAIAN_EPOCH_SIZE);
        watcher->epoch_known = true;
    } else if (!same_epoch(watcher, batch->epoch)) {
        want_snapshot(watcher, now);
        return;
    }
    if (take_events(watcher, batch, actions)) {
        want_follow(watcher, now);
        return;
    }
    give_credit(watcher, batch->n_events, actions);
    // An asking still to come will restart the follow; until then its batches say nothing about being live.
    if (!batch->live || watcher->follow_at != CAPAIAN_WATCHER_NEVER)
        return;
    if (!watcher->live) {
        watcher->live = true;
        add(actions, CAPAIAN_WATCHER_LIVE);
    }
}

static void take_snapshot(struct capaian_watcher *watcher, const struct capaian_watcher_event *event, int64_t now) {
    memcpy(watcher->epoch, event->epoch, CAPAIAN_EPOCH_SIZE);
    watcher->epoch_known = true;
    watcher->number = event->number;
    watcher->ahead = 0;
    want_follow(watcher, now);
}

// One follow asked in vain on a socket that was heard before may be the server's restart: the same socket is tried
// first. After that the socket itself is in doubt.
static void expire_follow(struct capaian_watcher *watcher, int64_t now, struct action_list *actions) {
    if (watcher->state != CAPAIAN_WATCHER_REPLAYING)
        return;
    bool silent = watcher->follow_open && now >= watcher->follow_since + watcher->follow_silence;
    if (silent && watcher->unanswered) {
        add(actions, CAPAIAN_WATCHER_REOPEN_FOLLOW);
        watcher->follow_silence = doubled(watcher->follow_silence);
    }
    if (!silent && now < watcher->follow_at)
        return;
    struct capaian_watcher_action *action = add(actions, CAPAIAN_WATCHER_FOLLOW);
    action->number = watcher->number;
    action->credit = CAPAIAN_WATCHER_WINDOW;
    watcher->follow_open = true;
    watcher->follow_at = CAPAIAN_WATCHER_NEVER;
    watcher->asked_at = now;
    watcher->follow_since = now;
    watcher->unanswered = true;
    watcher->received = 0;
}

static void expire(struct capaian_watcher *watcher, int64_t now, struct action_list *actions) {
    if (watcher->mode == CAPAIAN_WATCH_SUBSCRIBE && now >= watcher->alerts_since + watcher->alerts_silence) {
        add(actions, CAPAIAN_WATCHER_REOPEN_ALERTS);
        watcher->alerts_since = now;
        watcher->alerts_silence = doubled(watcher->alerts_silence);
    }
    if (watcher->mode == CAPAIAN_WATCH_SUBSCRIBE && watcher->live && watcher->number >= watcher->ahead)
        watcher->state = CAPAIAN_WATCHER_SUBSCRIBED;
    if (watcher->state != CAPAIAN_WATCHER_REPLAYING && watcher->follow_open) {
        add(actions, CAPAIAN_WATCHER_END_FOLLOW);
        watcher->follow_open = false;
        watcher->live = false;
    }
    if (watcher->state == CAPAIAN_WATCHER_GONE && now >= watcher->snapshot_at) {
        add(actions, CAPAIAN_WATCHER_TAKE_SNAPSHOT);
        watcher->snapshot_at = now + CAPAIAN_WATCHER_AGAIN_MS;
    }
    expire_follow(watcher, now, actions);
}

static int64_t next_instant(const struct capaian_watcher *watcher) {
    int64_t until = CAPAIAN_WATCHER_NEVER;
    if (watcher->mode == CAPAIAN_WATCH_SUBSCRIBE)
        until = watcher->alerts_since + watcher->alerts_silence;
    if (watcher->state == CAPAIAN_WATCHER_GONE)
        until = earlier(until, watcher->snapshot_at);
    if (watcher->state == CAPAIAN_WATCHER_REPLAYING) {
        until = earlier(until, watcher->follow_at);
        if (watcher->follow_open)
            until = earlier(until, watcher->follow_since + watcher->follow_silence);
    }
    return until;
}

size_t capaian_watcher_step(struct capaian_watcher *watcher, const struct capaian_watcher_event *event, int64_t now,
                            struct capaian_watcher_action actions[CAPAIAN_WATCHER_ACTIONS_MAX]) {
    struct action_list list = {.list = actions};
    switch (event->kind) {
    case CAPAIAN_WATCHER_TICK:
        break;
    case CAPAIAN_WATCHER_ALERT:
        take_alert(watcher, event->alert, now, &list);
        break;
    case CAPAIAN_WATCHER_BEACON:
        hear_alerts(watcher, now);
        see_number(watcher, event->beacon->epoch, event->beacon->number, now);
        break;
    case CAPAIAN_WATCHER_BATCH:
        take_batch(watcher, event->batch, now, &list);
        break;
    case CAPAIAN_WATCHER_EPOCH_GONE:
        hear_follow(watcher, now);
        if (watcher->state == CAPAIAN_WATCHER_REPLAYING)
            want_snapshot(watcher, now);
        break;
    case CAPAIAN_WATCHER_HEARD:
        hear_follow(watcher, now);
        break;
    case CAPAIAN_WATCHER_SNAPSHOT:
        take_snapshot(watcher, event, now);
        break;
    }
    expire(watcher, now, &list);
    add(&list, CAPAIAN_WATCHER_WAIT)->until = next_instant(watcher);
    return list.count;
}
