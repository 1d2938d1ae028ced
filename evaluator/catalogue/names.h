// The words of the catalogue's cells: one name that the product writes, and the others, Indonesian ones above all, that
// it understands. Upper and lower case, blanks, hyphens and underscores make no difference.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct name {
    int value;    // from 1; a table ends with 0
    const char *text;
    const char *others;    // separated by |
};

enum { FLAG_YES = 1, FLAG_NO = 2 };
enum { REVIEW_NONE = 1, REVIEW_DESK = 2 };
enum { COUNTS_PERIOD = 1, COUNTS_TO_DATE = 2 };

extern const struct name formula_names[], better_names[], reporting_names[], reported_as_names[], consolidation_names[],
    every_names[], capacity_names[], appointment_names[], counts_names[], flag_names[], holiday_names[],
    number_style_names[], curve_names[], part_names[], tenure_target_names[], review_names[];

// 0 when no name of the table is the text.
int name_value(const struct name *names, const char *text);

// "" when no name of the table has the value.
const char *name_text(const struct name *names, int value);

// Whether two texts differ by case, blanks, hyphens and underscores at most. `size`: bytes of the second text.
bool name_same(const char *text, const char *name, size_t size);
