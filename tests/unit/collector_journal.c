#include "journal.h"
#include "support/folder.h"
#include "wire/content.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <sqlite3.h>

static struct folder folder;
static char path[512];
static struct journal *journal;
static struct capaian_arena *arena;
static const uint8_t epoch[CAPAIAN_EPOCH_SIZE] = "an epoch, 16 byt";

static void open_again(void) {
    char *sentence = NULL;
    journal = journal_close(journal);
    cr_assert_eq(journal_open(path, false, &journal, &sentence), 0, "%s", sentence ? sentence : "");
}

static void set_up(void) {
    folder = folder_make();
    snprintf(path, sizeof path, "%s", folder_file(&folder, "journal.db"));
    arena = capaian_arena_new(1 << 20);
    open_again();
}

static void tear_down(void) {
    journal = journal_close(journal);
    arena = capaian_arena_free(arena);
    folder_remove(&folder);
}

TestSuite(journal, .init = set_up, .fini = tear_down);

static struct journal_entry entry_of(const char *unit, uint8_t id, const char *content, int64_t received_at) {
    struct journal_entry entry = {
        .received_at = received_at, .content = (const uint8_t *)content, .size = strlen(content)};
    snprintf(entry.unit, sizeof entry.unit, "%s", unit);
    memset(entry.id, id, sizeof entry.id);
    memset(entry.key, 7, sizeof entry.key);
    capaian_content_hash(content, entry.size, entry.hash);
    return entry;
}

static uint64_t append(uint8_t id, int64_t received_at) {
    struct journal_entry entry = entry_of("dispar", id, "content", received_at);
    uint64_t sequence = 0;
    cr_assert_eq(journal_append(journal, &entry, &sequence), 0);
    return sequence;
}

static void settle(int64_t at) {
    cr_assert_eq(journal_settle(journal, "verdict", 7, at), 0);
}

static void commit(void) {
    cr_assert_eq(journal_commit(journal), 0);
}

static int find(const char *unit, uint8_t id, struct journal_record *ret) {
    uint8_t bytes[CAPAIAN_ID_SIZE];
    memset(bytes, id, sizeof bytes);
    return journal_find(journal, unit, bytes, arena, ret);
}

Test(journal, keeps_what_was_committed) {
    cr_assert_eq(append(1, 1000), 1);
    cr_assert_eq(append(2, 1001), 2);
    commit();
    open_again();
    const struct journal_position *position = journal_position(journal);
    cr_assert_eq(position->first, 1);
    cr_assert_eq(position->last, 2);
    cr_assert_eq(position->cursor, 0);
    cr_assert_eq(position->instant, 1001);
    struct journal_entry entries[4];
    cr_assert_eq(journal_read(journal, 1, arena, entries, 4, 1000), 2);
    cr_assert_eq(entries[1].sequence, 2);
    cr_assert_eq(entries[1].id[0], 2);
    cr_assert_eq(entries[1].key[31], 7);
    cr_assert_eq(entries[1].received_at, 1001);
    cr_assert_str_eq(entries[1].unit, "dispar");
    cr_assert_eq(entries[1].size, 7);
    cr_assert_arr_eq(entries[1].content, "content", 7);
}

Test(journal, loses_what_was_not) {
    append(1, 1000);
    open_again();
    cr_assert_eq(journal_position(journal)->last, 0);
    cr_assert_eq(append(2, 1000), 1);
}

Test(journal, a_unit_and_id_enter_once_also_within_a_transaction) {
    append(1, 1000);
    struct journal_entry again = entry_of("dispar", 1, "another", 1001);
    uint64_t sequence = 99;
    cr_assert_eq(journal_append(journal, &again, &sequence), -EEXIST);
    cr_assert_eq(sequence, 99);
    struct journal_record record;
    cr_assert_eq(find("dispar", 1, &record), 1, "seen before the commit");
    cr_assert_arr_eq(record.entry.hash, entry_of("dispar", 1, "content", 0).hash, CAPAIAN_HASH_SIZE);
    struct journal_entry other = entry_of("dinkes", 1, "content", 1001);
    cr_assert_eq(journal_append(journal, &other, &sequence), 0, "an id belongs to a unit");
    cr_assert_eq(sequence, 2, "a refused entry takes no number");
    commit();
    cr_assert_eq(journal_append(journal, &again, &sequence), -EEXIST);
    commit();
    cr_assert_eq(find("dinkes", 1, &record), 1);
    cr_assert_eq(record.entry.sequence, 2);
    cr_assert_eq(find(NULL, 1, &record), 1);
    cr_assert_eq(record.entry.sequence, 1, "the oldest");
    cr_assert_eq(find("dispar", 9, &record), 0);
    cr_assert_eq(find("disdik", 1, &record), 0);
}

Test(journal, verdicts_move_the_cursor_and_stay) {
    append(1, 1000);
    append(2, 1000);
    commit();
    settle(2000);
    cr_assert_eq(journal_remember(journal, 1, epoch, 55), 0);
    commit();
    open_again();
    const struct journal_position *position = journal_position(journal);
    cr_assert_eq(position->cursor, 1);
    cr_assert_eq(position->settled, 1);
    cr_assert_eq(position->applied, 55);
    cr_assert_arr_eq(position->epoch, epoch, sizeof epoch);
    struct journal_record record;
    cr_assert_eq(journal_get(journal, 1, arena, &record), 1);
    cr_assert_eq(record.verdict_size, 7);
    cr_assert_arr_eq(record.verdict, "verdict", 7);
    cr_assert_eq(journal_get(journal, 2, arena, &record), 1);
    cr_assert_null(record.verdict);
    cr_assert_eq(journal_get(journal, 3, arena, &record), 0);
}

Test(journal, a_rewound_cursor_settles_again) {
    append(1, 1000);
    append(2, 1000);
    settle(2000);
    settle(2000);
    commit();
    cr_assert_eq(journal_remember(journal, 0, epoch, 0), 0);
    commit();
    cr_assert_eq(journal_position(journal)->settled, 2, "what was settled once does not count as pending");
    cr_assert_eq(journal_settle(journal, "new", 3, 3000), 0);
    commit();
    struct journal_record record;
    cr_assert_eq(journal_get(journal, 1, arena, &record), 1);
    cr_assert_eq(record.verdict_size, 3);
}

Test(journal, purges_the_oldest_applied_and_never_reuses_a_number) {
    for (uint8_t i = 1; i <= 5; i++)
        append(i, 1000 + i);
    commit();
    unsigned purged = 99;
    cr_assert_eq(journal_purge(journal, 10, &purged), 0);
    cr_assert_eq(purged, 0, "nothing is applied");
    for (int i = 0; i < 3; i++)
        settle(2000 + i);
    commit();
    cr_assert_eq(journal_purge(journal, 2, &purged), 0);
    cr_assert_eq(purged, 2);
    commit();
    cr_assert_eq(journal_position(journal)->first, 3);
    cr_assert_eq(journal_position(journal)->whole_since, 2001, "when the newest purged was settled");
    cr_assert_eq(journal_purge(journal, 10, &purged), 0);
    cr_assert_eq(purged, 1, "no further than the cursor");
    settle(3000);
    settle(3000);
    commit();
    cr_assert_eq(journal_purge(journal, 10, &purged), 0);
    cr_assert_eq(purged, 2);
    commit();
    open_again();
    cr_assert_eq(journal_position(journal)->first, 6);
    cr_assert_eq(journal_position(journal)->last, 5);
    cr_assert_eq(append(1, 4000), 6, "its id is gone, its number is not given again");
}

static int attempt(sqlite3 *db, const char *sql) {
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

Test(journal, the_database_itself_keeps_what_is_not_applied) {
    append(1, 1000);
    append(2, 1000);
    settle(2000);
    commit();
    journal = journal_close(journal);
    sqlite3 *db;
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_neq(attempt(db, "DELETE FROM entry WHERE sequence = 2"), SQLITE_OK);
    cr_assert_neq(attempt(db, "UPDATE entry SET content = x'00'"), SQLITE_OK);
    cr_assert_neq(attempt(db, "UPDATE state SET last = 1"), SQLITE_OK);
    cr_assert_neq(attempt(db, "DELETE FROM state"), SQLITE_OK);
    cr_assert_eq(attempt(db, "DELETE FROM entry WHERE sequence = 1"), SQLITE_OK, "this one is applied");
    sqlite3_close(db);
}

Test(journal, receive_time_is_kept_across_a_restart) {
    cr_assert_eq(journal_promise(journal, 5000), 0);
    cr_assert(journal_dirty(journal));
    commit();
    cr_assert_eq(journal_promise(journal, 4000), 0);
    cr_assert_not(journal_dirty(journal), "an earlier promise is kept already");
    open_again();
    cr_assert_eq(journal_position(journal)->instant, 5000);
}

Test(journal, all_but_a_verdict_presses_for_the_disk) {
    append(1, 1000);
    cr_assert(journal_pressing(journal), "a receipt waits for it");
    commit();
    cr_assert_not(journal_pressing(journal));
    settle(2000);
    const struct journal_position *now = journal_position(journal);
    uint8_t same[CAPAIAN_EPOCH_SIZE];
    memcpy(same, now->epoch, sizeof same);
    cr_assert_eq(journal_remember(journal, now->cursor, same, 1), 0);
    cr_assert(journal_dirty(journal));
    cr_assert_not(journal_pressing(journal), "the evaluator has the verdict and tells it again");
    cr_assert_eq(journal_remember(journal, 0, same, 0), 0);
    cr_assert(journal_pressing(journal), "a cursor that goes back");
    commit();
    cr_assert_eq(journal_promise(journal, 5000), 0);
    cr_assert(journal_pressing(journal), "a watermark waits for it");
    commit();
    cr_assert_not(journal_pressing(journal));
}

Test(journal, the_kind_of_time_is_fixed) {
    journal = journal_close(journal);
    char *sentence = NULL;
    cr_assert_eq(journal_open(path, true, &journal, &sentence), -EPERM);
    cr_assert_not_null(sentence);
    cr_assert_not_null(strstr(sentence, path));
    free(sentence);
    cr_assert_null(journal);
}

Test(journal, reading_stops_at_its_bounds) {
    for (uint8_t i = 1; i <= 5; i++)
        append(i, 1000);
    commit();
    struct journal_entry entries[5];
    cr_assert_eq(journal_read(journal, 2, arena, entries, 2, 1000), 2);
    cr_assert_eq(entries[0].sequence, 2);
    cr_assert_eq(journal_read(journal, 1, arena, entries, 5, 8), 2, "7 bytes each");
    cr_assert_eq(journal_read(journal, 6, arena, entries, 5, 1000), 0);
}

Test(journal, a_content_that_is_not_what_came_is_not_read) {
    append(1, 1000);
    struct journal_entry entry = entry_of("dispar", 2, "content", 1000), read[2];
    entry.hash[3] ^= 4;
    uint64_t sequence;
    cr_assert_eq(journal_append(journal, &entry, &sequence), 0);
    commit();
    cr_assert_eq(journal_read(journal, 1, arena, read, 1, 1000), 1);
    cr_assert_eq(journal_read(journal, 1, arena, read, 2, 1000), -EIO);
    entry = entry_of("dispar", 3, "content", 1000);
    cr_assert_eq(journal_append(journal, &entry, &sequence), -EIO, "that was its end");
}

static void count_entry(void *context, const char *unit, size_t size) {
    cr_assert_str_eq(unit, "dispar");
    *(size_t *)context += size;
}

Test(journal, pending_is_what_was_never_settled) {
    append(1, 1000);
    append(2, 1000);
    append(3, 1000);
    settle(2000);
    commit();
    cr_assert_eq(journal_remember(journal, 0, epoch, 0), 0);
    commit();
    size_t bytes = 0;
    cr_assert_eq(journal_each_pending(journal, count_entry, &bytes), 0);
    cr_assert_eq(bytes, 14);
}

// Whatever has been done to the file since.
static void change_closed(const char *sql) {
    sqlite3 *db = NULL;
    journal = journal_close(journal);
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
    cr_assert_eq(sqlite3_close(db), SQLITE_OK);
}

Test(journal, a_unit_that_cannot_be_is_damage) {
    append(1, 1000);
    commit();
    change_closed("DROP TRIGGER entry_never_changes; UPDATE entry SET unit = hex(zeroblob(20))");
    open_again();
    size_t bytes = 0;
    cr_assert_eq(journal_each_pending(journal, count_entry, &bytes), -EIO);
    struct journal_entry entry;
    cr_assert_eq(journal_read(journal, 1, arena, &entry, 1, 1000), -EIO);
}

static void take_chain(uint8_t ret[JOURNAL_CHAIN_SIZE]) {
    memcpy(ret, journal_position(journal)->chain, JOURNAL_CHAIN_SIZE);
}

static void begin_anew(void) {
    journal = journal_close(journal);
    folder_remove(&folder);
    folder = folder_make();
    snprintf(path, sizeof path, "%s", folder_file(&folder, "journal.db"));
    open_again();
}

Test(journal, a_chain_tells_what_came_before) {
    uint8_t first[JOURNAL_CHAIN_SIZE], second[JOURNAL_CHAIN_SIZE], chain[JOURNAL_CHAIN_SIZE];
    append(1, 1000);
    take_chain(first);
    append(2, 1000);
    take_chain(second);
    commit();
    struct journal_record record;
    struct journal_entry entries[2];
    cr_assert_eq(journal_get(journal, 1, arena, &record), 1);
    cr_assert_arr_eq(record.entry.chain, first, sizeof first);
    cr_assert_eq(journal_read(journal, 1, arena, entries, 2, 1000), 2);
    cr_assert_arr_eq(entries[1].chain, second, sizeof second);
    begin_anew();
    append(1, 1000);
    take_chain(chain);
    cr_assert_arr_eq(chain, first, sizeof first, "the same up to it");
    append(3, 1000);
    append(2, 1000);
    begin_anew();
    append(3, 1000);
    append(2, 1000);
    take_chain(chain);
    cr_assert_arr_neq(chain, second, sizeof second, "the same message at the same place, behind another");
    begin_anew();
    append(1, 1000);
    append(2, 1001);
    take_chain(chain);
    cr_assert_arr_neq(chain, second, sizeof second, "received again");
}

Test(journal, a_chain_goes_on_where_all_was_purged_and_where_a_transaction_was_lost) {
    uint8_t whole[JOURNAL_CHAIN_SIZE], chain[JOURNAL_CHAIN_SIZE];
    append(1, 1000);
    append(2, 1000);
    take_chain(whole);
    begin_anew();
    append(1, 1000);
    commit();
    append(9, 1000);    // and never committed
    open_again();
    settle(2000);
    commit();
    unsigned purged = 0;
    cr_assert_eq(journal_purge(journal, 1, &purged), 0);
    commit();
    open_again();
    cr_assert_eq(append(2, 1000), 2);
    take_chain(chain);
    cr_assert_arr_eq(chain, whole, sizeof whole);
}

Test(journal, a_verdict_that_is_not_what_was_stored_is_not_told) {
    static const char *const changes[] = {"UPDATE verdict SET verdict = CAST('Verdict' AS BLOB)",
                                          "UPDATE verdict SET sequence = 3 - sequence",
                                          "UPDATE verdict SET sum = zeroblob(16)"};
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        begin_anew();
        append(1, 1000);
        append(2, 1000);
        settle(2000);
        commit();
        struct journal_record record;
        cr_assert_eq(find("dispar", 1, &record), 1);
        change_closed(changes[i]);
        open_again();
        cr_assert_eq(find("dispar", i == 1 ? 2 : 1, &record), -EIO, "%s", changes[i]);
    }
}

// As a journal of the schema before: `sum` and `chain` are nobody's.
Test(journal, what_has_no_chain_is_named_by_its_id) {
    append(1, 1000);
    settle(2000);
    commit();
    change_closed("DROP TRIGGER entry_never_changes; UPDATE entry SET chain = NULL; UPDATE verdict SET sum = NULL");
    open_again();
    struct journal_record record;
    cr_assert_eq(find("dispar", 1, &record), 1);
    cr_assert_arr_eq(record.entry.chain, record.entry.id, JOURNAL_CHAIN_SIZE);
    cr_assert_arr_eq(record.verdict, "verdict", 7);
}

Test(journal, instants_and_numbers_that_cannot_be_are_refused) {
    static const char *const changes[] = {
        "UPDATE state SET instant = -1",
        "UPDATE state SET instant = 9223372036854775807",
        "UPDATE state SET instant = 0, whole_since = -9223372036854775808",
        "UPDATE state SET whole_since = 0, last = ~(1 << 63), cursor = ~(1 << 63), settled = ~(1 << 63)",
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char *sentence = NULL;
        change_closed(changes[i]);
        cr_assert_eq(journal_open(path, false, &journal, &sentence), -EBADMSG, "%s", changes[i]);
        cr_assert_not_null(strstr(sentence, "contradicts itself"));
        free(sentence);
    }
}

Test(journal, a_second_one_is_kept_out) {
    struct journal *second = NULL;
    char *sentence = NULL;
    cr_assert_eq(journal_open(path, false, &second, &sentence), -EBUSY);
    cr_assert_not_null(sentence);
    free(sentence);
}
