// What the ledger said at an instant: the fold of all steps whose time is at or before it, in memory beside the one
// that goes on. What it causes (events, rows of snapshots) was written when it happened, and is thrown away here.
//
// Its memory is that of a fold, and of each ref and each replaced row up to then; both are limited.
#pragma once

#include "ledger/ledger.h"

enum {
    PAST_REFS_MAX = 1 << 18,       // about 75 MB
    PAST_REPLACED_PAGES = 8192,    // of 4096 bytes: about 250,000 rows that have been replaced
};

struct past;

// On a reading connection of its own. Errors as capaian_store_open_readonly; the sentence is malloc.
int past_open(const char *path, struct past **ret, char **ret_sentence);
struct past *past_close(struct past *past);

// Which instant is wanted next. From an earlier one it goes on; for a later one it begins anew. 0 or -ENOMEM.
int past_want(struct past *past, int64_t instant);

// Folds for so many milliseconds, at least one step. `latest` is the ledger's newest step: what is not committed yet is
// waited for. 1: all steps up to the instant are in. 0: there is more to do. -E2BIG: over a limit; another -errno: the
// record cannot be read. After an error only another instant can be wanted.
int past_go_on(struct past *past, int64_t milliseconds, uint64_t latest);

// Of the instant, once all steps up to it are in.
const struct fold *past_fold(const struct past *past);
int64_t past_instant(const struct past *past);
// What stood under a ref then. NULL: nothing.
const struct statement *past_ref(const struct past *past, uint32_t indicator, const char *ref);
