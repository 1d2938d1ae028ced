#include "fold/rows.h"
#include "score/tenure_card.h"
#include "serve/answer.h"

#include <stdlib.h>
#include <string.h>

// Pages end between lines: the cursor is the card's place (of the catalogue's units, or of the person's tenures) and
// the first line not shown. A card that goes on has its head on each page.
struct dealing {
    struct server *server;
    struct capaian_arena *arena;
    const Capaian__V1__ScorecardQuery *query;
    const struct capaian_key_entry *entry;
    const struct fold *fold;
    const struct catalogue *catalogue;
    struct capaian_period year;
    int32_t today;
    struct duties duties;
    struct tenures tenures;
    size_t index, line;    // where the page begins, and then goes on
    size_t room;           // heads and lines that still fit
    bool full;
    Capaian__V1__ScorecardPage *page;
};

static char *day_text(struct dealing *d, int32_t day) {
    char buffer[CAPAIAN_PERIOD_TEXT];
    return capaian_arena_text(d->arena, "%s", capaian_date_format(day, buffer));
}

static Capaian__V1__ScoreLine *line_of(struct dealing *d, const struct score_line *line) {
    Capaian__V1__ScoreLine *answer = capaian_arena_take(d->arena, sizeof *answer);
    if (answer == NULL)
        return NULL;
    capaian__v1__score_line__init(answer);
    answer->indicator = (char *)line->tracked->code;
    answer->name = (char *)line->tracked->rules->name;
    answer->decimals = line->tracked->rules->decimals;
    answer->satuan = (char *)line->tracked->rules->satuan;
    answer->weight = onwire_decimal(d->arena, line->weight);
    answer->left_out = line->left_out;
    answer->answers = line->answers;
    answer->assessment = fold_assessment(d->fold, line->tracked, &line->assessment, d->arena);
    if (answer->assessment == NULL || answer->weight == NULL)
        return NULL;
    answer->assessment->weight = answer->weight;
    answer->assessment->capped = NULL;
    if (line->left_out == CAPAIAN__V1__LEFT_OUT__LEFT_OUT_NO) {
        answer->counted = onwire_decimal(d->arena, line->counted);
        answer->assessment->capped = onwire_decimal(d->arena, line->contribution);
    }
    if (line->has_handover)
        answer->at_handover = onwire_decimal(d->arena, line->at_handover);
    return answer;
}

// As many lines as fit, from d->line on.
static bool put_lines(struct dealing *d, const struct scorecard *card, Capaian__V1__Scorecard *answer) {
    size_t left = card->line_count > d->line ? card->line_count - d->line : 0;
    size_t count = left < d->room ? left : d->room;
    answer->lines = capaian_arena_take(d->arena, (count + 1) * sizeof(Capaian__V1__ScoreLine *));
    if (answer->lines == NULL)
        return false;
    for (; answer->n_lines < count; d->line++) {
        Capaian__V1__ScoreLine *line = line_of(d, &card->lines[d->line]);
        if (line == NULL)
            return false;
        answer->lines[answer->n_lines++] = line;
    }
    d->room -= count;
    return true;
}

static Capaian__V1__Scorecard *put_card(struct dealing *d, const struct scorecard *card, const char *unit,
                                        const struct holder *holder, int32_t from, int32_t to) {
    const struct unit *of = catalogue_unit(d->catalogue, unit);
    Capaian__V1__Scorecard *answer = capaian_arena_take(d->arena, sizeof *answer);
    if (answer == NULL)
        return NULL;
    capaian__v1__scorecard__init(answer);
    answer->unit = (char *)unit;
    answer->name = of == NULL ? answer->name : (char *)of->name;
    answer->person = onwire_person(d->arena, unit, holder);
    answer->from = day_text(d, from);
    if (to >= from)
        answer->to = day_text(d, to);
    if (card->has_score)
        answer->score = onwire_decimal(d->arena, card->score);
    answer->assessed = onwire_decimal(d->arena, card->assessed);
    answer->band = (char *)card->band;
    answer->met = card->met;
    answer->not_met = card->not_met;
    answer->not_assessed = card->not_assessed;
    d->room--;
    bool whole = put_lines(d, card, answer);
    d->full = !whole || d->line < card->line_count;
    // Without a single line of a card that has some, the page has not begun it.
    if (answer->person == NULL || answer->from == NULL || answer->to == NULL || answer->assessed == NULL ||
        (answer->n_lines == 0 && card->line_count > 0))
        return NULL;
    d->page->cards[d->page->n_cards++] = answer;
    return answer;
}

// False: the page is full, or its memory is spent.
static bool deal_unit(struct dealing *d, const struct unit *unit) {
    int32_t first = capaian_period_first(d->year), last = capaian_period_last(d->year);
    bool asked = d->query->unit[0] != '\0';
    if ((asked && strcmp(unit->code, d->query->unit) != 0) ||
        (!answer_may_see_all(d->entry) && !capaian_key_covers(d->entry, unit->code)))
        return true;
    struct scorecard card;
    if (scorecard_of_unit(d->fold, &d->duties, unit->code, d->year.year, d->today, &card) < 0)
        return false;
    bool dealt = true;
    if (card.line_count > 0 || asked) {
        int32_t to = last < d->today ? last : d->today - 1;
        const struct holder *holder = catalogue_accountable(d->catalogue, unit->code, to < first ? first : to);
        dealt = put_card(d, &card, unit->code, holder, first, to) != NULL && !d->full;
    }
    scorecard_free(&card);
    return dealt;
}

static bool deal_tenure(struct dealing *d, const struct tenure *tenure) {
    if ((d->query->unit[0] != '\0' && strcmp(tenure->holder->unit, d->query->unit) != 0) ||
        tenure->from > capaian_period_last(d->year) || tenure->to < capaian_period_first(d->year))
        return true;
    struct scorecard card;
    int32_t from, to;
    if (tenure_card(d->fold, &d->duties, tenure, d->year.year, d->today, &card, &from, &to) < 0)
        return false;
    Capaian__V1__Scorecard *answer = put_card(d, &card, tenure->holder->unit, tenure->holder, from, to);
    if (answer != NULL) {
        bool trajectory = d->catalogue->policy.tenure_target == TENURE_TRAJECTORY;
        answer->rule = (char *)(trajectory ? "trajectory" : "remaining");
        answer->since = day_text(d, tenure->since);
    }
    scorecard_free(&card);
    return answer != NULL && !d->full;
}

static void deal(struct dealing *d, Capaian__V1__QueryReply *reply) {
    bool person = d->query->person[0] != '\0';
    size_t count = person ? d->tenures.count : d->catalogue->unit_count;
    bool more = true;
    for (; d->index < count && d->room > 1; d->index++, d->line = 0) {
        more = person ? deal_tenure(d, &d->tenures.list[d->index]) : deal_unit(d, &d->catalogue->units[d->index]);
        if (!more)
            break;
    }
    // Nothing at all, because memory is spent: the caller says so.
    if (d->index < count && d->page->n_cards == 0 && !more)
        return;
    if (d->index < count)
        reply->next_cursor = capaian_arena_text(d->server->frame, "%zu.%zu", d->index, d->line);
    if (reply->next_cursor == NULL)
        return;
    reply->what_case = CAPAIAN__V1__QUERY_REPLY__WHAT_SCORECARD;
    reply->scorecard = d->page;
}

// Whether the question can be asked by this key; else the reply says why not.
static bool allowed(struct dealing *d, Capaian__V1__QueryReply *reply) {
    const Capaian__V1__ScorecardQuery *query = d->query;
    if (query->period[0] != '\0' &&
        (capaian_period_parse(query->period, &d->year) < 0 || d->year.kind != CAPAIAN_YEAR)) {
        answer_refuse(d->server, reply, CAPAIAN_PERIOD_MALFORMED, "period", query->period);
    } else if (query->unit[0] != '\0' && catalogue_unit(d->catalogue, query->unit) == NULL) {
        answer_refuse(d->server, reply, CAPAIAN_UNIT_UNKNOWN, "unit", query->unit);
    } else if (query->person[0] != '\0') {
        if (!answer_may_see_persons(d->entry))
            answer_refuse(d->server, reply, CAPAIAN_NOT_ALLOWED, "person", "scorecard --person (personnel / admin)");
    } else if (query->unit[0] != '\0' && !answer_may_see_all(d->entry) && !capaian_key_covers(d->entry, query->unit)) {
        answer_refuse(d->server, reply, CAPAIAN_KEY_UNIT, "unit", query->unit);
    }
    return reply->refusal == NULL;
}

static bool begin(struct dealing *d, const char *cursor) {
    d->page = capaian_arena_take(d->arena, sizeof *d->page);
    Capaian__V1__Scorecard **cards = capaian_arena_take(d->arena, CAPAIAN_PAGE_ROWS * sizeof *cards);
    if (d->page == NULL || cards == NULL)
        return false;
    capaian__v1__scorecard_page__init(d->page);
    d->page->year = onwire_period(d->arena, d->year);
    d->page->now = answer_instant(d->server, d->query->as_of);
    d->page->step = d->fold->step;
    d->page->cards = cards;
    d->room = CAPAIAN_PAGE_ROWS;
    char *dot;
    d->index = (size_t)strtoull(cursor, &dot, 10);
    d->line = *dot == '.' ? (size_t)strtoull(dot + 1, NULL, 10) : 0;
    return d->page->year != NULL && duties_read(d->catalogue, &d->duties) == 0 &&
           (d->query->person[0] == '\0' || tenures_read(d->catalogue, d->query->person, &d->tenures) == 0);
}

void answer_scorecard(struct server *server, const Capaian__V1__ScorecardQuery *query, const char *cursor,
                      const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply) {
    const struct fold *fold = answer_fold(server, query->as_of, reply);
    if (fold == NULL)
        return;
    const struct version *latest = fold_latest(fold);
    if (latest == NULL) {
        answer_refuse(server, reply, CAPAIAN_CATALOGUE_ABSENT, "", NULL);
        return;
    }
    struct dealing d = {.server = server,
                        .arena = server->answer,
                        .query = query,
                        .entry = entry,
                        .fold = fold,
                        .catalogue = latest->catalogue,
                        .year = capaian_period_at(CAPAIAN_YEAR, answer_day(server, fold, query->as_of)),
                        // The same day as the alerts were settled on, so that no screen is ahead of the stream.
                        .today = fold->today};
    if (!allowed(&d, reply))
        return;
    if (begin(&d, cursor)) {
        if (query->person[0] != '\0' && d.tenures.count == 0)
            answer_refuse(server, reply, CAPAIAN_QUERY_UNKNOWN, "person", query->person);
        else
            deal(&d, reply);
    }
    duties_free(&d.duties);
    tenures_free(&d.tenures);
}
