#include "ledger/columns.h"

#include "ledger/traces.h"

#include <string.h>

void bind_nano(sqlite3_stmt *sql, int parameter, capaian_nano nano, uint8_t bytes[NANO_BYTES]) {
    for (int i = NANO_BYTES - 1; i >= 0; i--, nano >>= 8)
        bytes[i] = (uint8_t)(nano & 0xff);
    sqlite3_bind_blob(sql, parameter, bytes, NANO_BYTES, SQLITE_STATIC);
}

capaian_nano column_nano(sqlite3_stmt *sql, int column) {
    const uint8_t *bytes = sqlite3_column_blob(sql, column);
    if (sqlite3_column_bytes(sql, column) != NANO_BYTES)
        return 0;
    __extension__ unsigned __int128 nano = 0;
    for (int i = 0; i < NANO_BYTES; i++)
        nano = nano << 8 | bytes[i];
    return (capaian_nano)nano;
}

void bind_statement(sqlite3_stmt *sql, int first, const struct statement *statement, struct statement_bytes *bytes) {
    sqlite3_bind_int(sql, first, statement->rank.status);
    sqlite3_bind_int64(sql, first + 1, statement->rank.as_of);
    sqlite3_bind_blob(sql, first + 2, statement->rank.id, CAPAIAN_ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(sql, first + 3, statement->rank.row);
    bind_nano(sql, first + 4, statement->numerator, bytes->numerator);
    bind_nano(sql, first + 5, statement->denominator, bytes->denominator);
    sqlite3_bind_int64(sql, first + 6, (int64_t)statement->count);
    sqlite3_bind_int64(sql, first + 7, (int64_t)statement->step);
    sqlite3_bind_int64(sql, first + 8, statement->received_at);
    sqlite3_bind_int(sql, first + 9, statement->kind);
    sqlite3_bind_int(sql, first + 10, statement->confirmed);
    sqlite3_bind_int(sql, first + 11, statement->evidenced);
    sqlite3_bind_blob(sql, first + 12, statement->row_id, CAPAIAN_ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(sql, first + 13, statement->row);
    sqlite3_bind_int(sql, first + 14, statement->status);
}

void column_statement(sqlite3_stmt *sql, int first, struct statement *ret) {
    ret->rank.status = (uint8_t)sqlite3_column_int(sql, first);
    ret->rank.as_of = sqlite3_column_int64(sql, first + 1);
    if (sqlite3_column_bytes(sql, first + 2) == CAPAIAN_ID_SIZE)
        memcpy(ret->rank.id, sqlite3_column_blob(sql, first + 2), CAPAIAN_ID_SIZE);
    ret->rank.row = (uint32_t)sqlite3_column_int64(sql, first + 3);
    ret->numerator = column_nano(sql, first + 4);
    ret->denominator = column_nano(sql, first + 5);
    ret->count = (uint64_t)sqlite3_column_int64(sql, first + 6);
    ret->step = (uint64_t)sqlite3_column_int64(sql, first + 7);
    ret->received_at = sqlite3_column_int64(sql, first + 8);
    ret->kind = (uint8_t)sqlite3_column_int(sql, first + 9);
    ret->confirmed = sqlite3_column_int(sql, first + 10) != 0;
    ret->evidenced = sqlite3_column_int(sql, first + 11) != 0;
    if (sqlite3_column_bytes(sql, first + 12) == CAPAIAN_ID_SIZE)
        memcpy(ret->row_id, sqlite3_column_blob(sql, first + 12), CAPAIAN_ID_SIZE);
    ret->row = (uint32_t)sqlite3_column_int64(sql, first + 13);
    ret->status = (uint8_t)sqlite3_column_int(sql, first + 14);
}

void bind_figure(sqlite3_stmt *sql, uint32_t indicator, const struct figure *figure, struct figure_bytes *bytes) {
    int32_t period = capaian_period_code(figure->period);
    sqlite3_bind_int64(sql, 1, figure_place(indicator, period));
    sqlite3_bind_int64(sql, 2, indicator);
    sqlite3_bind_int(sql, 3, period);
    bind_nano(sql, 4, figure->numerator, bytes->numerator);
    bind_nano(sql, 5, figure->denominator, bytes->denominator);
    sqlite3_bind_int64(sql, 6, (int64_t)figure->count);
    sqlite3_bind_int64(sql, 7, (int64_t)figure->provisional);
    sqlite3_bind_int64(sql, 8, (int64_t)figure->estimated);
    sqlite3_bind_int(sql, 9, figure->stage);
    sqlite3_bind_int(sql, 10, figure->missing_until);
    sqlite3_bind_int64(sql, 11, (int64_t)figure->corrected);
    sqlite3_bind_int(sql, 12, figure->statement.stands);
    if (figure->statement.stands)
        bind_statement(sql, 13, &figure->statement, &bytes->statement);
}

void column_figure(sqlite3_stmt *sql, struct figure *ret) {
    ret->numerator = column_nano(sql, 3);
    ret->denominator = column_nano(sql, 4);
    ret->count = (uint64_t)sqlite3_column_int64(sql, 5);
    ret->provisional = (uint64_t)sqlite3_column_int64(sql, 6);
    ret->estimated = (uint64_t)sqlite3_column_int64(sql, 7);
    ret->stage = (uint8_t)sqlite3_column_int(sql, 8);
    ret->missing_until = sqlite3_column_int(sql, 9);
    ret->corrected = (uint64_t)sqlite3_column_int64(sql, 10);
    ret->statement.stands = sqlite3_column_int(sql, 11) != 0;
    if (ret->statement.stands)
        column_statement(sql, 12, &ret->statement);
}
