#include "dashboard/standing.h"

#include "commands/figure.h"
#include "dashboard/cells.h"

#include <stdlib.h>
#include <string.h>

static void take_page(const Capaian__V1__QueryReply *reply, void *context) {
    static const Capaian__V1__Incident UNKNOWN = CAPAIAN__V1__INCIDENT__INIT;
    struct standing *standing = context;
    const Capaian__V1__Snapshot *snapshot = reply->snapshot;
    for (size_t i = 0; i < snapshot->n_standing; i++) {
        const Capaian__V1__AlertEvent *event = snapshot->standing[i];
        const Capaian__V1__Incident *incident = i < snapshot->n_incidents ? snapshot->incidents[i] : &UNKNOWN;
        if (!view_may_see_of(standing->view, event->unit, event->reporter))
            continue;
        if (standing->count < STANDING_MAX)
            standing->alerts[standing->count++] = (struct standing_alert){event, incident};
        else
            standing->left_out++;
    }
}

static int by_place(const void *a, const void *b) {
    const Capaian__V1__AlertEvent *left = ((const struct standing_alert *)a)->event;
    const Capaian__V1__AlertEvent *right = ((const struct standing_alert *)b)->event;
    int order = strcmp(left->unit, right->unit);
    if (order == 0)
        order = strcmp(left->indicator, right->indicator);
    return order ? order : strcmp(left->period, right->period);
}

struct standing *standing_ask(struct view *view, const char *unit) {
    Capaian__V1__SnapshotQuery snapshot = CAPAIAN__V1__SNAPSHOT_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    struct standing *standing = capaian_arena_take(view->page->arena, sizeof *standing);
    if (!standing) {
        view->page->failed = true;
        return NULL;
    }
    *standing = (struct standing){.view = view};
    snapshot.unit = (char *)unit;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_SNAPSHOT;
    query.snapshot = &snapshot;
    if (!ask_all(&view->asking, &query, take_page, standing))
        return NULL;
    qsort(standing->alerts, standing->count, sizeof standing->alerts[0], by_place);
    return standing;
}

size_t standing_of_kind(const struct standing *standing, Capaian__V1__AlertKind kind, const char *unit) {
    size_t count = 0;
    for (size_t i = 0; i < standing->count; i++)
        count +=
            standing->alerts[i].event->kind == kind && (!*unit || strcmp(standing->alerts[i].event->unit, unit) == 0);
    return count;
}

static void take_rows(const Capaian__V1__QueryReply *reply, void *context) {
    struct standing *standing = context;
    struct standing_year *year = &standing->years[standing->year_count];
    size_t count = reply->attainment->n_rows;
    if (year->count + count > year->room) {
        size_t room = 2 * (year->count + count);
        const Capaian__V1__AttainmentRow **rows = capaian_arena_take(standing->view->page->arena, room * sizeof *rows);
        if (!rows)
            return;
        if (year->count)
            memcpy(rows, year->rows, year->count * sizeof *rows);
        year->rows = rows;
        year->room = room;
    }
    for (size_t i = 0; i < count; i++)
        year->rows[year->count++] = reply->attainment->rows[i];
}

const struct standing_year *standing_year(struct standing *standing, const char *period) {
    Capaian__V1__AttainmentQuery attainment = CAPAIAN__V1__ATTAINMENT_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    for (size_t i = 0; i < standing->year_count; i++) {
        if (strncmp(standing->years[i].year, period, 4) == 0)
            return &standing->years[i];
    }
    if (standing->year_count == STANDING_YEARS || strlen(period) < 4)
        return NULL;
    struct standing_year *year = &standing->years[standing->year_count];
    memcpy(year->year, period, 4);
    attainment.period = year->year;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_ATTAINMENT;
    query.attainment = &attainment;
    bool asked = ask_all(&standing->view->asking, &query, take_rows, standing);
    standing->year_count++;
    return asked ? year : NULL;
}

static const Capaian__V1__AttainmentRow *row_of(struct standing *standing, const Capaian__V1__AlertEvent *event) {
    const struct standing_year *year = *event->indicator ? standing_year(standing, event->period) : NULL;
    for (size_t i = 0; year && i < year->count; i++) {
        if (strcmp(year->rows[i]->indicator, event->indicator) == 0)
            return year->rows[i];
    }
    return NULL;
}

static bool has_figures(Capaian__V1__AlertKind kind) {
    return kind == KIND(MISSED) || kind == KIND(BEHIND);
}

static void add_columns(struct grid *table, const struct view *view, Capaian__V1__AlertKind kind) {
    grid_column(table, SAY("Indikator", "Indicator"), false);
    grid_under(table, "Unit");
    grid_column(table, SAY("Keadaan", "State"), false);
    grid_column(table, SAY("Periode", "Period"), false);
    grid_under(table, SAY("Sejak", "Since"));
    if (has_figures(kind)) {
        grid_column(table, "Target", true);
        grid_under(table, "Satuan");
        grid_column(table, SAY("Realisasi", "Realization"), true);
        grid_under(table, SAY("Tahun lalu, tanggal sama", "Last year, same date"));
        grid_column(table, SAY("Capaian %", "Attained %"), true);
    }
    grid_column(table, SAY("Penanggung jawab", "Accountable"), false);
    grid_under(table, SAY("Kini menjabat", "In post now"));
    grid_column(table, SAY("Tindak lanjut", "Follow-up"), false);
    grid_under(table, SAY("Paling lambat", "Due"));
}

static void add_figures(struct standing *standing, struct grid *table, const Capaian__V1__AlertEvent *event) {
    const Capaian__V1__AttainmentRow *row = row_of(standing, event);
    const Capaian__V1__Assessment *assessment = NULL;
    for (size_t i = 0; row && i < row->n_targets; i++) {
        if (strcmp(row->targets[i]->period, event->period) == 0)
            assessment = row->targets[i];
    }
    Capaian__V1__Assessment own = CAPAIAN__V1__ASSESSMENT__INIT;
    own.target = event->target;
    own.realization = event->realization;
    own.attainment = event->attainment;
    if (assessment && event->kind == KIND(MISSED)) {
        own.target_high = assessment->target_high;
        own.target_grade = assessment->target_grade;
        own.realization_grade = assessment->realization_grade;
    }
    unsigned decimals = row ? row->decimals : ALL_DECIMALS;
    cell_target(table, &own, decimals);
    grid_text(table, event->satuan);
    cell_realization(table, &own, row && is_graded(row), decimals);
    cell_realization(table, row ? row->year_before : NULL, row && is_graded(row), decimals);
    cell_attainment(table, &own);
}

static bool same_person(const Capaian__V1__Person *a, const Capaian__V1__Person *b) {
    return a && b && *a->person && strcmp(a->person, b->person) == 0 && strcmp(a->capacity, b->capacity) == 0;
}

static void add_row(struct standing *standing, struct grid *table, const struct standing_alert *alert) {
    struct view *view = standing->view;
    const Capaian__V1__AlertEvent *event = alert->event;
    const Capaian__V1__FollowUp *follow_up = alert->incident->follow_up;
    grid_link(table, *event->indicator ? indicator_name(view, event->indicator) : event->alert,
              page_link(view->page, "/alert/", event->alert));
    cell_unit(view, table, event->unit);
    cell_alert_state(view, table, event);
    grid_period(table, event->period, NULL);
    grid_date(table, alert->incident->since);
    if (has_figures(event->kind))
        add_figures(standing, table, event);
    cell_person(view, table, event->accountable);
    if (same_person(event->accountable, event->acting))
        grid_text(table, SAY("sama", "the same"));
    else
        cell_person(view, table, event->acting);
    grid_text(table, follow_up ? page_text(view->page, "%s (%s)", follow_up->action, follow_up->owner) : "");
    grid_date(table, follow_up ? follow_up->due : "");
}

void standing_tables(struct standing *standing) {
    const struct view *view = standing->view;
    const struct {
        Capaian__V1__AlertKind kind;
        const char *caption, *none;
    } PARTS[] = {
        {KIND(MISSED), SAY("Target tidak tercapai", "Targets missed"),
         SAY("Tidak ada target yang luput.", "No target is missed.")},
        {KIND(OVERDUE), SAY("Belum melapor", "Not reported"),
         SAY("Tidak ada laporan yang terlambat.", "No report is overdue.")},
        {KIND(BEHIND), SAY("Tertinggal dari lintasan", "Behind the trajectory"),
         SAY("Tidak ada yang tertinggal.", "Nothing is behind.")},
        {KIND(SILENT), SAY("Senyap", "Silent"), NULL},
        {KIND(IMPLAUSIBLE), SAY("Angka tidak wajar", "Implausible figures"), NULL},
        {KIND(RESTATED), SAY("Dinyatakan ulang", "Restated"), NULL},
    };
    for (size_t part = 0; part < sizeof PARTS / sizeof *PARTS; part++) {
        struct grid *table = page_table(view->page, LOOK_ROWS, PARTS[part].caption);
        table->none = PARTS[part].none;
        add_columns(table, view, PARTS[part].kind);
        for (size_t i = 0; i < standing->count; i++) {
            if (standing->alerts[i].event->kind == PARTS[part].kind)
                add_row(standing, table, &standing->alerts[i]);
        }
    }
    if (standing->left_out)
        page_say(view->page,
                 page_text(view->page, SAY("%zu peringatan lagi tidak ditampilkan.", "%zu more alerts are not shown."),
                           standing->left_out));
}
