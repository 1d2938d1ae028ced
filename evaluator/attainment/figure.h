// What stands for one indicator and one reporting period. Which row counts is decided by content alone (final beats
// provisional beats estimated, then as_of, then message id, then row), so rows may arrive in any order and in any
// message and the figure ends the same.
#pragma once

#include "capaian/v1/content.pb-c.h"
#include "capaian/v1/query.pb-c.h"
#include "catalogue/catalogue.h"
#include "wire/limits.h"

struct rank {
    uint8_t status;    // enum Status; lower is stronger
    int64_t as_of;
    uint8_t id[CAPAIAN_ID_SIZE];
    uint32_t row;
};

// Positive when a is the stronger statement.
int rank_compare(const struct rank *a, const struct rank *b);

// A withdrawal takes the figure back without another one; a declaration says that none will come. Both are statements
// like a figure, and are outranked like one. Of a row that has been replaced by one that belongs elsewhere, only the
// place is left: what it had outranked does not come back.
enum stated { STATED_FIGURE, STATED_MISSING, STATED_WITHDRAWN, STATED_ELSEWHERE };

// No sum of so many rows, each the largest that a row may carry, leaves 128 bits. A period with more of them is not
// added up.
#define FIGURE_ROWS_MAX UINT64_C(10000000000)

// One row's figure. A value has denominator 0; a pair has both; a grade is its rank. As a closing of a period of events
// it states what the sums must be, and `count` how many rows.
struct statement {
    bool stands;       // this is stated; a figure only where `kind` says so
    uint8_t kind;      // enum stated
    bool confirmed;    // the sender says that it is right although it looks implausible
    bool evidenced;
    struct rank rank;                   // of the row that decides; a row that replaces it speaks in its place:
    uint8_t status;                     // enum Status of what is stated
    uint8_t row_id[CAPAIAN_ID_SIZE];    // the message and the row that is stated
    uint32_t row;
    capaian_nano numerator, denominator;
    uint64_t count;
    uint64_t step;
    int64_t received_at;
};

struct figure {
    struct capaian_period period;    // of the indicator's `every`
    struct statement statement;      // reporting=value: the figure; events: the closing
    // Events: the rows that count.
    capaian_nano numerator, denominator;
    uint64_t count, provisional, estimated;
    uint8_t stage;            // Stage of the wire; a figure that changes is submitted again
    int32_t missing_until;    // what is declared missing is accepted so long; 0: it is not
    uint64_t corrected;       // marks of the two figures that stood here last, until another took their place
    bool dirty;               // differs from what the ledger has written
};

// Whether a figure stands: reported, or as a closing.
bool statement_is_figure(const struct statement *statement);

// EFFECT_CONFIRMED: unchanged, but for the evidence that now confirms it.
enum effect { EFFECT_STANDS, EFFECT_SUPERSEDED, EFFECT_UNCHANGED, EFFECT_CONFIRMED };

// The same numbers, of whatever status.
bool statement_same_numbers(const struct statement *a, const struct statement *b);
// The same figure and status: nothing that is told of one is not told of the other.
bool statement_same_figure(const struct statement *a, const struct statement *b);

// The mark of a figure in figure.corrected: 32 bits, never 0, the same for the same numbers.
uint32_t statement_mark(const struct statement *statement);

// Puts a statement in its place: it stands, or a stronger one does, or it says what already stands (same figure and
// status). The weaker of the two is on record only.
enum effect statement_state(struct statement *standing, const struct statement *stated);

// What a statement would do, without doing it.
enum effect statement_would(const struct statement *standing, const struct statement *stated);

// Whoever says that a figure is right although it looks implausible gives the evidence too.
bool statement_vouched(const struct statement *statement);

// Whether the statement takes the place: it stands, or says the same and is the stronger. *ret_effect: as above.
bool statement_kept(const struct statement *standing, const struct statement *stated, enum effect *ret_effect);

void figure_add(struct figure *figure, const struct statement *event);
void figure_remove(struct figure *figure, const struct statement *event);

// Nothing is missing from this period: a value stands, or the closing of its events agrees with them.
bool figure_reported(const struct figure *figure, enum reporting reporting);

// It is declared missing, and that is accepted on the day.
bool figure_excused(const struct figure *figure, int32_t day);

// The weakest status among the rows that count.
Capaian__V1__Status figure_status(const struct figure *figure, enum reporting reporting);

// The weaker of two: what rests on both is disputed when either is, else only submitted when either is.
Capaian__V1__Stage stage_weaker(Capaian__V1__Stage a, Capaian__V1__Stage b);
