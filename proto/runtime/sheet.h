// A table as spreadsheets and exporters write it: CSV with a header row, comma or semicolon (found from the header), a
// byte order mark or none, CRLF or LF, cells in quotes with line ends inside, and before all of it the line `sep=;`
// that Excel writes. Reading is libcsv's; this adds names, places and limits.
#pragma once

#include "wire/error.h"

#include <stdbool.h>
#include <stddef.h>

// A column that the reader knows: its name, and other headers it goes by (Indonesian, say), separated by |.
struct capaian_column {
    const char *name;
    const char *aliases;
    bool required;
};

enum { CAPAIAN_SHEET_COLUMNS = 64 };

struct capaian_sheet {
    size_t row_count;
    // Opaque.
    const char ***rows;
    unsigned *lines;
    int positions[CAPAIAN_SHEET_COLUMNS];    // of each known column in the file; -1: absent
    void *memory;
};

enum capaian_sheet_fault {
    CAPAIAN_SHEET_OK,
    CAPAIAN_SHEET_EMPTY,             // not even a header
    CAPAIAN_SHEET_COLUMN_UNKNOWN,    // *ret_what: the header
    CAPAIAN_SHEET_COLUMN_TWICE,
    CAPAIAN_SHEET_COLUMN_ABSENT,    // a required one; *ret_what: its name
    CAPAIAN_SHEET_CELLS,            // a row with more cells than the header
    CAPAIAN_SHEET_CELL_TOO_LONG,
    CAPAIAN_SHEET_MALFORMED,    // quotes that never end, NUL bytes, not UTF-8
    CAPAIAN_SHEET_BINARY,       // a spreadsheet file (xlsx, xls, ods): save it as CSV
    CAPAIAN_SHEET_MEMORY,
};

// Header cells match names and aliases without regard to case and surrounding blanks. Blank lines are skipped; cells
// are trimmed. cell_max: bytes. On a fault *ret_line and *ret_what (256 bytes) say where and what.
enum capaian_sheet_fault capaian_sheet_read(const void *text, size_t size, const struct capaian_column *columns,
                                            size_t column_count, size_t cell_max, struct capaian_sheet *ret,
                                            unsigned *ret_line, char *ret_what);
void capaian_sheet_free(struct capaian_sheet *sheet);

// The code of a fault, and its arguments: what was wrong, and for a header the columns that there are. They are `what`
// and `buffer`.
enum { CAPAIAN_SHEET_WORDS = 512 };
enum capaian_code capaian_sheet_code(enum capaian_sheet_fault fault, const char *what,
                                     const struct capaian_column *columns, size_t column_count,
                                     char buffer[CAPAIAN_SHEET_WORDS], const char *ret_arguments[3]);

// "" where the column is absent or the row is short. Row from 0; column as in `columns`.
const char *capaian_sheet_cell(const struct capaian_sheet *sheet, size_t row, size_t column);
unsigned capaian_sheet_line(const struct capaian_sheet *sheet, size_t row);    // line of the file, counted from 1
bool capaian_sheet_has(const struct capaian_sheet *sheet, size_t column);
