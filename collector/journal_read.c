#include "journal_parts.h"
#include "runtime/sabotage.h"
#include "wire/content.h"

#include <errno.h>
#include <string.h>

// 1: a row; 0: no more; -EIO.
static int stepped(struct journal *journal, int result) {
    if (result == SQLITE_ROW)
        return 1;
    return capaian_store_result(journal->store, result) == 0 ? 0 : -EIO;
}

// A file that was changed behind our back can hold what its schema forbids: then NULL.
static const char *take_unit(sqlite3_stmt *row, int column) {
    const char *unit = (const char *)sqlite3_column_text(row, column);
    return unit && strlen(unit) <= CAPAIAN_CODE_MAX ? unit : NULL;
}

static bool take_entry(sqlite3_stmt *row, struct journal_entry *ret) {
    const char *unit = take_unit(row, 1);
    if (!unit)
        return false;
    *ret = (struct journal_entry){.sequence = journal_number(row, 0), .received_at = sqlite3_column_int64(row, 5)};
    memcpy(ret->unit, unit, strlen(unit) + 1);
    journal_blob(row, 2, ret->id, sizeof ret->id);
    journal_blob(row, 3, ret->key, sizeof ret->key);
    journal_blob(row, 4, ret->hash, sizeof ret->hash);
    journal_blob(row, 7, ret->chain, sizeof ret->chain);
    return true;
}

// A disk can give back other bytes than it was given, and SQLite does not see it. What is not what was received must
// not be sent on as if it were: it would count.
static bool as_received(const struct journal_entry *entry) {
    uint8_t hash[CAPAIAN_HASH_SIZE];
    capaian_content_hash(entry->content, entry->size, hash);
    return memcmp(hash, entry->hash, sizeof hash) == 0;
}

// A verdict of before there were sums is taken as it is.
static bool as_settled(sqlite3_stmt *row, int column, const struct journal_record *record) {
    if (!record->verdict || sqlite3_column_type(row, column) == SQLITE_NULL || capaian_sabotage("trust_verdicts"))
        return true;
    uint8_t stored[JOURNAL_SUM_SIZE], sum[JOURNAL_SUM_SIZE];
    journal_blob(row, column, stored, sizeof stored);
    journal_verdict_sum(record->entry.sequence, record->verdict, record->verdict_size, sum);
    return memcmp(sum, stored, sizeof sum) == 0;
}

// 0; *ret_bytes is NULL for NULL. -ENOMEM.
static int take_bytes(sqlite3_stmt *row, int column, struct capaian_arena *arena, const uint8_t **ret_bytes,
                      size_t *ret_size) {
    if (sqlite3_column_type(row, column) == SQLITE_NULL) {
        *ret_bytes = NULL;
        *ret_size = 0;
        return 0;
    }
    const void *blob = sqlite3_column_blob(row, column);
    size_t size = (size_t)sqlite3_column_bytes(row, column);
    uint8_t *copy = capaian_arena_take(arena, size + 1);
    if (!copy)
        return -ENOMEM;
    if (size > 0)
        memcpy(copy, blob, size);
    *ret_bytes = copy;
    *ret_size = size;
    return 0;
}

static int take_record(struct journal *journal, sqlite3_stmt *statement, struct capaian_arena *arena,
                       struct journal_record *ret) {
    int step = capaian_store_step(statement);
    struct journal_record record = {0};
    int r = stepped(journal, step);
    if (r == 1 && !take_entry(statement, &record.entry))
        r = capaian_store_result(journal->store, SQLITE_CORRUPT);
    if (r == 1 && take_bytes(statement, 6, arena, &record.verdict, &record.verdict_size) < 0)
        r = -ENOMEM;
    if (r == 1 && !as_settled(statement, 8, &record))
        r = capaian_store_result(journal->store, SQLITE_CORRUPT);
    sqlite3_reset(statement);
    if (r == 1)
        *ret = record;
    return r;
}

int journal_find(struct journal *journal, const char *unit, const uint8_t id[CAPAIAN_ID_SIZE],
                 struct capaian_arena *arena, struct journal_record *ret) {
    sqlite3_stmt *find = unit ? journal->find : journal->find_any;
    sqlite3_bind_blob(find, 1, id, CAPAIAN_ID_SIZE, SQLITE_STATIC);
    if (unit)
        sqlite3_bind_text(find, 2, unit, -1, SQLITE_STATIC);
    return take_record(journal, find, arena, ret);
}

int journal_get(struct journal *journal, uint64_t sequence, struct capaian_arena *arena, struct journal_record *ret) {
    sqlite3_bind_int64(journal->get, 1, (int64_t)sequence);
    return take_record(journal, journal->get, arena, ret);
}

int journal_read(struct journal *journal, uint64_t first, struct capaian_arena *arena, struct journal_entry *entries,
                 unsigned room, size_t bytes) {
    sqlite3_stmt *read = journal->read;
    sqlite3_bind_int64(read, 1, (int64_t)first);
    sqlite3_bind_int64(read, 2, room);
    unsigned count = 0;
    size_t total = 0;
    int r = 0;
    while (count < room && total < bytes) {
        int found = stepped(journal, capaian_store_step(read));
        if (found == 0)
            break;
        struct journal_entry *entry = &entries[count];
        if (found < 0 || !take_entry(read, entry) || entry->sequence != first + count) {
            r = found < 0 ? -EIO : capaian_store_result(journal->store, SQLITE_CORRUPT);
            break;
        }
        r = take_bytes(read, 6, arena, &entry->content, &entry->size);
        if (r == 0 && !as_received(entry))
            r = capaian_store_result(journal->store, SQLITE_CORRUPT);
        if (r < 0)
            break;
        total += entry->size;
        count++;
    }
    sqlite3_reset(read);
    return r < 0 && count == 0 ? r : r == -EIO ? r : (int)count;
}

int journal_each_pending(struct journal *journal, void (*each)(void *context, const char *unit, size_t size),
                         void *context) {
    sqlite3_stmt *pending = capaian_store_prepare(
        journal->store, "SELECT unit, length(content) FROM entry WHERE sequence > ? ORDER BY sequence");
    if (!pending)
        return -EIO;
    sqlite3_bind_int64(pending, 1, (int64_t)journal->now.settled);
    int step;
    while ((step = capaian_store_step(pending)) == SQLITE_ROW) {
        const char *unit = take_unit(pending, 0);
        if (!unit) {
            step = SQLITE_CORRUPT;
            break;
        }
        each(context, unit, (size_t)sqlite3_column_int64(pending, 1));
    }
    sqlite3_reset(pending);
    return stepped(journal, step);
}

int journal_space(struct journal *journal, int64_t *ret_used, int64_t *ret_free_inside, int64_t *ret_free_disk) {
    sqlite3_stmt *pages = journal->pages;
    if (stepped(journal, sqlite3_step(pages)) != 1)
        return -EIO;
    int64_t all = sqlite3_column_int64(pages, 0), free_pages = sqlite3_column_int64(pages, 1);
    int64_t page = sqlite3_column_int64(pages, 2);
    sqlite3_reset(pages);
    *ret_used = (all - free_pages) * page;
    *ret_free_inside = free_pages * page;
    *ret_free_disk = capaian_store_free_bytes(journal->store);
    return 0;
}
