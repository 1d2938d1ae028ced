// What the files of the store share. Nobody else includes this.
#pragma once

#include "runtime/store.h"

struct capaian_store_gathering {
    sqlite3_vfs shim;    // first: SQLite gives it back
    sqlite3_vfs *beneath;
    char name[32];
};

struct capaian_store {
    sqlite3 *db;
    struct capaian_store_gathering gathering;
    const struct capaian_store_schema *schema;
    int lock;    // descriptor of the lock file; the lock lasts as long as it is open
    bool broken;
    bool in_transaction;    // between begin and commit or rollback, whatever SQLite did meanwhile
    // A full disk rolled the transaction back; until commit or rollback nothing runs, or the rest of a batch would be
    // committed without its beginning.
    bool spoiled;
    int wal_pages;            // written to the WAL since it last began anew
    int settled_pages;        // of these, copied into the database by a checkpoint
    int64_t checkpoint_us;    // spent in them
    int retry_pages;    // no further checkpoint before the WAL holds this many: the last one could not do its work
    sqlite3_stmt *begin, *commit, *rollback;
};

enum {
    STORE_PAGE_BYTES = 4096,
    // A checkpoint that finds the loop idle is worth its two syncs from here on: 4 MiB, SQLite's own choice.
    STORE_IDLE_PAGES = 1000,
    // 64 MiB: one checkpoint takes about as long as the disk needs to write it; a loop that is never idle pays that
    // once in as much traffic.
    STORE_HARD_PAGES = 16384,
    STORE_BUSY_MS = 2000,
};

// Writes a sentence and returns `error`.
int capaian_store_say(char **ret_sentence, int error, const char *format, ...) __attribute__((format(printf, 3, 4)));

// The error of a result of SQLite while opening or copying.
int capaian_store_error(sqlite3 *db, int result);
int capaian_store_say_error(char **ret_sentence, int error, const char *path, const char *detail);

// The lock beside a database, which keeps a second writer out until the descriptor is closed. 0 or a refusal.
int capaian_store_take_lock(const char *path, int *ret_lock, char **ret_sentence);

// Registers the VFS of one connection, which writes with synchronous=FULL: over the one that is the default now, and
// what goes into the WAL is written when it is synced. It may be unregistered once the connection is open, and has to
// last as long as that. A result of SQLite.
int capaian_store_gather(struct capaian_store_gathering *gathering);

// Settings of every connection.
int capaian_store_harden(sqlite3 *db);

// Whose database it is: 0 with its version (0 and *ret_empty: nothing in it yet), or a refusal with its sentence.
int capaian_store_identify(sqlite3 *db, const char *path, const struct capaian_store_schema *schema, int *ret_version,
                           bool *ret_empty, char **ret_sentence);
