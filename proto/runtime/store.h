// A database file as a daemon owns it: SQLite in WAL with synchronous=FULL, one connection that writes and checkpoints,
// an exclusive lock file so that there is only one, forward migrations, and fail-stop: the first I/O error, corruption
// or failed sync makes the store `broken`, and the daemon ends; nothing is retried on a disk that lied once.
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

// Each entry brings the schema from its index to index + 1, in one transaction.
struct capaian_store_schema {
    int32_t application_id;
    const char *const *migrations;
    int version;    // number of migrations
    // What is done to a backup before it has its name, so that it can tell that it is one. NULL: nothing.
    const char *mark_copy;
};

struct capaian_store;

// Opens or creates `path` for its one writer. 0 or -errno:
// -EBUSY another process holds the lock, -EROFS / -EACCES the folder cannot be written, -EPROTO a newer version's
// database, -ENOTUNIQ another application's, -EBADMSG not a database or damaged, -ENOENT no such folder, -EOPNOTSUPP a
// file system that cannot do it safely, another -errno of the system. *ret_sentence (malloc) says it for
// people, with the path and what to do.
int capaian_store_open(const char *path, const struct capaian_store_schema *schema, struct capaian_store **ret,
                       char **ret_sentence);
struct capaian_store *capaian_store_close(struct capaian_store *store);    // checkpoints

// A connection that can only read (query_only, no checkpoints), for a live or a resting file. Same errors, and -EPROTO
// for an older version's database too: only its writer migrates it.
int capaian_store_open_readonly(const char *path, const struct capaian_store_schema *schema, sqlite3 **ret,
                                char **ret_sentence);

sqlite3 *capaian_store_db(struct capaian_store *store);

// Prepares a persistent statement that lives as long as the store and is finalised with it. NULL: broken.
sqlite3_stmt *capaian_store_prepare(struct capaian_store *store, const char *sql);

// The one number that a query gives. SQLITE_OK, or what SQLite says.
int capaian_store_number(sqlite3 *db, const char *sql, int64_t *ret);

// As sqlite3_step, and the texts of the row can be had: sqlite3_column_text ends a text where it is first asked for it,
// and gives NULL when there is no memory for that. Then this says SQLITE_NOMEM.
int capaian_store_step(sqlite3_stmt *statement);

// Runs a statement to its end and resets it. 0; -EEXIST for a constraint; -ENOSPC: disk full, the transaction is
// rolled back, and whatever runs until the commit or rollback gets -ENOSPC too; -EIO: broken.
int capaian_store_run(struct capaian_store *store, sqlite3_stmt *statement);

// The same judgement for who steps a statement for its rows and resets it: give it the last result of sqlite3_step.
int capaian_store_result(struct capaian_store *store, int result);

int capaian_store_begin(struct capaian_store *store);
int capaian_store_commit(struct capaian_store *store);    // 0 means on disk; -ENOSPC rolled back; -EIO broken
int capaian_store_rollback(struct capaian_store *store);
bool capaian_store_broken(const struct capaian_store *store);

// Called when there is nothing better to do (`idle`) and after every commit (not idle): checkpoints PASSIVE when idle
// and more than a little is in the WAL, and at a hard limit regardless. 0 or -EIO.
int capaian_store_checkpoint(struct capaian_store *store, bool idle);
int64_t capaian_store_checkpoint_us(const struct capaian_store *store);    // spent in them since it was opened
int64_t capaian_store_wal_bytes(const struct capaian_store *store);
int64_t capaian_store_free_bytes(const struct capaian_store *store);    // of the file system

// A whole copy into a new file (refuses an existing one), verified by opening it. 0 or -errno with a sentence.
// capaian_store_copy: of a file that another process may be writing, through a reading connection of its own.
int capaian_store_backup(struct capaian_store *store, const char *file, char **ret_sentence);
int capaian_store_copy(const char *from, const struct capaian_store_schema *schema, const char *file,
                       char **ret_sentence);

// Puts a copy in the place of the database at `path`, which nobody may hold open. All or nothing: until the copy is
// whole, verified (every page, and by `accept`) and on disk under another name, what was there stays; then it is set
// aside under a name of its own, with its WAL, and never removed.
struct capaian_store_restore {
    const char *copy, *path;
    const struct capaian_store_schema *schema;
    bool replace;    // there may be a database at path; without this that is -EEXIST
    // Called with the copy under its passing name, closed, brought to this release's schema: the owner's own look at
    // it. `now`: what it would replace; NULL: nothing. 0 or -errno with a sentence.
    int (*accept)(void *context, const char *file, const char *now, char **ret_sentence);
    void *context;
};
// 0; 1: the very same is there already and nothing was done; -errno with a sentence. *ret_aside (malloc, NULL: nothing
// was there) is where the former database is now.
int capaian_store_restore(const struct capaian_store_restore *restore, char **ret_aside, char **ret_sentence);
