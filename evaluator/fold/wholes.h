// Indicators that several units add to.
#pragma once

#include "fold/fold.h"

// Whether the unit of a part has to report it for the period: since it was given one, or since one was given to the
// unit that it has succeeded, where that has not reported it; and as long as anybody is there.
bool wholes_part_owed(const struct fold *fold, const struct tracked *whole, size_t index, struct capaian_period period);

// Adds the parts up for each period of the year, and marks what has changed. 0 or -ENOMEM.
int wholes_add_up(struct fold *fold, struct tracked *whole, struct year *year);
