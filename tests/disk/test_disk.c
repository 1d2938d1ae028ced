// The disk itself: what it keeps, what it loses, and that SQLite keeps its word on it, in WAL mode and without.
#include "disk/disk.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct disk *disk;
static uint64_t state;

static uint64_t number(void *context) {
    uint64_t *at = context;
    *at = *at * 6364136223846793005u + 1442695040888963407u;
    return *at >> 33;
}

static uint64_t nothing(void *context) {
    (void)context;
    return 0;
}

static void set_up(void) {
    disk = disk_new("memory");
    disk_seed(disk, 7);
    state = 1;
}

static void tear_down(void) {
    disk = disk_free(disk);
}

TestSuite(disk, .init = set_up, .fini = tear_down);

static sqlite3 *open_db(const char *path) {
    sqlite3 *db = NULL;
    cr_assert_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE, NULL),
                 SQLITE_OK);
    return db;
}

static int run(sqlite3 *db, const char *sql) {
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

// With a journal that is deleted, only EXTRA syncs its folder, without which the journal can come back and undo.
static sqlite3 *make(const char *path, const char *mode) {
    char sql[200];
    sqlite3 *db = open_db(path);
    snprintf(sql, sizeof sql, "PRAGMA journal_mode=%s; PRAGMA synchronous=%s; CREATE TABLE IF NOT EXISTS t(n, x)", mode,
             strcmp(mode, "wal") == 0 ? "FULL" : "EXTRA");
    cr_assert_eq(run(db, sql), SQLITE_OK, "%s", sqlite3_errmsg(db));
    return db;
}

static int put(sqlite3 *db, int n) {
    char sql[100];
    snprintf(sql, sizeof sql, "INSERT INTO t VALUES(%d, randomblob(9000))", n);
    return run(db, sql);
}

static int ask(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement = NULL;
    cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
    cr_assert_eq(sqlite3_step(statement), SQLITE_ROW, "%s", sqlite3_errmsg(db));
    int answer = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return answer;
}

static int count(sqlite3 *db) {
    return ask(db, "SELECT count(*) FROM t");
}

static void sound(sqlite3 *db) {
    cr_assert_eq(ask(db, "SELECT integrity_check = 'ok' FROM pragma_integrity_check LIMIT 1"), 1);
}

Test(disk, holds_databases_with_and_without_wal) {
    static const char *const modes[] = {"wal", "delete", "truncate", "persist"};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        sqlite3 *db = make("/a/db", modes[i]);
        for (int n = 0; n < 100; n++)
            cr_assert_eq(put(db, n), SQLITE_OK);
        sqlite3_close(db);
        db = open_db("/a/db");
        cr_assert_eq(count(db), 100);
        sound(db);
        sqlite3_close(db);
        disk_remove(disk, "/a/");
        cr_assert_eq(disk_size(disk, "/a/db"), -1);
    }
}

Test(disk, connections_share_a_wal) {
    sqlite3 *writer = make("/a/db", "wal"), *reader = open_db("/a/db"), *third = open_db("/a/db");
    cr_assert_eq(put(writer, 1), SQLITE_OK);
    cr_assert_eq(run(reader, "BEGIN"), SQLITE_OK);
    cr_assert_eq(count(reader), 1);
    cr_assert_eq(run(writer, "BEGIN IMMEDIATE"), SQLITE_OK);
    cr_assert_eq(put(writer, 2), SQLITE_OK);
    cr_assert_eq(run(third, "BEGIN IMMEDIATE"), SQLITE_BUSY, "one writer");
    cr_assert_eq(run(writer, "COMMIT"), SQLITE_OK);
    cr_assert_eq(count(reader), 1, "a reader keeps what it began with");
    cr_assert_eq(count(third), 2);
    cr_assert_eq(ask(writer, "PRAGMA wal_checkpoint(TRUNCATE)"), 1, "the reader is in the way");
    cr_assert_eq(run(reader, "COMMIT"), SQLITE_OK);
    cr_assert_eq(count(reader), 2);
    cr_assert_eq(ask(writer, "PRAGMA wal_checkpoint(TRUNCATE)"), 0);
    cr_assert_eq(disk_size(disk, "/a/db-wal"), 0);
    sqlite3_close(reader);
    sqlite3_close(third);
    sqlite3_close(writer);
    cr_assert_eq(disk_size(disk, "/a/db-wal"), -1, "the last one takes it away");
}

Test(disk, locks_keep_writers_apart_without_wal) {
    sqlite3 *first = make("/a/db", "delete"), *second = open_db("/a/db");
    cr_assert_eq(run(first, "BEGIN IMMEDIATE"), SQLITE_OK);
    cr_assert_eq(put(second, 1), SQLITE_BUSY);
    cr_assert_eq(put(first, 1), SQLITE_OK);
    cr_assert_eq(run(second, "BEGIN"), SQLITE_OK);
    cr_assert_eq(count(second), 0);
    cr_assert_eq(run(first, "COMMIT"), SQLITE_BUSY, "somebody reads");
    cr_assert_eq(run(second, "COMMIT"), SQLITE_OK);
    cr_assert_eq(run(first, "COMMIT"), SQLITE_OK);
    cr_assert_eq(count(second), 1);
    sqlite3_close(first);
    sqlite3_close(second);
}

Test(disk, a_dead_handle_changes_nothing) {
    sqlite3 *dead = make("/a/db", "wal");
    cr_assert_eq(put(dead, 1), SQLITE_OK);
    cr_assert_eq(run(dead, "BEGIN IMMEDIATE"), SQLITE_OK);
    cr_assert_eq(put(dead, 2), SQLITE_OK);
    sqlite3 *elsewhere = make("/b/db", "wal");
    disk_cut(disk, "/a/");
    sqlite3 *db = open_db("/a/db");
    cr_assert_eq(count(db), 1);
    cr_assert_neq(run(dead, "COMMIT"), SQLITE_OK);
    cr_assert_eq(put(db, 3), SQLITE_OK, "its locks died with it");
    sqlite3_close(dead);
    cr_assert_eq(count(db), 2);
    cr_assert_gt(disk_size(disk, "/a/db-wal"), 0);
    cr_assert_eq(put(elsewhere, 1), SQLITE_OK);
    sqlite3_close(elsewhere);
    sound(db);
    sqlite3_close(db);
}

// Transactions, a checkpoint now and then, and the power gone: how many of those committed are not there any more.
static int lost(const char *mode, bool lies, uint64_t seed) {
    static char path[32];
    disk_remove(disk, "/a/");
    snprintf(path, sizeof path, "/a/%s", mode);
    state = seed;
    sqlite3 *db = make(path, mode);
    disk_sync_folder(disk, "/a");
    disk_lie_about_sync(disk, lies);
    int committed = 0, cut = (int)(number(&state) % 60) + 1;
    disk_fail(disk, path, DISK_CHANGES, (unsigned)cut, 0, SQLITE_IOERR);
    while (committed < 40 && put(db, committed) == SQLITE_OK)
        if (++committed % 7 == 0 && run(db, "PRAGMA wal_checkpoint(PASSIVE)") != SQLITE_OK)
            break;
    disk_cut(disk, "/a/");
    disk_fail(disk, path, 0, 0, 0, 0);
    disk_lie_about_sync(disk, false);
    disk_power_loss(disk, "/a/", number, &state);
    sqlite3_close(db);
    db = open_db(path);
    sqlite3_stmt *statement = NULL;
    int there = -1;    // what cannot even be read is lost altogether
    if (sqlite3_prepare_v2(db, "SELECT count(*) FROM t WHERE length(x) = 9000", -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        there = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    if (!lies)
        sound(db);
    sqlite3_close(db);
    cr_assert(lies || there <= committed + 1);
    return there < committed ? committed - there : 0;
}

Test(disk, what_was_committed_survives_power_loss_unless_the_disk_lies) {
    int honest = 0, lying = 0;
    for (uint64_t seed = 1; seed <= 200; seed++)
        for (int mode = 0; mode < 2; mode++) {
            honest += lost(mode ? "wal" : "delete", false, seed) > 0;
            lying += lost(mode ? "wal" : "delete", true, seed) > 0;
        }
    printf("400 losses of power: commits lost in %d, and in %d of 400 on a disk that lies\n", honest, lying);
    cr_assert_eq(honest, 0);
    cr_assert_gt(lying, 200);
}

Test(disk, unsynced_writes_are_dropped_torn_or_kept) {
    unsigned dropped = 0, torn = 0, kept = 0, gone = 0;
    sqlite3_vfs *vfs = sqlite3_vfs_find("memory");
    uint8_t old[2048], new[2048], got[2048];
    memset(old, 1, sizeof old);
    memset(new, 2, sizeof new);
    sqlite3_file *file = calloc(1, (size_t)vfs->szOsFile);
    for (int i = 0; i < 300; i++) {
        cr_assert_eq(vfs->xOpen(vfs, "/a/file", file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL), SQLITE_OK);
        cr_assert_eq(file->pMethods->xWrite(file, old, sizeof old, 100), SQLITE_OK);
        bool synced = i % 2;
        if (synced)
            cr_assert_eq(file->pMethods->xSync(file, SQLITE_SYNC_NORMAL), SQLITE_OK);
        cr_assert_eq(file->pMethods->xWrite(file, new, sizeof new, 100), SQLITE_OK);
        disk_cut(disk, "/a/");
        cr_assert_neq(file->pMethods->xWrite(file, old, sizeof old, 100), SQLITE_OK);
        cr_assert_neq(file->pMethods->xRead(file, got, sizeof got, 100), SQLITE_OK);
        disk_power_loss(disk, "/a/", number, &state);
        file->pMethods->xClose(file);
        gone += disk_size(disk, "/a/file") < 0;
        cr_assert(!synced || disk_size(disk, "/a/file") == 2148);
        if (synced) {
            cr_assert_eq(vfs->xOpen(vfs, "/a/file", file, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
            cr_assert_eq(file->pMethods->xRead(file, got, sizeof got, 100), SQLITE_OK);
            file->pMethods->xClose(file);
            unsigned changed = 0, turns = 0;
            for (size_t k = 0; k < sizeof got; k++) {
                changed += got[k] == 2;
                // Sectors are the disk's: the first of this write ends at 512.
                turns += k > 0 && got[k] != got[k - 1] && (k + 100) % DISK_SECTOR != 0;
            }
            cr_assert_eq(turns, 0, "torn within a sector");
            dropped += changed == 0;
            kept += changed == sizeof got;
            torn += changed > 0 && changed < sizeof got;
        }
        disk_remove(disk, "/a/");
    }
    free(file);
    cr_assert(dropped > 20 && torn > 20 && kept > 20 && gone > 20, "%u %u %u %u", dropped, torn, kept, gone);
}

Test(disk, a_deleted_file_may_come_back) {
    unsigned back = 0;
    for (int i = 0; i < 40; i++) {
        sqlite3_close(make("/a/db", "delete"));
        cr_assert(disk_unlink(disk, "/a/db"));
        cr_assert_eq(disk_size(disk, "/a/db"), -1);
        disk_power_loss(disk, "/a/", number, &state);
        back += disk_size(disk, "/a/db") > 0;
        disk_remove(disk, "/a/");
        sqlite3_close(make("/a/db", "delete"));
        cr_assert(disk_unlink(disk, "/a/db"));
        disk_sync_folder(disk, "/a");
        disk_power_loss(disk, "/a/", nothing, NULL);
        cr_assert_eq(disk_size(disk, "/a/db"), -1, "the folder was synced");
    }
    cr_assert(back > 5 && back < 35, "%u", back);
}

Test(disk, a_new_name_is_durable_with_its_folder) {
    sqlite3_close(make("/a/db", "delete"));
    cr_assert(disk_rename(disk, "/a/db", "/a/renamed"));
    disk_sync_folder(disk, "/a");
    disk_power_loss(disk, "/a/", nothing, NULL);
    cr_assert_gt(disk_size(disk, "/a/renamed"), 0);
    cr_assert_eq(disk_size(disk, "/a/db"), -1);
}

Test(disk, a_failed_sync_is_not_made_up_for) {
    unsigned lost_after = 0;
    sqlite3_vfs *vfs = sqlite3_vfs_find("memory");
    sqlite3_file *file = calloc(1, (size_t)vfs->szOsFile);
    for (int i = 0; i < 100; i++) {
        char got[4] = "";
        cr_assert_eq(vfs->xOpen(vfs, "/a/file", file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL), SQLITE_OK);
        cr_assert_eq(file->pMethods->xWrite(file, "old", 4, 0), SQLITE_OK);
        cr_assert_eq(file->pMethods->xSync(file, SQLITE_SYNC_NORMAL), SQLITE_OK);
        cr_assert_eq(file->pMethods->xWrite(file, "new", 4, 0), SQLITE_OK);
        disk_fail(disk, "/a/", DISK_SYNC, 1, 1, SQLITE_IOERR_FSYNC);
        cr_assert_eq(file->pMethods->xSync(file, SQLITE_SYNC_NORMAL), SQLITE_IOERR_FSYNC);
        cr_assert(disk_failed(disk));
        cr_assert_eq(file->pMethods->xSync(file, SQLITE_SYNC_NORMAL), SQLITE_OK);
        cr_assert_eq(file->pMethods->xRead(file, got, 4, 0), SQLITE_OK);
        cr_assert_str_eq(got, "new", "readers see it all the same");
        disk_cut(disk, "/a/");
        disk_power_loss(disk, "/a/", number, &state);
        file->pMethods->xClose(file);
        cr_assert_eq(vfs->xOpen(vfs, "/a/file", file, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
        cr_assert_eq(file->pMethods->xRead(file, got, 4, 0), SQLITE_OK);
        lost_after += strcmp(got, "old") == 0;
        file->pMethods->xClose(file);
    }
    free(file);
    cr_assert(lost_after > 10 && lost_after < 90, "%u", lost_after);
}

Test(disk, fails_when_told) {
    sqlite3 *db = make("/a/db", "wal"), *other = make("/b/db", "wal");
    disk_fail(disk, "/a/", DISK_SYNC, 2, 1, SQLITE_IOERR_FSYNC);
    cr_assert_eq(put(db, 1), SQLITE_OK);
    cr_assert_eq(put(other, 1), SQLITE_OK);
    cr_assert_not(disk_failed(disk));
    cr_assert_eq(put(db, 2), SQLITE_IOERR_FSYNC);
    cr_assert(disk_failed(disk));
    cr_assert_eq(put(db, 3), SQLITE_OK);
    disk_fail(disk, "/a/", DISK_WRITE | DISK_SHORT_WRITE, 1, 0, SQLITE_FULL);
    cr_assert_not(disk_failed(disk));
    cr_assert_eq(put(db, 4), SQLITE_FULL);
    cr_assert_eq(put(db, 4), SQLITE_FULL, "for ever");
    disk_fail(disk, "/a/", 0, 0, 0, 0);
    cr_assert_eq(put(db, 4), SQLITE_OK);
    cr_assert_geq(disk_faults(disk), 3);
    disk_fail(disk, "/c/", DISK_OPEN, 1, 1, SQLITE_CANTOPEN);
    sqlite3 *third = NULL;
    cr_assert_eq(sqlite3_open_v2("/c/db", &third, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL), SQLITE_CANTOPEN);
    sqlite3_close(third);
    sound(db);
    cr_assert_eq(count(db), 3);
    sqlite3_close(db);
    sqlite3_close(other);
}

Test(disk, is_full_when_it_is) {
    sqlite3 *db = make("/a/db", "wal");
    disk_room(disk, 200000);
    int n = 0;
    while (n < 1000 && put(db, n) == SQLITE_OK)
        n++;
    cr_assert(n > 5 && n < 30, "%d", n);
    cr_assert_lt(disk_free_bytes(disk), 9000 + 4096 * 3);
    cr_assert_eq(count(db), n);
    disk_room(disk, -1);
    cr_assert_eq(disk_free_bytes(disk), INT64_MAX);
    cr_assert_eq(put(db, n), SQLITE_OK);
    sound(db);
    sqlite3_close(db);
}

Test(disk, copies_and_rots) {
    sqlite3 *db = make("/a/db", "wal");
    cr_assert_eq(put(db, 1), SQLITE_OK);
    cr_assert_eq(disk_copy(disk, "/a/", "/b/"), 0);
    cr_assert_eq(disk_size(disk, "/b/db-wal"), disk_size(disk, "/a/db-wal"));
    cr_assert_eq(put(db, 2), SQLITE_OK);
    sqlite3 *copy = open_db("/b/db");
    cr_assert_eq(count(copy), 1);
    sqlite3_close(copy);
    sqlite3_close(db);
    cr_assert_not(disk_flip(disk, "/a/db", 1 << 30, 1));
    cr_assert(disk_flip(disk, "/a/db", 3, 0x20));
    db = open_db("/a/db");
    cr_assert_eq(run(db, "SELECT * FROM t"), SQLITE_NOTADB);
    sqlite3_close(db);
    cr_assert(disk_shorten(disk, "/b/db", 5000));
    disk_power_loss(disk, "/b/", nothing, NULL);
    cr_assert_eq(disk_size(disk, "/b/db"), 5000, "rot is durable");
}

static void bytes_of(const char *path, uint64_t seed, uint8_t *ret, int size) {
    disk_remove(disk, "/");
    disk_seed(disk, seed);
    sqlite3 *db = make(path, "wal");
    cr_assert_eq(put(db, 1), SQLITE_OK);
    sqlite3_vfs *vfs = sqlite3_vfs_find("memory");
    sqlite3_file *file = calloc(1, (size_t)vfs->szOsFile);
    char wal[64];
    snprintf(wal, sizeof wal, "%s-wal", path);
    cr_assert_eq(vfs->xOpen(vfs, wal, file, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    cr_assert_eq(file->pMethods->xRead(file, ret, size, 0), SQLITE_OK);
    file->pMethods->xClose(file);
    free(file);
    sqlite3_close(db);
}

Test(disk, bytes_follow_from_the_seed) {
    static uint8_t first[20000], again[20000], other[20000];
    bytes_of("/a/db", 5, first, sizeof first);
    bytes_of("/a/db", 5, again, sizeof again);
    bytes_of("/a/db", 6, other, sizeof other);
    cr_assert_eq(memcmp(first, again, sizeof first), 0);
    cr_assert_neq(memcmp(first, other, sizeof first), 0);
}
