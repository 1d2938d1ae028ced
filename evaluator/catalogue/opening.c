#include "list.h"

enum column { INDICATOR, UNTIL, REALIZED, NUMERATOR, DENOMINATOR, SOURCE, COLUMNS };

static const struct capaian_column columns[COLUMNS] = {
    [INDICATOR] = {"indicator", "indikator|kode_indikator|kode indikator", true},
    [UNTIL] = {"until", "sampai|per|sampai_dengan|sampai dengan", true},
    [REALIZED] = {"realized", "realisasi", false},
    [NUMERATOR] = {"numerator", "pembilang", false},
    [DENOMINATOR] = {"denominator", "penyebut", false},
    [SOURCE] = {"source", "sumber", false},
};

static const struct column_form forms[COLUMNS] = {
    [INDICATOR] = {NULL, "a code of indicators.csv"},
    [UNTIL] = {NULL, "the last day of a year, as 2025-12-31"},
    [REALIZED] = {NULL, "number, or a grade: what had been realized of the plan by then"},
    [NUMERATOR] = {NULL, "number: with across_years = ratio-of-sums, instead of realized"},
    [DENOMINATOR] = {NULL, "number above 0: with the numerator"},
    [SOURCE] = {NULL, "text: where it stands"},
};

const struct columns opening_columns = {columns, forms, COLUMNS};

static int compare(const void *entry, const void *other) {
    const struct opening *a = entry, *b = other;
    if (a->indicator != b->indicator)
        return a->indicator < b->indicator ? -1 : 1;
    return (a->until > b->until) - (a->until < b->until);
}

static bool read_until(struct table *table, struct opening *opening) {
    opening->until = table_date(table, UNTIL, DAY_NEVER);
    if (*table_cell(table, UNTIL) == '\0')
        table_find(table, UNTIL, CAPAIAN_CELL_ABSENT, "2025-12-31", NULL, NULL);
    if (opening->until == DAY_NEVER)
        return false;
    if (capaian_period_last(capaian_period_at(CAPAIAN_YEAR, opening->until)) != opening->until)
        table_find(table, UNTIL, CAPAIAN_OPENING_UNTIL, table_cell(table, UNTIL), NULL, NULL);
    return true;
}

// A cell that this indicator fills, or leaves blank. False: not a number.
static bool read_figure(struct table *table, enum column column, const struct indicator *indicator, bool wanted,
                        capaian_nano *ret) {
    bool blank = *table_cell(table, column) == '\0';
    const char *across = consolidation_name(indicator->across_years);
    if (blank && wanted)
        table_find(table, column, CAPAIAN_OPENING_FIGURE, indicator->code, across, columns[column].name);
    else if (!blank && !wanted)
        table_find(table, column, CAPAIAN_OPENING_IDLE, indicator->code, across, NULL);
    if (blank || !wanted)
        return false;
    if (column == REALIZED && indicator->formula == FORMULA_GRADE)
        return table_grade(table, column, indicator, ret);
    return table_number(table, column, ret);
}

static bool read_row(struct table *table, void *entry) {
    struct opening *opening = entry;
    bool known = table_indicator(table, INDICATOR, &opening->indicator);
    bool placed = read_until(table, opening);
    opening->source = table_text(table, SOURCE);
    if (*table_cell(table, SOURCE) == '\0')
        table_find(table, SOURCE, CAPAIAN_OPENING_SOURCE_ABSENT, table_cell(table, INDICATOR), NULL, NULL);
    if (!known)
        return false;
    const struct indicator *indicator = &table->reader->catalogue->indicators[opening->indicator];
    if (indicator->across_years == 0)
        return placed;
    bool ratio = indicator->across_years == BY_RATIO_OF_SUMS && indicator->within_year == BY_RATIO_OF_SUMS;
    (void)read_figure(table, REALIZED, indicator, !ratio, &opening->realized);
    (void)read_figure(table, NUMERATOR, indicator, ratio, &opening->numerator);
    if (read_figure(table, DENOMINATOR, indicator, ratio, &opening->denominator) && opening->denominator <= 0)
        table_find(table, DENOMINATOR, CAPAIAN_OPENING_DENOMINATOR, table_cell(table, DENOMINATOR), NULL, NULL);
    return placed;
}

void opening_read(struct reader *reader) {
    static const struct list_form form = {
        .file = FILE_OPENING,
        .columns = &opening_columns,
        .row_max = CATALOGUE_OPENINGS_MAX,
        .entry_size = sizeof(struct opening),
        .read = read_row,
        .compare = compare,
    };
    struct list list;
    if (!list_read(reader, &form, &list))
        return;
    reader->catalogue->openings = list.entries;
    reader->catalogue->opening_count = list.count;
    reader->opening_lines = list.lines;
    for (size_t i = 0; i < list.count; i++) {
        struct indicator *indicator = &reader->catalogue->indicators[reader->catalogue->openings[i].indicator];
        if (indicator->opening_count++ == 0)
            indicator->first_opening = (uint32_t)i;
    }
}
