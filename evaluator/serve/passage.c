#include "runtime/daemon.h"
#include "runtime/sabotage.h"
#include "serve/server.h"
#include "wire/envelope.h"

// How long the due instant has been waiting for collectors, in real time.
static int64_t waited(const struct server *server, int64_t due) {
    return server->ledger->simulated ? capaian_monotonic_ms() - server->clock_moved_at : capaian_wall_ms() - due;
}

int64_t passage_wait(const struct server *server) {
    int64_t due = fold_next_due(server->ledger->fold);
    if (due == INT64_MAX || (server->ledger->simulated && due > server->clock))
        return BEACON_MS;
    int64_t left = due - server_now(server);
    // Past due and not judged: a collector is being waited for, and its heartbeat ends the poll.
    return left <= 0 ? BEACON_MS / 4 : left < BEACON_MS ? left : BEACON_MS;
}

void passage_judge(struct server *server) {
    struct fold *fold = server->ledger->fold;
    int64_t due;
    while (!server->failed && !server->disk_short && (due = fold_next_due(fold)) != INT64_MAX &&
           due <= server_now(server) && server->ledger->event_size < TURN_VERDICT_BYTES) {
        const char *unheard[LINKS_MAX];
        size_t unheard_count = 0;
        int64_t horizon = link_horizon(server, due, unheard, &unheard_count);
        if (horizon < due && waited(server, due) < fold_latest(fold)->catalogue->policy.grace_ms)
            return;
        if (ledger_tick(server->ledger, due, unheard, unheard_count,
                        server->ledger->simulated ? due : server_now(server)) < 0)
            server->failed = true;
    }
}

bool passage_is_judged(const struct server *server, const uint8_t key[CAPAIAN_KEY_SIZE], int64_t instant) {
    int64_t grace = fold_latest(server->ledger->fold)->catalogue->policy.grace_ms;
    // The cheaper question first: it is asked for every message.
    return waited(server, instant) >= grace || link_horizon_beside(server, key) >= instant;
}

int64_t passage_wait_for(struct server *server, const uint8_t key[CAPAIAN_KEY_SIZE], const struct entry *entry) {
    const struct catalogue *catalogue = fold_latest(server->ledger->fold)->catalogue;
    const struct capaian_calendar *calendar = &catalogue->calendar;
    // Locks begin with a day: seldom is the last one not judged yet, and only then the message is looked at.
    int64_t day = capaian_day_start(calendar, capaian_day_at(calendar, entry->message.received_at));
    if (passage_is_judged(server, key, day) || capaian_sabotage("refuse_before_lock_is_judged"))
        return 0;
    int32_t locked = 0;
    int r = ledger_locked(server->ledger, entry, &locked);
    if (r < 0 || locked == 0)
        return r;
    int64_t lock = capaian_day_start(calendar, locked);
    // A clock that runs far ahead must not stop its link.
    return passage_is_judged(server, key, lock) || lock > server_now(server) + catalogue->policy.grace_ms ? 0 : lock;
}

void passage_answer(struct server *server) {
    struct pending_act *advance = &server->advance;
    if (!advance->waits || fold_next_due(server->ledger->fold) <= server->clock)
        return;
    // Also what is not due: nothing that was received before the new time may come after the answer.
    const char *unheard[LINKS_MAX];
    size_t unheard_count = 0;
    const struct version *latest = fold_latest(server->ledger->fold);
    int64_t grace = latest == NULL ? 0 : latest->catalogue->policy.grace_ms;
    if (link_horizon(server, server->clock, unheard, &unheard_count) < server->clock &&
        waited(server, server->clock) < grace)
        return;
    Capaian__V1__ActReply reply = CAPAIAN__V1__ACT_REPLY__INIT;
    reply.act_id = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, advance->act_id};
    reply.step = advance->step;
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_ACT_REPLY, &reply);
    server_send(server, server->query_socket, &advance->peer, &envelope);
    advance->waits = false;
}
