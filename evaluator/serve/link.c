#include "runtime/daemon.h"
#include "runtime/sabotage.h"
#include "serve/server.h"
#include "wire/envelope.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct link *find_link(struct server *server, const uint8_t key[CAPAIAN_KEY_SIZE]) {
    for (size_t i = 0; i < server->link_count; i++)
        if (memcmp(server->links[i].key, key, CAPAIAN_KEY_SIZE) == 0)
            return &server->links[i];
    if (server->link_count == LINKS_MAX)
        return NULL;
    struct link *link = &server->links[server->link_count++];
    *link = (struct link){
        .here = ledger_link_find(server->ledger, key), .watermark = INT64_MIN, .heard_at = capaian_monotonic_ms()};
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
    if (link != NULL) {
        greeting.applied = link->here.applied;
        greeting.lacking = link->here.lacking;
        greeting.shared = link->shared;
    }
    if (link != NULL && link->here.named) {
        greeting.journal = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, (uint8_t *)link->here.journal};
        greeting.reached = link->here.reached;
        greeting.last = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, (uint8_t *)link->here.last};
    }
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

// Which process sends which journal, and what this ledger lacks of it.
static void note_sender(struct link *link, const Capaian__V1__LinkHello *hello, const struct capaian_key_entry *entry) {
    link->names_journal = hello->journal.len == CAPAIAN_ID_SIZE;
    if (link->names_journal)
        memcpy(link->journal, hello->journal.data, CAPAIAN_ID_SIZE);
    static const uint8_t none[CAPAIAN_ID_SIZE];
    if (hello->instance.len == CAPAIAN_ID_SIZE && memcmp(link->instance, hello->instance.data, CAPAIAN_ID_SIZE) != 0) {
        // A process that has ended does not come back.
        bool shared = memcmp(link->instance_before, none, CAPAIAN_ID_SIZE) != 0 &&
                      memcmp(link->instance_before, hello->instance.data, CAPAIAN_ID_SIZE) == 0;
        if (shared && !link->shared)
            capaian_log(CAPAIAN_FAULT,
                        "two collectors use one key, perhaps on copies of one state folder. Nothing is lost or counted "
                        "twice, but both are slow: stop one, and give it a key and a folder of its own",
                        "collector", hello->collector, "key", entry->comment, NULL);
        link->shared = shared;
        memcpy(link->instance_before, link->instance, CAPAIAN_ID_SIZE);
        memcpy(link->instance, hello->instance.data, CAPAIAN_ID_SIZE);
    }
    char lacking[24];
    snprintf(lacking, sizeof lacking, "%" PRIu64, hello->lacking);
    if (hello->held && !link->held)
        capaian_log(
            CAPAIAN_FAULT,
            "NOT WHOLE: this ledger was restored from a backup that lacks messages which its collector does not "
            "keep any more. The collector sends nothing: restore a later backup, or tell it to go without them",
            "collector", hello->collector, "lacking", lacking, NULL);
    link->held = hello->held;
    link->would_lack = hello->held ? hello->lacking : 0;
    if (!hello->held && hello->lacking > 0 && hello->lacking != link->here.lacking) {
        link->here.lacking = hello->lacking;
        capaian_log(CAPAIAN_FAULT, "this ledger goes without messages that its collector does not keep any more",
                    "collector", hello->collector, "lacking", lacking, NULL);
    }
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
        struct link stranger = {.here = link->here};
        memcpy(stranger.session, hello->session.data, CAPAIAN_ID_SIZE);
        link->connected = false;
        greet(server, peer, &stranger, entry);
        return;
    }
    if (hello->epoch.len == CAPAIAN_EPOCH_SIZE &&
        memcmp(hello->epoch.data, server->ledger->epoch, CAPAIAN_EPOCH_SIZE) == 0 &&
        hello->applied > link->here.applied) {
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
        link->waits_for = 0;
        link->skipped = false;
        // What an earlier session of this turn was going to be told goes with that session.
        link->verdict_count = 0;
        link->answer = false;
        capaian_log(CAPAIAN_INFO, "link connected", "collector", hello->collector, "key", entry->comment, NULL);
    }
    link->connected = true;
    link->heard_at = capaian_monotonic_ms();
    note_sender(link, hello, entry);
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
    return entry->message_id.len == CAPAIAN_ID_SIZE && entry->key.len == CAPAIAN_KEY_SIZE && entry->content.len > 0 &&
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

// All that the link had received before the entry has been folded.
static void wait_for(struct server *server, struct link *link, int64_t lock, int64_t received_at,
                     const struct capaian_key_entry *key) {
    link->waits_for = lock;
    link->watermark = received_at > link->watermark ? received_at : link->watermark;
    server->counters.waited++;
    capaian_log(CAPAIAN_INFO, "a message that came after a lock waits for the other collectors", "link", key->comment,
                NULL);
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
    int64_t lock = passage_wait_for(server, link->key, &entry);
    int r = lock < 0 ? -EIO : 0;
    if (lock == 0)
        r = ledger_message(server->ledger, &entry, server_now(server), &arrival, &verdict, &size);
    quarantine_leave(server->quarantine, lock == 0);
    if (lock > 0) {
        wait_for(server, link, lock, entry.message.received_at, key);
        return;
    }
    if (r < 0 || !hold_verdict(server, link, verdict, size)) {
        server->failed = true;
        return;
    }
    server->counters.duplicates += arrival == ARRIVAL_DUPLICATE;
    server->counters.conflicts += arrival == ARRIVAL_CONFLICT;
    link->settled++;
    link->here.applied++;
}

// How far the journal has been settled here, by so many entries of the batch. While it is sent again that stays where
// it was.
static void note_reached(struct link *link, const Capaian__V1__LinkBatch *batch, uint64_t settled) {
    struct ledger_link *here = &link->here;
    if (!link->names_journal || batch->sequence == 0)
        return;
    uint64_t last = batch->sequence + settled - 1;
    bool same = here->named && memcmp(here->journal, link->journal, CAPAIAN_ID_SIZE) == 0;
    if (same && last <= here->reached)
        return;
    here->named = true;
    here->reached = last;
    memcpy(here->journal, link->journal, CAPAIAN_ID_SIZE);
    const Capaian__V1__LinkEntry *entry = batch->entries[settled - 1];
    bool chained = entry->chain.len == CAPAIAN_ID_SIZE && !capaian_sabotage("same_place");
    const ProtobufCBinaryData *name = chained ? &entry->chain : &entry->message_id;
    memcpy(here->last, name->data, CAPAIAN_ID_SIZE);
}

static void batch(struct server *server, const struct capaian_peer *peer, const struct capaian_key_entry *key,
                  const Capaian__V1__LinkBatch *batch) {
    struct link *link = find_link(server, key->key);
    bool known = link != NULL && link->connected && batch->session.len == CAPAIAN_ID_SIZE &&
                 memcmp(batch->session.data, link->session, CAPAIAN_ID_SIZE) == 0;
    // Without a catalogue there is nothing to judge by, and a verdict is for ever; without room on the disk nothing can
    // be kept; and what came behind an entry that waits for a lock, or was passed over, waits with it: entries wait in
    // their journal.
    bool passed = known && (link->waits_for != 0 || link->skipped);
    bool waiting = fold_latest(server->ledger->fold) == NULL || server->disk_short || passed;
    // A heartbeat too says how far the session is: a frame may be lost where a connection breaks and comes again by
    // itself, and without anything new to send nobody would ever notice.
    bool in_order = known && (batch->first == link->settled + 1 ||
                              (batch->n_entries == 0 && (batch->first == 0 || capaian_sabotage("trust_heartbeats"))));
    bool continues = known && (waiting || in_order);
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
    if (batch->n_entries > 0 && !passed && (waiting || !room_take(server, batch)))
        link->skipped = true;
    // Until they come again a watermark vouches for what has not been folded.
    if (link->skipped || link->waits_for != 0)
        return;
    uint64_t settled = link->settled;
    for (size_t i = 0; i < batch->n_entries && link->waits_for == 0 && !server->failed; i++)
        fold_entry(server, link, key, batch->entries[i]);
    settled = link->settled - settled;
    if (settled > 0)
        note_reached(link, batch, settled);
    if (settled > 0 && !server->failed && ledger_link_settle(server->ledger, link->key, &link->here) < 0)
        server->failed = true;
    // Only now: what the watermark vouches for has been folded.
    if (link->waits_for == 0 && batch->watermark > link->watermark)
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
    size_t bytes = 0;
    while (!server->failed && frames < TURN_FRAMES && bytes < TURN_BYTES && server->verdict_size < TURN_VERDICT_BYTES &&
           server->ledger->event_size < TURN_VERDICT_BYTES) {
        struct capaian_peer peer;
        uint8_t key[CAPAIAN_KEY_SIZE];
        r = capaian_router_receive(server->link_socket, &peer, key, &payload);
        if (r == 0)
            break;
        frames++;
        bytes += zmq_msg_size(&payload);
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
        ack.applied = link->here.applied;
        size_t bytes = 0;
        ack.verdicts =
            capaian_arena_take(server->answer, (link->verdict_count - next + 1) * sizeof(ProtobufCBinaryData));
        for (; ack.verdicts != NULL && next < link->verdict_count && bytes < ACK_BYTES; next++) {
            size_t size = link->verdicts[2 * next + 1];
            ack.verdicts[ack.n_verdicts++] =
                (ProtobufCBinaryData){size, server->verdict_bytes + link->verdicts[2 * next]};
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

void link_expect(struct server *server) {
    for (size_t i = 0; i < capaian_keyring_count(server->keys); i++) {
        const struct capaian_key_entry *entry = capaian_keyring_at(server->keys, i);
        if ((entry->roles & CAPAIAN_ROLE_LINK) != 0)
            (void)find_link(server, entry->key);
    }
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

static void restart(struct server *server, struct link *link) {
    const struct capaian_key_entry *entry = capaian_keyring_find(server->keys, link->key);
    if (link->connected && entry != NULL)
        greet(server, &link->peer, NULL, entry);
    link->connected = false;
    link->waits_for = 0;
}

void link_restart(struct server *server) {
    for (size_t i = 0; i < server->link_count; i++)
        restart(server, &server->links[i]);
}

void link_go_on(struct server *server) {
    for (size_t i = 0; i < server->link_count; i++) {
        struct link *link = &server->links[i];
        if (link->waits_for != 0 && passage_is_judged(server, link->key, link->waits_for))
            restart(server, link);
    }
}

static void drop_keys(struct server *server) {
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

void link_keys_changed(struct server *server) {
    drop_keys(server);
    link_expect(server);
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
