// What the files of the journal share.
#pragma once

#include "journal.h"
#include "runtime/store.h"

extern const struct capaian_store_schema journal_schema;

struct journal {
    struct capaian_store *store;
    bool open;     // a transaction is
    bool moved;    // `now` is ahead of the state row
    struct journal_position now, committed;
    sqlite3_stmt *append, *settle, *keep, *find, *find_any, *get, *read, *purge_entries, *purge_verdicts, *purge_newest,
        *pages;
};

uint64_t journal_number(sqlite3_stmt *statement, int column);

// At most `size` bytes; the rest of `to` is cleared.
void journal_blob(sqlite3_stmt *statement, int column, uint8_t *to, size_t size);
