// Pieces that an explanation is answered from; within answer_explain.c and explain_*.c only.
#pragma once

#include "explain/explain.h"
#include "fold/rows.h"
#include "serve/answer.h"

struct explaining {
    struct server *server;
    struct capaian_arena *arena;
    const struct fold *fold;    // what the record says at the instant that is asked about
    int64_t as_of;              // that instant; 0: now
    struct tracked *tracked;
    struct explained explained;
    Capaian__V1__Explanation *out;
};

// The reporting periods it rests on, in order: each once for the indicator, or once for each of its parts.
struct explained_place {
    const struct tracked *tracked;    // whose rows they are: the indicator, or a part
    const char *unit;                 // of a part; NULL
    struct capaian_period period;
};

size_t explain_place_count(const struct explaining *x);
struct explained_place explain_place(const struct explaining *x, size_t index);

// explain_figures.c
void explain_figures(struct explaining *x);
// explain_rows.c: the cursor of the next page, NULL when this was all.
char *explain_rows(struct explaining *x, const char *cursor);
// explain_versions.c: every number that was agreed for the period; the lines say which one stands, and why.
void explain_versions(struct explaining *x);
void explain_version_lines(const struct explaining *x, struct explanation_lines *lines);
// explain_people.c
void explain_people(struct explaining *x);
