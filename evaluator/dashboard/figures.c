#include "dashboard/figures.h"

#include "commands/explanation.h"
#include "commands/words.h"
#include "dashboard/cells.h"

#include <inttypes.h>
#include <string.h>

static void figure(struct view *view, struct grid *table, const char *text) {
    struct capaian_string people = {0};
    struct capaian_decimal read = {0};
    bool is_number = capaian_decimal_parse(text, CAPAIAN_NUMBERS_EN, &read) == CAPAIAN_NUMBER_OK;
    Capaian__V1__Decimal number = CAPAIAN__V1__DECIMAL__INIT;
    number.coefficient = read.coefficient;
    number.scale = read.scale;
    string_add_figure(&people, text, view->page->language);
    if (is_number)
        grid_number(table, &number, people.text ? people.text : "");
    else
        grid_words(table, NULL, people.text ? people.text : "");
    view->page->failed |= people.failed;
    capaian_string_free(&people);
}

struct grid *figures_rows(struct view *view) {
    struct grid *table = page_table(view->page, LOOK_ROWS, SAY("Baris yang dilaporkan", "Rows that were reported"));
    table->none = SAY("Belum ada baris yang dilaporkan.", "No row has been reported.");
    grid_column(table, SAY("Periode", "Period"), false);
    grid_column(table, SAY("Dihitung", "Counts"), false);
    grid_column(table, SAY("Angka", "Figure"), true);
    grid_column(table, "Status", false);
    grid_column(table, SAY("Dari unit", "From unit"), false);
    grid_column(table, SAY("Diterima", "Received"), false);
    grid_column(table, "Ref", false);
    grid_column(table, SAY("Catatan, alasan, sumber", "Note, reason, source"), false);
    grid_column(table, SAY("Langkah", "Step"), true);
    return table;
}

static const char *joined(struct view *view, const Capaian__V1__ExplainedRow *row) {
    const char *const parts[] = {row->note, row->reason, row->source, row->evidence ? row->evidence->address : ""};
    const char *text = "";
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (*parts[i])
            text = page_text(view->page, "%s%s%s", text, *text ? "; " : "", parts[i]);
    }
    return text;
}

static void add_row(struct view *view, struct grid *table, const Capaian__V1__ExplainedRow *row) {
    grid_period(table, row->period, NULL);
    grid_status(table, row->counts ? TONE_GOOD : TONE_QUIET,
                row->counts     ? SAY("ya", "yes")
                : row->replaced ? SAY("tidak (digantikan)", "no (replaced)")
                                : SAY("tidak", "no"));
    figure(view, table, row->figure);
    grid_text(table, row->late ? page_text(view->page, "%s, %s", status_word(row->status, view->page->language),
                                           SAY("terlambat", "late"))
                               : status_word(row->status, view->page->language));
    cell_unit(view, table, row->unit);
    grid_day_of(table, row->received_at);
    grid_text(table, row->ref);
    grid_text(table, joined(view, row));
    grid_count(table, row->step);
}

struct explaining {
    struct view *view;
    struct grid *rows;
    const Capaian__V1__Explanation *first;
};

static void take_page(const Capaian__V1__QueryReply *reply, void *context) {
    struct explaining *explaining = context;
    if (!explaining->first)
        explaining->first = reply->explain;
    for (size_t i = 0; explaining->rows && i < reply->explain->n_rows; i++)
        add_row(explaining->view, explaining->rows, reply->explain->rows[i]);
}

const Capaian__V1__Explanation *figures_ask(struct view *view, const char *indicator, const char *period,
                                            struct grid *rows) {
    Capaian__V1__ExplainQuery explain = CAPAIAN__V1__EXPLAIN_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    struct explaining explaining = {.view = view, .rows = rows};
    explain.indicator = (char *)indicator;
    explain.period = (char *)period;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_EXPLAIN;
    query.explain = &explain;
    if (rows)
        return ask_all(&view->asking, &query, take_page, &explaining) ? explaining.first : NULL;
    const Capaian__V1__QueryReply *reply = ask(&view->asking, &query);
    return reply ? reply->explain : NULL;
}

static const char *missing(struct view *view, const Capaian__V1__ExplainedFigure *figure) {
    if (!*figure->missing_accepted)
        return figure->missing;
    return page_text(view->page, SAY("%s (diterima s.d. %s)", "%s (accepted until %s)"), figure->missing,
                     figure->missing_accepted);
}

void figures_reported(struct view *view, const Capaian__V1__Explanation *explanation) {
    struct grid *table =
        page_table(view->page, LOOK_ROWS, SAY("Angka per periode lapor", "Figures by reporting period"));
    grid_column(table, SAY("Periode", "Period"), false);
    grid_column(table, SAY("Laporan", "Report"), false);
    grid_column(table, SAY("Realisasi", "Realized"), true);
    grid_column(table, SAY("Baris", "Rows"), true);
    grid_column(table, SAY("Tahap", "Stage"), false);
    grid_column(table, SAY("Bagian unit", "Part of unit"), false);
    grid_column(table, SAY("Dinyatakan tidak ada", "Declared missing"), false);
    for (size_t i = 0; i < explanation->n_figures; i++) {
        const Capaian__V1__ExplainedFigure *shown = explanation->figures[i];
        grid_period(
            table, shown->period,
            page_link(view->page, page_text(view->page, "/explain/%s/", explanation->row->indicator), shown->period));
        grid_status(table,
                    shown->reported ? TONE_GOOD
                    : *shown->unit  ? TONE_QUIET
                                    : TONE_WAIT,
                    shown->reported ? SAY("sudah", "in")
                    : *shown->unit  ? SAY("tidak ada angka", "no figure")
                                    : SAY("belum", "not in"));
        figure(view, table, shown->realized);
        grid_count(table, shown->rows);
        grid_text(table, shown->reported ? stage_word(shown->stage, view->page->language) : "");
        cell_unit(view, table, shown->unit);
        grid_text(table, missing(view, shown));
    }
}

void figures_versions(struct view *view, const Capaian__V1__Explanation *explanation, const char *caption) {
    struct grid *table = page_table(view->page, LOOK_ROWS, caption);
    grid_column(table, SAY("Versi katalog", "Catalogue version"), false);
    grid_column(table, "Target", true);
    grid_column(table, SAY("Dasar", "Basis"), false);
    grid_column(table, SAY("Berlaku sejak", "Effective"), false);
    grid_column(table, SAY("Diterapkan", "Applied"), false);
    grid_column(table, SAY("Kini dipakai", "In force"), false);
    for (size_t i = 0; i < explanation->n_versions; i++) {
        const Capaian__V1__TargetVersion *version = explanation->versions[i];
        Capaian__V1__Assessment agreed = CAPAIAN__V1__ASSESSMENT__INIT;
        agreed.target = version->target;
        agreed.target_high = version->target_high;
        agreed.target_grade = version->target_grade;
        grid_text(table, page_text(view->page, "%" PRIu32, version->catalogue_version));
        cell_target(table, &agreed, explanation->row->decimals);
        grid_text(table, version->basis);
        grid_date(table, version->effective);
        grid_day_of(table, version->applied_at);
        grid_status(table, version->in_force ? TONE_GOOD : TONE_NONE, version->in_force ? SAY("ya", "yes") : "");
    }
}
