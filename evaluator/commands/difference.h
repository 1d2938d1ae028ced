// What changes from one catalogue to another, in numbers that somebody who signs can weigh.
#pragma once

#include "catalogue/catalogue.h"

struct changes {
    size_t added, removed, changed;
};

struct difference {
    struct changes units, indicators, targets;
    size_t targets_up, targets_down;    // of targets.changed: the number itself
};

// `before` NULL: there was none, so everything is added.
void catalogue_compare(const struct catalogue *before, const struct catalogue *after, struct difference *ret);
