// Who comes after a unit that ends: its successors, theirs, and so on.
#pragma once

#include "catalogue.h"

// Units that follow one another from one of them on; check refuses more, so that following them is bounded work.
enum { SUCCESSION_MAX = 64 };

bool succession_bounded(const struct catalogue *catalogue, const struct unit *unit);
