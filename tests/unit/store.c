#include "harness/stored.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

TestSuite(store, .init = make, .fini = clean);

Test(store, what_is_committed_is_there_after_a_crash) {
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        struct capaian_store *store = NULL;
        if (capaian_store_open(database(), &FIRST, &store, &sentence) < 0)
            _exit(1);
        sqlite3_stmt *insert = inserting(store);
        bool committed = capaian_store_begin(store) == 0 && insert_into(store, insert, 10, "kept") == 0 &&
                         capaian_store_commit(store) == 0;
        bool open = capaian_store_begin(store) == 0 && insert_into(store, insert, 10, "lost") == 0;
        _exit(committed && open ? 0 : 2);
    }
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert_eq(status, 0);
    struct capaian_store *store = open_store(&FIRST);
    cr_assert_eq(number(capaian_store_db(store), "SELECT count(*) FROM entry WHERE tag = 'kept'"), 1);
    cr_assert_eq(number(capaian_store_db(store), "SELECT count(*) FROM entry"), 1);
    capaian_store_close(store);
}

Test(store, a_constraint_refuses_the_row_and_nothing_else) {
    struct capaian_store *store = open_store(&FIRST);
    sqlite3_stmt *insert = inserting(store);
    cr_assert_eq(capaian_store_begin(store), 0);
    cr_assert_eq(insert_into(store, insert, 1, "a"), 0);
    cr_assert_eq(insert_into(store, insert, 1, "a"), -EEXIST);
    cr_assert_eq(insert_into(store, insert, 1, "b"), 0);
    cr_assert_eq(capaian_store_commit(store), 0);
    cr_assert_not(capaian_store_broken(store));
    cr_assert_eq(number(capaian_store_db(store), "SELECT count(*) FROM entry"), 2);
    capaian_store_close(store);
}

Test(store, rollback_forgets_the_transaction) {
    struct capaian_store *store = open_store(&FIRST);
    sqlite3_stmt *insert = inserting(store);
    cr_assert_eq(capaian_store_rollback(store), 0, "also without one");
    cr_assert_eq(capaian_store_begin(store), 0);
    cr_assert_eq(insert_into(store, insert, 1, "a"), 0);
    cr_assert_eq(capaian_store_rollback(store), 0);
    cr_assert_eq(number(capaian_store_db(store), "SELECT count(*) FROM entry"), 0);
    capaian_store_close(store);
}

Test(store, a_full_disk_takes_the_whole_transaction_and_no_more) {
    struct capaian_store *store = open_store(&FIRST);
    sqlite3 *db = capaian_store_db(store);
    sqlite3_stmt *insert = inserting(store);
    cr_assert_eq(insert_into(store, insert, 1, "before"), 0);
    run_sql(db, "PRAGMA max_page_count = 20");
    cr_assert_eq(capaian_store_begin(store), 0);
    cr_assert_eq(insert_into(store, insert, 1, "small"), 0);
    cr_assert_eq(insert_into(store, insert, 500000, "large"), -ENOSPC);
    cr_assert_neq(sqlite3_get_autocommit(db), 0, "rolled back");
    cr_assert_eq(insert_into(store, insert, 1, "after"), -ENOSPC, "the rest of a lost batch must not be committed");
    cr_assert_eq(capaian_store_commit(store), -ENOSPC);
    cr_assert_eq(number(db, "SELECT count(*) FROM entry"), 1);
    cr_assert_not(capaian_store_broken(store));
    cr_assert_eq(capaian_store_begin(store), 0);
    cr_assert_eq(insert_into(store, insert, 1, "again"), 0);
    cr_assert_eq(capaian_store_commit(store), 0);
    cr_assert_eq(insert_into(store, insert, 500000, "alone"), -ENOSPC, "without a transaction");
    cr_assert_eq(insert_into(store, insert, 1, "next"), 0, "nothing was lost that the next could miss");
    cr_assert_eq(number(db, "SELECT count(*) FROM entry"), 3);
    capaian_store_close(store);
}

Test(store, an_io_error_is_final) {
    struct capaian_store *store = open_store(&FIRST);
    sqlite3_stmt *insert = inserting(store);
    cr_assert_eq(insert_into(store, insert, 1, "before"), 0);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit, small;
    getrlimit(RLIMIT_FSIZE, &limit);
    small = (struct rlimit){.rlim_cur = 65536, .rlim_max = limit.rlim_max};
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
    cr_assert_eq(capaian_store_begin(store), 0);
    cr_assert_eq(insert_into(store, insert, 500000, "large"), 0, "still in memory");
    cr_assert_eq(capaian_store_commit(store), -EIO);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    cr_assert(capaian_store_broken(store));
    cr_assert_eq(capaian_store_begin(store), -EIO, "nothing is tried again");
    cr_assert_eq(capaian_store_commit(store), -EIO);
    cr_assert_eq(capaian_store_rollback(store), -EIO);
    cr_assert_eq(insert_into(store, insert, 1, "next"), -EIO);
    cr_assert_eq(capaian_store_checkpoint(store, true), -EIO);
    cr_assert_null(capaian_store_prepare(store, "SELECT 1"));
    cr_assert_eq(capaian_store_backup(store, folder_file(&folder, "copy.db"), &sentence), -EIO);
    capaian_store_close(store);
    store = open_store(&FIRST);
    cr_assert_eq(number(capaian_store_db(store), "SELECT count(*) FROM entry"), 1, "a new start recovers");
    capaian_store_close(store);
}

Test(store, damage_is_final) {
    struct capaian_store *store = open_store(&FIRST);
    sqlite3_stmt *insert = inserting(store);
    char tag[16];
    for (int i = 0; i < 50; i++) {
        snprintf(tag, sizeof tag, "%d", i);
        cr_assert_eq(insert_into(store, insert, 3000, tag), 0);
    }
    int64_t root = number(capaian_store_db(store), "SELECT rootpage FROM sqlite_schema WHERE name = 'entry'");
    capaian_store_close(store);
    int file = open(database(), O_WRONLY);
    char garbage[4096];
    memset(garbage, 0x5a, sizeof garbage);
    cr_assert_eq(pwrite(file, garbage, sizeof garbage, (root - 1) * 4096), (ssize_t)sizeof garbage);
    close(file);
    store = open_store(&FIRST);
    cr_assert_eq(capaian_store_run(store, capaian_store_prepare(store, "SELECT sum(length(body)) FROM entry")), -EIO);
    cr_assert(capaian_store_broken(store));
    capaian_store_close(store);
}

Test(store, results_of_ones_own_steps_are_judged_alike) {
    struct capaian_store *store = open_store(&FIRST);
    cr_assert_eq(capaian_store_result(store, SQLITE_ROW), 0);
    cr_assert_eq(capaian_store_result(store, SQLITE_DONE), 0);
    cr_assert_eq(capaian_store_result(store, SQLITE_CONSTRAINT_UNIQUE), -EEXIST);
    cr_assert_eq(capaian_store_result(store, SQLITE_FULL), -ENOSPC);
    cr_assert_not(capaian_store_broken(store));
    cr_assert_eq(capaian_store_result(store, SQLITE_IOERR_FSYNC), -EIO);
    cr_assert(capaian_store_broken(store));
    capaian_store_close(store);
}

Test(store, readers_see_commits_and_can_change_nothing) {
    struct capaian_store *store = open_store(&FIRST);
    sqlite3_stmt *insert = inserting(store);
    cr_assert_eq(insert_into(store, insert, 1, "a"), 0);
    sqlite3 *reader = NULL;
    cr_assert_eq(capaian_store_open_readonly(database(), &FIRST, &reader, &sentence), 0);
    cr_assert_eq(number(reader, "SELECT count(*) FROM entry"), 1);
    cr_assert_eq(number(reader, "PRAGMA query_only"), 1);
    cr_assert_eq(insert_into(store, insert, 1, "b"), 0);
    cr_assert_eq(number(reader, "SELECT count(*) FROM entry"), 2);
    cr_assert_neq(sqlite3_exec(reader, "DELETE FROM entry", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_exec(reader, "PRAGMA query_only=0", NULL, NULL, NULL);
    cr_assert_neq(sqlite3_exec(reader, "DELETE FROM entry", NULL, NULL, NULL), SQLITE_OK);
    int64_t before = file_size(database());
    cr_assert_eq(sqlite3_close(reader), SQLITE_OK);
    cr_assert_eq(file_size(database()), before, "a reader does not checkpoint");
    capaian_store_close(store);
}

Test(store, checkpoints_wait_for_rest_or_for_the_limit) {
    struct capaian_store *store = open_store(&FIRST);
    sqlite3_stmt *insert = inserting(store);
    const char *path = database();
    int64_t before = file_size(path);
    cr_assert_eq(insert_into(store, insert, 100000, "a"), 0);
    cr_assert_eq(capaian_store_checkpoint(store, true), 0);
    cr_assert_eq(file_size(path), before, "too little to be worth it");
    cr_assert_eq(insert_into(store, insert, 5000000, "b"), 0);
    cr_assert_gt(capaian_store_wal_bytes(store), 5000000);
    cr_assert_eq(capaian_store_checkpoint(store, false), 0);
    cr_assert_eq(file_size(path), before, "not while there is work");
    cr_assert_eq(capaian_store_checkpoint_us(store), 0);
    cr_assert_eq(capaian_store_checkpoint(store, true), 0);
    cr_assert_gt(file_size(path), 5000000, "at rest");
    cr_assert_gt(capaian_store_checkpoint_us(store), 0);
    int64_t wal = capaian_store_wal_bytes(store);
    cr_assert_eq(insert_into(store, insert, 1000000, "c"), 0);
    cr_assert_eq(capaian_store_wal_bytes(store), wal, "and the log began anew");
    cr_assert_eq(insert_into(store, insert, 70000000, "d"), 0);
    cr_assert_eq(capaian_store_checkpoint(store, false), 0);
    cr_assert_gt(file_size(path), 70000000, "at the limit, rest or not");
    capaian_store_close(store);
}

Test(store, a_reader_only_delays_a_checkpoint) {
    struct capaian_store *store = open_store(&FIRST);
    sqlite3_stmt *insert = inserting(store);
    sqlite3 *reader = NULL;
    cr_assert_eq(capaian_store_open_readonly(database(), &FIRST, &reader, &sentence), 0);
    run_sql(reader, "BEGIN");
    cr_assert_eq(number(reader, "SELECT count(*) FROM entry"), 0);
    cr_assert_eq(insert_into(store, insert, 6000000, "a"), 0);
    for (int i = 0; i < 3; i++)
        cr_assert_eq(capaian_store_checkpoint(store, true), 0);
    cr_assert_not(capaian_store_broken(store));
    cr_assert_eq(number(reader, "SELECT count(*) FROM entry"), 0, "the reader keeps its view");
    run_sql(reader, "COMMIT");
    cr_assert_eq(insert_into(store, insert, 6000000, "b"), 0);
    cr_assert_eq(capaian_store_checkpoint(store, true), 0);
    cr_assert_gt(file_size(database()), 12000000);
    sqlite3_close(reader);
    capaian_store_close(store);
}

Test(store, a_backup_is_whole_and_stands_alone) {
    struct capaian_store *store = open_store(&FIRST);
    sqlite3_stmt *insert = inserting(store);
    cr_assert_eq(insert_into(store, insert, 100000, "a"), 0);
    const char *copy = folder_file(&folder, "odd name?#%41.db");
    cr_assert_eq(capaian_store_backup(store, copy, &sentence), 0, "%s", sentence ? sentence : "?");
    cr_assert_null(sentence);
    cr_assert_eq(insert_into(store, insert, 1, "later"), 0, "the store goes on");
    char beside[600];
    snprintf(beside, sizeof beside, "%s.partial", copy);
    cr_assert_eq(file_size(beside), -1);
    snprintf(beside, sizeof beside, "%s-wal", copy);
    cr_assert_eq(file_size(beside), -1);
    struct stat status;
    cr_assert_eq(stat(copy, &status), 0);
    cr_assert_eq(status.st_mode & 0777, 0600);
    sqlite3 *reader = NULL;
    cr_assert_eq(capaian_store_open_readonly(copy, &FIRST, &reader, &sentence), 0);
    cr_assert_eq(number(reader, "SELECT count(*) FROM entry WHERE length(body) = 100000"), 1);
    cr_assert_eq(number(reader, "SELECT count(*) FROM entry"), 1);
    sqlite3_close(reader);
    struct capaian_store *restored = NULL;
    cr_assert_eq(capaian_store_open(copy, &FIRST, &restored, &sentence), 0, "a daemon can start from it");
    capaian_store_close(restored);
    capaian_store_close(store);
}

Test(store, a_backup_never_overwrites_and_leaves_no_half) {
    struct capaian_store *store = open_store(&FIRST);
    cr_assert_eq(insert_into(store, inserting(store), 1, "a"), 0);
    char text[32];
    const char *taken = folder_write(&folder, "taken", "precious");
    cr_assert_eq(capaian_store_backup(store, taken, &sentence), -EEXIST);
    cr_assert_not_null(strstr(sentence, taken));
    cr_assert_str_eq(folder_read(taken, text, sizeof text), "precious");
    free(sentence);
    cr_assert_eq(symlink("nowhere", folder_file(&folder, "link")), 0);
    cr_assert_eq(capaian_store_backup(store, folder_file(&folder, "link"), &sentence), -EEXIST);
    free(sentence);
    cr_assert_eq(capaian_store_backup(store, folder_file(&folder, "absent/copy.db"), &sentence), -ENOENT);
    free(sentence);
    folder_write(&folder, "copy.db.partial", "left by an interrupted backup");
    cr_assert_eq(capaian_store_backup(store, folder_file(&folder, "copy.db"), &sentence), 0);
    cr_assert_eq(capaian_store_begin(store), 0);
    cr_assert_eq(capaian_store_backup(store, folder_file(&folder, "other.db"), &sentence), -EINPROGRESS);
    cr_assert_eq(capaian_store_rollback(store), 0);
    cr_assert_eq(file_size(folder_file(&folder, "other.db")), -1);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit, small;
    getrlimit(RLIMIT_FSIZE, &limit);
    small = (struct rlimit){.rlim_cur = 8192, .rlim_max = limit.rlim_max};
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
    free(sentence);
    sentence = NULL;
    cr_assert_lt(capaian_store_backup(store, folder_file(&folder, "other.db"), &sentence), 0);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    cr_assert_eq(file_size(folder_file(&folder, "other.db")), -1);
    cr_assert_eq(file_size(folder_file(&folder, "other.db.partial")), -1);
    cr_assert_not(capaian_store_broken(store), "the copy's disk is not ours");
    capaian_store_close(store);
}
