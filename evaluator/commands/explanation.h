// An explanation as people read it: from what was promised to the verdict, in the order in which one checks it.
#pragma once

#include "capaian/v1/query.pb-c.h"
#include "value/calendar.h"
#include "value/text.h"
#include "wire/error.h"

#include <stdbool.h>

struct explanation;

// The calendar is borrowed. `full`: message ids are written in full, else their first 8 digits. NULL when out of
// memory.
struct explanation *explanation_new(enum capaian_language language, const struct capaian_calendar *zone, bool full);
struct explanation *explanation_free(struct explanation *explanation);    // takes NULL, returns NULL

// In this order: the ledger it is of; the first page without its rows; each row; then the whole is appended to `out`.
// `cut`: there are more rows than were given. Out of memory shows as out->failed.
void explanation_ledger(struct explanation *explanation, const Capaian__V1__AttainmentPage *page);
void explanation_begin(struct explanation *explanation, const Capaian__V1__Explanation *page);
void explanation_row(struct explanation *explanation, const Capaian__V1__ExplainedRow *row);
void explanation_print(const struct explanation *explanation, bool cut, struct capaian_string *out);

// A figure that travels as text (12.5, 3/4, complete 12 (340)) as the language writes it.
void string_add_figure(struct capaian_string *out, const char *figure, enum capaian_language language);
