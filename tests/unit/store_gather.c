// What goes into the write-ahead log is written at once when it is synced, over whichever VFS is the default.
#include "runtime/store.h"
#include "support/folder.h"

#include <errno.h>

static const char *const MIGRATIONS[] = {"CREATE TABLE entry (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT"};
static const struct capaian_store_schema SCHEMA = {0x43617031, MIGRATIONS, 1, NULL};

static struct folder folder;
static struct capaian_store *store;
static sqlite3_stmt *insert;

// The default VFS, which counts what is written to a log. One file of that name is open at a time.
static sqlite3_vfs counting, *standard;
static sqlite3_io_methods counted;
static const sqlite3_io_methods *real;
static int writes, reads, largest, refused;
static int64_t bytes_read;

static int count_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at) {
    writes++;
    largest = size > largest ? size : largest;
    return refused ? refused : real->xWrite(file, bytes, size, at);
}

static int count_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 at) {
    reads++;
    bytes_read += size;
    return real->xRead(file, bytes, size, at);
}

static int open_counted(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags) {
    (void)vfs;
    int result = standard->xOpen(standard, name, file, flags, ret_flags);
    if (result != SQLITE_OK || !(flags & SQLITE_OPEN_WAL))
        return result;
    real = file->pMethods;
    counted = *real;
    counted.xWrite = count_write;
    counted.xRead = count_read;
    file->pMethods = &counted;
    return result;
}

static void open_store(void) {
    char *sentence = NULL;
    folder = folder_make();
    standard = sqlite3_vfs_find(NULL);
    counting = *standard;
    counting.pNext = NULL;
    counting.zName = "counting";
    counting.xOpen = open_counted;
    cr_assert_eq(sqlite3_vfs_register(&counting, 1), SQLITE_OK);
    cr_assert_eq(capaian_store_open(folder_file(&folder, "test.db"), &SCHEMA, &store, &sentence), 0);
    insert = capaian_store_prepare(store, "INSERT INTO entry (body) VALUES (randomblob(?1))");
    cr_assert_not_null(insert);
    writes = reads = largest = refused = 0;
    bytes_read = 0;
}

static void close_store(void) {
    capaian_store_close(store);
    sqlite3_vfs_unregister(&counting);
    folder_remove(&folder);
}

TestSuite(store_gather, .init = open_store, .fini = close_store);

static int commit_of(int bytes) {
    int r = capaian_store_begin(store);
    sqlite3_bind_int(insert, 1, bytes);
    if (r == 0)
        r = capaian_store_run(store, insert);
    if (r < 0) {
        capaian_store_rollback(store);
        return r;
    }
    return capaian_store_commit(store);
}

// As another process sees it.
static int64_t seen(const char *sql) {
    sqlite3 *db = NULL;
    char *sentence = NULL;
    cr_assert_eq(capaian_store_open_readonly(folder_file(&folder, "test.db"), &SCHEMA, &db, &sentence), 0);
    sqlite3_stmt *statement = NULL;
    cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    cr_assert_eq(sqlite3_step(statement), SQLITE_ROW, "%s", sqlite3_errmsg(db));
    int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return value;
}

Test(store_gather, a_commit_of_many_pages_is_one_write) {
    cr_assert_eq(commit_of(80000), 0);
    cr_assert_leq(writes, 2, "%d: the log's head, and what was committed", writes);
    cr_assert_gt(largest, 80000);
}

// SQLite's own VFS keeps 17 bits of a size, and takes what is larger for a full disk.
Test(store_gather, what_is_more_than_fits_is_written_in_between) {
    int64_t bytes = 0;
    static const int sizes[] = {1, 120000, 131071, 131072, 140000, 1000000, 12000000, 5};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        cr_assert_eq(commit_of(sizes[i]), 0, "%d", sizes[i]);
        bytes += sizes[i];
        cr_assert_eq(seen("SELECT sum(length(body)) FROM entry"), bytes, "all of it is there after the commit");
    }
    cr_assert_lt(largest, 1 << 17);
    cr_assert_eq(seen("SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
}

Test(store_gather, what_was_taken_back_is_never_written) {
    cr_assert_eq(commit_of(1000), 0);
    int before = writes;
    cr_assert_eq(capaian_store_begin(store), 0);
    sqlite3_bind_int(insert, 1, 50000);
    cr_assert_eq(capaian_store_run(store, insert), 0);
    cr_assert_eq(capaian_store_rollback(store), 0);
    cr_assert_eq(writes, before);
    cr_assert_eq(commit_of(2000), 0);
    cr_assert_eq(seen("SELECT sum(length(body)) FROM entry"), 3000);
}

Test(store_gather, a_full_disk_is_met_at_the_commit_and_takes_it_back) {
    cr_assert_eq(commit_of(1000), 0);
    refused = SQLITE_FULL;
    cr_assert_eq(commit_of(50000), -ENOSPC);
    refused = 0;
    cr_assert_eq(commit_of(2000), 0);
    cr_assert_eq(seen("SELECT sum(length(body)) FROM entry"), 3000);
    cr_assert_eq(seen("SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
}

Test(store_gather, a_checkpoint_reads_many_pages_at_once) {
    for (int i = 0; i < 50; i++)
        cr_assert_eq(commit_of(100000), 0);
    cr_assert_eq(capaian_store_checkpoint(store, true), 0);
    cr_assert_gt(reads, 0);
    cr_assert_lt(reads, 100, "%d, for 1,250 pages", reads);
    cr_assert_eq(seen("SELECT sum(length(body)) FROM entry"), 5000000);
    cr_assert_eq(seen("SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
}

// Rows all over the file: the pages that follow one in the log are not those that come next.
Test(store_gather, a_checkpoint_of_scattered_pages_reads_little_more_than_they_are) {
    enum { ROWS = 4000, ROUNDS = 400 };
    sqlite3_stmt *update = capaian_store_prepare(store, "UPDATE entry SET body = randomblob(1000) WHERE id = ?1");
    cr_assert_not_null(update);
    cr_assert_eq(capaian_store_begin(store), 0);
    for (int i = 0; i < ROWS; i++) {
        sqlite3_bind_int(insert, 1, 1000);
        cr_assert_eq(capaian_store_run(store, insert), 0);
    }
    cr_assert_eq(capaian_store_commit(store), 0);
    cr_assert_eq(capaian_store_checkpoint(store, true), 0);
    for (uint32_t i = 0, at = 1; i < ROUNDS; i++) {
        cr_assert_eq(capaian_store_begin(store), 0);
        for (int k = 0; k < 4; k++) {
            at = at * 1664525 + 1013904223;
            sqlite3_bind_int(update, 1, (int)(at >> 8) % ROWS + 1);
            cr_assert_eq(capaian_store_run(store, update), 0);
        }
        cr_assert_eq(capaian_store_commit(store), 0);
    }
    int64_t log = capaian_store_wal_bytes(store);
    bytes_read = 0;
    cr_assert_eq(capaian_store_checkpoint(store, true), 0);
    cr_assert_gt(bytes_read, 0);
    cr_assert_lt(bytes_read, 2 * log, "%lld of a log of %lld", (long long)bytes_read, (long long)log);
}
