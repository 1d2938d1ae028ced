// A copy in the place of a database.
#include "runtime/file.h"
#include "runtime/store_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const companions[] = {"-wal", "-shm", "-journal"};
enum { COMPANIONS = sizeof companions / sizeof *companions, ASIDE_MAX = 1000 };

static bool there(const char *path) {
    struct stat status;
    return lstat(path, &status) == 0;
}

static int remove_companions(const char *path) {
    int r = 0;
    for (size_t i = 0; i < COMPANIONS && r == 0; i++) {
        char *file = NULL;
        if (asprintf(&file, "%s%s", path, companions[i]) < 0)
            return -ENOMEM;
        if (unlink(file) < 0 && errno != ENOENT)
            r = -errno;
        free(file);
    }
    return r;
}

static void remove_copy(const char *file) {
    unlink(file);
    remove_companions(file);
    char *lock = NULL;
    if (asprintf(&lock, "%s.lock", file) >= 0)
        unlink(lock);
    free(lock);
}

// Every page of it, brought to the schema of this release, as one file without a WAL.
static int examine(const struct capaian_store_restore *restore, const char *file, char **ret_sentence) {
    struct capaian_store *store = NULL;
    int r = capaian_store_open(file, restore->schema, &store, ret_sentence);
    if (r < 0)
        return r;
    sqlite3_stmt *check = NULL;
    int result = sqlite3_prepare_v2(store->db, "PRAGMA integrity_check(1)", -1, &check, NULL);
    if (result == SQLITE_OK)
        result = capaian_store_step(check);
    if (result != SQLITE_ROW)
        r = capaian_store_say_error(ret_sentence, capaian_store_error(store->db, result), restore->copy,
                                    sqlite3_errmsg(store->db));
    else if (strcmp((const char *)sqlite3_column_text(check, 0), "ok") != 0)
        r = capaian_store_say(ret_sentence, -EBADMSG, "%s is damaged (%s). Nothing was changed; take another copy.",
                              restore->copy, (const char *)sqlite3_column_text(check, 0));
    sqlite3_finalize(check);
    capaian_store_close(store);
    return r;
}

static int same_bytes(const char *a, const char *b) {
    FILE *left = fopen(a, "rbe"), *right = fopen(b, "rbe");
    int same = left != NULL && right != NULL;
    while (same) {
        char one[65536], other[65536];
        size_t size = fread(one, 1, sizeof one, left);
        same = fread(other, 1, sizeof other, right) == size && memcmp(one, other, size) == 0 && !ferror(left);
        if (size < sizeof one)
            break;
    }
    if (left)
        fclose(left);
    if (right)
        fclose(right);
    return same;
}

// Whether the database there is what the copy would become, never opened since.
static bool done_already(const char *fresh, const char *path) {
    char *wal = NULL;
    bool same = asprintf(&wal, "%s-wal", path) >= 0 && !there(wal) && same_bytes(fresh, path);
    free(wal);
    return same;
}

// What only the WAL has goes into the file that is set aside. Where that cannot be done the file is damaged, and its
// WAL stays beside it.
static void empty_wal(const char *path) {
    sqlite3 *db = NULL;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK)
        sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_close(db);
}

static int rename_all(const char *from, const char *to) {
    if (rename(from, to) < 0)
        return -errno;
    for (size_t i = 0; i < COMPANIONS; i++) {
        char *old = NULL, *new = NULL;
        int r = 0;
        if (asprintf(&old, "%s%s", from, companions[i]) < 0)
            return -ENOMEM;
        if (asprintf(&new, "%s%s", to, companions[i]) < 0)
            r = -ENOMEM;
        else if (rename(old, new) < 0 && errno != ENOENT)
            r = -errno;
        free(old);
        free(new);
        if (r < 0)
            return r;
    }
    return 0;
}

static int set_aside(const char *path, char **ret_aside) {
    empty_wal(path);
    for (int i = 1; i <= ASIDE_MAX; i++) {
        char *aside = NULL;
        if (asprintf(&aside, "%s.replaced-%d", path, i) < 0)
            return -ENOMEM;
        if (!there(aside)) {
            int r = rename_all(path, aside);
            if (r == 0)
                *ret_aside = aside;
            else
                free(aside);
            return r;
        }
        free(aside);
    }
    return -EEXIST;
}

static int put_in_place(const char *fresh, const char *path, char **ret_aside) {
    int r = there(path) ? set_aside(path, ret_aside) : remove_companions(path);
    if (r == 0 && rename(fresh, path) < 0)
        r = -errno;
    return r == 0 ? capaian_file_sync_folder(path) : r;
}

static int sync_file(const char *path) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return -errno;
    int r = fsync(file) < 0 ? -errno : 0;
    close(file);
    return r;
}

static int restore_locked(const struct capaian_store_restore *restore, const char *fresh, char **ret_aside,
                          char **ret_sentence) {
    bool occupied = there(restore->path);
    remove_copy(fresh);    // what an interrupted restore left
    int r = capaian_store_copy(restore->copy, restore->schema, fresh, ret_sentence);
    if (r == 0)
        r = examine(restore, fresh, ret_sentence);
    if (r == 0)
        r = restore->accept(restore->context, fresh, occupied ? restore->path : NULL, ret_sentence);
    if (r == 0 && occupied && done_already(fresh, restore->path)) {
        remove_copy(fresh);
        return 1;
    }
    if (r == 0 && occupied && !restore->replace)
        r = capaian_store_say(
            ret_sentence, -EEXIST,
            "%s exists. It is not touched unless --replace is given; it is then set aside, not removed.",
            restore->path);
    if (r == 0) {
        r = sync_file(fresh);
        if (r == 0)
            r = remove_companions(fresh);
        if (r == 0)
            r = put_in_place(fresh, restore->path, ret_aside);
        if (r < 0)
            capaian_store_say_error(ret_sentence, r, restore->path, "the copy could not be put in its place");
    }
    remove_copy(fresh);
    return r;
}

int capaian_store_restore(const struct capaian_store_restore *restore, char **ret_aside, char **ret_sentence) {
    int lock = -1;
    char *fresh = NULL;
    *ret_aside = *ret_sentence = NULL;
    int r = capaian_store_take_lock(restore->path, &lock, ret_sentence);
    if (r < 0)
        return r;
    if (asprintf(&fresh, "%s.restoring", restore->path) < 0)
        r = -ENOMEM;
    else
        r = restore_locked(restore, fresh, ret_aside, ret_sentence);
    free(fresh);
    close(lock);
    return r;
}
