// Which lines of a sheet may be sent again without counting twice. Events add up, and only their ref tells a line sent
// again from a second event; which indicators are events is known to the evaluator's catalogue alone. So without asking
// it, a value or ratio without ref passes only where it can hardly be an event:
//
// - the sheet shows no event of its indicator: no ref, no `complete`, no line marked as an event;
// - its period is not a day, unless the line is marked as no event;
// - it is the only one of its indicator and period that its unit states, unless the lines are marked as no events. In a
// sheet that shows no
//   events that is more likely the same figure twice, and said so.
//
// And of two different statements about one thing (one ref, or one period) the later as_of counts: with the same as_of
// it could not be told which, so both are refused. Equal lines are harmless: the evaluator answers `unchanged`.
#pragma once

#include "wire/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum statement_kind { STATEMENT_FIGURE, STATEMENT_COMPLETE, STATEMENT_OTHER };    // a figure: a value or a ratio

struct statement {
    const char *unit, *indicator, *period, *ref;    // ref "" when there is none
    enum statement_kind kind;
    bool day;         // the period is a day
    bool event;       // marked as an event
    bool no_event;    // marked as none
    int64_t as_of;
    uint8_t hash[32];    // of the row: equal statements have equal hashes
    unsigned line;
    // Results: CAPAIAN_OK, CAPAIAN_REF_ABSENT, or CAPAIAN_ROW_REPEATED or CAPAIAN_ROW_TWICE with the other line.
    enum capaian_code code;
    unsigned other_line;
};

// Fills the results; the order of the array stays. 0 or -ENOMEM.
int repeats_find(struct statement *statements, size_t count);
