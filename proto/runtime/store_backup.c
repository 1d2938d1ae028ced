// A whole copy of a live database, taken through the connection that writes it.
#include "runtime/file.h"
#include "runtime/store_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int copy_pages(sqlite3 *from, sqlite3 *copy) {
    // Not VACUUM INTO: it rebuilds every index, in memory and in the writer's time; this reads and writes pages.
    sqlite3_backup *backup = sqlite3_backup_init(copy, "main", from, "main");
    if (!backup)
        return sqlite3_errcode(copy);
    int stepped = sqlite3_backup_step(backup, -1);
    int finished = sqlite3_backup_finish(backup);
    if (stepped != SQLITE_DONE)
        return stepped;
    return finished;
}

// Reads the whole copy back as a database on its own, without the WAL mode that it inherited: one file that can be
// opened from anywhere. It is marked here: once it has its name it may be taken for what it is not at any moment.
static int verify(const struct capaian_store_schema *schema, const char *file, char **ret_sentence) {
    sqlite3 *copy = NULL;
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_open_v2(file, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_exec(copy, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
    if (result == SQLITE_OK && schema->mark_copy)
        result = sqlite3_exec(copy, schema->mark_copy, NULL, NULL, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_prepare_v2(copy, "PRAGMA quick_check(1)", -1, &statement, NULL);
    if (result == SQLITE_OK)
        result = capaian_store_step(statement);
    int error = 0;
    if (result != SQLITE_ROW)
        error = capaian_store_say_error(ret_sentence, capaian_store_error(copy, result), file, sqlite3_errmsg(copy));
    else if (strcmp((const char *)sqlite3_column_text(statement, 0), "ok") != 0)
        error = capaian_store_say_error(ret_sentence, -EBADMSG, file, (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    sqlite3_close(copy);
    if (error < 0)
        return error;
    if (sqlite3_open_v2(file, &copy, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK) {
        int version = 0;
        bool empty = false;
        error = capaian_store_identify(copy, file, schema, &version, &empty, ret_sentence);
        if (error == 0 && empty)
            error = capaian_store_say_error(ret_sentence, -EBADMSG, file, "there is nothing in it");
    } else
        error = capaian_store_say_error(ret_sentence, -EIO, file, sqlite3_errmsg(copy));
    sqlite3_close(copy);
    return error;
}

static int write_copy(sqlite3 *from, const char *file, char **ret_sentence) {
    sqlite3 *copy = NULL;
    int result = sqlite3_open_v2(file, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL);
    // Until it has its name the copy may be lost; the sync follows when it is whole.
    if (result == SQLITE_OK)
        result = sqlite3_exec(copy, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF", NULL, NULL, NULL);
    if (result == SQLITE_OK)
        result = copy_pages(from, copy);
    int error = 0;
    if (result != SQLITE_OK)
        error = capaian_store_say_error(ret_sentence, capaian_store_error(copy, result), file, sqlite3_errstr(result));
    sqlite3_close(copy);
    return error;
}

static int sync_file(const char *file) {
    int open_file = open(file, O_RDONLY | O_CLOEXEC);
    if (open_file < 0)
        return -errno;
    int error = fsync(open_file) < 0 ? -errno : 0;
    close(open_file);
    return error;
}

// Never over a file that came to be meanwhile.
static int name_copy(const char *partial, const char *file) {
    if (renameat2(AT_FDCWD, partial, AT_FDCWD, file, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -errno;
    if (link(partial, file) < 0)
        return -errno;
    unlink(partial);
    return 0;
}

static int backup_through(sqlite3 *from, const struct capaian_store_schema *schema, const char *partial,
                          const char *file, char **ret_sentence) {
    unlink(partial);    // what an interrupted backup left
    int created = open(partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (created < 0)
        return capaian_store_say_error(ret_sentence, -errno, file, "open");
    close(created);
    int error = write_copy(from, partial, ret_sentence);
    if (error == 0)
        error = verify(schema, partial, ret_sentence);
    if (error == 0) {
        error = sync_file(partial);
        if (error == 0)
            error = name_copy(partial, file);
        if (error == 0)
            error = capaian_file_sync_folder(file);
        if (error < 0)
            capaian_store_say_error(ret_sentence, error, file, "the copy could not be completed");
    }
    if (error < 0)
        unlink(partial);
    return error;
}

static int back_up(sqlite3 *from, const struct capaian_store_schema *schema, const char *file, char **ret_sentence) {
    struct stat status;
    if (lstat(file, &status) == 0)
        return capaian_store_say(ret_sentence, -EEXIST,
                                 "%s exists already; a backup never overwrites. Give another name.", file);
    char *partial = NULL;
    if (asprintf(&partial, "%s.partial", file) < 0)
        return -ENOMEM;
    int error = backup_through(from, schema, partial, file, ret_sentence);
    free(partial);
    return error;
}

int capaian_store_backup(struct capaian_store *store, const char *file, char **ret_sentence) {
    *ret_sentence = NULL;
    if (store->broken)
        return capaian_store_say(ret_sentence, -EIO, "The database is broken and cannot be copied to %s.", file);
    if (!sqlite3_get_autocommit(store->db))
        return capaian_store_say(ret_sentence, -EINPROGRESS, "A transaction is open; %s was not written.", file);
    return back_up(store->db, store->schema, file, ret_sentence);
}

int capaian_store_copy(const char *from, const struct capaian_store_schema *schema, const char *file,
                       char **ret_sentence) {
    sqlite3 *db = NULL;
    int version = 0;
    bool empty = false;
    *ret_sentence = NULL;
    int result = sqlite3_open_v2(from, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (result == SQLITE_OK)
        result = capaian_store_harden(db);
    if (result == SQLITE_OK)
        result = sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    int error = result == SQLITE_OK
                    ? capaian_store_identify(db, from, schema, &version, &empty, ret_sentence)
                    : capaian_store_say_error(ret_sentence, capaian_store_error(db, result), from, sqlite3_errmsg(db));
    if (error == 0 && empty)
        error = capaian_store_say_error(ret_sentence, -EBADMSG, from, "there is nothing in it");
    if (error == 0)
        error = back_up(db, schema, file, ret_sentence);
    sqlite3_close(db);
    return error;
}
