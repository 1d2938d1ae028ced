// One row against the catalogue and what already stands: the verdict on it, before anything is changed.
#pragma once

#include "fold/fold.h"
#include "wire/content.h"

struct judged_row {
    bool accepted;
    bool closing;    // a `complete` row
    struct tracked *tracked;
    struct capaian_period period;    // the reporting period
    struct statement statement;
    const char *ref;    // "" without
};

// Adds findings (refusals and warnings); *ret is whole only where it returns true.
bool judge_row(struct fold *fold, const Capaian__V1__Content *content, uint32_t index, const struct message *message,
               struct capaian_arena *arena, struct capaian_findings *findings, struct judged_row *ret);
