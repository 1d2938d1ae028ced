#include "list.h"

#include <string.h>

enum column { INDICATOR, UNIT, PART, SHARE, COLUMNS };

static const struct capaian_column columns[COLUMNS] = {
    [INDICATOR] = {"indicator", "indikator|kode_indikator|kode indikator", true},
    [UNIT] = {"unit", "perangkat_daerah|perangkat daerah|opd|skpd", true},
    [PART] = {"part", "peran", true},
    [SHARE] = {"share", "bagian|porsi|andil", false},
};

static const struct column_form forms[COLUMNS] = {
    [INDICATOR] = {NULL, "a code of indicators.csv"},
    [UNIT] = {NULL, "code of another unit than the accountable one"},
    [PART] = {part_names, "rows of its own, or a share of the one figure"},
    [SHARE] = {NULL, "percent, of answers; those of an indicator add up to 100 at most"},
};

const struct columns share_columns = {columns, forms, COLUMNS};

static int compare(const void *entry, const void *other) {
    const struct share *a = entry, *b = other;
    if (a->indicator != b->indicator)
        return a->indicator < b->indicator ? -1 : 1;
    return strcmp(a->unit, b->unit);
}

// Rows add up where figures do; a rate of two halves is not the sum of their rates.
static bool adds_up(const struct indicator *indicator) {
    // Of events only the last is a finding already, and so is no consolidation at all.
    if (indicator->within_year == 0 || (indicator->within_year == BY_LAST && indicator->reporting == REPORTING_EVENTS))
        return true;
    return indicator->within_year == BY_SUM || indicator->within_year == BY_RATIO_OF_SUMS ||
           (indicator->within_year == BY_AVERAGE && indicator->reporting == REPORTING_EVENTS);
}

static void read_unit(struct table *table, struct share *share) {
    const struct reader *reader = table->reader;
    share->unit = table_code(table, UNIT);
    if (*share->unit == '\0')
        table_find(table, UNIT, CAPAIAN_CELL_ABSENT, "dispar", NULL, NULL);
    else if (share->unit != unreadable_code && reader->units_read &&
             catalogue_unit(reader->catalogue, share->unit) == NULL)
        table_find(table, UNIT, CAPAIAN_UNIT_UNKNOWN, share->unit, NULL, NULL);
}

static void read_share(struct table *table, struct share *share) {
    const char *cell = table_cell(table, SHARE);
    if (share->part == PART_ADDS && *cell != '\0')
        table_find(table, SHARE, CAPAIAN_SHARE_IDLE, NULL, NULL, NULL);
    else if (share->part == PART_ANSWERS && *cell == '\0')
        table_find(table, SHARE, CAPAIAN_CELL_ABSENT, "30", NULL, NULL);
    else if (table_number(table, SHARE, &share->share) && (share->share <= 0 || share->share > 100 * CAPAIAN_NANO))
        table_find(table, SHARE, CAPAIAN_SHARE_RANGE, cell, NULL, NULL);
}

static bool read_row(struct table *table, void *entry) {
    struct share *share = entry;
    bool known = table_indicator(table, INDICATOR, &share->indicator);
    read_unit(table, share);
    share->part = (enum part)table_required(table, PART, CAPAIAN_CELL_ABSENT, NULL);
    read_share(table, share);
    if (!known)
        return false;
    const struct indicator *indicator = &table->reader->catalogue->indicators[share->indicator];
    if (*share->unit != '\0' && strcmp(share->unit, indicator->unit) == 0)
        table_find(table, UNIT, CAPAIAN_SHARE_OWN, share->unit, NULL, NULL);
    if (share->part == PART_ADDS && !adds_up(indicator))
        table_find(table, PART, CAPAIAN_SHARE_ADDS, indicator->code, consolidation_name(indicator->within_year), NULL);
    return *share->unit != '\0' && share->unit != unreadable_code && share->part != 0;
}

void shares_read(struct reader *reader) {
    static const struct list_form form = {
        .file = FILE_SHARES,
        .columns = &share_columns,
        .row_max = CATALOGUE_SHARES_MAX,
        .entry_size = sizeof(struct share),
        .read = read_row,
        .compare = compare,
    };
    struct list list;
    if (!list_read(reader, &form, &list))
        return;
    reader->catalogue->shares = list.entries;
    reader->catalogue->share_count = list.count;
    reader->share_lines = list.lines;
    reader->shares_read = true;
    for (size_t i = 0; i < list.count; i++) {
        struct indicator *indicator = &reader->catalogue->indicators[reader->catalogue->shares[i].indicator];
        if (indicator->share_count++ == 0)
            indicator->first_share = (uint32_t)i;
    }
}
