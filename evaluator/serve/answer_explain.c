#include "serve/explain.h"

static void put_arithmetic(struct explaining *x) {
    for (int english = 0; english < 2; english++) {
        struct explanation_lines lines;
        explain_begin(&lines, x->arena, x->explained.rules, english);
        explain_version_lines(x, &lines);
        explain_arithmetic(&lines, &x->explained);
        if (lines.failed)
            return;
        *(english ? &x->out->arithmetic_en : &x->out->arithmetic_id) = lines.list;
        *(english ? &x->out->n_arithmetic_en : &x->out->n_arithmetic_id) = lines.count;
    }
}

static bool find(struct explaining *x, struct capaian_period period) {
    const struct tracked *tracked = x->tracked;
    x->explained = (struct explained){.rules = tracked->rules,
                                      .policy = &tracked->catalogue->policy,
                                      .years = &tracked->years,
                                      .period = period,
                                      .today = x->fold->today,
                                      .lock_day = indicator_lock_day(tracked->catalogue, tracked->rules, period)};
    return explained_find(&x->explained);
}

static void put(struct explaining *x) {
    const struct indicator *rules = x->tracked->rules;
    x->out->row = fold_row(x->fold, x->tracked, x->explained.year, x->arena);
    x->out->assessment = fold_assessment(x->fold, x->tracked, &x->explained.assessment, x->arena);
    x->out->definition = (char *)rules->definition;
    x->out->within_year = (char *)consolidation_name(rules->within_year);
    x->out->per = capaian_arena_text(x->arena, "%llu", (unsigned long long)rules->per);
    explain_versions(x);
    explain_figures(x);
    put_arithmetic(x);
    explain_people(x);
}

void answer_explain(struct server *server, const Capaian__V1__ExplainQuery *query, const char *cursor,
                    const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply) {
    struct explaining x = {.server = server, .arena = server->answer, .as_of = query->as_of};
    struct capaian_period period;
    x.fold = answer_fold(server, query->as_of, reply);
    if (x.fold == NULL)
        return;
    x.tracked = fold_find(x.fold, query->indicator);
    // A part is no indicator of its own: its rows are explained with the whole.
    if (x.tracked == NULL || x.tracked->whole != x.tracked->id) {
        answer_refuse(server, reply, CAPAIAN_INDICATOR_UNKNOWN, "indicator", query->indicator);
        return;
    }
    if (!answer_may_see(entry, x.tracked->rules)) {
        answer_refuse(server, reply, CAPAIAN_KEY_UNIT, "indicator", x.tracked->rules->unit);
        return;
    }
    if (capaian_period_parse(query->period, &period) < 0) {
        answer_refuse(server, reply, CAPAIAN_PERIOD_MALFORMED, "period", query->period);
        return;
    }
    if (!find(&x, period)) {
        answer_refuse(server, reply, CAPAIAN_QUERY_UNKNOWN, "period", query->period);
        return;
    }
    x.out = capaian_arena_take(x.arena, sizeof *x.out);
    if (x.out == NULL)
        return;
    capaian__v1__explanation__init(x.out);
    put(&x);
    if (capaian_arena_full(x.arena))
        return;
    reply->next_cursor = explain_rows(&x, cursor);
    if (reply->next_cursor == NULL)
        reply->next_cursor = (char *)protobuf_c_empty_string;
    reply->what_case = CAPAIAN__V1__QUERY_REPLY__WHAT_EXPLAIN;
    reply->explain = x.out;
}
