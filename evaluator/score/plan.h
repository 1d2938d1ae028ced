// The plan's tree rolled up: what lies below each node at any remove, counted; and the figure that a node's own
// indicators make together where they state the same thing from parts. Percentages are never averaged.
#pragma once

#include "fold/fold.h"

struct plan_node {
    const struct node *node;
    uint32_t indicators, met, not_met, not_assessed;    // below it, at any remove
    bool has_together;
    struct assessment together;
    const char *satuan;    // of `together`; "" without
};

// A year of the latest catalogue's plan as seen on a day: *ret_nodes in the order of catalogue.nodes, malloc'd. An
// indicator stands as in a scorecard (score_assess). 0, or -ENOMEM.
//
// `together` needs two or more indicators directly under the node, all assessed at the same cut, of the same satuan,
// decimals, formula and better: sums, whose R and T add up, or ratios of sums with the same `per`, whose numerators and
// denominators add up and which all have the same target.
int plan_roll_up(const struct fold *fold, int year, int32_t today, struct plan_node **ret_nodes);
