#include "score/tenure_card.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

// Whether the unit was the person's post in this tenure, before its successor was.
static bool was_post(const struct catalogue *catalogue, const struct tenure *tenure, const char *unit) {
    const struct holder *latest = tenure->holder;
    for (size_t i = 0; i < catalogue->holder_count; i++) {
        const struct holder *holder = &catalogue->holders[i];
        if (strcmp(holder->unit, unit) == 0 && strcmp(holder->person, latest->person) == 0 &&
            holder->capacity == latest->capacity && holder->from >= tenure->from && holder->from <= tenure->to &&
            catalogue_succeeds(catalogue, unit, latest->unit))
            return true;
    }
    return strcmp(unit, latest->unit) == 0;
}

// The last day of a unit whose successor the post is; DAY_NEVER: it is not.
static int32_t handed_on(const struct catalogue *catalogue, const struct tenure *tenure, const char *unit) {
    const struct unit *of = catalogue_unit(catalogue, unit);
    return of != NULL && catalogue_succeeds(catalogue, unit, tenure->holder->unit) ? of->to : DAY_NEVER;
}

// Only a version moves an indicator: from its first day on, or from the close of the unit before, which may have come
// earlier than the version that says what became of it.
static int32_t came_on(const struct fold *fold, const struct tenure *tenure, const struct tracked *tracked) {
    const struct catalogue *latest = fold_latest(fold)->catalogue;
    int32_t came = tenure->from;
    for (size_t i = 0; i < fold->version_count; i++) {
        int32_t begins = fold->versions[i].effective;
        if (begins <= came)
            continue;
        const char *unit = fold_rules_on(fold, tracked, begins - 1)->unit;
        if (was_post(latest, tenure, unit))
            continue;
        int32_t last = handed_on(latest, tenure, unit);
        begins = last < begins - 1 ? last + 1 : begins;
        came = begins > came ? begins : came;
    }
    return came;
}

int tenure_lines(const struct fold *fold, const struct duties *duties, const struct tenure *tenure, int32_t from,
                 int32_t to, struct scorecard *ret) {
    struct scorecard card;
    int r = scorecard_lines(fold, duties, tenure->holder->unit, from, to, &card);
    if (r < 0)
        return r;
    size_t kept = 0;
    for (size_t i = 0; i < card.line_count; i++) {
        struct score_line line = card.lines[i];
        // A share is agreed on by itself, whoever has the whole.
        line.from = line.answers ? tenure->from : came_on(fold, tenure, line.tracked);
        line.to = DAY_NEVER;
        if (line.from <= to && line.from <= tenure->to && from <= tenure->to)
            card.lines[kept++] = line;
    }
    card.line_count = kept;
    *ret = card;
    return 0;
}

// The version that governed a day. Before all of them the first one says what was agreed.
static const struct version *governing(const struct fold *fold, int32_t day) {
    const struct version *version = fold_version_on(fold, day), *first = &fold->versions[0];
    for (size_t i = 1; version == NULL && i < fold->version_count; i++)
        if (fold->versions[i].effective < first->effective)
            first = &fold->versions[i];
    return version != NULL ? version : first;
}

static int32_t governs_until(const struct fold *fold, int32_t day) {
    int32_t next = DAY_NEVER;
    for (size_t i = 0; i < fold->version_count; i++)
        if (fold->versions[i].effective > day && fold->versions[i].effective < next)
            next = fold->versions[i].effective;
    return next == DAY_NEVER ? next : next - 1;
}

// A duty of some days. Of one that came back the latest days count, and one that the post still has is there already.
static int add_then(struct scorecard *card, const struct score_line *then) {
    for (size_t i = 0; i < card->line_count; i++) {
        struct score_line *line = &card->lines[i];
        if (line->tracked != then->tracked || line->answers != then->answers)
            continue;
        if (line->to != DAY_NEVER) {
            line->from = line->to + 1 == then->from ? line->from : then->from;
            line->to = then->to;
            line->weight = then->weight;
        }
        return 0;
    }
    struct score_line *lines = realloc(card->lines, (card->line_count + 1) * sizeof *lines);
    if (lines == NULL)
        return -ENOMEM;
    card->lines = lines;
    card->lines[card->line_count++] = *then;
    return 0;
}

// What the post answered for by another version than the latest, on days that it governed.
static int add_version(const struct fold *fold, const struct catalogue *catalogue, const struct tenure *tenure,
                       int32_t from, int32_t to, struct scorecard *card) {
    const struct catalogue *latest = fold_latest(fold)->catalogue;
    // Indicators of a unit mostly follow one another.
    const char *asked = "";
    bool was = false;
    int r = 0;
    for (size_t i = 0; r == 0 && i < catalogue->indicator_count + catalogue->share_count; i++) {
        const struct share *share =
            i < catalogue->indicator_count ? NULL : &catalogue->shares[i - catalogue->indicator_count];
        const struct indicator *rules = &catalogue->indicators[share == NULL ? i : share->indicator];
        const char *unit = share == NULL ? rules->unit : share->unit;
        if ((share != NULL && (share->part != PART_ANSWERS || strcmp(unit, rules->unit) == 0)) || rules->from > to ||
            rules->to < from)
            continue;
        was = strcmp(unit, asked) == 0 ? was : was_post(latest, tenure, unit);
        asked = unit;
        if (!was)
            continue;
        const struct tracked *tracked = fold_find(fold, rules->code);
        const struct score_line then = {.tracked = tracked,
                                        .answers = share != NULL,
                                        .weight = share == NULL ? 0 : share->share,
                                        .from = from,
                                        .to = to};
        if (tracked != NULL && tracked->current)
            r = add_then(card, &then);
    }
    return r;
}

static int compare_lines(const void *left, const void *right) {
    const struct score_line *a = left, *b = right;
    return a->answers != b->answers ? (a->answers ? 1 : -1) : strcmp(a->tracked->code, b->tracked->code);
}

int tenure_lines_then(const struct fold *fold, const struct duties *duties, const struct tenure *tenure, int32_t from,
                      int32_t to, struct scorecard *ret) {
    struct scorecard card;
    int r = tenure_lines(fold, duties, tenure, from, to, &card);
    if (r < 0)
        return r;
    size_t current = card.line_count;
    int32_t last = tenure->to < to ? tenure->to : to;
    while (r == 0 && from <= last) {
        const struct version *version = governing(fold, from);
        int32_t until = governs_until(fold, from);
        until = until < last ? until : last;
        if (version != fold_latest(fold))
            r = add_version(fold, version->catalogue, tenure, from, until, &card);
        from = until + 1;
    }
    if (r < 0) {
        scorecard_free(&card);
        return r;
    }
    if (card.line_count > current)
        qsort(card.lines, card.line_count, sizeof *card.lines, compare_lines);
    *ret = card;
    return 0;
}
