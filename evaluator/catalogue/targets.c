#include "table.h"

#include <stdlib.h>
#include <string.h>

enum column { INDICATOR, PERIOD, TARGET, TARGET_HIGH, COUNTS, JUDGED, WEIGHT, CURVE, COLUMNS };

static const struct capaian_column columns[COLUMNS] = {
    [INDICATOR] = {"indicator", "indikator|kode|kode_indikator|kode indikator", true},
    [PERIOD] = {"period", "periode", true},
    [TARGET] = {"target", "", true},
    [TARGET_HIGH] = {"target_high", "target_atas|target atas", false},
    [COUNTS] = {"counts", "hitung|menghitung|cakupan", false},
    [JUDGED] = {"judged", "dinilai", false},
    [WEIGHT] = {"weight", "bobot", false},
    [CURVE] = {"curve", "kurva", false},
};

static const struct column_form forms[COLUMNS] = {
    [INDICATOR] = {NULL, "a code of indicators.csv"},
    [PERIOD] = {NULL, "2026, 2026-S1, 2026-Q1, 2026-03"},
    [TARGET] = {NULL, "number, or - for not scheduled"},
    [TARGET_HIGH] = {NULL, "not yet"},
    [COUNTS] = {counts_names, "the figure of the period alone, or from the start of the year; blank for a year"},
    [JUDGED] = {flag_names, "whether falling short of it is a miss; blank: no"},
    [WEIGHT] = {NULL, "number; those of a unit and year add up to 100"},
    [CURVE] = {NULL, "not yet"},
};

const struct columns target_columns = {columns, forms, COLUMNS};

struct row {
    struct target target;
    unsigned line;
    bool weighted;
};

// Where a row belongs. Small, because a million of them are sorted.
struct place {
    uint32_t indicator;
    int32_t last, first;    // days of the period; the year follows from the last
    unsigned line;
    uint32_t row;
};

static int compare(const void *left, const void *right) {
    const struct place *a = left, *b = right;
    if (a->indicator != b->indicator)
        return a->indicator < b->indicator ? -1 : 1;
    if (a->last != b->last)
        return a->last < b->last ? -1 : 1;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

// 2025..2030, with the years of a plan on either side.
static bool spans_years(const char *text) {
    static const char digits[] = "0123456789";
    return strspn(text, digits) == 4 && strncmp(text + 4, "..", 2) == 0 && strspn(text + 6, digits) == 4 &&
           text[10] == '\0';
}

static bool read_period(struct table *table, struct capaian_period *ret) {
    const char *cell = table_cell(table, PERIOD);
    if (capaian_period_parse(cell, ret) == 0)
        return true;
    if (spans_years(cell))
        table_find(table, PERIOD, CAPAIAN_CATALOGUE_NOT_YET, cell, NULL, NULL);
    else if (*cell == '\0' || !table_damaged(table, PERIOD, "2026-03"))
        table_find(table, PERIOD, CAPAIAN_PERIOD_MALFORMED, cell, NULL, NULL);
    return false;
}

// False when the row names no indicator that is in the catalogue.
static bool read_indicator(struct table *table, uint32_t *ret) {
    const struct catalogue *catalogue = table->reader->catalogue;
    const char *code = table_cell(table, INDICATOR);
    const struct indicator *indicator = catalogue_indicator(catalogue, code);
    if (*code != '\0' && indicator != NULL) {
        *ret = (uint32_t)(indicator - catalogue->indicators);
        return true;
    }
    if (*code == '\0')
        table_find(table, INDICATOR, CAPAIAN_CELL_ABSENT, "par01", NULL, NULL);
    else if (table->reader->indicators_read && !table_damaged(table, INDICATOR, "par01"))
        table_find(table, INDICATOR, CAPAIAN_INDICATOR_UNKNOWN, code, NULL, NULL);
    return false;
}

static void read_number(struct table *table, struct target *target) {
    const char *cell = table_cell(table, TARGET);
    if (*cell == '\0')
        table_find(table, TARGET, CAPAIAN_CELL_ABSENT, "1.000.000 / -", NULL, NULL);
    else if (strcmp(cell, "-") != 0)
        target->scheduled = table_number(table, TARGET, &target->target);
    if (strcmp(cell, "-") != 0 && !target->scheduled)
        table->reader->targets_whole = false;
}

// Of a year's target both readings are one, so it may stay blank there.
static void read_counts(struct table *table, struct target *target) {
    if (*table_cell(table, COUNTS) == '\0' && target->period.kind == CAPAIAN_YEAR)
        target->to_date = true;
    else
        target->to_date = table_required(table, COUNTS, CAPAIAN_CELL_ABSENT, NULL) == COUNTS_TO_DATE;
}

static void check_against_indicator(struct table *table, const struct target *target) {
    const struct indicator *indicator = &table->reader->catalogue->indicators[target->indicator];
    // An indicator may begin within a target's period, and then counts from there; the period's end must be its own.
    if (capaian_period_last(target->period) < indicator->from || capaian_period_last(target->period) > indicator->to)
        table_find(table, PERIOD, CAPAIAN_INDICATOR_ENDED, indicator->code, table_cell(table, PERIOD), NULL);
    if (target->period.kind < (int)indicator->every)
        table_find(table, PERIOD, CAPAIAN_TARGET_FINER, table_cell(table, PERIOD),
                   capaian_period_kind_name(indicator->every), NULL);
    if (!target->scheduled)
        return;
    if (capaian_nano_round(target->target, indicator->decimals, CAPAIAN_HALF_UP) != target->target) {
        char decimals[NUMBER_ARGUMENT];
        table_find(table, TARGET, CAPAIAN_TARGET_DECIMALS, table_cell(table, TARGET),
                   line_argument(indicator->decimals, decimals), NULL);
    }
    // min and max are of one reported figure, which a sum outgrows.
    bool sum = indicator->within_year == BY_SUM;
    if (!sum && ((indicator->has_min && target->target < indicator->min) ||
                 (indicator->has_max && target->target > indicator->max)))
        table_find(table, TARGET, CAPAIAN_TARGET_LIMITS, table_cell(table, TARGET), NULL, NULL);
}

// False when the row cannot be placed among the targets; what is wrong is a finding then.
static bool read_row(struct table *table, struct row *row) {
    struct target *target = &row->target;
    row->line = table_line(table);
    bool known = read_indicator(table, &target->indicator);
    if (known && strcmp(table_cell(table, TARGET), "-") != 0)
        table->reader->indicator_promised[target->indicator] = true;
    bool placed = read_period(table, &target->period) && known;
    read_number(table, target);
    if (*table_cell(table, TARGET_HIGH) != '\0')
        table_find(table, TARGET_HIGH, CAPAIAN_CATALOGUE_NOT_YET, "target_high", NULL, NULL);
    read_counts(table, target);
    target->judged = table_flag(table, JUDGED);
    if (target->judged && strcmp(table_cell(table, TARGET), "-") == 0)
        table_find(table, JUDGED, CAPAIAN_TARGET_JUDGED_IDLE, table_cell(table, PERIOD), NULL, NULL);
    row->weighted = table_number(table, WEIGHT, &target->weight);
    if (target->weight < 0)
        table_find(table, WEIGHT, CAPAIAN_CELL_NEGATIVE, table_cell(table, WEIGHT), NULL, NULL);
    if (target->weight < 0 || (!row->weighted && *table_cell(table, WEIGHT) != '\0'))
        table->reader->targets_whole = false;
    if (*table_cell(table, CURVE) != '\0')
        table_find(table, CURVE, CAPAIAN_CATALOGUE_NOT_YET, "curve", NULL, NULL);
    if (!placed)
        table->reader->targets_whole = false;
    else
        check_against_indicator(table, target);
    return placed;
}

// NULL when out of memory.
static struct place *sort(const struct row *rows, size_t count) {
    struct place *places = calloc(count + 1, sizeof *places);
    for (size_t i = 0; i < count && places != NULL; i++) {
        const struct target *target = &rows[i].target;
        places[i] = (struct place){target->indicator, capaian_period_last(target->period),
                                   capaian_period_first(target->period), rows[i].line, (uint32_t)i};
    }
    if (places != NULL)
        qsort(places, count, sizeof *places, compare);
    return places;
}

static void keep(struct reader *reader, const struct row *rows, size_t count) {
    struct target *targets = reader_take(reader, reader->memory, count, sizeof *targets);
    reader->target_lines = reader_take(reader, reader->scratch, count, sizeof(unsigned));
    reader->target_weighted = reader_take(reader, reader->scratch, count, sizeof(bool));
    struct place *places = sort(rows, count);
    reader->failed = reader->failed || places == NULL;
    for (size_t i = 0; i < count && !reader->failed; i++) {
        const struct row *row = &rows[places[i].row];
        targets[i] = row->target;
        reader->target_lines[i] = row->line;
        reader->target_weighted[i] = row->weighted;
        struct indicator *indicator = &reader->catalogue->indicators[row->target.indicator];
        if (indicator->target_count++ == 0)
            indicator->first_target = (uint32_t)i;
    }
    free(places);
    if (reader->failed)
        return;
    reader->catalogue->targets = targets;
    reader->catalogue->target_count = count;
    reader->targets_read = true;
}

void targets_read(struct reader *reader) {
    struct table table;
    if (!table_open(&table, reader, FILE_TARGETS, &target_columns, CATALOGUE_TARGETS_MAX))
        return;
    size_t count = table.sheet.row_count, placed = 0;
    struct row *rows = calloc(count + 1, sizeof *rows);
    size_t indicators = reader->catalogue->indicator_count;
    reader->indicator_promised = reader_take(reader, reader->scratch, indicators, sizeof(bool));
    reader->failed = reader->failed || rows == NULL;
    if (!reader->failed)
        memset(reader->indicator_promised, 0, indicators * sizeof(bool));
    reader->targets_whole = true;
    for (size_t i = 0; i < count && !reader->failed; i++) {
        table.row = i;
        rows[placed] = (struct row){0};
        placed += read_row(&table, &rows[placed]);
    }
    table_close(&table);
    if (!reader->failed)
        keep(reader, rows, placed);
    free(rows);
}
