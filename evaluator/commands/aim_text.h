// Target and realization as people read them: a grade by its name and not by its rank, a range as both of its bounds.
#pragma once

#include "capaian/v1/query.pb-c.h"
#include "value/decimal.h"
#include "wire/error.h"

enum { AIM_TEXT = 2 * CAPAIAN_NUMBER_TEXT + 4 };

// In the buffer, or a text of the assessment; "" where there is none.
const char *target_text(const Capaian__V1__Assessment *assessment, unsigned decimals, enum capaian_language language,
                        char buffer[AIM_TEXT]);
// `graded`: the number is the rank of a grade. What merely is called by a grade's name is a number.
const char *realization_text(const Capaian__V1__Assessment *assessment, bool graded, unsigned decimals,
                             enum capaian_language language, char buffer[CAPAIAN_NUMBER_TEXT]);

// Realization less target; of a range the distance to the bound that is nearer, and none within it. False: none.
bool deviation_from(const Capaian__V1__Assessment *assessment, capaian_nano *ret);
