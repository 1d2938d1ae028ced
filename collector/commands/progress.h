// How far a delivery is, drawn on a terminal while it runs and wiped when it ends. Nothing where standard error is no
// terminal, and before it starts ({0}).
#pragma once

#include "wire/error.h"

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool shown;
    enum capaian_language language;
    uint64_t rows, answered;
    int64_t drawn_at;
};

void progress_start(struct progress *progress, enum capaian_language language, uint64_t rows);
void progress_add(struct progress *progress, uint64_t rows);    // answered
void progress_end(struct progress *progress);
