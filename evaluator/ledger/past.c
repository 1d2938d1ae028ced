#include "ledger/past.h"

#include "ledger/past_facts.h"
#include "ledger/steps.h"
#include "runtime/daemon.h"
#include "wire/content_id.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct past {
    sqlite3 *db;
    struct steps *steps;
    struct capaian_arena *arena;
    struct past_facts *facts;
    struct fold *fold;    // NULL: nothing has been wanted yet
    int64_t start, instant, now;
    bool ready;
    int error;
};

static int read_start(struct past *past) {
    sqlite3_stmt *sql = NULL;
    int r = -EIO;
    if (sqlite3_prepare_v2(past->db, "SELECT value FROM meta WHERE key = 'start'", -1, &sql, NULL) == SQLITE_OK &&
        sqlite3_step(sql) == SQLITE_ROW) {
        past->start = sqlite3_column_int64(sql, 0);
        r = 0;
    }
    sqlite3_finalize(sql);
    return r;
}

int past_open(const char *path, struct past **ret, char **ret_sentence) {
    struct past *past = calloc(1, sizeof *past);
    if (past == NULL)
        return -ENOMEM;
    int r = capaian_store_open_readonly(path, &ledger_schema, &past->db, ret_sentence);
    if (r == 0)
        r = read_start(past);
    if (r == 0)
        r = steps_open(past->db, &past->steps);
    if (r == 0 && (past->arena = capaian_arena_new(CAPAIAN_LINK_ARENA_MAX)) == NULL)
        r = -ENOMEM;
    if (r < 0) {
        past_close(past);
        return r;
    }
    *ret = past;
    return 0;
}

struct past *past_close(struct past *past) {
    if (past == NULL)
        return NULL;
    fold_free(past->fold);
    past_facts_free(past->facts);
    steps_close(past->steps);
    sqlite3_close(past->db);
    capaian_arena_free(past->arena);
    free(past);
    return NULL;
}

int past_want(struct past *past, int64_t instant) {
    if (past->fold != NULL && past->error == 0 && instant == past->instant)
        return 0;
    bool on = past->fold != NULL && past->error == 0 && instant > past->instant;
    past->instant = instant;
    past->ready = false;
    past->error = 0;
    if (on)
        return 0;
    past->fold = fold_free(past->fold);
    past->facts = past_facts_free(past->facts);
    past->now = past->start;
    int r = past_facts_new(past->db, PAST_REFS_MAX, PAST_REPLACED_PAGES, &past->facts);
    return past->error = r < 0 ? r : fold_new(past->start, &past->fold);
}

static int fold_one_message(struct past *past, const struct recorded *step, struct effects *effects) {
    const struct facts facts = past_facts_of(past->facts);
    struct message message = step->entry.message;
    message.stateless = capaian_message_id_stateless(message.id, message.content, message.size);
    return fold_message(past->fold, &message, past->now, &facts, effects);
}

static int fold_one_tick(struct past *past, const struct recorded *step, struct effects *effects) {
    struct recorded_tick tick;
    int r = recorded_tick(step, &tick);
    if (r < 0)
        return r;
    r = fold_tick(past->fold, step->instant, tick.first, tick.last, tick.unheard, tick.unheard_count, past->now,
                  effects);
    free(tick.text);
    return r;
}

static int fold_one_catalogue(struct past *past, const struct recorded *step) {
    struct catalogue *catalogue = NULL;
    struct applied applied;
    int r = recorded_catalogue(past->db, step, &catalogue, &applied);
    if (r < 0)
        return r;
    r = fold_catalogue(past->fold, catalogue, &applied, past->now);
    if (r < 0)
        catalogue_free(catalogue);
    return r;
}

static int fold_one_deed(struct past *past, const struct recorded *step, struct effects *effects) {
    Capaian__V1__Deed *what = recorded_deed(step);
    if (what == NULL)
        return -EBADMSG;
    const struct deed deed = {what, step->doing.actor, step->doing.key, step->doing.reason};
    int r = fold_deed(past->fold, &deed, past->now, effects);
    capaian__v1__deed__free_unpacked(what, NULL);
    return r;
}

static int fold_one_earlier(struct past *past, const struct recorded *step, struct effects *effects) {
    const struct facts facts = past_facts_of(past->facts);
    struct recorded_earlier earlier;
    int r = recorded_earlier(past->db, step, &earlier);
    if (r < 0)
        return r;
    r = fold_earlier(past->fold, &earlier.entry.message, &earlier.was, &facts, effects);
    sqlite3_finalize(earlier.message);
    return r;
}

// As ledger/record.c does it, without what it writes.
static int fold_one(struct past *past, const struct recorded *step) {
    struct fold *fold = past->fold;
    struct effects effects = {.arena = past->arena};
    capaian_arena_reset(past->arena);
    if (step->number != fold->step + 1)
        return -EBADMSG;
    if (step->kind != RECORDED_CLOCK && step->at > past->now)
        past->now = step->at;
    int r = 0;
    switch (step->kind) {
    case RECORDED_MESSAGE:
        r = fold_one_message(past, step, &effects);
        break;
    case RECORDED_TICK:
        r = fold_one_tick(past, step, &effects);
        break;
    case RECORDED_CATALOGUE:
        r = fold_one_catalogue(past, step);
        break;
    case RECORDED_DEED:
        r = fold_one_deed(past, step, &effects);
        break;
    case RECORDED_SILENT:
    case RECORDED_HEARD:
        r = fold_link(fold, step->text, step->instant, step->kind == RECORDED_SILENT, past->now, &effects);
        break;
    case RECORDED_EARLIER:
        r = fold_one_earlier(past, step, &effects);
        break;
    case RECORDED_CLOCK:
        fold->step++;
        break;
    }
    for (size_t i = 0; i < fold->dirty_count; i++)
        fold->dirty[i].year->figures[fold->dirty[i].index].dirty = false;
    fold->dirty_count = 0;
    return r < 0 && past_facts_full(past->facts) ? -E2BIG : r;
}

int past_go_on(struct past *past, int64_t milliseconds, uint64_t latest) {
    if (past->ready || past->error < 0)
        return past->error < 0 ? past->error : 1;
    int64_t until = capaian_monotonic_ms() + milliseconds;
    struct recorded step;
    int r = 0;
    steps_begin(past->steps, past->fold->step);
    do {
        r = steps_next(past->steps, &step);
        // Time never runs back in the record: the first step behind the instant ends it.
        past->ready = r == 0 ? past->fold->step >= latest : r == 1 && step.at > past->instant;
        if (r != 1 || past->ready)
            break;
        r = fold_one(past, &step);
    } while (r == 0 && capaian_monotonic_ms() < until);
    steps_rest(past->steps);
    past->error = r < 0 ? r : 0;
    return r < 0 ? r : past->ready;
}

const struct fold *past_fold(const struct past *past) {
    return past->ready ? past->fold : NULL;
}

int64_t past_instant(const struct past *past) {
    return past->instant;
}

const struct statement *past_ref(const struct past *past, uint32_t indicator, const char *ref) {
    return past_facts_ref(past->facts, indicator, ref);
}
