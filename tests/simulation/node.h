// A daemon of the simulation: the whole of it, as it is served, but for sockets, clock and disk. Both daemons have
// functions of the same names, so each is linked into an object of its own of which only these are seen.
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct node_setup {
    const char *folder;    // its keys are there; its database on the simulated disk
    const char *name;
    const char *link;      // the evaluator's endpoint
    const char *intake;    // of a collector
    const char *alerts, *query;
    const uint8_t *evaluator_key;
};

enum node_turn { NODE_IDLE, NODE_BUSY, NODE_FAILED };

struct node_kind {
    void *(*open)(const struct node_setup *setup);    // NULL: it cannot start
    enum node_turn (*turn)(void *daemon);
    int64_t (*patience)(void *daemon);    // milliseconds until a turn without anything new
    void (*close)(void *daemon);
};

extern const struct node_kind collector_node, evaluator_node;

// A new ledger in the folder, with the catalogue of these files, effective from that day. false: it cannot be.
struct node_file {
    const char *name, *text;
};
bool evaluator_found(const char *folder, const struct node_file *files, unsigned count, const char *effective);

// Folds the record again: "" where all agrees, else what differs.
const char *evaluator_rebuild(const char *folder);
