// What changes from one catalogue to another: counted, and the first of each kind by name, so that somebody who signs
// can weigh it.
#pragma once

#include "catalogue/catalogue.h"

struct changes {
    size_t added, removed, changed;
};

enum change_kind {
    CHANGE_UNIT_BEGINS,    // is new
    CHANGE_UNIT_ENDS,      // has got an end, or another one
    CHANGE_UNIT_GONE,      // is no longer in the file
    CHANGE_UNIT_RENAMED,
    CHANGE_UNIT_MOVED,    // another superior
    CHANGE_UNIT_SUCCEEDED,
    CHANGE_UNIT_OTHER,
    CHANGE_INDICATOR_NEW,
    CHANGE_INDICATOR_GONE,
    CHANGE_INDICATOR_MOVED,    // another unit answers or reports
    CHANGE_INDICATOR_RULE,     // formula, consolidation: the same figures give another result
    CHANGE_INDICATOR_OTHER,
    CHANGE_TARGET_UP,
    CHANGE_TARGET_DOWN,
    CHANGE_TARGET_NEW,
    CHANGE_TARGET_GONE,
    CHANGE_TARGET_OTHER,
    CHANGE_HOLDER_COMES,
    CHANGE_HOLDER_GOES,    // has got an end, or another one, or is no longer in the file
    CHANGE_HOLDER_OTHER,
    CHANGE_POLICY,
    CHANGE_ENDED,           // another number for a period that has ended: it is judged again or stays as it is
    CHANGE_ENDED_FIRST,     // the first number for one: holds at once
    CHANGE_ENDED_BEFORE,    // a number for a period that ends before the version is in force, and so never holds
    CHANGE_KINDS,
};

enum { CHANGES_LISTED = 20 };

// What it points to belongs to the two catalogues (of a policy to its texts).
struct change {
    const char *subject;           // code of the unit or indicator, name of the policy
    const char *field;             // the column; NULL where the kind says it
    const char *before, *after;    // NULL: not told as texts
    bool numbers;                  // then number_before and number_after are the field's
    capaian_nano number_before, number_after;
    struct capaian_period period;                          // of targets
    int32_t day;                                           // of a unit: its first or last
    const struct indicator *rules_before, *rules_after;    // of indicators that come or go, and of targets
    const struct target *was, *is;                         // NULL: none
    const struct holder *holder;
};

struct change_list {
    size_t count;    // all; the first CHANGES_LISTED are kept
    struct change list[CHANGES_LISTED];
};

struct difference {
    struct changes units, indicators, targets, holders;
    size_t targets_up, targets_down;    // of targets.changed: the number itself
    struct change_list lists[CHANGE_KINDS];
};

// The day of the comparison, and the one from which `after` is in force; DAY_ALWAYS: no period has ended by then.
struct compare_days {
    int32_t today, effective;
};

// `before` NULL: there was none, so everything is added and nothing had been judged.
void catalogue_compare(const struct catalogue *before, const struct catalogue *after, struct compare_days days,
                       struct difference *ret);

void difference_note(struct difference *difference, enum change_kind kind, struct change change);

// The parts of catalogue_compare.
void compare_units(const struct catalogue *before, const struct catalogue *after, struct difference *ret);
void compare_indicators(const struct catalogue *before, const struct catalogue *after, struct compare_days days,
                        struct difference *ret);
void compare_holders(const struct catalogue *before, const struct catalogue *after, struct difference *ret);
