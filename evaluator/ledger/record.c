// The record: each step in one transaction with what follows from it (derived.c).
#include "ledger/ledger.h"
#include "ledger/newest.h"
#include "ledger/statements.h"
#include "runtime/sabotage.h"
#include "value/text.h"
#include "wire/content.h"
#include "wire/content_id.h"
#include "wire/envelope.h"

#include <errno.h>
#include <string.h>

static int begin(struct ledger *ledger) {
    if (ledger->open)
        return 0;
    int r = capaian_store_begin(ledger->store);
    ledger->open = r == 0;
    return r;
}

static int pack_verdict(struct ledger *ledger, const Capaian__V1__Verdict *verdict, const uint8_t **ret,
                        size_t *ret_size) {
    size_t size = capaian__v1__verdict__get_packed_size(verdict);
    uint8_t *bytes = capaian_arena_take(ledger->arena, size + 1);
    if (bytes == NULL)
        return -ENOMEM;
    capaian__v1__verdict__pack(verdict, bytes);
    *ret = bytes;
    *ret_size = size;
    return 0;
}

static int conflict(struct ledger *ledger, const struct entry *entry, const uint8_t **ret, size_t *ret_size) {
    Capaian__V1__Verdict verdict = CAPAIAN__V1__VERDICT__INIT;
    verdict.message_id = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, (uint8_t *)entry->message.id};
    verdict.outcome = CAPAIAN__V1__OUTCOME__OUTCOME_CONFLICT;
    verdict.refusal = capaian_refusal(ledger->arena, CAPAIAN_ID_CONFLICT, "message_id", NULL);
    return verdict.refusal == NULL ? -ENOMEM : pack_verdict(ledger, &verdict, ret, ret_size);
}

// A message is applied once for ever: what has its id is this message again, or another that may not have it.
struct known {
    enum arrival arrival;
    struct verdict_of verdict;    // of a duplicate: the original one; of a conflict its own
    int64_t received_at;          // of the earliest copy so far
};

// 1, 0 when it is not known, or -errno.
static int find_known(struct ledger *ledger, const struct entry *entry, const uint8_t hash[CAPAIAN_HASH_SIZE],
                      struct known *ret) {
    if (capaian_sabotage("forget_ids") || newest_is_new(ledger->newest, entry->message.id))
        return 0;
    sqlite3_stmt *sql = ledger->statements->find_message;
    sqlite3_bind_blob(sql, 1, entry->message.id, CAPAIAN_ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_text(sql, 2, entry->message.unit, -1, SQLITE_STATIC);
    sqlite3_bind_int64(sql, 3, INT64_MAX);
    int step = sqlite3_step(sql), r = step == SQLITE_DONE ? 0 : step == SQLITE_ROW ? 1 : -EIO;
    if (r == 1 && sqlite3_column_bytes(sql, 0) == CAPAIAN_HASH_SIZE &&
        memcmp(sqlite3_column_blob(sql, 0), hash, CAPAIAN_HASH_SIZE) == 0) {
        size_t size = (size_t)sqlite3_column_bytes(sql, 1);
        uint8_t *copy = capaian_arena_take(ledger->arena, size + 1);
        if (copy == NULL)
            r = -ENOMEM;
        else if (size > 0)
            memcpy(copy, sqlite3_column_blob(sql, 1), size);
        *ret = (struct known){
            ARRIVAL_DUPLICATE, {copy, size, (uint64_t)sqlite3_column_int64(sql, 2)}, sqlite3_column_int64(sql, 3)};
    } else if (r == 1) {
        ret->arrival = ARRIVAL_CONFLICT;
        r = conflict(ledger, entry, &ret->verdict.bytes, &ret->verdict.size);
        r = r < 0 ? r : 1;
    }
    sqlite3_reset(sql);
    return r;
}

// A copy that comes by a way that is not trusted for the unit says nothing of when the message was received.
static bool is_earlier(const struct entry *entry, const struct known *known) {
    return known->arrival == ARRIVAL_DUPLICATE && entry->message.admission == CAPAIAN_OK &&
           entry->message.received_at < known->received_at && !capaian_sabotage("keep_first_receive_time");
}

int ledger_message(struct ledger *ledger, const struct entry *entry, int64_t at, enum arrival *ret_arrival,
                   const uint8_t **ret_verdict, size_t *ret_size) {
    uint8_t hash[CAPAIAN_HASH_SIZE];
    capaian_arena_reset(ledger->arena);
    capaian_content_hash(entry->message.content, entry->message.size, hash);
    int r = begin(ledger);
    if (r < 0)
        return r;
    struct known known = {.arrival = ARRIVAL_NEW};
    r = find_known(ledger, entry, hash, &known);
    if (r == 1) {
        *ret_arrival = known.arrival;
        *ret_verdict = known.verdict.bytes;
        *ret_size = known.verdict.size;
        return is_earlier(entry, &known) ? ledger_earlier(ledger, entry, &known.verdict, at) : 0;
    }
    if (r < 0)
        return r;
    const struct facts facts = ledger_facts(ledger);
    struct effects effects = {.arena = ledger->arena};
    ledger->now = at > ledger->now ? at : ledger->now;
    struct message message = entry->message;
    message.stateless = capaian_message_id_stateless(message.id, message.content, message.size);
    r = fold_message(ledger->fold, &message, ledger->now, &facts, &effects);
    if (r == 0)
        r = pack_verdict(ledger, effects.verdict, ret_verdict, ret_size);
    if (r < 0)
        return r;
    sqlite3_stmt *sql = ledger->statements->insert_message;
    sqlite3_bind_int64(sql, 1, (int64_t)ledger->fold->step);
    sqlite3_bind_text(sql, 2, entry->message.unit, -1, SQLITE_STATIC);
    sqlite3_bind_blob(sql, 3, entry->message.id, CAPAIAN_ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_blob(sql, 4, hash, sizeof hash, SQLITE_STATIC);
    sqlite3_bind_blob(sql, 5, entry->sender, CAPAIAN_KEY_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(sql, 6, entry->message.received_at);
    sqlite3_bind_int64(sql, 7, ledger->now);
    sqlite3_bind_text(sql, 8, entry->message.admission == CAPAIAN_OK ? "" : capaian_code_name(entry->message.admission),
                      -1, SQLITE_STATIC);
    sqlite3_bind_blob64(sql, 9, entry->message.size > 0 ? entry->message.content : "", entry->message.size,
                        SQLITE_STATIC);
    sqlite3_bind_blob64(sql, 10, *ret_verdict, *ret_size, SQLITE_STATIC);
    r = capaian_store_run(ledger->store, sql);
    if (capaian_sabotage("forget_ids"))
        r = 0;
    newest_add(ledger->newest, entry->message.id);
    *ret_arrival = ARRIVAL_NEW;
    return r < 0 ? r : ledger_write_effects(ledger, &effects);
}

int ledger_locked(struct ledger *ledger, const struct entry *entry, int32_t *ret_day) {
    uint8_t hash[CAPAIAN_HASH_SIZE];
    const struct facts facts = ledger_facts(ledger);
    struct effects effects = {.arena = ledger->arena};
    struct known known;
    capaian_arena_reset(ledger->arena);
    capaian_content_hash(entry->message.content, entry->message.size, hash);
    int r = find_known(ledger, entry, hash, &known);
    *ret_day = 0;
    if (r != 0)
        return r < 0 ? r : 0;
    struct message message = entry->message;
    message.stateless = capaian_message_id_stateless(message.id, message.content, message.size);
    return fold_locked(ledger->fold, &message, &facts, &effects, ret_day);
}

int ledger_trial(struct ledger *ledger, const struct entry *entry, int64_t at, const uint8_t **ret_verdict,
                 size_t *ret_size) {
    struct effects effects = {.arena = ledger->arena};
    capaian_arena_reset(ledger->arena);
    struct message message = entry->message;
    message.stateless = capaian_message_id_stateless(message.id, message.content, message.size);
    int r = fold_trial(ledger->fold, &message, at, &effects);
    return r < 0 ? r : pack_verdict(ledger, effects.verdict, ret_verdict, ret_size);
}

// A step that is not a message; the fold has just taken it.
struct step {
    const char *kind;
    int64_t instant;
    const char *text;
    const ProtobufCMessage *body;    // NULL: none
};

static int record(struct ledger *ledger, const struct step *step, const struct doing *doing) {
    static const struct doing nobody = {0};
    const struct doing *by = doing == NULL ? &nobody : doing;
    size_t size = step->body == NULL ? 0 : protobuf_c_message_get_packed_size(step->body);
    uint8_t *body = capaian_arena_take(ledger->arena, size + 1);
    if (body == NULL)
        return -ENOMEM;
    if (size > 0)
        protobuf_c_message_pack(step->body, body);
    sqlite3_stmt *sql = ledger->statements->insert_step;
    sqlite3_bind_int64(sql, 1, (int64_t)ledger->fold->step);
    sqlite3_bind_text(sql, 2, step->kind, -1, SQLITE_STATIC);
    sqlite3_bind_int64(sql, 3, ledger->now);
    sqlite3_bind_int64(sql, 4, step->instant);
    sqlite3_bind_text(sql, 5, step->text, -1, SQLITE_STATIC);
    // What is not there is NULL, and said so: a statement keeps what was bound before.
    sqlite3_bind_blob(sql, 6, by->act_id, by->act_id == NULL ? 0 : CAPAIAN_ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_text(sql, 7, by->actor, -1, SQLITE_STATIC);
    sqlite3_bind_text(sql, 8, by->key, -1, SQLITE_STATIC);
    sqlite3_bind_text(sql, 9, by->reason, -1, SQLITE_STATIC);
    sqlite3_bind_blob(sql, 10, step->body == NULL ? NULL : body, (int)size, SQLITE_STATIC);
    sqlite3_bind_blob(sql, 11, by->hash, by->hash == NULL ? 0 : CAPAIAN_HASH_SIZE, SQLITE_STATIC);
    return capaian_store_run(ledger->store, sql);
}

int ledger_tick_step(struct ledger *ledger, int64_t instant, uint32_t first, uint32_t last, const char *const *unheard,
                     size_t unheard_count, int64_t at) {
    struct effects effects = {.arena = ledger->arena};
    struct capaian_string text = {0};
    capaian_arena_reset(ledger->arena);
    capaian_string_add(&text, "%u %u", first, last);
    for (size_t i = 0; i < unheard_count; i++)
        capaian_string_add(&text, "\n%s", unheard[i]);
    int r = text.failed ? -ENOMEM : begin(ledger);
    ledger->now = at > ledger->now ? at : ledger->now;
    if (r == 0)
        r = fold_tick(ledger->fold, instant, first, last, unheard, unheard_count, ledger->now, &effects);
    if (r == 0)
        r = record(ledger, &(struct step){"tick", instant, text.text, NULL}, NULL);
    if (r == 0)
        r = ledger_write_effects(ledger, &effects);
    capaian_string_free(&text);
    return r;
}

int ledger_tick(struct ledger *ledger, int64_t instant, const char *const *unheard, size_t unheard_count, int64_t at) {
    uint32_t first, last;
    int r = 0;
    while (r == 0 && fold_due_range(ledger->fold, instant, &first, &last))
        r = ledger_tick_step(ledger, instant, first, last, unheard, unheard_count, at);
    return r;
}

int ledger_catalogue_step(struct ledger *ledger, struct catalogue *catalogue, const struct catalogue_file *files,
                          size_t count, const struct applied *applied, const struct doing *doing, int64_t at) {
    Capaian__V1__CatalogueApply apply = CAPAIAN__V1__CATALOGUE_APPLY__INIT;
    apply.rejudge = applied->rejudge;
    capaian_arena_reset(ledger->arena);
    int r = begin(ledger);
    ledger->now = at > ledger->now ? at : ledger->now;
    if (r == 0)
        r = fold_catalogue(ledger->fold, catalogue, applied, ledger->now);
    if (r == 0)
        r = record(ledger, &(struct step){"catalogue", applied->effective, applied->basis, &apply.base}, doing);
    for (size_t i = 0; r == 0 && i < count; i++) {
        sqlite3_stmt *sql = ledger->statements->insert_file;
        sqlite3_bind_int64(sql, 1, (int64_t)ledger->fold->step);
        sqlite3_bind_text(sql, 2, files[i].name, -1, SQLITE_STATIC);
        sqlite3_bind_blob64(sql, 3, files[i].size > 0 ? files[i].text : "", files[i].size, SQLITE_STATIC);
        r = capaian_store_run(ledger->store, sql);
    }
    return r;
}

int ledger_catalogue(struct ledger *ledger, struct catalogue *catalogue, const struct catalogue_file *files,
                     size_t count, const struct applied *applied, const struct doing *doing, int64_t at) {
    int r = ledger_catalogue_step(ledger, catalogue, files, count, applied, doing, at);
    return r < 0 ? r : ledger_tick(ledger, ledger->fold->judged, NULL, 0, ledger->now);
}

int ledger_clock(struct ledger *ledger, int64_t to, const struct doing *doing) {
    capaian_arena_reset(ledger->arena);
    int r = begin(ledger);
    if (r < 0)
        return r;
    ledger->clock = to;
    ledger->fold->step++;
    return record(ledger, &(struct step){"clock", to, "", NULL}, doing);
}

int ledger_link_heard(struct ledger *ledger, const char *name, int64_t heard, bool silent, int64_t at) {
    struct effects effects = {.arena = ledger->arena};
    capaian_arena_reset(ledger->arena);
    int r = begin(ledger);
    ledger->now = at > ledger->now ? at : ledger->now;
    if (r == 0)
        r = fold_link(ledger->fold, name, heard, silent, ledger->now, &effects);
    if (r == 0)
        r = record(ledger, &(struct step){silent ? "silent" : "heard", heard, name, NULL}, NULL);
    return r < 0 ? r : ledger_write_effects(ledger, &effects);
}

int ledger_earlier(struct ledger *ledger, const struct entry *entry, const struct verdict_of *was, int64_t at) {
    const struct facts facts = ledger_facts(ledger);
    struct effects effects = {.arena = ledger->arena};
    const char *of = capaian_arena_text(ledger->arena, "%llu", (unsigned long long)was->step);
    int r = of == NULL ? -ENOMEM : begin(ledger);
    ledger->now = at > ledger->now ? at : ledger->now;
    if (r == 0)
        r = fold_earlier(ledger->fold, &entry->message, was, &facts, &effects);
    return r < 0 ? r : record(ledger, &(struct step){"earlier", entry->message.received_at, of, NULL}, NULL);
}

int ledger_deed(struct ledger *ledger, const Capaian__V1__Deed *deed, const struct doing *doing, int64_t at) {
    struct effects effects = {.arena = ledger->arena};
    const struct deed by = {deed, doing->actor, doing->key, doing->reason};
    capaian_arena_reset(ledger->arena);
    int r = begin(ledger);
    ledger->now = at > ledger->now ? at : ledger->now;
    if (r == 0)
        r = fold_deed(ledger->fold, &by, ledger->now, &effects);
    if (r == 0)
        r = record(ledger, &(struct step){"deed", 0, "", &deed->base}, doing);
    return r < 0 ? r : ledger_write_effects(ledger, &effects);
}

uint64_t ledger_act_step(struct ledger *ledger, const uint8_t act_id[CAPAIAN_ID_SIZE],
                         const uint8_t hash[CAPAIAN_HASH_SIZE], bool *ret_same) {
    sqlite3_stmt *sql = ledger->statements->find_act;
    sqlite3_bind_blob(sql, 1, act_id, CAPAIAN_ID_SIZE, SQLITE_STATIC);
    // What cannot be read is not known to be undone: the ledger is broken then, and nothing more enters it.
    int result = sqlite3_step(sql);
    capaian_store_result(ledger->store, result);
    uint64_t step = result == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(sql, 0) : 0;
    *ret_same = step > 0 && sqlite3_column_bytes(sql, 1) == CAPAIAN_HASH_SIZE &&
                memcmp(sqlite3_column_blob(sql, 1), hash, CAPAIAN_HASH_SIZE) == 0;
    sqlite3_reset(sql);
    return step;
}

struct ledger_link ledger_link_find(struct ledger *ledger, const uint8_t key[CAPAIAN_KEY_SIZE]) {
    struct ledger_link link = {0};
    sqlite3_stmt *sql = ledger->statements->find_link;
    sqlite3_bind_blob(sql, 1, key, CAPAIAN_KEY_SIZE, SQLITE_STATIC);
    int result = sqlite3_step(sql);
    capaian_store_result(ledger->store, result);
    if (result == SQLITE_ROW) {
        link.applied = (uint64_t)sqlite3_column_int64(sql, 0);
        link.reached = (uint64_t)sqlite3_column_int64(sql, 2);
        link.lacking = (uint64_t)sqlite3_column_int64(sql, 4);
        link.named = sqlite3_column_bytes(sql, 1) == CAPAIAN_ID_SIZE && sqlite3_column_bytes(sql, 3) == CAPAIAN_ID_SIZE;
        if (link.named) {
            memcpy(link.journal, sqlite3_column_blob(sql, 1), CAPAIAN_ID_SIZE);
            memcpy(link.last, sqlite3_column_blob(sql, 3), CAPAIAN_ID_SIZE);
        }
    }
    sqlite3_reset(sql);
    return link;
}

int ledger_link_settle(struct ledger *ledger, const uint8_t key[CAPAIAN_KEY_SIZE], const struct ledger_link *link) {
    int r = begin(ledger);
    if (r < 0)
        return r;
    sqlite3_stmt *sql = ledger->statements->put_link;
    sqlite3_bind_blob(sql, 1, key, CAPAIAN_KEY_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(sql, 2, (int64_t)link->applied);
    sqlite3_bind_blob(sql, 3, link->journal, link->named ? CAPAIAN_ID_SIZE : 0, SQLITE_STATIC);
    sqlite3_bind_int64(sql, 4, (int64_t)link->reached);
    sqlite3_bind_blob(sql, 5, link->last, link->named ? CAPAIAN_ID_SIZE : 0, SQLITE_STATIC);
    sqlite3_bind_int64(sql, 6, (int64_t)link->lacking);
    return capaian_store_run(ledger->store, sql);
}

int ledger_commit(struct ledger *ledger) {
    if (!ledger->open)
        return 0;
    int r = ledger_write_derived(ledger);
    if (r == 0)
        r = capaian_store_commit(ledger->store);
    ledger->open = false;
    return r;
}

void ledger_published(struct ledger *ledger) {
    ledger->event_count = 0;
    ledger->event_size = 0;
}
