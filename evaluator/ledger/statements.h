// The ledger's prepared statements, for those files that write it.
#pragma once

#include "ledger/ledger.h"
#include "ledger/traces.h"

struct ledger_statements {
    sqlite3_stmt *find_message, *insert_message, *insert_step, *insert_file, *find_act;
    sqlite3_stmt *put_figure, *find_ref, *put_ref, *put_alert, *insert_event, *put_audience, *put_progress;
    sqlite3_stmt *put_announced, *put_source, *put_consequence, *insert_personnel, *insert_sealed, *insert_sealed_row;
    sqlite3_stmt *put_sums, *put_trace, *put_recent_trace, *clear_traces;
    sqlite3_stmt *find_link, *put_link;
    sqlite3_stmt *find_content, *put_replaced, *find_replacer, *find_awaited;
};

// Those that a fold of the past asks too, in tables of its own.
// When a message was received: of its copies that had come by a step, the earliest.
#define LEDGER_RECEIVED(step)                                                                                          \
    "min(message.received_at, ifnull((SELECT min(earlier.instant) FROM step AS earlier WHERE earlier.kind = 'earlier'" \
    " AND earlier.text = CAST(message.step AS TEXT) AND earlier.step <= " step "), message.received_at))"
#define LEDGER_FIND_CONTENT                                                                                            \
    "SELECT content, verdict, " LEDGER_RECEIVED("?3") ", step FROM message WHERE id = ?1 AND unit = ?2"
#define LEDGER_PUT_REPLACED "INSERT INTO replaced VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
#define LEDGER_FIND_REPLACER                                                                                           \
    "SELECT by_status, by_as_of, by_id, by_row FROM replaced WHERE id = ?1 AND unit = ?2 AND row = ?3"                 \
    " ORDER BY by_status, by_as_of DESC, by_id DESC, by_row DESC LIMIT 1"
#define LEDGER_FIND_AWAITED "UPDATE replaced SET awaited = 0 WHERE id = ?1 AND unit = ?2 AND awaited = 1"
extern const char ledger_replaced_schema[];

// 0 or -EIO.
int ledger_prepare(struct ledger *ledger);

// facts.c: what the fold asks the record.
struct facts ledger_facts(struct ledger *ledger);

// Reads everything derived into the fold. 0, or -errno: -EBADMSG when what is written makes no sense.
int ledger_load(struct ledger *ledger);

// The catalogue of a catalogue step, read from its files.
int ledger_read_catalogue(sqlite3 *db, int64_t step, struct catalogue **ret);

// What the body of a catalogue step says beside its text. 0 or -EBADMSG.
int ledger_read_rejudge(const uint8_t *body, size_t size, struct applied *ret);

// derived.c: writes what a step of the fold has caused (events, alerts, traces) into the open transaction.
int ledger_write_effects(struct ledger *ledger, const struct effects *effects);
// people.c: the stream about persons, and what is sealed.
int ledger_write_people(struct ledger *ledger, const struct effects *effects);
// derived.c: writes what waits for the commit: figures, refs, progress.
int ledger_write_derived(struct ledger *ledger);

// traces.c: takes those of a step; writes what a transaction has; reads what has not moved yet. 0 or -errno.
int ledger_write_traces(struct ledger *ledger, const struct effects *effects);
int ledger_keep_traces(struct ledger *ledger);
int ledger_load_traces(struct ledger *ledger);
