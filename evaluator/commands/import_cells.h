// What a spreadsheet in Indonesian settings wrote, cell by cell, as the product writes it: choices in its own words,
// numbers plain (1234.5), everything else as it came. What the spreadsheet destroyed is refused, not guessed.
#pragma once

#include "catalogue/columns.h"
#include "value/decimal.h"
#include "wire/error.h"

// What a column that is no choice of words takes.
enum cell_kind {
    CELL_TEXT,
    CELL_CODE,
    CELL_OFFICIAL,    // a text of digits and points, 2.19, of which a spreadsheet makes a date
    CELL_NUMBER,
    CELL_MIXED,    // numbers among words: score<79,5
    CELL_DATE,
    CELL_PERIOD,
    CELL_SPAN,
    CELL_DURATION,
};

// By its name, which means the same in every file. False: no column of a catalogue.
bool cell_kind(const char *column, enum cell_kind *ret);

// Appends the cell as a cell of CSV. CAPAIAN_OK, or the code of what is wrong with it, whose second argument is
// *ret_instead (static; NULL: none). What only the check can judge, as an unknown word, goes through as it is.
enum capaian_code cell_import(const struct columns *columns, size_t column, const char *cell,
                              enum capaian_number_style style, struct capaian_string *out, const char **ret_instead);

// policy.ini with numbers = en, and its other numbers accordingly. *ret_declared is the style that it declared itself;
// UNDECLARED: none.
void policy_import(const char *text, size_t size, enum capaian_number_style style, struct capaian_string *out,
                   enum capaian_number_style *ret_declared);
