#include "list.h"
#include "wire/limits.h"

#include <stdio.h>
#include <string.h>

enum column { SCALE, GRADE, RANK, SCORE, FROM_VALUE, COLUMNS };

static const struct capaian_column columns[COLUMNS] = {
    [SCALE] = {"scale", "skala", true},
    [GRADE] = {"grade", "predikat|nilai huruf|nilai_huruf", true},
    [RANK] = {"rank", "peringkat|urutan", true},
    [SCORE] = {"score", "skor|nilai", true},
    [FROM_VALUE] = {"from_value", "nilai_dari|nilai dari|mulai nilai|batas bawah", false},
};

static const struct column_form forms[COLUMNS] = {
    [SCALE] = {NULL, "its code, as akip"},
    [GRADE] = {NULL, "text, as BB"},
    [RANK] = {NULL, "1 to 255, higher is better: decides what is met"},
    [SCORE] = {NULL, "number: gives the percentage; rises with the rank"},
    [FROM_VALUE] = {NULL, "number: the lowest figure that is called so; blank: figures are not named by it"},
};

const struct columns grade_columns = {columns, forms, COLUMNS};

static int compare(const void *entry, const void *other) {
    const struct grade *a = entry, *b = other;
    int order = strcmp(a->scale, b->scale);
    return order != 0 ? order : (a->rank > b->rank) - (a->rank < b->rank);
}

static void read_grade(struct table *table, struct grade *grade) {
    const char *cell = table_cell(table, GRADE);
    grade->grade = table_text(table, GRADE);
    if (*cell == '\0')
        table_find(table, GRADE, CAPAIAN_CELL_ABSENT, "BB", NULL, NULL);
    if (strlen(cell) > CAPAIAN_CODE_MAX) {
        char size[NUMBER_ARGUMENT], most[NUMBER_ARGUMENT];
        table_find(table, GRADE, CAPAIAN_TEXT_TOO_LONG, line_argument((unsigned)strlen(cell), size),
                   line_argument(CAPAIAN_CODE_MAX, most), NULL);
    }
}

// False when the row has no place in a scale.
static bool read_row(struct table *table, void *entry) {
    struct grade *grade = entry;
    uint64_t rank = 0;
    grade->scale = table_code(table, SCALE);
    if (*grade->scale == '\0')
        table_find(table, SCALE, CAPAIAN_CELL_ABSENT, "akip", NULL, NULL);
    read_grade(table, grade);
    if (*table_cell(table, RANK) == '\0')
        table_find(table, RANK, CAPAIAN_CELL_ABSENT, "1 - 255", NULL, NULL);
    else
        table_whole(table, RANK, 1, UINT8_MAX, &rank);
    grade->rank = (uint8_t)rank;
    if (*table_cell(table, SCORE) == '\0')
        table_find(table, SCORE, CAPAIAN_CELL_ABSENT, "0, 70", NULL, NULL);
    else if (table_number(table, SCORE, &grade->score) && grade->score < 0)
        table_find(table, SCORE, CAPAIAN_CELL_NEGATIVE, table_cell(table, SCORE), NULL, NULL);
    grade->has_from = table_number(table, FROM_VALUE, &grade->from_value);
    bool placed = *grade->scale != '\0' && grade->scale != unreadable_code && *grade->grade != '\0' && rank > 0;
    table->reader->scales_whole = table->reader->scales_whole && placed;
    return placed;
}

void scales_read(struct reader *reader) {
    static const struct list_form form = {
        .file = FILE_SCALES,
        .columns = &grade_columns,
        .row_max = CATALOGUE_GRADES_MAX,
        .entry_size = sizeof(struct grade),
        .read = read_row,
        .compare = compare,
    };
    struct list list;
    // Without the file there are no scales, and one that an indicator names is not there.
    reader->scales_whole = true;
    if (!list_read(reader, &form, &list)) {
        reader->scales_whole = reader->files[FILE_SCALES] == NULL;
        return;
    }
    reader->catalogue->grades = list.entries;
    reader->catalogue->grade_count = list.count;
    reader->grade_lines = list.lines;
}
