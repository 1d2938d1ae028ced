// The sealed snapshots that there are.
#pragma once

#include "commands/arguments.h"

#include <stdbool.h>

int report_sealed_list(const struct capaian_arguments *arguments, bool csv);    // the exit code
