// A sealed snapshot: what stood of a year when it was sealed, under a name, for ever.
#pragma once

#include "fold/fold.h"

// Fills effects->sealing. Where the policy asks for a review, what rests on figures that nobody has reviewed is sealed
// as not reviewed. 0 or -ENOMEM.
int fold_seal(struct fold *fold, const struct deed *deed, struct effects *effects);
