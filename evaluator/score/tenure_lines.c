#include "score/tenure_card.h"

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
        if (line.from <= to && line.from <= tenure->to && from <= tenure->to)
            card.lines[kept++] = line;
    }
    card.line_count = kept;
    *ret = card;
    return 0;
}
