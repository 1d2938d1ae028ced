// The lines of policy.ini: name = value, comments after ; or #, a value continued on lines that begin with a blank.
// Reading is inih's; this adds line numbers, which inih does not give, and lines of any length, which it cuts.
#pragma once

#include "reader.h"

// Called for each value in the order of the file; a continued value is joined by blanks. The texts are borrowed for
// the call.
typedef void policy_line(void *context, const char *name, const char *value, unsigned line);

// Lines that are neither become findings.
void policy_lines(struct reader *reader, const struct catalogue_file *file, policy_line *each, void *context);
