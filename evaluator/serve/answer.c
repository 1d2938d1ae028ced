#include "serve/answer.h"

#include "fold/onwire.h"
#include "runtime/daemon.h"
#include "wire/envelope.h"

void answer_refuse(struct server *server, Capaian__V1__QueryReply *reply, enum capaian_code code, const char *field,
                   const char *argument) {
    const char *const arguments[3] = {argument, NULL, NULL};
    reply->what_case = CAPAIAN__V1__QUERY_REPLY__WHAT__NOT_SET;
    reply->refusal = capaian_refusal(server->answer, code, field, arguments);
}

sqlite3_stmt *answer_prepare(struct server *server, const char *text) {
    sqlite3_stmt *sql = NULL;
    server->query_until = capaian_monotonic_ms() + QUERY_LIMIT_MS;
    return sqlite3_prepare_v2(server->reader, text, -1, &sql, NULL) == SQLITE_OK ? sql : NULL;
}

Capaian__V1__AlertEvent *answer_event(struct server *server, sqlite3_stmt *sql, int column) {
    Capaian__V1__AlertEvent *event =
        capaian__v1__alert_event__unpack(capaian_arena_allocator(server->answer),
                                         (size_t)sqlite3_column_bytes(sql, column), sqlite3_column_blob(sql, column));
    if (event != NULL)
        event->epoch = (ProtobufCBinaryData){CAPAIAN_EPOCH_SIZE, server->ledger->epoch};
    return event;
}

bool answer_may_see_all(const struct capaian_key_entry *entry) {
    return entry->all_units || (entry->roles & (CAPAIAN_ROLE_WATCH | CAPAIAN_ROLE_ADMIN)) != 0;
}

bool answer_may_see(const struct capaian_key_entry *entry, const struct indicator *indicator) {
    return answer_may_see_all(entry) || capaian_key_covers(entry, indicator->unit) ||
           capaian_key_covers(entry, indicator->reporter);
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
    if (run < year->figure_count && capaian_period_last(year->figures[run].period) < today)
        row->unreported_from = onwire_period(arena, year->figures[run].period);
    return row->to_date == NULL || row->year == NULL || row->unreported_from == NULL ? NULL : row;
}
