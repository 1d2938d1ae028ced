// One line of a sheet, read into a Row of the schema: which columns there are, and how their cells are written.
#pragma once

#include "capaian/v1/content.pb-c.h"
#include "runtime/sheet.h"
#include "value/calendar.h"
#include "value/decimal.h"
#include "wire/content.h"
#include "wire/limits.h"

enum cell_column {
    CELL_UNIT,
    CELL_INDICATOR,
    CELL_PERIOD,
    CELL_VALUE,
    CELL_NUMERATOR,
    CELL_DENOMINATOR,
    CELL_COMPLETE,
    CELL_TOTAL,
    CELL_TOTAL_DENOMINATOR,
    CELL_MISSING,
    CELL_GRADE,
    CELL_SCORE,
    CELL_WITHDRAW,
    CELL_STATUS,
    CELL_AS_OF,
    CELL_REF,
    CELL_REPLACES,
    CELL_REASON,
    CELL_SATUAN,
    CELL_SOURCE,
    CELL_EVIDENCE,
    CELL_EVIDENCE_SHA256,
    CELL_NOTE,
    CELL_CONFIRM,
    CELL_EVENT,
    CELL_COLUMNS,
};

extern const struct capaian_column cell_columns[CELL_COLUMNS];

// What holds for every line of a sheet.
struct cell_style {
    enum capaian_number_style numbers;
    struct capaian_calendar calendar;    // reads dates without an offset
    bool has_as_of;
    int64_t as_of;               // for lines that do not state their own
    const char *on_behalf_of;    // told in each row's source; NULL: nobody
};

enum cell_event { CELL_EVENT_UNSAID, CELL_EVENT_YES, CELL_EVENT_NO };

// A Row and what it points to. Texts are borrowed from the sheet; it must not move while `row` is in use.
struct cell_row {
    Capaian__V1__Row row;
    Capaian__V1__Decimal first, second;
    Capaian__V1__Ratio ratio;
    Capaian__V1__Grade grade;
    Capaian__V1__Missing missing;
    Capaian__V1__Complete complete;
    Capaian__V1__Withdraw withdraw;
    Capaian__V1__Evidence evidence;
    uint8_t sha256[32];
    Capaian__V1__Replaces replaces;
    uint8_t replaced[CAPAIAN_ID_SIZE];
    enum cell_event event;
};

// Reads line `index` (from 0) of the sheet and checks it as the evaluator will (capaian_row_check), but for the clock:
// only the ledger knows its time. Adds a finding per fault, its row being the index; arguments live in the sheet or the
// arena. True when there was none. With a fault *ret still is a well-formed Row, for what it shows beside the fault.
bool cells_read(const struct capaian_sheet *sheet, uint32_t index, const struct cell_style *style,
                struct capaian_arena *arena, struct capaian_findings *findings, struct cell_row *ret);

// The column that a field of the schema (ratio.numerator) is read from; the field itself where there is none.
const char *cells_column_of(const char *field);

// The column as a reader of this language may write it; itself where there is no other name. `buffer` may be used.
enum { CELL_WORD = 32 };
const char *cells_column_word(const char *column, enum capaian_language language, char buffer[CELL_WORD]);
