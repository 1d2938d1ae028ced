// What has become better most, against the same date last year.
#pragma once

#include "dashboard/view.h"

enum { IMPROVED_SHOWN = 5 };

// By how many percent of last year's realization this year's is better; negative: worse. False where the two cannot be
// compared: only figures that are judged, with a direction, and a last year above 0.
bool improvement_of(const Capaian__V1__AttainmentRow *row, capaian_nano *ret);

// The rows that may be seen and have become better, the most improved first, with the rule; nothing where there is
// none.
void improved_table(struct view *view, const Capaian__V1__AttainmentRow *const *rows, size_t count);
