#include "ledger/past_facts.h"

#include "fold/judge.h"
#include "ledger/found.h"
#include "ledger/refs.h"
#include "ledger/statements.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct past_facts {
    struct ref_cache *refs;
    size_t refs_max;
    sqlite3 *memory;    // of the table `replaced`, as the ledger has it
    sqlite3_stmt *put_replaced, *find_replacer, *find_awaited, *find_content;
    struct capaian_arena *scratch;
    struct found *found;
    uint64_t awaited;
    bool full;
};

static struct ref_entry *find_ref(void *context, uint32_t indicator, const char *ref) {
    struct past_facts *facts = context;
    bool fresh = false;
    if (ref_cache_count(facts->refs) >= facts->refs_max) {
        facts->full = true;
        return NULL;
    }
    struct ref_slot *slot = ref_cache_slot(facts->refs, indicator, ref, &fresh);
    return slot == NULL ? NULL : &slot->entry;
}

// Of a message that came later nothing was known yet.
static int find_row(void *context, const struct fold *fold, const struct row_name *name, struct capaian_arena *arena,
                    struct judged_row *ret) {
    (void)arena;
    struct past_facts *facts = context;
    sqlite3_stmt *sql = facts->find_content;
    sqlite3_bind_blob(sql, 1, name->id, CAPAIAN_ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_text(sql, 2, name->unit, -1, SQLITE_STATIC);
    sqlite3_bind_int64(sql, 3, (int64_t)fold->step);
    return found_row(facts->found, fold, name, sql, facts->scratch, ret);
}

static int run(struct past_facts *facts, sqlite3_stmt *sql) {
    int result = sqlite3_step(sql);
    sqlite3_reset(sql);
    facts->full |= result == SQLITE_FULL;
    return result == SQLITE_DONE ? 0 : -EIO;
}

static void bind_name(sqlite3_stmt *sql, const struct row_name *name) {
    sqlite3_bind_blob(sql, 1, name->id, CAPAIAN_ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_text(sql, 2, name->unit, -1, SQLITE_STATIC);
    sqlite3_bind_int64(sql, 3, name->row);
}

static int put_replaced(void *context, const struct row_name *name, const struct rank *by, bool awaited) {
    struct past_facts *facts = context;
    sqlite3_stmt *sql = facts->put_replaced;
    bind_name(sql, name);
    sqlite3_bind_int(sql, 4, by->status);
    sqlite3_bind_int64(sql, 5, by->as_of);
    sqlite3_bind_blob(sql, 6, by->id, CAPAIAN_ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(sql, 7, by->row);
    sqlite3_bind_int(sql, 8, awaited);
    facts->awaited += awaited;
    found_forget(facts->found, name);
    return run(facts, sql);
}

static int find_replacer(void *context, const struct row_name *name, struct rank *ret) {
    struct past_facts *facts = context;
    return found_replacer(facts->found, name, facts->find_replacer, ret);
}

static int is_awaited(void *context, const char *unit, const uint8_t *id) {
    struct past_facts *facts = context;
    if (facts->awaited == 0)
        return 0;
    sqlite3_stmt *sql = facts->find_awaited;
    sqlite3_bind_blob(sql, 1, id, CAPAIAN_ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_text(sql, 2, unit, -1, SQLITE_STATIC);
    int r = run(facts, sql);
    if (r < 0)
        return r;
    int found = sqlite3_changes(facts->memory);
    facts->awaited -= (uint64_t)found;
    return found > 0;
}

static int prepare(struct past_facts *facts, sqlite3 *record, size_t replaced_pages) {
    char limit[64];
    snprintf(limit, sizeof limit, "PRAGMA max_page_count=%zu", replaced_pages);
    bool well =
        sqlite3_open(":memory:", &facts->memory) == SQLITE_OK &&
        sqlite3_exec(facts->memory, limit, NULL, NULL, NULL) == SQLITE_OK &&
        sqlite3_exec(facts->memory, ledger_replaced_schema, NULL, NULL, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(facts->memory, LEDGER_PUT_REPLACED, -1, &facts->put_replaced, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(facts->memory, LEDGER_FIND_REPLACER, -1, &facts->find_replacer, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(facts->memory, LEDGER_FIND_AWAITED, -1, &facts->find_awaited, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(record, LEDGER_FIND_CONTENT " AND step < ?3", -1, &facts->find_content, NULL) == SQLITE_OK;
    return well ? 0 : -EIO;
}

int past_facts_new(sqlite3 *record, size_t refs_max, size_t replaced_pages, struct past_facts **ret) {
    struct past_facts *facts = calloc(1, sizeof *facts);
    if (facts == NULL)
        return -ENOMEM;
    facts->refs_max = refs_max;
    facts->refs = ref_cache_new();
    facts->scratch = capaian_arena_new(CAPAIAN_ARENA_MAX);
    facts->found = found_new();
    int r = facts->refs == NULL || facts->found == NULL || facts->scratch == NULL
                ? -ENOMEM
                : prepare(facts, record, replaced_pages);
    if (r < 0) {
        past_facts_free(facts);
        return r;
    }
    *ret = facts;
    return 0;
}

struct past_facts *past_facts_free(struct past_facts *facts) {
    if (facts == NULL)
        return NULL;
    sqlite3_finalize(facts->put_replaced);
    sqlite3_finalize(facts->find_replacer);
    sqlite3_finalize(facts->find_awaited);
    sqlite3_finalize(facts->find_content);
    sqlite3_close(facts->memory);
    ref_cache_free(facts->refs);
    capaian_arena_free(facts->scratch);
    found_free(facts->found);
    free(facts);
    return NULL;
}

struct facts past_facts_of(struct past_facts *facts) {
    found_begin(facts->found);
    return (struct facts){facts, find_ref, find_row, put_replaced, find_replacer, is_awaited};
}

bool past_facts_full(const struct past_facts *facts) {
    return facts->full;
}

const struct statement *past_facts_ref(const struct past_facts *facts, uint32_t indicator, const char *ref) {
    const struct ref_slot *slot = ref_cache_find(facts->refs, indicator, ref);
    return slot == NULL || !slot->entry.statement.stands ? NULL : &slot->entry.statement;
}
