#include "table.h"

#include <stdlib.h>
#include <string.h>

enum column { UNIT, PERSON, NAME, CAPACITY, FROM, TO, APPOINTMENT, BASIS, COLUMNS };

static const struct capaian_column columns[COLUMNS] = {
    [UNIT] = {"unit", "perangkat_daerah|perangkat daerah|opd|skpd", true},
    [PERSON] = {"person", "orang|pejabat|kode_pejabat|kode pejabat", true},
    [NAME] = {"name", "nama|jabatan", false},
    [CAPACITY] = {"capacity", "kapasitas|sebagai", true},
    [FROM] = {"from", "mulai|sejak|tmt", true},
    [TO] = {"to", "sampai|hingga", false},
    [APPOINTMENT] = {"appointment", "pengangkatan", false},
    [BASIS] = {"basis", "dasar|sk", false},
};

static const struct column_form forms[COLUMNS] = {
    [UNIT] = {NULL, "a code of units.csv"},
    [PERSON] = {NULL, "a code, as P0201; never an identity number"},
    [NAME] = {NULL, "text"},
    [CAPACITY] = {capacity_names, ""},
    [FROM] = {NULL, "date, as 2026-01-31"},
    [TO] = {NULL, "date; blank: the day before the next of the post"},
    [APPOINTMENT] = {appointment_names, "blank: inauguration if definitive, else assignment"},
    [BASIS] = {NULL, "text: the decree"},
};

const struct columns holder_columns = {columns, forms, COLUMNS};

enum { NIK_DIGITS = 16 };    // a NIP has 18

struct row {
    struct holder holder;
    unsigned line;
};

static int compare(const void *left, const void *right) {
    const struct row *a = left, *b = right;
    int order = strcmp(a->holder.unit, b->holder.unit);
    if (order != 0)
        return order;
    if (a->holder.from != b->holder.from)
        return a->holder.from < b->holder.from ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

static const char *read_person(struct table *table) {
    const char *cell = table_cell(table, PERSON);
    size_t digits = 0;
    bool other = false;
    for (const char *at = cell; *at != '\0'; at++) {
        digits += *at >= '0' && *at <= '9';
        other = other || ((*at < '0' || *at > '9') && *at != ' ' && *at != '.');
    }
    if (*cell == '\0')
        table_find(table, PERSON, CAPAIAN_CELL_ABSENT, "P0201", NULL, NULL);
    // The number itself is kept out of the finding too.
    if (!other && digits >= NIK_DIGITS) {
        table_find(table, PERSON, CAPAIAN_PERSON_IDENTITY, NULL, NULL, NULL);
        return unreadable_code;
    }
    return table_code(table, PERSON);
}

static enum appointment read_appointment(struct table *table, enum capacity capacity) {
    int appointment = table_choice(table, APPOINTMENT);
    if (appointment == 0)
        appointment = capacity == CAPACITY_DEFINITIVE ? APPOINTMENT_INAUGURATION : APPOINTMENT_ASSIGNMENT;
    return (enum appointment)appointment;
}

// False when the row cannot be placed in time.
static bool read_row(struct table *table, struct row *row) {
    struct reader *reader = table->reader;
    struct holder *holder = &row->holder;
    row->line = table_line(table);
    holder->unit = table_code(table, UNIT);
    if (*holder->unit == '\0')
        table_find(table, UNIT, CAPAIAN_CELL_ABSENT, "dispar", NULL, NULL);
    else if (holder->unit != unreadable_code && reader->units_read &&
             catalogue_unit(reader->catalogue, holder->unit) == NULL)
        table_find(table, UNIT, CAPAIAN_UNIT_UNKNOWN, holder->unit, NULL, NULL);
    holder->person = read_person(table);
    holder->name = table_text(table, NAME);
    holder->capacity = (enum capacity)table_required(table, CAPACITY, CAPAIAN_CELL_ABSENT, NULL);
    holder->appointment = read_appointment(table, holder->capacity);
    holder->basis = table_text(table, BASIS);
    if (*holder->basis == '\0')
        table_find(table, BASIS, CAPAIAN_HOLDER_BASIS_ABSENT, holder->person, NULL, NULL);
    table_dates(table, FROM, TO, &holder->from, &holder->to);
    if (*table_cell(table, FROM) == '\0')
        table_find(table, FROM, CAPAIAN_CELL_ABSENT, "2026-01-26", NULL, NULL);
    bool in_post = *holder->unit != '\0' && holder->unit != unreadable_code;
    return in_post && holder->from != DAY_ALWAYS && holder->from <= holder->to && holder->capacity != 0;
}

void holders_read(struct reader *reader) {
    struct table table;
    if (!table_open(&table, reader, FILE_HOLDERS, &holder_columns, CATALOGUE_HOLDERS_MAX))
        return;
    size_t count = table.sheet.row_count, placed = 0;
    struct row *rows = calloc(count + 1, sizeof *rows);
    struct holder *holders = reader_take(reader, reader->memory, count, sizeof *holders);
    reader->holder_lines = reader_take(reader, reader->scratch, count, sizeof(unsigned));
    reader->failed = reader->failed || rows == NULL;
    for (size_t i = 0; i < count && !reader->failed; i++) {
        table.row = i;
        rows[placed] = (struct row){0};
        placed += read_row(&table, &rows[placed]);
    }
    table_close(&table);
    if (!reader->failed) {
        qsort(rows, placed, sizeof *rows, compare);
        for (size_t i = 0; i < placed; i++) {
            holders[i] = rows[i].holder;
            reader->holder_lines[i] = rows[i].line;
        }
        reader->catalogue->holders = holders;
        reader->catalogue->holder_count = placed;
        reader->holders_read = true;
    }
    free(rows);
}
