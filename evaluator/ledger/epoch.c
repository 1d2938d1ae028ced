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

int ledger_backup(struct ledger *ledger, const char *file, char **ret_sentence) {
    *ret_sentence = NULL;
    int r = ledger_commit(ledger);
    return r < 0 ? r : capaian_store_backup(ledger->store, file, ret_sentence);
}
