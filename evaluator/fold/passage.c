#include "fold/deed.h"
#include "fold/people.h"
#include "fold/settling.h"
#include "fold/silence.h"

#include <errno.h>
#include <stdint.h>

int64_t fold_next_due(const struct fold *fold) {
    const struct version *latest = fold_latest(fold);
    if (latest == NULL)
        return INT64_MAX;
    int64_t day = fold->next_day == DAY_NEVER     ? INT64_MAX
                  : fold->next_day <= fold->today ? fold->judged
                                                  : capaian_day_start(&latest->catalogue->calendar, fold->next_day);
    if (fold->people_day != DAY_NEVER) {
        int64_t people = fold->people_day <= fold->today
                             ? fold->judged
                             : capaian_day_start(&latest->catalogue->calendar, fold->people_day);
        day = people < day ? people : day;
    }
    int64_t silence = fold_silence_due(fold);
    return silence < day ? silence : day;
}

void fold_note_next_day(struct fold *fold) {
    fold->next_day = DAY_NEVER;
    for (size_t i = 0; i < fold->tracked_count; i++)
        if (fold->tracked[i]->next_day < fold->next_day)
            fold->next_day = fold->tracked[i]->next_day;
}

static bool is_standing(const struct tracked *tracked) {
    for (size_t i = 0; i < tracked->years.count; i++)
        for (size_t k = 0; k < tracked->years.list[i]->alert_count; k++)
            if (tracked->years.list[i]->alerts[k].state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING)
                return true;
    return false;
}

static int32_t next_day(const struct fold *fold, const struct tracked *tracked) {
    int32_t next = DAY_NEVER;
    for (size_t i = 0; i < tracked->years.count; i++) {
        int32_t day = alerts_next_day(tracked->catalogue, tracked->rules, tracked->years.list[i], fold->today);
        next = day < next ? day : next;
    }
    // What nobody was bothered with while it was suppressed goes on from the day after.
    for (size_t i = 0; i < fold->hold_count; i++) {
        const struct hold *hold = &fold->holds[i];
        if (hold->kind == CAPAIAN__V1__DEED_KIND__DEED_SUPPRESS && hold->until >= fold->today && hold->until < next &&
            is_standing(tracked))
            next = hold->until + 1;
    }
    return next;
}

void fold_note_day(struct fold *fold, struct tracked *tracked) {
    tracked->next_day = next_day(fold, tracked);
    fold_note_next_day(fold);
}

void fold_loaded(struct fold *fold) {
    for (size_t i = 0; i < fold->tracked_count; i++)
        fold->tracked[i]->next_day = next_day(fold, fold->tracked[i]);
    fold_note_next_day(fold);
    fold_note_silence(fold);
    fold_look_at_people(fold);
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
    if (due > 0)
        return true;
    // Nothing of an indicator: somebody may have fallen silent, or a person's clock has run on.
    *ret_first = 1;
    *ret_last = 0;
    return fold_silence_due(fold) <= instant || fold->people_day <= today;
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
    int r = fold_settle_silence(fold, fold->judged, &moment, effects);
    // Only when all indicators are settled: a card rests on many of them.
    return r < 0 || first <= last ? r : fold_settle_people(fold, at, effects);
}
