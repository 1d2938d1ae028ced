// Scorecards of units and of persons in a post, as tables.
#pragma once

#include "dashboard/view.h"

bool scorecards_ask(struct view *view, const char *unit, const char *person,
                    void (*take)(const Capaian__V1__QueryReply *reply, void *context), void *context);

// A row a card: the first cell, what it is of, is the caller's.
void scorecards_columns(struct grid *table, const struct view *view);
void scorecards_summary(struct grid *table, const Capaian__V1__Scorecard *card);

// All cards of an answer, each with its lines.
void scorecards_show(struct view *view, const char *unit, const char *person);
