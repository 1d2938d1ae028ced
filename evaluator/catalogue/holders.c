#include "list.h"

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

static int compare(const void *entry, const void *other) {
    const struct holder *a = entry, *b = other;
    int order = strcmp(a->unit, b->unit);
    return order != 0 ? order : (a->from > b->from) - (a->from < b->from);
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
static bool read_row(struct table *table, void *entry) {
    struct reader *reader = table->reader;
    struct holder *holder = entry;
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
    static const struct list_form form = {
        .file = FILE_HOLDERS,
        .columns = &holder_columns,
        .row_max = CATALOGUE_HOLDERS_MAX,
        .entry_size = sizeof(struct holder),
        .read = read_row,
        .compare = compare,
    };
    struct list list;
    if (!list_read(reader, &form, &list))
        return;
    reader->catalogue->holders = list.entries;
    reader->catalogue->holder_count = list.count;
    reader->holder_lines = list.lines;
    reader->holders_read = true;
}
