#include "journal_parts.h"

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

// Ids come before units in the index: a receipt is asked for by id alone, and ids ordered by time make every insert an
// append. Verdicts have their own table so that a message's row is written once.
static const char *const migrations[] = {
    "CREATE TABLE entry (sequence INTEGER PRIMARY KEY, unit TEXT NOT NULL, id BLOB NOT NULL, key BLOB NOT NULL,"
    " received_at INTEGER NOT NULL, hash BLOB NOT NULL, content BLOB NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX entry_id ON entry (id, unit);"
    "CREATE TABLE verdict (sequence INTEGER PRIMARY KEY, settled_at INTEGER NOT NULL, verdict BLOB NOT NULL) STRICT;"
    "CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1), simulated INTEGER, last INTEGER NOT NULL,"
    " cursor INTEGER NOT NULL, settled INTEGER NOT NULL, epoch BLOB NOT NULL, applied INTEGER NOT NULL,"
    " instant INTEGER NOT NULL, whole_since INTEGER NOT NULL) STRICT;"
    "INSERT INTO state VALUES (1, NULL, 0, 0, 0, zeroblob(16), 0, 0, 0);"
    "CREATE TRIGGER entry_never_changes BEFORE UPDATE ON entry"
    " BEGIN SELECT RAISE(ABORT, 'entries never change'); END;"
    "CREATE TRIGGER entry_applied_first BEFORE DELETE ON entry WHEN old.sequence > (SELECT cursor FROM state)"
    " BEGIN SELECT RAISE(ABORT, 'an entry is kept until it is applied'); END;"
    "CREATE TRIGGER state_stays BEFORE DELETE ON state BEGIN SELECT RAISE(ABORT, 'the state stays'); END;"
    "CREATE TRIGGER state_last_grows BEFORE UPDATE ON state WHEN new.last < old.last"
    " BEGIN SELECT RAISE(ABORT, 'a number is never used again'); END;",
    "ALTER TABLE state ADD COLUMN id BLOB NOT NULL DEFAULT x'';"
    "ALTER TABLE state ADD COLUMN parent BLOB NOT NULL DEFAULT x'';"
    "ALTER TABLE state ADD COLUMN parent_reached INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE state ADD COLUMN lacking INTEGER NOT NULL DEFAULT 0;"
    "UPDATE state SET id = randomblob(16);",
    // What was there before has none, and never gets any: entries never change.
    "ALTER TABLE entry ADD COLUMN chain BLOB;"
    "ALTER TABLE verdict ADD COLUMN sum BLOB;"
    "ALTER TABLE state ADD COLUMN chain BLOB NOT NULL DEFAULT x'';"
    "UPDATE state SET chain = coalesce((SELECT id FROM entry WHERE sequence = last), x'');",
};

const struct capaian_store_schema journal_schema = {
    .application_id = 0x4361704A,
    .migrations = migrations,
    .version = sizeof migrations / sizeof *migrations,
};

#define RECORD                                                                                                         \
    "SELECT e.sequence, e.unit, e.id, e.key, e.hash, e.received_at, v.verdict, coalesce(e.chain, e.id), v.sum"         \
    " FROM entry e LEFT JOIN verdict v USING (sequence) WHERE "

static int prepare(struct journal *journal) {
    const struct {
        sqlite3_stmt **statement;
        const char *sql;
    } all[] = {
        {&journal->append, "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)"},
        {&journal->settle, "INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?)"},
        {&journal->keep, "UPDATE state SET last = ?, cursor = ?, settled = ?, epoch = ?, applied = ?, instant = ?,"
                         " whole_since = ?, id = ?, parent = ?, parent_reached = ?, lacking = ?, chain = ?"},
        {&journal->find, RECORD "e.id = ?1 AND e.unit = ?2"},
        {&journal->find_any, RECORD "e.id = ?1 ORDER BY e.sequence LIMIT 1"},
        {&journal->get, RECORD "e.sequence = ?1"},
        {&journal->read, "SELECT sequence, unit, id, key, hash, received_at, content, coalesce(chain, id) FROM entry"
                         " WHERE sequence >= ? ORDER BY sequence LIMIT ?"},
        {&journal->purge_newest, "SELECT max(settled_at) FROM verdict WHERE sequence <= ?"},
        {&journal->purge_entries, "DELETE FROM entry WHERE sequence <= ?"},
        {&journal->purge_verdicts, "DELETE FROM verdict WHERE sequence <= ?"},
        {&journal->pages, "SELECT page_count, freelist_count, page_size FROM pragma_page_count, pragma_freelist_count,"
                          " pragma_page_size"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        *all[i].statement = capaian_store_prepare(journal->store, all[i].sql);
        if (!*all[i].statement)
            return -EIO;
    }
    return 0;
}

uint64_t journal_number(sqlite3_stmt *statement, int column) {
    return (uint64_t)sqlite3_column_int64(statement, column);
}

void journal_blob(sqlite3_stmt *statement, int column, uint8_t *to, size_t size) {
    const void *blob = sqlite3_column_blob(statement, column);
    size_t length = (size_t)sqlite3_column_bytes(statement, column);
    memset(to, 0, size);
    if (blob)
        memcpy(to, blob, length < size ? length : size);
}

// Every later receive time builds on it, so one that no clock ever showed would be taken for the truth.
static bool instant_possible(int64_t instant) {
    return instant >= 0 && instant <= CAPAIAN_INSTANT_MAX;
}

// Reads the state row and where the entries begin; a new journal takes the kind of time it is opened with.
static int load(struct journal *journal, bool simulated) {
    sqlite3_stmt *state = capaian_store_prepare(
        journal->store, "SELECT simulated, last, cursor, settled, epoch, applied, instant, whole_since,"
                        " (SELECT min(sequence) FROM entry), (SELECT max(sequence) FROM entry), id, parent,"
                        " parent_reached, lacking, chain FROM state");
    if (!state)
        return -EIO;
    int result = sqlite3_step(state);
    if (result != SQLITE_ROW) {
        capaian_store_result(journal->store, result);
        return -EIO;
    }
    bool fresh = sqlite3_column_type(state, 0) == SQLITE_NULL;
    bool kind = sqlite3_column_int(state, 0) != 0;
    struct journal_position *now = &journal->now;
    now->last = journal_number(state, 1);
    now->cursor = journal_number(state, 2);
    now->settled = journal_number(state, 3);
    journal_blob(state, 4, now->epoch, sizeof now->epoch);
    now->applied = journal_number(state, 5);
    now->instant = sqlite3_column_int64(state, 6);
    now->whole_since = sqlite3_column_int64(state, 7);
    journal_blob(state, 10, now->id, sizeof now->id);
    journal_blob(state, 11, now->parent, sizeof now->parent);
    now->parent_reached = journal_number(state, 12);
    now->lacking = journal_number(state, 13);
    journal_blob(state, 14, now->chain, sizeof now->chain);
    bool empty = sqlite3_column_type(state, 8) == SQLITE_NULL;
    now->first = empty ? now->last + 1 : journal_number(state, 8);
    bool consistent = now->last < INT64_MAX && instant_possible(now->instant) && instant_possible(now->whole_since) &&
                      (empty || journal_number(state, 9) == now->last) && now->cursor <= now->settled &&
                      now->settled <= now->last && now->cursor + 1 >= now->first;
    sqlite3_reset(state);
    if (!consistent)
        return -EBADMSG;
    journal->committed = *now;
    if (!fresh)
        return kind == simulated ? 0 : -EPERM;
    sqlite3_stmt *mark = capaian_store_prepare(journal->store, "UPDATE state SET simulated = ?");
    if (!mark)
        return -EIO;
    sqlite3_bind_int(mark, 1, simulated);
    return capaian_store_run(journal->store, mark);
}

int journal_open(const char *path, bool simulated, struct journal **ret, char **ret_sentence) {
    struct journal *journal = calloc(1, sizeof *journal);
    if (!journal)
        return -ENOMEM;
    int r = capaian_store_open(path, &journal_schema, &journal->store, ret_sentence);
    if (r < 0) {
        free(journal);
        return r;
    }
    r = prepare(journal);
    if (r == 0)
        r = load(journal, simulated);
    if (r < 0) {
        const char *why = r == -EPERM
                              ? "was begun in the other kind of time (real or simulated); give another state folder"
                          : r == -EBADMSG ? "contradicts itself; keep the file and restore it from a copy"
                                          : "cannot be read";
        *ret_sentence = sqlite3_mprintf("%s %s", path, why);
        char *copy = *ret_sentence ? strdup(*ret_sentence) : NULL;
        sqlite3_free(*ret_sentence);
        *ret_sentence = copy;
        journal_close(journal);
        return r;
    }
    *ret = journal;
    return 0;
}

struct journal *journal_close(struct journal *journal) {
    if (!journal)
        return NULL;
    capaian_store_close(journal->store);
    free(journal);
    return NULL;
}

const struct journal_position *journal_position(const struct journal *journal) {
    return &journal->now;
}

const struct journal_position *journal_committed(const struct journal *journal) {
    return &journal->committed;
}

static void forget(struct journal *journal) {
    journal->open = journal->moved = journal->pressing = false;
    journal->now = journal->committed;
}

// A full disk takes the whole transaction back, whichever statement met it.
static int run(struct journal *journal, sqlite3_stmt *statement) {
    int r = capaian_store_run(journal->store, statement);
    if (r != -ENOSPC)
        return r;
    forget(journal);
    int undone = capaian_store_rollback(journal->store);
    return undone < 0 ? undone : r;
}

static int begin(struct journal *journal) {
    if (journal->open)
        return 0;
    int r = capaian_store_begin(journal->store);
    if (r == 0)
        journal->open = true;
    return r;
}

// Over all of an entry that a receipt speaks of or the evaluator is told; the hash of the content stands for its unit.
static void chain_on(const struct journal_entry *entry, uint8_t chain[JOURNAL_CHAIN_SIZE]) {
    struct {
        uint8_t before[JOURNAL_CHAIN_SIZE], id[CAPAIAN_ID_SIZE], key[CAPAIAN_KEY_SIZE], hash[CAPAIAN_HASH_SIZE];
        uint64_t received_at;
    } all = {.received_at = htobe64((uint64_t)entry->received_at)};
    memcpy(all.before, chain, sizeof all.before);
    memcpy(all.id, entry->id, sizeof all.id);
    memcpy(all.key, entry->key, sizeof all.key);
    memcpy(all.hash, entry->hash, sizeof all.hash);
    crypto_generichash(chain, JOURNAL_CHAIN_SIZE, (const uint8_t *)&all, sizeof all, NULL, 0);
}

int journal_append(struct journal *journal, const struct journal_entry *entry, uint64_t *ret_sequence) {
    int r = begin(journal);
    if (r < 0)
        return r;
    assert(entry->received_at >= journal->now.instant);
    uint64_t sequence = journal->now.last + 1;
    uint8_t chain[JOURNAL_CHAIN_SIZE];
    memcpy(chain, journal->now.chain, sizeof chain);
    chain_on(entry, chain);
    sqlite3_stmt *append = journal->append;
    sqlite3_bind_int64(append, 1, (int64_t)sequence);
    sqlite3_bind_text(append, 2, entry->unit, -1, SQLITE_STATIC);
    sqlite3_bind_blob(append, 3, entry->id, sizeof entry->id, SQLITE_STATIC);
    sqlite3_bind_blob(append, 4, entry->key, sizeof entry->key, SQLITE_STATIC);
    sqlite3_bind_int64(append, 5, entry->received_at);
    sqlite3_bind_blob(append, 6, entry->hash, sizeof entry->hash, SQLITE_STATIC);
    sqlite3_bind_blob(append, 7, entry->content, (int)entry->size, SQLITE_STATIC);
    sqlite3_bind_blob(append, 8, chain, sizeof chain, SQLITE_STATIC);
    r = run(journal, append);
    if (r < 0)
        return r;
    journal->now.last = sequence;
    journal->now.instant = entry->received_at;
    memcpy(journal->now.chain, chain, sizeof chain);
    journal->moved = journal->pressing = true;
    *ret_sequence = sequence;
    return 0;
}

void journal_verdict_sum(uint64_t sequence, const void *verdict, size_t size, uint8_t ret_sum[JOURNAL_SUM_SIZE]) {
    crypto_generichash_state state;
    uint64_t place = htobe64(sequence);
    crypto_generichash_init(&state, NULL, 0, JOURNAL_SUM_SIZE);
    crypto_generichash_update(&state, (const uint8_t *)&place, sizeof place);
    crypto_generichash_update(&state, verdict, size);
    crypto_generichash_final(&state, ret_sum, JOURNAL_SUM_SIZE);
}

int journal_settle(struct journal *journal, const void *verdict, size_t size, int64_t at) {
    int r = begin(journal);
    if (r < 0)
        return r;
    struct journal_position *now = &journal->now;
    assert(now->cursor < now->last);
    sqlite3_stmt *settle = journal->settle;
    sqlite3_bind_int64(settle, 1, (int64_t)now->cursor + 1);
    sqlite3_bind_int64(settle, 2, at);
    sqlite3_bind_blob(settle, 3, size > 0 ? verdict : "", (int)size, SQLITE_STATIC);
    uint8_t sum[JOURNAL_SUM_SIZE];
    journal_verdict_sum(now->cursor + 1, verdict, size, sum);
    sqlite3_bind_blob(settle, 4, sum, sizeof sum, SQLITE_STATIC);
    r = run(journal, settle);
    if (r < 0)
        return r;
    now->cursor++;
    if (now->settled < now->cursor)
        now->settled = now->cursor;
    journal->moved = true;
    return 0;
}

int journal_remember(struct journal *journal, uint64_t cursor, const uint8_t epoch[CAPAIAN_EPOCH_SIZE],
                     uint64_t applied) {
    int r = begin(journal);
    if (r < 0)
        return r;
    struct journal_position *now = &journal->now;
    assert(cursor <= now->settled && cursor + 1 >= now->first);
    journal->pressing |= cursor < now->cursor || memcmp(now->epoch, epoch, sizeof now->epoch) != 0;
    now->cursor = cursor;
    memcpy(now->epoch, epoch, sizeof now->epoch);
    now->applied = applied;
    journal->moved = true;
    return 0;
}

int journal_go_without(struct journal *journal, uint64_t lacking) {
    int r = begin(journal);
    if (r < 0)
        return r;
    journal->now.lacking = lacking;
    journal->moved = journal->pressing = true;
    return 0;
}

int journal_branch(struct journal *journal, const uint8_t id[JOURNAL_ID_SIZE], const uint8_t parent[JOURNAL_ID_SIZE],
                   uint64_t reached, int64_t at) {
    int r = begin(journal);
    if (r < 0)
        return r;
    struct journal_position *now = &journal->now;
    memcpy(now->parent, parent, sizeof now->parent);
    now->parent_reached = reached;
    memcpy(now->id, id, sizeof now->id);
    if (now->whole_since < at)
        now->whole_since = at;
    journal->moved = journal->pressing = true;
    return 0;
}

int journal_promise(struct journal *journal, int64_t instant) {
    if (instant <= journal->now.instant)
        return 0;
    int r = begin(journal);
    if (r < 0)
        return r;
    journal->now.instant = instant;
    journal->moved = journal->pressing = true;
    return 0;
}

int journal_purge(struct journal *journal, unsigned count, unsigned *ret_purged) {
    // The database compares with the state row, which is only written by a commit.
    uint64_t settled =
        journal->committed.cursor < journal->now.cursor ? journal->committed.cursor : journal->now.cursor;
    struct journal_position *now = &journal->now;
    if (settled < now->first || count == 0) {
        *ret_purged = 0;
        return 0;
    }
    uint64_t until = settled - now->first < count ? settled : now->first + count - 1;
    int r = begin(journal);
    if (r < 0)
        return r;
    sqlite3_bind_int64(journal->purge_newest, 1, (int64_t)until);
    int result = sqlite3_step(journal->purge_newest);
    if (result != SQLITE_ROW) {
        capaian_store_result(journal->store, result);
        return -EIO;
    }
    int64_t newest = sqlite3_column_int64(journal->purge_newest, 0);
    sqlite3_reset(journal->purge_newest);
    sqlite3_bind_int64(journal->purge_verdicts, 1, (int64_t)until);
    sqlite3_bind_int64(journal->purge_entries, 1, (int64_t)until);
    r = run(journal, journal->purge_verdicts);
    if (r == 0)
        r = run(journal, journal->purge_entries);
    if (r < 0)
        return r;
    *ret_purged = (unsigned)(until - now->first + 1);
    now->first = until + 1;
    if (now->whole_since < newest)
        now->whole_since = newest;
    journal->moved = journal->pressing = true;
    return 0;
}

bool journal_dirty(const struct journal *journal) {
    return journal->moved;
}

bool journal_pressing(const struct journal *journal) {
    return journal->pressing;
}

int journal_commit(struct journal *journal) {
    if (!journal->open)
        return capaian_store_broken(journal->store) ? -EIO : 0;
    if (journal->moved) {
        const struct journal_position *now = &journal->now;
        sqlite3_stmt *keep = journal->keep;
        sqlite3_bind_int64(keep, 1, (int64_t)now->last);
        sqlite3_bind_int64(keep, 2, (int64_t)now->cursor);
        sqlite3_bind_int64(keep, 3, (int64_t)now->settled);
        sqlite3_bind_blob(keep, 4, now->epoch, sizeof now->epoch, SQLITE_STATIC);
        sqlite3_bind_int64(keep, 5, (int64_t)now->applied);
        sqlite3_bind_int64(keep, 6, now->instant);
        sqlite3_bind_int64(keep, 7, now->whole_since);
        sqlite3_bind_blob(keep, 8, now->id, sizeof now->id, SQLITE_STATIC);
        sqlite3_bind_blob(keep, 9, now->parent, sizeof now->parent, SQLITE_STATIC);
        sqlite3_bind_int64(keep, 10, (int64_t)now->parent_reached);
        sqlite3_bind_int64(keep, 11, (int64_t)now->lacking);
        sqlite3_bind_blob(keep, 12, now->chain, sizeof now->chain, SQLITE_STATIC);
        int r = run(journal, keep);
        if (r < 0)
            return r;
    }
    int r = capaian_store_commit(journal->store);
    if (r == -ENOSPC)
        forget(journal);
    if (r < 0)
        return r;
    journal->open = journal->moved = journal->pressing = false;
    journal->committed = journal->now;
    return 0;
}

int journal_checkpoint(struct journal *journal, bool idle) {
    return capaian_store_checkpoint(journal->store, idle);
}

int64_t journal_checkpoint_us(const struct journal *journal) {
    return capaian_store_checkpoint_us(journal->store);
}
