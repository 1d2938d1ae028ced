// How figures and statements stand in the database's columns.
#pragma once

#include "attainment/figure.h"

#include <sqlite3.h>

// What is bound is not copied: the bytes and the statement or figure must stay until the SQL has run.
enum { NANO_BYTES = 16 };
struct statement_bytes {
    uint8_t numerator[NANO_BYTES], denominator[NANO_BYTES];
};
struct figure_bytes {
    uint8_t numerator[NANO_BYTES], denominator[NANO_BYTES];
    struct statement_bytes statement;
};

// Binds status, as_of, id, row, numerator, denominator, count, step, received_at, kind, confirmed, evidenced, the row
// that is stated and its status, from the first parameter on.
void bind_statement(sqlite3_stmt *sql, int first, const struct statement *statement, struct statement_bytes *bytes);
void column_statement(sqlite3_stmt *sql, int first, struct statement *ret);

// 128-bit sums: 16 bytes, big-endian, two's complement.
void bind_nano(sqlite3_stmt *sql, int parameter, capaian_nano nano, uint8_t bytes[NANO_BYTES]);
capaian_nano column_nano(sqlite3_stmt *sql, int column);

// Binds place, indicator, period, sums, counts, stage, missing_until, corrected, stands, and behind them the statement
// where one stands.
void bind_figure(sqlite3_stmt *sql, uint32_t indicator, const struct figure *figure, struct figure_bytes *bytes);
// Reads everything behind place, indicator and period (columns 0 to 2).
void column_figure(sqlite3_stmt *sql, struct figure *ret);
