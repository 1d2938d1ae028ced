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
};

// In the arena; NULL over its cap.
char *alert_sentence(const struct sentence_facts *facts, enum capaian_language language, struct capaian_arena *arena);
