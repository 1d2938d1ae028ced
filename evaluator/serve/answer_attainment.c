#include "fold/onwire.h"
#include "serve/answer.h"

#include <stdlib.h>
#include <string.h>

bool answer_may_see(const struct capaian_key_entry *entry, const struct indicator *indicator) {
    if ((entry->roles & (CAPAIAN_ROLE_WATCH | CAPAIAN_ROLE_ADMIN)) != 0)
        return true;
    return capaian_key_covers(entry, indicator->unit) || capaian_key_covers(entry, indicator->reporter);
}

int32_t answer_today(const struct server *server) {
    const struct version *latest = fold_latest(server->ledger->fold);
    int64_t now = server_now(server);
    return latest == NULL ? 0 : capaian_day_at(&latest->catalogue->calendar, now);
}

Capaian__V1__AttainmentRow *answer_row(struct server *server, const struct tracked *tracked, const struct year *year) {
    struct capaian_arena *arena = server->answer;
    const struct indicator *rules = tracked->rules;
    // The same day as the alerts were settled on, so that no screen is ahead of the stream.
    int32_t today = server->ledger->fold->today;
    Capaian__V1__AttainmentRow *row = capaian_arena_take(arena, sizeof *row);
    Capaian__V1__Assessment **targets =
        capaian_arena_take(arena, (year->goal_count + 1) * sizeof(Capaian__V1__Assessment *));
    if (row == NULL || targets == NULL)
        return NULL;
    capaian__v1__attainment_row__init(row);
    row->indicator = (char *)tracked->code;
    row->name = (char *)rules->name;
    row->unit = (char *)rules->unit;
    row->satuan = (char *)rules->satuan;
    row->decimals = rules->decimals;
    row->formula = (char *)formula_name(rules->formula);
    row->better = (char *)better_name(rules->better);
    struct capaian_period whole = capaian_period_of_year(year->year);
    struct assessment to_date = assess_to_date(rules, year, today);
    struct assessment of_year = assess_year(rules, year, today, indicator_lock_day(tracked->catalogue, rules, whole));
    row->to_date = onwire_assessment(arena, &to_date);
    row->year = onwire_assessment(arena, &of_year);
    for (size_t i = 0; i < year->goal_count; i++) {
        struct assessment assessment = assess_goal(
            rules, year, &year->goals[i], today, indicator_lock_day(tracked->catalogue, rules, year->goals[i].period));
        targets[i] = onwire_assessment(arena, &assessment);
        if (targets[i] == NULL)
            return NULL;
    }
    row->targets = targets;
    row->n_targets = year->goal_count;
    size_t run = reported_run(rules, year);
    if (run > year->first_figure)
        row->reported_through = onwire_period(arena, year->figures[run - 1].period);
    return row->to_date == NULL || row->year == NULL ? NULL : row;
}

static bool wanted(const Capaian__V1__AttainmentQuery *query, const struct tracked *tracked,
                   const struct capaian_key_entry *entry) {
    return (query->unit[0] == '\0' || strcmp(query->unit, tracked->rules->unit) == 0) &&
           (query->indicator[0] == '\0' || strcmp(query->indicator, tracked->code) == 0) &&
           answer_may_see(entry, tracked->rules);
}

void answer_attainment(struct server *server, const Capaian__V1__AttainmentQuery *query, const char *cursor,
                       const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply) {
    struct capaian_arena *arena = server->answer;
    const struct fold *fold = server->ledger->fold;
    const struct version *latest = fold_latest(fold);
    struct capaian_period period = capaian_period_at(CAPAIAN_YEAR, answer_today(server));
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
    page->now = server_now(server);
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
        rows[page->n_rows] = answer_row(server, tracked, year);
        if (rows[page->n_rows] == NULL)
            break;
        page->n_rows++;
    }
    if (at < latest->catalogue->indicator_count)
        reply->next_cursor = capaian_arena_text(arena, "%zu", at);
    reply->what_case = CAPAIAN__V1__QUERY_REPLY__WHAT_ATTAINMENT;
    reply->attainment = page;
}
