// One indicator: its way against the targets, the figures it rests on, what was agreed, and what happened.
#include "commands/words.h"
#include "dashboard/cells.h"
#include "dashboard/figures.h"
#include "dashboard/marks.h"
#include "dashboard/process.h"

#include <string.h>

static void add_facts(struct view *view, const Capaian__V1__AttainmentRow *row) {
    enum capaian_language language = view->page->language;
    struct grid *table = page_facts(view, SAY("Sekarang", "Now"));
    fact(table, SAY("Hasil sampai kini", "Outcome to date"));
    cell_outcome(view, table, row->to_date);
    fact(table, SAY("Capaian sampai kini %", "Attained to date %"));
    cell_attainment(table, row->to_date);
    if (row->to_date)
        fact_text(table, SAY("Predikat", "Band"), row->to_date->band);
    if (row->to_date && row->to_date->realization)
        fact_text(table, SAY("Tahap angka", "Stage of the figures"), stage_word(row->to_date->stage, language));
    if (row->year_before) {
        fact(table, SAY("Tahun lalu, tanggal sama", "Last year, same date"));
        cell_realization(table, row->year_before, is_graded(row), row->decimals);
    }
    if (row->original) {
        fact(table, SAY("Terhadap target murni setahun %", "Against the year's original target %"));
        cell_attainment(table, row->original);
    }
    fact(table, "Unit");
    cell_unit(view, table, row->unit);
    fact_text(table, SAY("Satuan", "Unit of measure"), row->satuan);
    fact_text(table, SAY("Rumus", "Formula"),
              page_text(view->page, "%s; %s", code_word(row->formula, language), code_word(row->better, language)));
    fact(table, SAY("Dilaporkan tanpa putus sampai", "Reported without a gap through"));
    grid_period(table, row->reported_through, NULL);
    if (*row->unreported_from) {
        fact(table, SAY("Kosong sejak", "Gap since"));
        grid_period(table, row->unreported_from, NULL);
    }
}

static void add_assessment(struct view *view, struct grid *table, const Capaian__V1__AttainmentRow *row,
                           const Capaian__V1__Assessment *assessment, const char *happened) {
    grid_period(table, assessment->period,
                page_link(view->page, page_text(view->page, "/explain/%s/", row->indicator), assessment->period));
    cell_outcome(view, table, assessment);
    grid_text(table, happened);
    cell_target(table, assessment, row->decimals);
    cell_realization(table, assessment, is_graded(row), row->decimals);
    cell_attainment(table, assessment);
    grid_decimal(table, assessment->target_high ? NULL : assessment->deviation, row->decimals);
    grid_period(table, assessment->cut, NULL);
}

static struct grid *add_table(struct view *view, const char *caption) {
    struct grid *table = page_table(view->page, LOOK_ROWS, caption);
    grid_column(table, SAY("Periode", "Period"), false);
    grid_column(table, SAY("Hasil", "Outcome"), false);
    grid_under(table, SAY("Yang terjadi", "What happened"));
    grid_column(table, "Target", true);
    grid_column(table, SAY("Realisasi", "Realization"), true);
    grid_column(table, SAY("Capaian %", "Attained %"), true);
    grid_column(table, SAY("Selisih", "Deviation"), true);
    grid_column(table, SAY("Dihitung s.d.", "Counted through"), false);
    return table;
}

// The columns and their order, and what is under the outcome, are what charts.js draws from.
static void add_way(struct view *view, const Capaian__V1__AttainmentRow *row, const char **happened) {
    struct grid *table = add_table(view, SAY("Lintasan terhadap target", "The way against the targets"));
    table->chart = "trajectory";
    table->label = page_text(view->page, SAY("Target dan realisasi %s, %s", "Target and realization of %s, %s"),
                             row->name, row->satuan);
    if (row->original)
        grid_column(table, SAY("Target murni", "Original target"), true);
    for (size_t i = 0; i < row->n_targets; i++) {
        const Capaian__V1__Assessment *target = row->targets[i];
        add_assessment(view, table, row, target, happened ? happened[i] : "");
        if (row->original)
            cell_target(table, strcmp(target->period, row->original->period) == 0 ? row->original : NULL,
                        row->decimals);
    }
    if (row->plan && *row->plan->period)
        add_assessment(view, add_table(view, SAY("Rencana beberapa tahun", "The plan of several years")), row,
                       row->plan, "");
}

static const Capaian__V1__AttainmentRow *ask_row(struct view *view) {
    Capaian__V1__AttainmentQuery attainment = CAPAIAN__V1__ATTAINMENT_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    attainment.indicator = (char *)view->name;
    attainment.period = (char *)view->page->period;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_ATTAINMENT;
    query.attainment = &attainment;
    const Capaian__V1__QueryReply *reply = ask(&view->asking, &query);
    return reply && reply->attainment->n_rows ? reply->attainment->rows[0] : NULL;
}

void view_indicator(struct view *view) {
    view->page->title = indicator_name(view, view->name);
    view->page->live = true;
    const Capaian__V1__AttainmentRow *row = ask_row(view);
    if (!row)
        return;
    if (!view_may_see_indicator(view, row->indicator, row->unit)) {
        view_refuse(view, 403, SAY("Indikator ini di luar wewenang Anda.", "This indicator is not yours to see."));
        return;
    }
    form_year(view, page_form(view->page, page_text(view->page, "/indicator/%s", row->indicator), "",
                              SAY("Tampilkan", "Show"), false));
    add_facts(view, row);
    const char *year = row->year && *row->year->period ? row->year->period : view->page->period;
    const Capaian__V1__Explanation *explanation = *year ? figures_ask(view, row->indicator, year, NULL) : NULL;
    const struct events *events = events_ask(view, "", row->indicator);
    add_way(view, row, marks_of(view, row, explanation, events));
    if (explanation) {
        figures_reported(view, explanation);
        process_show(view, explanation);
        figures_versions(
            view, explanation,
            page_text(view->page, SAY("Target %s yang pernah disepakati", "Targets of %s that were agreed"), year));
    }
    if (events)
        events_show(view, events);
}
