// The one sentence of an alert event that says why, with the numbers, in both languages.
#pragma once

#include "alert/settle.h"
#include "wire/arena.h"
#include "wire/error.h"

struct sentence_facts {
    const struct indicator *indicator;
    const struct transition *transition;
    const struct holder *accountable;    // NULL: vacant
    int32_t due_day, lock_day;
    const struct holder *told;      // with `escalated`: who is told now; NULL: nobody
    const struct policy *policy;    // for the names of bands; NULL: they are left out
};

// In the arena; NULL over its cap.
char *alert_sentence(const struct sentence_facts *facts, enum capaian_language language, struct capaian_arena *arena);

// What had been announced, for machines: the outcome in the words of the schema, and the band: "not_met (tinggi)".
char *alert_before(const struct announced *before, const struct policy *policy, struct capaian_arena *arena);
