// Pieces that several answers are made of.
#pragma once

#include "serve/server.h"

void answer_refuse(struct server *server, Capaian__V1__QueryReply *reply, enum capaian_code code, const char *field,
                   const char *argument);

// What the ledger said at an instant; at 0, or at one that has not been left behind: what it says. NULL: it is not
// known yet, or will not be, and the reply says so.
const struct fold *answer_fold(struct server *server, int64_t as_of, Capaian__V1__QueryReply *reply);
int64_t answer_instant(const struct server *server, int64_t as_of);    // the instant that the answer is of
int32_t answer_day(const struct server *server, const struct fold *fold, int64_t as_of);    // its day
// Of a past that answer_fold has given: what stood under a ref. NULL: nothing, or it is not of the past, and the
// record's own table says it.
const struct statement *answer_ref(const struct server *server, int64_t as_of, uint32_t indicator, const char *ref);

// answer_sealed.c: the rows of a sealed snapshot, as an attainment page.
void answer_sealed_rows(struct server *server, const Capaian__V1__AttainmentQuery *query, const char *cursor,
                        const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply);

// Prepares a query on the reading connection, with a limit on its time; NULL: it cannot be answered now.
sqlite3_stmt *answer_prepare(struct server *server, const char *text);

// An event as it is recorded, in the answer arena; NULL over the arena's cap.
Capaian__V1__AlertEvent *answer_event(struct server *server, sqlite3_stmt *sql, int column);

// answer_load.c: what the alerts of the last days ask of people; NULL over the arena's cap.
Capaian__V1__AlertLoad *answer_load(struct server *server);

// Who watches or administers sees all units, and so does a key that is for all; any other sees its own.
bool answer_may_see_all(const struct capaian_key_entry *entry);
bool answer_may_see(const struct capaian_key_entry *entry, const struct indicator *indicator);
// The personnel office, and whoever administers.
bool answer_may_see_persons(const struct capaian_key_entry *entry);
// Of a stream: everything ("") or one unit; that about persons is of all units.
bool answer_may_follow(const struct capaian_key_entry *entry, const char *unit, bool personnel);

int32_t answer_today(const struct server *server);    // the day of the ledger's clock
// The same, but before a day on which something fell due that has not been judged yet: nobody reads *overdue* before
// the stream has said it.
int32_t answer_judged_day(const struct server *server);
