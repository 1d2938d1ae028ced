#include "ledger/ledger.h"
#include "ledger/statements.h"
#include "value/text.h"
#include "wire/content.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct rebuilding {
    sqlite3 *source;
    struct ledger *again;
    void (*difference)(void *context, const char *sentence);
    void *context;
    bool differs;
};

enum { STEPS_PER_COMMIT = 10000, UNHEARD_MAX = 64 };

static void differ(struct rebuilding *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void differ(struct rebuilding *b, const char *format, ...) {
    char *sentence = NULL;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&sentence, format, arguments) >= 0)
        b->difference(b->context, sentence);
    va_end(arguments);
    free(sentence);
    b->differs = true;
}

static int again_message(struct rebuilding *b, sqlite3_stmt *sql) {
    const char *admission = (const char *)sqlite3_column_text(sql, 6);
    struct entry entry = {.message = {.id = sqlite3_column_blob(sql, 2),
                                      .unit = (const char *)sqlite3_column_text(sql, 1),
                                      .content = sqlite3_column_blob(sql, 7),
                                      .size = (size_t)sqlite3_column_bytes(sql, 7),
                                      .received_at = sqlite3_column_int64(sql, 4),
                                      .admission = admission[0] == '\0' ? CAPAIAN_OK : capaian_code_of_name(admission)},
                          .sender = sqlite3_column_blob(sql, 3)};
    enum arrival arrival;
    const uint8_t *verdict = NULL;
    size_t size = 0;
    int r = ledger_message(b->again, &entry, sqlite3_column_int64(sql, 5), &arrival, &verdict, &size);
    if (r < 0)
        return r;
    if (arrival != ARRIVAL_NEW || size != (size_t)sqlite3_column_bytes(sql, 8) ||
        memcmp(verdict, sqlite3_column_blob(sql, 8), size) != 0)
        differ(b, "message: the verdict of step %lld is another one", (long long)sqlite3_column_int64(sql, 0));
    uint8_t hash[CAPAIAN_HASH_SIZE];
    capaian_content_hash(entry.message.content, entry.message.size, hash);
    if (sqlite3_column_bytes(sql, 9) != CAPAIAN_HASH_SIZE ||
        memcmp(sqlite3_column_blob(sql, 9), hash, sizeof hash) != 0)
        differ(b, "message: the content of step %lld is not what its hash says",
               (long long)sqlite3_column_int64(sql, 0));
    return 0;
}

static int again_catalogue(struct rebuilding *b, sqlite3_stmt *sql) {
    struct catalogue *catalogue = NULL;
    int r = ledger_read_catalogue(b->source, sqlite3_column_int64(sql, 0), &catalogue);
    if (r < 0)
        return r;
    struct applied applied = {(const char *)sqlite3_column_text(sql, 4), (int32_t)sqlite3_column_int64(sql, 3), false};
    r = ledger_read_rejudge(sql, 8, &applied);
    // The files themselves are inputs; only the step is folded again.
    if (r == 0)
        r = ledger_catalogue_step(b->again, catalogue, NULL, 0, &applied, NULL, sqlite3_column_int64(sql, 2));
    if (r < 0)
        catalogue_free(catalogue);
    return r;
}

// The first line of a tick's text: "FIRST LAST".
static int two_numbers(const char *text, unsigned *ret_first, unsigned *ret_last) {
    char *end;
    errno = 0;
    unsigned long first = strtoul(text, &end, 10);
    if (end == text || *end != ' ')
        return -EBADMSG;
    const char *rest = end + 1;
    unsigned long last = strtoul(rest, &end, 10);
    if (end == rest || errno != 0 || first > UINT_MAX || last > UINT_MAX)
        return -EBADMSG;
    *ret_first = (unsigned)first;
    *ret_last = (unsigned)last;
    return 0;
}

static int again_tick(struct rebuilding *b, sqlite3_stmt *sql) {
    char *text = strdup((const char *)sqlite3_column_text(sql, 4));
    unsigned first = 0, last = 0;
    const char *unheard[UNHEARD_MAX];
    size_t count = 0;
    int r = text == NULL ? -ENOMEM : two_numbers(text, &first, &last);
    for (char *line = r == 0 ? strchr(text, '\n') : NULL; line != NULL && count < UNHEARD_MAX;) {
        *line++ = '\0';
        unheard[count++] = line;
        line = strchr(line, '\n');
    }
    if (r == 0)
        r = ledger_tick_step(b->again, sqlite3_column_int64(sql, 3), first, last, unheard, count,
                             sqlite3_column_int64(sql, 2));
    free(text);
    return r;
}

static int again_deed(struct rebuilding *b, sqlite3_stmt *sql) {
    Capaian__V1__Deed *deed =
        capaian__v1__deed__unpack(NULL, (size_t)sqlite3_column_bytes(sql, 8), sqlite3_column_blob(sql, 8));
    if (deed == NULL)
        return -EBADMSG;
    const struct doing doing = {.actor = (const char *)sqlite3_column_text(sql, 5),
                                .key = (const char *)sqlite3_column_text(sql, 6),
                                .reason = (const char *)sqlite3_column_text(sql, 7)};
    int r = ledger_deed(b->again, deed, &doing, sqlite3_column_int64(sql, 2));
    capaian__v1__deed__free_unpacked(deed, NULL);
    return r;
}

static int again_step(struct rebuilding *b, sqlite3_stmt *sql) {
    const char *kind = (const char *)sqlite3_column_text(sql, 1);
    if (strcmp(kind, "catalogue") == 0)
        return again_catalogue(b, sql);
    if (strcmp(kind, "tick") == 0)
        return again_tick(b, sql);
    bool silent = strcmp(kind, "silent") == 0;
    if (silent || strcmp(kind, "heard") == 0)
        return ledger_link_heard(b->again, (const char *)sqlite3_column_text(sql, 4), sqlite3_column_int64(sql, 3),
                                 silent, sqlite3_column_int64(sql, 2));
    if (strcmp(kind, "deed") == 0)
        return again_deed(b, sql);
    return strcmp(kind, "clock") == 0 ? ledger_clock(b->again, sqlite3_column_int64(sql, 3), NULL) : -EBADMSG;
}

// Messages and other steps are two tables with one sequence of numbers.
static int again_all(struct rebuilding *b, uint64_t *ret_steps) {
    sqlite3_stmt *messages = NULL, *steps = NULL;
    int r = 0;
    if (sqlite3_prepare_v2(b->source,
                           "SELECT step, unit, id, sender, received_at, at, admission, content, verdict, hash"
                           " FROM message ORDER BY step",
                           -1, &messages, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(b->source,
                           "SELECT step, kind, at, instant, text, actor, key, reason, body FROM step ORDER BY step", -1,
                           &steps, NULL) != SQLITE_OK)
        r = -EIO;
    int message = r == 0 ? sqlite3_step(messages) : SQLITE_DONE, step = r == 0 ? sqlite3_step(steps) : SQLITE_DONE;
    uint64_t done = 0;
    while (r == 0 && (message == SQLITE_ROW || step == SQLITE_ROW)) {
        bool is_message = message == SQLITE_ROW &&
                          (step != SQLITE_ROW || sqlite3_column_int64(messages, 0) < sqlite3_column_int64(steps, 0));
        int64_t number = sqlite3_column_int64(is_message ? messages : steps, 0);
        if (number != (int64_t)++done) {
            differ(b, "step: number %llu is missing", (unsigned long long)done);
            break;
        }
        r = is_message ? again_message(b, messages) : again_step(b, steps);
        if (is_message)
            message = sqlite3_step(messages);
        else
            step = sqlite3_step(steps);
        if (r == 0 && done % STEPS_PER_COMMIT == 0) {
            r = ledger_commit(b->again);
            ledger_published(b->again);
        }
    }
    if (r == 0 && !b->differs && (message != SQLITE_DONE || step != SQLITE_DONE))
        r = -EIO;
    sqlite3_finalize(messages);
    sqlite3_finalize(steps);
    *ret_steps = done;
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

static int compare_table(struct rebuilding *b, const char *table, const char *query) {
    sqlite3_stmt *was = NULL, *is = NULL;
    int r = sqlite3_prepare_v2(b->source, query, -1, &was, NULL) == SQLITE_OK &&
                    sqlite3_prepare_v2(capaian_store_db(b->again->store), query, -1, &is, NULL) == SQLITE_OK
                ? 0
                : -EIO;
    uint64_t rows = 0;
    while (r == 0) {
        int left = sqlite3_step(was), right = sqlite3_step(is);
        if (left != SQLITE_ROW && right != SQLITE_ROW)
            break;
        bool same = left == right;
        for (int i = 0; same && i < sqlite3_column_count(was); i++)
            same = same_column(was, is, i);
        rows++;
        if (!same) {
            differ(b, "%s: row %llu of the record differs from what its steps give", table, (unsigned long long)rows);
            break;
        }
    }
    sqlite3_finalize(was);
    sqlite3_finalize(is);
    return r;
}

static int compare_all(struct rebuilding *b) {
    static const char *const tables[][2] = {
        {"figure", "SELECT * FROM figure ORDER BY indicator, period"},
        {"ref", "SELECT * FROM ref ORDER BY indicator, ref"},
        {"replaced", "SELECT * FROM replaced ORDER BY id, unit, row, by_status, by_as_of, by_id, by_row"},
        {"trace", "SELECT * FROM traced ORDER BY indicator, period, step"},
        {"alert", "SELECT * FROM alert ORDER BY alert"},
        {"announced", "SELECT * FROM announced ORDER BY indicator, period"},
        {"source", "SELECT * FROM source ORDER BY name"},
        {"consequence", "SELECT * FROM consequence ORDER BY person, ladder, unit, since, step"},
        {"personnel", "SELECT * FROM personnel ORDER BY number"},
        {"sealed", "SELECT * FROM sealed ORDER BY name"},
        {"sealed_row", "SELECT * FROM sealed_row ORDER BY name, indicator"},
        {"event", "SELECT * FROM event ORDER BY number"},
        {"audience", "SELECT * FROM audience ORDER BY unit, number"},
        {"progress", "SELECT step, judged, now, messages, rows FROM progress"},
    };
    int r = 0;
    for (size_t i = 0; r == 0 && i < sizeof tables / sizeof tables[0]; i++)
        r = compare_table(b, tables[i][0], tables[i][1]);
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

int ledger_rebuild_check(const char *path, void (*difference)(void *context, const char *sentence), void *context,
                         uint64_t *ret_steps, char **ret_sentence) {
    struct rebuilding b = {.difference = difference, .context = context};
    int r = capaian_store_open_readonly(path, &ledger_schema, &b.source, ret_sentence);
    if (r < 0)
        return r;
    char *folder = NULL, *copy = NULL;
    const char *base = getenv("TMPDIR");
    if (asprintf(&folder, "%s/capaian-rebuild-XXXXXX", base != NULL ? base : "/var/tmp") < 0 ||
        mkdtemp(folder) == NULL || asprintf(&copy, "%s/ledger.db", folder) < 0)
        r = -errno;
    int64_t start = 0;
    bool simulated = false;
    uint64_t steps = 0;
    // One snapshot of the source for everything that is compared.
    if (r == 0)
        r = sqlite3_exec(b.source, "BEGIN", NULL, NULL, NULL) == SQLITE_OK ? meta_of(b.source, &start, &simulated)
                                                                           : -EIO;
    if (r == 0)
        r = ledger_create(copy, simulated, start, ret_sentence);
    if (r == 0)
        r = ledger_open(copy, &b.again, ret_sentence);
    if (r == 0)
        r = again_all(&b, &steps);
    if (r == 0)
        r = compare_all(&b);
    ledger_close(b.again);
    sqlite3_close(b.source);
    static const char *const left[] = {"", "-wal", "-shm", ".lock"};
    for (size_t i = 0; copy != NULL && i < sizeof left / sizeof left[0]; i++) {
        char *file = NULL;
        if (asprintf(&file, "%s%s", copy, left[i]) >= 0)
            unlink(file);
        free(file);
    }
    if (folder != NULL)
        rmdir(folder);
    if (r < 0 && *ret_sentence == NULL &&
        asprintf(ret_sentence, "%s: the steps cannot be folded again: %s", path, strerror(-r)) < 0)
        *ret_sentence = NULL;
    free(folder);
    free(copy);
    *ret_steps = steps;
    return r < 0 ? r : b.differs;
}
