// What the fold of a past asks: refs and replaced rows in memory, earlier rows from the record.
#pragma once

#include "ledger/ledger.h"

struct past_facts;

int past_facts_new(sqlite3 *record, size_t refs_max, size_t replaced_pages, struct past_facts **ret);
struct past_facts *past_facts_free(struct past_facts *facts);

struct facts past_facts_of(struct past_facts *facts);
bool past_facts_full(const struct past_facts *facts);    // a limit was reached, and so the fold has failed
const struct statement *past_facts_ref(const struct past_facts *facts, uint32_t indicator, const char *ref);
