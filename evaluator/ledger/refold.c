#include "ledger/refold.h"

#include "ledger/statements.h"
#include "ledger/steps.h"
#include "wire/content.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// As large as memory lets them be: what a commit writes (each ref once, in no order) is kept until then.
enum { STEPS_PER_COMMIT = 10000, ROWS_PER_COMMIT = 250000 };

const char *const derived_tables[DERIVED_TABLES] = {
    "figure", "ref",      "replaced",  "trace",       "trace_recent", "alert",      "announced", "source",
    "event",  "audience", "personnel", "consequence", "sealed",       "sealed_row", "progress"};

static void differ(struct refold *b, bool *what, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void differ(struct refold *b, bool *what, const char *format, ...) {
    char *sentence = NULL;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&sentence, format, arguments) >= 0)
        b->difference(b->context, sentence);
    va_end(arguments);
    free(sentence);
    b->differs = *what = true;
}

static int again_message(struct refold *b, const struct recorded *step) {
    enum arrival arrival;
    const uint8_t *verdict = NULL;
    size_t size = 0;
    int r = ledger_message(b->again, &step->entry, step->at, &arrival, &verdict, &size);
    if (r < 0)
        return r;
    unsigned long long number = step->number;
    if (arrival != ARRIVAL_NEW)
        differ(b, &b->damaged, "message: step %llu is of a message that was there before", number);
    else if (size != step->verdict_size || (size > 0 && memcmp(verdict, step->verdict, size) != 0))
        differ(b, &b->verdicts, "message: the verdict of step %llu is another one", number);
    uint8_t hash[CAPAIAN_HASH_SIZE];
    capaian_content_hash(step->entry.message.content, step->entry.message.size, hash);
    if (step->hash_size != sizeof hash || memcmp(step->hash, hash, sizeof hash) != 0)
        differ(b, &b->damaged, "message: the content of step %llu is not what its hash says", number);
    return 0;
}

static int again_catalogue(struct refold *b, const struct recorded *step) {
    struct catalogue *catalogue = NULL;
    struct applied applied;
    int r = recorded_catalogue(b->source, step, &catalogue, &applied);
    // The files themselves are inputs; only the step is folded again.
    if (r == 0)
        r = ledger_catalogue_step(b->again, catalogue, NULL, 0, &applied, NULL, step->at);
    if (r < 0)
        catalogue_free(catalogue);
    return r;
}

static int again_tick(struct refold *b, const struct recorded *step) {
    struct recorded_tick tick;
    int r = recorded_tick(step, &tick);
    if (r < 0)
        return r;
    r = ledger_tick_step(b->again, step->instant, tick.first, tick.last, tick.unheard, tick.unheard_count, step->at);
    free(tick.text);
    return r;
}

static int again_deed(struct refold *b, const struct recorded *step) {
    Capaian__V1__Deed *deed = recorded_deed(step);
    if (deed == NULL)
        return -EBADMSG;
    int r = ledger_deed(b->again, deed, &step->doing, step->at);
    capaian__v1__deed__free_unpacked(deed, NULL);
    return r;
}

static int again_earlier(struct refold *b, const struct recorded *step) {
    struct recorded_earlier earlier;
    int r = recorded_earlier(b->source, step, &earlier);
    if (r < 0)
        return r;
    capaian_arena_reset(b->again->arena);
    r = ledger_earlier(b->again, &earlier.entry, &earlier.was, step->at);
    sqlite3_finalize(earlier.message);
    return r;
}

static int again_step(struct refold *b, const struct recorded *step) {
    switch (step->kind) {
    case RECORDED_MESSAGE:
        return again_message(b, step);
    case RECORDED_TICK:
        return again_tick(b, step);
    case RECORDED_CATALOGUE:
        return again_catalogue(b, step);
    case RECORDED_DEED:
        return again_deed(b, step);
    case RECORDED_EARLIER:
        return again_earlier(b, step);
    case RECORDED_CLOCK:
        return ledger_clock(b->again, step->instant, NULL);
    case RECORDED_SILENT:
    case RECORDED_HEARD:
        return ledger_link_heard(b->again, step->text, step->instant, step->kind == RECORDED_SILENT, step->at);
    }
    return -EBADMSG;
}

static int again_all(struct refold *b) {
    struct steps *steps = NULL;
    struct recorded step;
    uint64_t rows = 0;
    int r = steps_open(b->source, &steps);
    if (r < 0)
        return r;
    steps_begin(steps, 0);
    while ((r = steps_next(steps, &step)) == 1) {
        if (step.number != ++b->steps) {
            differ(b, &b->damaged, "step: number %llu is missing", (unsigned long long)b->steps);
            r = 0;
            break;
        }
        r = again_step(b, &step);
        if (r == 0 && (b->steps % STEPS_PER_COMMIT == 0 || b->again->fold->rows - rows >= ROWS_PER_COMMIT)) {
            r = ledger_commit(b->again);
            ledger_published(b->again);
            rows = b->again->fold->rows;
        }
        if (r < 0)
            break;
    }
    steps_close(steps);
    return r < 0 ? r : ledger_commit(b->again);
}

static bool same_column(sqlite3_stmt *a, sqlite3_stmt *b, int column) {
    int type = sqlite3_column_type(a, column);
    if (type != sqlite3_column_type(b, column))
        return false;
    if (type == SQLITE_INTEGER)
        return sqlite3_column_int64(a, column) == sqlite3_column_int64(b, column);
    int size = sqlite3_column_bytes(a, column);
    return size == sqlite3_column_bytes(b, column) &&
           (size == 0 || memcmp(sqlite3_column_blob(a, column), sqlite3_column_blob(b, column), (size_t)size) == 0);
}

static int compare_table(struct refold *b, const char *table, const char *query, bool *what) {
    sqlite3_stmt *was = NULL, *is = NULL;
    if (sqlite3_prepare_v2(capaian_store_db(b->again->store), query, -1, &is, NULL) != SQLITE_OK)
        return -EIO;
    if (sqlite3_prepare_v2(b->source, query, -1, &was, NULL) != SQLITE_OK) {
        differ(b, what, "%s: the table is not there, or is another one", table);
        sqlite3_finalize(is);
        return 0;
    }
    bool same = sqlite3_column_count(was) == sqlite3_column_count(is);
    uint64_t rows = 0;
    int left = SQLITE_ROW, right = SQLITE_ROW;
    while (same && left == SQLITE_ROW && right == SQLITE_ROW) {
        left = sqlite3_step(was);
        right = sqlite3_step(is);
        same = left == right;
        for (int i = 0; same && left == SQLITE_ROW && i < sqlite3_column_count(was); i++)
            same = same_column(was, is, i);
        rows++;
    }
    if (!same)
        differ(b, what, "%s: row %llu of the record differs from what its steps give", table, (unsigned long long)rows);
    sqlite3_finalize(was);
    sqlite3_finalize(is);
    return same && left != SQLITE_DONE ? -EIO : 0;
}

// Where they are kept depends on the commits; what they are does not.
static int compare_traces(struct refold *b, bool *what) {
    struct trace_stream *was = NULL, *is = NULL;
    int r = trace_stream_open(capaian_store_db(b->again->store), NULL, 0, &is);
    if (r == 0)
        r = trace_stream_open(b->source, NULL, 0, &was);
    struct traced left = {0}, right = {0};
    int more = 1, goes_on = 1;
    while (r == 0 && more == 1 && goes_on == 1 && left.place == right.place && left.step == right.step) {
        more = trace_stream_next(was, &left);
        goes_on = trace_stream_next(is, &right);
    }
    if (goes_on < 0)
        r = goes_on;
    if (r == -EIO || r == -EBADMSG || more != goes_on || left.place != right.place || left.step != right.step)
        differ(b, what, "trace: they differ from what the steps give");
    trace_stream_close(was);
    trace_stream_close(is);
    return r == -ENOMEM ? r : 0;
}

int refold_compare(struct refold *b) {
    const struct {
        const char *table, *query;
        bool numbered;
    } tables[] = {
        {"figure", "SELECT * FROM figure ORDER BY place", false},
        {"ref", "SELECT * FROM ref ORDER BY indicator, ref", false},
        {"replaced", "SELECT * FROM replaced ORDER BY id, unit, row, by_status, by_as_of, by_id, by_row", false},
        {"alert", "SELECT * FROM alert ORDER BY alert", false},
        {"announced", "SELECT * FROM announced ORDER BY indicator, period", false},
        {"source", "SELECT * FROM source ORDER BY name", false},
        {"consequence", "SELECT * FROM consequence ORDER BY person, ladder, unit, since, step", false},
        {"personnel", "SELECT * FROM personnel ORDER BY number", true},
        {"sealed", "SELECT * FROM sealed ORDER BY name", false},
        {"sealed_row", "SELECT * FROM sealed_row ORDER BY name, indicator", false},
        {"event", "SELECT * FROM event ORDER BY number", true},
        {"audience", "SELECT * FROM audience ORDER BY unit, number", true},
        {"progress", "SELECT step, judged, now, messages, rows FROM progress", false},
    };
    int r = 0;
    for (size_t i = 0; r == 0 && i < sizeof tables / sizeof tables[0]; i++) {
        bool different = false;
        r = compare_table(b, tables[i].table, tables[i].query, &different);
        b->derived |= different;
        b->events |= different && tables[i].numbered;
    }
    if (r == 0) {
        bool different = false;
        r = compare_traces(b, &different);
        b->derived |= different;
    }
    return r;
}

static int meta_of(sqlite3 *db, int64_t *ret_start, bool *ret_simulated) {
    sqlite3_stmt *sql = NULL;
    int r = -EBADMSG;
    if (sqlite3_prepare_v2(db,
                           "SELECT (SELECT value FROM meta WHERE key = 'start'),"
                           " (SELECT value FROM meta WHERE key = 'simulated')",
                           -1, &sql, NULL) == SQLITE_OK &&
        sqlite3_step(sql) == SQLITE_ROW) {
        *ret_start = sqlite3_column_int64(sql, 0);
        *ret_simulated = sqlite3_column_int(sql, 1) != 0;
        r = 0;
    }
    sqlite3_finalize(sql);
    return r;
}

int refold_run(struct refold *b, char **ret_sentence) {
    const char *base = getenv("TMPDIR");
    int64_t start = 0;
    bool simulated = false;
    if (asprintf(&b->folder, "%s/capaian-rebuild-XXXXXX", base != NULL ? base : "/var/tmp") < 0) {
        b->folder = NULL;
        return -ENOMEM;
    }
    if (mkdtemp(b->folder) == NULL)
        return -errno;
    if (asprintf(&b->copy, "%s/ledger.db", b->folder) < 0) {
        b->copy = NULL;
        return -ENOMEM;
    }
    int r = meta_of(b->source, &start, &simulated);
    if (r == 0)
        r = ledger_create(b->copy, simulated, start, ret_sentence);
    if (r == 0)
        r = ledger_open(b->copy, &b->again, ret_sentence);
    // Nobody needs the copy after a crash.
    static const char careless[] = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-131072";
    if (r == 0 && sqlite3_exec(capaian_store_db(b->again->store), careless, NULL, NULL, NULL) != SQLITE_OK)
        r = -EIO;
    return r < 0 ? r : again_all(b);
}

void refold_end(struct refold *b) {
    static const char *const left[] = {"", "-wal", "-shm", ".lock"};
    b->again = ledger_close(b->again);
    for (size_t i = 0; b->copy != NULL && i < sizeof left / sizeof left[0]; i++) {
        char *file = NULL;
        if (asprintf(&file, "%s%s", b->copy, left[i]) >= 0)
            unlink(file);
        free(file);
    }
    if (b->folder != NULL)
        rmdir(b->folder);
    free(b->folder);
    free(b->copy);
    b->folder = b->copy = NULL;
}
