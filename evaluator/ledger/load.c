#include "ledger/columns.h"
#include "ledger/newest.h"
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
    while (r == 0 && (step = capaian_store_step(sql)) == SQLITE_ROW)
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
    int result = SQLITE_ROW;
    while (count < CATALOGUE_FILES && (result = capaian_store_step(sql)) == SQLITE_ROW) {
        // Copied: a row's bytes are gone with the next one.
        size_t size = (size_t)sqlite3_column_bytes(sql, 1);
        char *text = malloc(size + 1), *name = strdup((const char *)sqlite3_column_text(sql, 0));
        if (text != NULL)
            memcpy(text, size > 0 ? sqlite3_column_blob(sql, 1) : "", size);
        files[count++] = (struct catalogue_file){name, text, size};
        if (text == NULL || name == NULL) {
            result = SQLITE_NOMEM;
            break;
        }
    }
    sqlite3_finalize(sql);
    struct catalogue_findings findings = {0};
    struct catalogue *catalogue = NULL;
    // With a file that could not be read it would be another catalogue, and all figures other ones.
    bool whole = result == SQLITE_DONE || result == SQLITE_ROW;
    int r = whole ? catalogue_read(files, count, &catalogue, &findings) : result == SQLITE_NOMEM ? -ENOMEM : -EIO;
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

int ledger_read_rejudge(const uint8_t *body, size_t size, struct applied *ret) {
    Capaian__V1__CatalogueApply *apply = capaian__v1__catalogue_apply__unpack(NULL, size, body);
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
    r = ledger_read_rejudge(sqlite3_column_blob(sql, 4), (size_t)sqlite3_column_bytes(sql, 4), &applied);
    if (r == 0)
        r = fold_catalogue(ledger->fold, catalogue, &applied, sqlite3_column_int64(sql, 1));
    if (r < 0)
        catalogue_free(catalogue);
    return r;
}

static int load_figure(struct ledger *ledger, sqlite3_stmt *sql) {
    struct fold *fold = ledger->fold;
    int64_t id = sqlite3_column_int64(sql, 1);
    struct capaian_period period = capaian_period_of_code((int32_t)sqlite3_column_int64(sql, 2));
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
    struct alert alert = {.kind = (Capaian__V1__AlertKind)sqlite3_column_int(sql, 1),
                          .state = (Capaian__V1__AlertState)sqlite3_column_int(sql, 4),
                          .reason = (const char *)sqlite3_column_text(sql, 5),
                          .number = (uint64_t)sqlite3_column_int64(sql, 6),
                          .acted = (uint64_t)sqlite3_column_int64(sql, 7),
                          .incident = (uint32_t)sqlite3_column_int64(sql, 8),
                          .since = sqlite3_column_int(sql, 9),
                          .acknowledged_until = sqlite3_column_int(sql, 10),
                          .follow_up_due = sqlite3_column_int(sql, 11),
                          .level = (uint8_t)sqlite3_column_int(sql, 12),
                          .told = sqlite3_column_int(sql, 13),
                          .row = (uint32_t)sqlite3_column_int64(sql, 15)};
    if (sqlite3_column_bytes(sql, 14) == CAPAIAN_ID_SIZE)
        memcpy(alert.row_id, sqlite3_column_blob(sql, 14), CAPAIAN_ID_SIZE);
    const char *indicator = (const char *)sqlite3_column_text(sql, 2);
    const char *id = (const char *)sqlite3_column_text(sql, 0), *slash = strchr(id, '/');
    // Of an alert of no indicator the second part of its id is the name of the source.
    const char *name = indicator[0] != '\0' ? indicator : slash == NULL ? "" : slash + 1;
    return fold_load_alert(ledger->fold, name, &alert, (const char *)sqlite3_column_text(sql, 3));
}

static int load_announced(struct ledger *ledger, sqlite3_stmt *sql) {
    return fold_load_announced(ledger->fold, (uint32_t)sqlite3_column_int64(sql, 0), sqlite3_column_int(sql, 1),
                               (const char *)sqlite3_column_text(sql, 2), (uint8_t)sqlite3_column_int(sql, 3),
                               (uint8_t)sqlite3_column_int(sql, 4));
}

static int load_source(struct ledger *ledger, sqlite3_stmt *sql) {
    return fold_load_source(ledger->fold, (const char *)sqlite3_column_text(sql, 0), sqlite3_column_int64(sql, 1));
}

static int load_consequence(struct ledger *ledger, sqlite3_stmt *sql) {
    struct consequence consequence = {.since = sqlite3_column_int(sql, 3),
                                      .step = (unsigned)sqlite3_column_int(sql, 4),
                                      .state = (Capaian__V1__AlertState)sqlite3_column_int(sql, 5),
                                      .reason = (const char *)sqlite3_column_text(sql, 6),
                                      .fired = sqlite3_column_int(sql, 7),
                                      .decided = sqlite3_column_int(sql, 8),
                                      .number = (uint64_t)sqlite3_column_int64(sql, 9)};
    strncpy(consequence.person, (const char *)sqlite3_column_text(sql, 0), CAPAIAN_CODE_MAX);
    strncpy(consequence.ladder, (const char *)sqlite3_column_text(sql, 1), CAPAIAN_CODE_MAX);
    strncpy(consequence.unit, (const char *)sqlite3_column_text(sql, 2), CAPAIAN_CODE_MAX);
    return fold_load_consequence(ledger->fold, &consequence);
}

// What people have decided and what goes on having an effect; what it changed in figures and alerts is written there.
static int load_hold(struct ledger *ledger, sqlite3_stmt *sql) {
    Capaian__V1__Deed *what =
        capaian__v1__deed__unpack(NULL, (size_t)sqlite3_column_bytes(sql, 0), sqlite3_column_blob(sql, 0));
    if (what == NULL)
        return -EBADMSG;
    const struct deed deed = {what, (const char *)sqlite3_column_text(sql, 1),
                              (const char *)sqlite3_column_text(sql, 2), (const char *)sqlite3_column_text(sql, 3)};
    int r = fold_add_hold(ledger->fold, &deed, sqlite3_column_int64(sql, 4));
    capaian__v1__deed__free_unpacked(what, NULL);
    return r;
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
    fold->personnel_events = (uint64_t)sqlite3_column_int64(sql, 7);
    return 0;
}

static int load_awaited(struct ledger *ledger, sqlite3_stmt *sql) {
    ledger->awaited = (uint64_t)sqlite3_column_int64(sql, 0);
    return 0;
}

static int load_newest(struct ledger *ledger, sqlite3_stmt *sql) {
    uint8_t floor[CAPAIAN_ID_SIZE] = {0};
    if (sqlite3_column_bytes(sql, 0) == CAPAIAN_ID_SIZE)
        memcpy(floor, sqlite3_column_blob(sql, 0), CAPAIAN_ID_SIZE);
    else if (sqlite3_column_bytes(sql, 0) > 0)
        memset(floor, 0xff, sizeof floor);    // no id that we wrote: nothing is sure
    ledger->newest = newest_new(floor);
    return ledger->newest == NULL ? -ENOMEM : 0;
}

int ledger_load(struct ledger *ledger) {
    int r = each(ledger, "SELECT step, at, instant, text, body FROM step WHERE kind = 'catalogue' ORDER BY step",
                 load_version);
    if (r == 0)
        r = each(ledger, "SELECT * FROM figure", load_figure);
    if (r == 0)
        r = each(ledger, "SELECT * FROM source", load_source);
    if (r == 0)
        r = each(ledger, "SELECT * FROM alert", load_alert);
    if (r == 0)
        r = each(ledger, "SELECT * FROM announced", load_announced);
    if (r == 0)
        r = each(ledger, "SELECT * FROM consequence ORDER BY rowid", load_consequence);
    if (r == 0)
        r = each(ledger, "SELECT body, actor, key, reason, at FROM step WHERE kind = 'deed' ORDER BY step", load_hold);
    if (r == 0)
        r = each(ledger,
                 "SELECT step, judged, now, messages, rows, (SELECT ifnull(max(number), 0) FROM event),"
                 " max((SELECT value FROM meta WHERE key = 'start'),"
                 "     (SELECT ifnull(max(instant), 0) FROM step WHERE kind = 'clock')),"
                 " (SELECT ifnull(max(number), 0) FROM personnel) FROM progress",
                 load_progress);
    if (r == 0)
        r = each(ledger, "SELECT count(*) FROM replaced WHERE awaited = 1", load_awaited);
    if (r == 0)
        r = ledger_load_traces(ledger);
    if (r == 0)
        r = each(ledger, "SELECT ifnull(max(id), x'') FROM message", load_newest);
    if (r == 0)
        fold_loaded(ledger->fold);
    return r;
}
