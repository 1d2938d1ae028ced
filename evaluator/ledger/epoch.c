#include "ledger/ledger.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

int ledger_renew_epoch(struct ledger *ledger) {
    uint8_t epoch[CAPAIAN_EPOCH_SIZE];
    randombytes_buf(epoch, sizeof epoch);
    sqlite3_stmt *put = capaian_store_prepare(ledger->store, "UPDATE meta SET value = ?1 WHERE key = 'epoch'");
    sqlite3_stmt *clear = capaian_store_prepare(ledger->store, "DELETE FROM meta WHERE key = 'copy'");
    int r = ledger_commit(ledger);
    if (r == 0)
        r = put == NULL || clear == NULL ? -EIO : capaian_store_begin(ledger->store);
    if (r < 0)
        return r;
    sqlite3_bind_blob(put, 1, epoch, sizeof epoch, SQLITE_TRANSIENT);
    r = capaian_store_run(ledger->store, put);
    if (r == 0)
        r = capaian_store_run(ledger->store, clear);
    if (r == 0)
        r = capaian_store_commit(ledger->store);
    if (r == 0)
        memcpy(ledger->epoch, epoch, sizeof epoch);
    return r;
}

// The step that the copy reaches.
static int step_of(const char *file, uint64_t *ret_step, char **ret_sentence) {
    sqlite3 *copy = NULL;
    sqlite3_stmt *step = NULL;
    int r = 0;
    if (sqlite3_open_v2(file, &copy, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(copy, "SELECT step FROM progress", -1, &step, NULL) != SQLITE_OK ||
        sqlite3_step(step) != SQLITE_ROW) {
        if (asprintf(ret_sentence, "%s: the copy cannot be read: %s", file, sqlite3_errmsg(copy)) < 0)
            *ret_sentence = NULL;
        r = -EIO;
    } else
        *ret_step = (uint64_t)sqlite3_column_int64(step, 0);
    sqlite3_finalize(step);
    sqlite3_close(copy);
    return r;
}

int ledger_backup(const char *path, const char *file, uint64_t *ret_step, char **ret_sentence) {
    int r = capaian_store_copy(path, &ledger_schema, file, ret_sentence);
    return r < 0 ? r : step_of(file, ret_step, ret_sentence);
}
