#include "table.h"

#include <stdlib.h>

enum column { DATE, NAME, KIND, COLUMNS };

static const struct capaian_column columns[COLUMNS] = {
    [DATE] = {"date", "tanggal", true},
    [NAME] = {"name", "nama|keterangan", false},
    [KIND] = {"kind", "jenis", false},
};

static const struct column_form forms[COLUMNS] = {
    [DATE] = {NULL, "date, as 2026-12-25"},
    [NAME] = {NULL, "text"},
    [KIND] = {holiday_names, "blank: holiday"},
};

const struct columns calendar_columns = {columns, forms, COLUMNS};

struct row {
    int32_t day;
    unsigned line;
};

static int compare(const void *left, const void *right) {
    const struct row *a = left, *b = right;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

static void read_row(struct table *table, struct row *row) {
    row->line = table_line(table);
    row->day = table_date(table, DATE, DAY_NEVER);
    table_choice(table, KIND);
    if (*table_cell(table, DATE) == '\0')
        table_find(table, DATE, CAPAIAN_CELL_ABSENT, "2026-12-25", NULL, NULL);
}

static void keep(struct reader *reader, struct row *rows, size_t count) {
    qsort(rows, count, sizeof *rows, compare);
    int32_t *holidays = reader_take(reader, reader->memory, count, sizeof *holidays);
    size_t kept = 0;
    for (size_t i = 0; i < count && holidays != NULL && rows[i].day != DAY_NEVER; i++) {
        if (i > 0 && rows[i].day == rows[i - 1].day) {
            char line[NUMBER_ARGUMENT], day[CAPAIAN_PERIOD_TEXT];
            reader_find(reader, FILE_CALENDAR, rows[i].line, "date", CAPAIAN_CALENDAR_TWICE,
                        capaian_date_format(rows[i].day, day), line_argument(rows[i - 1].line, line), NULL);
            continue;
        }
        holidays[kept++] = rows[i].day;
    }
    reader->catalogue->calendar.holidays = holidays;
    reader->catalogue->calendar.holiday_count = kept;
}

void calendar_read(struct reader *reader) {
    struct table table;
    if (!table_open(&table, reader, FILE_CALENDAR, &calendar_columns, CATALOGUE_HOLIDAYS_MAX))
        return;
    size_t count = table.sheet.row_count;
    struct row *rows = calloc(count + 1, sizeof *rows);
    reader->failed = reader->failed || rows == NULL;
    for (size_t i = 0; i < count && rows != NULL; i++) {
        table.row = i;
        read_row(&table, &rows[i]);
    }
    table_close(&table);
    if (rows != NULL)
        keep(reader, rows, count);
    free(rows);
}
