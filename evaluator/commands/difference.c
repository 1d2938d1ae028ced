#include "commands/difference.h"

#include <string.h>

static bool same(const char *a, const char *b) {
    return strcmp(a, b) == 0;
}

static bool same_unit(const struct unit *a, const struct unit *b) {
    return same(a->name, b->name) && same(a->kind, b->kind) && same(a->reports_to, b->reports_to) &&
           a->from == b->from && a->to == b->to && same(a->successors, b->successors) &&
           same(a->official_code, b->official_code) && a->feed_every_ms == b->feed_every_ms;
}

static bool same_span(struct capaian_span a, struct capaian_span b) {
    return a.count == b.count && a.working == b.working;
}

static bool same_bounds(const struct indicator *a, const struct indicator *b) {
    return a->has_min == b->has_min && a->has_max == b->has_max && (!a->has_min || a->min == b->min) &&
           (!a->has_max || a->max == b->max);
}

static bool same_rule(const struct indicator *a, const struct indicator *b) {
    return a->decimals == b->decimals && a->formula == b->formula && a->better == b->better &&
           a->within_year == b->within_year && a->across_years == b->across_years && a->per == b->per &&
           a->progress == b->progress && same(a->scale, b->scale) && same_bounds(a, b);
}

static bool same_duty(const struct indicator *a, const struct indicator *b) {
    return same(a->reporter, b->reporter) && a->reporting == b->reporting &&
           a->reported_to_date == b->reported_to_date && a->every == b->every && same_span(a->due, b->due) &&
           same_span(a->final_due, b->final_due) && same_span(a->lock, b->lock) && a->from == b->from && a->to == b->to;
}

static bool same_indicator(const struct indicator *a, const struct indicator *b) {
    return same(a->name, b->name) && same(a->unit, b->unit) && same(a->satuan, b->satuan) &&
           same(a->source, b->source) && same(a->plan, b->plan) && same(a->definition, b->definition) &&
           same_rule(a, b) && same_duty(a, b);
}

// As the list is sorted.
static int64_t target_order(const struct target *a, const struct target *b) {
    int64_t order = a->period.year - b->period.year;
    if (order == 0)
        order = (int64_t)capaian_period_last(a->period) - capaian_period_last(b->period);
    if (order == 0)
        order = (int64_t)capaian_period_first(a->period) - capaian_period_first(b->period);
    return order;
}

static void compare_target(const struct target *before, const struct target *after, struct difference *ret) {
    bool number = before->scheduled && after->scheduled && before->target != after->target;
    bool other = before->scheduled != after->scheduled || before->has_high != after->has_high ||
                 (before->has_high && before->high != after->high) || before->to_date != after->to_date ||
                 before->judged != after->judged || before->weight != after->weight || before->curve != after->curve;
    if (number && after->target > before->target)
        ret->targets_up++;
    else if (number)
        ret->targets_down++;
    if (number || other)
        ret->targets.changed++;
}

static void compare_targets(const struct catalogue *before, const struct indicator *was, const struct catalogue *after,
                            const struct indicator *is, struct difference *ret) {
    const struct target *old = before->targets + was->first_target;
    const struct target *now = after->targets + is->first_target;
    const struct target *old_end = old + was->target_count;
    const struct target *now_end = now + is->target_count;
    while (old < old_end && now < now_end) {
        int64_t order = target_order(old, now);
        if (order == 0)
            compare_target(old++, now++, ret);
        else if (order < 0)
            ret->targets.removed++, old++;
        else
            ret->targets.added++, now++;
    }
    ret->targets.removed += (size_t)(old_end - old);
    ret->targets.added += (size_t)(now_end - now);
}

void catalogue_compare(const struct catalogue *before, const struct catalogue *after, struct difference *ret) {
    static const struct catalogue NONE;
    if (!before)
        before = &NONE;
    struct difference found = {0};
    for (size_t i = 0; i < before->unit_count; i++)
        found.units.removed += !catalogue_unit(after, before->units[i].code);
    for (size_t i = 0; i < after->unit_count; i++) {
        const struct unit *was = before->unit_count ? catalogue_unit(before, after->units[i].code) : NULL;
        found.units.added += !was;
        found.units.changed += was && !same_unit(was, &after->units[i]);
    }
    for (size_t i = 0; i < before->indicator_count; i++) {
        if (catalogue_indicator(after, before->indicators[i].code))
            continue;
        found.indicators.removed++;
        found.targets.removed += before->indicators[i].target_count;
    }
    for (size_t i = 0; i < after->indicator_count; i++) {
        const struct indicator *is = &after->indicators[i];
        const struct indicator *was = before->indicator_count ? catalogue_indicator(before, is->code) : NULL;
        if (!was) {
            found.indicators.added++;
            found.targets.added += is->target_count;
            continue;
        }
        found.indicators.changed += !same_indicator(was, is);
        compare_targets(before, was, after, is, &found);
    }
    *ret = found;
}
