// The small regency that the simulation governs: its catalogue, its keys, and the folders in which real files lie that
// the daemons read beside their databases.
#pragma once

#include "net/key.h"
#include "node.h"

enum {
    REGENCY_COLLECTORS = 2,
    REGENCY_SENDERS = 3,
    REGENCY_WATCHERS = 2,
    REGENCY_ROOM = 256,
};

struct regency {
    char folder[REGENCY_ROOM];    // temporary
    char evaluator[REGENCY_ROOM], collectors[REGENCY_COLLECTORS][REGENCY_ROOM];
    char founded[REGENCY_ROOM];    // where a new ledger and a new journal lie, to be copied for each run
    struct capaian_keypair evaluator_pair, senders[REGENCY_SENDERS], watchers[REGENCY_WATCHERS], office;
};

extern const char *const sender_units[REGENCY_SENDERS];
extern const char *const collector_names[REGENCY_COLLECTORS];

// false after a sentence on standard error.
bool regency_found(struct regency *regency);
void regency_remove(struct regency *regency);

// The catalogue's files, with the year's target of a revision (0: the first).
enum { REGENCY_FILES = 5, REGENCY_TEXT = 512 };
void regency_catalogue(unsigned revision, struct node_file files[REGENCY_FILES], char text[REGENCY_TEXT]);
