#include "table.h"

#include "excel.h"
#include "value/text.h"
#include "wire/limits.h"

#include <stdio.h>
#include <string.h>

bool table_open(struct table *table, struct reader *reader, size_t file, const struct columns *columns,
                size_t row_max) {
    const struct catalogue_file *given = reader->files[file];
    *table = (struct table){.reader = reader, .file = catalogue_file_names[file], .columns = columns};
    if (given == NULL)
        return false;
    unsigned line = 0;
    char what[256] = "";
    enum capaian_sheet_fault fault = capaian_sheet_read(given->text, given->size, columns->list, columns->count,
                                                        CAPAIAN_CATALOGUE_CELL_MAX, &table->sheet, &line, what);
    if (fault == CAPAIAN_SHEET_MEMORY) {
        reader->failed = true;
        return false;
    }
    if (fault != CAPAIAN_SHEET_OK) {
        char words[CAPAIAN_SHEET_WORDS];
        const char *arguments[3];
        enum capaian_code code = capaian_sheet_code(fault, what, columns->list, columns->count, words, arguments);
        reader_find(reader, file, line, "", code, arguments[0], arguments[1], arguments[2]);
        return false;
    }
    if (table->sheet.row_count == 0 && catalogue_file_required(file))
        reader_find(reader, file, 0, "", CAPAIAN_FILE_NO_ROWS, catalogue_file_names[file], NULL, NULL);
    if (table->sheet.row_count > row_max) {
        char rows[NUMBER_ARGUMENT], most[NUMBER_ARGUMENT];
        (void)snprintf(rows, sizeof rows, "%zu", table->sheet.row_count);
        (void)snprintf(most, sizeof most, "%zu", row_max);
        reader_find(reader, file, 0, "", CAPAIAN_FILE_ROWS, rows, most, NULL);
        table_close(table);
        return false;
    }
    return true;
}

void table_close(struct table *table) {
    capaian_sheet_free(&table->sheet);
    table->sheet = (struct capaian_sheet){0};
}

unsigned table_line(const struct table *table) {
    return capaian_sheet_line(&table->sheet, table->row);
}

const char *table_cell(const struct table *table, size_t column) {
    return capaian_sheet_cell(&table->sheet, table->row, column);
}

void table_find(struct table *table, size_t column, enum capaian_code code, const char *argument0,
                const char *argument1, const char *argument2) {
    findings_add(&table->reader->findings, table->file, table_line(table), table->columns->list[column].name, code,
                 argument0, argument1, argument2);
}

bool table_damaged(struct table *table, size_t column, const char *instead) {
    const char *cell = table_cell(table, column);
    switch (excel_damage(cell)) {
    case EXCEL_INTACT:
        return false;
    case EXCEL_MADE_DATE:
        table_find(table, column, CAPAIAN_EXCEL_DATE, cell, instead, NULL);
        return true;
    case EXCEL_MADE_TIME:
        table_find(table, column, CAPAIAN_EXCEL_TIME, cell, NULL, NULL);
        return true;
    case EXCEL_MADE_ROUNDED:
        table_find(table, column, CAPAIAN_EXCEL_ROUNDED, cell, NULL, NULL);
        return true;
    case EXCEL_MADE_FAULT:
        break;
    }
    table_find(table, column, CAPAIAN_EXCEL_FAULT, cell, NULL, NULL);
    return true;
}

const char *table_text(struct table *table, size_t column) {
    const char *cell = table_cell(table, column);
    if (*cell == '#' && table_damaged(table, column, NULL))
        return "";
    return reader_keep(table->reader, cell);
}

const char *table_code(struct table *table, size_t column) {
    const char *cell = table_cell(table, column);
    if (*cell == '\0')
        return "";
    if (capaian_code_valid(cell) && excel_damage(cell) != EXCEL_MADE_DATE)
        return reader_keep(table->reader, cell);
    if (!table_damaged(table, column, "dispar"))
        table_find(table, column, CAPAIAN_CODE_MALFORMED, cell, NULL, NULL);
    return unreadable_code;
}

// 46023: the number of days that a spreadsheet keeps behind a date of 1982 to 2064.
static bool is_serial_date(const char *text) {
    return strlen(text) == 5 && strspn(text, "0123456789") == 5 && text[0] >= '3' && text[0] <= '5';
}

int32_t table_date(struct table *table, size_t column, int32_t blank) {
    const char *cell = table_cell(table, column);
    int32_t day = blank;
    if (*cell == '\0' || capaian_date_parse(cell, &day) == 0)
        return day;
    if (is_serial_date(cell))
        table_find(table, column, CAPAIAN_EXCEL_DATE, cell, "2026-01-31", NULL);
    else if (!table_damaged(table, column, "2026-01-31"))
        table_find(table, column, CAPAIAN_CELL_DATE, cell, NULL, NULL);
    return blank;
}

void table_dates(struct table *table, size_t from, size_t to, int32_t *ret_from, int32_t *ret_to) {
    *ret_from = table_date(table, from, DAY_ALWAYS);
    *ret_to = table_date(table, to, DAY_NEVER);
    if (*ret_from > *ret_to)
        table_find(table, to, CAPAIAN_CELL_DATES, table_cell(table, from), table_cell(table, to), NULL);
}

// Both readings of 1.234, each with the style that it belongs to.
static void find_ambiguous(struct table *table, size_t column) {
    static const enum capaian_number_style styles[2] = {CAPAIAN_NUMBERS_ID, CAPAIAN_NUMBERS_EN};
    const char *cell = table_cell(table, column);
    char readings[2][CAPAIAN_NUMBER_TEXT + 8] = {"", ""};
    for (int i = 0; i < 2; i++) {
        struct capaian_decimal decimal;
        capaian_nano nano;
        char number[CAPAIAN_NUMBER_TEXT];
        if (capaian_decimal_parse(cell, styles[i], &decimal) == CAPAIAN_NUMBER_OK &&
            capaian_nano_of(decimal, &nano) == 0)
            (void)snprintf(readings[i], sizeof readings[i], "%s (%s)",
                           capaian_nano_format(nano, -1, CAPAIAN_NUMBERS_UNDECLARED, number),
                           name_text(number_style_names, (int)styles[i]));
    }
    table_find(table, column, CAPAIAN_CELL_AMBIGUOUS, cell, readings[0], readings[1]);
}

bool table_number(struct table *table, size_t column, capaian_nano *ret) {
    enum capaian_number_style style = table->reader->catalogue->policy.numbers;
    const char *cell = table_cell(table, column);
    struct capaian_decimal decimal;
    if (*cell == '\0')
        return false;
    switch (capaian_decimal_parse(cell, style, &decimal)) {
    case CAPAIAN_NUMBER_OK:
        return capaian_nano_of(decimal, ret) == 0;
    case CAPAIAN_NUMBER_AMBIGUOUS:
        find_ambiguous(table, column);
        return false;
    case CAPAIAN_NUMBER_TOO_MANY_DIGITS:
        table_find(table, column, CAPAIAN_FIGURE_LARGE, cell, NULL, NULL);
        return false;
    case CAPAIAN_NUMBER_MALFORMED:
        break;
    }
    if (!table_damaged(table, column, style == CAPAIAN_NUMBERS_EN ? "1,234.5" : "1.234,5"))
        table_find(table, column, CAPAIAN_CELL_NUMBER, cell,
                   style == CAPAIAN_NUMBERS_ID   ? "id: 1.234.567,89"
                   : style == CAPAIAN_NUMBERS_EN ? "en: 1,234,567.89"
                                                 : "id / en",
                   NULL);
    return false;
}

bool table_whole(struct table *table, size_t column, uint64_t low, uint64_t high, uint64_t *ret) {
    capaian_nano nano;
    if (!table_number(table, column, &nano))
        return false;
    if (nano % CAPAIAN_NANO != 0 || nano < (capaian_nano)low * CAPAIAN_NANO ||
        nano > (capaian_nano)high * CAPAIAN_NANO) {
        char least[NUMBER_ARGUMENT], most[NUMBER_ARGUMENT];
        (void)snprintf(least, sizeof least, "%llu", (unsigned long long)low);
        (void)snprintf(most, sizeof most, "%llu", (unsigned long long)high);
        table_find(table, column, CAPAIAN_CELL_WHOLE, table_cell(table, column), least, most);
        return false;
    }
    *ret = (uint64_t)(nano / CAPAIAN_NANO);
    return true;
}

bool table_span(struct table *table, size_t column, struct capaian_span *ret) {
    const char *cell = table_cell(table, column);
    if (*cell == '\0')
        return false;
    if (capaian_span_parse(cell, ret) == 0)
        return true;
    if (!table_damaged(table, column, "30d"))
        table_find(table, column, CAPAIAN_CELL_SPAN, cell, NULL, NULL);
    return false;
}

static void list_names(const struct name *names, char *buffer, size_t size) {
    size_t used = 0;
    *buffer = '\0';
    for (; names->value != 0 && used < size; names++) {
        int more = snprintf(buffer + used, size - used, "%s%s", used > 0 ? ", " : "", names->text);
        used += more > 0 ? (size_t)more : 0;
    }
}

int table_choice(struct table *table, size_t column) {
    const struct name *names = table->columns->forms[column].names;
    const char *cell = table_cell(table, column);
    int value = *cell == '\0' ? 0 : name_value(names, cell);
    if (value == 0 && *cell != '\0') {
        char choices[160];
        list_names(names, choices, sizeof choices);
        table_find(table, column, CAPAIAN_CELL_CHOICE, cell, choices, NULL);
    }
    return value;
}

int table_required(struct table *table, size_t column, enum capaian_code absent, const char *subject) {
    if (*table_cell(table, column) != '\0')
        return table_choice(table, column);
    char choices[160];
    list_names(table->columns->forms[column].names, choices, sizeof choices);
    table_find(table, column, absent, subject != NULL ? subject : choices, choices, NULL);
    return 0;
}

bool table_flag(struct table *table, size_t column) {
    const char *cell = table_cell(table, column);
    int value = *cell == '\0' ? FLAG_NO : name_value(flag_names, cell);
    if (value == 0)
        table_find(table, column, CAPAIAN_FLAG_MALFORMED, cell, NULL, NULL);
    return value == FLAG_YES;
}

bool table_indicator(struct table *table, size_t column, uint32_t *ret) {
    const struct catalogue *catalogue = table->reader->catalogue;
    const char *code = table_cell(table, column);
    const struct indicator *indicator = catalogue_indicator(catalogue, code);
    if (*code != '\0' && indicator != NULL) {
        *ret = (uint32_t)(indicator - catalogue->indicators);
        return true;
    }
    if (*code == '\0')
        table_find(table, column, CAPAIAN_CELL_ABSENT, "par01", NULL, NULL);
    else if (table->reader->indicators_read && !table_damaged(table, column, "par01"))
        table_find(table, column, CAPAIAN_INDICATOR_UNKNOWN, code, NULL, NULL);
    return false;
}

bool table_grade(struct table *table, size_t column, const struct indicator *indicator, capaian_nano *ret) {
    const struct catalogue *catalogue = table->reader->catalogue;
    const char *cell = table_cell(table, column);
    const struct grade *grade = catalogue_grade(catalogue, indicator->scale, cell);
    if (grade != NULL) {
        *ret = grade->rank * CAPAIAN_NANO;
        return true;
    }
    // A scale that is not there, or lacks a row, is a finding already.
    if (indicator->grade_count == 0 || !table->reader->scales_whole || table_damaged(table, column, "BB"))
        return false;
    char grades[160] = "";
    size_t used = 0;
    for (size_t i = 0; i < indicator->grade_count && used < sizeof grades; i++)
        used += (size_t)snprintf(grades + used, sizeof grades - used, "%s%s", i > 0 ? ", " : "",
                                 indicator->grades[i].grade);
    table_find(table, column, CAPAIAN_TARGET_GRADE, cell, indicator->scale, grades);
    return false;
}
