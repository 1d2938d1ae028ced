// What the fold asks the record: what stands under a ref, an earlier row, and which rows have been replaced.
#include "fold/judge.h"
#include "ledger/columns.h"
#include "ledger/found.h"
#include "ledger/ledger.h"
#include "ledger/refs.h"
#include "ledger/statements.h"

#include <errno.h>
#include <string.h>

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

static int find_row(void *context, const struct fold *fold, const struct row_name *name, struct capaian_arena *arena,
                    struct judged_row *ret) {
    (void)arena;
    struct ledger *ledger = context;
    sqlite3_stmt *sql = ledger->statements->find_content;
    sqlite3_bind_blob(sql, 1, name->id, CAPAIAN_ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_text(sql, 2, name->unit, -1, SQLITE_STATIC);
    sqlite3_bind_int64(sql, 3, INT64_MAX);
    return found_row(ledger->found, fold, name, sql, ledger->scratch, ret);
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
    found_forget(ledger->found, name);
    return capaian_store_run(ledger->store, sql);
}

static int find_replacer(void *context, const struct row_name *name, struct rank *ret) {
    struct ledger *ledger = context;
    return found_replacer(ledger->found, name, ledger->statements->find_replacer, ret);
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
    found_begin(ledger->found);
    return (struct facts){ledger, find_ref, find_row, put_replaced, find_replacer, is_awaited};
}
