#include "disk.h"

#include "ledger/ledger.h"
#include "pair.h"
#include "rows.h"
#include "wire/content.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SYNCS = 201, PAGE = 4096, VERDICT_SIZE = 40 };

static int insert(struct capaian_store *store, sqlite3_stmt *sql, const void *content, size_t length, int64_t step) {
    uint8_t id[CAPAIAN_ID_SIZE], hash[CAPAIAN_HASH_SIZE], key[CAPAIAN_KEY_SIZE] = {0}, verdict[VERDICT_SIZE] = {0};
    capaian_message_id_make(id);
    capaian_content_hash(content, length, hash);
    sqlite3_bind_int64(sql, 1, step);
    sqlite3_bind_text(sql, 2, "u01", -1, SQLITE_STATIC);
    sqlite3_bind_blob(sql, 3, id, sizeof id, SQLITE_STATIC);
    sqlite3_bind_blob(sql, 4, hash, sizeof hash, SQLITE_STATIC);
    sqlite3_bind_blob(sql, 5, key, sizeof key, SQLITE_STATIC);
    sqlite3_bind_int64(sql, 6, ROWS_NOW);
    sqlite3_bind_int64(sql, 7, ROWS_NOW);
    sqlite3_bind_text(sql, 8, "", -1, SQLITE_STATIC);
    sqlite3_bind_blob(sql, 9, content, (int)length, SQLITE_STATIC);
    sqlite3_bind_blob(sql, 10, verdict, sizeof verdict, SQLITE_STATIC);
    return capaian_store_run(store, sql);
}

static int insert_all(struct capaian_store *store, const void *content, size_t length, unsigned messages,
                      double seconds, double *ret) {
    sqlite3_stmt *sql = capaian_store_prepare(store, "INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    int r = sql ? 0 : -ENOMEM;
    int64_t start = pair_now_ns(), step = 0, elapsed = 0;
    while (r == 0 && (elapsed = pair_now_ns() - start) < (int64_t)(seconds * 1e9)) {
        r = capaian_store_begin(store);
        for (unsigned i = 0; r == 0 && i < messages; i++)
            r = insert(store, sql, content, length, ++step);
        if (r == 0)
            r = capaian_store_commit(store);
        if (r == 0)
            r = capaian_store_checkpoint(store, false);
    }
    if (r == 0)
        *ret = (double)step * 1e9 / (double)elapsed;
    return r;
}

static void remove_files(const char *path) {
    static const char *const endings[] = {"", "-wal", "-shm", ".lock"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char file[4200];
        snprintf(file, sizeof file, "%s%s", path, endings[i]);
        unlink(file);
    }
}

int disk_ledger(const char *folder, const void *content, size_t length, unsigned messages, double seconds,
                double *ret) {
    char path[4096], *sentence = NULL;
    snprintf(path, sizeof path, "%s/alone.db", folder);
    struct capaian_store *store = NULL;
    int r = capaian_store_open(path, &ledger_schema, &store, &sentence);
    if (r == 0)
        r = insert_all(store, content, length, messages, seconds, ret);
    if (r < 0)
        fprintf(stderr, "bench: %s: %s\n", path, sentence ? sentence : strerror(-r));
    free(sentence);
    capaian_store_close(store);
    remove_files(path);
    return r;
}

static int compare(const void *left, const void *right) {
    const int64_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

int disk_sync(const char *folder, double *ret) {
    static const char page[PAGE];
    char path[4096];
    int64_t taken[SYNCS];
    snprintf(path, sizeof path, "%s/sync", folder);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return -errno;
    int r = 0;
    for (int i = 0; r == 0 && i < SYNCS; i++)
        if (pwrite(file, page, sizeof page, (off_t)i * PAGE) != (ssize_t)sizeof page)
            r = -EIO;
    if (r == 0 && fsync(file) < 0)
        r = -errno;
    for (int i = 0; r == 0 && i < SYNCS; i++) {
        int64_t start = pair_now_ns();
        if (pwrite(file, page, sizeof page, (off_t)i * PAGE) != (ssize_t)sizeof page || fdatasync(file) < 0)
            r = -EIO;
        taken[i] = pair_now_ns() - start;
    }
    close(file);
    unlink(path);
    if (r < 0)
        return r;
    qsort(taken, SYNCS, sizeof *taken, compare);
    const size_t middle = SYNCS / 2;
    *ret = (double)taken[middle] / 1e3;
    return 0;
}
