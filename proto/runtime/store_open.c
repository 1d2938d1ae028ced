// Opening: the lock, whose file it is, the settings, the migrations. Every refusal is a sentence with the path in it.
#include "runtime/sabotage.h"
#include "runtime/store_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/magic.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

int capaian_store_say(char **ret_sentence, int error, const char *format, ...) {
    char *sentence = NULL;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&sentence, format, arguments) < 0)
        sentence = NULL;
    va_end(arguments);
    *ret_sentence = sentence;
    return error;
}

int capaian_store_error(sqlite3 *db, int result) {
    int system = sqlite3_system_errno(db);
    switch (result & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return 0;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return -EBADMSG;
    case SQLITE_FULL:
        return -ENOSPC;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return -EBUSY;
    case SQLITE_NOMEM:
        return -ENOMEM;
    case SQLITE_CANTOPEN:
        return system > 0 ? -system : -EACCES;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return system == EROFS ? -EROFS : -EACCES;
    default:
        // The index of the WAL could not grow.
        return system == ENOSPC ? -ENOSPC : -EIO;
    }
}

int capaian_store_say_error(char **ret_sentence, int error, const char *path, const char *detail) {
    switch (error) {
    case -ENOENT:
        return capaian_store_say(ret_sentence, error,
                                 "%s: there is no such file or folder. Create the folder, or give the right one.",
                                 path);
    case -ENOTDIR:
        return capaian_store_say(ret_sentence, error, "%s: a part of this path is not a folder. Give the right one.",
                                 path);
    case -EISDIR:
        return capaian_store_say(ret_sentence, error, "%s is a folder, not a database. Give the right path.", path);
    case -EROFS:
        return capaian_store_say(
            ret_sentence, error,
            "%s lies on a file system that is read-only. Mount it writable, or give another folder.", path);
    case -EACCES:
    case -EPERM:
        return capaian_store_say(
            ret_sentence, error,
            "%s: no right to write the file or its folder. Give them to the user that runs this, or "
            "give another folder.",
            path);
    case -EBUSY:
        return capaian_store_say(
            ret_sentence, error,
            "Another program holds %s open for writing. Stop it; only the daemon may open this file.", path);
    case -ENOSPC:
        return capaian_store_say(ret_sentence, error, "%s: the disk is full. Make room and try again.", path);
    case -EBADMSG:
        return capaian_store_say(ret_sentence, error,
                                 "%s is damaged or not a database (%s). Keep it as it is, and restore the last backup.",
                                 path, detail);
    default:
        return capaian_store_say(ret_sentence, error, "%s: %s (%s).", path, strerror(-error), detail);
    }
}

static int say_result(char **ret_sentence, sqlite3 *db, int result, const char *path) {
    return capaian_store_say_error(ret_sentence, capaian_store_error(db, result), path, sqlite3_errmsg(db));
}

// The number in the lock file: of the process that holds it, for the sentence only.
static long holder_of(int lock) {
    char text[24] = "";
    if (pread(lock, text, sizeof text - 1, 0) <= 0)
        return 0;
    return strtol(text, NULL, 10);
}

// The WAL's index is memory shared through the file system, which a network's does not do.
static bool is_remote(int file) {
    enum { CIFS = (int)0xFF534D42, SMB2 = (int)0xFE534D42 };
    struct statfs status;
    if (fstatfs(file, &status) < 0)
        return false;
    int kind = (int)status.f_type;
    return kind == NFS_SUPER_MAGIC || kind == SMB_SUPER_MAGIC || kind == CIFS || kind == SMB2;
}

static int lock_open(const char *path, const char *lock_path, int lock, char **ret_sentence) {
    if (is_remote(lock))
        return capaian_store_say(
            ret_sentence, -EOPNOTSUPP,
            "%s lies on a network file system, where a database in WAL mode is not safe. Use a local "
            "disk.",
            path);
    if (flock(lock, LOCK_EX | LOCK_NB) < 0) {
        if (errno != EWOULDBLOCK)
            return capaian_store_say_error(ret_sentence, -errno, lock_path, "flock");
        return capaian_store_say(ret_sentence, -EBUSY,
                                 "Another process (%ld) holds %s: it has %s open. Stop it, or give another folder.",
                                 holder_of(lock), lock_path, path);
    }
    // A note for people; the lock does not depend on it, so a full disk may keep it from being written.
    char text[24];
    int size = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (ftruncate(lock, 0) == 0) {
        ssize_t written = pwrite(lock, text, (size_t)size, 0);
        (void)written;
    }
    return 0;
}

// The file is never removed: whoever waits for a removed file's lock would get one that protects nothing.
int capaian_store_take_lock(const char *path, int *ret_lock, char **ret_sentence) {
    char *lock_path = NULL;
    if (asprintf(&lock_path, "%s.lock", path) < 0)
        return -ENOMEM;
    int lock = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    int error = lock < 0 ? capaian_store_say_error(ret_sentence, -errno, lock_path, "open")
                         : lock_open(path, lock_path, lock, ret_sentence);
    if (error == 0)
        *ret_lock = lock;
    else if (lock >= 0)
        close(lock);
    free(lock_path);
    return error;
}

int capaian_store_number(sqlite3 *db, const char *sql, int64_t *ret) {
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    if (result == SQLITE_ROW) {
        *ret = sqlite3_column_int64(statement, 0);
        result = SQLITE_OK;
    }
    sqlite3_finalize(statement);
    return result;
}

int capaian_store_harden(sqlite3 *db) {
    sqlite3_busy_timeout(db, STORE_BUSY_MS);
    int result = sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (result != SQLITE_OK)
        return result;
    // 8 MiB of pages: the upper levels of every index, while the file itself is in the system's cache. Temporary tables
    // in memory: a hardened service may have nowhere to write them.
    return sqlite3_exec(db,
                        "PRAGMA trusted_schema=0; PRAGMA cell_size_check=1; PRAGMA mmap_size=0;"
                        "PRAGMA foreign_keys=1; PRAGMA cache_size=-8192; PRAGMA temp_store=MEMORY;"
                        "PRAGMA secure_delete=0",
                        NULL, NULL, NULL);
}

int capaian_store_identify(sqlite3 *db, const char *path, const struct capaian_store_schema *schema, int *ret_version,
                           bool *ret_empty, char **ret_sentence) {
    int64_t objects = 0, application = 0, version = 0;
    int result = capaian_store_number(db, "SELECT count(*) FROM sqlite_schema", &objects);
    if (result == SQLITE_OK)
        result = capaian_store_number(db, "PRAGMA application_id", &application);
    if (result == SQLITE_OK)
        result = capaian_store_number(db, "PRAGMA user_version", &version);
    if (result != SQLITE_OK)
        return say_result(ret_sentence, db, result, path);
    bool empty = objects == 0 && application == 0 && version == 0;
    if (!empty && application != schema->application_id)
        return capaian_store_say(ret_sentence, -ENOTUNIQ,
                                 "%s is the database of another program (application id %" PRId64 ", expected %" PRId32
                                 "). Give the folder of this one.",
                                 path, application, schema->application_id);
    if (version > schema->version)
        return capaian_store_say(ret_sentence, -EPROTO,
                                 "%s was written by a newer release (schema %" PRId64
                                 ", this release knows %d). Install that release, or restore a backup from before it.",
                                 path, version, schema->version);
    if (version < 0)
        return capaian_store_say_error(ret_sentence, -EBADMSG, path, "negative schema version");
    *ret_version = (int)version;
    *ret_empty = empty;
    return 0;
}

static int on_wal(void *argument, sqlite3 *db, const char *name, int pages) {
    struct capaian_store *store = argument;
    (void)db;
    (void)name;
    // Fewer than before: the WAL began anew, which happens only when all of it was copied. (One commit larger than all
    // before it hides that, until the next checkpoint counts.)
    if (pages < store->wal_pages) {
        store->settled_pages = 0;
        store->retry_pages = 0;
    }
    store->wal_pages = pages;
    return SQLITE_OK;
}

static int use_wal(sqlite3 *db, const char *path, char **ret_sentence) {
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(db, "PRAGMA journal_mode=WAL", -1, &statement, NULL);
    if (result == SQLITE_OK)
        result = capaian_store_step(statement);
    bool wal = result == SQLITE_ROW && strcmp((const char *)sqlite3_column_text(statement, 0), "wal") == 0;
    sqlite3_finalize(statement);
    if (result != SQLITE_ROW)
        return say_result(ret_sentence, db, result, path);
    if (!wal)
        return capaian_store_say(ret_sentence, -EOPNOTSUPP,
                                 "%s: this file system cannot keep a database in WAL mode. Use a local disk.", path);
    return 0;
}

static int configure(struct capaian_store *store, const char *path, char **ret_sentence) {
    int error = use_wal(store->db, path, ret_sentence);
    if (error < 0)
        return error;
    char *sql = NULL;
    if (asprintf(&sql,
                 "PRAGMA synchronous=%s; PRAGMA wal_autocheckpoint=0;"
                 "PRAGMA journal_size_limit=%d",
                 capaian_sabotage("synchronous_off") ? "OFF" : "FULL", STORE_HARD_PAGES * STORE_PAGE_BYTES) < 0)
        return -ENOMEM;
    int result = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    free(sql);
    if (result != SQLITE_OK)
        return say_result(ret_sentence, store->db, result, path);
    // After wal_autocheckpoint, which takes the same place.
    sqlite3_wal_hook(store->db, on_wal, store);
    return 0;
}

// One migration is one transaction; the first one marks the file as ours.
static int migrate_one(struct capaian_store *store, int version, const char *path, char **ret_sentence) {
    char mark[96] = "";
    if (version == 0)
        snprintf(mark, sizeof mark, "PRAGMA application_id=%" PRId32 ";", store->schema->application_id);
    size_t size = strlen(mark);
    snprintf(mark + size, sizeof mark - size, "PRAGMA user_version=%d; COMMIT", version + 1);
    int result = sqlite3_exec(store->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_exec(store->db, store->schema->migrations[version], NULL, NULL, NULL);
    if (capaian_sabotage("die_in_migration"))
        capaian_sabotage_die(0);
    if (result == SQLITE_OK)
        result = sqlite3_exec(store->db, mark, NULL, NULL, NULL);
    if (result == SQLITE_OK)
        return 0;
    int error = say_result(ret_sentence, store->db, result, path);
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return error;
}

static int write_again(sqlite3_file *file) {
    enum { AT_ONCE = 1 << 16 };
    sqlite3_int64 size = 0;
    if (!file->pMethods)
        return SQLITE_OK;
    int result = file->pMethods->xFileSize(file, &size);
    char *bytes = result == SQLITE_OK && size > 0 ? malloc(AT_ONCE) : NULL;
    if (!bytes)
        return result == SQLITE_OK && size > 0 ? SQLITE_NOMEM : result;
    for (sqlite3_int64 at = 0; result == SQLITE_OK && at < size; at += AT_ONCE) {
        int some = size - at < AT_ONCE ? (int)(size - at) : AT_ONCE;
        result = file->pMethods->xRead(file, bytes, some, at);
        if (result == SQLITE_OK)
            result = file->pMethods->xWrite(file, bytes, some, at);
    }
    free(bytes);
    return result == SQLITE_OK ? file->pMethods->xSync(file, SQLITE_SYNC_FULL) : result;
}

// The WAL is written once more as it is, and synced. After a sync that failed the last process ended, but the system
// still shows what it wrote and may never write it (https://lwn.net/Articles/752063/): what is built upon that, behind
// it in the WAL or by a checkpoint, would be torn when power is lost.
static int settle_wal(sqlite3 *db, const char *path, char **ret_sentence) {
    sqlite3_file *wal = NULL;
    int result = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
    if (result == SQLITE_OK && !capaian_sabotage("trust_failed_sync"))
        result = write_again(wal);
    int ended = sqlite3_get_autocommit(db) ? SQLITE_OK : sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    result = result == SQLITE_OK ? ended : result;
    return result == SQLITE_OK ? 0 : say_result(ret_sentence, db, result, path);
}

static int prepare_own(struct capaian_store *store, const char *path, char **ret_sentence) {
    store->begin = capaian_store_prepare(store, "BEGIN IMMEDIATE");
    store->commit = capaian_store_prepare(store, "COMMIT");
    store->rollback = capaian_store_prepare(store, "ROLLBACK");
    return store->broken ? say_result(ret_sentence, store->db, sqlite3_errcode(store->db), path) : 0;
}

// A database has its first page on disk before it has a WAL. SQLite takes one of which nothing is left for a new one,
// and removes the WAL, in which there may be all that is left.
static bool is_emptied(const char *path) {
    char *wal = NULL;
    struct stat database, beside;
    if (asprintf(&wal, "%s-wal", path) < 0)
        return false;
    bool emptied = stat(path, &database) == 0 && database.st_size == 0 && stat(wal, &beside) == 0 && beside.st_size > 0;
    free(wal);
    return emptied;
}

static int open_database(struct capaian_store *store, const char *path, char **ret_sentence) {
    if (is_emptied(path))
        return capaian_store_say_error(ret_sentence, -EBADMSG, path, "the file is empty, and its WAL is not");
    // Nobody asks how much memory SQLite has, and counting takes a mutex for each allocation. Refused, and no matter,
    // where SQLite runs already.
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    // One thread uses the connection, so it needs no mutex.
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int result = capaian_store_gather(&store->gathering);
    if (result != SQLITE_OK)
        return say_result(ret_sentence, NULL, result, path);
    // Without a sync nothing that was gathered would be written.
    const char *vfs = capaian_sabotage("synchronous_off") ? NULL : store->gathering.name;
    result = sqlite3_open_v2(path, &store->db, flags, vfs);
    if (result == SQLITE_OK)
        result = capaian_store_harden(store->db);
    if (result != SQLITE_OK)
        return say_result(ret_sentence, store->db, result, path);
    // SQLite falls back to reading where it may not write.
    if (sqlite3_db_readonly(store->db, "main") == 1)
        return capaian_store_say_error(ret_sentence, -EACCES, path, "read-only");
    // Before anything is changed in a file that may be somebody else's.
    int version = 0;
    bool empty = false;
    int error = capaian_store_identify(store->db, path, store->schema, &version, &empty, ret_sentence);
    if (error == 0)
        error = configure(store, path, ret_sentence);
    if (error == 0)
        error = settle_wal(store->db, path, ret_sentence);
    for (; error == 0 && version < store->schema->version; version++)
        error = migrate_one(store, version, path, ret_sentence);
    if (error == 0)
        error = prepare_own(store, path, ret_sentence);
    return error;
}

int capaian_store_open(const char *path, const struct capaian_store_schema *schema, struct capaian_store **ret,
                       char **ret_sentence) {
    struct capaian_store *store = calloc(1, sizeof *store);
    if (!store)
        return -ENOMEM;
    store->schema = schema;
    store->lock = -1;
    // A link to the file would have a lock of its own beside it.
    char *resolved = realpath(path, NULL);
    const char *file = resolved ? resolved : path;
    *ret_sentence = NULL;
    int error = capaian_store_take_lock(file, &store->lock, ret_sentence);
    if (error == 0)
        error = open_database(store, file, ret_sentence);
    free(resolved);
    if (error < 0) {
        store->broken = true;    // what was refused is left as it was found
        capaian_store_close(store);
        return error;
    }
    *ret = store;
    return 0;
}

static int open_readonly(sqlite3 *db, const char *path, const struct capaian_store_schema *schema,
                         char **ret_sentence) {
    int result = capaian_store_harden(db);
    if (result == SQLITE_OK)
        result = sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_exec(db, "PRAGMA query_only=1; PRAGMA wal_autocheckpoint=0", NULL, NULL, NULL);
    if (result != SQLITE_OK)
        return say_result(ret_sentence, db, result, path);
    int version = 0;
    bool empty = false;
    int error = capaian_store_identify(db, path, schema, &version, &empty, ret_sentence);
    if (error == 0 && (empty || version == 0))
        error =
            capaian_store_say(ret_sentence, -EBADMSG,
                              "%s is not a database of this program: there is nothing in it. Give another file.", path);
    else if (error == 0 && version < schema->version)
        error =
            capaian_store_say(ret_sentence, -EPROTO,
                              "%s was written by an older release (schema %d, this release needs %d). Start the daemon "
                              "of this release on it once.",
                              path, version, schema->version);
    return error;
}

int capaian_store_open_readonly(const char *path, const struct capaian_store_schema *schema, sqlite3 **ret,
                                char **ret_sentence) {
    sqlite3 *db = NULL;
    *ret_sentence = NULL;
    int result = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    int error = result == SQLITE_OK ? open_readonly(db, path, schema, ret_sentence)
                                    : say_result(ret_sentence, db, result, path);
    if (error < 0)
        sqlite3_close(db);
    else
        *ret = db;
    return error;
}
