// The consequence ladder within the fold.
#pragma once

#include "fold/fold.h"

// Something has changed that a ladder may rest on: the next tick looks at it.
void fold_look_at_people(struct fold *fold);

// Settles the ladder where its day has come. 0 or -ENOMEM.
int fold_settle_people(struct fold *fold, int64_t at, struct effects *effects);
