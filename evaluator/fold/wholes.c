// Indicators that several units add to: what the whole has is the sum of its parts.
#include "fold/wholes.h"

#include "fold/applying.h"

#include <errno.h>
#include <string.h>

static bool part_reported(const struct tracked *part, struct capaian_period period) {
    struct year *year = tracked_year(part, period.year);
    const struct figure *figure = year == NULL ? NULL : year_figure(year, period);
    return figure != NULL && figure_reported(figure, part->rules->reporting);
}

// Whether the units that had the part before, and have closed, have reported it for the period.
static bool reported_before(const struct fold *fold, const struct tracked *whole, size_t index,
                            struct capaian_period period) {
    bool any = false;
    for (size_t i = 0; i < whole->part_count; i++) {
        const struct tracked *before = fold->tracked[whole->parts[i].id];
        if (before->current || capaian_period_last(period) < before->duty_from ||
            !catalogue_succeeds(whole->catalogue, whole->parts[i].unit, whole->parts[index].unit))
            continue;
        if (!part_reported(before, period))
            return false;
        any = true;
    }
    return any;
}

// Whether a unit has to report its part for the period: since it was given one, or since one was given to the unit that
// it has succeeded, where that has not reported it; and as long as anybody is there.
static bool part_owed(const struct fold *fold, const struct tracked *whole, size_t index,
                      struct capaian_period period) {
    const struct tracked *part = fold->tracked[whole->parts[index].id];
    int32_t last = capaian_period_last(period);
    const char *code = whole->parts[index].unit;
    const struct unit *unit = catalogue_unit(whole->catalogue, code);
    // A successor may have begun only after the period whose report it owes.
    bool there = unit != NULL && (unit->from > last || catalogue_unit_on(whole->catalogue, code, last) != NULL);
    return part->current && last >= part->duty_from && there && !reported_before(fold, whole, index, period);
}

static void add_events(struct figure *sum, const struct figure *own) {
    sum->numerator += own->numerator;
    sum->denominator += own->denominator;
    sum->count += own->count;
    sum->provisional += own->provisional;
    sum->estimated += own->estimated;
}

// The weakest status; and of all rows the one that was received last, which says when the whole was in.
static void add_statement(struct statement *total, const struct statement *own) {
    total->numerator += own->numerator;
    total->denominator += own->denominator;
    total->count += own->count;
    total->confirmed = total->confirmed || own->confirmed;
    uint8_t status = total->status > own->status ? total->status : own->status;
    if (!total->stands || own->received_at > total->received_at ||
        (own->received_at == total->received_at && rank_compare(&own->rank, &total->rank) > 0)) {
        total->rank = own->rank;
        total->step = own->step;
        total->received_at = own->received_at;
        memcpy(total->row_id, own->row_id, CAPAIAN_ID_SIZE);
        total->row = own->row;
    }
    total->status = total->rank.status = status;
    total->stands = true;
}

// What the parts give together, as one statement: it stands when each unit that owes one has reported its own. What one
// of them declares missing is missing from the whole.
static void add_up(const struct fold *fold, const struct tracked *whole, struct capaian_period period,
                   struct figure *ret) {
    struct figure sum = {.period = period};
    struct statement missing = {0};
    bool all = true;
    for (size_t i = 0; i < whole->part_count; i++) {
        const struct tracked *part = fold->tracked[whole->parts[i].id];
        struct year *year = tracked_year(part, period.year);
        const struct figure *own = year == NULL ? NULL : year_figure(year, period);
        if (own != NULL)
            add_events(&sum, own);
        if (own != NULL && figure_reported(own, whole->rules->reporting))
            add_statement(&sum.statement, &own->statement);
        else if (own != NULL && own->statement.stands && own->statement.kind == STATED_MISSING)
            missing = own->statement;
        else
            all = all && !part_owed(fold, whole, i, period);
    }
    if (missing.stands)
        sum.statement = missing;
    sum.statement.stands = sum.statement.stands && all;
    *ret = sum;
}

static bool same_sums(const struct figure *a, const struct figure *b) {
    return a->statement.stands == b->statement.stands && statement_same_figure(&a->statement, &b->statement) &&
           a->numerator == b->numerator && a->denominator == b->denominator && a->count == b->count &&
           a->provisional == b->provisional && a->estimated == b->estimated;
}

int wholes_add_up(struct fold *fold, struct tracked *whole, struct year *year) {
    for (size_t k = 0; k < FIGURES_MAX && year->figures[k].period.kind != 0; k++) {
        struct figure *figure = &year->figures[k], sum;
        add_up(fold, whole, figure->period, &sum);
        bool same = same_sums(figure, &sum);
        if (same && rank_compare(&figure->statement.rank, &sum.statement.rank) == 0 &&
            figure->statement.received_at == sum.statement.received_at)
            continue;
        if (fold_mark(fold, whole, year, figure) < 0)
            return -ENOMEM;
        sum.stage = same ? figure->stage : CAPAIAN__V1__STAGE__STAGE_SUBMITTED;
        sum.missing_until = same ? figure->missing_until : 0;
        sum.dirty = figure->dirty;
        *figure = sum;
    }
    return 0;
}

int place_wholes(struct applying *a) {
    size_t count = a->touched_count;
    for (size_t i = 0; i < count; i++) {
        const struct touched *touched = &a->touched[i];
        if (touched->tracked->whole == touched->tracked->id)
            continue;
        struct tracked *whole = a->fold->tracked[touched->tracked->whole];
        struct year *year = fold_year(a->fold, whole, touched->year->year);
        if (year == NULL || wholes_add_up(a->fold, whole, year) < 0)
            return -ENOMEM;
        struct touched *of_whole = place_touch(a, whole, year);
        if (of_whole == NULL)
            return -ENOMEM;
        of_whole->changed = true;
    }
    return 0;
}
