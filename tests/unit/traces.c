#include "harness/regency.h"
#include "ledger/ledger.h"
#include "support/folder.h"

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

static struct ledger *make(const struct folder *folder) {
    char *sentence = NULL;
    struct regency_texts texts = {INDICATORS, TARGETS, "numbers = en\nsatuan = orang\nlock = 400d\n"};
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

static int64_t number(const struct folder *folder, const char *sql) {
    sqlite3 *db = NULL;
    char *sentence = NULL;
    sqlite3_stmt *statement = NULL;
    cr_assert_eq(capaian_store_open_readonly(folder_file(folder, "ledger.db"), &ledger_schema, &db, &sentence), 0, "%s",
                 sentence);
    cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
    cr_assert_eq(sqlite3_step(statement), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return value;
}

static void differ(void *context, const char *sentence) {
    (void)context;
    fprintf(stderr, "%s\n", sentence);
}

Test(traces, are_found_wherever_they_are_kept) {
    struct folder folder = folder_make();
    struct ledger *ledger = make(&folder);
    send(ledger, "e 2026-01-02 1; f 2026-01-03 1; e 2026-01-04 2", 1, 10);
    cr_assert_eq(number(&folder, "SELECT count(*) FROM trace"), 0, "a few stay where they are cheap");
    cr_assert_eq(number(&folder, "SELECT count(*) FROM traced"), 20, "a message leads to a figure once");
    send(ledger, "e 2026-01-02 1; f 2026-01-03 1", 11, MANY - 10);
    int64_t moved = number(&folder, "SELECT count(*) FROM trace");
    cr_assert_gt(moved, 0);
    cr_assert_lt(moved, 2 * MANY, "what came after the move has not moved");
    cr_assert_eq(number(&folder, "SELECT count(*) FROM traced"), 2 * MANY);
    cr_assert_eq(number(&folder, "SELECT count(*) FROM (SELECT DISTINCT * FROM traced)"), 2 * MANY);
    cr_assert_eq(number(&folder, "SELECT count(*) FROM traced JOIN message USING(step) WHERE indicator = 0"), MANY);
    uint64_t gathered = ledger->traces;
    send(ledger,
         "e 2026-01 =9:9; e 2026-02 1; e 2026-03 1; e 2026-04 1; e 2026-05 1; e 2026-06 1; e 2026-07 1;"
         "e 2026-08 1; e 2026-09 1; f 2026-01 1; f 2026-02 1; f 2026-03 1; f 2026-04 1; f 2026-05 1;"
         "f 2026-06 1; f 2026-07 1; f 2026-08 1; f 2026-09 1",
         MANY + 1, 1);
    cr_assert_eq(ledger->traces, gathered, "a large one does not wait");
    cr_assert_eq(number(&folder, "SELECT count(*) FROM traced"), 2 * MANY + 18);
    ledger_close(ledger);
    folder_remove(&folder);
}

Test(traces, go_on_after_a_restart_and_are_the_same_when_folded_again) {
    struct folder folder = folder_make();
    struct ledger *ledger = make(&folder);
    send(ledger, "e 2026-01-02 1; f 2026-01-03 1", 1, MANY / 2);
    uint64_t gathered = ledger->traces;
    cr_assert_eq(gathered, MANY);
    ledger_close(ledger);
    ledger = begin(&folder);
    cr_assert_eq(ledger->traces, gathered, "a ledger that is often restarted moves them too");
    send(ledger, "e 2026-01-02 1; f 2026-01-03 1", MANY / 2 + 1, MANY / 2);
    cr_assert_gt(number(&folder, "SELECT count(*) FROM trace"), 0);
    ledger_close(ledger);
    char *sentence = NULL;
    uint64_t steps = 0;
    cr_assert_eq(ledger_rebuild_check(folder_file(&folder, "ledger.db"), differ, NULL, &steps, &sentence), 0, "%s",
                 sentence);
    folder_remove(&folder);
}
