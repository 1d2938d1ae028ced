// Natural limits of what is reported period by period (an XmR chart): which figures are more than its ordinary
// variation.
#pragma once

#include "dashboard/view.h"

enum { PROCESS_LEAST = 8 };    // periods, for limits that mean something

struct process {
    capaian_nano mean, lower, upper;
};

// Mean and limits, 2.66 mean moving ranges from it (3 / 1.128, Wheeler, Understanding Variation). False: too few, or
// numbers that do not fit.
bool process_of(const capaian_nano *values, size_t count, struct process *ret);

// The periods with their limits, as a chart and a table with the rule; nothing where the figures are to date, or no
// numbers, or too few.
void process_show(struct view *view, const Capaian__V1__Explanation *explanation);
