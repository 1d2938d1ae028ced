// Questions about the past: one fold at a time beside the ledger's, taken further between turns.
#include "ledger/past.h"

#include "runtime/daemon.h"
#include "serve/answer.h"

#include <errno.h>
#include <stdlib.h>

enum {
    PAST_SLICE_MS = 5,               // of a turn
    PAST_KEPT_MS = 10 * 60000,       // for the next question
    PAST_AWAITED_MS = 10000,         // who asks again does so sooner; after this nobody waits for it
    PAST_READING_MS = 500,           // between one page and the next
    PAST_READING_MOST_MS = 60000,    // then it is another one's turn, whoever is still turning pages
};

static bool is_past(const struct server *server, int64_t as_of) {
    return as_of != 0 && as_of < server->ledger->now;
}

static bool start(struct server *server) {
    char *sentence = NULL;
    if (server->past != NULL)
        return true;
    const char *path = sqlite3_db_filename(server->reader, "main");
    int r = past_open(path, &server->past, &sentence);
    if (r < 0)
        capaian_log(CAPAIAN_WARN, "the past cannot be read", "ledger", path, "why",
                    sentence != NULL ? sentence : "out of memory", NULL);
    free(sentence);
    return r == 0;
}

// Two who ask for different instants in turn must not take the fold from one another for ever.
static bool may_change(const struct server *server, int64_t now) {
    const struct past_asked *asked = &server->past_asked;
    if (asked->at == 0 || asked->error < 0)
        return true;
    if (asked->ready && now - asked->ready_at > PAST_READING_MOST_MS)
        return true;
    return now - asked->at > (asked->answered ? PAST_READING_MS : PAST_AWAITED_MS);
}

// That there was no catalogue then, where there is one now.
static bool refuse_before_first(struct server *server, Capaian__V1__QueryReply *reply) {
    const struct fold *now = server->ledger->fold;
    char applied[CAPAIAN_INSTANT_TEXT];
    if (fold_latest(past_fold(server->past)) != NULL || fold_latest(now) == NULL)
        return false;
    capaian_instant_format(&fold_latest(now)->catalogue->calendar, now->versions[0].applied_at, applied);
    answer_refuse(server, reply, CAPAIAN_CATALOGUE_LATER, "as_of", applied);
    return true;
}

const struct fold *answer_fold(struct server *server, int64_t as_of, Capaian__V1__QueryReply *reply) {
    if (!is_past(server, as_of))
        return server->ledger->fold;
    int64_t now = capaian_monotonic_ms();
    struct past_asked *asked = &server->past_asked;
    bool same = asked->at != 0 && past_instant(server->past) == as_of;
    if (!same && may_change(server, now) && start(server)) {
        *asked = (struct past_asked){.error = past_want(server->past, as_of)};
        same = true;
    }
    if (same)
        asked->at = now;
    if (same && asked->error == -E2BIG)
        answer_refuse(server, reply, CAPAIAN_PAST_LARGE, "as_of",
                      capaian_arena_text(server->answer, "%d", PAST_REFS_MAX));
    else if (same && asked->error < 0)
        answer_refuse(server, reply, CAPAIAN_PAST_UNREADABLE, "as_of", NULL);
    else if (!same || !asked->ready)
        answer_refuse(server, reply, CAPAIAN_BUSY, "as_of", "1000");
    asked->answered |= reply->refusal == NULL;
    return reply->refusal != NULL || refuse_before_first(server, reply) ? NULL : past_fold(server->past);
}

const struct statement *answer_ref(const struct server *server, int64_t as_of, uint32_t indicator, const char *ref) {
    return is_past(server, as_of) ? past_ref(server->past, indicator, ref) : NULL;
}

bool past_turn(struct server *server) {
    struct past_asked *asked = &server->past_asked;
    if (server->past == NULL)
        return false;
    int64_t now = capaian_monotonic_ms();
    if (now - asked->at > PAST_KEPT_MS) {
        server->past = past_close(server->past);
        *asked = (struct past_asked){0};
        return false;
    }
    if (asked->ready || asked->error < 0)
        return false;
    int r = past_go_on(server->past, PAST_SLICE_MS, server->ledger->fold->step);
    if (r < 0)
        capaian_log(CAPAIAN_WARN, "the past cannot be folded", "why", r == -E2BIG ? "too many refs" : "see rebuild",
                    NULL);
    asked->error = r < 0 ? r : 0;
    asked->ready = r == 1;
    asked->ready_at = capaian_monotonic_ms();
    return r == 0;
}

int64_t answer_instant(const struct server *server, int64_t as_of) {
    int64_t now = server_now(server);
    return as_of == 0 || as_of > now ? now : as_of;
}

int32_t answer_day(const struct server *server, const struct fold *fold, int64_t as_of) {
    const struct version *latest = fold_latest(fold);
    return latest == NULL ? 0 : capaian_day_at(&latest->catalogue->calendar, answer_instant(server, as_of));
}
