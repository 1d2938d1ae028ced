// All indicators of a year, or of a seal: how each stands.
#include "commands/words.h"
#include "dashboard/cells.h"
#include "value/text.h"

#include <string.h>

struct listing_rows {
    struct view *view;
    struct grid *table;
    const char *unit, *outcome;    // "": all
};

static bool wanted(const struct listing_rows *rows, const Capaian__V1__AttainmentRow *row) {
    const char *outcome = rows->outcome;
    if (!view_may_see_indicator(rows->view, row->indicator, row->unit) ||
        (*rows->unit && strcmp(rows->unit, row->unit) != 0))
        return false;
    enum tone tone = row->to_date ? outcome_tone(row->to_date->outcome) : TONE_QUIET;
    return !*outcome || (strcmp(outcome, "bad") == 0 && tone == TONE_BAD) ||
           (strcmp(outcome, "late") == 0 && tone == TONE_LATE) || (strcmp(outcome, "good") == 0 && tone == TONE_GOOD);
}

static void add_columns(struct grid *table, const struct view *view) {
    grid_column(table, SAY("Indikator", "Indicator"), false);
    grid_under(table, "Unit");
    grid_column(table, SAY("Hasil sampai kini", "Outcome to date"), false);
    grid_under(table, SAY("Dihitung s.d.", "Counted through"));
    grid_column(table, "Target", true);
    grid_under(table, "Satuan");
    grid_column(table, SAY("Realisasi", "Realization"), true);
    grid_under(table, SAY("Tahun lalu, tanggal sama", "Last year, same date"));
    grid_column(table, SAY("Capaian %", "Attained %"), true);
    grid_column(table, SAY("Target setahun", "Year's target"), true);
    grid_column(table, SAY("Hasil setahun", "Outcome of the year"), false);
}

static void take_rows(const Capaian__V1__QueryReply *reply, void *context) {
    struct listing_rows *rows = context;
    struct grid *table = rows->table;
    for (size_t i = 0; i < reply->attainment->n_rows; i++) {
        const Capaian__V1__AttainmentRow *row = reply->attainment->rows[i];
        if (!wanted(rows, row))
            continue;
        const Capaian__V1__Assessment *to_date = row->to_date;
        grid_link(table, row->name, page_link(rows->view->page, "/indicator/", row->indicator));
        cell_unit(rows->view, table, row->unit);
        cell_outcome(rows->view, table, to_date);
        grid_period(table, to_date ? to_date->cut : "", NULL);
        cell_target(table, to_date, row->decimals);
        grid_text(table, row->satuan);
        cell_realization(table, to_date, is_graded(row), row->decimals);
        cell_realization(table, row->year_before, is_graded(row), row->decimals);
        cell_attainment(table, to_date);
        cell_target(table, row->year, row->decimals);
        cell_outcome(rows->view, table, row->year);
    }
}

static void ask_rows(struct view *view, const char *caption, const char *sealed) {
    Capaian__V1__AttainmentQuery attainment = CAPAIAN__V1__ATTAINMENT_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    struct listing_rows rows = {view, page_table(view->page, LOOK_ROWS, caption), view_parameter(view, "unit"),
                                view_parameter(view, "outcome")};
    rows.table->none = SAY("Tidak ada indikator seperti itu.", "There is no such indicator.");
    add_columns(rows.table, view);
    attainment.period = (char *)(*sealed ? "" : view->page->period);
    attainment.sealed = (char *)sealed;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_ATTAINMENT;
    query.attainment = &attainment;
    (void)ask_all(&view->asking, &query, take_rows, &rows);
}

void view_indicators(struct view *view) {
    const struct choice outcomes[] = {
        {"", SAY("semua", "all")},
        {"bad", SAY("tidak tercapai", "not met")},
        {"late", SAY("belum dilaporkan", "not reported yet")},
        {"good", SAY("tercapai", "met")},
    };
    view->page->title = SAY("Indikator", "Indicators");
    view->page->live = true;
    struct form *form = page_form(view->page, "/indicators", "", SAY("Tampilkan", "Show"), false);
    form_year(view, form);
    form_choices(form, "outcome", SAY("Hasil", "Outcome"), view_parameter(view, "outcome"), outcomes,
                 sizeof outcomes / sizeof *outcomes);
    form_field(form, FIELD_TEXT, "unit", SAY("Kode unit", "Unit code"), view_parameter(view, "unit"))->optional = true;
    ask_rows(view, SAY("Capaian sampai kini", "Attainment to date"), "");
}

static void take_seals(const Capaian__V1__QueryReply *reply, void *context) {
    struct grid *table = context;
    for (size_t i = 0; i < reply->sealed->n_sealed; i++) {
        const Capaian__V1__Sealed *sealed = reply->sealed->sealed[i];
        char hash[2 * CAPAIAN_HASH_SIZE + 1] = "";
        if (sealed->hash.len == CAPAIAN_HASH_SIZE)
            capaian_hex(sealed->hash.data, sealed->hash.len, hash);
        grid_link(table, sealed->name, page_link(table->page, "/sealed/", sealed->name));
        grid_text(table, sealed->year);
        grid_day_of(table, sealed->at);
        grid_text(table, sealed->actor);
        grid_text(table, hash);
    }
}

void view_sealed(struct view *view) {
    if (*view->name) {
        view->page->title = page_text(view->page, SAY("Disegel sebagai %s", "Sealed as %s"), view->name);
        ask_rows(view, SAY("Seperti saat disegel", "As it was sealed"), view->name);
        return;
    }
    Capaian__V1__SealedQuery sealed = CAPAIAN__V1__SEALED_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    view->page->title = SAY("Yang disegel", "Sealed snapshots");
    struct grid *table = page_table(view->page, LOOK_ROWS, SAY("Segel", "Seals"));
    table->none = SAY("Belum ada yang disegel.", "Nothing has been sealed yet.");
    grid_column(table, SAY("Nama", "Name"), false);
    grid_column(table, SAY("Tahun", "Year"), false);
    grid_column(table, SAY("Tanggal", "Date"), false);
    grid_column(table, SAY("Oleh", "By"), false);
    grid_column(table, "BLAKE2b-256", false);
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_SEALED;
    query.sealed = &sealed;
    (void)ask_all(&view->asking, &query, take_seals, table);
}
