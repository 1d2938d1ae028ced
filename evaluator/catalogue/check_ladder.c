#include "reader.h"

#include <stdlib.h>
#include <string.h>

static void find(struct reader *reader, size_t index, const char *column, enum capaian_code code, const char *argument0,
                 const char *argument1, const char *argument2) {
    reader_find(reader, FILE_LADDER, reader->rung_lines[index], column, code, argument0, argument1, argument2);
}

// Steps 1, 2, 3: each once, none left out.
static void check_step(struct reader *reader, size_t index) {
    const struct rung *rungs = reader->catalogue->rungs, *rung = &rungs[index];
    bool same = index > 0 && strcmp(rungs[index - 1].ladder, rung->ladder) == 0;
    unsigned expected = same ? rungs[index - 1].step + 1 : 1;
    char step[NUMBER_ARGUMENT], other[NUMBER_ARGUMENT];
    if (same && rungs[index - 1].step == rung->step)
        find(reader, index, "step", CAPAIAN_LADDER_TWICE, line_argument(rung->step, step), rung->ladder,
             line_argument(reader->rung_lines[index - 1], other));
    else if (rung->step != expected && reader->ladder_whole)
        find(reader, index, "step", CAPAIAN_LADDER_GAP, rung->ladder, line_argument(rung->step, step),
             line_argument(expected, other));
}

static int compare(const void *left, const void *right) {
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

// The kinds of all units, sorted; NULL when out of memory.
static const char **unit_kinds(struct reader *reader) {
    const struct catalogue *catalogue = reader->catalogue;
    const char **kinds = reader_take(reader, reader->scratch, catalogue->unit_count, sizeof *kinds);
    for (size_t i = 0; i < catalogue->unit_count && kinds != NULL; i++)
        kinds[i] = catalogue->units[i].kind;
    if (kinds != NULL)
        qsort(kinds, catalogue->unit_count, sizeof *kinds, compare);
    return kinds;
}

// Whether there is any unit of each kind that a step is for.
static void check_kinds(struct reader *reader, const char **kinds, size_t index) {
    for (const char *at = reader->catalogue->rungs[index].kinds; *at != '\0';) {
        size_t size = strcspn(at, ";");
        const char *kind = capaian_arena_text(reader->scratch, "%.*s", (int)size, at);
        reader->failed = reader->failed || kind == NULL;
        if (kind != NULL && bsearch(&kind, kinds, reader->catalogue->unit_count, sizeof *kinds, compare) == NULL)
            find(reader, index, "kinds", CAPAIAN_LADDER_KIND, kind, NULL, NULL);
        at += size + (at[size] == ';');
    }
}

void ladder_check(struct reader *reader) {
    const char **kinds = reader->units_read ? unit_kinds(reader) : NULL;
    for (size_t i = 0; i < reader->catalogue->rung_count && !reader->failed; i++) {
        check_step(reader, i);
        if (kinds != NULL)
            check_kinds(reader, kinds, i);
    }
}
