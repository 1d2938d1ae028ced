#include "ledger/columns.h"

#include <string.h>

void bind_nano(sqlite3_stmt *sql, int parameter, capaian_nano nano) {
    uint8_t bytes[16];
    for (int i = 15; i >= 0; i--, nano >>= 8)
        bytes[i] = (uint8_t)(nano & 0xff);
    sqlite3_bind_blob(sql, parameter, bytes, sizeof bytes, SQLITE_TRANSIENT);
}

capaian_nano column_nano(sqlite3_stmt *sql, int column) {
    const uint8_t *bytes = sqlite3_column_blob(sql, column);
    if (sqlite3_column_bytes(sql, column) != 16)
        return 0;
    __extension__ unsigned __int128 nano = 0;
    for (int i = 0; i < 16; i++)
        nano = nano << 8 | bytes[i];
    return (capaian_nano)nano;
}

void bind_statement(sqlite3_stmt *sql, int first, const struct statement *statement) {
    sqlite3_bind_int(sql, first, statement->rank.status);
    sqlite3_bind_int64(sql, first + 1, statement->rank.as_of);
    sqlite3_bind_blob(sql, first + 2, statement->rank.id, CAPAIAN_ID_SIZE, SQLITE_TRANSIENT);
    sqlite3_bind_int64(sql, first + 3, statement->rank.row);
    bind_nano(sql, first + 4, statement->numerator);
    bind_nano(sql, first + 5, statement->denominator);
    sqlite3_bind_int64(sql, first + 6, (int64_t)statement->count);
    sqlite3_bind_int64(sql, first + 7, (int64_t)statement->step);
    sqlite3_bind_int64(sql, first + 8, statement->received_at);
    sqlite3_bind_int(sql, first + 9, statement->kind);
    sqlite3_bind_int(sql, first + 10, statement->confirmed);
    sqlite3_bind_int(sql, first + 11, statement->evidenced);
    sqlite3_bind_blob(sql, first + 12, statement->row_id, CAPAIAN_ID_SIZE, SQLITE_TRANSIENT);
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

void bind_figure(sqlite3_stmt *sql, uint32_t indicator, const struct figure *figure) {
    sqlite3_bind_int64(sql, 1, indicator);
    sqlite3_bind_int64(sql, 2, capaian_period_code(figure->period));
    bind_nano(sql, 3, figure->numerator);
    bind_nano(sql, 4, figure->denominator);
    sqlite3_bind_int64(sql, 5, (int64_t)figure->count);
    sqlite3_bind_int64(sql, 6, (int64_t)figure->provisional);
    sqlite3_bind_int64(sql, 7, (int64_t)figure->estimated);
    sqlite3_bind_int(sql, 8, figure->stage);
    sqlite3_bind_int(sql, 9, figure->missing_until);
    sqlite3_bind_int64(sql, 10, (int64_t)figure->corrected);
    sqlite3_bind_int(sql, 11, figure->statement.stands);
    bind_statement(sql, 12, &figure->statement);
}

void column_figure(sqlite3_stmt *sql, struct figure *ret) {
    ret->numerator = column_nano(sql, 2);
    ret->denominator = column_nano(sql, 3);
    ret->count = (uint64_t)sqlite3_column_int64(sql, 4);
    ret->provisional = (uint64_t)sqlite3_column_int64(sql, 5);
    ret->estimated = (uint64_t)sqlite3_column_int64(sql, 6);
    ret->stage = (uint8_t)sqlite3_column_int(sql, 7);
    ret->missing_until = sqlite3_column_int(sql, 8);
    ret->corrected = (uint64_t)sqlite3_column_int64(sql, 9);
    ret->statement.stands = sqlite3_column_int(sql, 10) != 0;
    column_statement(sql, 11, &ret->statement);
}
