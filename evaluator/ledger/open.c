#include "ledger/columns.h"
#include "ledger/found.h"
#include "ledger/ledger.h"
#include "ledger/newest.h"
#include "ledger/refs.h"
#include "ledger/statements.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// Whether what is here was being made when the process or the machine died: a ledger of ours without an epoch, in which
// nothing has been recorded. It can be finished; left as it is it could be neither opened nor made.
static bool is_unfinished(const char *path) {
    sqlite3 *db = NULL;
    bool unfinished = false;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK) {
        sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        int64_t tables = 0, application = 0, begun = 0;
        bool read = capaian_store_number(db, "SELECT count(*) FROM sqlite_schema", &tables) == SQLITE_OK &&
                    capaian_store_number(db, "PRAGMA application_id", &application) == SQLITE_OK;
        if (tables == 0)
            unfinished = read && application == 0;
        else
            unfinished = read && application == ledger_schema.application_id &&
                         capaian_store_number(db, "SELECT EXISTS (SELECT 1 FROM meta)", &begun) == SQLITE_OK &&
                         begun == 0;
    }
    sqlite3_close(db);
    return unfinished;
}

int ledger_create(const char *path, bool simulated, int64_t start, char **ret_sentence) {
    struct stat status;
    if (stat(path, &status) == 0 && !is_unfinished(path)) {
        if (asprintf(ret_sentence, "%s: there is a ledger already; it is not touched", path) < 0)
            *ret_sentence = NULL;
        return -EEXIST;
    }
    struct capaian_store *store = NULL;
    int r = capaian_store_open(path, &ledger_schema, &store, ret_sentence);
    if (r < 0)
        return r;
    uint8_t epoch[CAPAIAN_EPOCH_SIZE];
    randombytes_buf(epoch, sizeof epoch);
    sqlite3_stmt *meta =
        capaian_store_prepare(store, "INSERT INTO meta VALUES('epoch', ?1), ('simulated', ?2), ('start', ?3)");
    sqlite3_stmt *progress = capaian_store_prepare(store, "INSERT INTO progress VALUES(1, 0, ?1, ?1, 0, 0)");
    r = meta == NULL || progress == NULL ? -EIO : capaian_store_begin(store);
    if (r == 0) {
        sqlite3_bind_blob(meta, 1, epoch, sizeof epoch, SQLITE_TRANSIENT);
        sqlite3_bind_int(meta, 2, simulated);
        sqlite3_bind_int64(meta, 3, start);
        sqlite3_bind_int64(progress, 1, start);
        r = capaian_store_run(store, meta);
    }
    if (r == 0)
        r = capaian_store_run(store, progress);
    if (r == 0)
        r = capaian_store_commit(store);
    capaian_store_close(store);
    if (r < 0 && asprintf(ret_sentence, "%s: the new ledger cannot be written: %s", path, strerror(-r)) < 0)
        *ret_sentence = NULL;
    return r;
}

int ledger_prepare(struct ledger *ledger) {
    static const struct {
        size_t offset;
        const char *sql;
    } all[] = {
#define S(member, sql) {offsetof(struct ledger_statements, member), sql}
        S(find_message,
          "SELECT hash, verdict, step, " LEDGER_RECEIVED("?3") " FROM message WHERE id = ?1 AND unit = ?2"),
        S(insert_message, "INSERT INTO message VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"),
        S(insert_step, "INSERT INTO step VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"),
        S(insert_file, "INSERT INTO catalogue_file VALUES(?1, ?2, ?3)"),
        S(find_act, "SELECT step, hash FROM step WHERE act = ?1"),
        S(put_figure,
          "INSERT OR REPLACE INTO figure VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
          " ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27)"),
        S(put_sums,
          "INSERT OR REPLACE INTO figure(place, indicator, period, numerator, denominator, count, provisional,"
          " estimated, stage, missing_until, corrected, stands)"
          " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"),
        S(find_ref, "SELECT period, status, as_of, id, row, stated_numerator, stated_denominator, stated_count, step,"
                    " received_at, said, confirmed, evidenced, said_id, said_row, said_status FROM ref"
                    " WHERE indicator = ?1 AND ref = ?2"),
        S(put_ref, "INSERT OR REPLACE INTO ref VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
                   " ?15, ?16, ?17, ?18)"),
        S(find_content, LEDGER_FIND_CONTENT),
        S(put_replaced, LEDGER_PUT_REPLACED),
        S(find_replacer, LEDGER_FIND_REPLACER),
        S(find_awaited, LEDGER_FIND_AWAITED),
        S(put_trace, "INSERT INTO trace VALUES(?1, ?2, ?3)"),
        S(put_recent_trace, "INSERT INTO trace_recent VALUES(?1, ?2)"),
        S(clear_traces, "DELETE FROM trace_recent"),
        S(put_alert, "INSERT OR REPLACE INTO alert VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
                     " ?14, ?15, ?16)"),
        S(put_announced, "INSERT OR REPLACE INTO announced VALUES(?1, ?2, ?3, ?4, ?5)"),
        S(put_source, "INSERT OR REPLACE INTO source VALUES(?1, ?2)"),
        S(put_consequence, "INSERT INTO consequence VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT"
                           " DO UPDATE SET state = excluded.state, reason = excluded.reason, fired = excluded.fired,"
                           " decided = excluded.decided, number = excluded.number"),
        S(insert_personnel, "INSERT INTO personnel VALUES(?1, ?2, ?3, ?4)"),
        S(insert_sealed, "INSERT INTO sealed VALUES(?1, ?2, ?3, ?4, ?5, ?6)"),
        S(insert_sealed_row, "INSERT INTO sealed_row VALUES(?1, ?2, ?3)"),
        // Before the alert itself is written: what it was until now tells a beginning from a word about what stands. On
        // the day of the beginning before it, it is one more; else they are counted.
        S(insert_event, "INSERT INTO event SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, turn, CASE turn WHEN 1 THEN 1 + ifnull("
                        "(SELECT CASE day WHEN ?7 THEN again END FROM event WHERE alert = ?5 AND turn = 1"
                        " ORDER BY number DESC LIMIT 1),"
                        " (SELECT count(*) FROM event WHERE alert = ?5 AND turn = 1 AND day > ?7 - ?9)) ELSE 0 END"
                        " FROM (SELECT CASE WHEN (?8 IN (1, 2)) = stood THEN 0 WHEN stood THEN 2 ELSE 1 END AS turn"
                        " FROM (SELECT EXISTS(SELECT 1 FROM alert WHERE alert = ?5 AND state IN (1, 2)) AS stood))"),
        S(put_audience, "INSERT INTO audience VALUES(?1, ?2)"),
        S(put_progress, "UPDATE progress SET step = ?1, judged = ?2, now = ?3, messages = ?4, rows = ?5"),
        S(find_link, "SELECT applied, journal, reached, last, lacking FROM link WHERE key = ?1"),
        S(put_link, "INSERT OR REPLACE INTO link VALUES(?1, ?2, ?3, ?4, ?5, ?6)"),
#undef S
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        sqlite3_stmt *statement = capaian_store_prepare(ledger->store, all[i].sql);
        if (statement == NULL)
            return -EIO;
        memcpy((char *)ledger->statements + all[i].offset, &statement, sizeof statement);
    }
    return 0;
}

static int load_meta(struct ledger *ledger, sqlite3 *db, int64_t *ret_start) {
    sqlite3_stmt *sql = NULL;
    if (sqlite3_prepare_v2(db,
                           "SELECT (SELECT value FROM meta WHERE key = 'epoch'),"
                           " (SELECT value FROM meta WHERE key = 'simulated'),"
                           " (SELECT value FROM meta WHERE key = 'start'),"
                           " EXISTS (SELECT 1 FROM meta WHERE key = 'copy')",
                           -1, &sql, NULL) != SQLITE_OK)
        return -EIO;
    int r = -EBADMSG;
    if (sqlite3_step(sql) == SQLITE_ROW && sqlite3_column_bytes(sql, 0) == CAPAIAN_EPOCH_SIZE) {
        memcpy(ledger->epoch, sqlite3_column_blob(sql, 0), CAPAIAN_EPOCH_SIZE);
        ledger->simulated = sqlite3_column_int(sql, 1) != 0;
        *ret_start = sqlite3_column_int64(sql, 2);
        ledger->copy = sqlite3_column_int(sql, 3) != 0;
        r = 0;
    }
    sqlite3_finalize(sql);
    return r;
}

struct ledger *ledger_close(struct ledger *ledger) {
    if (ledger == NULL)
        return NULL;
    capaian_store_close(ledger->store);
    fold_free(ledger->fold);
    capaian_arena_free(ledger->arena);
    capaian_arena_free(ledger->scratch);
    ref_cache_free(ledger->refs);
    traces_free(ledger->traces);
    newest_free(ledger->newest);
    found_free(ledger->found);
    free(ledger->events);
    free(ledger->event_bytes);
    free(ledger->statements);
    free(ledger);
    return NULL;
}

int ledger_open(const char *path, struct ledger **ret, char **ret_sentence) {
    struct stat status;
    if (stat(path, &status) < 0) {
        int r = -errno;
        if (asprintf(ret_sentence, "%s: there is no ledger here (%s); make one with init", path, strerror(-r)) < 0)
            *ret_sentence = NULL;
        return r;
    }
    struct ledger *ledger = calloc(1, sizeof *ledger);
    if (ledger == NULL)
        return -ENOMEM;
    int64_t start = 0;
    int r = capaian_store_open(path, &ledger_schema, &ledger->store, ret_sentence);
    if (r < 0) {
        ledger_close(ledger);
        return r;
    }
    ledger->arena = capaian_arena_new(CAPAIAN_LINK_ARENA_MAX);
    ledger->scratch = capaian_arena_new(CAPAIAN_ARENA_MAX);
    ledger->refs = ref_cache_new();
    ledger->traces = traces_new();
    ledger->found = found_new();
    ledger->statements = calloc(1, sizeof *ledger->statements);
    r = ledger->arena == NULL || ledger->scratch == NULL || ledger->refs == NULL || ledger->traces == NULL ||
                ledger->found == NULL || ledger->statements == NULL
            ? -ENOMEM
            : 0;
    if (r == 0)
        r = load_meta(ledger, capaian_store_db(ledger->store), &start);
    if (r == 0)
        r = fold_new(start, &ledger->fold);
    if (r == 0)
        r = ledger_prepare(ledger);
    if (r == 0)
        r = ledger_load(ledger);
    if (r == 0 && ledger->copy)
        r = ledger_renew_epoch(ledger);
    if (r < 0) {
        if (asprintf(ret_sentence, "%s: the ledger cannot be read back: %s; keep the file and restore a backup", path,
                     strerror(-r)) < 0)
            *ret_sentence = NULL;
        ledger_close(ledger);
        return r;
    }
    *ret = ledger;
    return 0;
}
