// What is written of persons, and what is sealed: rarely, and with streams and tables of their own.
#include "fold/seal.h"
#include "ledger/statements.h"
#include "wire/envelope.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

static int write_personnel(struct ledger *ledger, const Capaian__V1__AlertEvent *event,
                           const struct consequence *consequence) {
    size_t size = capaian__v1__alert_event__get_packed_size(event);
    uint8_t *bytes = capaian_arena_take(ledger->arena, size + 1);
    if (bytes == NULL)
        return -ENOMEM;
    capaian__v1__alert_event__pack(event, bytes);
    sqlite3_stmt *sql = ledger->statements->insert_personnel;
    sqlite3_bind_int64(sql, 1, (int64_t)event->number);
    sqlite3_bind_int64(sql, 2, (int64_t)event->step);
    sqlite3_bind_text(sql, 3, event->alert, -1, SQLITE_STATIC);
    sqlite3_bind_blob(sql, 4, bytes, (int)size, SQLITE_STATIC);
    int r = capaian_store_run(ledger->store, sql);
    if (r < 0)
        return r;
    sql = ledger->statements->put_consequence;
    sqlite3_bind_text(sql, 1, consequence->person, -1, SQLITE_STATIC);
    sqlite3_bind_text(sql, 2, consequence->ladder, -1, SQLITE_STATIC);
    sqlite3_bind_text(sql, 3, consequence->unit, -1, SQLITE_STATIC);
    sqlite3_bind_int(sql, 4, consequence->since);
    sqlite3_bind_int64(sql, 5, consequence->step);
    sqlite3_bind_int(sql, 6, (int)consequence->state);
    sqlite3_bind_text(sql, 7, consequence->reason, -1, SQLITE_STATIC);
    sqlite3_bind_int(sql, 8, consequence->fired);
    sqlite3_bind_int(sql, 9, consequence->decided);
    sqlite3_bind_int64(sql, 10, (int64_t)consequence->number);
    return capaian_store_run(ledger->store, sql);
}

static int write_sealed_row(struct ledger *ledger, const char *name, const Capaian__V1__AttainmentRow *row,
                            crypto_generichash_state *hash) {
    size_t size = capaian__v1__attainment_row__get_packed_size(row);
    uint8_t *bytes = capaian_arena_take(ledger->scratch, size + 1);
    if (bytes == NULL)
        return -ENOMEM;
    capaian__v1__attainment_row__pack(row, bytes);
    crypto_generichash_update(hash, bytes, size);
    sqlite3_stmt *sql = ledger->statements->insert_sealed_row;
    sqlite3_bind_text(sql, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_text(sql, 2, row->indicator, -1, SQLITE_STATIC);
    sqlite3_bind_blob(sql, 3, bytes, (int)size, SQLITE_STATIC);
    return capaian_store_run(ledger->store, sql);
}

static int write_sealing(struct ledger *ledger, const struct sealing *sealing) {
    crypto_generichash_state state;
    uint8_t hash[CAPAIAN_HASH_SIZE];
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    // A row at a time: a catalogue has more of them than fit a step's memory.
    for (size_t i = 0; i < fold_latest(ledger->fold)->catalogue->indicator_count; i++) {
        Capaian__V1__AttainmentRow *row = NULL;
        capaian_arena_reset(ledger->scratch);
        int r = fold_seal_row(ledger->fold, i, sealing->year, ledger->scratch, &row);
        if (r == 0 && row != NULL)
            r = write_sealed_row(ledger, sealing->name, row, &state);
        if (r < 0)
            return r;
    }
    crypto_generichash_final(&state, hash, sizeof hash);
    sqlite3_stmt *sql = ledger->statements->insert_sealed;
    sqlite3_bind_text(sql, 1, sealing->name, -1, SQLITE_STATIC);
    sqlite3_bind_int(sql, 2, sealing->year);
    sqlite3_bind_int64(sql, 3, ledger->now);
    sqlite3_bind_int64(sql, 4, (int64_t)ledger->fold->step);
    sqlite3_bind_text(sql, 5, sealing->actor, -1, SQLITE_STATIC);
    sqlite3_bind_blob(sql, 6, hash, sizeof hash, SQLITE_STATIC);
    return capaian_store_run(ledger->store, sql);
}

int ledger_write_people(struct ledger *ledger, const struct effects *effects) {
    int r = effects->sealing == NULL ? 0 : write_sealing(ledger, effects->sealing);
    for (size_t i = 0; r == 0 && i < effects->personnel_count; i++)
        r = write_personnel(ledger, effects->personnel[i], &ledger->fold->consequences[effects->consequences[i]]);
    return r;
}
