#include "list.h"
#include "value/text.h"
#include "wire/limits.h"

#include <string.h>

enum column { UNIT, NAME, KIND, REPORTS_TO, FROM, TO, SUCCESSORS, OFFICIAL_CODE, FEED_EVERY, COLUMNS };

static const struct capaian_column columns[COLUMNS] = {
    [UNIT] = {"unit", "kode|kode_unit|kode unit|perangkat_daerah|perangkat daerah|opd|skpd", true},
    [NAME] = {"name", "nama|nama_unit|nama unit", false},
    [KIND] = {"kind", "jenis", false},
    [REPORTS_TO] = {"reports_to", "atasan|melapor_ke|melapor ke|bertanggung jawab kepada", true},
    [FROM] = {"from", "mulai|sejak|berlaku_dari|berlaku dari", false},
    [TO] = {"to", "sampai|hingga|berlaku_sampai|berlaku sampai", false},
    [SUCCESSORS] = {"successors", "penerus|pengganti", false},
    [OFFICIAL_CODE] = {"official_code", "kode_resmi|kode resmi", false},
    [FEED_EVERY] = {"feed_every", "kirim_setiap|kirim setiap", false},
};

static const struct column_form forms[COLUMNS] = {
    [UNIT] = {NULL, "its code, as dispar"},
    [NAME] = {NULL, "text"},
    [KIND] = {NULL, "text: dinas, badan, kecamatan, puskesmas, ..."},
    [REPORTS_TO] = {NULL, "code of the superior unit; blank for the root, and only there"},
    [FROM] = {NULL, "date, as 2026-01-31; blank: always"},
    [TO] = {NULL, "date; blank: open"},
    [SUCCESSORS] = {NULL, "codes separated by ; of a unit that ends"},
    [OFFICIAL_CODE] = {NULL, "text"},
    [FEED_EVERY] = {NULL, "length of time, as 1d"},
};

const struct columns unit_columns = {columns, forms, COLUMNS};

static int compare(const void *entry, const void *other) {
    const struct unit *a = entry, *b = other;
    return strcmp(a->code, b->code);
}

static int64_t read_feed(struct table *table) {
    const char *cell = table_cell(table, FEED_EVERY);
    int64_t ms = 0;
    if (*cell != '\0' && (capaian_duration_parse(cell, &ms) < 0 || ms == 0)) {
        if (!table_damaged(table, FEED_EVERY, "1d"))
            table_find(table, FEED_EVERY, CAPAIAN_CELL_DURATION, cell, NULL, NULL);
        return 0;
    }
    return ms;
}

// Codes separated by ; with or without blanks, kept without them.
static const char *read_successors(struct table *table) {
    const char *at = table_cell(table, SUCCESSORS);
    char list[CAPAIAN_CATALOGUE_CELL_MAX + 2];
    size_t used = 0;
    while (*at != '\0') {
        at += strspn(at, " ;");
        size_t size = strcspn(at, ";"), kept = size;
        while (kept > 0 && at[kept - 1] == ' ')
            kept--;
        char code[CAPAIAN_CODE_MAX + 2] = {0};
        memcpy(code, at, kept <= CAPAIAN_CODE_MAX ? kept : CAPAIAN_CODE_MAX + 1);
        if (kept > 0 && !capaian_code_valid(code)) {
            table_find(table, SUCCESSORS, CAPAIAN_CODE_MALFORMED, code, NULL, NULL);
        } else if (kept > 0) {
            if (used > 0)
                list[used++] = ';';
            memcpy(list + used, code, kept);
            used += kept;
        }
        at += size;
    }
    list[used] = '\0';
    return reader_keep(table->reader, list);
}

static const char *read_official_code(struct table *table) {
    if (*table_cell(table, OFFICIAL_CODE) != '\0' && table_damaged(table, OFFICIAL_CODE, "2.19"))
        return "";
    return table_text(table, OFFICIAL_CODE);
}

static bool read_row(struct table *table, void *entry) {
    struct unit *unit = entry;
    unit->code = table_code(table, UNIT);
    unit->name = table_text(table, NAME);
    unit->kind = table_text(table, KIND);
    unit->reports_to = table_code(table, REPORTS_TO);
    table_dates(table, FROM, TO, &unit->from, &unit->to);
    unit->successors = read_successors(table);
    unit->official_code = read_official_code(table);
    unit->feed_every_ms = read_feed(table);
    if (*table_cell(table, UNIT) == '\0')
        table_find(table, UNIT, CAPAIAN_CELL_ABSENT, "dispar", NULL, NULL);
    else if (*table_cell(table, NAME) == '\0')
        table_find(table, NAME, CAPAIAN_UNIT_NAME_ABSENT, unit->code, NULL, NULL);
    if (*unit->successors != '\0' && unit->to == DAY_NEVER)
        table_find(table, SUCCESSORS, CAPAIAN_UNIT_SUCCESSOR_OPEN, unit->code, NULL, NULL);
    return true;
}

void units_read(struct reader *reader) {
    static const struct list_form form = {
        .file = FILE_UNITS,
        .columns = &unit_columns,
        .row_max = CATALOGUE_UNITS_MAX,
        .entry_size = sizeof(struct unit),
        .read = read_row,
        .compare = compare,
    };
    struct list list;
    if (!list_read(reader, &form, &list))
        return;
    reader->catalogue->units = list.entries;
    reader->catalogue->unit_count = list.count;
    reader->unit_lines = list.lines;
    reader->units_read = true;
}
