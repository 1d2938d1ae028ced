// The bare pipeline's side of the collector.
#include "bare.h"
#include "net/socket.h"
#include "runtime/daemon.h"
#include "runtime/store.h"
#include "wire/content.h"
#include "wire/envelope.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    TURN_MESSAGES = 1024,
    TURN_BYTES = 8 * 1024 * 1024,
    WAITERS_MAX = 64 * CAPAIAN_SUBMIT_CREDIT,
    READY_MS = 10000,
    POLL_MS = 5,
};

static const char *const migrations[] = {
    "CREATE TABLE entry (sequence INTEGER PRIMARY KEY, id BLOB NOT NULL, hash BLOB NOT NULL, content BLOB NOT NULL)"
    " STRICT;"};
static const struct capaian_store_schema schema = {.application_id = 1, .migrations = migrations, .version = 1};

struct waiter {
    struct capaian_peer peer;
    uint8_t id[CAPAIAN_ID_SIZE], hash[CAPAIAN_HASH_SIZE];
    uint64_t sequence;
};

struct journal {
    struct bare_socket intake;
    void *link;
    bool link_blocked;
    struct capaian_store *store;
    sqlite3_stmt *append;
    struct capaian_arena *turn, *acks;
    zmq_msg_t payload;
    uint64_t sequence, linked, settled;
    // Of this turn: what goes over the link, and who is answered with a receipt.
    Capaian__V1__LinkEntry entries[TURN_MESSAGES], *entry_list[TURN_MESSAGES];
    struct waiter receipts[TURN_MESSAGES];
    unsigned entry_count, entries_sent, receipt_count;
    // In the order of their sequences, a ring: who waits for the ledger.
    struct waiter waiters[WAITERS_MAX];
    unsigned first_waiter, waiter_count;
};

static void reply(struct journal *journal, const struct waiter *waiter, Capaian__V1__Outcome outcome, bool duplicate) {
    Capaian__V1__SubmitReply reply = CAPAIAN__V1__SUBMIT_REPLY__INIT;
    Capaian__V1__Receipt receipt = CAPAIAN__V1__RECEIPT__INIT;
    Capaian__V1__Envelope envelope;
    reply.message_id = receipt.message_id = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, (uint8_t *)waiter->id};
    receipt.content_hash = (ProtobufCBinaryData){CAPAIAN_HASH_SIZE, (uint8_t *)waiter->hash};
    receipt.sequence = waiter->sequence;
    reply.receipt = &receipt;
    reply.outcome = outcome;
    reply.duplicate = duplicate;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_SUBMIT_REPLY, &reply);
    capaian_router_send(journal->intake.router, &waiter->peer, &envelope);
}

static int append(struct journal *journal, const struct capaian_peer *peer, const Capaian__V1__SubmitRequest *request) {
    if (request->message_id.len != CAPAIAN_ID_SIZE || journal->waiter_count == WAITERS_MAX)
        return -EPROTO;
    struct waiter waiter = {.peer = *peer, .sequence = journal->sequence + 1};
    memcpy(waiter.id, request->message_id.data, sizeof waiter.id);
    capaian_content_hash(request->content.data, request->content.len, waiter.hash);
    sqlite3_bind_int64(journal->append, 1, (int64_t)waiter.sequence);
    sqlite3_bind_blob(journal->append, 2, waiter.id, sizeof waiter.id, SQLITE_STATIC);
    sqlite3_bind_blob(journal->append, 3, waiter.hash, sizeof waiter.hash, SQLITE_STATIC);
    sqlite3_bind_blob64(journal->append, 4, request->content.data, request->content.len, SQLITE_STATIC);
    int r = capaian_store_run(journal->store, journal->append);
    if (r < 0)
        return r;
    journal->sequence++;
    Capaian__V1__LinkEntry *entry = &journal->entries[journal->entry_count];
    capaian__v1__link_entry__init(entry);
    entry->message_id = request->message_id;
    entry->content = request->content;
    journal->entry_list[journal->entry_count++] = entry;
    if (request->wait == CAPAIAN__V1__WAIT__WAIT_JUDGED)
        journal->waiters[(journal->first_waiter + journal->waiter_count++) % WAITERS_MAX] = waiter;
    else
        journal->receipts[journal->receipt_count++] = waiter;
    return 0;
}

static int take_message(struct journal *journal, const struct capaian_peer *peer) {
    Capaian__V1__Envelope *envelope;
    if (capaian_envelope_unpack(zmq_msg_data(&journal->payload), zmq_msg_size(&journal->payload), journal->turn,
                                &envelope) != CAPAIAN_OK ||
        envelope->kind_case != CAPAIAN__V1__ENVELOPE__KIND_SUBMIT)
        return -EPROTO;
    return append(journal, peer, envelope->submit);
}

// Takes whatever has arrived, commits it at once, and only then says so.
static int take_intake(struct journal *journal) {
    struct capaian_peer peer;
    uint8_t key[CAPAIAN_KEY_SIZE];
    int r = 0, received = 0;
    while (r == 0 && journal->entry_count < TURN_MESSAGES && capaian_arena_used(journal->turn) < TURN_BYTES &&
           (received = capaian_router_receive(journal->intake.router, &peer, key, &journal->payload)) == 1) {
        if (journal->entry_count == 0)
            r = capaian_store_begin(journal->store);
        if (r == 0)
            r = take_message(journal, &peer);
    }
    if (r == 0 && received < 0)
        r = received;
    if (r == 0 && journal->entry_count > 0)
        r = capaian_store_commit(journal->store);
    for (unsigned i = 0; r == 0 && i < journal->receipt_count; i++)
        reply(journal, &journal->receipts[i], CAPAIAN__V1__OUTCOME__OUTCOME_STORED, false);
    journal->receipt_count = 0;
    return r;
}

static int send_link(struct journal *journal) {
    while (journal->entries_sent < journal->entry_count) {
        Capaian__V1__LinkBatch batch = CAPAIAN__V1__LINK_BATCH__INIT;
        Capaian__V1__Envelope envelope;
        size_t bytes = 0;
        unsigned end = journal->entries_sent;
        while (end < journal->entry_count && bytes < CAPAIAN_LINK_BATCH_BYTES)
            bytes += journal->entries[end++].content.len;
        batch.first = journal->linked + 1;
        batch.n_entries = end - journal->entries_sent;
        batch.entries = journal->entry_list + journal->entries_sent;
        capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_LINK_BATCH, &batch);
        int r = capaian_dealer_send(journal->link, &envelope);
        journal->link_blocked = r == -EAGAIN;
        if (r < 0)
            return journal->link_blocked ? 0 : r;
        journal->linked += batch.n_entries;
        journal->entries_sent = end;
    }
    journal->entry_count = journal->entries_sent = 0;
    capaian_arena_reset(journal->turn);
    return 0;
}

static bool is_duplicate(const Capaian__V1__LinkAck *ack, const struct waiter *waiter) {
    for (size_t i = 0; i < ack->n_verdicts; i++)
        if (ack->verdicts[i].len == CAPAIAN_ID_SIZE && memcmp(ack->verdicts[i].data, waiter->id, CAPAIAN_ID_SIZE) == 0)
            return true;
    return false;
}

// The ledger names only the duplicates.
static int take_acks(struct journal *journal) {
    int received;
    while ((received = capaian_dealer_receive(journal->link, &journal->payload)) == 1) {
        Capaian__V1__Envelope *envelope;
        capaian_arena_reset(journal->acks);
        if (capaian_envelope_unpack(zmq_msg_data(&journal->payload), zmq_msg_size(&journal->payload), journal->acks,
                                    &envelope) != CAPAIAN_OK ||
            envelope->kind_case != CAPAIAN__V1__ENVELOPE__KIND_LINK_ACK)
            return -EPROTO;
        const Capaian__V1__LinkAck *ack = envelope->link_ack;
        journal->settled = ack->settled;
        for (; journal->waiter_count > 0; journal->waiter_count--) {
            const struct waiter *waiter = &journal->waiters[journal->first_waiter];
            if (waiter->sequence > ack->settled)
                break;
            reply(journal, waiter, CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED, is_duplicate(ack, waiter));
            journal->first_waiter = (journal->first_waiter + 1) % WAITERS_MAX;
        }
    }
    return received;
}

static int turn(struct journal *journal) {
    bool may_take = !journal->link_blocked && journal->sequence - journal->settled < CAPAIAN_LINK_CREDIT;
    zmq_pollitem_t items[] = {
        {.socket = journal->link, .events = (short)(ZMQ_POLLIN | (journal->link_blocked ? ZMQ_POLLOUT : 0))},
        {.socket = journal->intake.router, .events = ZMQ_POLLIN},
    };
    if (zmq_poll(items, may_take ? 2 : 1, -1) < 0)
        return zmq_errno() == EINTR ? 0 : -zmq_errno();
    uint64_t before = journal->sequence;
    int r = take_acks(journal);
    if (r == 0 && may_take)
        r = take_intake(journal);
    if (r == 0)
        r = send_link(journal);
    return r < 0 ? r : capaian_store_checkpoint(journal->store, journal->sequence == before);
}

// Waits for the ledger's endpoint and connects to it.
static int connect_link(struct journal *journal, const char *ledger_key, const char *ledger_ready) {
    char path[4096], line[300] = "";
    uint8_t key[CAPAIAN_KEY_SIZE];
    static const char name[] = "link=";
    snprintf(path, sizeof path, "%s/server.key", ledger_key);
    int r = capaian_public_key_read(path, key);
    for (int waited = 0; r == 0 && waited < READY_MS && *line == '\0'; waited += POLL_MS) {
        FILE *file = fopen(ledger_ready, "re");
        if (!file || !fgets(line, sizeof line, file))
            nanosleep(&(struct timespec){.tv_nsec = POLL_MS * 1000000}, NULL);
        if (file)
            fclose(file);
    }
    line[strcspn(line, "\n")] = '\0';
    if (r == 0 && strncmp(line, name, strlen(name)) != 0)
        r = -ETIMEDOUT;
    return r < 0 ? r
                 : capaian_dealer_connect(journal->intake.context, line + strlen(name), key, &journal->intake.pair,
                                          CAPAIAN_LINK_FRAME_MAX, &journal->link);
}

static int open_journal(struct journal *journal, const char *folder, const char *state, const char *ledger_key,
                        const char *ledger_ready) {
    char path[4096], *sentence = NULL;
    snprintf(path, sizeof path, "%s/journal.db", state);
    journal->turn = capaian_arena_new(2 * TURN_BYTES);
    journal->acks = capaian_arena_new(CAPAIAN_LINK_ARENA_MAX);
    int r = journal->turn && journal->acks ? capaian_store_open(path, &schema, &journal->store, &sentence) : -ENOMEM;
    free(sentence);
    if (r == 0) {
        journal->append = capaian_store_prepare(journal->store, "INSERT INTO entry VALUES (?, ?, ?, ?)");
        r = journal->append ? bare_bind(&journal->intake, folder, CAPAIAN_ROLE_SUBMIT, CAPAIAN_INTAKE_FRAME_MAX) : -EIO;
    }
    return r < 0 ? r : connect_link(journal, ledger_key, ledger_ready);
}

int bare_journal(const char *folder, const char *state, const char *ledger_key, const char *ledger_ready,
                 const char *ready) {
    static struct journal journal;
    zmq_msg_init(&journal.payload);
    int r = open_journal(&journal, folder, state, ledger_key, ledger_ready);
    const struct capaian_endpoint bound = {"intake", journal.intake.endpoint};
    if (r == 0)
        r = capaian_ready_file(ready, &bound, 1);
    while (r == 0 && !capaian_stop_asked())
        r = turn(&journal);
    zmq_msg_close(&journal.payload);
    capaian_socket_close(journal.link);
    bare_unbind(&journal.intake);
    capaian_store_close(journal.store);
    capaian_arena_free(journal.turn);
    capaian_arena_free(journal.acks);
    return r;
}
