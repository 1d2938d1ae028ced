#include "ledger/ledger.h"
#include "ledger/statements.h"

#define APPEND_ONLY(table)                                                                                             \
    "CREATE TRIGGER " table "_update BEFORE UPDATE ON " table " BEGIN SELECT RAISE(ABORT, '" table                     \
    " is append-only'); END;"                                                                                          \
    "CREATE TRIGGER " table "_delete BEFORE DELETE ON " table " BEGIN SELECT RAISE(ABORT, '" table                     \
    " is append-only'); END;"

#define STATEMENT_COLUMNS                                                                                              \
    "status INTEGER NOT NULL, as_of INTEGER NOT NULL, id BLOB NOT NULL, row INTEGER NOT NULL,"                         \
    "stated_numerator BLOB NOT NULL, stated_denominator BLOB NOT NULL, stated_count INTEGER NOT NULL,"                 \
    "step INTEGER NOT NULL, received_at INTEGER NOT NULL, said INTEGER NOT NULL, confirmed INTEGER NOT NULL,"          \
    "evidenced INTEGER NOT NULL, said_id BLOB NOT NULL, said_row INTEGER NOT NULL,"                                    \
    "said_status INTEGER NOT NULL"

static const char inputs[] =
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE message(step INTEGER PRIMARY KEY, unit TEXT NOT NULL, id BLOB NOT NULL, hash BLOB NOT NULL,"
    " sender BLOB NOT NULL, received_at INTEGER NOT NULL, at INTEGER NOT NULL, admission TEXT NOT NULL,"
    " content BLOB NOT NULL, verdict BLOB NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX message_id ON message(id, unit);"
    // kind: tick (instant; text: the links that were not heard, a line each), catalogue (instant: day it is effective;
    // text: legal basis; body: a CatalogueApply without its files), clock (instant: the simulated time from here on),
    // deed (body: a Deed; actor, key and reason: who did it, by which key, and why).
    // silent, heard (instant: when the collector that is the text was heard last), earlier (instant: when another copy
    // of the message whose step is the text was received). hash: of the act as it was asked for.
    "CREATE TABLE step(step INTEGER PRIMARY KEY, kind TEXT NOT NULL, at INTEGER NOT NULL, instant INTEGER NOT NULL,"
    " text TEXT NOT NULL, act BLOB UNIQUE, actor TEXT, key TEXT, reason TEXT, body BLOB,"
    " hash BLOB) STRICT;"
    "CREATE TABLE catalogue_file(step INTEGER NOT NULL, name TEXT NOT NULL, text BLOB NOT NULL,"
    " PRIMARY KEY(step, name)) STRICT, WITHOUT ROWID;" APPEND_ONLY("message") APPEND_ONLY("step")
        APPEND_ONLY("catalogue_file")
    // Beside the record: how many entries each link has settled here.
    "CREATE TABLE link(key BLOB PRIMARY KEY, applied INTEGER NOT NULL) STRICT, WITHOUT ROWID;";

// Rows that another row has taken the place of, for ever; also those that have not come yet (awaited 1). by_*: the
// rank of the replacing row, so that of several the strongest is found.
#define REPLACED                                                                                                       \
    "CREATE TABLE replaced(id BLOB NOT NULL, unit TEXT NOT NULL, row INTEGER NOT NULL, by_status INTEGER NOT NULL,"    \
    " by_as_of INTEGER NOT NULL, by_id BLOB NOT NULL, by_row INTEGER NOT NULL, awaited INTEGER NOT NULL,"              \
    " PRIMARY KEY(id, unit, row, by_status, by_as_of, by_id, by_row)) STRICT, WITHOUT ROWID;"

const char ledger_replaced_schema[] = REPLACED;

// What follows from the inputs, and is made anew by `rebuild`: the figures,
static const char derived[] =
    "CREATE TABLE figure(indicator INTEGER NOT NULL, period INTEGER NOT NULL, numerator BLOB NOT NULL,"
    " denominator BLOB NOT NULL, count INTEGER NOT NULL, provisional INTEGER NOT NULL, estimated INTEGER NOT NULL,"
    " stage INTEGER NOT NULL, missing_until INTEGER NOT NULL, corrected INTEGER NOT NULL,"
    " stands INTEGER NOT NULL, " STATEMENT_COLUMNS ", PRIMARY KEY(indicator, period)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE ref(indicator INTEGER NOT NULL, ref TEXT NOT NULL, period INTEGER NOT NULL, " STATEMENT_COLUMNS
    ", PRIMARY KEY(indicator, ref)) STRICT, WITHOUT ROWID;" REPLACED
    // Which messages have rows for a figure. In the order of the figures a small message would write a page of its own
    // for each; so its traces are kept in the order of the steps, and move over many at a time (traces.c). `traced` is
    // both.
    "CREATE TABLE trace(indicator INTEGER NOT NULL, period INTEGER NOT NULL, step INTEGER NOT NULL,"
    " PRIMARY KEY(indicator, period, step)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE trace_recent(step INTEGER NOT NULL, indicator INTEGER NOT NULL, period INTEGER NOT NULL,"
    " PRIMARY KEY(step, indicator, period)) STRICT, WITHOUT ROWID;"
    "CREATE VIEW traced AS SELECT indicator, period, step FROM trace"
    " UNION ALL SELECT indicator, period, step FROM trace_recent;";

// and what is told of them.
static const char told[] =
    // Of `silent` the indicator is empty. acted: the event of the latest acknowledgement or follow-up. Days are counted
    // from 1970-01-01.
    "CREATE TABLE alert(alert TEXT PRIMARY KEY, kind INTEGER NOT NULL, indicator TEXT NOT NULL, period TEXT NOT NULL,"
    " state INTEGER NOT NULL, reason TEXT NOT NULL, number INTEGER NOT NULL, acted INTEGER NOT NULL,"
    " incident INTEGER NOT NULL, since INTEGER NOT NULL, acknowledged_until INTEGER NOT NULL,"
    " follow_up_due INTEGER NOT NULL, level INTEGER NOT NULL, told INTEGER NOT NULL, row_id BLOB NOT NULL,"
    " row INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE announced(indicator INTEGER NOT NULL, year INTEGER NOT NULL, period TEXT NOT NULL,"
    " outcome INTEGER NOT NULL, band INTEGER NOT NULL, PRIMARY KEY(indicator, period)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE source(name TEXT PRIMARY KEY, heard INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    // In the order in which they first came, which is the order in which they are looked at: so the rowid is kept.
    "CREATE TABLE consequence(person TEXT NOT NULL, ladder TEXT NOT NULL, unit TEXT NOT NULL, since INTEGER NOT NULL,"
    " step INTEGER NOT NULL, state INTEGER NOT NULL, reason TEXT NOT NULL, fired INTEGER NOT NULL,"
    " decided INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY(person, ladder, unit, since, step))"
    " STRICT;"
    // The stream about persons, with numbers of its own.
    "CREATE TABLE personnel(number INTEGER PRIMARY KEY, step INTEGER NOT NULL, alert TEXT NOT NULL, body BLOB NOT NULL)"
    " STRICT;"
    // Sealed snapshots: what stood in a year, for ever. part: AttainmentRow after AttainmentRow.
    "CREATE TABLE sealed(name TEXT PRIMARY KEY, year INTEGER NOT NULL, at INTEGER NOT NULL, step INTEGER NOT NULL,"
    " actor TEXT NOT NULL, hash BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE sealed_row(name TEXT NOT NULL, indicator TEXT NOT NULL, body BLOB NOT NULL,"
    " PRIMARY KEY(name, indicator)) STRICT, WITHOUT ROWID;"
    // day: by the calendar of the catalogue that stood. turn: 1 where the alert begins to stand, 2 where it ends, else
    // 0. again: of a beginning, how many there have been within LEDGER_LOAD_DAYS up to that day, this one included; so
    // what comes again and again is found without counting all that happened once.
    "CREATE TABLE event(number INTEGER PRIMARY KEY, step INTEGER NOT NULL, kind INTEGER NOT NULL, body BLOB NOT NULL,"
    " alert TEXT NOT NULL, indicator TEXT NOT NULL, day INTEGER NOT NULL, turn INTEGER NOT NULL,"
    " again INTEGER NOT NULL) STRICT;"
    // Whom an event concerns: the accountable unit and the one that reports.
    "CREATE TABLE audience(unit TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY(unit, number))"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE progress(one INTEGER PRIMARY KEY CHECK(one = 1), step INTEGER NOT NULL, judged INTEGER NOT NULL,"
    " now INTEGER NOT NULL, messages INTEGER NOT NULL, rows INTEGER NOT NULL) STRICT;";

static const char indexes[] =
    "CREATE INDEX event_alert ON event(alert, number, turn, day);"
    "CREATE INDEX event_indicator ON event(indicator);"
    "CREATE INDEX event_turn ON event(day, turn, indicator, alert) WHERE turn > 0;"
    "CREATE INDEX event_again ON event(day, alert) WHERE again > 1;" APPEND_ONLY("event") APPEND_ONLY("audience")
        APPEND_ONLY("personnel") APPEND_ONLY("sealed") APPEND_ONLY("sealed_row");

// The index is of steps, so not among what `rebuild` makes anew. Then of which journal a link sent last, how far that
// has been settled here (with the chain, or else the message id, at that place), and how many entries of the link this
// ledger goes without by an operator's word. What no collector has said is empty.
static const char copies[] = "CREATE INDEX step_earlier ON step(text, instant) WHERE kind = 'earlier';"
                             "ALTER TABLE link ADD COLUMN journal BLOB NOT NULL DEFAULT x'';"
                             "ALTER TABLE link ADD COLUMN reached INTEGER NOT NULL DEFAULT 0;"
                             "ALTER TABLE link ADD COLUMN last BLOB NOT NULL DEFAULT x'';"
                             "ALTER TABLE link ADD COLUMN lacking INTEGER NOT NULL DEFAULT 0;";

#define FIGURE_COLUMNS                                                                                                 \
    "indicator, period, numerator, denominator, count, provisional, estimated, stage, missing_until, corrected, "      \
    "stands"

// Figures by one number, `place` (indicator and period), so that each is written over where it stands; without a
// statement its columns are NULL. Traces packed (traces.h).
static const char places[] =
    "ALTER TABLE figure RENAME TO figure_was;"
    "CREATE TABLE figure(place INTEGER PRIMARY KEY, indicator INTEGER NOT NULL, period INTEGER NOT NULL,"
    " numerator BLOB NOT NULL, denominator BLOB NOT NULL, count INTEGER NOT NULL, provisional INTEGER NOT NULL,"
    " estimated INTEGER NOT NULL, stage INTEGER NOT NULL, missing_until INTEGER NOT NULL, corrected INTEGER NOT NULL,"
    " stands INTEGER NOT NULL, status INTEGER, as_of INTEGER, id BLOB, row INTEGER, stated_numerator BLOB,"
    " stated_denominator BLOB, stated_count INTEGER, step INTEGER, received_at INTEGER, said INTEGER,"
    " confirmed INTEGER, evidenced INTEGER, said_id BLOB, said_row INTEGER, said_status INTEGER) STRICT;"
    "INSERT INTO figure SELECT indicator << 32 | period, * FROM figure_was WHERE stands;"
    "INSERT INTO figure(place, " FIGURE_COLUMNS ") SELECT indicator << 32 | period, " FIGURE_COLUMNS
    " FROM figure_was WHERE NOT stands;"
    "DROP TABLE figure_was;"
    "DROP VIEW traced;"
    "ALTER TABLE trace RENAME TO trace_was;"
    "ALTER TABLE trace_recent RENAME TO recent_was;"
    "CREATE TABLE trace(place INTEGER NOT NULL, last INTEGER NOT NULL, before BLOB NOT NULL, PRIMARY KEY(place, last))"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE trace_recent(step INTEGER PRIMARY KEY, traces BLOB NOT NULL) STRICT;"
    "INSERT INTO trace SELECT indicator << 32 | period, step, x'' FROM trace_was"
    " UNION ALL SELECT indicator << 32 | period, step, x'' FROM recent_was ORDER BY 1, 2;"
    "DROP TABLE trace_was;"
    "DROP TABLE recent_was;";

// The period before the indicator in a place (traces.h). The numbers of before and after overlap, so all are first
// turned into ones that neither has. What has not moved yet has no places.
static const char by_period[] = "UPDATE figure SET place = ~((period << 32) | indicator);"
                                "UPDATE figure SET place = ~place;"
                                "UPDATE trace SET place = ~(((place & 0xffffffff) << 32) | (place >> 32));"
                                "UPDATE trace SET place = ~place;";

static const char *const migrations[] = {inputs, derived, told, indexes, copies, places, by_period};

const struct capaian_store_schema ledger_schema = {
    .application_id = 0x43617045,    // "CapE"
    .migrations = migrations,
    .version = sizeof migrations / sizeof migrations[0],
    .mark_copy = "INSERT OR REPLACE INTO meta VALUES('copy', 1)",
};
