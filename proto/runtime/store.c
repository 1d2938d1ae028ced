#include "runtime/store.h"

#include "runtime/daemon.h"
#include "runtime/store_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

struct capaian_store *capaian_store_close(struct capaian_store *store) {
    if (!store)
        return NULL;
    if (store->db) {
        sqlite3_stmt *statement;
        while ((statement = sqlite3_next_stmt(store->db, NULL)) != NULL)
            sqlite3_finalize(statement);
        // A broken store is left as it is for the next start: its WAL holds what is certain.
        sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, (int)store->broken, NULL);
        sqlite3_close(store->db);
    }
    sqlite3_vfs_unregister(&store->gathering.shim);
    // Last, so that no other process can open the file while this one still writes.
    if (store->lock >= 0)
        close(store->lock);
    free(store);
    return NULL;
}

sqlite3 *capaian_store_db(struct capaian_store *store) {
    return store->db;
}

bool capaian_store_broken(const struct capaian_store *store) {
    return store->broken;
}

static int break_store(struct capaian_store *store) {
    store->broken = true;
    return -EIO;
}

// SQLite may have rolled back already when the disk was full, or may leave that to us.
static int undo_full(struct capaian_store *store) {
    store->spoiled = store->in_transaction;
    if (!sqlite3_get_autocommit(store->db) && sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL) != SQLITE_OK)
        return break_store(store);
    return -ENOSPC;
}

int capaian_store_result(struct capaian_store *store, int result) {
    switch (result & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return 0;
    case SQLITE_FULL:
        return undo_full(store);
    case SQLITE_CONSTRAINT:
        return -EEXIST;
    default:
        // Busy and locked too: they mean that somebody else writes this file, which nobody may.
        return break_store(store);
    }
}

sqlite3_stmt *capaian_store_prepare(struct capaian_store *store, const char *sql) {
    sqlite3_stmt *statement = NULL;
    if (store->broken)
        return NULL;
    if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK || !statement)
        break_store(store);
    return statement;
}

static int step_all(sqlite3_stmt *statement) {
    int result;
    do
        result = sqlite3_step(statement);
    while (result == SQLITE_ROW);
    sqlite3_reset(statement);
    return result;
}

int capaian_store_step(sqlite3_stmt *statement) {
    int result = sqlite3_step(statement);
    for (int i = 0; result == SQLITE_ROW && i < sqlite3_data_count(statement); i++)
        if (sqlite3_column_type(statement, i) == SQLITE_TEXT && !sqlite3_column_text(statement, i))
            result = SQLITE_NOMEM;
    return result;
}

int capaian_store_run(struct capaian_store *store, sqlite3_stmt *statement) {
    if (store->broken)
        return -EIO;
    if (store->spoiled)
        return -ENOSPC;
    return capaian_store_result(store, step_all(statement));
}

int capaian_store_begin(struct capaian_store *store) {
    if (store->broken)
        return -EIO;
    int error = capaian_store_result(store, step_all(store->begin));
    store->in_transaction = error == 0;
    return error;
}

static void end_transaction(struct capaian_store *store) {
    store->in_transaction = false;
    store->spoiled = false;
}

int capaian_store_commit(struct capaian_store *store) {
    if (store->broken)
        return -EIO;
    int error = store->spoiled ? -ENOSPC : capaian_store_result(store, step_all(store->commit));
    end_transaction(store);
    // A constraint that fails only now is our own mistake, and the transaction is still open.
    return error == -EEXIST ? break_store(store) : error;
}

int capaian_store_rollback(struct capaian_store *store) {
    if (store->broken)
        return -EIO;
    end_transaction(store);
    if (sqlite3_get_autocommit(store->db))
        return 0;
    return step_all(store->rollback) == SQLITE_DONE ? 0 : break_store(store);
}

int capaian_store_checkpoint(struct capaian_store *store, bool idle) {
    if (store->broken)
        return -EIO;
    if (store->in_transaction)
        return 0;
    int waiting = store->wal_pages - store->settled_pages;
    if (waiting < (idle ? STORE_IDLE_PAGES : STORE_HARD_PAGES) || store->wal_pages < store->retry_pages)
        return 0;
    int pages = 0, settled = 0;
    int64_t before = capaian_monotonic_us();
    int result = sqlite3_wal_checkpoint_v2(store->db, "main", SQLITE_CHECKPOINT_PASSIVE, &pages, &settled);
    store->checkpoint_us += capaian_monotonic_us() - before;
    switch (result & 0xff) {
    case SQLITE_OK:
        store->settled_pages = settled;
        break;
    case SQLITE_FULL:
        // The database could not grow; everything is still in the WAL, and nothing is lost by waiting.
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        break;
    default:
        return break_store(store);
    }
    // What a reader still needs cannot be copied yet; trying again at once would only cost syncs.
    store->retry_pages = settled < store->wal_pages ? store->wal_pages + STORE_IDLE_PAGES : 0;
    return 0;
}

int64_t capaian_store_checkpoint_us(const struct capaian_store *store) {
    return store->checkpoint_us;
}

int64_t capaian_store_wal_bytes(const struct capaian_store *store) {
    struct stat status;
    const char *wal = sqlite3_filename_wal(sqlite3_db_filename(store->db, "main"));
    return stat(wal, &status) < 0 ? 0 : (int64_t)status.st_size;
}

int64_t capaian_store_free_bytes(const struct capaian_store *store) {
    struct statvfs status;
    if (statvfs(sqlite3_db_filename(store->db, "main"), &status) < 0)
        return -errno;
    return (int64_t)(status.f_bavail * status.f_frsize);
}
