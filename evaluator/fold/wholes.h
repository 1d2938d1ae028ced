// Indicators that several units add to.
#pragma once

#include "fold/fold.h"

// Adds the parts up for each period of the year, and marks what has changed. 0 or -ENOMEM.
int wholes_add_up(struct fold *fold, struct tracked *whole, struct year *year);
