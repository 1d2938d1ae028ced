// The record replays: folded again from nothing it is the same, and whoever changes it is found out.
#include "harness/regency.h"
#include "ledger/ledger.h"
#include "support/folder.h"

#include <errno.h>
#include <sodium.h>

struct office {
    struct folder folder;
    char path[512];
    int differences;
    char told[4096];
};

static void message(struct ledger *ledger, uint8_t number, const char *when, const char *text) {
    struct letter *letter = letter_of("dispar", false, text, instant_of(when));
    const uint8_t key[CAPAIAN_KEY_SIZE] = {7}, id[CAPAIAN_ID_SIZE] = {1, number};
    const struct entry entry = {.message = {.id = id,
                                            .unit = "dispar",
                                            .content = letter->bytes,
                                            .size = letter->size,
                                            .received_at = instant_of(when)},
                                .sender = key};
    enum arrival arrival;
    const uint8_t *verdict = NULL;
    size_t size = 0;
    static const char *const unheard[] = {"kominfo"};
    for (int64_t due; (due = fold_next_due(ledger->fold)) <= instant_of(when);)
        cr_assert_eq(ledger_tick(ledger, due, unheard, number % 2, due), 0);
    cr_assert_eq(ledger_message(ledger, &entry, instant_of(when), &arrival, &verdict, &size), 0);
    free(letter);
}

static void catalogue(struct ledger *ledger, const char *targets, int32_t effective) {
    struct regency_texts texts = {
        "e,ratio,higher,events,period,month,sum,0,,,,2026-01-01,\nv,ratio,higher,value,period,month,sum,0,,,,"
        "2026-01-01,\n",
        targets, NULL};
    struct catalogue_file files[REGENCY_FILES];
    regency_files(&texts, files);
    cr_assert_eq(ledger_catalogue(ledger, regency_read(files, REGENCY_FILES), files, REGENCY_FILES,
                                  &(struct applied){"SK 1", effective, false},
                                  &(struct doing){.act_id = NULL, .actor = "admin"}, ledger->now),
                 0);
    free((void *)files[1].text);
    free((void *)files[2].text);
}

static struct office make(void) {
    struct office office = {.folder = folder_make()};
    char *sentence = NULL;
    struct ledger *ledger = NULL;
    snprintf(office.path, sizeof office.path, "%s/ledger.db", office.folder.path);
    cr_assert_eq(ledger_create(office.path, true, instant_of("2026-01-02"), &sentence), 0, "%s", sentence);
    cr_assert_eq(ledger_open(office.path, &ledger, &sentence), 0, "%s", sentence);
    message(ledger, 1, "2026-01-02", "v 2026-01 5");    // refused: there is no catalogue
    catalogue(ledger, "e,2026-Q1,30,to_date,yes\nv,2026-Q1,30,to_date,yes\n", 20454);
    message(ledger, 2, "2026-02-05", "v 2026-01 5; e 2026-01-02 3 #1; e 2026-01-03 4 #2; e 2026-01 =2:7; v 2026-09 1");
    cr_assert_eq(ledger_commit(ledger), 0);
    message(ledger, 3, "2026-02-20", "v 2026-01 6 !salah; e 2026-02-01 9 #2; e 2026-01 =1:3 @+1");
    cr_assert_eq(ledger_clock(ledger, instant_of("2026-03-01"), &(struct doing){.act_id = NULL, .actor = "admin"}), 0);
    message(ledger, 4, "2026-04-05", "v 2026-03 5; e 2026-03-01 -1; e 2026-03-01 -1");
    cr_assert_eq(ledger_commit(ledger), 0);
    message(ledger, 5, "2026-05-05", "v 2026-04 5; v 2026-04 5 ~p");
    catalogue(ledger, "v,2026-Q1,5,to_date,yes\ne,2026,7,to_date,yes\n", 20500);
    message(ledger, 6, "2026-08-05", "v 2026-07 0");
    cr_assert_eq(ledger_commit(ledger), 0);
    ledger_close(ledger);
    return office;
}

static void difference(void *context, const char *sentence) {
    struct office *office = context;
    office->differences++;
    size_t used = strlen(office->told);
    snprintf(office->told + used, sizeof office->told - used, "%s\n", sentence);
}

static int check(struct office *office) {
    char *sentence = NULL;
    uint64_t steps = 0;
    office->differences = 0;
    office->told[0] = '\0';
    int r = ledger_rebuild_check(office->path, difference, office, &steps, &sentence);
    cr_assert_null(sentence, "%s", sentence);
    cr_assert_gt(steps, 0);
    return r;
}

// What somebody does who gets at the file and knows SQL.
static void tamper(struct office *office, const char *sql) {
    sqlite3 *db = NULL;
    char *error = NULL;
    cr_assert_eq(sqlite3_open(office->path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, &error), SQLITE_OK, "%s", error);
    cr_assert_gt(sqlite3_changes(db), 0, "%s: nothing changed", sql);
    sqlite3_close(db);
}

Test(rebuild, a_record_as_it_was_written_is_equal) {
    struct office office = make();
    cr_assert_eq(check(&office), 0, "%s", office.told);
    cr_assert_eq(office.differences, 0);
    folder_remove(&office.folder);
}

static void found_out(const char *sql, const char *where) {
    struct office office = make();
    tamper(&office, sql);
    cr_assert_eq(check(&office), 1, "%s", sql);
    cr_assert_gt(office.differences, 0);
    cr_assert_not_null(strstr(office.told, where), "%s: %s", sql, office.told);
    folder_remove(&office.folder);
}

Test(rebuild, a_changed_figure_is_found_out) {
    found_out("UPDATE figure SET stated_numerator = zeroblob(16) WHERE indicator = 1 AND period = 20262001", "figure");
    found_out("UPDATE figure SET count = count + 1 WHERE indicator = 0 AND period = 20262001", "figure");
    found_out("UPDATE figure SET corrected = corrected + 1 WHERE indicator = 1 AND period = 20262001", "figure");
    found_out("DELETE FROM figure WHERE indicator = 1 AND period = 20262001", "figure");
    found_out("INSERT INTO figure SELECT indicator << 32 | 20262012, indicator, 20262012, numerator, denominator, "
              "count, provisional, "
              "estimated,"
              " stage, missing_until, corrected, stands, status, as_of, id, row, stated_numerator, stated_denominator,"
              " stated_count, step, received_at, said, confirmed, evidenced, said_id, said_row, said_status FROM "
              "figure LIMIT 1",
              "figure");
}

Test(rebuild, a_changed_ref_alert_or_count_is_found_out) {
    found_out("UPDATE ref SET period = 20262003 WHERE ref = '2'", "ref");
    found_out("UPDATE alert SET state = 4 - state WHERE alert = 'missed/e/2026-Q1'", "alert");
    found_out("UPDATE progress SET rows = rows + 1", "progress");
    found_out("DELETE FROM trace_recent WHERE step = (SELECT max(step) FROM trace_recent)", "trace");
    found_out("INSERT INTO trace VALUES(1, 1, x'')", "trace");
}

Test(rebuild, a_changed_event_is_found_out) {
    found_out("DROP TRIGGER event_update; UPDATE event SET body = zeroblob(length(body)) WHERE number = 3", "event");
    found_out("DROP TRIGGER event_delete; DELETE FROM event WHERE number = (SELECT max(number) FROM event)", "event");
}

Test(rebuild, a_changed_message_is_found_out) {
    found_out("DROP TRIGGER message_update; UPDATE message SET verdict = x'00' WHERE step ="
              " (SELECT max(step) FROM message)",
              "message");
    // Even where nothing follows from the change: a content that is not the one the hash was taken of.
    found_out("DROP TRIGGER message_update; UPDATE message SET hash = zeroblob(32) WHERE step ="
              " (SELECT max(step) FROM message)",
              "message");
    found_out("DROP TRIGGER message_delete; DELETE FROM message WHERE step = (SELECT min(step) FROM message)", "step");
    found_out("DROP TRIGGER message_update; UPDATE message SET received_at = received_at + 30 * 86400000 WHERE step ="
              " (SELECT max(step) FROM message)",
              "message");
}

Test(rebuild, a_changed_catalogue_or_tick_is_found_out) {
    found_out("DROP TRIGGER catalogue_file_update; UPDATE catalogue_file SET text ="
              " CAST(replace(CAST(text AS TEXT), 'Q1,30', 'Q1,10') AS BLOB) WHERE name = 'targets.csv'",
              "");
    found_out("DROP TRIGGER step_update; UPDATE step SET text = '0 1' WHERE kind = 'tick' AND text LIKE '%kominfo'",
              "event");
}

Test(rebuild, the_record_itself_refuses_to_be_changed) {
    struct office office = make();
    static const char *const attempts[] = {"UPDATE message SET verdict = x''",
                                           "DELETE FROM message",
                                           "UPDATE step SET at = 0",
                                           "DELETE FROM step",
                                           "UPDATE catalogue_file SET name = ''",
                                           "DELETE FROM catalogue_file",
                                           "UPDATE event SET kind = 0",
                                           "DELETE FROM event",
                                           "UPDATE audience SET unit = ''",
                                           "DELETE FROM audience"};
    sqlite3 *db = NULL;
    cr_assert_eq(sqlite3_open(office.path, &db), SQLITE_OK);
    for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++) {
        char *error = NULL;
        cr_assert_eq(sqlite3_exec(db, attempts[i], NULL, NULL, &error), SQLITE_CONSTRAINT, "%s", attempts[i]);
        cr_assert_not_null(strstr(error, "append-only"));
        sqlite3_free(error);
    }
    sqlite3_close(db);
    cr_assert_eq(check(&office), 0, "%s", office.told);
    folder_remove(&office.folder);
}

// Everything that is an input, in the order of its keys.
static void hash_inputs(struct office *office, uint8_t ret[32]) {
    static const char *const inputs[] = {"SELECT * FROM message ORDER BY step", "SELECT * FROM step ORDER BY step",
                                         "SELECT * FROM catalogue_file ORDER BY step, name",
                                         ("SELECT sql FROM sqlite_master WHERE tbl_name IN ('message', 'step',"
                                          " 'catalogue_file') AND sql NOT NULL ORDER BY name")};
    crypto_generichash_state state;
    sqlite3 *db = NULL;
    size_t rows = 0;
    crypto_generichash_init(&state, NULL, 0, 32);
    cr_assert_eq(sqlite3_open(office->path, &db), SQLITE_OK);
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        sqlite3_stmt *sql = NULL;
        cr_assert_eq(sqlite3_prepare_v2(db, inputs[i], -1, &sql, NULL), SQLITE_OK);
        for (; sqlite3_step(sql) == SQLITE_ROW; rows++)
            for (int k = 0; k < sqlite3_column_count(sql); k++) {
                const int type = sqlite3_column_type(sql, k), size = sqlite3_column_bytes(sql, k);
                crypto_generichash_update(&state, (const uint8_t *)&type, sizeof type);
                crypto_generichash_update(&state, (const uint8_t *)&size, sizeof size);
                if (size > 0)
                    crypto_generichash_update(&state, sqlite3_column_blob(sql, k), (unsigned long long)size);
            }
        sqlite3_finalize(sql);
    }
    sqlite3_close(db);
    cr_assert_gt(rows, 20);
    crypto_generichash_final(&state, ret, 32);
}

static struct rebuilt rebuild(struct office *office) {
    char *sentence = NULL;
    struct rebuilt rebuilt = {0};
    office->differences = 0;
    office->told[0] = '\0';
    int r = ledger_rebuild(office->path, difference, office, &rebuilt, &sentence);
    cr_assert_eq(r, 0, "%d: %s", r, sentence);
    return rebuilt;
}

static void read_epoch(struct office *office, uint8_t ret[CAPAIAN_EPOCH_SIZE]) {
    struct ledger *ledger = NULL;
    char *sentence = NULL;
    cr_assert_eq(ledger_open(office->path, &ledger, &sentence), 0, "%s", sentence);
    memcpy(ret, ledger->epoch, CAPAIAN_EPOCH_SIZE);
    ledger_close(ledger);
}

static void repaired(const char *sql, int tables, bool renewed) {
    struct office office = make();
    uint8_t before[32], after[32], epoch[CAPAIAN_EPOCH_SIZE], now[CAPAIAN_EPOCH_SIZE];
    hash_inputs(&office, before);
    read_epoch(&office, epoch);
    tamper(&office, sql);
    cr_assert_eq(check(&office), 1, "%s", sql);
    struct rebuilt rebuilt = rebuild(&office);
    cr_assert(rebuilt.derived && rebuilt.repaired && !rebuilt.damaged && !rebuilt.verdicts, "%s: %s", sql, office.told);
    cr_assert_eq(office.differences, tables, "%s", office.told);
    cr_assert_eq(rebuilt.renewed, renewed, "%s", sql);
    cr_assert_eq(check(&office), 0, "%s: %s", sql, office.told);
    hash_inputs(&office, after);
    cr_assert_eq(memcmp(before, after, sizeof before), 0, "an input was written");
    // What was given out by number may be another thing under it now: only then is it another stream.
    read_epoch(&office, now);
    cr_assert_eq(memcmp(epoch, now, sizeof epoch) != 0, renewed);
    folder_remove(&office.folder);
}

Test(rebuild, what_is_derived_is_made_anew) {
    repaired("UPDATE figure SET count = count + 1 WHERE indicator = 0 AND period = 20262001", 1, false);
    repaired("UPDATE alert SET state = 4 - state WHERE alert = 'missed/e/2026-Q1'", 1, false);
    repaired("DROP TRIGGER event_update; UPDATE event SET body = zeroblob(length(body)) WHERE number = 3", 1, true);
    repaired("DELETE FROM figure; DROP TABLE announced", 2, false);
}

Test(rebuild, what_was_made_anew_goes_on_and_is_protected_again) {
    struct office office = make();
    struct ledger *ledger = NULL;
    char *sentence = NULL;
    tamper(&office, "DROP TRIGGER event_delete; DELETE FROM event WHERE number = 2");
    cr_assert(rebuild(&office).repaired);
    cr_assert_eq(ledger_open(office.path, &ledger, &sentence), 0, "%s", sentence);
    message(ledger, 7, "2026-09-05", "v 2026-08 3; e 2026-08-01 4 #9");
    cr_assert_eq(ledger_commit(ledger), 0);
    ledger_close(ledger);
    cr_assert_eq(check(&office), 0, "%s", office.told);
    sqlite3 *db = NULL;
    cr_assert_eq(sqlite3_open(office.path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, "DELETE FROM event", NULL, NULL, NULL), SQLITE_CONSTRAINT);
    sqlite3_close(db);
    folder_remove(&office.folder);
}

Test(rebuild, an_equal_record_is_not_written) {
    struct office office = make();
    struct rebuilt rebuilt = rebuild(&office);
    cr_assert(!rebuilt.derived && !rebuilt.repaired && !rebuilt.renewed && !rebuilt.damaged && !rebuilt.verdicts);
    cr_assert_eq(office.differences, 0);
    folder_remove(&office.folder);
}

Test(rebuild, a_changed_verdict_is_said_and_stays) {
    struct office office = make();
    uint8_t before[32], after[32];
    tamper(&office, "DROP TRIGGER message_update; UPDATE message SET verdict = x'00' WHERE step ="
                    " (SELECT max(step) FROM message); UPDATE figure SET count = count + 1");
    hash_inputs(&office, before);
    struct rebuilt rebuilt = rebuild(&office);
    cr_assert(rebuilt.verdicts && rebuilt.repaired && !rebuilt.damaged);
    cr_assert_eq(check(&office), 1, "the verdict still differs");
    cr_assert_eq(office.differences, 1, "and nothing else: %s", office.told);
    hash_inputs(&office, after);
    cr_assert_eq(memcmp(before, after, sizeof before), 0);
    folder_remove(&office.folder);
}

Test(rebuild, from_a_damaged_record_nothing_is_made) {
    static const char *const damages[] = {
        "DROP TRIGGER message_delete; UPDATE figure SET count = count + 1; DELETE FROM message WHERE step ="
        " (SELECT min(step) FROM message)",
        "DROP TRIGGER message_update; UPDATE figure SET count = count + 1; UPDATE message SET content = x'00' WHERE"
        " step = (SELECT max(step) FROM message)"};
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        struct office office = make();
        tamper(&office, damages[i]);
        struct rebuilt rebuilt = rebuild(&office);
        cr_assert(rebuilt.damaged && !rebuilt.repaired, "%s: %s", damages[i], office.told);
        cr_assert_eq(check(&office), 1);
        folder_remove(&office.folder);
    }
}

Test(rebuild, a_ledger_in_use_is_left_alone) {
    struct office office = make();
    struct ledger *ledger = NULL;
    struct rebuilt rebuilt;
    char *sentence = NULL;
    tamper(&office, "UPDATE figure SET count = count + 1");
    cr_assert_eq(ledger_open(office.path, &ledger, &sentence), 0, "%s", sentence);
    cr_assert_eq(ledger_rebuild(office.path, difference, &office, &rebuilt, &sentence), -EBUSY);
    cr_assert_not_null(sentence);
    free(sentence);
    ledger_close(ledger);
    cr_assert(rebuild(&office).repaired);
    folder_remove(&office.folder);
}
