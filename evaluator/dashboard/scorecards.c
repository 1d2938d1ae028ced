#include "dashboard/scorecards.h"

#include "commands/figure.h"
#include "commands/words.h"
#include "dashboard/cells.h"

#include <string.h>

bool scorecards_ask(struct view *view, const char *unit, const char *person,
                    void (*take)(const Capaian__V1__QueryReply *reply, void *context), void *context) {
    Capaian__V1__ScorecardQuery scorecard = CAPAIAN__V1__SCORECARD_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    scorecard.unit = (char *)unit;
    scorecard.person = (char *)person;
    scorecard.period = (char *)view->page->period;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_SCORECARD;
    query.scorecard = &scorecard;
    return ask_all(&view->asking, &query, take, context);
}

void scorecards_columns(struct grid *table, const struct view *view) {
    grid_column(table, "Unit", false);
    grid_column(table, SAY("Skor", "Score"), true);
    grid_column(table, SAY("Predikat", "Band"), false);
    grid_column(table, SAY("Bobot dinilai %", "Weight assessed %"), true);
    grid_column(table, SAY("Tercapai", "Met"), true);
    grid_column(table, SAY("Tidak tercapai", "Not met"), true);
    grid_column(table, SAY("Belum dinilai", "Not assessed"), true);
}

void scorecards_summary(struct grid *table, const Capaian__V1__Scorecard *card) {
    grid_percent(table, card->score);
    grid_text(table, card->band);
    grid_percent(table, card->assessed);
    grid_count(table, card->met);
    grid_count(table, card->not_met);
    grid_count(table, card->not_assessed);
}

struct showing {
    struct view *view;
    struct grid *lines;    // of the card that goes on
    const Capaian__V1__Scorecard *card;
};

static bool goes_on(const struct showing *showing, const Capaian__V1__Scorecard *card) {
    const Capaian__V1__Scorecard *before = showing->card;
    return before && strcmp(before->unit, card->unit) == 0 && strcmp(before->from, card->from) == 0;
}

static void begin_card(struct showing *showing, const Capaian__V1__Scorecard *card) {
    struct view *view = showing->view;
    struct grid *facts =
        page_facts(view, page_text(view->page, SAY("Kartu skor: %s", "Scorecard: %s"), unit_name(view, card->unit)));
    fact(facts, SAY("Dari", "From"));
    grid_date(facts, card->from);
    fact(facts, SAY("Sampai", "To"));
    grid_date(facts, card->to);
    if (card->person) {
        fact(facts, SAY("Pejabat", "Holder"));
        cell_person(view, facts, card->person);
    }
    fact(facts, SAY("Skor", "Score"));
    grid_percent(facts, card->score);
    fact_text(facts, SAY("Predikat", "Band"), card->band);
    fact(facts, SAY("Bobot dinilai %", "Weight assessed %"));
    grid_percent(facts, card->assessed);
    if (*card->since) {
        fact(facts, SAY("Menjabat sejak", "In post since"));
        grid_date(facts, card->since);
    }
    struct grid *table = page_table(view->page, LOOK_ROWS, SAY("Indikator menurut bobot", "Indicators by weight"));
    table->none = SAY("Tidak ada indikator.", "There are no indicators.");
    grid_column(table, SAY("Indikator", "Indicator"), false);
    grid_column(table, SAY("Hasil", "Outcome"), false);
    grid_column(table, SAY("Bobot", "Weight"), true);
    grid_column(table, "Target", true);
    grid_column(table, SAY("Realisasi", "Realization"), true);
    grid_column(table, "Satuan", false);
    grid_column(table, SAY("Capaian %", "Attained %"), true);
    grid_column(table, SAY("Nilai %", "Value %"), true);
    grid_column(table, SAY("Porsi skor %", "Of the score %"), true);
    grid_column(table, SAY("Dihitung?", "Counted?"), false);
    showing->lines = table;
    showing->card = card;
}

static void add_line(struct showing *showing, const Capaian__V1__ScoreLine *line) {
    struct view *view = showing->view;
    struct grid *table = showing->lines;
    const Capaian__V1__Assessment *assessment = line->assessment;
    cell_indicator(view, table, line->indicator);
    cell_outcome(view, table, assessment);
    grid_decimal(table, line->weight, ALL_DECIMALS);
    cell_target(table, assessment, line->decimals);
    cell_realization(table, assessment, assessment && *assessment->realization_grade, line->decimals);
    grid_text(table, line->satuan);
    cell_attainment(table, assessment);
    grid_percent(table, assessment ? assessment->capped : NULL);
    grid_percent(table, line->counted);
    grid_text(table, left_out_word(line->left_out, view->page->language));
}

static void take_cards(const Capaian__V1__QueryReply *reply, void *context) {
    struct showing *showing = context;
    for (size_t i = 0; i < reply->scorecard->n_cards; i++) {
        const Capaian__V1__Scorecard *card = reply->scorecard->cards[i];
        if (!goes_on(showing, card))
            begin_card(showing, card);
        for (size_t j = 0; j < card->n_lines; j++)
            add_line(showing, card->lines[j]);
    }
}

void scorecards_show(struct view *view, const char *unit, const char *person) {
    struct showing showing = {.view = view};
    (void)scorecards_ask(view, unit, person, take_cards, &showing);
}
