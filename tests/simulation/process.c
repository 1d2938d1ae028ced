#include "process.h"

#include <stddef.h>
#include <stdint.h>

static void due(void *context, uint64_t turn) {
    struct process *process = context;
    if (turn != process->turn)
        return;
    process->wakes_at = INT64_MAX;
    network_act_as(&process->party);
    process->act(process);
    network_act_as(NULL);
}

static void wake(struct party *party) {
    process_by((struct process *)party, world_now() + world_between(5, 300));
}

void process_init(struct process *process, const char *name, void (*act)(struct process *process)) {
    *process = (struct process){.party = {.name = name, .wake = wake, .sends_left = -1}, .act = act};
    process->wakes_at = INT64_MAX;
}

void process_by(struct process *process, int64_t when) {
    if (when >= process->wakes_at)
        return;
    process->wakes_at = when;
    world_at(when, due, process, ++process->turn);
}

void process_in(struct process *process, int64_t milliseconds) {
    if (milliseconds < INT64_MAX / WORLD_MS / 2)
        process_by(process, world_now() + (milliseconds > 0 ? milliseconds : 1) * WORLD_MS);
}

void process_rest(struct process *process) {
    process->turn++;
    process->wakes_at = INT64_MAX;
}
