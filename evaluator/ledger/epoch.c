#include "ledger/ledger.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
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

int ledger_backup(struct ledger *ledger, const char *file, char **ret_sentence) {
    int r = ledger_commit(ledger);
    if (r == 0)
        r = capaian_store_backup(ledger->store, file, ret_sentence);
    if (r < 0)
        return r;
    sqlite3 *copy = NULL;
    if (sqlite3_open_v2(file, &copy, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
        sqlite3_exec(copy, "INSERT OR REPLACE INTO meta VALUES('copy', 1)", NULL, NULL, NULL) != SQLITE_OK) {
        if (asprintf(ret_sentence, "%s: the copy cannot be marked as one: %s", file, sqlite3_errmsg(copy)) < 0)
            *ret_sentence = NULL;
        r = -EIO;
    }
    sqlite3_close(copy);
    return r;
}
