// What was measured: tables of figures, each with a sample a round, and how they are shown.
#pragma once

#include <stddef.h>
#include <stdio.h>

enum { ROUNDS_MAX = 9, FIGURES_MAX = 400, VERSIONS_MAX = 12 };

struct figure {
    const char *table, *row, *column;
    double samples[ROUNDS_MAX];
    unsigned count;
};

struct version {
    const char *name;
    char text[64];
};

struct results {
    struct figure figures[FIGURES_MAX];
    size_t count;
    unsigned rounds;
    double seconds;      // of one figure in one round
    double busy;         // load average before the start: what else the machine was doing
    const char *note;    // what has to be said above the tables
    struct version versions[VERSIONS_MAX];
    size_t version_count;
};

// The figure of that place, made where it is not there. Texts must outlive it; a table is a title with the unit.
struct figure *results_figure(struct results *results, const char *table, const char *row, const char *column);
// NULL where it is not there.
const struct figure *results_find(const struct results *results, const char *table, const char *row,
                                  const char *column);
void figure_add(struct figure *figure, double sample);
double figure_median(const struct figure *figure);    // 0 without samples
double figure_least(const struct figure *figure);
double figure_most(const struct figure *figure);

// How much one figure is of another, round by round. Nothing where either is missing.
void results_ratio(struct results *results, const char *table, const char *row, const struct figure *of,
                   const struct figure *to);

void results_version(struct results *results, const char *name, const char *text);    // copied, cut where it is long

// The versions of the libraries, the kernel and the processor.
void results_describe_machine(struct results *results);

// All tables as Markdown; all figures as JSON; and as lines of table, row, column, median, least and most between tabs.
// 0 or -ENOMEM.
int results_markdown(const struct results *results, FILE *to);
int results_json(const struct results *results, FILE *to);
int results_lines(const struct results *results, FILE *to);
