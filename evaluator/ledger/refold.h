// A record folded again from nothing into a copy beside it, and the two compared.
#pragma once

#include "ledger/ledger.h"

struct refold {
    sqlite3 *source;         // the record, read only here
    struct ledger *again;    // what its steps give
    char *folder, *copy;     // where that is
    void (*difference)(void *context, const char *sentence);
    void *context;
    uint64_t steps;
    bool differs;     // something, whatever it is
    bool damaged;     // a step is missing, or a content is not what it was: what is folded from them proves nothing
    bool verdicts;    // what was answered about a message
    bool derived;     // a derived table
    bool events;      // of these, what has been given out by number
};

// The tables that follow from the steps.
enum { DERIVED_TABLES = 15 };
extern const char *const derived_tables[DERIVED_TABLES];

// Folds all steps of the source. 0, or -errno with or without a sentence.
int refold_run(struct refold *refold, char **ret_sentence);
// Compares every derived table with the copy's. 0 or -EIO.
int refold_compare(struct refold *refold);
void refold_end(struct refold *refold);    // the copy is removed
