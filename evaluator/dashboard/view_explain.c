// How this number came about: the verdict, the arithmetic, the figures and every row below them.
#include "commands/words.h"
#include "dashboard/cells.h"
#include "dashboard/dates.h"
#include "dashboard/figures.h"

#include <string.h>

static void add_facts(struct view *view, const Capaian__V1__Explanation *explanation) {
    const Capaian__V1__AttainmentRow *row = explanation->row;
    const Capaian__V1__Assessment *assessment = explanation->assessment;
    enum capaian_language language = view->page->language;
    struct grid *table = page_facts(view, SAY("Putusan", "Verdict"));
    if (assessment) {
        fact(table, SAY("Hasil", "Outcome"));
        cell_outcome(view, table, assessment);
        fact(table, "Target");
        cell_target(table, assessment, row->decimals);
        fact(table, SAY("Realisasi", "Realization"));
        cell_realization(table, assessment, is_graded(row), row->decimals);
        fact(table, SAY("Capaian %", "Attained %"));
        cell_attainment(table, assessment);
    }
    fact_text(table, SAY("Satuan", "Unit of measure"), row->satuan);
    fact(table, SAY("Indikator", "Indicator"));
    cell_indicator(view, table, row->indicator);
    fact(table, "Unit");
    cell_unit(view, table, row->unit);
    fact_text(table, SAY("Definisi", "Definition"), explanation->definition);
    fact_text(table, SAY("Rumus", "Formula"),
              page_text(view->page, "%s; %s; %s", code_word(row->formula, language), code_word(row->better, language),
                        code_word(explanation->within_year, language)));
    fact_text(table, SAY("Dasar hukum target", "Legal basis of the target"), explanation->legal_basis);
    fact(table, SAY("Penanggung jawab (hari terakhir periode)", "Accountable (last day of the period)"));
    cell_person(view, table, explanation->accountable);
    fact(table, SAY("Kini menjabat", "In post now"));
    cell_person(view, table, explanation->acting);
    for (size_t i = 0; i < explanation->n_answering; i++) {
        fact(table, SAY("Ikut menjawab", "Answers for a share"));
        cell_person(view, table, explanation->answering[i]);
    }
}

static void add_arithmetic(struct view *view, const Capaian__V1__Explanation *explanation) {
    bool english = view->page->language == CAPAIAN_ENGLISH;
    size_t lines = english ? explanation->n_arithmetic_en : explanation->n_arithmetic_id;
    struct grid *table = page_table(view->page, LOOK_ROWS, SAY("Hitungan", "Arithmetic"));
    grid_column(table, SAY("Langkah", "Step"), false);
    grid_column(table, SAY("Hitungan", "Arithmetic"), false);
    for (size_t i = 0; i < lines; i++) {
        grid_text(table, page_text(view->page, "%zu", i + 1));
        grid_text(table, english ? explanation->arithmetic_en[i] : explanation->arithmetic_id[i]);
    }
}

static void add_deed(struct view *view, const char *figure, const char *deed, const char *caption, bool reasoned,
                     bool until) {
    struct form *form = form_of_deed(view, "figure", figure, deed, caption);
    form_field(form, FIELD_TEXT, "reason", SAY("Keterangan", "Reason"), "")->optional = !reasoned;
    if (until)
        form_field(form, FIELD_DATE, "until", SAY("Berlaku sampai (bila terbatas)", "Until (if limited)"), "")
            ->optional = true;
}

// Of a reporting period, which is what is reviewed: one of several shows the periods that it is made of.
static void add_forms(struct view *view, const Capaian__V1__Explanation *explanation, const char *period) {
    const char *figure = page_text(view->page, "%s/%s", explanation->row->indicator, period);
    const Capaian__V1__ExplainedFigure *whole = NULL;
    for (size_t i = 0; i < explanation->n_figures && !whole; i++) {
        if (strcmp(explanation->figures[i]->period, period) == 0 && !*explanation->figures[i]->unit)
            whole = explanation->figures[i];
    }
    if (!whole)
        return;
    if (whole->reported) {
        add_deed(view, figure, "review", SAY("Nyatakan sudah ditelaah", "Review"), false, false);
        add_deed(view, figure, "dispute", SAY("Sanggah angka ini", "Dispute this figure"), true, false);
    } else if (*whole->missing) {
        add_deed(view, figure, "accept-missing", SAY("Terima bahwa angkanya tidak ada", "Accept that it is missing"),
                 true, true);
        add_deed(view, figure, "refuse-missing", SAY("Tolak bahwa angkanya tidak ada", "Refuse that it is missing"),
                 true, false);
    }
}

void view_explain(struct view *view) {
    char words[DATE_WORDS];
    const char *period = strchr(view->name, '/');
    view->page->title = SAY("Asal angka ini", "How this number came about");
    if (!period) {
        view_refuse(view, 404, SAY("Tuliskan indikator dan periode.", "Write an indicator and a period."));
        return;
    }
    char *indicator = capaian_arena_text(view->page->arena, "%.*s", (int)(period - view->name), view->name);
    period++;
    view->page->title = page_text(view->page, SAY("Asal angka: %s, %s", "How it came about: %s, %s"),
                                  indicator_name(view, indicator), period_words(period, view->page->language, words));
    const Capaian__V1__Explanation *explanation = figures_ask(view, indicator, period, NULL);
    if (!explanation)
        return;
    if (!view_may_see_indicator(view, indicator, explanation->row->unit)) {
        view_refuse(view, 403, SAY("Indikator ini di luar wewenang Anda.", "This indicator is not yours to see."));
        return;
    }
    add_facts(view, explanation);
    add_arithmetic(view, explanation);
    figures_reported(view, explanation);
    figures_versions(view, explanation, SAY("Target yang pernah disepakati", "Targets that were agreed"));
    (void)figures_ask(view, indicator, period, figures_rows(view));
    const struct indicator *found = view_indicator_of(view, indicator);
    if (may_decide(&view->viewer, explanation->row->unit, found ? found->reporter : ""))
        add_forms(view, explanation, period);
}
