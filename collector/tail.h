// The newest entries of the journal, kept in memory so that forwarding and receipts need not read back what was just
// written. A cache and nothing more: what is not here is in the journal.
#pragma once

#include "journal.h"

enum {
    TAIL_ENTRIES = 8192,    // both bounds hold at once
    TAIL_BYTES = 8 * 1024 * 1024,
};

struct tail;

struct tail *tail_new(void);
struct tail *tail_free(struct tail *tail);

// Copies the entry; the oldest make room. Sequences come in order; after a gap the tail starts anew. When memory is
// short the tail just forgets.
void tail_add(struct tail *tail, const struct journal_entry *entry);

// NULL when it is not here. Valid until the next tail_add or tail_clear.
const struct journal_entry *tail_find(const struct tail *tail, uint64_t sequence);
void tail_clear(struct tail *tail);
