#include "fold/rows.h"
#include "serve/answer.h"

#include <stdlib.h>
#include <string.h>

static bool wanted(const Capaian__V1__AttainmentQuery *query, const struct tracked *tracked,
                   const struct capaian_key_entry *entry) {
    return (query->unit[0] == '\0' || strcmp(query->unit, tracked->rules->unit) == 0) &&
           (query->indicator[0] == '\0' || strcmp(query->indicator, tracked->code) == 0) &&
           answer_may_see(entry, tracked->rules);
}

void answer_attainment(struct server *server, const Capaian__V1__AttainmentQuery *query, const char *cursor,
                       const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply) {
    struct capaian_arena *arena = server->answer;
    if (query->sealed[0] != '\0') {
        answer_sealed_rows(server, query, cursor, entry, reply);
        return;
    }
    const struct fold *fold = answer_fold(server, query->as_of, reply);
    if (fold == NULL)
        return;
    const struct version *latest = fold_latest(fold);
    struct capaian_period period = capaian_period_at(CAPAIAN_YEAR, answer_day(server, fold, query->as_of));
    if (latest == NULL) {
        answer_refuse(server, reply, CAPAIAN_CATALOGUE_ABSENT, "", NULL);
        return;
    }
    if (query->period[0] != '\0' && capaian_period_parse(query->period, &period) < 0) {
        answer_refuse(server, reply, CAPAIAN_PERIOD_MALFORMED, "period", query->period);
        return;
    }
    if (query->indicator[0] != '\0' && fold_find(fold, query->indicator) == NULL) {
        answer_refuse(server, reply, CAPAIAN_INDICATOR_UNKNOWN, "indicator", query->indicator);
        return;
    }
    if (query->unit[0] != '\0' && catalogue_unit(latest->catalogue, query->unit) == NULL) {
        answer_refuse(server, reply, CAPAIAN_UNIT_UNKNOWN, "unit", query->unit);
        return;
    }
    Capaian__V1__AttainmentPage *page = capaian_arena_take(arena, sizeof *page);
    Capaian__V1__AttainmentRow **rows = capaian_arena_take(arena, CAPAIAN_PAGE_ROWS * sizeof *rows);
    if (page == NULL || rows == NULL)
        return;
    capaian__v1__attainment_page__init(page);
    page->year = onwire_period(arena, capaian_period_of_year(period.year));
    page->now = answer_instant(server, query->as_of);
    page->step = fold->step;
    page->simulated = server->ledger->simulated;
    page->rows = rows;
    // In the catalogue's order, which is by code: the cursor is the place in it.
    size_t at = (size_t)strtoull(cursor, NULL, 10);
    for (; at < latest->catalogue->indicator_count && page->n_rows < CAPAIAN_PAGE_ROWS; at++) {
        const struct tracked *tracked = fold->tracked[fold->of_catalogue[at]];
        const struct year *year = tracked_year(tracked, period.year);
        if (year == NULL || !wanted(query, tracked, entry))
            continue;
        rows[page->n_rows] = fold_row(fold, tracked, year, server->answer);
        if (rows[page->n_rows] == NULL)
            break;
        page->n_rows++;
    }
    if (at < latest->catalogue->indicator_count)
        reply->next_cursor = capaian_arena_text(arena, "%zu", at);
    reply->what_case = CAPAIAN__V1__QUERY_REPLY__WHAT_ATTAINMENT;
    reply->attainment = page;
}
