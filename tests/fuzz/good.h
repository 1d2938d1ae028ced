// A row that a department of the example reports, and that every service takes.
#pragma once

#include "capaian/v1/content.pb-c.h"
#include "wire/limits.h"

#include <string.h>

enum { GOOD_SIZE = 256 };

// The encoded Content of one row; its size.
static inline size_t good_content(uint8_t bytes[GOOD_SIZE]) {
    Capaian__V1__Content content = CAPAIAN__V1__CONTENT__INIT;
    Capaian__V1__Row row = CAPAIAN__V1__ROW__INIT, *rows[] = {&row};
    Capaian__V1__Decimal value = CAPAIAN__V1__DECIMAL__INIT;
    value.coefficient = 1;
    row.indicator = (char *)"par01";
    row.period = (char *)"2026-01-07";
    row.figure_case = CAPAIAN__V1__ROW__FIGURE_VALUE;
    row.value = &value;
    row.ref = (char *)"karcis-1";
    row.as_of = INT64_C(1770282000000);
    content.unit = (char *)"dispar";
    content.rows = rows;
    content.n_rows = 1;
    return capaian__v1__content__pack(&content, bytes);
}

// An id that no other call in this process has given.
static inline void fresh_id(uint8_t id[CAPAIAN_ID_SIZE]) {
    static uint64_t next;
    next++;
    memset(id, 0x70, CAPAIAN_ID_SIZE);
    memcpy(id + 8, &next, sizeof next);
}
