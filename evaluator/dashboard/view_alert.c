// The live feed, and one alert: what it says, who has it, its history, and what may be done about it.
#include "commands/words.h"
#include "dashboard/cells.h"
#include "dashboard/dates.h"
#include "dashboard/events.h"

#include <stdio.h>
#include <string.h>

struct filter {
    struct view *view;
    struct grid *table;
    const char *unit, *kind, *state;
    size_t room;
};

static bool take_event(const Capaian__V1__AlertEvent *event, void *context) {
    struct filter *filter = context;
    char kind[4], state[4];
    snprintf(kind, sizeof kind, "%d", (int)event->kind);
    snprintf(state, sizeof state, "%d", (int)event->state);
    bool shown = (!*filter->unit || strcmp(filter->unit, event->unit) == 0) &&
                 (!*filter->kind || strcmp(filter->kind, kind) == 0) &&
                 (!*filter->state || strcmp(filter->state, state) == 0) &&
                 view_may_see_of(filter->view, event->unit, event->reporter);
    if (shown) {
        events_add(filter->view, filter->table, event);
        filter->room--;
    }
    return filter->room > 0;
}

// Every value that this version has a word for, by its number.
static void add_choice(struct view *view, struct form *form, const char *name, const char *label,
                       const ProtobufCEnumDescriptor *descriptor, const char *(*word)(int, enum capaian_language)) {
    enum { MOST = 16 };
    struct choice choices[MOST] = {{"", SAY("semua", "all")}};
    size_t count = 1;
    for (unsigned i = 0; i < descriptor->n_values && count < MOST; i++) {
        int value = descriptor->values[i].value;
        if (value > 0)
            choices[count++] = (struct choice){page_text(view->page, "%d", value), word(value, view->page->language)};
    }
    form_choices(form, name, label, view_parameter(view, name), choices, count);
}

static const char *kind_word(int value, enum capaian_language language) {
    return alert_kind_word((Capaian__V1__AlertKind)value, language);
}

static const char *state_word(int value, enum capaian_language language) {
    return alert_state_word((Capaian__V1__AlertState)value, language);
}

void view_feed(struct view *view) {
    view->page->title = SAY("Peristiwa", "Events");
    view->page->live = true;
    struct form *form = page_form(view->page, "/feed", "", SAY("Saring", "Filter"), false);
    add_choice(view, form, "kind", SAY("Jenis", "Kind"), &capaian__v1__alert_kind__descriptor, kind_word);
    add_choice(view, form, "state", SAY("Keadaan", "State"), &capaian__v1__alert_state__descriptor, state_word);
    form_field(form, FIELD_TEXT, "unit", SAY("Kode unit", "Unit code"), view_parameter(view, "unit"))->optional = true;
    struct filter filter = {view,
                            events_table(view, SAY("Terbaru di atas", "Latest first")),
                            view_parameter(view, "unit"),
                            view_parameter(view, "kind"),
                            view_parameter(view, "state"),
                            EVENTS_SHOWN};
    feed_newest(view->site->feed, take_event, &filter);
}

static void add_facts(struct view *view, const struct events *events, const Capaian__V1__AlertEvent *event) {
    const Capaian__V1__FollowUp *follow_up = events->follow_up;
    struct grid *table = page_facts(view, SAY("Keadaan", "State"));
    fact(table, alert_kind_word(event->kind, view->page->language));
    cell_alert_state(view, table, event);
    fact(table, SAY("Sejak", "Since"));
    grid_day_of(table, events->since);
    fact(table, "Unit");
    cell_unit(view, table, event->unit);
    if (*event->indicator) {
        fact(table, SAY("Indikator", "Indicator"));
        cell_indicator(view, table, event->indicator);
        fact(table, SAY("Periode", "Period"));
        grid_period(table, event->period,
                    page_link(view->page, page_text(view->page, "/explain/%s/", event->indicator), event->period));
    }
    fact(table, SAY("Penanggung jawab", "Accountable"));
    cell_person(view, table, event->accountable);
    fact(table, SAY("Kini menjabat", "In post now"));
    cell_person(view, table, event->acting);
    for (size_t i = 0; i < event->n_told; i++) {
        fact(table, SAY("Disampaikan kepada", "Taken to"));
        cell_person(view, table, event->told[i]);
    }
    if (!follow_up)
        return;
    fact_text(table, SAY("Sebab", "Cause"), follow_up->cause);
    fact_text(table, SAY("Tindak lanjut", "Follow-up"), follow_up->action);
    fact_text(table, SAY("Pelaksana", "Owner"), follow_up->owner);
    fact(table, SAY("Paling lambat", "Due"));
    grid_date(table, follow_up->due);
}

static void add_forms(struct view *view, const Capaian__V1__AlertEvent *event) {
    bool stands = event->state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING ||
                  event->state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_ACKNOWLEDGED;
    if (stands) {
        struct form *form =
            form_of_deed(view, "alert", event->alert, "acknowledge", SAY("Nyatakan mengetahui", "Acknowledge"));
        form_field(form, FIELD_TEXT, "reason", SAY("Keterangan", "Reason"), "");
        form_field(form, FIELD_DATE, "until", SAY("Berlaku sampai", "Until"), "");
        form = form_of_deed(view, "alert", event->alert, "follow-up", SAY("Catat tindak lanjut", "Record a follow-up"));
        form_field(form, FIELD_TEXT, "cause", SAY("Sebab (bila diketahui)", "Cause (if known)"), "")->optional = true;
        form_field(form, FIELD_TEXT, "action", SAY("Tindakan", "Action"), "");
        form_field(form, FIELD_TEXT, "owner", SAY("Pelaksana", "Owner"), "");
        form_field(form, FIELD_DATE, "due", SAY("Paling lambat", "Due"), "");
    }
    struct form *form = form_of_deed(view, "alert", event->alert, "comment", SAY("Beri komentar", "Comment"));
    form_field(form, FIELD_TEXT, "reason", SAY("Komentar", "Comment"), "");
    if (stands && event->kind == KIND(MISSED) && may_decide(&view->viewer, event->unit, event->reporter)) {
        form = form_of_deed(view, "alert", event->alert, "close", SAY("Tutup dengan keputusan", "Close by a decision"));
        form_field(form, FIELD_TEXT, "reason", SAY("Keputusan", "Decision"), "");
    }
}

void view_alert(struct view *view) {
    view->page->title = page_text(view->page, SAY("Peringatan %s", "Alert %s"), view->name);
    view->page->live = true;
    const struct events *events = events_ask(view, view->name, "");
    if (!events || !events_allowed(view, events))
        return;
    const Capaian__V1__AlertEvent *event = events->latest;
    if (*event->indicator) {
        char words[DATE_WORDS];
        view->page->title = page_text(view->page, "%s, %s: %s", indicator_name(view, event->indicator),
                                      period_words(event->period, view->page->language, words),
                                      alert_kind_word(event->kind, view->page->language));
    }
    view->page->lead = SAY(event->sentence_id, event->sentence_en);
    add_facts(view, events, event);
    if (may_act(&view->viewer))
        add_forms(view, event);
    else
        page_say(view->page, SAY("Untuk menyatakan mengetahui, berkomentar atau mencatat tindak lanjut, silakan masuk "
                                 "sebagai yang berwenang.",
                                 "To acknowledge, comment or record a follow-up, log in as somebody who may."));
    events_show(view, events);
}
