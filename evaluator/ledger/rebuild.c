#include "ledger/ledger.h"
#include "ledger/refold.h"
#include "value/text.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int say(int r, const char *path, char **ret_sentence) {
    if (r < 0 && *ret_sentence == NULL &&
        asprintf(ret_sentence, "%s: the steps cannot be folded again: %s", path, strerror(-r)) < 0)
        *ret_sentence = NULL;
    return r;
}

int ledger_rebuild_check(const char *path, void (*difference)(void *context, const char *sentence), void *context,
                         uint64_t *ret_steps, char **ret_sentence) {
    struct refold refold = {.difference = difference, .context = context};
    int r = capaian_store_open_readonly(path, &ledger_schema, &refold.source, ret_sentence);
    if (r < 0)
        return r;
    // One snapshot of the source for everything that is compared.
    r = sqlite3_exec(refold.source, "BEGIN", NULL, NULL, NULL) == SQLITE_OK ? refold_run(&refold, ret_sentence) : -EIO;
    if (r == 0)
        r = refold_compare(&refold);
    refold_end(&refold);
    sqlite3_close(refold.source);
    *ret_steps = refold.steps;
    return r < 0 ? say(r, path, ret_sentence) : refold.differs;
}

static int run(sqlite3 *db, const char *sql) {
    int result = sqlite3_exec(db, sql, NULL, NULL, NULL);
    return result == SQLITE_OK ? 0 : (result & 0xff) == SQLITE_FULL ? -ENOSPC : -EIO;
}

static int attach(sqlite3 *db, const char *copy) {
    sqlite3_stmt *sql = NULL;
    int r = -EIO;
    if (sqlite3_prepare_v2(db, "ATTACH ?1 AS again", -1, &sql, NULL) == SQLITE_OK) {
        sqlite3_bind_text(sql, 1, copy, -1, SQLITE_STATIC);
        r = sqlite3_step(sql) == SQLITE_DONE ? 0 : -EIO;
    }
    sqlite3_finalize(sql);
    return r;
}

// Adds what makes a table, with its indexes and triggers, as the copy has it.
static int add_schema(sqlite3 *db, const char *table, struct capaian_string *sql) {
    sqlite3_stmt *schema = NULL;
    int step = SQLITE_ERROR;
    if (sqlite3_prepare_v2(db,
                           "SELECT sql FROM again.sqlite_schema WHERE tbl_name = ?1 AND sql IS NOT NULL"
                           " ORDER BY type = 'table' DESC",
                           -1, &schema, NULL) == SQLITE_OK) {
        sqlite3_bind_text(schema, 1, table, -1, SQLITE_STATIC);
        while ((step = capaian_store_step(schema)) == SQLITE_ROW)
            capaian_string_add(sql, "%s;", (const char *)sqlite3_column_text(schema, 0));
    }
    sqlite3_finalize(schema);
    return step == SQLITE_DONE ? 0 : -EIO;
}

static int replace_derived(sqlite3 *db) {
    struct capaian_string sql = {0};
    int r = 0;
    for (size_t i = 0; i < DERIVED_TABLES; i++)
        capaian_string_add(&sql, "DROP TABLE IF EXISTS main.%s;", derived_tables[i]);
    for (size_t i = 0; r == 0 && i < DERIVED_TABLES; i++) {
        r = add_schema(db, derived_tables[i], &sql);
        capaian_string_add(&sql, "INSERT INTO main.%s SELECT * FROM again.%s;", derived_tables[i], derived_tables[i]);
    }
    if (r == 0)
        r = sql.failed ? -ENOMEM : run(db, sql.text);
    capaian_string_free(&sql);
    return r;
}

// What has been given out by number may now be something else under the same number.
static int new_epoch(sqlite3 *db) {
    uint8_t epoch[CAPAIAN_EPOCH_SIZE];
    randombytes_buf(epoch, sizeof epoch);
    sqlite3_stmt *sql = NULL;
    int r = -EIO;
    if (sqlite3_prepare_v2(db, "UPDATE meta SET value = ?1 WHERE key = 'epoch'", -1, &sql, NULL) == SQLITE_OK) {
        sqlite3_bind_blob(sql, 1, epoch, sizeof epoch, SQLITE_STATIC);
        r = sqlite3_step(sql) == SQLITE_DONE ? 0 : -EIO;
    }
    sqlite3_finalize(sql);
    return r;
}

static void nothing(void *context, const char *sentence) {
    (void)context;
    (void)sentence;
}

// All in one transaction, and compared once more before it is committed: the record is as it was, or right.
static int repair(struct refold *refold, struct capaian_store *store) {
    int r = attach(refold->source, refold->copy);
    if (r == 0)
        r = capaian_store_begin(store);
    if (r < 0)
        return r;
    r = replace_derived(refold->source);
    if (r == 0 && refold->events)
        r = new_epoch(refold->source);
    struct refold after = {.source = refold->source, .again = refold->again, .difference = nothing};
    if (r == 0)
        r = refold_compare(&after);
    if (r == 0 && after.derived)
        r = -EBADMSG;
    if (r == 0)
        return capaian_store_commit(store);
    capaian_store_rollback(store);
    return r;
}

int ledger_rebuild(const char *path, void (*difference)(void *context, const char *sentence), void *context,
                   struct rebuilt *ret, char **ret_sentence) {
    struct stat status;
    if (stat(path, &status) < 0)
        return say(-errno, path, ret_sentence);
    struct capaian_store *store = NULL;
    int r = capaian_store_open(path, &ledger_schema, &store, ret_sentence);
    if (r < 0)
        return r;
    struct refold refold = {.source = capaian_store_db(store), .difference = difference, .context = context};
    r = refold_run(&refold, ret_sentence);
    if (r == 0)
        r = refold_compare(&refold);
    bool repaired = r == 0 && refold.derived && !refold.damaged;
    if (repaired)
        r = repair(&refold, store);
    refold_end(&refold);
    capaian_store_close(store);
    if (r < 0)
        return say(r, path, ret_sentence);
    *ret = (struct rebuilt){.steps = refold.steps,
                            .derived = refold.derived,
                            .repaired = repaired,
                            .renewed = repaired && refold.events,
                            .damaged = refold.damaged,
                            .verdicts = refold.verdicts};
    return 0;
}
