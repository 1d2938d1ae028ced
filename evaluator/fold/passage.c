#include "fold/settling.h"

#include <errno.h>
#include <stdint.h>

int64_t fold_next_due(const struct fold *fold) {
    const struct version *latest = fold_latest(fold);
    if (latest == NULL || fold->next_day == DAY_NEVER)
        return INT64_MAX;
    return fold->next_day <= fold->today ? fold->judged
                                         : capaian_day_start(&latest->catalogue->calendar, fold->next_day);
}

void fold_note_next_day(struct fold *fold) {
    fold->next_day = DAY_NEVER;
    for (size_t i = 0; i < fold->tracked_count; i++)
        if (fold->tracked[i]->next_day < fold->next_day)
            fold->next_day = fold->tracked[i]->next_day;
}

static int32_t next_day(const struct fold *fold, const struct tracked *tracked) {
    int32_t next = DAY_NEVER;
    for (size_t i = 0; i < tracked->years.count; i++) {
        int32_t day = alerts_next_day(tracked->catalogue, tracked->rules, tracked->years.list[i], fold->today);
        next = day < next ? day : next;
    }
    return next;
}

void fold_loaded(struct fold *fold) {
    for (size_t i = 0; i < fold->tracked_count; i++)
        fold->tracked[i]->next_day = next_day(fold, fold->tracked[i]);
    fold_note_next_day(fold);
}

bool fold_due_range(const struct fold *fold, int64_t instant, uint32_t *ret_first, uint32_t *ret_last) {
    const struct version *latest = fold_latest(fold);
    if (latest == NULL)
        return false;
    int32_t today = capaian_day_at(&latest->catalogue->calendar, instant > fold->judged ? instant : fold->judged);
    unsigned due = 0;
    for (size_t i = 0; i < fold->tracked_count && due < TICK_INDICATORS; i++) {
        if (fold->tracked[i]->next_day > today)
            continue;
        if (due++ == 0)
            *ret_first = (uint32_t)i;
        *ret_last = (uint32_t)i;
    }
    return due > 0;
}

static int settle(struct fold *fold, struct tracked *tracked, const struct moment *moment,
                  struct transitions *transitions, struct effects *effects) {
    for (size_t i = 0; i < tracked->years.count; i++) {
        int r = fold_settle(fold, tracked, tracked->years.list[i], moment, transitions, effects);
        if (r < 0)
            return r;
    }
    tracked->next_day = next_day(fold, tracked);
    return 0;
}

int fold_tick(struct fold *fold, int64_t instant, uint32_t first, uint32_t last, const char *const *unheard,
              size_t unheard_count, int64_t at, struct effects *effects) {
    struct transitions *transitions = capaian_arena_take(effects->arena, sizeof *transitions);
    if (transitions == NULL)
        return -ENOMEM;
    const struct moment moment = {at, unheard, unheard_count};
    fold->step++;
    if (instant > fold->judged)
        fold_set_judged(fold, instant);
    for (size_t i = first; i <= last && i < fold->tracked_count; i++) {
        // Settling again what has nothing due would find nothing: skipping it is only speed.
        if (fold->tracked[i]->next_day > fold->today)
            continue;
        int r = settle(fold, fold->tracked[i], &moment, transitions, effects);
        if (r < 0)
            return r;
    }
    fold_note_next_day(fold);
    return 0;
}
