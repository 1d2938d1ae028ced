// One run of the simulation: the regency, its people and machines, and what befalls them.
#pragma once

#include "disk/disk.h"
#include "history.h"
#include "machine.h"
#include "office.h"
#include "regency.h"
#include "sender.h"
#include "watcher.h"

// What can befall them; a run has a choice of these.
#define FAULTS(X)                                                                                                      \
    X(KILL, "killed, or without power, between two turns")                                                             \
    X(STOP, "stopped in order")                                                                                        \
    X(DOOM_SEND, "killed in the middle of a turn's sends")                                                             \
    X(DOOM_DISK, "killed in the middle of a turn's writes")                                                            \
    X(STARVE, "out of memory once")                                                                                    \
    X(BREAK, "connections broken")                                                                                     \
    X(PART, "two parties parted")                                                                                      \
    X(WEATHER, "frames lost, doubled, late")                                                                           \
    X(SKEW, "a clock set")                                                                                             \
    X(SENDER, "a sender starts again")                                                                                 \
    X(WATCHER, "a watcher starts again")                                                                               \
    X(REVISE, "the catalogue revised")                                                                                 \
    X(LEDGER_RESTORED, "the ledger put back")                                                                          \
    X(JOURNAL_RESTORED, "a journal put back")

enum fault {
#define X(name, words) FAULT_##name,
    FAULTS(X)
#undef X
        FAULT_COUNT,
};

struct run {
    const struct regency *regency;
    struct disk *disk;
    struct machine evaluator, collectors[REGENCY_COLLECTORS];
    struct sender senders[REGENCY_SENDERS];
    struct watcher watchers[REGENCY_WATCHERS];
    struct office office;
    struct history history;
    unsigned faults;    // of enum fault: a bit each
    bool healed;        // nothing befalls them any more
    // Copies of the ledger are made by hand, not by the evaluator: what happened since, but for messages, nobody can
    // know of, and event numbers may stand for something else than before.
    bool by_hand;
    bool ledger_copied, journal_copied[REGENCY_COLLECTORS];
    uint64_t struck[FAULT_COUNT];
};

// Once, before the first: the databases that every run begins with. false after a sentence on standard error.
bool run_found(const struct regency *regency);

// Plays one seed. The verdict is world_verdict().
void run_play(struct run *run, const struct regency *regency, struct disk *disk, uint64_t seed, bool told);

// faults.c: the next fault, and when the one after it.
void faults_begin(struct run *run);
void faults_heal(struct run *run);
extern const char *const fault_words[FAULT_COUNT];
