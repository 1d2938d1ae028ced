#include "runtime/daemon.h"
#include "runtime/sabotage.h"
#include "serve/server.h"
#include "wire/envelope.h"

#include <stdlib.h>
#include <string.h>

static struct link *find_link(struct server *server, const uint8_t key[CAPAIAN_KEY_SIZE]) {
    for (size_t i = 0; i < server->link_count; i++)
        if (memcmp(server->links[i].key, key, CAPAIAN_KEY_SIZE) == 0)
            return &server->links[i];
    if (server->link_count == LINKS_MAX)
        return NULL;
    struct link *link = &server->links[server->link_count++];
    *link = (struct link){.applied = ledger_link_applied(server->ledger, key),
                          .watermark = INT64_MIN,
                          .heard_at = capaian_monotonic_ms()};
    memcpy(link->key, key, CAPAIAN_KEY_SIZE);
    return link;
}

static void greet(struct server *server, const struct capaian_peer *peer, const struct link *link,
                  const struct capaian_key_entry *entry) {
    Capaian__V1__LinkGreeting greeting = CAPAIAN__V1__LINK_GREETING__INIT;
    // Without a link: *I do not know your session*.
    if (link != NULL)
        greeting.session = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, (uint8_t *)link->session};
    greeting.epoch = (ProtobufCBinaryData){CAPAIAN_EPOCH_SIZE, server->ledger->epoch};
    greeting.applied = link != NULL ? link->applied : 0;
    greeting.simulated = server->ledger->simulated;
    greeting.now = server_now(server);
    greeting.credit = CAPAIAN_LINK_CREDIT;
    greeting.credit_bytes = CAPAIAN_LINK_CREDIT_BYTES;
    if (!entry->all_units) {
        greeting.n_units = entry->unit_count;
        greeting.units = entry->units;
    }
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_LINK_GREETING, &greeting);
    server_send(server, server->link_socket, peer, &envelope);
}

static void hello(struct server *server, const struct capaian_peer *peer, const struct capaian_key_entry *entry,
                  const Capaian__V1__LinkHello *hello) {
    struct link *link = find_link(server, entry->key);
    if (link == NULL || hello->session.len != CAPAIAN_ID_SIZE) {
        server_refuse(server, server->link_socket, peer, link == NULL ? CAPAIAN_BUSY : CAPAIAN_ID_LENGTH, "1000");
        return;
    }
    if (hello->simulated != server->ledger->simulated) {
        // Greeted, so that it learns which kind of time this is, and not let in.
        struct link stranger = {.applied = link->applied};
        memcpy(stranger.session, hello->session.data, CAPAIAN_ID_SIZE);
        link->connected = false;
        greet(server, peer, &stranger, entry);
        return;
    }
    if (hello->epoch.len == CAPAIAN_EPOCH_SIZE &&
        memcmp(hello->epoch.data, server->ledger->epoch, CAPAIAN_EPOCH_SIZE) == 0 && hello->applied > link->applied) {
        // This ledger was put back to an earlier state by hand: its numbers would name other events than before.
        capaian_log(CAPAIAN_WARN, "the ledger is older than its collector remembers; a new stream epoch begins",
                    "collector", hello->collector, NULL);
        if (ledger_renew_epoch(server->ledger) < 0) {
            server->failed = true;
            return;
        }
        link_restart(server);
        stream_gone(server);
    }
    link->peer = *peer;
    if (!link->connected || memcmp(link->session, hello->session.data, CAPAIAN_ID_SIZE) != 0) {
        memcpy(link->session, hello->session.data, CAPAIAN_ID_SIZE);
        link->settled = 0;
        link->skipped = false;
        // What an earlier session of this turn was going to be told goes with that session.
        link->verdict_count = 0;
        link->answer = false;
        capaian_log(CAPAIAN_INFO, "link connected", "collector", hello->collector, "key", entry->comment, NULL);
    }
    link->connected = true;
    link->heard_at = capaian_monotonic_ms();
    greet(server, peer, link, entry);
}

static bool hold_verdict(struct server *server, struct link *link, const uint8_t *verdict, size_t size) {
    if (server->verdict_size + size > server->verdict_room) {
        size_t room = 2 * (server->verdict_size + size);
        uint8_t *bytes = realloc(server->verdict_bytes, room);
        if (bytes == NULL)
            return false;
        server->verdict_bytes = bytes;
        server->verdict_room = room;
    }
    if (link->verdict_count == link->verdict_room) {
        size_t room = link->verdict_room == 0 ? 64 : 2 * link->verdict_room;
        size_t *verdicts = realloc(link->verdicts, 2 * room * sizeof *verdicts);
        if (verdicts == NULL)
            return false;
        link->verdicts = verdicts;
        link->verdict_room = room;
    }
    memcpy(server->verdict_bytes + server->verdict_size, verdict, size);
    link->verdicts[2 * link->verdict_count] = server->verdict_size;
    link->verdicts[2 * link->verdict_count++ + 1] = size;
    server->verdict_size += size;
    return true;
}

static bool well_formed(const Capaian__V1__LinkEntry *entry) {
    return entry->message_id.len == CAPAIAN_ID_SIZE && entry->key.len == CAPAIAN_KEY_SIZE &&
           entry->content.len <= CAPAIAN_CONTENT_MAX && strlen(entry->unit) <= CAPAIAN_CODE_MAX &&
           entry->received_at >= CAPAIAN_AS_OF_MIN && entry->received_at < CAPAIAN_INSTANT_MAX;
}

static struct entry entry_of(const Capaian__V1__LinkEntry *sent, const struct capaian_key_entry *key) {
    return (struct entry){
        .message = {.id = sent->message_id.data,
                    .unit = sent->unit,
                    .content = sent->content.data,
                    .size = sent->content.len,
                    .received_at = sent->received_at,
                    .admission = capaian_key_covers(key, sent->unit) ? CAPAIAN_OK : CAPAIAN_LINK_UNIT},
        .sender = sent->key.data};
}

static void fold_entry(struct server *server, struct link *link, const struct capaian_key_entry *key,
                       const Capaian__V1__LinkEntry *sent) {
    struct entry entry = entry_of(sent, key);
    if (entry.message.admission == CAPAIAN_OK &&
        quarantine_holds(server->quarantine, entry.message.id, entry.message.unit)) {
        entry.message.admission = CAPAIAN_QUARANTINED;
        capaian_log(CAPAIAN_FAULT, "a message on which the evaluator died twice is quarantined", "unit",
                    entry.message.unit, NULL);
    }
    enum arrival arrival = ARRIVAL_NEW;
    const uint8_t *verdict = NULL;
    size_t size = 0;
    quarantine_enter(server->quarantine, entry.message.id, entry.message.unit);
    if (entry.message.admission == CAPAIAN_OK && capaian_sabotage("die_on_marked_entry") &&
        memmem(entry.message.content, entry.message.size, "deadly", 6) != NULL)
        capaian_sabotage_die(0);
    int r = ledger_message(server->ledger, &entry, server_now(server), &arrival, &verdict, &size);
    quarantine_leave(server->quarantine);
    if (r < 0 || !hold_verdict(server, link, verdict, size)) {
        server->failed = true;
        return;
    }
    server->counters.duplicates += arrival == ARRIVAL_DUPLICATE;
    server->counters.conflicts += arrival == ARRIVAL_CONFLICT;
    link->settled++;
    link->applied++;
}

static void batch(struct server *server, const struct capaian_peer *peer, const struct capaian_key_entry *key,
                  const Capaian__V1__LinkBatch *batch) {
    struct link *link = find_link(server, key->key);
    bool known = link != NULL && link->connected && batch->session.len == CAPAIAN_ID_SIZE &&
                 memcmp(batch->session.data, link->session, CAPAIAN_ID_SIZE) == 0;
    // Without a catalogue there is nothing to judge by, and a verdict is for ever; without room on the disk nothing can
    // be kept: entries wait in their journal.
    bool waiting = fold_latest(server->ledger->fold) == NULL || server->disk_short;
    bool continues = known && (batch->n_entries == 0 || waiting || batch->first == link->settled + 1);
    bool well = batch->n_entries <= CAPAIAN_LINK_BATCH_ENTRIES;
    for (size_t i = 0; well && i < batch->n_entries; i++)
        well = well_formed(batch->entries[i]);
    if (!well) {
        server->counters.frames_refused++;
        server_refuse(server, server->link_socket, peer, CAPAIAN_ENVELOPE_MALFORMED, NULL);
    }
    if (!continues || !well) {
        if (known)
            link->connected = false;
        greet(server, peer, NULL, key);
        return;
    }
    link->peer = *peer;
    link->heard_at = capaian_monotonic_ms();
    link->answer = true;
    if (batch->n_entries > 0 && (waiting || !room_take(server, batch)))
        link->skipped = true;
    // Until they come again a watermark vouches for what has not been folded.
    if (link->skipped)
        return;
    for (size_t i = 0; i < batch->n_entries && !server->failed; i++)
        fold_entry(server, link, key, batch->entries[i]);
    if (batch->n_entries > 0 && !server->failed && ledger_link_settle(server->ledger, link->key, link->applied) < 0)
        server->failed = true;
    // Only now: what the watermark vouches for has been folded.
    if (batch->watermark > link->watermark)
        link->watermark = batch->watermark;
}

static void trial(struct server *server, const struct capaian_peer *peer, const struct capaian_key_entry *key,
                  const Capaian__V1__LinkTrial *trial) {
    Capaian__V1__LinkTrialReply reply = CAPAIAN__V1__LINK_TRIAL_REPLY__INIT;
    if (trial->entry == NULL || !well_formed(trial->entry))
        return;
    struct entry entry = entry_of(trial->entry, key);
    const uint8_t *verdict = NULL;
    size_t size = 0;
    server->counters.trials++;
    if (ledger_trial(server->ledger, &entry, server_now(server), &verdict, &size) < 0)
        return;
    reply.session = trial->session;
    reply.trial = trial->trial;
    reply.verdict = capaian__v1__verdict__unpack(capaian_arena_allocator(server->answer), size, verdict);
    if (reply.verdict == NULL)
        return;
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_LINK_TRIAL_REPLY, &reply);
    server_send(server, server->link_socket, peer, &envelope);
}

static void take(struct server *server, const struct capaian_peer *peer, const uint8_t key[CAPAIAN_KEY_SIZE],
                 zmq_msg_t *payload) {
    const struct capaian_key_entry *entry;
    Capaian__V1__Envelope *envelope =
        server_read(server, server->link_socket, peer, key, CAPAIAN_ROLE_LINK, "link (link)", payload, &entry);
    if (envelope == NULL) {
        // A collector would send the same batch again and again. Started anew there is memory, or the next is told so.
        if (capaian_arena_starved(server->frame)) {
            capaian_log(CAPAIAN_FAULT, "out of memory for a batch of a collector", NULL);
            server->failed = true;
        }
        return;
    }
    switch (envelope->kind_case) {
    case CAPAIAN__V1__ENVELOPE__KIND_LINK_HELLO:
        hello(server, peer, entry, envelope->link_hello);
        break;
    case CAPAIAN__V1__ENVELOPE__KIND_LINK_BATCH:
        batch(server, peer, entry, envelope->link_batch);
        break;
    case CAPAIAN__V1__ENVELOPE__KIND_LINK_TRIAL:
        trial(server, peer, entry, envelope->link_trial);
        break;
    default:
        server_refuse_kind(server, server->link_socket, peer);
    }
}

bool link_receive(struct server *server) {
    zmq_msg_t payload;
    zmq_msg_init(&payload);
    int r = 0, frames = 0;
    while (!server->failed && frames < TURN_FRAMES && server->verdict_size < TURN_VERDICT_BYTES &&
           server->ledger->event_size < TURN_VERDICT_BYTES) {
        struct capaian_peer peer;
        uint8_t key[CAPAIAN_KEY_SIZE];
        r = capaian_router_receive(server->link_socket, &peer, key, &payload);
        if (r == 0)
            break;
        frames++;
        if (r == 1)
            take(server, &peer, key, &payload);
        else
            server->counters.frames_refused++;
    }
    zmq_msg_close(&payload);
    return r != 0;
}

// As many acks as the size of a frame asks for; each says how far it reaches.
static void answer(struct server *server, struct link *link) {
    uint64_t settled = link->settled - link->verdict_count;
    size_t next = 0;
    do {
        Capaian__V1__LinkAck ack = CAPAIAN__V1__LINK_ACK__INIT;
        capaian_arena_reset(server->answer);
        ack.session = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, link->session};
        ack.applied = link->applied;
        size_t bytes = 0;
        ack.verdicts =
            capaian_arena_take(server->answer, (link->verdict_count - next + 1) * sizeof(Capaian__V1__Verdict *));
        for (; ack.verdicts != NULL && next < link->verdict_count && bytes < ACK_BYTES; next++) {
            size_t size = link->verdicts[2 * next + 1];
            Capaian__V1__Verdict *verdict = capaian__v1__verdict__unpack(
                capaian_arena_allocator(server->answer), size, server->verdict_bytes + link->verdicts[2 * next]);
            if (verdict == NULL)
                break;
            ack.verdicts[ack.n_verdicts++] = verdict;
            bytes += size;
        }
        // Without its verdicts the collector could only send the entries again, to the same end.
        if (capaian_arena_starved(server->answer)) {
            capaian_log(CAPAIAN_FAULT, "out of memory for an acknowledgement", NULL);
            server->failed = true;
            return;
        }
        settled += ack.n_verdicts;
        ack.settled = settled;
        Capaian__V1__Envelope envelope;
        capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_LINK_ACK, &ack);
        server_send(server, server->link_socket, &link->peer, &envelope);
        if (ack.n_verdicts == 0)
            break;
    } while (next < link->verdict_count);
    link->verdict_count = 0;
    link->answer = false;
}

void link_answer(struct server *server) {
    for (size_t i = 0; i < server->link_count && !server->failed; i++)
        if (server->links[i].connected && server->links[i].answer)
            answer(server, &server->links[i]);
    server->verdict_size = 0;
}

void link_expire(struct server *server) {
    int64_t now = capaian_monotonic_ms();
    for (size_t i = 0; i < server->link_count; i++) {
        struct link *link = &server->links[i];
        if (link->connected && now - link->heard_at > LINK_LOST_MS) {
            link->connected = false;
            capaian_log(CAPAIAN_WARN, "link lost", NULL);
        }
    }
}

// A collector that has not been heard for three graces is a matter of record, and so is its return. Simulated time
// stands still while the links are heard in real time: there it says nothing.
void link_note_silence(struct server *server) {
    const struct version *latest = fold_latest(server->ledger->fold);
    int64_t now = capaian_monotonic_ms();
    if (latest == NULL || server->disk_short || server->ledger->simulated || latest->catalogue->policy.grace_ms == 0)
        return;
    for (size_t i = 0; i < capaian_keyring_count(server->keys) && !server->failed; i++) {
        const struct capaian_key_entry *entry = capaian_keyring_at(server->keys, i);
        struct link *link = (entry->roles & CAPAIAN_ROLE_LINK) == 0 ? NULL : find_link(server, entry->key);
        if (link == NULL)
            continue;
        bool silent = now - link->heard_at >= 3 * latest->catalogue->policy.grace_ms;
        if (silent == fold_link_silent(server->ledger->fold, entry->comment))
            continue;
        if (ledger_link_heard(server->ledger, entry->comment, capaian_wall_ms() - (now - link->heard_at), silent,
                              server_now(server)) < 0)
            server->failed = true;
    }
}

void link_restart(struct server *server) {
    for (size_t i = 0; i < server->link_count; i++) {
        struct link *link = &server->links[i];
        const struct capaian_key_entry *entry = capaian_keyring_find(server->keys, link->key);
        if (link->connected && entry != NULL)
            greet(server, &link->peer, NULL, entry);
        link->connected = false;
    }
}

void link_drop_keys(struct server *server) {
    size_t kept = 0;
    for (size_t i = 0; i < server->link_count; i++) {
        struct link link = server->links[i];
        const struct capaian_key_entry *entry = capaian_keyring_find(server->keys, link.key);
        if (entry == NULL || (entry->roles & CAPAIAN_ROLE_LINK) == 0)
            free(link.verdicts);
        else
            server->links[kept++] = link;
    }
    server->link_count = kept;
}

void link_tell_clock(struct server *server) {
    for (size_t i = 0; i < server->link_count; i++) {
        struct link *link = &server->links[i];
        Capaian__V1__LinkClock clock = CAPAIAN__V1__LINK_CLOCK__INIT;
        clock.session = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, link->session};
        clock.now = server->clock;
        Capaian__V1__Envelope envelope;
        capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_LINK_CLOCK, &clock);
        if (link->connected)
            server_send(server, server->link_socket, &link->peer, &envelope);
    }
}

int64_t link_horizon(const struct server *server, int64_t due, const char **ret_unheard, size_t *ret_count) {
    int64_t horizon = server_now(server);
    *ret_count = 0;
    for (size_t i = 0; i < capaian_keyring_count(server->keys); i++) {
        const struct capaian_key_entry *entry = capaian_keyring_at(server->keys, i);
        if ((entry->roles & CAPAIAN_ROLE_LINK) == 0)
            continue;
        int64_t watermark = INT64_MIN;
        for (size_t k = 0; k < server->link_count; k++)
            if (memcmp(server->links[k].key, entry->key, CAPAIAN_KEY_SIZE) == 0)
                watermark = server->links[k].watermark;
        if (watermark < horizon)
            horizon = watermark;
        if (watermark < due && *ret_count < LINKS_MAX)
            ret_unheard[(*ret_count)++] = entry->comment;
    }
    return horizon;
}
