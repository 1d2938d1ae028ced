// The collector's durable queue: every message it gave a receipt for, in the order received, and the verdicts that came
// back. Entries are numbered without gaps from 1, and a number is never used again, whatever was purged. They are never
// changed, and deleted only once applied; the database enforces both.
//
// Changes collect in one transaction, begun by the first of them, until journal_commit(). What a function returns about
// the journal is true only once that returned 0.
#pragma once

#include "wire/arena.h"
#include "wire/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { JOURNAL_ID_SIZE = 16, JOURNAL_CHAIN_SIZE = 16 };

struct journal_entry {
    uint64_t sequence;
    char unit[CAPAIAN_CODE_MAX + 1];
    uint8_t id[CAPAIAN_ID_SIZE];
    uint8_t key[CAPAIAN_KEY_SIZE];
    uint8_t hash[CAPAIAN_HASH_SIZE];
    int64_t received_at;
    uint8_t chain[JOURNAL_CHAIN_SIZE];    // see journal_position
    const uint8_t *content;               // NULL where it was not asked for
    size_t size;
};

// An entry without its content, and its verdict: an encoded Verdict, NULL until it is settled.
struct journal_record {
    struct journal_entry entry;
    const uint8_t *verdict;
    size_t verdict_size;
};

struct journal_position {
    uint64_t first;      // oldest kept; last + 1 when there is none
    uint64_t last;       // newest; 0 before the first message
    uint64_t cursor;     // settled up to here in the evaluator's present ledger
    uint64_t settled;    // the furthest that the cursor ever was; only a restored evaluator sets it back
    uint8_t epoch[CAPAIAN_EPOCH_SIZE];
    uint64_t applied;       // as the evaluator counts, with that cursor
    int64_t instant;        // latest receive time given out or promised
    int64_t whole_since;    // an evaluator's backup older than this lacks entries that are not here; 0: it lacks none
    uint8_t id[JOURNAL_ID_SIZE];
    // A journal that was put back to an older copy goes on under another id, and knows how far it had come before.
    uint8_t parent[JOURNAL_ID_SIZE];
    uint64_t parent_reached;
    uint64_t lacking;    // entries not here that the evaluator's ledger goes without, by the operator's word
    // A hash over all entries up to the last: two journals have the same at a place where they are the same up to it.
    // An entry of before there were chains has its message id instead.
    uint8_t chain[JOURNAL_CHAIN_SIZE];
};

struct journal;

// Opens or creates. Errors of capaian_store_open, and -EPERM: the journal was begun in the other kind of time.
int journal_open(const char *path, bool simulated, struct journal **ret, char **ret_sentence);
struct journal *journal_close(struct journal *journal);    // checkpoints; takes NULL, returns NULL

// As it will be when the open transaction commits; as it is after a roll-back.
const struct journal_position *journal_position(const struct journal *journal);
// As it is on disk.
const struct journal_position *journal_committed(const struct journal *journal);

// Every function that changes: 0 or -errno. -ENOSPC: the disk is full and the whole transaction is rolled back;
// -EIO: broken, the process must end.

// -EEXIST: the unit and id are here already, in this transaction or before; nothing changed. entry->sequence and
// entry->chain are ignored; the position has the chain.
int journal_append(struct journal *journal, const struct journal_entry *entry, uint64_t *ret_sequence);

// The verdict of the entry after the cursor, which moves over it. `at` is the receive clock's.
int journal_settle(struct journal *journal, const void *verdict, size_t size, int64_t at);

// What the evaluator's ledger is at, beside the cursor.
int journal_remember(struct journal *journal, uint64_t cursor, const uint8_t epoch[CAPAIAN_EPOCH_SIZE],
                     uint64_t applied);

// The operator's word that the ledger goes without so many entries; with the epoch it was said for.
int journal_go_without(struct journal *journal, uint64_t lacking);

// This journal turned out to be an older copy: the ledger has entries of it or of its successor `parent`, up to
// `reached`, that are not here. It goes on under another id, and no restore of the evaluator from before `at` is whole.
int journal_branch(struct journal *journal, const uint8_t id[JOURNAL_ID_SIZE], const uint8_t parent[JOURNAL_ID_SIZE],
                   uint64_t reached, int64_t at);

// No receive time will ever be before this instant.
int journal_promise(struct journal *journal, int64_t instant);

// Deletes up to `count` of the oldest entries that are applied. *ret_purged says how many.
int journal_purge(struct journal *journal, unsigned count, unsigned *ret_purged);

// 0: all changes since the last commit are on disk (also when there were none).
int journal_commit(struct journal *journal);

// There are changes to commit; and such as somebody waits for, which are all but verdicts and the cursor behind them.
bool journal_dirty(const struct journal *journal);
bool journal_pressing(const struct journal *journal);

// Reading: 1 found, 0 not, -EIO broken (also where a verdict is not what was stored), -ENOMEM the arena is full.
// unit NULL: of any unit, the oldest.
int journal_find(struct journal *journal, const char *unit, const uint8_t id[CAPAIAN_ID_SIZE],
                 struct capaian_arena *arena, struct journal_record *ret);
int journal_get(struct journal *journal, uint64_t sequence, struct capaian_arena *arena, struct journal_record *ret);

// Entries from `first` on, content included, up to `room` of them, and no more after `bytes` of content are reached.
// The number read, or -errno; -EIO also where a content is not what its hash says it was when it came.
int journal_read(struct journal *journal, uint64_t first, struct capaian_arena *arena, struct journal_entry *entries,
                 unsigned room, size_t bytes);

// Calls back for every entry never settled, oldest first. 0 or -EIO.
int journal_each_pending(struct journal *journal, void (*each)(void *context, const char *unit, size_t size),
                         void *context);

// Bytes that entries and verdicts occupy in the file, and that new ones can take: free pages and free disk.
int journal_space(struct journal *journal, int64_t *ret_used, int64_t *ret_free_inside, int64_t *ret_free_disk);

// When there is nothing better to do (idle), or after commits. 0 or -EIO.
int journal_checkpoint(struct journal *journal, bool idle);
int64_t journal_checkpoint_us(const struct journal *journal);    // spent in them since it was opened

// A whole copy of a journal that may be served meanwhile. 0 or -errno with a sentence.
int journal_copy(const char *path, const char *file, char **ret_sentence);

struct journal_copied {
    uint64_t first, last;    // entries in the copy
    uint64_t pending;        // of these not yet applied when it was made
    int64_t instant;
};
// Puts a copy in the place of the journal at `path`; 0, 1 (it is there already) or -errno, as capaian_store_restore.
int journal_restore(const char *copy, const char *path, bool replace, struct journal_copied *ret, char **ret_aside,
                    char **ret_sentence);
