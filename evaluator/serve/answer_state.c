#include "net/unread.h"
#include "runtime/daemon.h"
#include "serve/answer.h"
#include "wire/content.h"

#include <stdlib.h>
#include <string.h>

// The latest follow-up since the alert fires, by a statement of its events, the latest first. Many are looked at and
// one is shown: only that takes the answer's memory. False: memory or time was short.
static bool find_follow_up(struct server *server, sqlite3_stmt *events, const Capaian__V1__AlertEvent *latest,
                           Capaian__V1__FollowUp **ret) {
    int step = SQLITE_DONE;
    bool over = false;
    *ret = NULL;
    sqlite3_bind_text(events, 1, latest->alert, -1, SQLITE_STATIC);
    sqlite3_bind_int64(events, 2, (int64_t)latest->number);
    while (!over && (step = sqlite3_step(events)) == SQLITE_ROW) {
        Capaian__V1__AlertEvent *event = capaian__v1__alert_event__unpack(NULL, (size_t)sqlite3_column_bytes(events, 0),
                                                                          sqlite3_column_blob(events, 0));
        bool followed = event != NULL && event->incident == latest->incident && event->follow_up != NULL;
        over = event == NULL || event->incident != latest->incident || followed;
        const Capaian__V1__AlertEvent *shown = followed ? answer_event(server, events, 0) : NULL;
        if (shown != NULL)
            *ret = shown->follow_up;
        if (event == NULL || (followed && shown == NULL))
            step = SQLITE_NOMEM;
        capaian__v1__alert_event__free_unpacked(event, NULL);
    }
    sqlite3_reset(events);
    return step == SQLITE_DONE || (over && step == SQLITE_ROW);
}

// Columns 2 and 3 of the row: the first day, and whether anything has ever been recorded to be done. NULL: memory or
// time was short.
static Capaian__V1__Incident *incident_of(struct server *server, sqlite3_stmt *row, sqlite3_stmt *events,
                                          const Capaian__V1__AlertEvent *event) {
    char day[CAPAIAN_PERIOD_TEXT];
    Capaian__V1__Incident *incident = capaian_arena_take(server->answer, sizeof *incident);
    if (incident == NULL)
        return NULL;
    capaian__v1__incident__init(incident);
    incident->since = capaian_arena_text(server->answer, "%s", capaian_date_format(sqlite3_column_int(row, 2), day));
    if (sqlite3_column_int(row, 3) != 0 && !find_follow_up(server, events, event, &incident->follow_up))
        return NULL;
    return incident->since == NULL ? NULL : incident;
}

void answer_snapshot(struct server *server, const Capaian__V1__SnapshotQuery *query, const char *cursor,
                     const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply) {
    struct capaian_arena *arena = server->answer;
    bool personnel = query->stream == CAPAIAN__V1__STREAM__STREAM_PERSONNEL;
    if (personnel && !answer_may_see_persons(entry)) {
        answer_refuse(server, reply, CAPAIAN_NOT_ALLOWED, "stream", "snapshot (personnel / admin)");
        return;
    }
    if (!personnel && !answer_may_see_all(entry) &&
        (query->unit[0] == '\0' || !capaian_key_covers(entry, query->unit))) {
        answer_refuse(server, reply, CAPAIAN_KEY_UNIT, "unit", query->unit);
        return;
    }
    Capaian__V1__Snapshot *snapshot = capaian_arena_take(arena, sizeof *snapshot);
    Capaian__V1__AlertEvent **standing = capaian_arena_take(arena, CAPAIAN_PAGE_ROWS * sizeof *standing);
    Capaian__V1__Incident **incidents = capaian_arena_take(arena, CAPAIAN_PAGE_ROWS * sizeof *incidents);
    sqlite3_stmt *events =
        answer_prepare(server, "SELECT body FROM event WHERE alert = ?1 AND number <= ?2 ORDER BY number DESC");
    sqlite3_stmt *sql =
        personnel ? answer_prepare(server, "SELECT personnel.number, body FROM consequence JOIN personnel USING(number)"
                                           " WHERE state IN (1, 2) AND personnel.number > ?1 ORDER BY 1 LIMIT ?3")
        : query->unit[0] == '\0'
            ? answer_prepare(server,
                             "SELECT event.number, body, since, follow_up_due FROM alert JOIN event USING(number)"
                             " WHERE alert.state IN (1, 2) AND event.number > ?1 ORDER BY event.number LIMIT ?3")
            : answer_prepare(server,
                             "SELECT event.number, body, since, follow_up_due FROM alert JOIN event USING(number)"
                             " JOIN audience USING(number) WHERE alert.state IN (1, 2) AND event.number > ?1 AND "
                             "audience.unit = ?2"
                             " ORDER BY event.number LIMIT ?3");
    if (snapshot == NULL || standing == NULL || incidents == NULL || events == NULL || sql == NULL) {
        sqlite3_finalize(events);
        sqlite3_finalize(sql);
        return;
    }
    capaian__v1__snapshot__init(snapshot);
    snapshot->epoch = (ProtobufCBinaryData){CAPAIAN_EPOCH_SIZE, server->ledger->epoch};
    snapshot->number = personnel ? server->ledger->fold->personnel_events : server->ledger->fold->events;
    snapshot->standing = standing;
    snapshot->incidents = incidents;
    sqlite3_bind_int64(sql, 1, strtoll(cursor, NULL, 10));
    if (!personnel && query->unit[0] != '\0')
        sqlite3_bind_text(sql, 2, query->unit, -1, SQLITE_STATIC);
    sqlite3_bind_int(sql, 3, CAPAIAN_PAGE_ROWS);
    int step = SQLITE_DONE;
    while (snapshot->n_standing < CAPAIAN_PAGE_ROWS && (step = sqlite3_step(sql)) == SQLITE_ROW) {
        // The reader's own limit is for one statement, and here are many.
        if (snapshot->n_standing > 0 && capaian_monotonic_ms() > server->query_until)
            break;
        Capaian__V1__AlertEvent *event = answer_event(server, sql, 1);
        Capaian__V1__Incident *incident = personnel || event == NULL ? NULL : incident_of(server, sql, events, event);
        if (event == NULL || (!personnel && incident == NULL))
            break;
        standing[snapshot->n_standing++] = event;
        if (incident != NULL)
            incidents[snapshot->n_incidents++] = incident;
    }
    sqlite3_finalize(sql);
    sqlite3_finalize(events);
    // Not even one: that is no page, and the caller says so.
    if (step != SQLITE_DONE && snapshot->n_standing == 0)
        return;
    // Over the memory or the time of a page the next one goes on here.
    if (step != SQLITE_DONE) {
        reply->next_cursor =
            capaian_arena_text(server->frame, "%llu", (unsigned long long)standing[snapshot->n_standing - 1]->number);
        if (reply->next_cursor == NULL)
            return;
    }
    reply->what_case = CAPAIAN__V1__QUERY_REPLY__WHAT_SNAPSHOT;
    reply->snapshot = snapshot;
}

void answer_verdict(struct server *server, const Capaian__V1__VerdictQuery *query,
                    const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply) {
    if ((entry->roles & CAPAIAN_ROLE_ADMIN) == 0 && !capaian_key_covers(entry, query->unit)) {
        answer_refuse(server, reply, CAPAIAN_KEY_UNIT, "unit", query->unit);
        return;
    }
    sqlite3_stmt *sql = answer_prepare(server, "SELECT verdict FROM message WHERE id = ?1 AND unit = ?2");
    if (sql == NULL)
        return;
    sqlite3_bind_blob(sql, 1, query->message_id.data, (int)query->message_id.len, SQLITE_STATIC);
    sqlite3_bind_text(sql, 2, query->unit, -1, SQLITE_STATIC);
    if (sqlite3_step(sql) == SQLITE_ROW) {
        reply->verdict = capaian__v1__verdict__unpack(
            capaian_arena_allocator(server->answer), (size_t)sqlite3_column_bytes(sql, 0), sqlite3_column_blob(sql, 0));
        if (reply->verdict != NULL && capaian_verdict_render(reply->verdict, server->answer) == 0)
            reply->what_case = CAPAIAN__V1__QUERY_REPLY__WHAT_VERDICT;
    } else {
        answer_refuse(server, reply, CAPAIAN_ID_UNKNOWN, "message_id", NULL);
    }
    sqlite3_finalize(sql);
}

void answer_catalogue(struct server *server, const Capaian__V1__CatalogueQuery *query, Capaian__V1__QueryReply *reply) {
    struct capaian_arena *arena = server->answer;
    const struct fold *fold = server->ledger->fold;
    size_t number = query->version == 0 ? fold->version_count : query->version;
    if (number == 0 || number > fold->version_count) {
        answer_refuse(server, reply, number == 0 ? CAPAIAN_CATALOGUE_ABSENT : CAPAIAN_QUERY_UNKNOWN, "version",
                      capaian_arena_text(arena, "version %zu", number));
        return;
    }
    const struct version *version = &fold->versions[number - 1];
    enum { FILES_MAX = 16 };
    char date[CAPAIAN_PERIOD_TEXT];
    Capaian__V1__CataloguePage *page = capaian_arena_take(arena, sizeof *page);
    Capaian__V1__CatalogueFile **files = capaian_arena_take(arena, FILES_MAX * sizeof *files);
    sqlite3_stmt *sql = answer_prepare(server, "SELECT name, text FROM catalogue_file WHERE step = ?1 ORDER BY name");
    if (page == NULL || files == NULL || sql == NULL) {
        sqlite3_finalize(sql);
        return;
    }
    capaian__v1__catalogue_page__init(page);
    page->version = version->number;
    page->basis = version->basis;
    page->effective = capaian_arena_text(arena, "%s", capaian_date_format(version->effective, date));
    page->applied_at = version->applied_at;
    page->files = files;
    sqlite3_bind_int64(sql, 1, (int64_t)version->step);
    bool whole = true;
    while (whole && page->n_files < FILES_MAX && capaian_store_step(sql) == SQLITE_ROW) {
        Capaian__V1__CatalogueFile *file = capaian_arena_take(arena, sizeof *file);
        size_t size = (size_t)sqlite3_column_bytes(sql, 1);
        uint8_t *text = capaian_arena_take(arena, size + 1);
        whole = file != NULL && text != NULL;
        if (!whole)
            break;
        capaian__v1__catalogue_file__init(file);
        file->name = capaian_arena_text(arena, "%s", (const char *)sqlite3_column_text(sql, 0));
        if (size > 0)
            memcpy(text, sqlite3_column_blob(sql, 1), size);
        file->text = (ProtobufCBinaryData){size, text};
        files[page->n_files++] = file;
    }
    sqlite3_finalize(sql);
    if (!whole)
        return;
    reply->what_case = CAPAIAN__V1__QUERY_REPLY__WHAT_CATALOGUE;
    reply->catalogue = page;
}

static void put_links(struct server *server, Capaian__V1__EvaluatorStatus *status) {
    struct capaian_arena *arena = server->answer;
    status->links = capaian_arena_take(arena, (server->link_count + 1) * sizeof(Capaian__V1__LinkStatus *));
    for (size_t i = 0; status->links != NULL && i < server->link_count; i++) {
        const struct link *link = &server->links[i];
        const struct capaian_key_entry *entry = capaian_keyring_find(server->keys, link->key);
        Capaian__V1__LinkStatus *answer = capaian_arena_take(arena, sizeof *answer);
        if (answer == NULL)
            return;
        capaian__v1__link_status__init(answer);
        answer->name = entry == NULL ? "" : entry->comment;
        answer->key = (ProtobufCBinaryData){CAPAIAN_KEY_SIZE, (uint8_t *)link->key};
        answer->connected = link->connected;
        answer->applied = link->here.applied;
        answer->held = link->held;
        answer->lacking = link->held ? link->would_lack : link->here.lacking;
        answer->shared = link->shared;
        answer->watermark = link->watermark == INT64_MIN ? 0 : link->watermark;
        // Expected, and never heard since the evaluator started.
        bool heard = link->connected || link->watermark != INT64_MIN;
        answer->heard_at = heard ? capaian_wall_ms() - (capaian_monotonic_ms() - link->heard_at) : 0;
        status->links[status->n_links++] = answer;
    }
}

void answer_status(struct server *server, Capaian__V1__QueryReply *reply) {
    struct capaian_arena *arena = server->answer;
    const struct fold *fold = server->ledger->fold;
    Capaian__V1__EvaluatorStatus *status = capaian_arena_take(arena, sizeof *status);
    if (status == NULL)
        return;
    capaian__v1__evaluator_status__init(status);
    status->epoch = (ProtobufCBinaryData){CAPAIAN_EPOCH_SIZE, server->ledger->epoch};
    status->version = CAPAIAN_RELEASE;
    status->simulated = server->ledger->simulated;
    status->now = server_now(server);
    status->judged_until = fold->judged;
    status->step = fold->step;
    status->messages = fold->messages;
    status->rows = fold->rows;
    status->event_number = fold->events;
    status->catalogue_version = (uint32_t)fold->version_count;
    status->indicators = fold->version_count == 0 ? 0 : (uint32_t)fold_latest(fold)->catalogue->indicator_count;
    sqlite3_stmt *sql = answer_prepare(server, "SELECT count(*) FROM alert WHERE state IN (1, 2)");
    if (sql != NULL && sqlite3_step(sql) == SQLITE_ROW)
        status->standing = (uint32_t)sqlite3_column_int64(sql, 0);
    sqlite3_finalize(sql);
    put_links(server, status);
    status->load = answer_load(server);
    const struct {
        const char *name;
        uint64_t value;
    } counters[] = {
#define X(name) {#name, server->counters.name},
        COUNTERS(X)
#undef X
            {"connections_refused", capaian_zap_refused(server->zap)},
        {"wal_bytes", (uint64_t)capaian_store_wal_bytes(server->ledger->store)},
        {"checkpoint_us", (uint64_t)capaian_store_checkpoint_us(server->ledger->store)},
        {"follows", server->follow_count},
        {"disk_short", server->disk_short},
        {"unread_bytes", (uint64_t)capaian_unread_bytes()},
        {"descriptors_max", server->descriptors},
    };
    enum { COUNT = sizeof counters / sizeof counters[0] };
    status->counters = capaian_arena_take(arena, COUNT * sizeof(Capaian__V1__Counter *));
    for (size_t i = 0; status->counters != NULL && i < COUNT; i++) {
        Capaian__V1__Counter *counter = capaian_arena_take(arena, sizeof *counter);
        if (counter == NULL)
            break;
        capaian__v1__counter__init(counter);
        counter->name = (char *)counters[i].name;
        counter->value = counters[i].value;
        status->counters[status->n_counters++] = counter;
    }
    reply->what_case = CAPAIAN__V1__QUERY_REPLY__WHAT_STATUS;
    reply->status = status;
}
