// What policy.ini says, key by key, as it is written there.
#pragma once

#include "catalogue/columns.h"
#include "commands/difference.h"

enum { POLICY_TEXTS_MAX = 64 };

struct policy_texts {
    char
        *values[POLICY_TEXTS_MAX];    // by the key's index (policy_key); NULL: not set, or set to what holds without it
};

// Of one file of the catalogue, which its reader has found without error; NULL: of no file. 0 or -ENOMEM.
int policy_texts_read(const struct catalogue_file *file, struct policy_texts *ret);
void policy_texts_free(struct policy_texts *texts);

// Notes each policy that changes; the texts must live as long as the difference.
void policy_texts_compare(const struct policy_texts *before, const struct policy_texts *after, struct difference *ret);
