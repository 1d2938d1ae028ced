#include "fold/fold.h"
#include "fold/people.h"
#include "fold/silence.h"
#include "fold/wholes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int fold_new(int64_t start, struct fold **ret) {
    struct fold *fold = calloc(1, sizeof *fold);
    if (fold == NULL)
        return -ENOMEM;
    fold->judged = start;
    fold->next_day = DAY_NEVER;
    fold->silence_due = INT64_MAX;
    fold->people_day = DAY_NEVER;
    *ret = fold;
    return 0;
}

static void year_free(struct year *year) {
    free(year->goals);
    free(year->alerts);
    free(year->announced);
    free(year);
}

struct fold *fold_free(struct fold *fold) {
    if (fold == NULL)
        return NULL;
    for (size_t i = 0; i < fold->tracked_count; i++) {
        for (size_t k = 0; k < fold->tracked[i]->years.count; k++)
            year_free(fold->tracked[i]->years.list[k]);
        free(fold->tracked[i]->years.list);
        free(fold->tracked[i]->parts);
        free(fold->tracked[i]);
    }
    for (size_t i = 0; i < fold->version_count; i++) {
        catalogue_free(fold->versions[i].catalogue);
        free(fold->versions[i].basis);
    }
    free(fold->tracked);
    free(fold->versions);
    free(fold->of_catalogue);
    for (size_t i = 0; i < fold->hold_count; i++) {
        free(fold->holds[i].subject);
        free(fold->holds[i].actor);
        free(fold->holds[i].key);
        free(fold->holds[i].reason);
    }
    free(fold->holds);
    free(fold->sources);
    free(fold->consequences);
    free(fold->dirty);
    free(fold);
    return NULL;
}

const struct version *fold_latest(const struct fold *fold) {
    return fold->version_count == 0 ? NULL : &fold->versions[fold->version_count - 1];
}

// An indicator of any version; the latest is looked at first, so a row's usual way is one binary search.
struct tracked *fold_find(const struct fold *fold, const char *indicator) {
    const struct version *latest = fold_latest(fold);
    if (latest == NULL)
        return NULL;
    const struct indicator *found = catalogue_indicator(latest->catalogue, indicator);
    if (found != NULL)
        return fold->tracked[fold->of_catalogue[found - latest->catalogue->indicators]];
    for (size_t i = 0; i < fold->tracked_count; i++)
        if (strcmp(fold->tracked[i]->code, indicator) == 0)
            return fold->tracked[i];
    return NULL;
}

struct year *tracked_year(const struct tracked *tracked, int year) {
    return years_find(&tracked->years, year);
}

static void lay_out_periods(struct year *year, const struct indicator *rules) {
    struct capaian_period whole = capaian_period_of_year(year->year);
    struct capaian_period period = capaian_period_at(rules->every, capaian_period_first(whole));
    size_t count = 0;
    year->figure_count = 0;
    year->first_figure = 0;
    // Every period of the year has its place, also past the duty: a version may end it before what has been reported.
    for (; period.year == year->year && count < FIGURES_MAX; period = capaian_period_next(period)) {
        year->figures[count++].period = period;
        if (capaian_period_first(period) <= rules->to)
            year->figure_count = count;
        if (capaian_period_last(period) < rules->from)
            year->first_figure = count;
    }
    while (count < FIGURES_MAX)
        year->figures[count++].period = (struct capaian_period){0};
    // An indicator that is not valid in the year at all keeps one period, so that the year has a start.
    if (year->figure_count == 0)
        year->figure_count = 1;
    if (year->first_figure >= year->figure_count)
        year->first_figure = year->figure_count - 1;
}

static int compare_goals(const void *left, const void *right) {
    const struct goal *a = left, *b = right;
    int32_t a_last = capaian_period_last(a->period), b_last = capaian_period_last(b->period);
    if (a_last != b_last)
        return a_last < b_last ? -1 : 1;
    int32_t a_first = capaian_period_first(a->period), b_first = capaian_period_first(b->period);
    return a_first == b_first ? 0 : a_first < b_first ? -1 : 1;
}

const struct version *fold_version_on(const struct fold *fold, int32_t day) {
    const struct version *best = NULL;
    for (size_t i = 0; i < fold->version_count; i++)
        if (fold->versions[i].effective <= day && (best == NULL || fold->versions[i].effective >= best->effective))
            best = &fold->versions[i];
    return best;
}

const struct indicator *fold_rules_on(const struct fold *fold, const struct tracked *tracked, int32_t day) {
    const struct version *version = fold_version_on(fold, day);
    const struct indicator *rules =
        version == NULL || version == fold_latest(fold) ? NULL : catalogue_indicator(version->catalogue, tracked->code);
    return rules != NULL ? rules : tracked->rules;
}

const struct holder *fold_accountable(const struct fold *fold, const struct tracked *tracked, int32_t day,
                                      const char **ret_unit) {
    const char *unit = fold_rules_on(fold, tracked, day)->unit;
    if (ret_unit != NULL)
        *ret_unit = unit;
    // By the latest word on who held the post: a decree may come after the day it speaks of.
    const struct version *latest = fold_latest(fold);
    return catalogue_accountable(latest->catalogue, unit, day);
}

// Applied while the period ran, or with the word that what is judged already is to be judged again.
static bool in_time(const struct version *version, struct capaian_period period) {
    return version->rejudge ||
           capaian_day_at(&version->catalogue->calendar, version->applied_at) <= capaian_period_last(period);
}

// The last version that was effective when the period ended, of those applied in time; NULL when there is none.
static const struct version *version_for(const struct fold *fold, struct capaian_period period) {
    const struct version *best = NULL;
    for (size_t i = 0; i < fold->version_count; i++)
        if (fold->versions[i].effective <= capaian_period_last(period) && in_time(&fold->versions[i], period) &&
            (best == NULL || fold->versions[i].effective >= best->effective))
            best = &fold->versions[i];
    return best;
}

static const struct target *target_of(const struct version *version, const char *code, struct capaian_period period) {
    const struct indicator *indicator = catalogue_indicator(version->catalogue, code);
    for (uint32_t k = 0; indicator != NULL && k < indicator->target_count; k++) {
        const struct target *target = &version->catalogue->targets[indicator->first_target + k];
        if (capaian_period_equal(target->period, period))
            return target;
    }
    return NULL;
}

// Whether a target that was agreed after its period had ended is the number for it: where nothing was agreed before,
// the first that comes is, and stays.
static bool holds_late(const struct fold *fold, const struct version *version, const char *code,
                       struct capaian_period period) {
    if (version->effective > capaian_period_last(period) || in_time(version, period))
        return false;
    for (size_t i = 0; i < fold->version_count; i++) {
        const struct version *other = &fold->versions[i];
        bool first = other < version && other->effective <= capaian_period_last(period);
        if (other != version && (first || in_time(other, period)) && other->effective <= capaian_period_last(period) &&
            target_of(other, code, period) != NULL)
            return false;
    }
    return true;
}

// The targets in force for each period of the year, each from the version that governs it.
static int collect_goals(const struct fold *fold, const struct tracked *tracked, struct year *year) {
    struct goal *goals = NULL;
    size_t count = 0, room = 0;
    for (size_t i = 0; i < fold->version_count; i++) {
        const struct version *version = &fold->versions[i];
        const struct indicator *indicator = catalogue_indicator(version->catalogue, tracked->code);
        for (uint32_t k = 0; indicator != NULL && k < indicator->target_count; k++) {
            const struct target *target = &version->catalogue->targets[indicator->first_target + k];
            // A plan's target stands in its last year, where it is judged.
            int ends = target->period.year + (target->period.kind == CAPAIAN_YEARS ? target->period.number - 1 : 0);
            if (ends != year->year || (version_for(fold, target->period) != version &&
                                       !holds_late(fold, version, tracked->code, target->period)))
                continue;
            if (count == room) {
                room = room == 0 ? 8 : 2 * room;
                struct goal *more = realloc(goals, room * sizeof *goals);
                if (more == NULL) {
                    free(goals);
                    return -ENOMEM;
                }
                goals = more;
            }
            goals[count++] = (struct goal){.period = target->period,
                                           .scheduled = target->scheduled,
                                           .to_date = target->to_date,
                                           .judged = target->judged,
                                           .has_high = target->has_high,
                                           .curve = target->curve,
                                           .target = target->target,
                                           .high = target->high,
                                           .weight = target->weight,
                                           .version = version->number};
        }
    }
    if (count > 1)
        qsort(goals, count, sizeof *goals, compare_goals);
    free(year->goals);
    year->goals = goals;
    year->goal_count = count;
    return 0;
}

struct year *fold_year(struct fold *fold, struct tracked *tracked, int number) {
    struct year *year = tracked_year(tracked, number);
    if (year != NULL)
        return year;
    struct year **years = realloc(tracked->years.list, (tracked->years.count + 1) * sizeof(struct year *));
    if (years == NULL)
        return NULL;
    tracked->years.list = years;
    year = calloc(1, sizeof *year);
    if (year == NULL)
        return NULL;
    year->year = (int16_t)number;
    year->duty_from = tracked->duty_from;
    year->of = &tracked->years;
    lay_out_periods(year, tracked->rules);
    if (collect_goals(fold, tracked, year) < 0) {
        year_free(year);
        return NULL;
    }
    // Years are kept in order, so that what iterates them does not depend on which row came first.
    size_t at = tracked->years.count++;
    for (; at > 0 && years[at - 1]->year > number; at--)
        years[at] = years[at - 1];
    years[at] = year;
    return year;
}

int fold_mark(struct fold *fold, struct tracked *tracked, struct year *year, struct figure *figure) {
    if (figure->dirty)
        return 0;
    if (fold->dirty_count == fold->dirty_room) {
        size_t room = fold->dirty_room == 0 ? 64 : 2 * fold->dirty_room;
        struct dirty *dirty = realloc(fold->dirty, room * sizeof *dirty);
        if (dirty == NULL)
            return -ENOMEM;
        fold->dirty = dirty;
        fold->dirty_room = room;
    }
    figure->dirty = true;
    fold->dirty[fold->dirty_count++] = (struct dirty){tracked->id, year, (size_t)(figure - year->figures)};
    return 0;
}

static bool has_figures(const struct fold *fold, const struct tracked *tracked) {
    for (size_t i = 0; i < tracked->part_count; i++)
        if (has_figures(fold, fold->tracked[tracked->parts[i].id]))
            return true;
    for (size_t i = 0; i < tracked->years.count; i++)
        for (size_t k = 0; k < FIGURES_MAX; k++)
            if (tracked->years.list[i]->figures[k].statement.stands || tracked->years.list[i]->figures[k].count > 0)
                return true;
    return false;
}

static bool has_parts(const struct catalogue *catalogue, const struct indicator *indicator) {
    for (uint32_t i = 0; i < indicator->share_count; i++)
        if (catalogue->shares[indicator->first_share + i].part == PART_ADDS)
            return true;
    return false;
}

enum capaian_code fold_catalogue_check(const struct fold *fold, const struct catalogue *catalogue,
                                       const char **ret_indicator) {
    for (size_t i = 0; i < fold->tracked_count; i++) {
        const struct tracked *tracked = fold->tracked[i];
        const struct indicator *now = catalogue_indicator(catalogue, tracked->code);
        const struct indicator *was = tracked->rules;
        if (now == NULL || !has_figures(fold, tracked) ||
            (now->every == was->every && now->reporting == was->reporting &&
             now->reported_to_date == was->reported_to_date &&
             (now->within_year == BY_RATIO_OF_SUMS) == (was->within_year == BY_RATIO_OF_SUMS) &&
             (now->formula == FORMULA_GRADE) == (was->formula == FORMULA_GRADE) &&
             has_parts(catalogue, now) == (tracked->part_count > 0)))
            continue;
        *ret_indicator = tracked->code;
        return CAPAIAN_INDICATOR_CHANGED;
    }
    return CAPAIAN_OK;
}

// Of the indicators known before this version; NULL: it is new.
static struct tracked *known_before(const struct fold *fold, size_t count, const struct catalogue *previous,
                                    const char *code) {
    const struct indicator *was = previous == NULL ? NULL : catalogue_indicator(previous, code);
    if (was != NULL)
        return fold->tracked[fold->of_catalogue[was - previous->indicators]];
    for (size_t i = 0; i < count; i++)
        if (strcmp(fold->tracked[i]->code, code) == 0)
            return fold->tracked[i];
    return NULL;
}

static struct tracked *track(struct fold *fold, const char *code, int32_t effective) {
    struct tracked **list = realloc(fold->tracked, (fold->tracked_count + 1) * sizeof(struct tracked *));
    if (list == NULL)
        return NULL;
    fold->tracked = list;
    struct tracked *tracked = calloc(1, sizeof *tracked);
    if (tracked == NULL)
        return NULL;
    tracked->id = (uint32_t)fold->tracked_count;
    strncpy(tracked->code, code, TRACKED_CODE_MAX);
    tracked->whole = tracked->id;
    tracked->duty_from = effective;
    list[fold->tracked_count++] = tracked;
    return tracked;
}

// Years that any version has targets for come into being with the version, so that silence is noticed too.
static int lay_out_years(struct fold *fold, struct tracked *tracked) {
    bool whole = tracked->whole == tracked->id;
    for (uint32_t k = 0; whole && k < tracked->rules->target_count; k++) {
        struct capaian_period period = tracked->catalogue->targets[tracked->rules->first_target + k].period;
        if (fold_year(fold, tracked, period.year + (period.kind == CAPAIAN_YEARS ? period.number - 1 : 0)) == NULL)
            return -ENOMEM;
    }
    // A catalogue without openings has no list of them.
    tracked->years.openings =
        tracked->rules->opening_count > 0 ? &tracked->catalogue->openings[tracked->rules->first_opening] : NULL;
    tracked->years.opening_count = tracked->rules->opening_count;
    for (size_t k = 0; k < tracked->years.count; k++) {
        tracked->years.list[k]->dropped = !tracked->current;
        lay_out_periods(tracked->years.list[k], tracked->rules);
        if (collect_goals(fold, tracked, tracked->years.list[k]) < 0)
            return -ENOMEM;
    }
    return 0;
}

static bool has_part(const struct tracked_part *parts, size_t count, const char *unit) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(parts[i].unit, unit) == 0)
            return true;
    return false;
}

// What a unit that has closed still owed is its successor's duty.
static void inherit_duty(const struct fold *fold, const struct tracked *whole, struct tracked *part, const char *unit) {
    for (size_t i = 0; i < whole->part_count; i++) {
        const struct tracked *before = fold->tracked[whole->parts[i].id];
        // A part that has not got its number yet looks like the whole.
        if (before != part && before != whole && before->whole == whole->id && before->duty_from < part->duty_from &&
            catalogue_succeeds(whole->catalogue, whole->parts[i].unit, unit))
            part->duty_from = before->duty_from;
    }
}

// An indicator that several units add to has a part for each, the reporter's first. Last come those that an earlier
// version had: nothing more is reported there, and what was reported goes on counting.
static int take_parts(struct fold *fold, struct tracked *whole, size_t before) {
    const struct catalogue *catalogue = whole->catalogue;
    const struct indicator *rules = whole->rules;
    size_t count = 0;
    struct tracked_part *parts = calloc(rules->share_count + 1 + whole->part_count, sizeof *parts);
    if (parts == NULL)
        return -ENOMEM;
    strncpy(parts[count++].unit, rules->reporter, CAPAIAN_CODE_MAX);
    for (uint32_t i = 0; i < rules->share_count; i++) {
        const struct share *share = &catalogue->shares[rules->first_share + i];
        if (share->part == PART_ADDS)
            strncpy(parts[count++].unit, share->unit, CAPAIAN_CODE_MAX);
    }
    size_t current = count;
    // What a unit has added stays in the sums of its time, also when it has no part any more.
    for (size_t i = 0; i < whole->part_count; i++)
        if (!has_part(parts, current, whole->parts[i].unit))
            parts[count++] = whole->parts[i];
    free(whole->parts);
    whole->parts = count > 1 ? parts : NULL;
    whole->part_count = count > 1 ? count : 0;
    if (count == 1)
        free(parts);
    for (size_t i = 0; i < current && count > 1; i++) {
        char code[TRACKED_CODE_MAX + 1];
        (void)snprintf(code, sizeof code, "%.*s/%s", CAPAIAN_CODE_MAX, whole->code, parts[i].unit);
        struct tracked *part = known_before(fold, before, NULL, code);
        if (part == NULL) {
            part = track(fold, code, fold_latest(fold)->effective);
            if (part != NULL)
                inherit_duty(fold, whole, part, parts[i].unit);
        }
        if (part == NULL)
            return -ENOMEM;
        part->whole = whole->id;
        part->rules = rules;
        part->catalogue = catalogue;
        part->current = i < current;
        parts[i].id = part->id;
    }
    return 0;
}

// Makes the newest version's rules those of its indicators, and numbers the new ones.
static int take_rules(struct fold *fold, const struct catalogue *previous) {
    const struct version *latest = fold_latest(fold);
    const struct catalogue *catalogue = latest->catalogue;
    uint32_t *of_catalogue = malloc((catalogue->indicator_count + 1) * sizeof *of_catalogue);
    if (of_catalogue == NULL)
        return -ENOMEM;
    size_t before = fold->tracked_count;
    for (size_t i = 0; i < before; i++)
        fold->tracked[i]->current = false;
    for (size_t i = 0; i < catalogue->indicator_count; i++) {
        const char *code = catalogue->indicators[i].code;
        struct tracked *tracked = known_before(fold, before, previous, code);
        if (tracked == NULL)
            tracked = track(fold, code, latest->effective);
        if (tracked == NULL) {
            free(of_catalogue);
            return -ENOMEM;
        }
        tracked->rules = &catalogue->indicators[i];
        tracked->catalogue = catalogue;
        tracked->current = true;
        of_catalogue[i] = tracked->id;
        if (take_parts(fold, tracked, before) < 0) {
            free(of_catalogue);
            return -ENOMEM;
        }
    }
    free(fold->of_catalogue);
    fold->of_catalogue = of_catalogue;
    return 0;
}

int fold_catalogue(struct fold *fold, struct catalogue *catalogue, const struct applied *applied, int64_t at) {
    const struct catalogue *previous = fold->version_count == 0 ? NULL : fold_latest(fold)->catalogue;
    struct version *versions = realloc(fold->versions, (fold->version_count + 1) * sizeof *versions);
    if (versions == NULL)
        return -ENOMEM;
    fold->versions = versions;
    char *basis_copy = strdup(applied->basis);
    if (basis_copy == NULL)
        return -ENOMEM;
    fold->step++;
    versions[fold->version_count] = (struct version){.number = (uint32_t)fold->version_count + 1,
                                                     .catalogue = catalogue,
                                                     .effective = applied->effective,
                                                     .basis = basis_copy,
                                                     .step = fold->step,
                                                     .applied_at = at,
                                                     .rejudge = applied->rejudge};
    fold->version_count++;
    fold->today = capaian_day_at(&catalogue->calendar, fold->judged);
    int r = take_rules(fold, previous);
    if (r == 0)
        r = fold_expect_sources(fold, at);
    fold_look_at_people(fold);
    for (size_t i = 0; r == 0 && i < fold->tracked_count; i++) {
        struct tracked *tracked = fold->tracked[i];
        // Who adds to an indicator may have changed, and so who still owes a part.
        for (size_t k = 0; r == 0 && tracked->part_count > 0 && k < tracked->years.count; k++)
            r = wholes_add_up(fold, tracked, tracked->years.list[k]);
    }
    for (size_t i = 0; r == 0 && i < fold->tracked_count; i++) {
        // Everything is due at once: a tick at this same instant settles what the new targets and dates mean.
        fold->tracked[i]->next_day = fold->today;
        r = lay_out_years(fold, fold->tracked[i]);
    }
    fold_note_next_day(fold);
    if (r < 0) {
        // The catalogue stays the caller's.
        fold->version_count--;
        free(basis_copy);
    }
    return r;
}

void fold_set_judged(struct fold *fold, int64_t instant) {
    fold->judged = instant;
    const struct version *latest = fold_latest(fold);
    if (latest != NULL)
        fold->today = capaian_day_at(&latest->catalogue->calendar, instant);
}
