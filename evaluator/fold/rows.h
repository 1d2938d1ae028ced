// An indicator and its year as people are shown it.
#pragma once

#include "fold/fold.h"
#include "fold/onwire.h"

// In the arena; NULL over its cap. `today` is the day that the alerts were settled on, so that no screen is ahead of
// the stream.
Capaian__V1__AttainmentRow *fold_row(const struct fold *fold, const struct tracked *tracked, const struct year *year,
                                     struct capaian_arena *arena);

// With the names that policy and scale have for it.
Capaian__V1__Assessment *fold_assessment(const struct fold *fold, const struct tracked *tracked,
                                         const struct assessment *assessment, struct capaian_arena *arena);
