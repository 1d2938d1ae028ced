// Parts of doing a deed that live in files of their own.
#pragma once

#include "fold/fold.h"

// Takes another look at when time alone could change something about the indicator.
void fold_note_day(struct fold *fold, struct tracked *tracked);

int fold_emit_source(struct fold *fold, struct source *source, Capaian__V1__AlertState state, const char *reason,
                     const struct moment *moment, struct effects *effects);

// Who did it and why, as events carry it. In the arena; NULL over its cap.
Capaian__V1__Acted *deed_acted(const struct deed *deed, struct capaian_arena *arena);

// A person has decided about a consequence. 0 or -ENOMEM.
int fold_decide(struct fold *fold, struct consequence *consequence, const struct deed *deed, int64_t at,
                struct effects *effects);
