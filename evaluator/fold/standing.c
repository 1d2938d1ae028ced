#include "fold/standing.h"

#include "fold/settling.h"

#include <stdio.h>
#include <string.h>

static bool stands(const struct alert *alert) {
    return alert->state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING ||
           alert->state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_ACKNOWLEDGED;
}

static int32_t due_of(const struct fold *fold, const struct tracked *tracked, const struct alert *alert,
                      int32_t today) {
    if (alert->follow_up_due != 0)
        return alert->follow_up_due;
    if (alert->kind != CAPAIAN__V1__ALERT_KIND__ALERT_KIND_OVERDUE || tracked->catalogue == NULL)
        return 0;
    int32_t last = indicator_lock_day(tracked->catalogue, tracked->rules, alert->period) - 1;
    int32_t reopened = fold_reopened_until(fold, tracked->rules->reporter, alert->period, today);
    return reopened > last ? reopened : last;
}

void fold_standing(const struct fold *fold, int32_t today,
                   void (*visit)(void *context, const struct standing *standing), void *context) {
    for (size_t i = 0; i < fold->tracked_count; i++) {
        const struct tracked *tracked = fold->tracked[i];
        for (size_t y = 0; y < tracked->years.count; y++) {
            const struct year *year = tracked->years.list[y];
            for (size_t k = 0; k < year->alert_count; k++) {
                const struct alert *alert = &year->alerts[k];
                if (stands(alert))
                    visit(context, &(struct standing){.alert = alert,
                                                      .tracked = tracked,
                                                      .unit = tracked->rules->unit,
                                                      .source = "",
                                                      .due = due_of(fold, tracked, alert, today)});
            }
        }
    }
    for (size_t i = 0; i < fold->source_count; i++) {
        const struct source *source = &fold->sources[i];
        if (stands(&source->alert))
            visit(context, &(struct standing){.alert = &source->alert,
                                              .unit = strchr(source->name, ':') == NULL ? source->name : "",
                                              .source = source->name,
                                              .due = source->alert.follow_up_due});
    }
}

bool standing_stale(const struct standing *standing, int32_t today,
                    int32_t (*acknowledged)(void *context, uint64_t number), void *context) {
    const struct alert *alert = standing->alert;
    if (alert->state != CAPAIAN__V1__ALERT_STATE__ALERT_STATE_ACKNOWLEDGED)
        return false;
    if (alert->follow_up_due != 0)
        return today > alert->follow_up_due;
    // It was not acknowledged before it fired.
    if (today - alert->since <= ACKNOWLEDGED_DAYS)
        return false;
    return alert->acted == 0 || today - acknowledged(context, alert->acted) > ACKNOWLEDGED_DAYS;
}

bool standing_suppressed(const struct fold *fold, const struct standing *standing) {
    char id[ALERT_ID_MAX];
    if (fold->hold_count == 0)
        return false;
    const struct alert *alert = standing->alert;
    if (alert->kind == CAPAIAN__V1__ALERT_KIND__ALERT_KIND_IMPLAUSIBLE)
        (void)alert_row_id(id, standing->tracked->code, alert->period, alert->row_id, alert->row);
    else if (standing->tracked != NULL)
        (void)alert_id(id, alert->kind, standing->tracked->code, alert->period);
    else
        (void)snprintf(id, sizeof id, "%s/%s", alert_kind_code(alert->kind), standing->source);
    return fold_suppression(fold, standing->tracked, standing->unit, id, fold->today) != NULL;
}

int32_t fold_reopened_until(const struct fold *fold, const char *unit, struct capaian_period period, int32_t today) {
    int32_t until = 0;
    for (size_t i = 0; i < fold->hold_count; i++) {
        const struct hold *hold = &fold->holds[i];
        if (hold->kind == CAPAIAN__V1__DEED_KIND__DEED_REOPEN && hold->until >= today && hold->until > until &&
            strcmp(hold->subject, unit) == 0 && capaian_period_holds(hold->period, period))
            until = hold->until;
    }
    return until;
}

bool unit_below(const struct catalogue *catalogue, const char *unit, const char *top) {
    // The check of the catalogue lets no circle pass; the limit is for one that did.
    enum { DEEPEST = 64 };
    for (int steps = 0; unit != NULL && unit[0] != '\0' && steps < DEEPEST; steps++) {
        if (strcmp(unit, top) == 0)
            return true;
        const struct unit *found = catalogue_unit(catalogue, unit);
        unit = found == NULL ? NULL : found->reports_to;
    }
    return false;
}
