#include "watcher.h"

#include "net/socket.h"
#include "runtime/daemon.h"
#include "wire/envelope.h"

#include <assert.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t no_key[CAPAIAN_KEY_SIZE];

// As the log keeps it: without its epoch, which is the stream's.
static void hash_event(const Capaian__V1__AlertEvent *event, uint8_t ret[CAPAIAN_HASH_SIZE]) {
    Capaian__V1__AlertEvent plain = *event;
    plain.epoch = (ProtobufCBinaryData){0, NULL};
    size_t size = capaian__v1__alert_event__get_packed_size(&plain);
    uint8_t *bytes = malloc(size + 1);
    assert(bytes != NULL);
    capaian__v1__alert_event__pack(&plain, bytes);
    crypto_generichash(ret, CAPAIAN_HASH_SIZE, bytes, size, NULL, 0);
    free(bytes);
}

static void deliver(struct watcher *watcher, const Capaian__V1__AlertEvent *event) {
    const char *name = watcher->process.party.name;
    uint64_t last = watcher->count == 0 ? watcher->from : watcher->seen[watcher->count - 1].number;
    if (event->number != last + 1)
        world_broken("%s got event %" PRIu64 " after event %" PRIu64, name, event->number, last);
    assert(watcher->count < SEEN_MAX);
    struct seen *seen = &watcher->seen[watcher->count++];
    seen->number = event->number;
    if (event->epoch.len == CAPAIAN_EPOCH_SIZE)
        memcpy(seen->epoch, event->epoch.data, CAPAIAN_EPOCH_SIZE);
    hash_event(event, seen->hash);
    world_note("%s sees %" PRIu64 " %s", name, event->number, event->alert);
}

static void open_query(struct watcher *watcher) {
    watcher->query_socket = capaian_socket_close(watcher->query_socket);
    capaian_dealer_connect(NULL, watcher->query, no_key, &watcher->pair, 0, &watcher->query_socket);
}

static void carry_out(struct watcher *watcher, const struct capaian_watcher_event *event,
                      const struct capaian_watcher_action *action) {
    switch (action->kind) {
    case CAPAIAN_WATCHER_DELIVER:
        if (event->alert != NULL)
            deliver(watcher, event->alert);
        for (size_t i = 0; event->batch != NULL && i < action->count; i++)
            deliver(watcher, event->batch->events[action->first + i]);
        break;
    case CAPAIAN_WATCHER_LIVE:
        break;
    case CAPAIAN_WATCHER_REOPEN_FOLLOW:
        open_query(watcher);
        break;
    case CAPAIAN_WATCHER_FOLLOW:
        if (watcher->query_socket == NULL)
            open_query(watcher);
        watcher->follow_due = true;
        watcher->after = action->number;
        watcher->credit_due = action->credit;
        break;
    case CAPAIAN_WATCHER_CREDIT:
        watcher->credit_due += action->credit;
        break;
    case CAPAIAN_WATCHER_END_FOLLOW:
        watcher->query_socket = capaian_socket_close(watcher->query_socket);
        watcher->follow_due = false;
        watcher->credit_due = 0;
        break;
    case CAPAIAN_WATCHER_REOPEN_ALERTS:
        watcher->alerts_socket = capaian_socket_close(watcher->alerts_socket);
        capaian_sub_connect(NULL, watcher->alerts, no_key, &watcher->pair, &watcher->alerts_socket);
        break;
    case CAPAIAN_WATCHER_TAKE_SNAPSHOT:
        if (watcher->query_socket == NULL)
            open_query(watcher);
        watcher->snapshot_due = true;
        break;
    case CAPAIAN_WATCHER_WAIT:
        if (action->until != CAPAIAN_WATCHER_NEVER)
            process_in(&watcher->process, action->until - capaian_monotonic_ms());
        break;
    }
}

static void step(struct watcher *watcher, const struct capaian_watcher_event *event) {
    struct capaian_watcher_action actions[CAPAIAN_WATCHER_ACTIONS_MAX];
    size_t count = capaian_watcher_step(&watcher->machine, event, capaian_monotonic_ms(), actions);
    for (size_t i = 0; i < count; i++)
        carry_out(watcher, event, &actions[i]);
}

static bool say(struct watcher *watcher, Capaian__V1__Envelope__KindCase kind, void *message) {
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, kind, message);
    return watcher->query_socket != NULL && capaian_dealer_send(watcher->query_socket, &envelope) == 0;
}

static void send_due(struct watcher *watcher) {
    if (watcher->snapshot_due) {
        Capaian__V1__SnapshotQuery snapshot = CAPAIAN__V1__SNAPSHOT_QUERY__INIT;
        Capaian__V1__QueryRequest request = CAPAIAN__V1__QUERY_REQUEST__INIT;
        request.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_SNAPSHOT;
        request.snapshot = &snapshot;
        watcher->snapshot_due = !say(watcher, CAPAIAN__V1__ENVELOPE__KIND_QUERY, &request);
    }
    if (watcher->follow_due) {
        Capaian__V1__FollowRequest request = CAPAIAN__V1__FOLLOW_REQUEST__INIT;
        if (watcher->machine.epoch_known)
            request.epoch = (ProtobufCBinaryData){CAPAIAN_EPOCH_SIZE, watcher->machine.epoch};
        request.after = watcher->after;
        request.credit = watcher->credit_due;
        watcher->follow_due = !say(watcher, CAPAIAN__V1__ENVELOPE__KIND_FOLLOW, &request);
        watcher->credit_due = watcher->follow_due ? watcher->credit_due : 0;
    } else if (watcher->credit_due > 0) {
        Capaian__V1__FollowCredit credit = CAPAIAN__V1__FOLLOW_CREDIT__INIT;
        credit.credit = watcher->credit_due;
        if (say(watcher, CAPAIAN__V1__ENVELOPE__KIND_FOLLOW_CREDIT, &credit))
            watcher->credit_due = 0;
    }
}

static void take_snapshot(struct watcher *watcher, const Capaian__V1__Snapshot *snapshot) {
    if (watcher->machine.state != CAPAIAN_WATCHER_GONE)
        return;    // an answer to an asking that has been given up
    world_note("%s takes a snapshot at %" PRIu64, watcher->process.party.name, snapshot->number);
    watcher->from = snapshot->number;
    watcher->count = 0;
    step(watcher, &(struct capaian_watcher_event){
                      .kind = CAPAIAN_WATCHER_SNAPSHOT, .epoch = snapshot->epoch.data, .number = snapshot->number});
}

static void take(struct watcher *watcher, const Capaian__V1__Envelope *envelope) {
    struct capaian_watcher_event event = {.kind = CAPAIAN_WATCHER_HEARD};
    switch (envelope->kind_case) {
    case CAPAIAN__V1__ENVELOPE__KIND_EVENT:
        event.kind = CAPAIAN_WATCHER_ALERT;
        event.alert = envelope->event;
        break;
    case CAPAIAN__V1__ENVELOPE__KIND_BEACON:
        event.kind = CAPAIAN_WATCHER_BEACON;
        event.beacon = envelope->beacon;
        break;
    case CAPAIAN__V1__ENVELOPE__KIND_FOLLOW_BATCH:
        event.kind = CAPAIAN_WATCHER_BATCH;
        event.batch = envelope->follow_batch;
        break;
    case CAPAIAN__V1__ENVELOPE__KIND_FOLLOW_GONE:
        event.kind = CAPAIAN_WATCHER_EPOCH_GONE;
        event.epoch = envelope->follow_gone->epoch.data;
        break;
    case CAPAIAN__V1__ENVELOPE__KIND_QUERY_REPLY:
        if (envelope->query_reply->what_case == CAPAIAN__V1__QUERY_REPLY__WHAT_SNAPSHOT) {
            take_snapshot(watcher, envelope->query_reply->snapshot);
            return;
        }
        break;
    default:
        break;
    }
    step(watcher, &event);
}

static bool receive(struct watcher *watcher, void **socket) {
    Capaian__V1__Envelope *envelope = NULL;
    if (*socket == NULL || capaian_dealer_receive(*socket, &watcher->payload) != 1)
        return false;
    capaian_arena_reset(watcher->arena);
    if (capaian_envelope_unpack(zmq_msg_data(&watcher->payload), zmq_msg_size(&watcher->payload), watcher->arena,
                                &envelope) == CAPAIAN_OK)
        take(watcher, envelope);
    else
        world_broken("%s got what it cannot read", watcher->process.party.name);
    return true;
}

static void act(struct process *process) {
    struct watcher *watcher = (struct watcher *)process;
    while (receive(watcher, &watcher->alerts_socket) || receive(watcher, &watcher->query_socket))
        continue;
    step(watcher, &(struct capaian_watcher_event){.kind = CAPAIAN_WATCHER_TICK});
    send_due(watcher);
}

void watcher_init(struct watcher *watcher, const char *name, enum capaian_watcher_mode mode, const char *query,
                  const char *alerts, const struct capaian_keypair *pair) {
    memset(watcher, 0, sizeof *watcher);
    process_init(&watcher->process, name, act);
    watcher->mode = mode;
    watcher->query = query;
    watcher->alerts = alerts;
    watcher->pair = *pair;
    watcher->arena = capaian_arena_new(CAPAIAN_REPLY_FRAME_MAX);
    assert(watcher->arena != NULL);
    zmq_msg_init(&watcher->payload);
}

void watcher_end(struct watcher *watcher) {
    capaian_socket_close(watcher->query_socket);
    capaian_socket_close(watcher->alerts_socket);
    capaian_arena_free(watcher->arena);
    zmq_msg_close(&watcher->payload);
}

void watcher_start(struct watcher *watcher, bool anew) {
    world_note("%s starts %s", watcher->process.party.name, anew ? "from the beginning" : "from what it has");
    if (anew)
        watcher->count = 0, watcher->from = 0;
    const struct seen *last = watcher->count > 0 ? &watcher->seen[watcher->count - 1] : NULL;
    capaian_watcher_init(&watcher->machine, watcher->mode, false, last != NULL ? last->epoch : NULL,
                         last != NULL ? last->number : watcher->from, capaian_monotonic_ms());
    network_act_as(&watcher->process.party);
    watcher->query_socket = capaian_socket_close(watcher->query_socket);
    watcher->alerts_socket = capaian_socket_close(watcher->alerts_socket);
    if (watcher->mode == CAPAIAN_WATCH_SUBSCRIBE)
        capaian_sub_connect(NULL, watcher->alerts, no_key, &watcher->pair, &watcher->alerts_socket);
    watcher->follow_due = watcher->snapshot_due = false;
    watcher->credit_due = 0;
    network_act_as(NULL);
    process_by(&watcher->process, world_now());
}

bool watcher_level(const struct watcher *watcher, sqlite3 *ledger) {
    sqlite3_stmt *sql = NULL;
    bool level = sqlite3_prepare_v2(ledger,
                                    "SELECT (SELECT coalesce(max(number), 0) FROM event),"
                                    " (SELECT value FROM meta WHERE key = 'epoch')",
                                    -1, &sql, NULL) == SQLITE_OK &&
                 sqlite3_step(sql) == SQLITE_ROW && (uint64_t)sqlite3_column_int64(sql, 0) == watcher->machine.number &&
                 sqlite3_column_bytes(sql, 1) == CAPAIAN_EPOCH_SIZE &&
                 memcmp(sqlite3_column_blob(sql, 1), watcher->machine.epoch, CAPAIAN_EPOCH_SIZE) == 0;
    sqlite3_finalize(sql);
    return level;
}

static bool same_event(const struct seen *seen, sqlite3_stmt *sql, int body) {
    uint8_t hash[CAPAIAN_HASH_SIZE];
    Capaian__V1__AlertEvent *event =
        capaian__v1__alert_event__unpack(NULL, (size_t)sqlite3_column_bytes(sql, body), sqlite3_column_blob(sql, body));
    assert(event != NULL);
    hash_event(event, hash);
    capaian__v1__alert_event__free_unpacked(event, NULL);
    return memcmp(seen->hash, hash, sizeof hash) == 0;
}

void watcher_check_seen(const struct watcher *watcher, sqlite3 *ledger) {
    sqlite3_stmt *sql = NULL;
    sqlite3_prepare_v2(ledger, "SELECT body FROM event, meta WHERE number = ?1 AND key = 'epoch' AND value = ?2", -1,
                       &sql, NULL);
    sqlite3_stmt *epoch = NULL;
    if (sql != NULL)
        sqlite3_prepare_v2(ledger, "SELECT 1 FROM meta WHERE key = 'epoch' AND value = ?1", -1, &epoch, NULL);
    for (unsigned i = 0; epoch != NULL && i < watcher->count; i++) {
        const struct seen *seen = &watcher->seen[i];
        sqlite3_bind_blob(epoch, 1, seen->epoch, sizeof seen->epoch, SQLITE_STATIC);
        bool stands = sqlite3_step(epoch) == SQLITE_ROW;
        sqlite3_reset(epoch);
        sqlite3_bind_int64(sql, 1, (int64_t)seen->number);
        sqlite3_bind_blob(sql, 2, seen->epoch, sizeof seen->epoch, SQLITE_STATIC);
        if (stands && (sqlite3_step(sql) != SQLITE_ROW || !same_event(seen, sql, 0)))
            world_broken("%s has seen event %" PRIu64 ", which the log does not have", watcher->process.party.name,
                         seen->number);
        sqlite3_reset(sql);
    }
    sqlite3_finalize(epoch);
    sqlite3_finalize(sql);
}

void watcher_check(const struct watcher *watcher, sqlite3 *ledger) {
    const char *name = watcher->process.party.name;
    sqlite3_stmt *sql = NULL;
    unsigned i = 0;
    if (sqlite3_prepare_v2(ledger, "SELECT number, body FROM event WHERE number > ?1 ORDER BY number", -1, &sql,
                           NULL) == SQLITE_OK)
        sqlite3_bind_int64(sql, 1, (int64_t)watcher->from);
    for (; sql != NULL && sqlite3_step(sql) == SQLITE_ROW; i++) {
        uint64_t number = (uint64_t)sqlite3_column_int64(sql, 0);
        if (i >= watcher->count) {
            world_broken("%s never got event %" PRIu64, name, number);
            break;
        }
        if (watcher->seen[i].number != number || !same_event(&watcher->seen[i], sql, 1))
            world_broken("%s saw another event %" PRIu64 " than the log has", name, number);
    }
    if (i < watcher->count)
        world_broken("%s saw event %" PRIu64 ", which the log does not have", name, watcher->seen[i].number);
    sqlite3_finalize(sql);
}
