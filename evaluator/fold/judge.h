// One row against the catalogue and what already stands: the verdict on it, before anything is changed.
#pragma once

#include "fold/fold.h"
#include "wire/content.h"

struct judged_row {
    bool accepted;
    bool closing;    // of events: about the period as a whole, as `complete` is
    struct tracked *tracked;
    struct capaian_period period;    // the reporting period
    struct statement statement;
    const char *ref;    // "" without
    int32_t locked;     // of a row that is refused by a lock: its first day; else 0
    bool reopened;      // its period is locked, and was opened again
    bool replaces;      // the row that is named there never counts again
    uint8_t replaces_id[CAPAIAN_ID_SIZE];
    uint32_t replaces_row;
};

// Where a row counts: as the figure (or the closing) of its period, under its ref, or, an event without one, by itself.
enum slot { SLOT_FIGURE, SLOT_REF, SLOT_LOOSE };

enum slot judged_slot(const struct judged_row *row);

// A locked period has been opened again for those who report it, until a day.
bool judge_reopened(const struct fold *fold, const char *unit, struct capaian_period period, int32_t day);

// Adds findings (refusals and warnings); *ret is whole only where it returns true.
bool judge_row(struct fold *fold, const Capaian__V1__Content *content, uint32_t index, const struct message *message,
               struct capaian_arena *arena, struct capaian_findings *findings, struct judged_row *ret);

// Whether the verdict on its message has accepted a row.
bool verdict_accepts(const Capaian__V1__Verdict *verdict, uint32_t row);

// What a row states, without asking whether it may: for rows that have been accepted before. False when the catalogue
// does not know its indicator any more.
bool judge_read_row(const struct fold *fold, const Capaian__V1__Content *content, uint32_t index,
                    const struct message *message, struct judged_row *ret);
