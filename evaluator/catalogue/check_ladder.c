#include "reader.h"

#include <string.h>

static void find(struct reader *reader, size_t index, const char *column, enum capaian_code code, const char *argument0,
                 const char *argument1, const char *argument2) {
    reader_find(reader, FILE_LADDER, reader->rung_lines[index], column, code, argument0, argument1, argument2);
}

// Steps 1, 2, 3: each once, none left out.
static void check_step(struct reader *reader, size_t index) {
    const struct rung *rung = &reader->catalogue->rungs[index];
    const struct rung *before = index > 0 ? rung - 1 : NULL;
    bool same = before != NULL && strcmp(before->ladder, rung->ladder) == 0;
    unsigned expected = same ? before->step + 1 : 1;
    char step[NUMBER_ARGUMENT], other[NUMBER_ARGUMENT];
    if (same && before->step == rung->step)
        find(reader, index, "step", CAPAIAN_LADDER_TWICE, line_argument(rung->step, step), rung->ladder,
             line_argument(reader->rung_lines[index - 1], other));
    else if (rung->step != expected && reader->ladder_whole)
        find(reader, index, "step", CAPAIAN_LADDER_GAP, rung->ladder, line_argument(rung->step, step),
             line_argument(expected, other));
}

static bool is_kind(const struct catalogue *catalogue, const char *kind, size_t size) {
    for (size_t i = 0; i < catalogue->unit_count; i++) {
        const char *other = catalogue->units[i].kind;
        if (strncmp(other, kind, size) == 0 && other[size] == '\0')
            return true;
    }
    return false;
}

static void check_kinds(struct reader *reader, size_t index) {
    for (const char *at = reader->catalogue->rungs[index].kinds; *at != '\0';) {
        size_t size = strcspn(at, ";");
        if (!is_kind(reader->catalogue, at, size)) {
            const char *kind = capaian_arena_text(reader->scratch, "%.*s", (int)size, at);
            reader->failed = reader->failed || kind == NULL;
            find(reader, index, "kinds", CAPAIAN_LADDER_KIND, kind, NULL, NULL);
        }
        at += size + (at[size] == ';');
    }
}

void ladder_check(struct reader *reader) {
    for (size_t i = 0; i < reader->catalogue->rung_count && !reader->failed; i++) {
        check_step(reader, i);
        if (reader->units_read)
            check_kinds(reader, i);
    }
}
