// Sealed snapshots: rows as they stood, byte for byte as they were written.
#include "fold/onwire.h"
#include "serve/answer.h"

#include <stdlib.h>
#include <string.h>

// Cursors count the rows that have been passed, in the order of their keys: what is sealed never changes, and a new
// snapshot among the names at worst shows one of them again.
static size_t place_of(const char *cursor) {
    return (size_t)strtoull(cursor, NULL, 10);
}

static bool may_see(const struct server *server, const struct capaian_key_entry *entry,
                    const Capaian__V1__AttainmentRow *row) {
    if (answer_may_see_all(entry) || capaian_key_covers(entry, row->unit))
        return true;
    const struct tracked *tracked = fold_find(server->ledger->fold, row->indicator);
    return tracked != NULL && capaian_key_covers(entry, tracked->rules->reporter);
}

static bool read_head(struct server *server, const char *name, Capaian__V1__AttainmentPage *page, int *ret_year) {
    sqlite3_stmt *sql = answer_prepare(server, "SELECT year, at, step FROM sealed WHERE name = ?1");
    bool found = false;
    sqlite3_bind_text(sql, 1, name, -1, SQLITE_STATIC);
    if (sqlite3_step(sql) == SQLITE_ROW) {
        *ret_year = sqlite3_column_int(sql, 0);
        page->year = onwire_period(server->answer, capaian_period_of_year(*ret_year));
        page->now = sqlite3_column_int64(sql, 1);
        page->step = (uint64_t)sqlite3_column_int64(sql, 2);
        page->simulated = server->ledger->simulated;
        found = page->year != NULL;
    }
    sqlite3_finalize(sql);
    return found;
}

static void put_rows(struct server *server, const Capaian__V1__AttainmentQuery *query, const char *cursor,
                     const struct capaian_key_entry *entry, Capaian__V1__AttainmentPage *page,
                     Capaian__V1__QueryReply *reply) {
    size_t at = place_of(cursor);
    sqlite3_stmt *sql =
        answer_prepare(server, "SELECT body FROM sealed_row WHERE name = ?1 ORDER BY indicator LIMIT -1 OFFSET ?2");
    sqlite3_bind_text(sql, 1, query->sealed, -1, SQLITE_STATIC);
    sqlite3_bind_int64(sql, 2, (int64_t)at);
    int step = SQLITE_ROW;
    for (; page->n_rows < CAPAIAN_PAGE_ROWS && (step = sqlite3_step(sql)) == SQLITE_ROW; at++) {
        Capaian__V1__AttainmentRow *row = capaian__v1__attainment_row__unpack(
            capaian_arena_allocator(server->answer), (size_t)sqlite3_column_bytes(sql, 0), sqlite3_column_blob(sql, 0));
        // Over the memory of a page the next one goes on here.
        if (row == NULL)
            break;
        if ((query->unit[0] == '\0' || strcmp(query->unit, row->unit) == 0) &&
            (query->indicator[0] == '\0' || strcmp(query->indicator, row->indicator) == 0) &&
            may_see(server, entry, row))
            page->rows[page->n_rows++] = row;
    }
    sqlite3_finalize(sql);
    // Not even one: that is no page, and the caller says so.
    if (step != SQLITE_DONE && at == place_of(cursor))
        return;
    if (step != SQLITE_DONE)
        reply->next_cursor = capaian_arena_text(server->frame, "%zu", at);
    if (reply->next_cursor == NULL)
        return;
    reply->what_case = CAPAIAN__V1__QUERY_REPLY__WHAT_ATTAINMENT;
    reply->attainment = page;
}

void answer_sealed_rows(struct server *server, const Capaian__V1__AttainmentQuery *query, const char *cursor,
                        const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply) {
    Capaian__V1__AttainmentPage *page = capaian_arena_take(server->answer, sizeof *page);
    Capaian__V1__AttainmentRow **rows = capaian_arena_take(server->answer, CAPAIAN_PAGE_ROWS * sizeof *rows);
    struct capaian_period period;
    int year = 0;
    if (page == NULL || rows == NULL)
        return;
    capaian__v1__attainment_page__init(page);
    page->rows = rows;
    if (!read_head(server, query->sealed, page, &year))
        answer_refuse(server, reply, CAPAIAN_QUERY_UNKNOWN, "sealed", query->sealed);
    else if (query->period[0] != '\0' && capaian_period_parse(query->period, &period) < 0)
        answer_refuse(server, reply, CAPAIAN_PERIOD_MALFORMED, "period", query->period);
    else if (query->period[0] != '\0' && period.year != year)
        answer_refuse(server, reply, CAPAIAN_QUERY_UNKNOWN, "period", query->period);
    else
        put_rows(server, query, cursor, entry, page, reply);
}

static Capaian__V1__Sealed *sealed_of(struct capaian_arena *arena, sqlite3_stmt *sql) {
    Capaian__V1__Sealed *sealed = capaian_arena_take(arena, sizeof *sealed);
    uint8_t *hash = capaian_arena_take(arena, CAPAIAN_HASH_SIZE);
    if (sealed == NULL || hash == NULL || sqlite3_column_bytes(sql, 5) != CAPAIAN_HASH_SIZE)
        return NULL;
    memcpy(hash, sqlite3_column_blob(sql, 5), CAPAIAN_HASH_SIZE);
    capaian__v1__sealed__init(sealed);
    sealed->name = capaian_arena_text(arena, "%s", (const char *)sqlite3_column_text(sql, 0));
    sealed->year = onwire_period(arena, capaian_period_of_year(sqlite3_column_int(sql, 1)));
    sealed->at = sqlite3_column_int64(sql, 2);
    sealed->step = (uint64_t)sqlite3_column_int64(sql, 3);
    sealed->actor = capaian_arena_text(arena, "%s", (const char *)sqlite3_column_text(sql, 4));
    sealed->hash = (ProtobufCBinaryData){CAPAIAN_HASH_SIZE, hash};
    return sealed->name == NULL || sealed->year == NULL || sealed->actor == NULL ? NULL : sealed;
}

void answer_sealed(struct server *server, const char *cursor, Capaian__V1__QueryReply *reply) {
    Capaian__V1__SealedPage *page = capaian_arena_take(server->answer, sizeof *page);
    Capaian__V1__Sealed **list = capaian_arena_take(server->answer, CAPAIAN_PAGE_ROWS * sizeof *list);
    sqlite3_stmt *sql =
        answer_prepare(server, "SELECT name, year, at, step, actor, hash FROM sealed ORDER BY name LIMIT -1 OFFSET ?1");
    size_t at = place_of(cursor);
    sqlite3_bind_int64(sql, 1, (int64_t)at);
    int step = page == NULL || list == NULL ? SQLITE_NOMEM : SQLITE_ROW;
    if (step == SQLITE_ROW) {
        capaian__v1__sealed_page__init(page);
        page->sealed = list;
    }
    while (step == SQLITE_ROW && page->n_sealed < CAPAIAN_PAGE_ROWS && (step = capaian_store_step(sql)) == SQLITE_ROW) {
        Capaian__V1__Sealed *sealed = sealed_of(server->answer, sql);
        if (sealed == NULL)
            break;
        list[page->n_sealed++] = sealed;
    }
    sqlite3_finalize(sql);
    if (step != SQLITE_DONE && (step != SQLITE_ROW || page->n_sealed == 0))
        return;
    if (step != SQLITE_DONE)
        reply->next_cursor = capaian_arena_text(server->frame, "%zu", at + page->n_sealed);
    if (reply->next_cursor == NULL)
        return;
    reply->what_case = CAPAIAN__V1__QUERY_REPLY__WHAT_SEALED;
    reply->sealed = page;
}
