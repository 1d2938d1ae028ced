#include "commands/difference.h"

#include <string.h>

void difference_note(struct difference *difference, enum change_kind kind, struct change change) {
    struct change_list *list = &difference->lists[kind];
    if (list->count < CHANGES_LISTED)
        list->list[list->count] = change;
    list->count++;
}

static bool note_text(struct difference *ret, enum change_kind kind, const char *subject, const char *field,
                      const char *before, const char *after) {
    if (strcmp(before, after) == 0)
        return false;
    difference_note(ret, kind, (struct change){.subject = subject, .field = field, .before = before, .after = after});
    return true;
}

static bool note_field(struct difference *ret, const char *subject, const char *field, bool same) {
    if (!same)
        difference_note(ret, CHANGE_UNIT_OTHER, (struct change){.subject = subject, .field = field});
    return !same;
}

static bool compare_unit(const struct unit *was, const struct unit *is, struct difference *ret) {
    bool changed = note_text(ret, CHANGE_UNIT_RENAMED, is->code, NULL, was->name, is->name);
    changed |= note_text(ret, CHANGE_UNIT_MOVED, is->code, NULL, was->reports_to, is->reports_to);
    changed |= note_text(ret, CHANGE_UNIT_SUCCEEDED, is->code, NULL, was->successors, is->successors);
    changed |= note_text(ret, CHANGE_UNIT_OTHER, is->code, "kind", was->kind, is->kind);
    changed |= note_text(ret, CHANGE_UNIT_OTHER, is->code, "official_code", was->official_code, is->official_code);
    changed |= note_field(ret, is->code, "feed_every", was->feed_every_ms == is->feed_every_ms);
    changed |= note_field(ret, is->code, "from", was->from == is->from);
    if (was->to != is->to && is->to != DAY_NEVER)
        difference_note(ret, CHANGE_UNIT_ENDS, (struct change){.subject = is->code, .after = is->name, .day = is->to});
    else
        (void)note_field(ret, is->code, "to", was->to == is->to);
    return changed || was->to != is->to;
}

void compare_units(const struct catalogue *before, const struct catalogue *after, struct difference *ret) {
    for (size_t i = 0; i < before->unit_count; i++) {
        const struct unit *was = &before->units[i];
        if (catalogue_unit(after, was->code) != NULL)
            continue;
        ret->units.removed++;
        difference_note(ret, CHANGE_UNIT_GONE, (struct change){.subject = was->code, .before = was->name});
    }
    for (size_t i = 0; i < after->unit_count; i++) {
        const struct unit *is = &after->units[i];
        const struct unit *was = catalogue_unit(before, is->code);
        if (was != NULL) {
            ret->units.changed += compare_unit(was, is, ret);
            continue;
        }
        ret->units.added++;
        difference_note(ret, CHANGE_UNIT_BEGINS,
                        (struct change){.subject = is->code, .after = is->name, .day = is->from});
    }
}

// By post and first day, as the list is sorted.
static int holder_order(const struct holder *a, const struct holder *b) {
    int order = strcmp(a->unit, b->unit);
    return order != 0 ? order : (a->from > b->from) - (a->from < b->from);
}

// The same person in the same post and capacity from the same day.
static const struct holder *find_holder(const struct catalogue *catalogue, const struct holder *wanted) {
    size_t low = 0, high = catalogue->holder_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (holder_order(&catalogue->holders[middle], wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < catalogue->holder_count && holder_order(&catalogue->holders[low], wanted) == 0; low++) {
        const struct holder *found = &catalogue->holders[low];
        if (found->capacity == wanted->capacity && strcmp(found->person, wanted->person) == 0)
            return found;
    }
    return NULL;
}

static void note_holder(struct difference *ret, enum change_kind kind, const char *field, const struct holder *holder) {
    difference_note(ret, kind, (struct change){.subject = holder->unit, .field = field, .holder = holder});
}

static bool compare_holder(const struct holder *was, const struct holder *is, struct difference *ret) {
    const char *field = strcmp(was->name, is->name) != 0      ? "name"
                        : was->appointment != is->appointment ? "appointment"
                        : strcmp(was->basis, is->basis) != 0  ? "basis"
                                                              : NULL;
    if (was->to != is->to && is->to != DAY_NEVER)
        note_holder(ret, CHANGE_HOLDER_GOES, NULL, is);
    else if (was->to != is->to)
        note_holder(ret, CHANGE_HOLDER_OTHER, "to", is);
    else if (field != NULL)
        note_holder(ret, CHANGE_HOLDER_OTHER, field, is);
    return was->to != is->to || field != NULL;
}

void compare_holders(const struct catalogue *before, const struct catalogue *after, struct difference *ret) {
    for (size_t i = 0; i < before->holder_count; i++) {
        if (find_holder(after, &before->holders[i]) != NULL)
            continue;
        ret->holders.removed++;
        note_holder(ret, CHANGE_HOLDER_GOES, NULL, &before->holders[i]);
    }
    for (size_t i = 0; i < after->holder_count; i++) {
        const struct holder *is = &after->holders[i];
        const struct holder *was = find_holder(before, is);
        if (was != NULL) {
            ret->holders.changed += compare_holder(was, is, ret);
            continue;
        }
        ret->holders.added++;
        note_holder(ret, CHANGE_HOLDER_COMES, NULL, is);
    }
}

void catalogue_compare(const struct catalogue *before, const struct catalogue *after, struct compare_days days,
                       struct difference *ret) {
    static const struct catalogue NONE;
    *ret = (struct difference){0};
    if (before == NULL)
        days = (struct compare_days){DAY_ALWAYS, DAY_ALWAYS};
    before = before != NULL ? before : &NONE;
    compare_units(before, after, ret);
    compare_indicators(before, after, days, ret);
    compare_holders(before, after, ret);
}
