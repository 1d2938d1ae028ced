#include "fold/standing.h"
#include "serve/answer.h"

#include <string.h>

enum { TOP = 10, FLAPPING = 3 };

struct counting {
    struct server *server;
    Capaian__V1__AlertLoad *load;
    int32_t today;
    sqlite3_stmt *day_of;    // of an event
};

static int32_t event_day(void *context, uint64_t number) {
    const struct counting *c = context;
    sqlite3_bind_int64(c->day_of, 1, (int64_t)number);
    int32_t day = sqlite3_step(c->day_of) == SQLITE_ROW ? sqlite3_column_int(c->day_of, 0) : 0;
    sqlite3_reset(c->day_of);
    return day;
}

static void count_standing(void *context, const struct standing *standing) {
    struct counting *c = context;
    const struct fold *fold = c->server->ledger->fold;
    c->load->stale += standing_stale(standing, c->today, event_day, c);
    c->load->suppressed += standing_suppressed(fold, standing);
}

static bool put_days(struct server *server, Capaian__V1__AlertLoad *load, int32_t first) {
    struct capaian_arena *arena = server->answer;
    char date[CAPAIAN_PERIOD_TEXT];
    load->days = capaian_arena_take(arena, (LEDGER_LOAD_DAYS + 1) * sizeof(Capaian__V1__DayLoad *));
    sqlite3_stmt *sql = answer_prepare(server, "SELECT day, sum(turn = 1), sum(turn = 2) FROM event"
                                               " WHERE turn > 0 AND day >= ?1 GROUP BY day ORDER BY day LIMIT ?2");
    bool whole = load->days != NULL && sql != NULL;
    if (whole) {
        sqlite3_bind_int(sql, 1, first);
        sqlite3_bind_int(sql, 2, LEDGER_LOAD_DAYS + 1);
    }
    while (whole && sqlite3_step(sql) == SQLITE_ROW) {
        Capaian__V1__DayLoad *day = capaian_arena_take(arena, sizeof *day);
        whole = day != NULL;
        if (!whole)
            break;
        capaian__v1__day_load__init(day);
        day->day = capaian_arena_text(arena, "%s", capaian_date_format(sqlite3_column_int(sql, 0), date));
        day->fired = (uint32_t)sqlite3_column_int64(sql, 1);
        day->resolved = (uint32_t)sqlite3_column_int64(sql, 2);
        load->days[load->n_days++] = day;
    }
    sqlite3_finalize(sql);
    return whole;
}

// Those that fired more than once are few and have an index of their own; of the rest any, the latest, are the top.
static bool put_top(struct server *server, Capaian__V1__AlertLoad *load, int32_t first) {
    struct capaian_arena *arena = server->answer;
    load->top = capaian_arena_take(arena, TOP * sizeof(Capaian__V1__TopAlert *));
    sqlite3_stmt *sql = answer_prepare(
        server, "WITH again AS (SELECT DISTINCT alert FROM event INDEXED BY event_again WHERE again > 1 AND day >= ?1)"
                " SELECT alert, (SELECT count(*) FROM event INDEXED BY event_alert WHERE event.alert = again.alert"
                "  AND turn = 1 AND day >= ?1) AS fired FROM again"
                " UNION ALL SELECT * FROM (SELECT alert, 1 FROM event INDEXED BY event_turn WHERE turn > 0 AND turn = 1"
                "  AND day >= ?1 AND alert NOT IN (SELECT alert FROM again)"
                "  ORDER BY day DESC, turn DESC, indicator DESC, alert DESC LIMIT ?2) ORDER BY 2 DESC, 1");
    bool whole = load->top != NULL && sql != NULL;
    if (whole) {
        sqlite3_bind_int(sql, 1, first);
        sqlite3_bind_int(sql, 2, TOP);
    }
    while (whole && capaian_store_step(sql) == SQLITE_ROW) {
        uint32_t fired = (uint32_t)sqlite3_column_int64(sql, 1);
        load->flapping += fired >= FLAPPING;
        if (load->n_top == TOP)
            continue;
        Capaian__V1__TopAlert *top = capaian_arena_take(arena, sizeof *top);
        whole = top != NULL;
        if (!whole)
            break;
        capaian__v1__top_alert__init(top);
        top->alert = capaian_arena_text(arena, "%s", (const char *)sqlite3_column_text(sql, 0));
        top->fired = fired;
        load->top[load->n_top++] = top;
    }
    sqlite3_finalize(sql);
    return whole;
}

Capaian__V1__AlertLoad *answer_load(struct server *server) {
    int32_t first = answer_today(server) - LEDGER_LOAD_DAYS + 1;
    Capaian__V1__AlertLoad *load = capaian_arena_take(server->answer, sizeof *load);
    if (load == NULL)
        return NULL;
    capaian__v1__alert_load__init(load);
    struct counting counting = {.server = server, .load = load, .today = answer_judged_day(server)};
    counting.day_of = answer_prepare(server, "SELECT day FROM event WHERE number = ?1");
    bool whole = counting.day_of != NULL && put_days(server, load, first) && put_top(server, load, first);
    if (whole)
        fold_standing(server->ledger->fold, counting.today, count_standing, &counting);
    sqlite3_finalize(counting.day_of);
    return whole ? load : NULL;
}
