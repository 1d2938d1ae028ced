// What a figure rests on, as tables of an explanation.
#pragma once

#include "dashboard/view.h"

// Of a target's or reporting period. `row` (may be NULL) gets each row that was reported, of all pages.
const Capaian__V1__Explanation *figures_ask(struct view *view, const char *indicator, const char *period,
                                            struct grid *rows);

void figures_reported(struct view *view, const Capaian__V1__Explanation *explanation);
void figures_versions(struct view *view, const Capaian__V1__Explanation *explanation, const char *caption);

struct grid *figures_rows(struct view *view);    // empty, for figures_ask
