// Something of the simulation that acts by itself: when it is woken, or when its time has come.
#pragma once

#include "network.h"
#include "world.h"

struct process {
    struct party party;    // first: a party that is woken is its process
    void (*act)(struct process *process);
    int64_t wakes_at;
    uint64_t turn;    // only the latest appointment counts
};

void process_init(struct process *process, const char *name, void (*act)(struct process *process));

// It acts at that time, or earlier when it was to act earlier anyway.
void process_by(struct process *process, int64_t when);
// In so many milliseconds, at least one: what counts in milliseconds would else be asked again at the same time.
void process_in(struct process *process, int64_t milliseconds);
// It does not act until it is woken or told to again.
void process_rest(struct process *process);
