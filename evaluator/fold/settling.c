#include "fold/settling.h"

#include "fold/deed.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct place {
    const struct fold *fold;
    const struct tracked *tracked;
    const struct year *year;
    int32_t day;
};

bool fold_suppressed(const struct fold *fold, Capaian__V1__DeedKind kind, const char *subject, int32_t day,
                     const struct hold **ret) {
    for (size_t i = fold->hold_count; i > 0; i--) {
        const struct hold *hold = &fold->holds[i - 1];
        if (hold->kind == kind && hold->from <= day && hold->until >= day && strcmp(hold->subject, subject) == 0) {
            if (ret != NULL)
                *ret = hold;
            return true;
        }
    }
    return false;
}

const struct hold *fold_suppression(const struct fold *fold, const struct tracked *tracked, const char *unit,
                                    const char *alert, int32_t day) {
    const Capaian__V1__DeedKind suppress = CAPAIAN__V1__DEED_KIND__DEED_SUPPRESS;
    const struct hold *hold = NULL;
    char subject[ALERT_ID_MAX];
    if (fold->hold_count == 0 || fold_suppressed(fold, suppress, alert, day, &hold))
        return hold;
    (void)snprintf(subject, sizeof subject, "unit/%s", unit);
    if (fold_suppressed(fold, suppress, subject, day, &hold) || tracked == NULL)
        return hold;
    (void)snprintf(subject, sizeof subject, "indicator/%s", tracked->code);
    (void)fold_suppressed(fold, suppress, subject, day, &hold);
    return hold;
}

char *alert_id(char buffer[ALERT_ID_MAX], Capaian__V1__AlertKind kind, const char *code, struct capaian_period period) {
    char text[CAPAIAN_PERIOD_TEXT];
    (void)snprintf(buffer, ALERT_ID_MAX, "%s/%s/%s", alert_kind_code(kind), code, capaian_period_format(period, text));
    return buffer;
}

char *alert_row_id(char buffer[ALERT_ID_MAX], const char *code, struct capaian_period period,
                   const uint8_t id[CAPAIAN_ID_SIZE], uint32_t row) {
    char start[ALERT_ID_MAX];
    (void)alert_id(start, CAPAIAN__V1__ALERT_KIND__ALERT_KIND_IMPLAUSIBLE, code, period);
    int size = snprintf(buffer, ALERT_ID_MAX, "%s/%02x%02x%02x%02x.%" PRIu32, start, id[0], id[1], id[2], id[3], row);
    assert(size < ALERT_ID_MAX);
    (void)size;
    return buffer;
}

static bool suppressed(void *context, Capaian__V1__AlertKind kind, struct capaian_period period) {
    const struct place *place = context;
    char id[ALERT_ID_MAX];
    if (place->fold->hold_count == 0)
        return false;
    const char *code = place->tracked->code;
    const struct alert *alert = year_alert(place->year, kind, period);
    if (kind == CAPAIAN__V1__ALERT_KIND__ALERT_KIND_IMPLAUSIBLE && alert != NULL)
        (void)alert_row_id(id, code, period, alert->row_id, alert->row);
    else
        (void)alert_id(id, kind, code, period);
    return fold_suppression(place->fold, place->tracked, place->tracked->rules->unit, id, place->day) != NULL;
}

size_t fold_superiors(const struct fold *fold, const char *unit, const struct holder *ret[SUPERIORS_MAX]) {
    const struct catalogue *catalogue = fold_latest(fold)->catalogue;
    const struct unit *at = catalogue_unit(catalogue, unit);
    size_t count = 0;
    // A chain of command is short; what does not end within so many steps is no chain.
    for (int steps = 0; at != NULL && at->reports_to[0] != '\0' && steps < 2 * SUPERIORS_MAX; steps++) {
        at = catalogue_unit_on(catalogue, at->reports_to, fold->today);
        const struct holder *holder = at == NULL ? NULL : catalogue_acting(catalogue, at->code, fold->today);
        // A vacant post cannot be told.
        if (holder != NULL && count < SUPERIORS_MAX)
            ret[count++] = holder;
    }
    return count;
}

static unsigned levels(void *context) {
    const struct place *place = context;
    const struct holder *superiors[SUPERIORS_MAX];
    return (unsigned)fold_superiors(place->fold, place->tracked->rules->unit, superiors);
}

static bool closed(const struct fold *fold, const struct tracked *tracked) {
    const struct catalogue *catalogue = tracked->catalogue;
    const struct unit *reporter = catalogue_unit(catalogue, tracked->rules->reporter);
    return reporter != NULL && reporter->to < fold->today &&
           catalogue_unit_on(catalogue, reporter->code, fold->today) == NULL;
}

// What the ledger has to write of what has been announced.
static int note_announced(const struct tracked *tracked, struct year *year, struct effects *effects) {
    for (size_t i = 0; i < year->announced_count; i++) {
        struct announced *announced = &year->announced[i];
        if (announced->outcome == announced->written_outcome && announced->band == announced->written_band)
            continue;
        if (effects->announcement_count == effects->announcement_room) {
            size_t room = effects->announcement_room == 0 ? 16 : 2 * effects->announcement_room;
            struct announcement *list = capaian_arena_take(effects->arena, room * sizeof *list);
            if (list == NULL)
                return -ENOMEM;
            if (effects->announcement_count > 0)
                memcpy(list, effects->announcements, effects->announcement_count * sizeof *list);
            effects->announcements = list;
            effects->announcement_room = room;
        }
        effects->announcements[effects->announcement_count++] =
            (struct announcement){tracked->id, year->year, announced};
        announced->written_outcome = announced->outcome;
        announced->written_band = announced->band;
    }
    return 0;
}

int fold_settle(struct fold *fold, struct tracked *tracked, struct year *year, const struct moment *moment,
                struct transitions *transitions, struct effects *effects) {
    struct place place = {fold, tracked, year, capaian_day_at(&tracked->catalogue->calendar, moment->at)};
    const struct circumstances circumstances = {.closed = closed(fold, tracked),
                                                .suppressed = suppressed,
                                                .levels = levels,
                                                .context = &place,
                                                .day = place.day};
    int r = alerts_settle(tracked->catalogue, tracked->rules, year, fold->today, &circumstances, transitions);
    for (size_t i = 0; r == 0 && i < transitions->count; i++)
        r = fold_emit(fold, tracked, year, &transitions->list[i], moment, effects);
    // What has just begun to stand is looked at again when nobody heeds it. A tick that is due says so itself.
    if (r == 0 && transitions->count > 0 && tracked->next_day > fold->today)
        fold_note_day(fold, tracked);
    return r < 0 ? r : note_announced(tracked, year, effects);
}
