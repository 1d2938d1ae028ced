// The rows of one file of the catalogue, cell by cell. A cell that cannot be read becomes a finding at its line and
// column, and the row is kept with what could be read, so that one fault does not make others look dangling.
#pragma once

#include "columns.h"
#include "reader.h"

struct table {
    struct reader *reader;
    const char *file;
    const struct columns *columns;
    struct capaian_sheet sheet;
    size_t row;    // the current one
};

// False when the file is absent or cannot be read as a whole, which is then a finding. row_max: a limit.
bool table_open(struct table *table, struct reader *reader, size_t file, const struct columns *columns, size_t row_max);
void table_close(struct table *table);

unsigned table_line(const struct table *table);
const char *table_cell(const struct table *table, size_t column);    // borrowed until table_close
void table_find(struct table *table, size_t column, enum capaian_code code, const char *argument0,
                const char *argument1, const char *argument2);

// Each reads the current row. What a cell cannot say is a finding; blank is what the function says.
const char *table_text(struct table *table, size_t column);    // kept with the catalogue; blank: ""
const char *table_code(struct table *table, size_t column);    // kept; blank: ""; no code: unreadable_code
int32_t table_date(struct table *table, size_t column, int32_t blank);
// `from` blank is DAY_ALWAYS, `to` blank is DAY_NEVER; reversed is a finding at `to`.
void table_dates(struct table *table, size_t from, size_t to, int32_t *ret_from, int32_t *ret_to);
bool table_number(struct table *table, size_t column, capaian_nano *ret);    // false, untouched: blank or faulty
// False, untouched: blank, or not a whole number of the range.
bool table_whole(struct table *table, size_t column, uint64_t low, uint64_t high, uint64_t *ret);
bool table_span(struct table *table, size_t column, struct capaian_span *ret);    // false, untouched: blank or faulty
int table_choice(struct table *table, size_t column);    // one of the column's words; 0: blank or unknown
// As table_choice; blank is the finding `absent`, with `subject` and the words to choose from as arguments.
int table_required(struct table *table, size_t column, enum capaian_code absent, const char *subject);
bool table_flag(struct table *table, size_t column);    // blank: no

// The index of the indicator that a cell names. False, untouched: none of the catalogue.
bool table_indicator(struct table *table, size_t column, uint32_t *ret);
// The rank, in whole numbers, of the grade that a cell names; false, untouched: none of the indicator's scale.
bool table_grade(struct table *table, size_t column, const struct indicator *indicator, capaian_nano *ret);

// A finding, and true, when a spreadsheet has changed what was typed. `instead` is an example of what to write.
bool table_damaged(struct table *table, size_t column, const char *instead);
