#include "dashboard/events.h"

#include "commands/event.h"
#include "commands/words.h"
#include "dashboard/cells.h"

#include <inttypes.h>
#include <string.h>

struct grid *events_table(struct view *view, const char *caption) {
    struct grid *table = page_table(view->page, LOOK_ROWS, caption);
    table->none = SAY("Belum ada peristiwa.", "There are no events yet.");
    grid_column(table, SAY("Nomor", "Number"), false);
    grid_column(table, SAY("Keadaan", "State"), false);
    grid_under(table, SAY("Jenis", "Kind"));
    grid_column(table, SAY("Tanggal", "Date"), false);
    grid_column(table, SAY("Indikator", "Indicator"), false);
    grid_under(table, SAY("Periode", "Period"));
    grid_under(table, "Unit");
    grid_column(table, SAY("Penjelasan", "Explanation"), false);
    grid_under(table, SAY("Tindakan", "What was done"));
    return table;
}

static void add_deeds(struct view *view, struct grid *table, const Capaian__V1__AlertEvent *event) {
    struct capaian_string text = {0};
    string_add_deeds(&text, event, view->page->language, 0, 0);
    while (text.size && text.text[text.size - 1] == '\n')
        text.text[--text.size] = '\0';
    for (size_t i = 0; i < text.size; i++) {
        if (text.text[i] == '\n')
            text.text[i] = ' ';
    }
    grid_text(table, text.text);
    view->page->failed |= text.failed;
    capaian_string_free(&text);
}

void events_add(struct view *view, struct grid *table, const Capaian__V1__AlertEvent *event) {
    grid_link(table, page_text(view->page, "%" PRIu64, event->number), page_link(view->page, "/alert/", event->alert));
    cell_alert_state(view, table, event);
    grid_text(table, alert_kind_word(event->kind, view->page->language));
    grid_day_of(table, event->at);
    cell_indicator(view, table, event->indicator);
    grid_period(table, event->period, NULL);
    cell_unit(view, table, event->unit);
    grid_text(table, SAY(event->sentence_id, event->sentence_en));
    add_deeds(view, table, event);
}

static void take_page(const Capaian__V1__QueryReply *reply, void *context) {
    struct events *events = context;
    for (size_t i = 0; i < reply->history->n_events; i++) {
        const Capaian__V1__AlertEvent *event = reply->history->events[i];
        if (events->since == 0 || event->incident != events->incident) {
            events->incident = event->incident;
            events->since = event->at;
            events->follow_up = NULL;
        }
        if (event->follow_up)
            events->follow_up = event->follow_up;
        events->latest = event;
        if (view_may_see_of(events->view, event->unit, event->reporter))
            events->last[events->count++ % EVENTS_SHOWN] = event;
    }
}

const struct events *events_ask(struct view *view, const char *alert, const char *indicator) {
    Capaian__V1__HistoryQuery history = CAPAIAN__V1__HISTORY_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    struct events *events = capaian_arena_take(view->page->arena, sizeof *events);
    if (!events) {
        view->page->failed = true;
        return NULL;
    }
    *events = (struct events){.view = view};
    history.alert = (char *)alert;
    history.indicator = (char *)indicator;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_HISTORY;
    query.history = &history;
    return ask_all(&view->asking, &query, take_page, events) ? events : NULL;
}

bool events_allowed(struct view *view, const struct events *events) {
    bool allowed = events->latest && view_may_see_of(view, events->latest->unit, events->latest->reporter);
    if (!allowed)
        view_refuse(view, 403, SAY("Peringatan ini di luar wewenang Anda.", "This alert is not yours to see."));
    return allowed;
}

void events_show(struct view *view, const struct events *events) {
    struct grid *table = events_table(view, SAY("Riwayat peringatan", "History of alerts"));
    for (size_t i = events->count; i > 0 && events->count - i < EVENTS_SHOWN; i--)
        events_add(view, table, events->last[(i - 1) % EVENTS_SHOWN]);
}
