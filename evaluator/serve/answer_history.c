#include "serve/answer.h"

#include <stdlib.h>
#include <string.h>

// An alert is seen by those who see its indicator; one of no indicator (of a unit that is silent) by that unit.
static bool may_see(const struct server *server, const struct capaian_key_entry *entry, const char *indicator,
                    const char *unit) {
    const struct tracked *tracked = fold_find(server->ledger->fold, indicator);
    return answer_may_see_all(entry) || (tracked != NULL ? answer_may_see(entry, tracked->rules)
                                                         : unit[0] != '\0' && capaian_key_covers(entry, unit));
}

// The first event of the alert says what it is about.
static bool alert_allowed(struct server *server, const char *alert, const struct capaian_key_entry *entry,
                          Capaian__V1__QueryReply *reply) {
    sqlite3_stmt *sql = answer_prepare(server, "SELECT body FROM event WHERE alert = ?1 ORDER BY number LIMIT 1");
    if (sql == NULL)
        return false;
    sqlite3_bind_text(sql, 1, alert, -1, SQLITE_STATIC);
    bool found = sqlite3_step(sql) == SQLITE_ROW, allowed = false;
    Capaian__V1__AlertEvent *event = found ? answer_event(server, sql, 0) : NULL;
    sqlite3_finalize(sql);
    if (!found)
        answer_refuse(server, reply, CAPAIAN_QUERY_UNKNOWN, "alert", alert);
    else if (event != NULL && !may_see(server, entry, event->indicator, event->unit))
        answer_refuse(server, reply, CAPAIAN_KEY_UNIT, "alert", event->unit);
    else
        allowed = event != NULL;
    return allowed;
}

static bool indicator_allowed(struct server *server, const char *indicator, const struct capaian_key_entry *entry,
                              Capaian__V1__QueryReply *reply) {
    const struct tracked *tracked = fold_find(server->ledger->fold, indicator);
    if (tracked == NULL)
        answer_refuse(server, reply, CAPAIAN_INDICATOR_UNKNOWN, "indicator", indicator);
    else if (!answer_may_see(entry, tracked->rules))
        answer_refuse(server, reply, CAPAIAN_KEY_UNIT, "indicator", tracked->rules->unit);
    return reply->refusal == NULL;
}

void answer_history(struct server *server, const Capaian__V1__HistoryQuery *query, const char *cursor,
                    const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply) {
    struct capaian_arena *arena = server->answer;
    bool of_alert = query->alert[0] != '\0';
    bool personnel = query->stream == CAPAIAN__V1__STREAM__STREAM_PERSONNEL;
    if (personnel && (!of_alert || !answer_may_see_persons(entry))) {
        answer_refuse(server, reply, CAPAIAN_NOT_ALLOWED, "stream", "history (personnel / admin)");
        return;
    }
    if (of_alert == (query->indicator[0] != '\0')) {
        answer_refuse(server, reply, CAPAIAN_QUERY_MALFORMED, "alert", "alert | indicator");
        return;
    }
    if (personnel  ? false
        : of_alert ? !alert_allowed(server, query->alert, entry, reply)
                   : !indicator_allowed(server, query->indicator, entry, reply))
        return;
    Capaian__V1__HistoryPage *page = capaian_arena_take(arena, sizeof *page);
    Capaian__V1__AlertEvent **events = capaian_arena_take(arena, CAPAIAN_PAGE_ROWS * sizeof *events);
    sqlite3_stmt *sql = answer_prepare(
        server, personnel  ? "SELECT body FROM personnel WHERE alert = ?1 AND number > ?2 ORDER BY number LIMIT ?3"
                : of_alert ? "SELECT body FROM event WHERE alert = ?1 AND number > ?2 ORDER BY number LIMIT ?3"
                           : "SELECT body FROM event WHERE indicator = ?1 AND number > ?2 ORDER BY number LIMIT ?3");
    if (page == NULL || events == NULL || sql == NULL) {
        sqlite3_finalize(sql);
        return;
    }
    capaian__v1__history_page__init(page);
    page->events = events;
    sqlite3_bind_text(sql, 1, of_alert ? query->alert : query->indicator, -1, SQLITE_STATIC);
    sqlite3_bind_int64(sql, 2, strtoll(cursor, NULL, 10));
    sqlite3_bind_int(sql, 3, CAPAIAN_PAGE_ROWS);
    int step = SQLITE_DONE;
    while (page->n_events < CAPAIAN_PAGE_ROWS && (step = sqlite3_step(sql)) == SQLITE_ROW) {
        events[page->n_events] = answer_event(server, sql, 0);
        if (events[page->n_events] == NULL)
            break;
        page->n_events++;
    }
    sqlite3_finalize(sql);
    // Cut short by memory or time, a history would look whole.
    if (step != SQLITE_DONE && page->n_events < CAPAIAN_PAGE_ROWS)
        return;
    if (page->n_events == CAPAIAN_PAGE_ROWS)
        reply->next_cursor =
            capaian_arena_text(arena, "%llu", (unsigned long long)events[CAPAIAN_PAGE_ROWS - 1]->number);
    reply->what_case = CAPAIAN__V1__QUERY_REPLY__WHAT_HISTORY;
    reply->history = page;
}
