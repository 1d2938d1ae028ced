// What departments sent and were told, and what must hold of it in the end.
#pragma once

#include "capaian/v1/submit.pb-c.h"
#include "wire/limits.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LETTER_ROWS = 6, LETTERS_MAX = 64 };

// A row as the sender meant it.
struct letter_row {
    unsigned indicator;    // of the regency's, by its place
    unsigned month;        // of 2026, from 1
    int64_t value;
    unsigned ref;    // 0: none
    int64_t as_of;
};

struct letter {
    const char *unit;
    uint8_t id[CAPAIAN_ID_SIZE];
    uint8_t *content;
    size_t size;
    uint8_t hash[CAPAIAN_HASH_SIZE];
    struct letter_row rows[LETTER_ROWS];
    unsigned row_count;
    bool judged;                   // the sender waits for its verdict
    const struct letter *rival;    // other content under the same id

    bool receipted;         // somebody said that it is on disk
    bool excused;           // and that disk was put back to an earlier state
    bool conflicting;       // the sender was told that the id stands for other content
    unsigned collectors;    // which gave receipts: a bit each
    bool told;              // of a verdict:
    Capaian__V1__Outcome outcome;
    uint32_t accepted, unchanged, refused;
    uint64_t step;
};

struct history {
    struct letter letters[LETTERS_MAX];
    unsigned count;
    int64_t hollow_until[2];    // of a collector whose journal was put back: receipts that are still on their way
    bool restored;    // the ledger was put back: verdicts are reached anew, and who has been answered is not told again
};

extern const char *const indicator_codes[];
enum { INDICATOR_EVENTS, INDICATOR_FIGURE };    // places

// A message of one to LETTER_ROWS rows by the world's dice. rival: under the id of that one, NULL: of its own.
struct letter *history_write(struct history *history, const char *unit, const struct letter *rival);
void history_end(struct history *history);

// A sender was told so of its letter by the collector with that number.
void history_told(const struct history *history, struct letter *letter, const Capaian__V1__SubmitReply *reply);

// A copy that was made by hand has been put back; `ledger` is the file that stands now. What is then neither in the
// ledger nor in a journal that was not put back since is gone, and that is nobody's fault.
void history_ledger_restored(struct history *history, const char *ledger);
void history_journal_restored(struct history *history, unsigned collector, const char *ledger);

// A database to be read, to be closed by the caller; NULL is world_broken.
sqlite3 *history_open(const char *path);

// What must hold whenever a daemon has started, of what it has found on its disk: each receipt of this collector is in
// its journal; each verdict that was told is in the ledger.
void history_check_journal(const struct history *history, unsigned collector, const char *journal);
void history_check_verdicts(const struct history *history, sqlite3 *ledger);

// Everything that must hold of the ledger at rest. What does not is world_broken.
void history_check(const struct history *history, sqlite3 *ledger);
