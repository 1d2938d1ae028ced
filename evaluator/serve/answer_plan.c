#include "fold/onwire.h"
#include "score/plan.h"
#include "serve/answer.h"

#include <stdlib.h>

static Capaian__V1__PlanNode *node_of(struct capaian_arena *arena, const struct plan_node *node) {
    Capaian__V1__PlanNode *answer = capaian_arena_take(arena, sizeof *answer);
    if (answer == NULL)
        return NULL;
    capaian__v1__plan_node__init(answer);
    answer->node = (char *)node->node->code;
    answer->parent = (char *)node->node->parent;
    answer->level = (char *)node->node->level;
    answer->name = (char *)node->node->name;
    answer->external = (char *)node->node->external;
    answer->indicators = node->indicators;
    answer->met = node->met;
    answer->not_met = node->not_met;
    answer->not_assessed = node->not_assessed;
    answer->satuan = (char *)node->satuan;
    if (node->has_together) {
        answer->together = onwire_assessment(arena, &node->together);
        if (answer->together == NULL)
            return NULL;
    }
    return answer;
}

static void put_nodes(struct server *server, const struct plan_node *nodes, size_t count, const char *cursor,
                      Capaian__V1__PlanPage *page, Capaian__V1__QueryReply *reply) {
    size_t at = (size_t)strtoull(cursor, NULL, 10);
    for (; at < count && page->n_nodes < CAPAIAN_PAGE_ROWS; at++) {
        Capaian__V1__PlanNode *node = node_of(server->answer, &nodes[at]);
        if (node == NULL)
            break;
        page->nodes[page->n_nodes++] = node;
    }
    if (at < count && page->n_nodes == 0)
        return;
    if (at < count)
        reply->next_cursor = capaian_arena_text(server->frame, "%zu", at);
    if (reply->next_cursor == NULL)
        return;
    reply->what_case = CAPAIAN__V1__QUERY_REPLY__WHAT_PLAN;
    reply->plan = page;
}

// The plan is of the whole government: what its units have come to, and no figure of theirs alone.
void answer_plan(struct server *server, const Capaian__V1__PlanQuery *query, const char *cursor,
                 const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply) {
    const struct fold *fold = answer_fold(server, query->as_of, reply);
    if (fold == NULL)
        return;
    const struct version *latest = fold_latest(fold);
    struct capaian_period year = capaian_period_at(CAPAIAN_YEAR, answer_day(server, fold, query->as_of));
    if (latest == NULL) {
        answer_refuse(server, reply, CAPAIAN_CATALOGUE_ABSENT, "", NULL);
        return;
    }
    if (query->period[0] != '\0' && (capaian_period_parse(query->period, &year) < 0 || year.kind != CAPAIAN_YEAR)) {
        answer_refuse(server, reply, CAPAIAN_PERIOD_MALFORMED, "period", query->period);
        return;
    }
    if (!answer_may_see_all(entry)) {
        answer_refuse(server, reply, CAPAIAN_NOT_ALLOWED, "plan", "plan (watch / admin)");
        return;
    }
    Capaian__V1__PlanPage *page = capaian_arena_take(server->answer, sizeof *page);
    Capaian__V1__PlanNode **list = capaian_arena_take(server->answer, CAPAIAN_PAGE_ROWS * sizeof *list);
    struct plan_node *nodes = NULL;
    if (page == NULL || list == NULL || plan_roll_up(fold, year.year, fold->today, &nodes) < 0)
        return;
    capaian__v1__plan_page__init(page);
    page->year = onwire_period(server->answer, year);
    page->now = answer_instant(server, query->as_of);
    page->step = fold->step;
    page->nodes = list;
    if (page->year != NULL)
        put_nodes(server, nodes, latest->catalogue->node_count, cursor, page, reply);
    free(nodes);
}
