// The bare pipeline's side of the evaluator.
#include "bare.h"
#include "net/socket.h"
#include "runtime/daemon.h"
#include "runtime/store.h"
#include "wire/arena.h"
#include "wire/envelope.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TURN_FRAMES = 64, SUMS = 1 << 17, DUPLICATES_MAX = 64 };

static const char *const migrations[] = {
    "CREATE TABLE message (step INTEGER PRIMARY KEY, id BLOB NOT NULL, content BLOB NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX message_id ON message (id);"
    // Names once, so that a sum that changes is a few bytes.
    "CREATE TABLE name (number INTEGER PRIMARY KEY, indicator TEXT NOT NULL, period TEXT NOT NULL) STRICT;"
    "CREATE TABLE sum (number INTEGER PRIMARY KEY, total INTEGER NOT NULL) STRICT;"};
static const struct capaian_store_schema schema = {.application_id = 2, .migrations = migrations, .version = 1};

// Of an indicator and period. An open hash table; number 0: empty.
struct sum {
    char indicator[CAPAIAN_CODE_MAX + 1], period[12];
    uint32_t number;
    bool changed, named;
    int64_t total;
};

struct ledger {
    struct bare_socket link;
    struct capaian_store *store;
    sqlite3_stmt *append, *name, *write;
    struct capaian_arena *frame, *content;
    zmq_msg_t payload;
    struct capaian_peer peer;
    uint64_t step, settled;    // settled: entries of the link, duplicates too
    struct sum *sums;
    uint32_t sum_count;
    struct sum *changed[SUMS];
    unsigned changed_count;
    ProtobufCBinaryData duplicates[DUPLICATES_MAX];
    uint8_t duplicate_ids[DUPLICATES_MAX][CAPAIAN_ID_SIZE];
    unsigned duplicate_count;
};

static uint64_t mix(uint64_t hash, const char *text) {
    for (; *text; text++)
        hash = (hash ^ (uint8_t)*text) * UINT64_C(0x100000001b3);
    return hash;
}

static struct sum *find_sum(struct ledger *ledger, const char *indicator, const char *period) {
    uint64_t at = mix(mix(UINT64_C(0xcbf29ce484222325), indicator), period);
    for (at ^= at >> 32;; at++) {
        struct sum *sum = &ledger->sums[at % SUMS];
        if (sum->number != 0 && (strcmp(sum->indicator, indicator) != 0 || strcmp(sum->period, period) != 0))
            continue;
        if (sum->number == 0) {
            if (ledger->sum_count == SUMS / 2 || strlen(indicator) >= sizeof sum->indicator ||
                strlen(period) >= sizeof sum->period)
                return NULL;
            memcpy(sum->indicator, indicator, strlen(indicator) + 1);
            memcpy(sum->period, period, strlen(period) + 1);
            sum->number = ++ledger->sum_count;
        }
        return sum;
    }
}

static int add(struct ledger *ledger, const Capaian__V1__Row *row) {
    struct sum *sum =
        row->figure_case == CAPAIAN__V1__ROW__FIGURE_VALUE ? find_sum(ledger, row->indicator, row->period) : NULL;
    if (!sum)
        return -EPROTO;
    sum->total += row->value->coefficient;
    if (!sum->changed)
        ledger->changed[ledger->changed_count++] = sum;
    sum->changed = true;
    return 0;
}

static void note_duplicate(struct ledger *ledger, const Capaian__V1__LinkEntry *entry) {
    if (ledger->duplicate_count == DUPLICATES_MAX)
        return;
    unsigned n = ledger->duplicate_count++;
    memcpy(ledger->duplicate_ids[n], entry->message_id.data, CAPAIAN_ID_SIZE);
    ledger->duplicates[n] = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, ledger->duplicate_ids[n]};
}

static int fold(struct ledger *ledger, const Capaian__V1__LinkEntry *entry) {
    ledger->settled++;
    sqlite3_bind_int64(ledger->append, 1, (int64_t)ledger->step + 1);
    sqlite3_bind_blob(ledger->append, 2, entry->message_id.data, CAPAIAN_ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_blob64(ledger->append, 3, entry->content.data, entry->content.len, SQLITE_STATIC);
    int r = capaian_store_run(ledger->store, ledger->append);
    if (r == -EEXIST) {
        note_duplicate(ledger, entry);
        return 0;
    }
    if (r < 0)
        return r;
    ledger->step++;
    capaian_arena_reset(ledger->content);
    Capaian__V1__Content *content =
        capaian__v1__content__unpack(capaian_arena_allocator(ledger->content), entry->content.len, entry->content.data);
    if (!content)
        return -EPROTO;
    for (size_t i = 0; r == 0 && i < content->n_rows; i++)
        r = add(ledger, content->rows[i]);
    return r;
}

static int take_frame(struct ledger *ledger) {
    Capaian__V1__Envelope *envelope;
    capaian_arena_reset(ledger->frame);
    if (capaian_envelope_unpack(zmq_msg_data(&ledger->payload), zmq_msg_size(&ledger->payload), ledger->frame,
                                &envelope) != CAPAIAN_OK ||
        envelope->kind_case != CAPAIAN__V1__ENVELOPE__KIND_LINK_BATCH)
        return -EPROTO;
    int r = 0;
    for (size_t i = 0; r == 0 && i < envelope->link_batch->n_entries; i++)
        r = fold(ledger, envelope->link_batch->entries[i]);
    return r;
}

static int write_name(struct ledger *ledger, struct sum *sum) {
    sum->named = true;
    sqlite3_bind_int64(ledger->name, 1, sum->number);
    sqlite3_bind_text(ledger->name, 2, sum->indicator, -1, SQLITE_STATIC);
    sqlite3_bind_text(ledger->name, 3, sum->period, -1, SQLITE_STATIC);
    return capaian_store_run(ledger->store, ledger->name);
}

static int write_sums(struct ledger *ledger) {
    int r = 0;
    for (unsigned i = 0; r == 0 && i < ledger->changed_count; i++) {
        struct sum *sum = ledger->changed[i];
        r = sum->named ? 0 : write_name(ledger, sum);
        sqlite3_bind_int64(ledger->write, 1, sum->number);
        sqlite3_bind_int64(ledger->write, 2, sum->total);
        if (r == 0)
            r = capaian_store_run(ledger->store, ledger->write);
        sum->changed = false;
    }
    ledger->changed_count = 0;
    return r;
}

static int acknowledge(struct ledger *ledger) {
    Capaian__V1__LinkAck ack = CAPAIAN__V1__LINK_ACK__INIT;
    Capaian__V1__Envelope envelope;
    ack.settled = ledger->settled;
    ack.n_verdicts = ledger->duplicate_count;
    ack.verdicts = ledger->duplicates;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_LINK_ACK, &ack);
    ledger->duplicate_count = 0;
    return capaian_router_send(ledger->link.router, &ledger->peer, &envelope);
}

static int turn(struct ledger *ledger) {
    zmq_pollitem_t item = {.socket = ledger->link.router, .events = ZMQ_POLLIN};
    if (zmq_poll(&item, 1, -1) < 0)
        return zmq_errno() == EINTR ? 0 : -zmq_errno();
    uint8_t key[CAPAIAN_KEY_SIZE];
    int r = 0, received = 0, frames = 0;
    while (r == 0 && frames < TURN_FRAMES &&
           (received = capaian_router_receive(ledger->link.router, &ledger->peer, key, &ledger->payload)) == 1) {
        if (frames++ == 0)
            r = capaian_store_begin(ledger->store);
        if (r == 0)
            r = take_frame(ledger);
    }
    if (r == 0 && received < 0)
        r = received;
    if (r == 0 && frames > 0)
        r = write_sums(ledger);
    if (r == 0 && frames > 0)
        r = capaian_store_commit(ledger->store);
    if (r == 0 && frames > 0)
        r = acknowledge(ledger);
    return r < 0 ? r : capaian_store_checkpoint(ledger->store, frames == 0);
}

static int open_ledger(struct ledger *ledger, const char *folder, const char *state) {
    char path[4096], *sentence = NULL;
    snprintf(path, sizeof path, "%s/ledger.db", state);
    ledger->sums = calloc(SUMS, sizeof *ledger->sums);
    ledger->frame = capaian_arena_new(CAPAIAN_LINK_ARENA_MAX);
    ledger->content = capaian_arena_new(CAPAIAN_ARENA_MAX);
    int r = ledger->sums && ledger->frame && ledger->content
                ? capaian_store_open(path, &schema, &ledger->store, &sentence)
                : -ENOMEM;
    free(sentence);
    if (r < 0)
        return r;
    ledger->append = capaian_store_prepare(ledger->store, "INSERT INTO message VALUES (?, ?, ?)");
    ledger->name = capaian_store_prepare(ledger->store, "INSERT INTO name VALUES (?, ?, ?)");
    ledger->write = capaian_store_prepare(ledger->store, "INSERT OR REPLACE INTO sum VALUES (?, ?)");
    return ledger->append && ledger->name && ledger->write
               ? bare_bind(&ledger->link, folder, CAPAIAN_ROLE_LINK, CAPAIAN_LINK_FRAME_MAX)
               : -EIO;
}

int bare_ledger(const char *folder, const char *state, const char *ready) {
    static struct ledger ledger;
    zmq_msg_init(&ledger.payload);
    int r = open_ledger(&ledger, folder, state);
    const struct capaian_endpoint bound = {"link", ledger.link.endpoint};
    if (r == 0)
        r = capaian_ready_file(ready, &bound, 1);
    while (r == 0 && !capaian_stop_asked())
        r = turn(&ledger);
    zmq_msg_close(&ledger.payload);
    bare_unbind(&ledger.link);
    capaian_store_close(ledger.store);
    capaian_arena_free(ledger.frame);
    capaian_arena_free(ledger.content);
    free(ledger.sums);
    return r;
}
