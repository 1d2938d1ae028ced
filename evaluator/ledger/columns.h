// How figures and statements stand in the database's columns.
#pragma once

#include "attainment/figure.h"

#include <sqlite3.h>

enum { STATEMENT_COLUMNS = 15, FIGURE_COLUMNS = 11 + STATEMENT_COLUMNS };

// Binds status, as_of, id, row, numerator, denominator, count, step, received_at, kind, confirmed, evidenced, the row
// that is stated and its status, from the first parameter on.
void bind_statement(sqlite3_stmt *sql, int first, const struct statement *statement);
void column_statement(sqlite3_stmt *sql, int first, struct statement *ret);

// 128-bit sums: 16 bytes, big-endian, two's complement.
void bind_nano(sqlite3_stmt *sql, int parameter, capaian_nano nano);
capaian_nano column_nano(sqlite3_stmt *sql, int column);

// Binds indicator, period, sums, counts, stage, missing_until, corrected, stands and the statement: FIGURE_COLUMNS
// parameters from 1.
void bind_figure(sqlite3_stmt *sql, uint32_t indicator, const struct figure *figure);
// Reads everything behind indicator and period (columns 0 and 1).
void column_figure(sqlite3_stmt *sql, struct figure *ret);
