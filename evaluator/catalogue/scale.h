// The grades of one scale among those of the catalogue.
#pragma once

#include "catalogue.h"

// By rank; NULL, and 0, when there is no such scale.
const struct grade *scale_find(const struct catalogue *catalogue, const char *scale, size_t *ret_count);
