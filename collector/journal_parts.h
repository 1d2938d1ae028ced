// What the files of the journal share.
#pragma once

#include "journal.h"
#include "runtime/store.h"

extern const struct capaian_store_schema journal_schema;

enum { JOURNAL_SUM_SIZE = 16 };

struct journal {
    struct capaian_store *store;
    bool open;        // a transaction is
    bool pressing;    // see journal_pressing
    bool moved;       // `now` is ahead of the state row
    struct journal_position now, committed;
    sqlite3_stmt *append, *settle, *keep, *find, *find_any, *get, *read, *purge_entries, *purge_verdicts, *purge_newest,
        *pages;
};

uint64_t journal_number(sqlite3_stmt *statement, int column);

// Of a verdict at its place, so that no other is taken for it.
void journal_verdict_sum(uint64_t sequence, const void *verdict, size_t size, uint8_t ret_sum[JOURNAL_SUM_SIZE]);

// At most `size` bytes; the rest of `to` is cleared.
void journal_blob(sqlite3_stmt *statement, int column, uint8_t *to, size_t size);
