// What follows from steps: events, alerts, and the tables that can be made anew from the record.
#include "ledger/columns.h"
#include "ledger/ledger.h"
#include "ledger/refs.h"
#include "ledger/statements.h"
#include "runtime/sabotage.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int keep_event(struct ledger *ledger, const Capaian__V1__AlertEvent *event, const uint8_t *bytes, size_t size) {
    if (ledger->event_count == ledger->event_room) {
        size_t room = ledger->event_room == 0 ? 64 : 2 * ledger->event_room;
        struct written_event *events = realloc(ledger->events, room * sizeof *events);
        if (events == NULL)
            return -ENOMEM;
        ledger->events = events;
        ledger->event_room = room;
    }
    if (ledger->event_size + size > ledger->event_bytes_room) {
        size_t room = 2 * (ledger->event_bytes_room + size);
        uint8_t *more = realloc(ledger->event_bytes, room);
        if (more == NULL)
            return -ENOMEM;
        ledger->event_bytes = more;
        ledger->event_bytes_room = room;
    }
    struct written_event *kept = &ledger->events[ledger->event_count++];
    *kept = (struct written_event){
        .number = event->number, .offset = ledger->event_size, .size = size, .kind = event->kind};
    strncpy(kept->unit, event->unit, CAPAIAN_CODE_MAX);
    memcpy(ledger->event_bytes + ledger->event_size, bytes, size);
    ledger->event_size += size;
    return 0;
}

static int write_audience(struct ledger *ledger, const char *unit, uint64_t number) {
    sqlite3_bind_text(ledger->statements->put_audience, 1, unit, -1, SQLITE_STATIC);
    sqlite3_bind_int64(ledger->statements->put_audience, 2, (int64_t)number);
    return capaian_store_run(ledger->store, ledger->statements->put_audience);
}

static int32_t day_of(const struct ledger *ledger, int64_t at) {
    static const struct capaian_calendar utc = {0};
    const struct version *latest = fold_latest(ledger->fold);
    return capaian_day_at(latest == NULL ? &utc : &latest->catalogue->calendar, at);
}

static int write_event(struct ledger *ledger, const Capaian__V1__AlertEvent *event) {
    size_t size = capaian__v1__alert_event__get_packed_size(event);
    uint8_t *bytes = capaian_arena_take(ledger->arena, size + 1);
    if (bytes == NULL)
        return -ENOMEM;
    capaian__v1__alert_event__pack(event, bytes);
    sqlite3_stmt *sql = ledger->statements->insert_event;
    sqlite3_bind_int64(sql, 1, (int64_t)event->number);
    sqlite3_bind_int64(sql, 2, (int64_t)event->step);
    sqlite3_bind_int(sql, 3, (int)event->kind);
    sqlite3_bind_blob(sql, 4, bytes, (int)size, SQLITE_STATIC);
    sqlite3_bind_text(sql, 5, event->alert, -1, SQLITE_STATIC);
    sqlite3_bind_text(sql, 6, event->indicator, -1, SQLITE_STATIC);
    sqlite3_bind_int(sql, 7, day_of(ledger, event->at));
    sqlite3_bind_int(sql, 8, (int)event->state);
    sqlite3_bind_int(sql, 9, LEDGER_LOAD_DAYS);
    int r = capaian_sabotage("publish_without_log") ? 0 : capaian_store_run(ledger->store, sql);
    if (r == 0)
        r = write_audience(ledger, event->unit, event->number);
    if (r == 0 && strcmp(event->reporter, event->unit) != 0)
        r = write_audience(ledger, event->reporter, event->number);
    return r < 0 ? r : keep_event(ledger, event, bytes, size);
}

static int write_alert(struct ledger *ledger, const Capaian__V1__AlertEvent *event, const struct alert *alert) {
    sqlite3_stmt *sql = ledger->statements->put_alert;
    sqlite3_bind_text(sql, 1, event->alert, -1, SQLITE_STATIC);
    sqlite3_bind_int(sql, 2, (int)event->kind);
    sqlite3_bind_text(sql, 3, event->indicator, -1, SQLITE_STATIC);
    sqlite3_bind_text(sql, 4, event->period, -1, SQLITE_STATIC);
    sqlite3_bind_int(sql, 5, (int)event->state);
    sqlite3_bind_text(sql, 6, alert->reason, -1, SQLITE_STATIC);
    sqlite3_bind_int64(sql, 7, (int64_t)event->number);
    sqlite3_bind_int64(sql, 8, (int64_t)alert->acted);
    sqlite3_bind_int64(sql, 9, alert->incident);
    sqlite3_bind_int(sql, 10, alert->since);
    sqlite3_bind_int(sql, 11, alert->acknowledged_until);
    sqlite3_bind_int(sql, 12, alert->follow_up_due);
    sqlite3_bind_int(sql, 13, alert->level);
    sqlite3_bind_int(sql, 14, alert->told);
    sqlite3_bind_blob(sql, 15, alert->row_id, CAPAIAN_ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(sql, 16, alert->row);
    return capaian_store_run(ledger->store, sql);
}

static int write_announced(struct ledger *ledger, const struct announcement *announcement) {
    char period[CAPAIAN_PERIOD_TEXT];
    sqlite3_stmt *sql = ledger->statements->put_announced;
    sqlite3_bind_int64(sql, 1, announcement->indicator);
    sqlite3_bind_int(sql, 2, announcement->year);
    sqlite3_bind_text(sql, 3, capaian_period_format(announcement->announced->period, period), -1, SQLITE_STATIC);
    sqlite3_bind_int(sql, 4, announcement->announced->outcome);
    sqlite3_bind_int(sql, 5, announcement->announced->band);
    return capaian_store_run(ledger->store, sql);
}

static int write_source(struct ledger *ledger, const struct source *source) {
    sqlite3_bind_text(ledger->statements->put_source, 1, source->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(ledger->statements->put_source, 2, source->heard);
    return capaian_store_run(ledger->store, ledger->statements->put_source);
}

int ledger_write_effects(struct ledger *ledger, const struct effects *effects) {
    int r = ledger_write_traces(ledger, effects);
    for (size_t i = 0; r == 0 && i < effects->event_count; i++) {
        r = write_event(ledger, effects->events[i]);
        if (r == 0 && effects->alerts[i] != NULL)
            r = write_alert(ledger, effects->events[i], effects->alerts[i]);
    }
    for (size_t i = 0; r == 0 && i < effects->announcement_count; i++)
        r = write_announced(ledger, &effects->announcements[i]);
    for (size_t i = 0; r == 0 && i < effects->heard_count; i++)
        r = write_source(ledger, effects->heard[i]);
    return r < 0 ? r : ledger_write_people(ledger, effects);
}

int ledger_write_derived(struct ledger *ledger) {
    struct fold *fold = ledger->fold;
    int r;
    for (size_t i = 0; i < fold->dirty_count; i++) {
        struct figure *figure = &fold->dirty[i].year->figures[fold->dirty[i].index];
        sqlite3_stmt *sql = figure->statement.stands ? ledger->statements->put_figure : ledger->statements->put_sums;
        struct figure_bytes bytes;
        bind_figure(sql, fold->dirty[i].id, figure, &bytes);
        r = capaian_store_run(ledger->store, sql);
        if (r < 0)
            return r;
        figure->dirty = false;
    }
    fold->dirty_count = 0;
    for (size_t i = 0; i < ref_cache_count(ledger->refs); i++) {
        const struct ref_slot *slot = ref_cache_at(ledger->refs, i);
        if (!slot->entry.dirty)
            continue;
        sqlite3_stmt *sql = ledger->statements->put_ref;
        sqlite3_bind_int64(sql, 1, slot->indicator);
        sqlite3_bind_text(sql, 2, slot->ref, -1, SQLITE_STATIC);
        sqlite3_bind_int64(sql, 3, slot->entry.period);
        struct statement_bytes bytes;
        bind_statement(sql, 4, &slot->entry.statement, &bytes);
        r = capaian_store_run(ledger->store, sql);
        if (r < 0)
            return r;
    }
    ref_cache_clear(ledger->refs);
    r = ledger_keep_traces(ledger);
    if (r < 0)
        return r;
    sqlite3_stmt *sql = ledger->statements->put_progress;
    sqlite3_bind_int64(sql, 1, (int64_t)fold->step);
    sqlite3_bind_int64(sql, 2, fold->judged);
    sqlite3_bind_int64(sql, 3, ledger->now);
    sqlite3_bind_int64(sql, 4, (int64_t)fold->messages);
    sqlite3_bind_int64(sql, 5, (int64_t)fold->rows);
    return capaian_store_run(ledger->store, sql);
}
