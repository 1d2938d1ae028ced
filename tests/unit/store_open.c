// Which file a store is opened over, for writing and for reading, and which are refused with what sentence.
#include "harness/stored.h"

#include <errno.h>

TestSuite(store_open, .init = make, .fini = clean);

static void assert_refused_at(const char *path, const struct capaian_store_schema *schema, int wanted) {
    struct capaian_store *store = NULL;
    free(sentence);
    int error = capaian_store_open(path, schema, &store, &sentence);
    cr_assert_eq(error, wanted, "%d: %s", error, sentence ? sentence : "?");
    cr_assert_null(store);
    cr_assert_not_null(sentence);
    cr_assert_not_null(strstr(sentence, folder.path), "the sentence names the path: %s", sentence);
}

Test(store_open, a_new_store_is_marked_and_configured) {
    struct capaian_store *store = open_store(&FIRST);
    sqlite3 *db = capaian_store_db(store);
    cr_assert_eq(number(db, "PRAGMA application_id"), 0x43617031);
    cr_assert_eq(number(db, "PRAGMA user_version"), 1);
    cr_assert_eq(number(db, "SELECT count(*) FROM pragma_journal_mode() WHERE journal_mode = 'wal'"), 1);
    cr_assert_eq(number(db, "PRAGMA synchronous"), 2);
    cr_assert_eq(number(db, "PRAGMA wal_autocheckpoint"), 0);
    cr_assert_eq(number(db, "PRAGMA trusted_schema"), 0);
    cr_assert_eq(number(db, "PRAGMA cell_size_check"), 1);
    cr_assert_eq(number(db, "PRAGMA foreign_keys"), 1);
    cr_assert_eq(number(db, "PRAGMA cache_size"), -8192);
    int defensive = 0;
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, -1, &defensive);
    cr_assert_eq(defensive, 1);
    cr_assert_not(capaian_store_broken(store));
    cr_assert_gt(capaian_store_free_bytes(store), 0);
    cr_assert_null(capaian_store_close(store));
    cr_assert_null(capaian_store_close(NULL));
    cr_assert_eq(file_size(folder_file(&folder, "test.db-wal")), -1, "closing checkpoints");
}

Test(store_open, there_is_only_one_writer) {
    struct capaian_store *store = open_store(&FIRST);
    assert_refused_at(database(), &FIRST, -EBUSY);
    char process[24];
    snprintf(process, sizeof process, "(%ld)", (long)getpid());
    cr_assert_not_null(strstr(sentence, process), "%s", sentence);
    cr_assert_eq(symlink("test.db", folder_file(&folder, "alias.db")), 0);
    assert_refused_at(folder_file(&folder, "alias.db"), &FIRST, -EBUSY);
    capaian_store_close(store);
    store = open_store(&FIRST);
    capaian_store_close(store);
    cr_assert_geq(file_size(folder_file(&folder, "test.db.lock")), 0, "the lock file stays");
}

Test(store_open, migrations_go_forward_and_keep_the_rows) {
    struct capaian_store *store = open_store(&FIRST);
    cr_assert_eq(insert_into(store, inserting(store), 3, "a"), 0);
    capaian_store_close(store);
    store = open_store(&SECOND);
    cr_assert_eq(number(capaian_store_db(store), "PRAGMA user_version"), 2);
    cr_assert_eq(number(capaian_store_db(store), "SELECT count(*) FROM entry WHERE note IS NULL"), 1);
    capaian_store_close(store);
    assert_refused_at(database(), &FIRST, -EPROTO);
    cr_assert_not_null(strstr(sentence, "newer release"));
    store = open_store(&SECOND);
    capaian_store_close(store);
}

Test(store_open, a_migration_that_fails_leaves_nothing_behind) {
    static const char *const BAD[] = {"CREATE TABLE entry (id INTEGER PRIMARY KEY) STRICT",
                                      "CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT; CREATE TABLE more (id)"};
    static const struct capaian_store_schema GOOD_PART = {0x43617031, BAD, 1, NULL}, WHOLE = {0x43617031, BAD, 2, NULL};
    assert_refused_at(database(), &WHOLE, -EIO);
    struct capaian_store *store = open_store(&GOOD_PART);
    cr_assert_eq(number(capaian_store_db(store), "PRAGMA user_version"), 1);
    cr_assert_eq(number(capaian_store_db(store), "SELECT count(*) FROM sqlite_schema WHERE name = 'more'"), 0);
    capaian_store_close(store);
}

Test(store_open, another_programs_database_is_refused_and_not_touched) {
    struct capaian_store *store = open_store(&OTHER);
    capaian_store_close(store);
    assert_refused_at(database(), &FIRST, -ENOTUNIQ);
    const char *foreign = folder_file(&folder, "foreign.db");
    sqlite3 *db = NULL;
    cr_assert_eq(sqlite3_open(foreign, &db), SQLITE_OK);
    run_sql(db, "CREATE TABLE theirs (x)");
    sqlite3_close(db);
    assert_refused_at(foreign, &FIRST, -ENOTUNIQ);
    cr_assert_eq(sqlite3_open(foreign, &db), SQLITE_OK);
    cr_assert_eq(number(db, "SELECT count(*) FROM pragma_journal_mode() WHERE journal_mode = 'delete'"), 1);
    cr_assert_eq(number(db, "PRAGMA application_id"), 0);
    cr_assert_eq(number(db, "SELECT count(*) FROM sqlite_schema"), 1);
    sqlite3_close(db);
}

Test(store_open, what_is_no_database_is_refused_and_kept) {
    char text[4096];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    const char *path = folder_write(&folder, "test.db", text);
    assert_refused_at(path, &FIRST, -EBADMSG);
    cr_assert_eq(file_size(path), (int64_t)sizeof text - 1);
    assert_refused_at(folder.path, &FIRST, -EISDIR);
    char lock[300];
    snprintf(lock, sizeof lock, "%s.lock", folder.path);
    unlink(lock);
}

Test(store_open, an_empty_file_is_a_new_database) {
    folder_write(&folder, "test.db", "");
    capaian_store_close(open_store(&FIRST));
}

Test(store_open, an_emptied_database_is_not_taken_for_a_new_one) {
    const char *path = folder_write(&folder, "emptied.db", "");
    folder_write(&folder, "emptied.db-wal", "all that is left");
    assert_refused_at(path, &FIRST, -EBADMSG);
    char text[32];
    cr_assert_str_eq(folder_read(folder_file(&folder, "emptied.db-wal"), text, sizeof text), "all that is left");
}

Test(store_open, a_missing_folder_is_said_clearly) {
    assert_refused_at(folder_file(&folder, "absent/test.db"), &FIRST, -ENOENT);
    cr_assert_not_null(strstr(sentence, "Create the folder"));
    const char *file = folder_write(&folder, "file", "");
    char path[600];
    snprintf(path, sizeof path, "%s/test.db", file);
    assert_refused_at(path, &FIRST, -ENOTDIR);
}

// The tests may run as root, whom no mode stops.
static void become_nobody(void) {
    if (geteuid() == 0)
        cr_assert_eq(seteuid(65534), 0);
}

Test(store_open, a_folder_without_rights_is_said_clearly) {
    cr_assert_eq(chmod(folder.path, 0555), 0);
    become_nobody();
    assert_refused_at(database(), &FIRST, -EACCES);
    if (getuid() == 0)
        cr_assert_eq(seteuid(0), 0);
    cr_assert_eq(chmod(folder.path, 0755), 0);
}

Test(store_open, a_file_without_rights_is_said_clearly) {
    capaian_store_close(open_store(&FIRST));
    cr_assert_eq(chmod(folder.path, 0777), 0);
    cr_assert_eq(chmod(database(), 0444), 0);
    cr_assert_eq(chmod(folder_file(&folder, "test.db.lock"), 0666), 0);
    become_nobody();
    assert_refused_at(database(), &FIRST, -EACCES);
    if (getuid() == 0)
        cr_assert_eq(seteuid(0), 0);
}

static void assert_unreadable_at(const char *path, const struct capaian_store_schema *schema, int wanted) {
    sqlite3 *reader = NULL;
    free(sentence);
    cr_assert_eq(capaian_store_open_readonly(path, schema, &reader, &sentence), wanted, "%s",
                 sentence ? sentence : "?");
    cr_assert_null(reader);
    cr_assert_not_null(strstr(sentence, folder.path), "%s", sentence);
}

Test(store_open, readers_refuse_what_the_writer_refuses) {
    assert_unreadable_at(database(), &FIRST, -ENOENT);
    cr_assert_eq(file_size(database()), -1, "and create nothing");
    capaian_store_close(open_store(&FIRST));
    assert_unreadable_at(database(), &OTHER, -ENOTUNIQ);
    assert_unreadable_at(database(), &SECOND, -EPROTO);
    cr_assert_not_null(strstr(sentence, "older release"));
    capaian_store_close(open_store(&SECOND));
    assert_unreadable_at(database(), &FIRST, -EPROTO);
    assert_unreadable_at(folder_write(&folder, "empty.db", ""), &FIRST, -EBADMSG);
    cr_assert_not_null(strstr(sentence, "nothing in it"), "and not an older release");
    assert_unreadable_at(folder_write(&folder, "text.db", "not a database, though long enough to look"), &FIRST,
                         -EBADMSG);
}
