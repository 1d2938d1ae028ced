// The league of units, with the method beside it.
#include "commands/figure.h"
#include "dashboard/cells.h"
#include "dashboard/scorecards.h"

#include <stdlib.h>
#include <string.h>

enum { CARDS_MAX = 20000 };

struct cards {
    struct view *view;
    const Capaian__V1__Scorecard **list;
    size_t count;
};

// A card that goes on from the page before has its head on both.
static void take_cards(const Capaian__V1__QueryReply *reply, void *context) {
    struct cards *cards = context;
    for (size_t i = 0; i < reply->scorecard->n_cards; i++) {
        const Capaian__V1__Scorecard *card = reply->scorecard->cards[i];
        bool goes_on = cards->count && strcmp(cards->list[cards->count - 1]->unit, card->unit) == 0;
        if (!goes_on && cards->count < CARDS_MAX && view_may_see(cards->view, card->unit))
            cards->list[cards->count++] = card;
    }
}

static bool score_of(const Capaian__V1__Scorecard *card, capaian_nano *ret) {
    return card->score &&
           capaian_nano_of((struct capaian_decimal){card->score->coefficient, card->score->scale}, ret) == 0;
}

// The highest first; those without a score last, by code.
static int by_score(const void *a, const void *b) {
    const Capaian__V1__Scorecard *const *left = a, *const *right = b;
    capaian_nano one = 0, other = 0;
    bool has_one = score_of(*left, &one), has_other = score_of(*right, &other);
    if (has_one != has_other)
        return has_one ? -1 : 1;
    if (one != other)
        return one > other ? -1 : 1;
    return strcmp((*left)->unit, (*right)->unit);
}

static void add_method(struct view *view) {
    page_say(view->page,
             SAY("Cara menghitung: skor unit adalah rata-rata capaian indikatornya menurut bobot. Capaian dihitung "
                 "antara 0 dan batas kebijakan; yang terkunci tanpa laporan dihitung 0. Yang belum dapat dinilai tidak "
                 "ikut dihitung, dan bobotnya dibagi ke yang lain. Bila kurang dari separuh bobot dapat dinilai, tidak "
                 "ada skor.",
                 "How it is computed: a unit's score is the mean of its indicators' attainment by weight. Attainment "
                 "counts between 0 and the policy's cap; what was locked without a report counts 0. What cannot be "
                 "assessed yet is left out, and its weight goes to the others. With less than half of the weight "
                 "assessed there is no score."));
}

void view_units(struct view *view) {
    view->page->title = SAY("Kinerja unit", "Performance of units");
    view->page->live = true;
    struct cards cards = {view, capaian_arena_take(view->page->arena, CARDS_MAX * sizeof(void *)), 0};
    form_year(view, page_form(view->page, "/units", "", SAY("Tampilkan", "Show"), false));
    if (!cards.list || !scorecards_ask(view, "", "", take_cards, &cards))
        return;
    qsort(cards.list, cards.count, sizeof *cards.list, by_score);
    add_method(view);
    struct grid *table = page_table(view->page, LOOK_ROWS, SAY("Skor menurut bobot", "Scores by weight"));
    table->none = SAY("Belum ada kartu skor.", "There are no scorecards.");
    scorecards_columns(table, view);
    for (size_t i = 0; i < cards.count; i++) {
        cell_unit(view, table, cards.list[i]->unit);
        scorecards_summary(table, cards.list[i]);
    }
}
