// Who has reported what: a matrix for each way in which a year is divided.
#include "commands/words.h"
#include "dashboard/cells.h"

#include <string.h>

enum { DIVISIONS = 4 };
static const size_t PERIODS[DIVISIONS] = {12, 4, 2, 1};

struct matrices {
    struct view *view;
    struct grid *tables[DIVISIONS];
};

static const char *short_period(struct view *view, size_t division, size_t number) {
    static const char *const MONTHS[2][12] = {
        {"Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"},
        {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}};
    if (division == 0)
        return MONTHS[view->page->language == CAPAIAN_ENGLISH][number];
    if (division == 1)
        return page_text(view->page, SAY("TW %zu", "Q%zu"), number + 1);
    return division == 2 ? page_text(view->page, "S%zu", number + 1) : SAY("Tahun", "Year");
}

static struct grid *add_matrix(struct view *view, size_t division) {
    const char *const captions[DIVISIONS] = {SAY("Bulanan", "Monthly"), SAY("Triwulanan", "Quarterly"),
                                             SAY("Per semester", "Half-yearly"), SAY("Tahunan", "Yearly")};
    struct grid *table = page_table(view->page, LOOK_MATRIX, captions[division]);
    grid_column(table, SAY("Indikator", "Indicator"), false);
    grid_column(table, SAY("Pelapor", "Reports"), false);
    for (size_t i = 0; i < PERIODS[division]; i++)
        grid_column(table, short_period(view, division, i), false);
    return table;
}

static void add_row(struct matrices *matrices, const Capaian__V1__CompletenessRow *row) {
    struct view *view = matrices->view;
    size_t division = 0;
    while (division < DIVISIONS && PERIODS[division] != row->n_periods)
        division++;
    if (division == DIVISIONS || !view_may_see_of(view, row->unit, row->reporter))
        return;
    struct grid *table = matrices->tables[division];
    cell_indicator(view, table, row->indicator);
    cell_unit(view, table, row->reporter);
    for (size_t i = 0; i < row->n_periods; i++) {
        Capaian__V1__Reported state = row->periods[i]->state;
        grid_status(table, reported_tone(state), reported_word(state, view->page->language));
    }
}

static void take_page(const Capaian__V1__QueryReply *reply, void *context) {
    for (size_t i = 0; i < reply->completeness->n_rows; i++)
        add_row(context, reply->completeness->rows[i]);
}

void view_completeness(struct view *view) {
    Capaian__V1__CompletenessQuery completeness = CAPAIAN__V1__COMPLETENESS_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    struct matrices matrices = {.view = view};
    view->page->title = SAY("Kelengkapan laporan", "Completeness of reports");
    view->page->live = true;
    struct form *form = page_form(view->page, "/completeness", "", SAY("Tampilkan", "Show"), false);
    form_year(view, form);
    form_field(form, FIELD_TEXT, "unit", SAY("Kode unit", "Unit code"), view_parameter(view, "unit"))->optional = true;
    for (size_t i = 0; i < DIVISIONS; i++)
        matrices.tables[i] = add_matrix(view, i);
    completeness.unit = (char *)view_parameter(view, "unit");
    completeness.period = (char *)view->page->period;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_COMPLETENESS;
    query.completeness = &completeness;
    (void)ask_all(&view->asking, &query, take_page, &matrices);
}
