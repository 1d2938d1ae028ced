// The first screen: what is missed, who is silent, what is behind; since when, who answers for it, what is being done.
#include "dashboard/cells.h"
#include "dashboard/improved.h"
#include "dashboard/standing.h"

#include <string.h>

static void add_tally(const struct standing *standing) {
    const struct view *view = standing->view;
    struct grid *table = page_table(view->page, LOOK_TALLY, SAY("Ringkasan", "Summary"));
    const struct {
        Capaian__V1__AlertKind kind;
        const char *word;
    } COUNTS[] = {
        {KIND(MISSED), SAY("tidak tercapai", "missed")}, {KIND(OVERDUE), SAY("belum melapor", "not reported")},
        {KIND(BEHIND), SAY("tertinggal", "behind")},     {KIND(IMPLAUSIBLE), SAY("tidak wajar", "implausible")},
        {KIND(SILENT), SAY("senyap", "silent")},
    };
    size_t acknowledged = 0, followed = 0;
    for (size_t i = 0; i < standing->count; i++) {
        acknowledged += standing->alerts[i].event->state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_ACKNOWLEDGED;
        followed += standing->alerts[i].incident->follow_up != NULL;
    }
    grid_column(table, SAY("Hal", "What"), false);
    grid_column(table, SAY("Jumlah", "Number"), true);
    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++) {
        fact(table, COUNTS[i].word);
        grid_count(table, standing_of_kind(standing, COUNTS[i].kind, ""));
    }
    fact(table, SAY("sudah diketahui", "acknowledged"));
    grid_count(table, acknowledged);
    fact(table, SAY("ada tindak lanjut", "with a follow-up"));
    grid_count(table, followed);
}

// Events are by unit: a row where another unit begins.
static void add_units(const struct standing *standing) {
    struct view *view = standing->view;
    struct grid *table = page_table(view->page, LOOK_ROWS, SAY("Menurut unit", "By unit"));
    grid_column(table, "Unit", false);
    grid_column(table, SAY("Tidak tercapai", "Missed"), true);
    grid_column(table, SAY("Belum melapor", "Not reported"), true);
    grid_column(table, SAY("Tertinggal", "Behind"), true);
    for (size_t i = 0; i < standing->count; i++) {
        const char *unit = standing->alerts[i].event->unit;
        if (!*unit || (i > 0 && strcmp(standing->alerts[i - 1].event->unit, unit) == 0))
            continue;
        cell_unit(view, table, unit);
        grid_count(table, standing_of_kind(standing, KIND(MISSED), unit));
        grid_count(table, standing_of_kind(standing, KIND(OVERDUE), unit));
        grid_count(table, standing_of_kind(standing, KIND(BEHIND), unit));
    }
}

static void add_improved(struct standing *standing) {
    struct view *view = standing->view;
    char today[CAPAIAN_PERIOD_TEXT];
    const struct standing_year *year =
        view->catalogue ? standing_year(standing, capaian_date_format(view->today, today)) : NULL;
    if (year)
        improved_table(view, year->rows, year->count);
}

void view_overview(struct view *view) {
    view->page->title = SAY("Yang perlu perhatian", "What needs attention");
    view->page->live = true;
    struct standing *standing = standing_ask(view, "");
    if (!standing)
        return;
    add_tally(standing);
    standing_tables(standing);
    add_improved(standing);
    add_units(standing);
}
