// What a sheet's indicators come to after it, as rows of the table of its answer.
#pragma once

#include "commands/arguments.h"
#include "commands/rows.h"

// Asks the evaluator of `arguments` about each indicator and year of the sheet. Nothing is added where it does not
// answer or the key may not ask. False when it did not answer.
bool attained_table(const struct capaian_arguments *arguments, const struct rows *rows, struct capaian_string *out);
