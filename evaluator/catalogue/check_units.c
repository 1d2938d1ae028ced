#include "circles.h"
#include "succession.h"
#include "wire/limits.h"

#include <string.h>

static void find(struct reader *reader, size_t index, const char *column, enum capaian_code code, const char *argument0,
                 const char *argument1) {
    reader_find(reader, FILE_UNITS, reader->unit_lines[index], column, code, argument0, argument1, NULL);
}

static void check_repeats(struct reader *reader) {
    const struct unit *units = reader->catalogue->units;
    for (size_t i = 1, first = 0; i < reader->catalogue->unit_count; i++) {
        bool nameless = *units[i].code == '\0' || units[i].code == unreadable_code;
        if (nameless || strcmp(units[i].code, units[first].code) != 0) {
            first = i;
            continue;
        }
        char line[NUMBER_ARGUMENT];
        find(reader, i, "unit", CAPAIAN_CODE_TWICE, units[i].code, line_argument(reader->unit_lines[first], line));
    }
}

// Exactly one unit reports to nobody. The one named first in the file is taken for the root.
static void check_root(struct reader *reader) {
    const struct catalogue *catalogue = reader->catalogue;
    size_t root = SIZE_MAX;
    for (size_t i = 0; i < catalogue->unit_count; i++) {
        if (*catalogue->units[i].reports_to == '\0' &&
            (root == SIZE_MAX || reader->unit_lines[i] < reader->unit_lines[root]))
            root = i;
    }
    if (root == SIZE_MAX)
        reader_find(reader, FILE_UNITS, 0, "", CAPAIAN_UNIT_ROOT_ABSENT, NULL, NULL, NULL);
    for (size_t i = 0; i < catalogue->unit_count; i++) {
        if (i != root && *catalogue->units[i].reports_to == '\0')
            find(reader, i, "reports_to", CAPAIAN_UNIT_ROOT_SECOND, catalogue->units[i].code,
                 catalogue->units[root].code);
    }
}

static void check_successor(struct reader *reader, size_t index, const char *code) {
    const struct unit *unit = &reader->catalogue->units[index];
    const struct unit *successor = catalogue_unit(reader->catalogue, code);
    if (successor == NULL) {
        find(reader, index, "successors", CAPAIAN_UNIT_UNKNOWN, code, NULL);
    } else if (unit->to < DAY_NEVER - 1 && (successor->from > unit->to + 1 || successor->to <= unit->to)) {
        // A successor outlives its predecessor, so following successors always ends.
        char day[CAPAIAN_PERIOD_TEXT];
        find(reader, index, "successors", CAPAIAN_UNIT_SUCCESSOR_ABSENT, code, capaian_date_format(unit->to + 1, day));
    }
}

static void check_references(struct reader *reader, size_t index) {
    const struct unit *unit = &reader->catalogue->units[index];
    if (*unit->reports_to != '\0' && unit->reports_to != unreadable_code) {
        const struct unit *superior = catalogue_unit(reader->catalogue, unit->reports_to);
        if (superior == NULL)
            find(reader, index, "reports_to", CAPAIAN_UNIT_UNKNOWN, unit->reports_to, NULL);
        else if ((unit->from != DAY_ALWAYS && superior->from > unit->from) || superior->to < unit->to)
            find(reader, index, "reports_to", CAPAIAN_UNIT_SUPERIOR_ENDED, unit->reports_to, unit->code);
    }
    for (const char *at = unit->successors; *at != '\0';) {
        char code[CAPAIAN_CODE_MAX + 1] = {0};
        size_t size = strcspn(at, ";");
        memcpy(code, at, size);
        check_successor(reader, index, code);
        at += size + (at[size] == ';');
    }
    if (*unit->successors != '\0' && !succession_bounded(reader->catalogue, unit)) {
        char most[NUMBER_ARGUMENT];
        find(reader, index, "successors", CAPAIAN_UNIT_SUCCESSION, unit->code, line_argument(SUCCESSION_MAX, most));
    }
}

// The index of the superior; SIZE_MAX for the root and for a superior that does not exist.
static size_t superior_of(const struct catalogue *catalogue, size_t index) {
    const char *code = catalogue->units[index].reports_to;
    const struct unit *superior = *code == '\0' ? NULL : catalogue_unit(catalogue, code);
    return superior == NULL ? SIZE_MAX : (size_t)(superior - catalogue->units);
}

static const char *code_of(const struct catalogue *catalogue, size_t index) {
    return catalogue->units[index].code;
}

static void check_circles(struct reader *reader) {
    size_t count = reader->catalogue->unit_count;
    size_t *superiors = reader_take(reader, reader->scratch, count, sizeof *superiors);
    if (superiors == NULL)
        return;
    for (size_t i = 0; i < count; i++)
        superiors[i] = superior_of(reader->catalogue, i);
    const struct circles circles = {
        .file = FILE_UNITS,
        .column = "reports_to",
        .code = CAPAIAN_UNIT_CYCLE,
        .lines = reader->unit_lines,
        .above = superiors,
        .count = count,
        .name = code_of,
    };
    circles_find(reader, &circles);
}

void units_check(struct reader *reader) {
    if (!reader->units_read)
        return;
    check_repeats(reader);
    check_root(reader);
    for (size_t i = 0; i < reader->catalogue->unit_count; i++)
        check_references(reader, i);
    check_circles(reader);
}
