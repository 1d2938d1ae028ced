#include "machine.h"

#include "memory.h"

#include <stdio.h>
#include <string.h>

static void start(void *context, uint64_t argument) {
    (void)argument;
    machine_start(context);
}

static uint64_t fate(void *context) {
    (void)context;
    return world_random();
}

void machine_end(struct machine *machine, enum machine_end how, int64_t again_after) {
    static const char *const words[] = {"is stopped", "is killed", "loses power"};
    if (machine->daemon != NULL) {
        struct party *party = &machine->process.party;
        struct party *actor = network_actor();
        world_note("%s %s", party->name, words[how]);
        network_act_as(party);
        if (how != MACHINE_STOPPED) {
            party->dead = true;
            disk_cut(machine->disk, machine->prefix);
        }
        machine->kind->close(machine->daemon);
        machine->daemon = NULL;
        if (memory_refused(party))
            memory_enough();
        disk_fail(machine->disk, machine->prefix, 0, 0, 0, 0);
        machine->disk_faulty = false;
        if (how == MACHINE_WITHOUT_POWER)
            disk_power_loss(machine->disk, machine->prefix, fate, NULL);
        party->dead = true;
        process_rest(&machine->process);
        network_act_as(actor);
    }
    if (again_after >= 0)
        world_at(world_now() + again_after, start, machine, 0);
}

static void act(struct process *process) {
    struct machine *machine = (struct machine *)process;
    if (machine->daemon == NULL)
        return;
    enum node_turn turn = machine->kind->turn(machine->daemon);
    // In the middle of the turn its disk or its sends came to their end.
    bool doomed = process->party.dead || (machine->disk_faulty && disk_failed(machine->disk));
    if (turn == NODE_FAILED && !doomed && !memory_refused(&process->party))
        world_broken("%s ends by itself", process->party.name);
    if (turn == NODE_FAILED || doomed) {
        machine_end(machine, world_chance(500) ? MACHINE_KILLED : MACHINE_WITHOUT_POWER,
                    world_between(10 * WORLD_MS, 2 * WORLD_SECOND));
        return;
    }
    int64_t wait = turn == NODE_BUSY ? 0 : machine->kind->patience(machine->daemon);
    process_by(process, world_now() + wait * WORLD_MS + world_between(50, 300));
}

// In the middle of its sends: nothing that it does afterwards reaches its disk either.
static void died(struct party *party) {
    struct machine *machine = (struct machine *)party;
    disk_cut(machine->disk, machine->prefix);
}

void machine_init(struct machine *machine, const char *name, const struct node_kind *kind,
                  const struct node_setup *setup, struct disk *disk) {
    *machine = (struct machine){.kind = kind, .setup = *setup, .disk = disk};
    process_init(&machine->process, name, act);
    snprintf(machine->folder, sizeof machine->folder, "%s", setup->folder);
    snprintf(machine->prefix, sizeof machine->prefix, "%s/", machine->folder);
    machine->setup.folder = machine->folder;
    machine->process.party.died = died;
    machine->process.party.dead = true;
}

void machine_start(struct machine *machine) {
    struct party *party = &machine->process.party;
    if (machine->daemon != NULL)
        return;
    party->dead = false;
    party->sends_left = -1;
    struct party *actor = network_actor();
    network_act_as(party);
    if (machine->short_start > 0)
        memory_refuse(party, machine->short_start);
    machine->short_start = 0;
    machine->daemon = machine->kind->open(&machine->setup);
    network_act_as(actor);
    world_note("%s %s", party->name, machine->daemon != NULL ? "starts" : "cannot start");
    if (machine->daemon != NULL) {
        machine->started(machine);
        process_by(&machine->process, world_now());
        return;
    }
    party->dead = true;
    if (!memory_refused(party))
        world_broken("%s cannot start", party->name);
    memory_enough();
    world_at(world_now() + world_between(10 * WORLD_MS, WORLD_SECOND), start, machine, 0);
}

void machine_doom_by_send(struct machine *machine, int sends) {
    if (machine->daemon != NULL)
        machine->process.party.sends_left = sends;
}

void machine_doom_by_disk(struct machine *machine, unsigned operations) {
    if (machine->daemon == NULL)
        return;
    machine->disk_faulty = true;
    disk_fail(machine->disk, machine->prefix, DISK_READ | DISK_CHANGES, operations, 0, SQLITE_IOERR);
}

void machine_starve(struct machine *machine, unsigned allocations) {
    if (machine->daemon != NULL)
        memory_refuse(&machine->process.party, allocations);
    else
        machine->short_start = allocations;
}
