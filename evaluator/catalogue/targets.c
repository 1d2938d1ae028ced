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
    [PERIOD] = {NULL, "2026, 2026-S1, 2026-Q1, 2026-03; 2025..2030 of a plan"},
    [TARGET] = {NULL, "number, a grade of its scale, or - for not scheduled"},
    [TARGET_HIGH] = {NULL, "number: the upper bound, with formula range"},
    [COUNTS] = {counts_names,
                "the figure of the period alone, or from the start of the year; blank for a year or years"},
    [JUDGED] = {flag_names, "whether falling short of it is a miss; blank: no"},
    [WEIGHT] = {NULL, "number; those of a unit and year add up to 100; none for years"},
    [CURVE] = {curve_names, "how it comes about from the target to date before it; blank: on its last day"},
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
    int32_t year, last, first;    // of a plan the first year; days of the period
    unsigned line;
    uint32_t row;
};

static int compare(const void *left, const void *right) {
    const struct place *a = left, *b = right;
    if (a->indicator != b->indicator)
        return a->indicator < b->indicator ? -1 : 1;
    if (a->year != b->year)
        return a->year < b->year ? -1 : 1;
    if (a->last != b->last)
        return a->last < b->last ? -1 : 1;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

static bool read_period(struct table *table, struct capaian_period *ret) {
    const char *cell = table_cell(table, PERIOD);
    if (capaian_period_parse(cell, ret) == 0)
        return true;
    if (*cell == '\0' || !table_damaged(table, PERIOD, "2026-03"))
        table_find(table, PERIOD, CAPAIAN_PERIOD_MALFORMED, cell, NULL, NULL);
    return false;
}

static bool is_dash(const char *cell) {
    return strcmp(cell, "-") == 0;
}

// `indicator` NULL: not known, so that nothing tells a grade from a number.
static void read_number(struct table *table, const struct indicator *indicator, struct target *target) {
    const char *cell = table_cell(table, TARGET);
    bool grade = indicator != NULL && indicator->formula == FORMULA_GRADE;
    if (*cell == '\0')
        table_find(table, TARGET, CAPAIAN_CELL_ABSENT, "1.000.000 / -", NULL, NULL);
    else if (!is_dash(cell) && grade)
        target->scheduled = table_grade(table, TARGET, indicator, &target->target);
    else if (!is_dash(cell))
        target->scheduled = table_number(table, TARGET, &target->target);
    if (!is_dash(cell) && !target->scheduled)
        table->reader->targets_whole = false;
}

static void read_high(struct table *table, const struct indicator *indicator, struct target *target) {
    const char *cell = table_cell(table, TARGET_HIGH);
    bool range = indicator->formula == FORMULA_RANGE, number = !is_dash(table_cell(table, TARGET));
    if (*cell == '\0' && range && number)
        table_find(table, TARGET_HIGH, CAPAIAN_TARGET_HIGH_ABSENT, NULL, NULL, NULL);
    else if (*cell != '\0' && indicator->formula != 0 && (!range || !number))
        table_find(table, TARGET_HIGH, CAPAIAN_TARGET_HIGH_IDLE, NULL, NULL, NULL);
    else
        target->has_high = table_number(table, TARGET_HIGH, &target->high);
    if (target->has_high && target->scheduled && target->high < target->target)
        table_find(table, TARGET_HIGH, CAPAIAN_TARGET_HIGH_BELOW, table_cell(table, TARGET), cell, NULL);
}

// Of a target of a year, or several, both readings are one, so it may stay blank there; several always stand to date.
static void read_counts(struct table *table, struct target *target) {
    bool years = target->period.kind == CAPAIAN_YEARS;
    // A period that cannot be read is found there.
    bool whole = years || target->period.kind == CAPAIAN_YEAR || target->period.kind == 0;
    if (*table_cell(table, COUNTS) == '\0' && whole)
        target->to_date = true;
    else
        target->to_date = table_required(table, COUNTS, CAPAIAN_CELL_ABSENT, NULL) == COUNTS_TO_DATE || years;
}

// What a curve leads to is a number to date, and lies on the way of figures that are not made of two.
static void read_curve(struct table *table, const struct indicator *indicator, struct target *target) {
    target->curve = (enum curve)table_choice(table, CURVE);
    bool years = target->period.kind == CAPAIAN_YEARS;
    bool ratio = indicator->within_year == BY_RATIO_OF_SUMS && (!years || indicator->across_years == BY_RATIO_OF_SUMS);
    const char *instead = NULL;
    if (is_dash(table_cell(table, TARGET)))
        instead = "-";
    else if (!target->to_date && name_value(counts_names, table_cell(table, COUNTS)) == COUNTS_PERIOD)
        instead = "counts = period";
    else if (ratio)
        instead = "ratio-of-sums";
    else if (indicator->formula == FORMULA_GRADE)
        instead = "formula = grade";
    if (target->curve != CURVE_NONE && instead != NULL)
        table_find(table, CURVE, CAPAIAN_TARGET_CURVE, instead, NULL, NULL);
}

static void read_weight(struct table *table, struct row *row) {
    struct target *target = &row->target;
    const char *cell = table_cell(table, WEIGHT);
    row->weighted = table_number(table, WEIGHT, &target->weight);
    if (target->weight < 0)
        table_find(table, WEIGHT, CAPAIAN_CELL_NEGATIVE, cell, NULL, NULL);
    if (target->weight < 0 || (!row->weighted && *cell != '\0'))
        table->reader->targets_whole = false;
    if (target->period.kind != CAPAIAN_YEARS || *cell == '\0')
        return;
    table_find(table, WEIGHT, CAPAIAN_TARGET_PLAN_WEIGHT, table_cell(table, PERIOD), NULL, NULL);
    row->weighted = false;
    target->weight = 0;
}

// One number of a target, against what the indicator's own figures may be.
static void check_number(struct table *table, enum column column, const struct target *target, capaian_nano number) {
    const struct indicator *indicator = &table->reader->catalogue->indicators[target->indicator];
    if (capaian_nano_round(number, indicator->decimals, CAPAIAN_HALF_UP) != number) {
        char decimals[NUMBER_ARGUMENT];
        table_find(table, column, CAPAIAN_TARGET_DECIMALS, table_cell(table, column),
                   line_argument(indicator->decimals, decimals), NULL);
    }
    // min and max are of one reported figure, which a sum outgrows.
    bool sum =
        indicator->within_year == BY_SUM || (target->period.kind == CAPAIAN_YEARS && indicator->across_years == BY_SUM);
    if (!sum && ((indicator->has_min && number < indicator->min) || (indicator->has_max && number > indicator->max)))
        table_find(table, column, CAPAIAN_TARGET_LIMITS, table_cell(table, column), NULL, NULL);
}

static void check_against_indicator(struct table *table, const struct target *target) {
    const struct indicator *indicator = &table->reader->catalogue->indicators[target->indicator];
    // An indicator may begin within a target's period, and then counts from there; the period's end must be its own.
    if (capaian_period_last(target->period) < indicator->from || capaian_period_last(target->period) > indicator->to)
        table_find(table, PERIOD, CAPAIAN_INDICATOR_ENDED, indicator->code, table_cell(table, PERIOD), NULL);
    if (target->period.kind < (int)indicator->every)
        table_find(table, PERIOD, CAPAIAN_TARGET_FINER, table_cell(table, PERIOD),
                   capaian_period_kind_name(indicator->every), NULL);
    if (!target->scheduled || indicator->formula == FORMULA_GRADE)
        return;
    check_number(table, TARGET, target, target->target);
    if (target->has_high)
        check_number(table, TARGET_HIGH, target, target->high);
}

// False when the row cannot be placed among the targets; what is wrong is a finding then.
static bool read_row(struct table *table, struct row *row) {
    struct reader *reader = table->reader;
    struct target *target = &row->target;
    row->line = table_line(table);
    bool known = table_indicator(table, INDICATOR, &target->indicator), dash = is_dash(table_cell(table, TARGET));
    const struct indicator *indicator = known ? &reader->catalogue->indicators[target->indicator] : NULL;
    if (known && !dash)
        reader->indicator_promised[target->indicator] = true;
    bool placed = read_period(table, &target->period) && known;
    read_number(table, indicator, target);
    read_counts(table, target);
    target->judged = table_flag(table, JUDGED);
    if (target->judged && dash)
        table_find(table, JUDGED, CAPAIAN_TARGET_JUDGED_IDLE, table_cell(table, PERIOD), NULL, NULL);
    read_weight(table, row);
    if (known) {
        read_high(table, indicator, target);
        read_curve(table, indicator, target);
    }
    reader->targets_whole = reader->targets_whole && placed;
    if (placed)
        check_against_indicator(table, target);
    return placed;
}

// NULL when out of memory.
static struct place *sort(const struct row *rows, size_t count) {
    struct place *places = calloc(count + 1, sizeof *places);
    for (size_t i = 0; i < count && places != NULL; i++) {
        const struct target *target = &rows[i].target;
        places[i] = (struct place){target->indicator,
                                   target->period.year,
                                   capaian_period_last(target->period),
                                   capaian_period_first(target->period),
                                   rows[i].line,
                                   (uint32_t)i};
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
