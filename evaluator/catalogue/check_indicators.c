#include "reader.h"

#include <string.h>

static void find(struct reader *reader, size_t index, const char *column, enum capaian_code code, const char *argument0,
                 const char *argument1) {
    reader_find(reader, FILE_INDICATORS, reader->indicator_lines[index], column, code, argument0, argument1, NULL);
}

static bool is_code(const char *code) {
    return *code != '\0' && code != unreadable_code;
}

static void check_repeats(struct reader *reader) {
    const struct indicator *indicators = reader->catalogue->indicators;
    for (size_t i = 1, first = 0; i < reader->catalogue->indicator_count; i++) {
        if (!is_code(indicators[i].code) || strcmp(indicators[i].code, indicators[first].code) != 0) {
            first = i;
            continue;
        }
        char line[NUMBER_ARGUMENT];
        find(reader, i, "indicator", CAPAIAN_CODE_TWICE, indicators[i].code,
             line_argument(reader->indicator_lines[first], line));
    }
}

static void check_units(struct reader *reader, size_t index) {
    const struct indicator *indicator = &reader->catalogue->indicators[index];
    const struct unit *unit = catalogue_unit(reader->catalogue, indicator->unit);
    if (is_code(indicator->unit) && unit == NULL)
        find(reader, index, "unit", CAPAIAN_UNIT_UNKNOWN, indicator->unit, NULL);
    if (is_code(indicator->reporter) && indicator->reporter != indicator->unit &&
        catalogue_unit(reader->catalogue, indicator->reporter) == NULL)
        find(reader, index, "reporter", CAPAIAN_UNIT_UNKNOWN, indicator->reporter, NULL);
    if (unit != NULL && unit->to < indicator->to && *unit->successors == '\0') {
        char day[CAPAIAN_PERIOD_TEXT];
        find(reader, index, "unit", CAPAIAN_INDICATOR_UNIT_ENDED, unit->code, capaian_date_format(unit->to, day));
    }
}

// Of two rows with one code, targets stand under the one that a search finds.
static bool has_number_to_reach(const struct reader *reader, const struct indicator *indicator) {
    const struct indicator *found = catalogue_indicator(reader->catalogue, indicator->code);
    return found == NULL || reader->indicator_promised[found - reader->catalogue->indicators];
}

void indicators_check(struct reader *reader) {
    if (!reader->indicators_read)
        return;
    check_repeats(reader);
    for (size_t i = 0; i < reader->catalogue->indicator_count; i++) {
        const struct indicator *indicator = &reader->catalogue->indicators[i];
        if (reader->units_read)
            check_units(reader, i);
        if (reader->targets_read && is_code(indicator->code) && !has_number_to_reach(reader, indicator))
            find(reader, i, "indicator", CAPAIAN_INDICATOR_TARGET_ABSENT, indicator->code, NULL);
    }
}
