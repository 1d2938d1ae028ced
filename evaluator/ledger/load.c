#include "ledger/columns.h"
#include "ledger/statements.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { CATALOGUE_FILES = 16 };

// Calls `row` for each row of a query; stops at the first error.
static int each(struct ledger *ledger, const char *text, int (*row)(struct ledger *, sqlite3_stmt *)) {
    sqlite3_stmt *sql = NULL;
    if (sqlite3_prepare_v2(capaian_store_db(ledger->store), text, -1, &sql, NULL) != SQLITE_OK)
        return -EIO;
    int r = 0, step = SQLITE_ROW;
    while (r == 0 && (step = sqlite3_step(sql)) == SQLITE_ROW)
        r = row(ledger, sql);
    sqlite3_finalize(sql);
    return r < 0 ? r : step == SQLITE_DONE ? 0 : -EIO;
}

int ledger_read_catalogue(sqlite3 *db, int64_t step, struct catalogue **ret) {
    sqlite3_stmt *sql = NULL;
    if (sqlite3_prepare_v2(db, "SELECT name, text FROM catalogue_file WHERE step = ?1 ORDER BY name", -1, &sql, NULL) !=
        SQLITE_OK)
        return -EIO;
    sqlite3_bind_int64(sql, 1, step);
    struct catalogue_file files[CATALOGUE_FILES];
    size_t count = 0;
    while (count < CATALOGUE_FILES && sqlite3_step(sql) == SQLITE_ROW) {
        // Copied: a row's bytes are gone with the next one.
        size_t size = (size_t)sqlite3_column_bytes(sql, 1);
        char *text = malloc(size + 1);
        if (text == NULL)
            break;
        memcpy(text, size > 0 ? sqlite3_column_blob(sql, 1) : "", size);
        files[count++] = (struct catalogue_file){strdup((const char *)sqlite3_column_text(sql, 0)), text, size};
    }
    sqlite3_finalize(sql);
    struct catalogue_findings findings = {0};
    struct catalogue *catalogue = NULL;
    int r = catalogue_read(files, count, &catalogue, &findings);
    catalogue_findings_free(&findings);
    for (size_t i = 0; i < count; i++) {
        free((void *)files[i].name);
        free((void *)files[i].text);
    }
    if (r == 0 && catalogue == NULL)
        r = -EBADMSG;
    if (r == 0)
        *ret = catalogue;
    return r;
}

int ledger_read_rejudge(sqlite3_stmt *sql, int column, struct applied *ret) {
    Capaian__V1__CatalogueApply *apply = capaian__v1__catalogue_apply__unpack(
        NULL, (size_t)sqlite3_column_bytes(sql, column), sqlite3_column_blob(sql, column));
    if (apply == NULL)
        return -EBADMSG;
    ret->rejudge = apply->rejudge;
    capaian__v1__catalogue_apply__free_unpacked(apply, NULL);
    return 0;
}

static int load_version(struct ledger *ledger, sqlite3_stmt *sql) {
    struct catalogue *catalogue = NULL;
    int r = ledger_read_catalogue(capaian_store_db(ledger->store), sqlite3_column_int64(sql, 0), &catalogue);
    if (r < 0)
        return r;
    ledger->fold->step = (uint64_t)sqlite3_column_int64(sql, 0) - 1;
    struct applied applied = {(const char *)sqlite3_column_text(sql, 3), (int32_t)sqlite3_column_int64(sql, 2), false};
    r = ledger_read_rejudge(sql, 4, &applied);
    if (r == 0)
        r = fold_catalogue(ledger->fold, catalogue, &applied, sqlite3_column_int64(sql, 1));
    if (r < 0)
        catalogue_free(catalogue);
    return r;
}

static int load_figure(struct ledger *ledger, sqlite3_stmt *sql) {
    struct fold *fold = ledger->fold;
    int64_t id = sqlite3_column_int64(sql, 0);
    struct capaian_period period = capaian_period_of_code((int32_t)sqlite3_column_int64(sql, 1));
    if (id < 0 || (size_t)id >= fold->tracked_count)
        return -EBADMSG;
    struct year *year = fold_year(fold, fold->tracked[id], period.year);
    struct figure *figure = year == NULL ? NULL : year_figure(year, period);
    if (figure == NULL)
        return -EBADMSG;
    column_figure(sql, figure);
    return 0;
}

static int load_alert(struct ledger *ledger, sqlite3_stmt *sql) {
    return fold_load_alert(
        ledger->fold, (const char *)sqlite3_column_text(sql, 1), (Capaian__V1__AlertKind)sqlite3_column_int(sql, 0),
        (const char *)sqlite3_column_text(sql, 2), (Capaian__V1__AlertState)sqlite3_column_int(sql, 3),
        (const char *)sqlite3_column_text(sql, 4), (uint64_t)sqlite3_column_int64(sql, 5));
}

static int load_progress(struct ledger *ledger, sqlite3_stmt *sql) {
    struct fold *fold = ledger->fold;
    fold->step = (uint64_t)sqlite3_column_int64(sql, 0);
    fold_set_judged(fold, sqlite3_column_int64(sql, 1));
    ledger->now = sqlite3_column_int64(sql, 2);
    fold->messages = (uint64_t)sqlite3_column_int64(sql, 3);
    fold->rows = (uint64_t)sqlite3_column_int64(sql, 4);
    fold->events = (uint64_t)sqlite3_column_int64(sql, 5);
    ledger->clock = sqlite3_column_int64(sql, 6);
    return 0;
}

static int load_traces(struct ledger *ledger, sqlite3_stmt *sql) {
    ledger->traces = (uint64_t)sqlite3_column_int64(sql, 0);
    return 0;
}

int ledger_load(struct ledger *ledger) {
    int r = each(ledger, "SELECT step, at, instant, text, body FROM step WHERE kind = 'catalogue' ORDER BY step",
                 load_version);
    if (r == 0)
        r = each(ledger, "SELECT * FROM figure", load_figure);
    if (r == 0)
        r = each(ledger, "SELECT kind, indicator, period, state, reason, number FROM alert", load_alert);
    if (r == 0)
        r = each(ledger,
                 "SELECT step, judged, now, messages, rows, (SELECT ifnull(max(number), 0) FROM event),"
                 " max((SELECT value FROM meta WHERE key = 'start'),"
                 "     (SELECT ifnull(max(instant), 0) FROM step WHERE kind = 'clock')) FROM progress",
                 load_progress);
    if (r == 0)
        r = each(ledger, "SELECT count(*) FROM trace_recent", load_traces);
    if (r == 0)
        fold_loaded(ledger->fold);
    return r;
}
