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

bool answer_may_follow(const struct capaian_key_entry *entry, const char *unit, bool personnel) {
    if (personnel)
        return unit[0] == '\0' && answer_may_see_persons(entry);
    return answer_may_see_all(entry) || (unit[0] != '\0' && capaian_key_covers(entry, unit));
}

bool answer_may_see_persons(const struct capaian_key_entry *entry) {
    return (entry->roles & (CAPAIAN_ROLE_PERSONNEL | CAPAIAN_ROLE_ADMIN)) != 0;
}

int32_t answer_today(const struct server *server) {
    const struct version *latest = fold_latest(server->ledger->fold);
    int64_t now = server_now(server);
    return latest == NULL ? 0 : capaian_day_at(&latest->catalogue->calendar, now);
}

int32_t answer_judged_day(const struct server *server) {
    const struct fold *fold = server->ledger->fold;
    const struct version *latest = fold_latest(fold);
    int64_t now = server_now(server), due = fold_next_due(fold);
    return latest == NULL ? 0 : capaian_day_at(&latest->catalogue->calendar, due <= now ? due - 1 : now);
}
