// Indicators, field by field, and their targets, number by number.
#include "catalogue/names.h"
#include "commands/difference.h"

#include <assert.h>
#include <string.h>

enum field {
    UNIT,
    REPORTER,
    FORMULA,
    BETTER,
    WITHIN_YEAR,
    ACROSS_YEARS,
    PER,
    DECIMALS,
    PROGRESS,
    SCALE,
    REPORTING,
    REPORTED_AS,
    NAME,
    SATUAN,
    EVERY,
    MIN,
    MAX,
    SOURCE,
    DUE,
    FINAL_DUE,
    LOCK,
    PLAN,
    DEFINITION,
    FROM,
    TO,
    FIELDS
};

static const char *const field_names[FIELDS] = {
    [UNIT] = "unit",
    [REPORTER] = "reporter",
    [FORMULA] = "formula",
    [BETTER] = "better",
    [WITHIN_YEAR] = "within_year",
    [ACROSS_YEARS] = "across_years",
    [PER] = "per",
    [DECIMALS] = "decimals",
    [PROGRESS] = "progress",
    [SCALE] = "scale",
    [REPORTING] = "reporting",
    [REPORTED_AS] = "reported_as",
    [NAME] = "name",
    [SATUAN] = "satuan",
    [EVERY] = "every",
    [MIN] = "min",
    [MAX] = "max",
    [SOURCE] = "source",
    [DUE] = "due",
    [FINAL_DUE] = "final_due",
    [LOCK] = "lock",
    [PLAN] = "plan",
    [DEFINITION] = "definition",
    [FROM] = "from",
    [TO] = "to",
};

// NULL for a field that is no text.
static const char *field_text(const struct indicator *indicator, enum field field) {
    switch (field) {
    case UNIT:
        return indicator->unit;
    case REPORTER:
        return indicator->reporter;
    case FORMULA:
        return formula_name(indicator->formula);
    case BETTER:
        return better_name(indicator->better);
    case WITHIN_YEAR:
        return consolidation_name(indicator->within_year);
    case ACROSS_YEARS:
        return consolidation_name(indicator->across_years);
    case PROGRESS:
        return name_text(flag_names, indicator->progress ? FLAG_YES : FLAG_NO);
    case SCALE:
        return indicator->scale;
    case REPORTING:
        return name_text(reporting_names, (int)indicator->reporting);
    case REPORTED_AS:
        return name_text(reported_as_names, indicator->reported_to_date ? COUNTS_TO_DATE : COUNTS_PERIOD);
    case NAME:
        return indicator->name;
    case SATUAN:
        return indicator->satuan;
    case EVERY:
        return name_text(every_names, (int)indicator->every);
    case SOURCE:
        return indicator->source;
    case PLAN:
        return indicator->plan;
    case DEFINITION:
        return indicator->definition;
    default:
        return NULL;
    }
}

// False for a field that is no number, or is not there.
static bool field_number(const struct indicator *indicator, enum field field, capaian_nano *ret) {
    switch (field) {
    case PER:
        *ret = (capaian_nano)indicator->per * CAPAIAN_NANO;
        return true;
    case DECIMALS:
        *ret = (capaian_nano)indicator->decimals * CAPAIAN_NANO;
        return true;
    case MIN:
        *ret = indicator->min;
        return indicator->has_min;
    case MAX:
        *ret = indicator->max;
        return indicator->has_max;
    default:
        return false;
    }
}

static bool same_span(struct capaian_span a, struct capaian_span b) {
    return a.count == b.count && a.working == b.working;
}

static bool same_field(const struct indicator *a, const struct indicator *b, enum field field) {
    const char *text = field_text(a, field);
    capaian_nano number = 0, other = 0;
    bool has = field_number(a, field, &number), has_other = field_number(b, field, &other);
    switch (field) {
    case DUE:
        return same_span(a->due, b->due);
    case FINAL_DUE:
        return same_span(a->final_due, b->final_due);
    case LOCK:
        return same_span(a->lock, b->lock);
    case FROM:
        return a->from == b->from;
    case TO:
        return a->to == b->to;
    default:
        return text != NULL ? strcmp(text, field_text(b, field)) == 0 : has == has_other && (!has || number == other);
    }
}

static enum change_kind kind_of(enum field field) {
    if (field == UNIT || field == REPORTER)
        return CHANGE_INDICATOR_MOVED;
    return field <= REPORTED_AS ? CHANGE_INDICATOR_RULE : CHANGE_INDICATOR_OTHER;
}

static void compare_indicator(const struct indicator *was, const struct indicator *is, struct difference *ret) {
    bool changed = false;
    for (enum field field = 0; field < FIELDS; field++) {
        if (same_field(was, is, field))
            continue;
        // Where nobody else reports, the reporter moves along with the unit.
        bool follows =
            field == REPORTER && strcmp(was->reporter, was->unit) == 0 && strcmp(is->reporter, is->unit) == 0;
        struct change change = {.subject = is->code,
                                .field = field_names[field],
                                .before = field_text(was, field),
                                .after = field_text(is, field)};
        bool has = field_number(was, field, &change.number_before);
        change.numbers = field_number(is, field, &change.number_after) && has;
        if (!follows)
            difference_note(ret, kind_of(field), change);
        changed = true;
    }
    ret->indicators.changed += changed;
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

static capaian_nano high_of(const struct target *target) {
    return target->has_high ? target->high : target->target;
}

// The targets of one indicator in both catalogues.
struct pair {
    const struct indicator *was, *is;    // NULL: not there
    struct compare_days days;
    struct difference *ret;
};

static struct capaian_period period_of(const struct target *was, const struct target *is) {
    if (is != NULL)
        return is->period;
    assert(was != NULL);
    return was->period;
}

static void note_target(const struct pair *pair, enum change_kind kind, const char *field, const struct target *was,
                        const struct target *is) {
    difference_note(pair->ret, kind,
                    (struct change){.subject = pair->is != NULL ? pair->is->code : pair->was->code,
                                    .field = field,
                                    .period = period_of(was, is),
                                    .rules_before = pair->was,
                                    .rules_after = pair->is,
                                    .was = was,
                                    .is = is});
}

// As the fold has it: a version holds for periods that end while or after it is in force; for one that had ended when
// the version was applied only where no number had been agreed, or by a word to judge again.
static void note_if_ended(const struct pair *pair, const struct target *was, const struct target *is) {
    int32_t last = capaian_period_last(period_of(was, is));
    if (last < pair->days.effective)
        note_target(pair, CHANGE_ENDED_BEFORE, NULL, was, is);
    else if (last < pair->days.today)
        note_target(pair, was == NULL ? CHANGE_ENDED_FIRST : CHANGE_ENDED, NULL, was, is);
}

// What of a target is no number to reach: told as texts, the weight as numbers.
static void note_field(const struct pair *pair, const char *field, const struct target *was, const struct target *is,
                       const char *before, const char *after) {
    difference_note(pair->ret, CHANGE_TARGET_OTHER,
                    (struct change){.subject = pair->is->code,
                                    .field = field,
                                    .period = is->period,
                                    .before = before,
                                    .after = after,
                                    .numbers = before == NULL,
                                    .number_before = was->weight,
                                    .number_after = is->weight,
                                    .rules_before = pair->was,
                                    .rules_after = pair->is,
                                    .was = was,
                                    .is = is});
}

static const char *counts_text(const struct target *target) {
    return name_text(counts_names, target->to_date ? COUNTS_TO_DATE : COUNTS_PERIOD);
}

static const char *judged_text(const struct target *target) {
    return name_text(flag_names, target->judged ? FLAG_YES : FLAG_NO);
}

static const char *curve_text(const struct target *target) {
    return target->curve != CURVE_NONE ? name_text(curve_names, (int)target->curve) : "";
}

// Whether anything but the number differs.
static bool compare_fields(const struct pair *pair, const struct target *was, const struct target *is) {
    bool counts = was->to_date != is->to_date, judged = was->judged != is->judged;
    bool weight = was->weight != is->weight, curve = was->curve != is->curve;
    if (counts)
        note_field(pair, "counts", was, is, counts_text(was), counts_text(is));
    if (judged)
        note_field(pair, "judged", was, is, judged_text(was), judged_text(is));
    if (weight)
        note_field(pair, "weight", was, is, NULL, NULL);
    if (curve)
        note_field(pair, "curve", was, is, curve_text(was), curve_text(is));
    return counts || judged || weight || curve;
}

static void compare_target(const struct pair *pair, const struct target *was, const struct target *is) {
    struct difference *ret = pair->ret;
    bool scheduled = was->scheduled && is->scheduled;
    bool number = scheduled && (was->target != is->target || high_of(was) != high_of(is));
    bool up = is->target > was->target || (is->target == was->target && high_of(is) > high_of(was));
    // From or to `not scheduled`, and a range that becomes its own lower bound.
    bool form = was->scheduled != is->scheduled || (scheduled && !number && was->has_high != is->has_high);
    if (number)
        note_target(pair, up ? CHANGE_TARGET_UP : CHANGE_TARGET_DOWN, NULL, was, is);
    if (form)
        note_target(pair, CHANGE_TARGET_OTHER, "target", was, is);
    bool other = compare_fields(pair, was, is) || form;
    if (number || form)
        note_if_ended(pair, was, is);
    ret->targets_up += number && up;
    ret->targets_down += number && !up;
    ret->targets.changed += number || other;
}

static void compare_targets(const struct catalogue *before, const struct catalogue *after, const struct pair *pair) {
    // An indicator without targets has no place in the list.
    size_t olds = pair->was != NULL ? pair->was->target_count : 0;
    size_t nows = pair->is != NULL ? pair->is->target_count : 0;
    const struct target *old = olds > 0 ? &before->targets[pair->was->first_target] : NULL;
    const struct target *now = nows > 0 ? &after->targets[pair->is->first_target] : NULL;
    while (olds > 0 || nows > 0) {
        int64_t order = olds == 0 ? 1 : nows == 0 ? -1 : target_order(old, now);
        if (order == 0) {
            compare_target(pair, old, now);
        } else if (order < 0) {
            note_target(pair, CHANGE_TARGET_GONE, NULL, old, NULL);
            note_if_ended(pair, old, NULL);
            pair->ret->targets.removed++;
        } else {
            note_target(pair, CHANGE_TARGET_NEW, NULL, NULL, now);
            note_if_ended(pair, NULL, now);
            pair->ret->targets.added++;
        }
        if (order <= 0)
            old++, olds--;
        if (order >= 0)
            now++, nows--;
    }
}

void compare_indicators(const struct catalogue *before, const struct catalogue *after, struct compare_days days,
                        struct difference *ret) {
    for (size_t i = 0; i < before->indicator_count; i++) {
        const struct indicator *was = &before->indicators[i];
        if (catalogue_indicator(after, was->code) != NULL)
            continue;
        ret->indicators.removed++;
        difference_note(ret, CHANGE_INDICATOR_GONE, (struct change){.subject = was->code, .rules_before = was});
        compare_targets(before, after, &(struct pair){.was = was, .days = days, .ret = ret});
    }
    for (size_t i = 0; i < after->indicator_count; i++) {
        const struct indicator *is = &after->indicators[i];
        const struct indicator *was = catalogue_indicator(before, is->code);
        if (was != NULL) {
            compare_indicator(was, is, ret);
        } else {
            ret->indicators.added++;
            difference_note(ret, CHANGE_INDICATOR_NEW, (struct change){.subject = is->code, .rules_after = is});
        }
        compare_targets(before, after, &(struct pair){.was = was, .is = is, .days = days, .ret = ret});
    }
}
