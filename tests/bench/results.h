// What was measured, and how it is shown.
#pragma once

#include "pair.h"

#include <stddef.h>

enum { ROUNDS_MAX = 9, FIGURES_MAX = 48 };

struct figure {
    const char *name;    // in the JSON
    const char *what;    // for people
    const char *unit;
    double samples[ROUNDS_MAX];    // one a round
    unsigned count;
    double cores[3];    // used meanwhile by load, collector and evaluator, summed over the rounds; 0: not measured
    double limit;       // what the parts below could do at most, 0: not known
};

struct results {
    struct figure figures[FIGURES_MAX];
    size_t count;
    unsigned rounds;
    double seconds;    // of one scenario in one round
    double busy;       // load average before the start: what else the machine was doing
};

// The figure of that name, made where it is not there. Both texts must outlive it.
struct figure *results_figure(struct results *results, const char *name, const char *what, const char *unit);
void figure_add(struct figure *figure, double sample);
double figure_median(const struct figure *figure);    // 0 without samples

// Resident memory of a process, MiB: now, and the most it was.
double results_memory(long pid, double *ret_peak);

// One table on standard output; one JSON object into the file. The second gives 0 or -errno.
void results_print(const struct results *results);
int results_write(const struct results *results, const char *file);
