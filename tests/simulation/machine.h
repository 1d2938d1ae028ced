// A machine that runs one of the daemons, and what befalls it.
#pragma once

#include "disk/disk.h"
#include "node.h"
#include "process.h"

enum { FOLDER_ROOM = 256 };

struct machine {
    struct process process;
    const struct node_kind *kind;
    struct node_setup setup;
    char folder[FOLDER_ROOM], prefix[FOLDER_ROOM + 1];    // the same with the / of what is in it
    struct disk *disk;
    void (*started)(struct machine *machine);    // its database is as the last end has left it
    void *owner;                                 // of `started`
    void *daemon;                                // NULL: it is down
    bool disk_faulty;                            // a fault was put on its disk, so it may end by itself
    unsigned short_start;                        // the allocation that will be refused while it starts; 0: none
};

void machine_init(struct machine *machine, const char *name, const struct node_kind *kind,
                  const struct node_setup *setup, struct disk *disk);
void machine_start(struct machine *machine);

enum machine_end { MACHINE_STOPPED, MACHINE_KILLED, MACHINE_WITHOUT_POWER };
// And starts again after so many microseconds; never, when negative.
void machine_end(struct machine *machine, enum machine_end how, int64_t again_after);

// It will die in the middle of a turn: after so many sends, or at that operation on its disk.
void machine_doom_by_send(struct machine *machine, int sends);
void machine_doom_by_disk(struct machine *machine, unsigned operations);
// It may, at that allocation: while it runs, or at its next start.
void machine_starve(struct machine *machine, unsigned allocations);
