#include "fold/onwire.h"
#include "runtime/daemon.h"
#include "serve/answer.h"
#include "wire/envelope.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Capaian__V1__AlertEvent *unpack_event(struct server *server, const void *bytes, size_t size) {
    Capaian__V1__AlertEvent *event =
        capaian__v1__alert_event__unpack(capaian_arena_allocator(server->answer), size, bytes);
    // The log keeps events without their epoch: a restored log is another one.
    if (event != NULL)
        event->epoch = (ProtobufCBinaryData){CAPAIAN_EPOCH_SIZE, server->ledger->epoch};
    return event;
}

void stream_publish(struct server *server) {
    struct ledger *ledger = server->ledger;
    for (size_t i = 0; i < ledger->event_count; i++) {
        const struct written_event *written = &ledger->events[i];
        char topic[CAPAIAN_TOPIC_MAX];
        capaian_arena_reset(server->answer);
        Capaian__V1__AlertEvent *event = unpack_event(server, ledger->event_bytes + written->offset, written->size);
        if (event == NULL)
            continue;    // whoever follows reads it from the log
        snprintf(topic, sizeof topic, "alerts/%s/%s/", written->unit, alert_kind_code(written->kind));
        Capaian__V1__Envelope envelope;
        capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_EVENT, event);
        if (capaian_pub_send(server->alerts_socket, topic, &envelope) == 0)
            server->counters.published++;
        else
            server->counters.sends_dropped++;
    }
    ledger_published(ledger);
}

void stream_beacon(struct server *server) {
    int64_t now = capaian_monotonic_ms();
    if (now < server->beacon_at)
        return;
    server->beacon_at = now + BEACON_MS;
    const struct version *latest = fold_latest(server->ledger->fold);
    Capaian__V1__Beacon beacon = CAPAIAN__V1__BEACON__INIT;
    beacon.epoch = (ProtobufCBinaryData){CAPAIAN_EPOCH_SIZE, server->ledger->epoch};
    beacon.number = server->ledger->fold->events;
    beacon.step = server->ledger->fold->step;
    beacon.catalogue_version = latest == NULL ? 0 : latest->number;
    beacon.now = server_now(server);
    beacon.simulated = server->ledger->simulated;
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_BEACON, &beacon);
    // Under every unit's prefix at once it cannot be: who filters by topic subscribes to this one too.
    if (capaian_pub_send(server->alerts_socket, "beacon/", &envelope) < 0)
        server->counters.sends_dropped++;
}

static struct follow *find_follow(struct server *server, const struct capaian_peer *peer) {
    for (size_t i = 0; i < server->follow_count; i++)
        if (server->follows[i].peer.size == peer->size && memcmp(server->follows[i].peer.id, peer->id, peer->size) == 0)
            return &server->follows[i];
    return NULL;
}

static struct follow *add_follow(struct server *server) {
    if (server->follow_count == CAPAIAN_FOLLOWS_MAX)
        return NULL;
    if (server->follow_count == server->follow_room) {
        size_t room = server->follow_room == 0 ? 16 : 2 * server->follow_room;
        struct follow *follows = realloc(server->follows, room * sizeof *follows);
        if (follows == NULL)
            return NULL;
        server->follows = follows;
        server->follow_room = room;
    }
    return &server->follows[server->follow_count++];
}

static uint64_t latest_of(const struct server *server, bool personnel) {
    const struct fold *fold = server->ledger->fold;
    return personnel ? fold->personnel_events : fold->events;
}

static void say_gone(struct server *server, const struct capaian_peer *peer, bool personnel) {
    Capaian__V1__FollowGone gone = CAPAIAN__V1__FOLLOW_GONE__INIT;
    gone.epoch = (ProtobufCBinaryData){CAPAIAN_EPOCH_SIZE, server->ledger->epoch};
    gone.number = latest_of(server, personnel);
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_FOLLOW_GONE, &gone);
    server_send(server, server->query_socket, peer, &envelope);
}

void stream_gone(struct server *server) {
    for (size_t i = 0; i < server->follow_count; i++)
        say_gone(server, &server->follows[i].peer, server->follows[i].personnel);
    server->follow_count = 0;
}

void stream_follow(struct server *server, const struct capaian_peer *peer, const struct capaian_key_entry *entry,
                   const Capaian__V1__FollowRequest *request) {
    const struct ledger *ledger = server->ledger;
    bool personnel = request->stream == CAPAIAN__V1__STREAM__STREAM_PERSONNEL;
    // A number ahead of the log was not given out by it.
    if ((request->epoch.len != 0 && (request->epoch.len != CAPAIAN_EPOCH_SIZE ||
                                     memcmp(request->epoch.data, ledger->epoch, CAPAIAN_EPOCH_SIZE) != 0)) ||
        request->after > latest_of(server, personnel)) {
        say_gone(server, peer, personnel);
        return;
    }
    struct follow *follow = find_follow(server, peer);
    if (follow == NULL)
        follow = add_follow(server);
    if (follow == NULL) {
        server_refuse(server, server->query_socket, peer, CAPAIAN_BUSY, "1000");
        return;
    }
    *follow =
        (struct follow){.peer = *peer, .personnel = personnel, .after = request->after, .credit = request->credit};
    if (follow->credit > CAPAIAN_FOLLOW_CREDIT_MAX)
        follow->credit = CAPAIAN_FOLLOW_CREDIT_MAX;
    memcpy(follow->key, entry->key, CAPAIAN_KEY_SIZE);
    strncpy(follow->unit, request->unit, CAPAIAN_CODE_MAX);
}

void stream_credit(struct server *server, const struct capaian_peer *peer, uint32_t credit) {
    struct follow *follow = find_follow(server, peer);
    if (follow == NULL)
        return;
    uint32_t room = CAPAIAN_FOLLOW_CREDIT_MAX - follow->credit;
    follow->credit += credit < room ? credit : room;
    follow->rests_until = 0;    // it reads
}

// One page of a follow: from the log, so that it does not matter whether the events are old or new.
static int send_page(struct server *server, struct follow *follow, sqlite3_stmt *sql) {
    uint64_t latest = latest_of(server, follow->personnel);
    uint32_t page = follow->credit < FOLLOW_PAGE ? follow->credit : FOLLOW_PAGE;
    Capaian__V1__FollowBatch batch = CAPAIAN__V1__FOLLOW_BATCH__INIT;
    capaian_arena_reset(server->answer);
    batch.events = capaian_arena_take(server->answer, (page + 1) * sizeof(Capaian__V1__AlertEvent *));
    if (batch.events == NULL)
        return -ENOMEM;
    sqlite3_reset(sql);
    sqlite3_bind_int64(sql, 1, (int64_t)follow->after);
    sqlite3_bind_int64(sql, 2, page);
    if (follow->unit[0] != '\0')
        sqlite3_bind_text(sql, 3, follow->unit, -1, SQLITE_STATIC);
    uint64_t upto = follow->after;
    int step = follow->after < latest ? SQLITE_ROW : SQLITE_DONE;
    while (step == SQLITE_ROW && batch.n_events < page && (step = sqlite3_step(sql)) == SQLITE_ROW) {
        Capaian__V1__AlertEvent *event =
            unpack_event(server, sqlite3_column_blob(sql, 1), (size_t)sqlite3_column_bytes(sql, 1));
        if (event == NULL)
            break;
        batch.events[batch.n_events++] = event;
        upto = event->number;
    }
    sqlite3_reset(sql);
    // Only when the log has really ended: a page that was cut short promises nothing behind its last event.
    bool all = step == SQLITE_DONE;
    batch.after = follow->after;
    batch.upto = all ? latest : upto;
    batch.live = batch.upto == latest;
    batch.epoch = (ProtobufCBinaryData){CAPAIAN_EPOCH_SIZE, server->ledger->epoch};
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_FOLLOW_BATCH, &batch);
    int r = capaian_router_send(server->query_socket, &follow->peer, &envelope);
    if (r < 0)
        return r;
    follow->after = batch.upto;
    follow->credit -= (uint32_t)batch.n_events;
    follow->said_live = batch.live;
    follow->sent_at = capaian_monotonic_ms();
    follow->rest_ms = 0;
    return 0;
}

static void let_rest(struct follow *follow, int64_t now) {
    follow->rest_ms = follow->rest_ms == 0 ? FOLLOW_REST_MS : 2 * follow->rest_ms;
    if (follow->rest_ms > BEACON_MS)
        follow->rest_ms = BEACON_MS;
    follow->rests_until = now + follow->rest_ms;
}

// The statements of one pump: each is prepared when it is first needed, which in most turns is never.
struct pages {
    sqlite3_stmt *all, *of_unit, *personnel;
};

static sqlite3_stmt *page_statement(struct server *server, const struct follow *follow, struct pages *pages) {
    bool of_unit = follow->unit[0] != '\0';
    sqlite3_stmt **statement = follow->personnel ? &pages->personnel : of_unit ? &pages->of_unit : &pages->all;
    const char *text = follow->personnel
                           ? "SELECT number, body FROM personnel WHERE number > ?1 ORDER BY number LIMIT ?2"
                       : of_unit ? "SELECT number, body FROM audience JOIN event USING(number)"
                                   " WHERE audience.unit = ?3 AND number > ?1 ORDER BY number LIMIT ?2"
                                 : "SELECT number, body FROM event WHERE number > ?1 ORDER BY number LIMIT ?2";
    if (*statement == NULL && sqlite3_prepare_v2(server->reader, text, -1, statement, NULL) != SQLITE_OK)
        return NULL;
    return *statement;
}

bool stream_pump(struct server *server) {
    bool more = false;
    int64_t now = capaian_monotonic_ms();
    struct pages pages = {0};
    server->query_until = now + QUERY_LIMIT_MS;
    for (size_t i = 0; i < server->follow_count;) {
        struct follow *follow = &server->follows[i];
        if (now < follow->rests_until) {
            i++;
            continue;
        }
        uint64_t latest = latest_of(server, follow->personnel);
        bool behind = follow->after < latest;
        int r = 0;
        // A follower that has everything is told so, and told that we are here.
        if ((behind && follow->credit > 0) || (!behind && (!follow->said_live || now - follow->sent_at >= BEACON_MS))) {
            sqlite3_stmt *sql = page_statement(server, follow, &pages);
            r = sql == NULL ? -EAGAIN : send_page(server, follow, sql);
        }
        if (r < 0 && r != -EAGAIN) {
            *follow = server->follows[--server->follow_count];
            continue;
        }
        if (r == -EAGAIN)
            let_rest(follow, now);
        more = more || (r == 0 && follow->credit > 0 && follow->after < latest);
        i++;
    }
    sqlite3_finalize(pages.all);
    sqlite3_finalize(pages.of_unit);
    sqlite3_finalize(pages.personnel);
    return more;
}

// A follow ends with the right to it: also when the key has lost its units or its role and kept another.
static bool may_go_on(const struct server *server, const struct follow *follow) {
    const struct capaian_key_entry *entry = capaian_keyring_find(server->keys, follow->key);
    return entry != NULL && (entry->roles & ~(unsigned)CAPAIAN_ROLE_LINK) != 0 &&
           answer_may_follow(entry, follow->unit, follow->personnel);
}

void stream_drop_keys(struct server *server) {
    for (size_t i = 0; i < server->follow_count;) {
        if (may_go_on(server, &server->follows[i]))
            i++;
        else
            server->follows[i] = server->follows[--server->follow_count];
    }
}
