#include "serve/server.h"

#include "runtime/daemon.h"
#include "wire/envelope.h"

#include <string.h>

int64_t server_now(const struct server *server) {
    return server->ledger->simulated ? server->clock : capaian_wall_ms();
}

bool server_commit(struct server *server) {
    int64_t before = capaian_monotonic_us();
    if (ledger_commit(server->ledger) < 0)
        server->failed = true;
    capaian_durations_add(&server->commit_times, capaian_monotonic_us() - before);
    if (server->failed)
        return false;
    quarantine_committed(server->quarantine);
    server->counters.commits++;
    return true;
}

// Who may do this here; counts and logs who may not. NULL: refused.
static const struct capaian_key_entry *admit(struct server *server, const uint8_t key[CAPAIAN_KEY_SIZE],
                                             unsigned roles) {
    const struct capaian_key_entry *entry = capaian_keyring_find(server->keys, key);
    if (entry != NULL && (entry->roles & roles) != 0)
        return entry;
    uint64_t source;
    memcpy(&source, key, sizeof source);
    server->counters.keys_refused++;
    if (capaian_log_allow(&server->limit, source, capaian_monotonic_ms(), INT64_C(60) * 1000))
        capaian_log(CAPAIAN_WARN, "a key without the right was refused", "key",
                    entry == NULL ? "unknown" : entry->comment, NULL);
    return NULL;
}

bool server_send(struct server *server, void *router, const struct capaian_peer *peer,
                 const Capaian__V1__Envelope *envelope) {
    // The peer reads too slowly or is gone. What it misses it asks for again: nothing here is its only copy.
    bool sent = capaian_router_send(router, peer, envelope) == 0;
    server->counters.sends_dropped += !sent;
    return sent;
}

void server_refuse(struct server *server, void *router, const struct capaian_peer *peer, enum capaian_code code,
                   const char *argument) {
    const char *const arguments[3] = {argument, NULL, NULL};
    Capaian__V1__Refusal *refusal = capaian_refusal(server->answer, code, "", arguments);
    if (refusal == NULL)
        return;
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_REFUSAL, refusal);
    server_send(server, router, peer, &envelope);
}

void server_refuse_kind(struct server *server, void *router, const struct capaian_peer *peer) {
    server->counters.frames_refused++;
    server_refuse(server, router, peer, CAPAIAN_ENVELOPE_KIND, NULL);
}

Capaian__V1__Envelope *server_read(struct server *server, void *router, const struct capaian_peer *peer,
                                   const uint8_t key[CAPAIAN_KEY_SIZE], unsigned roles, const char *right,
                                   zmq_msg_t *payload, const struct capaian_key_entry **ret_entry) {
    Capaian__V1__Envelope *envelope = NULL;
    capaian_arena_reset(server->frame);
    capaian_arena_reset(server->answer);
    *ret_entry = admit(server, key, roles);
    if (*ret_entry == NULL) {
        server_refuse(server, router, peer, CAPAIAN_NOT_ALLOWED, right);
        return NULL;
    }
    enum capaian_code code =
        capaian_envelope_unpack(zmq_msg_data(payload), zmq_msg_size(payload), server->frame, &envelope);
    if (code == CAPAIAN_OK)
        return envelope;
    server->counters.frames_refused++;
    server_refuse(server, router, peer, code, code == CAPAIAN_BUSY ? "1000" : NULL);
    return NULL;
}
