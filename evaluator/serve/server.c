#include "serve/server.h"

#include "runtime/daemon.h"
#include "wire/envelope.h"

#include <string.h>

int64_t server_now(const struct server *server) {
    return server->ledger->simulated ? server->clock : capaian_wall_ms();
}

const struct capaian_key_entry *server_admit(struct server *server, const uint8_t key[CAPAIAN_KEY_SIZE],
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

void server_send(struct server *server, void *router, const struct capaian_peer *peer,
                 const Capaian__V1__Envelope *envelope) {
    // The peer reads too slowly or is gone. What it misses it asks for again: nothing here is its only copy.
    if (capaian_router_send(router, peer, envelope) < 0)
        server->counters.sends_dropped++;
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
