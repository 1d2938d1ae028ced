#include "ledger/traces.h"

#include "harness/regency.h"
#include "ledger/ledger.h"
#include "support/folder.h"
#include "value/text.h"

#include <errno.h>

#define INDICATORS                                                                                                     \
    "e,ratio,higher,events,period,month,sum,0,,,,2026-01-01,\nf,ratio,higher,events,period,month,sum,0,,,,2026-01-01," \
    "\n"
#define TARGETS "e,2026,100,to_date,yes\nf,2026,100,to_date,yes\n"

enum { MANY = 5000 };    // messages with two traces each: more than gather before they move over

static struct ledger *begin(const struct folder *folder) {
    char *sentence = NULL;
    struct ledger *ledger = NULL;
    cr_assert_eq(ledger_open(folder_file(folder, "ledger.db"), &ledger, &sentence), 0, "%s", sentence);
    return ledger;
}

static struct ledger *make_of(const struct folder *folder, const char *indicators, const char *targets) {
    char *sentence = NULL;
    struct regency_texts texts = {indicators, targets, "numbers = en\nsatuan = orang\nlock = 400d\n"};
    struct catalogue_file files[REGENCY_FILES];
    int32_t day = 0;
    cr_assert_eq(ledger_create(folder_file(folder, "ledger.db"), true, instant_of("2026-10-05T00:00"), &sentence), 0,
                 "%s", sentence);
    struct ledger *ledger = begin(folder);
    cr_assert_eq(capaian_date_parse("2026-01-01", &day), 0);
    regency_files(&texts, files);
    const uint8_t act[CAPAIAN_ID_SIZE] = {0xAC};
    cr_assert_eq(ledger_catalogue(ledger, regency_read(files, REGENCY_FILES), files, REGENCY_FILES,
                                  &(struct applied){"SK 1", day, false},
                                  &(struct doing){.act_id = act, .actor = "admin"}, ledger->now),
                 0);
    free((void *)files[1].text);
    free((void *)files[2].text);
    cr_assert_eq(ledger_commit(ledger), 0);
    return ledger;
}

static struct ledger *make(const struct folder *folder) {
    return make_of(folder, INDICATORS, TARGETS);
}

static void send(struct ledger *ledger, const char *text, unsigned first, unsigned count) {
    int64_t now = instant_of("2026-10-05");
    struct letter *letter = letter_of("dispar", false, text, now);
    for (unsigned i = first; i < first + count; i++) {
        const uint8_t key[CAPAIAN_KEY_SIZE] = {7}, id[CAPAIAN_ID_SIZE] = {(uint8_t)(i >> 8), (uint8_t)i};
        const struct entry entry = {
            .message = {.id = id, .unit = "dispar", .content = letter->bytes, .size = letter->size, .received_at = now},
            .sender = key};
        enum arrival arrival;
        const uint8_t *verdict;
        size_t size;
        cr_assert_eq(ledger_message(ledger, &entry, now, &arrival, &verdict, &size), 0);
        cr_assert_eq(arrival, ARRIVAL_NEW);
        if (i % 100 == 0) {
            cr_assert_eq(ledger_commit(ledger), 0);
            ledger_published(ledger);
        }
    }
    free(letter);
    cr_assert_eq(ledger_commit(ledger), 0);
    ledger_published(ledger);
}

static sqlite3 *reader(const struct folder *folder) {
    sqlite3 *db = NULL;
    char *sentence = NULL;
    cr_assert_eq(capaian_store_open_readonly(folder_file(folder, "ledger.db"), &ledger_schema, &db, &sentence), 0, "%s",
                 sentence);
    return db;
}

static int64_t number(const struct folder *folder, const char *sql) {
    sqlite3 *db = reader(folder);
    sqlite3_stmt *statement = NULL;
    cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
    cr_assert_eq(sqlite3_step(statement), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return value;
}

// How many there are, in order and each once; of an indicator's month, or of all (0).
static unsigned traced(const struct folder *folder, uint32_t indicator, unsigned month, uint64_t after) {
    sqlite3 *db = reader(folder);
    const int64_t place = figure_place(indicator, 20262000 + (int32_t)month);
    struct trace_stream *stream = NULL;
    struct traced last = {0}, next;
    unsigned count = 0;
    int r;
    cr_assert_eq(trace_stream_open(db, month == 0 ? NULL : &place, after, &stream), 0);
    while ((r = trace_stream_next(stream, &next)) == 1) {
        cr_assert(next.place > last.place || (next.place == last.place && next.step > last.step));
        cr_assert(month == 0 || next.place == place);
        cr_assert_gt(next.step, after);
        last = next;
        count++;
    }
    cr_assert_eq(r, 0);
    trace_stream_close(stream);
    sqlite3_close(db);
    return count;
}

static void differ(void *context, const char *sentence) {
    (void)context;
    fprintf(stderr, "%s\n", sentence);
}

Test(traces, are_found_wherever_they_are_kept) {
    struct folder folder = folder_make();
    struct ledger *ledger = make(&folder);
    uint64_t before = ledger->fold->step;
    send(ledger, "e 2026-01-02 1; f 2026-01-03 1; e 2026-01-04 2", 1, 10);
    cr_assert_eq(number(&folder, "SELECT count(*) FROM trace"), 0, "a few stay where they are cheap");
    cr_assert_eq(traced(&folder, 0, 0, 0), 20, "a message leads to a figure once");
    send(ledger, "e 2026-01-02 1; f 2026-01-03 1", 11, MANY - 10);
    int64_t chunks = number(&folder, "SELECT count(*) FROM trace");
    cr_assert_gt(chunks, 2);
    cr_assert_lt(chunks, MANY / 100, "many steps of a figure are one row");
    cr_assert_gt(traces_recent(ledger->traces), 0, "what came after the move has not moved");
    cr_assert_eq(traced(&folder, 0, 0, 0), 2 * MANY);
    cr_assert_eq(traced(&folder, 0, 1, 0), MANY);
    cr_assert_eq(traced(&folder, 1, 1, 0), MANY);
    cr_assert_eq(traced(&folder, 1, 2, 0), 0);
    static const unsigned after[] = {1, 511, 512, 513, MANY - 1, MANY};
    for (size_t i = 0; i < sizeof after / sizeof *after; i++)
        cr_assert_eq(traced(&folder, 0, 1, before + after[i]), MANY - after[i], "after %u", after[i]);
    ledger_close(ledger);
    folder_remove(&folder);
}

Test(traces, of_many_figures_wait_until_some_are_of_the_same) {
    enum { FIGURES = 170, MONTHS = 9, ROUND = FIGURES * MONTHS };
    struct folder folder = folder_make();
    struct capaian_string indicators = {0}, targets = {0}, months[MONTHS] = {0};
    for (unsigned i = 0; i < FIGURES; i++) {
        capaian_string_add(&indicators, "g%03u,ratio,higher,events,period,month,sum,0,,,,2026-01-01,\n", i);
        capaian_string_add(&targets, "g%03u,2026,100,to_date,yes\n", i);
        for (unsigned month = 0; month < MONTHS; month++)
            capaian_string_add(&months[month], "%sg%03u 2026-%02u-02 1", i == 0 ? "" : "; ", i, month + 1);
    }
    struct ledger *ledger = make_of(&folder, indicators.text, targets.text);
    unsigned sent = 0;
    for (; sent < 6 * MONTHS; sent++)
        send(ledger, months[sent % MONTHS].text, sent + 1, 1);
    cr_assert_eq(number(&folder, "SELECT count(*) FROM trace"), 0, "a move would write a row for nearly each");
    ledger_close(ledger);
    ledger = begin(&folder);
    cr_assert_eq(traces_recent(ledger->traces), 6 * ROUND, "all are kept meanwhile");
    for (; sent < 11 * MONTHS; sent++)
        send(ledger, months[sent % MONTHS].text, sent + 1, 1);
    cr_assert_eq(number(&folder, "SELECT count(*) FROM trace"), ROUND, "each figure's together");
    cr_assert_eq(traced(&folder, 0, 0, 0), 11 * ROUND);
    cr_assert_eq(traced(&folder, 1, 2, 0), 11);
    ledger_close(ledger);
    capaian_string_free(&indicators);
    capaian_string_free(&targets);
    for (unsigned month = 0; month < MONTHS; month++)
        capaian_string_free(&months[month]);
    folder_remove(&folder);
}

Test(traces, what_cannot_be_right_is_an_error_and_not_followed) {
    static const char *const spoils[] = {
        "UPDATE trace SET before = x'00' WHERE place = (SELECT min(place) FROM trace)",
        "UPDATE trace SET before = x'80' WHERE place = (SELECT min(place) FROM trace)",
        "UPDATE trace SET before = x'ffffffffffffffffff7f' WHERE place = (SELECT min(place) FROM trace)",
        "UPDATE trace SET last = 3",
        "INSERT INTO trace_recent VALUES(9, x'09')",
        "INSERT INTO trace_recent VALUES(9, x'090101')",
        "INSERT INTO trace_recent VALUES(9, x'0101')",
        "INSERT INTO trace_recent VALUES(9, x'01ffffffff7f01')",
    };
    for (size_t i = 0; i < sizeof spoils / sizeof *spoils; i++) {
        sqlite3 *db = NULL;
        struct trace_stream *stream = NULL;
        struct traced next;
        cr_assert_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
        cr_assert_eq(sqlite3_exec(db,
                                  "CREATE TABLE trace(place, last, before); CREATE TABLE trace_recent(step, traces);"
                                  "INSERT INTO trace VALUES(7, 1000, x'0102030405');",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
        cr_assert_eq(sqlite3_exec(db, spoils[i], NULL, NULL, NULL), SQLITE_OK);
        int r = trace_stream_open(db, NULL, 0, &stream);
        if (r == 0) {
            while ((r = trace_stream_next(stream, &next)) == 1)
                ;
            trace_stream_close(stream);
        }
        cr_assert_eq(r, -EBADMSG, "%s: %d", spoils[i], r);
        sqlite3_close(db);
    }
}

Test(traces, go_on_after_a_restart_and_are_the_same_when_folded_again) {
    struct folder folder = folder_make();
    struct ledger *ledger = make(&folder);
    send(ledger, "e 2026-01-02 1; f 2026-01-03 1", 1, MANY / 2);
    cr_assert_eq(traces_recent(ledger->traces), MANY);
    ledger_close(ledger);
    ledger = begin(&folder);
    cr_assert_eq(traces_recent(ledger->traces), MANY, "a ledger that is often restarted moves them too");
    send(ledger, "e 2026-01-02 1; f 2026-01-03 1", MANY / 2 + 1, MANY / 2);
    cr_assert_gt(number(&folder, "SELECT count(*) FROM trace"), 0);
    cr_assert_eq(traced(&folder, 0, 0, 0), 2 * MANY);
    ledger_close(ledger);
    char *sentence = NULL;
    uint64_t steps = 0;
    cr_assert_eq(ledger_rebuild_check(folder_file(&folder, "ledger.db"), differ, NULL, &steps, &sentence), 0, "%s",
                 sentence);
    folder_remove(&folder);
}
