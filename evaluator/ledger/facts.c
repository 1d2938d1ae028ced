// What the fold asks the record: what stands under a ref, an earlier row, and which rows have been replaced.
#include "fold/judge.h"
#include "ledger/columns.h"
#include "ledger/ledger.h"
#include "ledger/refs.h"
#include "ledger/statements.h"
#include "wire/content.h"

#include <errno.h>
#include <string.h>

enum {
    // Earlier messages that one message is compared with in all: it has a thousand rows, and each might ask for 64 of a
    // thousand rows. More than is listed in a verdict is not looked for.
    COMPARED_MAX = 256,
};

static struct ref_entry *find_ref(void *context, uint32_t indicator, const char *ref) {
    struct ledger *ledger = context;
    bool fresh = false;
    struct ref_slot *slot = ref_cache_slot(ledger->refs, indicator, ref, &fresh);
    if (slot == NULL || !fresh)
        return slot == NULL ? NULL : &slot->entry;
    sqlite3_stmt *sql = ledger->statements->find_ref;
    sqlite3_bind_int64(sql, 1, indicator);
    sqlite3_bind_text(sql, 2, ref, -1, SQLITE_STATIC);
    int step = sqlite3_step(sql);
    if (step == SQLITE_ROW) {
        slot->entry.period = (int32_t)sqlite3_column_int64(sql, 0);
        column_statement(sql, 1, &slot->entry.statement);
        slot->entry.statement.stands = true;
    }
    sqlite3_reset(sql);
    return step == SQLITE_ROW || step == SQLITE_DONE ? &slot->entry : NULL;
}

static void bind_name(sqlite3_stmt *sql, const struct row_name *name) {
    sqlite3_bind_blob(sql, 1, name->id, CAPAIAN_ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_text(sql, 2, name->unit, -1, SQLITE_STATIC);
    sqlite3_bind_int64(sql, 3, name->row);
}

int ledger_read_row(const struct fold *fold, const struct row_name *name, sqlite3_stmt *sql,
                    struct capaian_arena *scratch, struct found_refs *refs, struct judged_row *ret) {
    // Beside the step's own memory, and this one row alone: a message may replace a thousand rows, each at the end of a
    // chain through large messages.
    Capaian__V1__Content content;
    capaian_arena_reset(scratch);
    Capaian__V1__Verdict *verdict = capaian__v1__verdict__unpack(
        capaian_arena_allocator(scratch), (size_t)sqlite3_column_bytes(sql, 1), sqlite3_column_blob(sql, 1));
    if (verdict == NULL)
        return -EIO;
    if (!verdict_accepts(verdict, name->row))
        return -ENOENT;
    const struct message message = {.id = name->id,
                                    .unit = name->unit,
                                    .content = sqlite3_column_blob(sql, 0),
                                    .size = (size_t)sqlite3_column_bytes(sql, 0),
                                    .received_at = sqlite3_column_int64(sql, 2)};
    int r = capaian_content_row(message.content, message.size, name->row, scratch, &content);
    if (r < 0)
        return r == -ENOENT ? r : -EIO;
    content.unit = (char *)name->unit;
    if (!judge_read_row(fold, &content, name->row, &message, ret))
        return -ENOENT;
    ret->accepted = true;
    ret->statement.step = (uint64_t)sqlite3_column_int64(sql, 3);
    char *kept = refs->texts[refs->next++ % FOUND_REFS];
    strncpy(kept, ret->ref, CAPAIAN_REF_MAX);
    ret->ref = kept;
    return 0;
}

static int find_row(void *context, const struct fold *fold, const struct row_name *name, struct capaian_arena *arena,
                    struct judged_row *ret) {
    (void)arena;
    struct ledger *ledger = context;
    sqlite3_stmt *sql = ledger->statements->find_content;
    sqlite3_bind_blob(sql, 1, name->id, CAPAIAN_ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_text(sql, 2, name->unit, -1, SQLITE_STATIC);
    sqlite3_bind_int64(sql, 3, INT64_MAX);
    int step = sqlite3_step(sql);
    int r = step == SQLITE_DONE ? -ENOENT : -EIO;
    if (step == SQLITE_ROW)
        r = ledger_read_row(fold, name, sql, ledger->scratch, &ledger->found, ret);
    sqlite3_reset(sql);
    return r;
}

static int put_replaced(void *context, const struct row_name *name, const struct rank *by, bool awaited) {
    struct ledger *ledger = context;
    sqlite3_stmt *sql = ledger->statements->put_replaced;
    bind_name(sql, name);
    sqlite3_bind_int(sql, 4, by->status);
    sqlite3_bind_int64(sql, 5, by->as_of);
    sqlite3_bind_blob(sql, 6, by->id, CAPAIAN_ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(sql, 7, by->row);
    sqlite3_bind_int(sql, 8, awaited);
    ledger->awaited += awaited;
    return capaian_store_run(ledger->store, sql);
}

int ledger_read_replacer(sqlite3_stmt *sql, struct rank *ret) {
    int step = sqlite3_step(sql);
    if (step == SQLITE_ROW) {
        *ret = (struct rank){.status = (uint8_t)sqlite3_column_int(sql, 0),
                             .as_of = sqlite3_column_int64(sql, 1),
                             .row = (uint32_t)sqlite3_column_int64(sql, 3)};
        if (sqlite3_column_bytes(sql, 2) == CAPAIAN_ID_SIZE)
            memcpy(ret->id, sqlite3_column_blob(sql, 2), CAPAIAN_ID_SIZE);
    }
    sqlite3_reset(sql);
    return step == SQLITE_ROW ? 1 : step == SQLITE_DONE ? 0 : -EIO;
}

static int find_replacer(void *context, const struct row_name *name, struct rank *ret) {
    struct ledger *ledger = context;
    bind_name(ledger->statements->find_replacer, name);
    return ledger_read_replacer(ledger->statements->find_replacer, ret);
}

static int is_awaited(void *context, const char *unit, const uint8_t *id) {
    struct ledger *ledger = context;
    if (ledger->awaited == 0)
        return 0;
    sqlite3_stmt *sql = ledger->statements->find_awaited;
    sqlite3_bind_blob(sql, 1, id, CAPAIAN_ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_text(sql, 2, unit, -1, SQLITE_STATIC);
    int r = capaian_store_run(ledger->store, sql);
    if (r < 0)
        return r;
    // It is here now. What has been replaced of it is not awaited any more.
    int found = sqlite3_changes(capaian_store_db(ledger->store));
    ledger->awaited -= (uint64_t)found;
    return found > 0;
}

struct facts ledger_facts(struct ledger *ledger) {
    return (struct facts){ledger, find_ref, find_row, put_replaced, find_replacer, is_awaited};
}
