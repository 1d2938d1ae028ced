// The states of reporting periods as a matrix: a sign each, with what the signs mean below. A state that this version
// does not know has a sign of its own, never none.
#pragma once

#include "capaian/v1/query.pb-c.h"
#include "value/text.h"
#include "wire/error.h"

#include <stdbool.h>

char reported_sign(Capaian__V1__Reported state);
bool is_reported(Capaian__V1__Reported state);    // something is in, and so has a status and a stage

// The signs of a row's periods, in order.
void string_add_signs(struct capaian_string *out, const Capaian__V1__CompletenessRow *row);

// What the signs mean, on lines of at most 100 columns: those of which `used` has the bit of the state.
void string_add_legend(struct capaian_string *out, uint32_t used, enum capaian_language language);

// month, quarter, ...: what a year of so many periods is divided into.
const char *division_word(size_t periods, enum capaian_language language);

// The first period that is waited for: ended, and nothing is in. NULL: none.
const Capaian__V1__ReportedPeriod *first_awaited(const Capaian__V1__CompletenessRow *row);
