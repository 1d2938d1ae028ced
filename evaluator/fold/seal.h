// A sealed snapshot: what stood of a year when it was sealed, under a name, for ever.
#pragma once

#include "fold/fold.h"

// What one indicator of the latest catalogue has in the sealed year, in the arena. Where the policy asks for a review,
// what rests on figures that nobody has reviewed is sealed as not reviewed. *ret NULL: it has no such year. 0 or
// -ENOMEM.
int fold_seal_row(const struct fold *fold, size_t index, int year, struct capaian_arena *arena,
                  Capaian__V1__AttainmentRow **ret);
