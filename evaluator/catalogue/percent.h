// A percentage as a policy writes it: 120, 120%, 88,31 persen.
#pragma once

#include "value/decimal.h"

// Reads one at the start of a text and says where it ends: at the sign, the blanks before it, or the digits. 0, or
// -EINVAL. Negative with a - before it.
int percent_read(const char *text, enum capaian_number_style style, capaian_nano *ret, const char **ret_end);

// The text is one percentage and nothing else. 0 or -EINVAL.
int percent_parse(const char *text, enum capaian_number_style style, capaian_nano *ret);
