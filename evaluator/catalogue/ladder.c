#include "list.h"
#include "percent.h"
#include "wire/limits.h"

#include <errno.h>
#include <string.h>

enum column { LADDER, STEP, KINDS, TRIGGER, AFTER_MONTHS, NOT_BEFORE_MONTHS, TEXT, BASIS, COLUMNS };

static const struct capaian_column columns[COLUMNS] = {
    [LADDER] = {"ladder", "tangga|jenjang", true},
    [STEP] = {"step", "langkah|tahap", true},
    [KINDS] = {"kinds", "jenis|jenis_unit|jenis unit", true},
    [TRIGGER] = {"trigger", "pemicu|syarat", true},
    [AFTER_MONTHS] = {"after_months", "setelah_bulan|setelah bulan", true},
    [NOT_BEFORE_MONTHS] = {"not_before_months", "paling_cepat_bulan|paling cepat bulan", false},
    [TEXT] = {"text", "teks|tindakan|konsekuensi", true},
    [BASIS] = {"basis", "dasar|dasar_hukum|dasar hukum", false},
};

static const struct column_form forms[COLUMNS] = {
    [LADDER] = {NULL, "its code, as jpt"},
    [STEP] = {NULL, "1, 2, 3, ... without a gap"},
    [KINDS] = {NULL, "kinds of units.csv separated by ;"},
    [TRIGGER] = {NULL, "score<80: the score of the holder's card, percent"},
    [AFTER_MONTHS] = {NULL, "0 to 600: in the post, or since the step before it"},
    [NOT_BEFORE_MONTHS] = {NULL, "0 to 600: since the inauguration; blank: 0"},
    [TEXT] = {NULL, "text: what follows"},
    [BASIS] = {NULL, "text: the law"},
};

const struct columns rung_columns = {columns, forms, COLUMNS};

enum { MONTHS_MAX = 600 };

static int compare(const void *entry, const void *other) {
    const struct rung *a = entry, *b = other;
    int order = strcmp(a->ladder, b->ladder);
    return order != 0 ? order : (a->step > b->step) - (a->step < b->step);
}

// Separated by ; and kept without blanks around them.
static const char *read_kinds(struct table *table) {
    char list[CAPAIAN_CATALOGUE_CELL_MAX + 2];
    size_t used = 0;
    for (const char *at = table_cell(table, KINDS); *at != '\0';) {
        at += strspn(at, " ;");
        size_t size = strcspn(at, ";"), kept = size;
        while (kept > 0 && at[kept - 1] == ' ')
            kept--;
        if (kept > 0 && used > 0)
            list[used++] = ';';
        memcpy(list + used, at, kept);
        used += kept;
        at += size;
    }
    list[used] = '\0';
    if (used == 0)
        table_find(table, KINDS, CAPAIAN_CELL_ABSENT, "dinas;badan", NULL, NULL);
    return reader_keep(table->reader, list);
}

// score<80, skor < 80%
static int parse_trigger(const char *text, enum capaian_number_style style, capaian_nano *ret) {
    size_t size = strcspn(text, "<");
    const char *limit = text + size + (text[size] == '<');
    while (size > 0 && text[size - 1] == ' ')
        size--;
    bool score = (size == 5 && name_same("score", text, size)) || (size == 4 && name_same("skor", text, size));
    capaian_nano nano;
    if (!score || percent_parse(limit + strspn(limit, " "), style, &nano) < 0 || nano <= 0)
        return -EINVAL;
    *ret = nano;
    return 0;
}

static void read_trigger(struct table *table, struct rung *rung) {
    const char *cell = table_cell(table, TRIGGER);
    if (*cell == '\0')
        table_find(table, TRIGGER, CAPAIAN_CELL_ABSENT, "score<80", NULL, NULL);
    else if (parse_trigger(cell, table->reader->catalogue->policy.numbers, &rung->score) < 0)
        table_find(table, TRIGGER, CAPAIAN_LADDER_TRIGGER, cell, NULL, NULL);
}

static bool read_row(struct table *table, void *entry) {
    struct rung *rung = entry;
    uint64_t step = 0, after = 0, not_before = 0;
    rung->ladder = table_code(table, LADDER);
    if (*rung->ladder == '\0')
        table_find(table, LADDER, CAPAIAN_CELL_ABSENT, "jpt", NULL, NULL);
    if (*table_cell(table, STEP) == '\0')
        table_find(table, STEP, CAPAIAN_CELL_ABSENT, "1", NULL, NULL);
    table_whole(table, STEP, 1, CATALOGUE_RUNGS_MAX, &step);
    rung->step = (unsigned)step;
    rung->kinds = read_kinds(table);
    read_trigger(table, rung);
    if (*table_cell(table, AFTER_MONTHS) == '\0')
        table_find(table, AFTER_MONTHS, CAPAIAN_CELL_ABSENT, "12", NULL, NULL);
    table_whole(table, AFTER_MONTHS, 0, MONTHS_MAX, &after);
    table_whole(table, NOT_BEFORE_MONTHS, 0, MONTHS_MAX, &not_before);
    rung->after_months = (unsigned)after;
    rung->not_before_months = (unsigned)not_before;
    rung->text = table_text(table, TEXT);
    if (*table_cell(table, TEXT) == '\0')
        table_find(table, TEXT, CAPAIAN_CELL_ABSENT, "6 bulan perbaikan", NULL, NULL);
    rung->basis = table_text(table, BASIS);
    if (*table_cell(table, BASIS) == '\0')
        table_find(table, BASIS, CAPAIAN_LADDER_BASIS_ABSENT, table_cell(table, STEP), table_cell(table, LADDER), NULL);
    bool placed = *rung->ladder != '\0' && rung->ladder != unreadable_code && step > 0;
    table->reader->ladder_whole = table->reader->ladder_whole && placed;
    return placed;
}

void ladder_read(struct reader *reader) {
    static const struct list_form form = {
        .file = FILE_LADDER,
        .columns = &rung_columns,
        .row_max = CATALOGUE_RUNGS_MAX,
        .entry_size = sizeof(struct rung),
        .read = read_row,
        .compare = compare,
    };
    struct list list;
    reader->ladder_whole = true;
    if (!list_read(reader, &form, &list))
        return;
    reader->catalogue->rungs = list.entries;
    reader->catalogue->rung_count = list.count;
    reader->rung_lines = list.lines;
}
