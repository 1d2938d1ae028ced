// What people did, a line each, in a file beside the ledger that no restore puts back: by it a restored ledger can say
// which acts it has lost. The ledger is the record; this is its shadow, written after the commit and before the answer,
// and filled up from the ledger when it lags behind.
//
// A line: time, act id, what was done, about what, actor, key, reason; separated by tabs. Lines that begin with # are
// remarks.
#pragma once

#include "ledger/ledger.h"

struct acts_log;

// Called with a line, without its line end, of an act that is not in the ledger.
typedef void acts_lost(void *context, const char *line);

// Opens or makes the file, and writes what it lacks. `lost` is called for every act after the last one that the ledger
// has: none, but for a ledger that was put back. 0, or -errno with a sentence.
int acts_log_open(const char *path, struct ledger *ledger, acts_lost *lost, void *context, struct acts_log **ret,
                  char **ret_sentence);
struct acts_log *acts_log_close(struct acts_log *log);    // takes NULL, returns NULL

// All acts that are committed are in the file and on disk: 0. -errno: they are not, and the next call tries again.
int acts_log_write(struct acts_log *log, struct ledger *ledger);

// The acts in the file after the last one that the database has. 0, -ENOENT: there is no such file; -errno.
int acts_log_compare(const char *path, sqlite3 *db, acts_lost *lost, void *context);

// The acts of one database that another has not. 0 or -EIO.
int acts_compare(sqlite3 *fuller, sqlite3 *db, acts_lost *lost, void *context);
