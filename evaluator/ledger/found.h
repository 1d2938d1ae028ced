// Rows of earlier messages, and what has replaced them, as one step asks for them. A message may replace many rows at
// the ends of long chains through large messages, and goes along each chain several times: so what has been read once
// is kept until the step ends, and with a row that replaces another all such rows of its message.
#pragma once

#include "fold/judge.h"

#include <sqlite3.h>

struct found;

struct found *found_new(void);    // NULL: out of memory
struct found *found_free(struct found *found);

// A step begins: nothing is known. All that it asks is of one unit.
void found_begin(struct found *found);

// As facts.find_row, by a statement that gives content, verdict, received_at and step of a message, with id and unit
// bound. The scratch is reset.
int found_row(struct found *found, const struct fold *fold, const struct row_name *name, sqlite3_stmt *sql,
              struct capaian_arena *scratch, struct judged_row *ret);

// As facts.find_replacer, by LEDGER_FIND_REPLACER.
int found_replacer(struct found *found, const struct row_name *name, sqlite3_stmt *sql, struct rank *ret);
// Another row has replaced it.
void found_forget(struct found *found, const struct row_name *name);
