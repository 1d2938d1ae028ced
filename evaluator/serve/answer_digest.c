// A day's digest. What began and ended on the day is counted from the record; what stands is of the moment, from the
// fold, and so are its pages: an alert that moves between two of them may come twice or not at all.
#include "fold/onwire.h"
#include "fold/standing.h"
#include "serve/answer.h"

#include <stdlib.h>
#include <string.h>

struct item {
    const char *unit;
    int32_t due, since;
    bool stale;
    uint64_t number;    // of its latest event
    size_t bundle;      // place of its bundle among all, by urgency
};

struct digest {
    struct server *server;
    const struct capaian_key_entry *entry;
    const struct catalogue *catalogue;
    const char *unit;
    int32_t day, today;
    Capaian__V1__Digest *answer;
    struct item *items;
    size_t count, room;
    sqlite3_stmt *day_of, *body_of;    // of an event
};

static int32_t event_day(void *context, uint64_t number) {
    const struct digest *d = context;
    sqlite3_bind_int64(d->day_of, 1, (int64_t)number);
    int32_t day = sqlite3_step(d->day_of) == SQLITE_ROW ? sqlite3_column_int(d->day_of, 0) : 0;
    sqlite3_reset(d->day_of);
    return day;
}

// `tracked` NULL: an alert of the unit itself.
static bool wanted(const struct digest *d, const struct tracked *tracked, const char *unit) {
    if (d->unit[0] != '\0' && !unit_below(d->catalogue, unit, d->unit))
        return false;
    return answer_may_see_all(d->entry) ||
           (tracked != NULL ? answer_may_see(d->entry, tracked->rules) : capaian_key_covers(d->entry, unit));
}

static void count_item(void *context, const struct standing *standing) {
    struct digest *d = context;
    d->room += wanted(d, standing->tracked, standing->unit);
}

static void take_item(void *context, const struct standing *standing) {
    struct digest *d = context;
    if (d->count == d->room || !wanted(d, standing->tracked, standing->unit))
        return;
    bool acknowledged = standing->alert->state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_ACKNOWLEDGED;
    bool stale = standing_stale(standing, d->today, event_day, d);
    d->answer->standing++;
    d->answer->acknowledged += acknowledged;
    d->answer->stale += stale;
    d->items[d->count++] = (struct item){.unit = standing->unit,
                                         .due = standing->due,
                                         .since = standing->alert->since,
                                         .stale = stale,
                                         .number = standing->alert->number};
}

// Stale ones first, then the oldest.
static int by_urgency(const struct item *a, const struct item *b) {
    if (a->stale != b->stale)
        return a->stale ? -1 : 1;
    if (a->since != b->since)
        return a->since < b->since ? -1 : 1;
    return a->number == b->number ? 0 : a->number < b->number ? -1 : 1;
}

static int by_bundle(const void *left, const void *right) {
    const struct item *a = left, *b = right;
    int unit = strcmp(a->unit, b->unit);
    if (unit != 0)
        return unit;
    return a->due == b->due ? by_urgency(a, b) : a->due < b->due ? -1 : 1;
}

static int of_bundles(const void *left, const void *right) {
    return by_urgency(*(const struct item *const *)left, *(const struct item *const *)right);
}

static int by_place(const void *left, const void *right) {
    const struct item *a = left, *b = right;
    return a->bundle == b->bundle ? by_urgency(a, b) : a->bundle < b->bundle ? -1 : 1;
}

// Bundles per unit and due date, in the order of the most urgent of each.
static bool bundle(struct digest *d) {
    struct item **firsts = capaian_arena_take(d->server->answer, (d->count + 1) * sizeof(struct item *));
    if (firsts == NULL)
        return false;
    qsort(d->items, d->count, sizeof *d->items, by_bundle);
    size_t bundles = 0;
    for (size_t i = 0; i < d->count; i++) {
        const struct item *before = i == 0 ? NULL : &d->items[i - 1];
        if (before == NULL || before->due != d->items[i].due || strcmp(before->unit, d->items[i].unit) != 0)
            firsts[bundles++] = &d->items[i];
    }
    qsort(firsts, bundles, sizeof(struct item *), of_bundles);
    for (size_t i = 0; i < bundles; i++)
        for (struct item *item = firsts[i];
             item < d->items + d->count && item->due == firsts[i]->due && strcmp(item->unit, firsts[i]->unit) == 0;
             item++)
            item->bundle = i;
    qsort(d->items, d->count, sizeof *d->items, by_place);
    return true;
}

static Capaian__V1__Notice *put_notice(struct digest *d, const struct item *item, size_t room) {
    struct capaian_arena *arena = d->server->answer;
    char date[CAPAIAN_PERIOD_TEXT];
    Capaian__V1__Notice *notice = capaian_arena_take(arena, sizeof *notice);
    if (notice == NULL)
        return NULL;
    capaian__v1__notice__init(notice);
    notice->unit = (char *)item->unit;
    if (item->due != 0)
        notice->due = capaian_arena_text(arena, "%s", capaian_date_format(item->due, date));
    if (item->unit[0] != '\0')
        notice->acting = onwire_person(arena, item->unit, catalogue_acting(d->catalogue, item->unit, d->today));
    notice->alerts = capaian_arena_take(arena, room * sizeof(Capaian__V1__AlertEvent *));
    return notice->alerts == NULL || notice->due == NULL ? NULL : notice;
}

// The items of one page from `at` on; false when memory or time did not suffice.
static bool put_page(struct digest *d, size_t at, size_t end) {
    struct capaian_arena *arena = d->server->answer;
    Capaian__V1__Digest *answer = d->answer;
    answer->notices = capaian_arena_take(arena, (end - at + 1) * sizeof(Capaian__V1__Notice *));
    if (answer->notices == NULL)
        return false;
    for (size_t i = at; i < end; i++) {
        const struct item *item = &d->items[i];
        if (i == at || item->bundle != d->items[i - 1].bundle) {
            size_t room = 1;
            while (i + room < end && d->items[i + room].bundle == item->bundle)
                room++;
            answer->notices[answer->n_notices] = put_notice(d, item, room);
            if (answer->notices[answer->n_notices] == NULL)
                return false;
            answer->n_notices++;
        }
        Capaian__V1__Notice *notice = answer->notices[answer->n_notices - 1];
        sqlite3_bind_int64(d->body_of, 1, (int64_t)item->number);
        Capaian__V1__AlertEvent *event =
            sqlite3_step(d->body_of) == SQLITE_ROW ? answer_event(d->server, d->body_of, 0) : NULL;
        sqlite3_reset(d->body_of);
        if (event == NULL)
            return false;
        notice->alerts[notice->n_alerts++] = event;
    }
    return true;
}

static bool count_day(struct digest *d) {
    sqlite3_stmt *sql = answer_prepare(d->server, "SELECT turn, indicator, alert FROM event INDEXED BY event_turn"
                                                  " WHERE turn > 0 AND day = ?1");
    int step = SQLITE_ERROR;
    if (sql != NULL)
        sqlite3_bind_int(sql, 1, d->day);
    while (sql != NULL && (step = capaian_store_step(sql)) == SQLITE_ROW) {
        const struct tracked *tracked = fold_find(d->server->ledger->fold, (const char *)sqlite3_column_text(sql, 1));
        // "silent/UNIT"; a collector's has a colon, which no unit has.
        const char *alert = (const char *)sqlite3_column_text(sql, 2), *slash = strchr(alert, '/');
        if (!wanted(d, tracked, tracked != NULL ? tracked->rules->unit : slash == NULL ? "" : slash + 1))
            continue;
        if (sqlite3_column_int(sql, 0) == 1)
            d->answer->fired++;
        else
            d->answer->resolved++;
    }
    sqlite3_finalize(sql);
    return step == SQLITE_DONE;
}

static bool fill(struct digest *d, const char *cursor, Capaian__V1__QueryReply *reply) {
    const struct fold *fold = d->server->ledger->fold;
    if (d->day_of == NULL || d->body_of == NULL || !count_day(d))
        return false;
    fold_standing(fold, d->today, count_item, d);
    d->items = capaian_arena_take(d->server->answer, (d->room + 1) * sizeof *d->items);
    if (d->items == NULL)
        return false;
    fold_standing(fold, d->today, take_item, d);
    size_t at = (size_t)strtoull(cursor, NULL, 10);
    at = at > d->count ? d->count : at;
    size_t end = d->count - at > CAPAIAN_PAGE_ROWS ? at + CAPAIAN_PAGE_ROWS : d->count;
    if (!bundle(d) || !put_page(d, at, end))
        return false;
    if (end < d->count)
        reply->next_cursor = capaian_arena_text(d->server->answer, "%zu", end);
    return reply->next_cursor != NULL;
}

void answer_digest(struct server *server, const Capaian__V1__DigestQuery *query, const char *cursor,
                   const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply) {
    const struct version *latest = fold_latest(server->ledger->fold);
    struct digest d = {.server = server,
                       .entry = entry,
                       .unit = query->unit,
                       .day = answer_today(server) - 1,
                       .today = answer_judged_day(server)};
    char date[CAPAIAN_PERIOD_TEXT];
    if (latest == NULL) {
        answer_refuse(server, reply, CAPAIAN_CATALOGUE_ABSENT, "", NULL);
        return;
    }
    if (query->day[0] != '\0' && (capaian_date_parse(query->day, &d.day) < 0 || d.day > answer_today(server)))
        answer_refuse(server, reply, CAPAIAN_QUERY_MALFORMED, "day", query->day);
    else if (query->unit[0] != '\0' && catalogue_unit(latest->catalogue, query->unit) == NULL)
        answer_refuse(server, reply, CAPAIAN_UNIT_UNKNOWN, "unit", query->unit);
    else if (!answer_may_see_all(entry) && (query->unit[0] == '\0' || !capaian_key_covers(entry, query->unit)))
        answer_refuse(server, reply, CAPAIAN_KEY_UNIT, "unit", query->unit);
    if (reply->refusal != NULL)
        return;
    d.catalogue = latest->catalogue;
    d.answer = capaian_arena_take(server->answer, sizeof *d.answer);
    if (d.answer == NULL)
        return;
    capaian__v1__digest__init(d.answer);
    d.answer->day = capaian_arena_text(server->answer, "%s", capaian_date_format(d.day, date));
    d.day_of = answer_prepare(server, "SELECT day FROM event WHERE number = ?1");
    d.body_of = answer_prepare(server, "SELECT body FROM event WHERE number = ?1");
    if (d.answer->day != NULL && fill(&d, cursor, reply)) {
        reply->what_case = CAPAIAN__V1__QUERY_REPLY__WHAT_DIGEST;
        reply->digest = d.answer;
    }
    sqlite3_finalize(d.day_of);
    sqlite3_finalize(d.body_of);
}
