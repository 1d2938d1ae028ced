// A store in a folder of its own, with one table, for the tests of runtime/store.h. `sentence` is of the last refusal.
#pragma once

#include "runtime/store.h"
#include "support/folder.h"

#include <sys/stat.h>

static struct folder folder;
static char *sentence;

static inline void make(void) {
    folder = folder_make();
}

static inline void clean(void) {
    free(sentence);
    folder_remove(&folder);
}

static const char *const MIGRATIONS[] = {
    "CREATE TABLE entry (id INTEGER PRIMARY KEY, body BLOB NOT NULL, tag TEXT UNIQUE) STRICT",
    "ALTER TABLE entry ADD COLUMN note TEXT; CREATE INDEX entry_note ON entry (note)",
};
static const struct capaian_store_schema FIRST = {0x43617031, MIGRATIONS, 1, NULL};
static const struct capaian_store_schema SECOND = {0x43617031, MIGRATIONS, 2, NULL};
static const struct capaian_store_schema OTHER = {0x43617032, MIGRATIONS, 1, NULL};

static inline const char *database(void) {
    return folder_file(&folder, "test.db");
}

static inline struct capaian_store *open_store(const struct capaian_store_schema *schema) {
    struct capaian_store *store = NULL;
    free(sentence);
    cr_assert_eq(capaian_store_open(database(), schema, &store, &sentence), 0, "%s", sentence ? sentence : "?");
    cr_assert_null(sentence);
    return store;
}

static inline int64_t number(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement = NULL;
    cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
    cr_assert_eq(sqlite3_step(statement), SQLITE_ROW, "%s: %s", sql, sqlite3_errmsg(db));
    int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

static inline void run_sql(sqlite3 *db, const char *sql) {
    cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
}

static inline sqlite3_stmt *inserting(struct capaian_store *store) {
    sqlite3_stmt *insert = capaian_store_prepare(store, "INSERT INTO entry (body, tag) VALUES (zeroblob(?1), ?2)");
    cr_assert_not_null(insert);
    return insert;
}

static inline int insert_into(struct capaian_store *store, sqlite3_stmt *insert, int bytes, const char *tag) {
    sqlite3_bind_int(insert, 1, bytes);
    sqlite3_bind_text(insert, 2, tag, -1, SQLITE_TRANSIENT);
    return capaian_store_run(store, insert);
}

static inline int64_t file_size(const char *path) {
    struct stat status;
    return stat(path, &status) < 0 ? -1 : (int64_t)status.st_size;
}
