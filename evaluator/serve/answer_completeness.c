#include "attainment/reported.h"
#include "fold/onwire.h"
#include "fold/standing.h"
#include "fold/wholes.h"
#include "serve/answer.h"

#include <stdlib.h>
#include <string.h>

struct matrix {
    struct server *server;
    const Capaian__V1__CompletenessQuery *query;
    const struct capaian_key_entry *entry;
    int year;
    int32_t today;
    Capaian__V1__CompletenessPage *page;
};

static char *date_text(struct capaian_arena *arena, int32_t day) {
    char date[CAPAIAN_PERIOD_TEXT];
    return capaian_arena_text(arena, "%s", capaian_date_format(day, date));
}

// A line of the matrix: what the reporter reports of an indicator.
struct line {
    const struct tracked *whole, *tracked;    // the indicator, and what is reported: itself, or one of its parts
    size_t part;                              // its number, from 1; 0: the indicator itself
    const struct year *year;
    const char *reporter;
};

// What a unit reported before it closed, its successor does not owe.
static Capaian__V1__Reported state_of(const struct fold *fold, const struct line *line, struct capaian_period period,
                                      Capaian__V1__Reported state) {
    bool waited_for = state == CAPAIAN__V1__REPORTED__REPORTED_OPEN ||
                      state == CAPAIAN__V1__REPORTED__REPORTED_OVERDUE ||
                      state == CAPAIAN__V1__REPORTED__REPORTED_LOCKED;
    return waited_for && line->part > 0 && !wholes_part_owed(fold, line->whole, line->part - 1, period)
               ? CAPAIAN__V1__REPORTED__REPORTED_NO_DUTY
               : state;
}

static Capaian__V1__ReportedPeriod *put_period(struct matrix *m, const struct line *line, size_t index) {
    const struct tracked *tracked = line->tracked;
    const struct year *year = line->year;
    struct capaian_arena *arena = m->server->answer;
    const struct fold *fold = m->server->ledger->fold;
    struct capaian_period period = year->figures[index].period;
    int32_t reopened = fold_reopened_until(fold, line->reporter, period, m->today);
    const struct reported reported = reported_at(tracked->catalogue, tracked->rules, year, index, m->today, reopened);
    Capaian__V1__ReportedPeriod *answer = capaian_arena_take(arena, sizeof *answer);
    if (answer == NULL)
        return NULL;
    capaian__v1__reported_period__init(answer);
    answer->period = onwire_period(arena, period);
    answer->state = state_of(fold, line, period, reported.state);
    answer->status = reported.status;
    answer->stage = reported.stage;
    answer->due = date_text(arena, reported.due);
    answer->lock = date_text(arena, reported.lock);
    if (reopened != 0)
        answer->reopened_until = date_text(arena, reopened);
    return answer->period == NULL || answer->due == NULL || answer->lock == NULL || answer->reopened_until == NULL
               ? NULL
               : answer;
}

// False over the arena's cap.
static bool put_row(struct matrix *m, const struct line *line) {
    const struct year *year = line->year;
    struct capaian_arena *arena = m->server->answer;
    Capaian__V1__CompletenessRow *row = capaian_arena_take(arena, sizeof *row);
    Capaian__V1__ReportedPeriod **periods = capaian_arena_take(arena, FIGURES_MAX * sizeof *periods);
    if (row == NULL || periods == NULL)
        return false;
    capaian__v1__completeness_row__init(row);
    row->indicator = (char *)line->whole->code;
    row->name = (char *)line->whole->rules->name;
    row->unit = (char *)line->whole->rules->unit;
    row->reporter = (char *)line->reporter;
    row->periods = periods;
    for (size_t i = 0; i < FIGURES_MAX && year->figures[i].period.kind != 0; i++) {
        periods[i] = put_period(m, line, i);
        if (periods[i] == NULL)
            return false;
        row->n_periods++;
    }
    m->page->rows[m->page->n_rows++] = row;
    return true;
}

static bool wanted(const struct matrix *m, const struct tracked *tracked, const char *reporter) {
    return (m->query->unit[0] == '\0' || strcmp(m->query->unit, reporter) == 0) &&
           (answer_may_see(m->entry, tracked->rules) || capaian_key_covers(m->entry, reporter));
}

// The rows of one indicator from the `part`-th on: its own, then those of the units that add to it. Where the page
// is full, the row that comes first on the next; else one past the last.
static size_t put_indicator(struct matrix *m, const struct tracked *tracked, size_t part) {
    const struct fold *fold = m->server->ledger->fold;
    for (; part <= tracked->part_count && m->page->n_rows < CAPAIAN_PAGE_ROWS; part++) {
        const struct tracked_part *adds = part == 0 ? NULL : &tracked->parts[part - 1];
        const struct tracked *reported = adds == NULL ? tracked : fold->tracked[adds->id];
        const char *reporter = adds == NULL ? tracked->rules->reporter : adds->unit;
        const struct line line = {tracked, reported, part, tracked_year(reported, m->year), reporter};
        if (line.year != NULL && wanted(m, tracked, reporter) && !put_row(m, &line))
            break;
    }
    return part;
}

void answer_completeness(struct server *server, const Capaian__V1__CompletenessQuery *query, const char *cursor,
                         const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply) {
    struct capaian_arena *arena = server->answer;
    const struct fold *fold = server->ledger->fold;
    const struct version *latest = fold_latest(fold);
    struct capaian_period period = capaian_period_at(CAPAIAN_YEAR, answer_today(server));
    if (latest == NULL) {
        answer_refuse(server, reply, CAPAIAN_CATALOGUE_ABSENT, "", NULL);
        return;
    }
    if (query->period[0] != '\0' && (capaian_period_parse(query->period, &period) < 0 || period.kind != CAPAIAN_YEAR))
        answer_refuse(server, reply, CAPAIAN_PERIOD_MALFORMED, "period", query->period);
    else if (query->unit[0] != '\0' && catalogue_unit(latest->catalogue, query->unit) == NULL)
        answer_refuse(server, reply, CAPAIAN_UNIT_UNKNOWN, "unit", query->unit);
    if (reply->refusal != NULL)
        return;
    Capaian__V1__CompletenessPage *page = capaian_arena_take(arena, sizeof *page);
    Capaian__V1__CompletenessRow **rows = capaian_arena_take(arena, CAPAIAN_PAGE_ROWS * sizeof *rows);
    if (page == NULL || rows == NULL)
        return;
    capaian__v1__completeness_page__init(page);
    page->year = onwire_period(arena, period);
    page->rows = rows;
    struct matrix matrix = {server, query, entry, period.year, answer_judged_day(server), page};
    // In the catalogue's order: the cursor is the place in it, and the row within that indicator.
    char *rest = NULL;
    size_t at = (size_t)strtoull(cursor, &rest, 10), part = *rest == '.' ? (size_t)strtoull(rest + 1, NULL, 10) : 0;
    for (; at < latest->catalogue->indicator_count && page->n_rows < CAPAIAN_PAGE_ROWS; at++) {
        const struct tracked *tracked = fold->tracked[fold->of_catalogue[at]];
        part = put_indicator(&matrix, tracked, part);
        if (part <= tracked->part_count)
            break;
        part = 0;
    }
    if (capaian_arena_full(arena))
        return;
    if (at < latest->catalogue->indicator_count)
        reply->next_cursor = capaian_arena_text(arena, "%zu.%zu", at, part);
    reply->what_case = CAPAIAN__V1__QUERY_REPLY__WHAT_COMPLETENESS;
    reply->completeness = page;
}
