// Loops in the style of SQLite's own tests: the first, second, third ... operation of a kind fails, once or from there
// on for ever, until a run ends without having met a fault.
#pragma once

#include "disk/disk.h"

#include <stdbool.h>
#include <stdint.h>

struct trial {
    struct disk *disk;
    char prefix[256];    // of the database and its WAL
    char path[300];
    bool full;    // what was ordered is SQLITE_FULL
    bool once;
    bool loss;    // the power went as well
    // Reads came short, which SQLite takes for zeroes behind the end of the file, and builds upon: what is wrong then
    // is to be named, as with bit rot.
    bool rot;
    uint64_t random;
    // Counted.
    unsigned runs, struck, losses, named;
};

// A fresh disk as SQLite's default; `path` is of a database in the folder.
void trial_begin(struct trial *trial, const char *folder, const char *name);
// Prints what was counted and takes the disk away.
void trial_end(struct trial *trial, const char *what);

// Every `stride`-th operation of each kind; `run` starts from nothing, works, calls trial_over and checks.
void trial_faults(struct trial *trial, unsigned stride, void (*run)(struct trial *trial));
// The machine dies at every `stride`-th change, `seeds` times each with another fate of what was not synced.
void trial_losses(struct trial *trial, unsigned stride, unsigned seeds, void (*run)(struct trial *trial));

// The script has ended, and what was to fail has: dead before the object under test is closed (where the machine died,
// closing it changes nothing any more), over after it. Then, where the power went, what was not synced meets its fate.
void trial_dead(struct trial *trial);
void trial_over(struct trial *trial);

uint64_t trial_random(void *trial);

// 1, every operation, when CAPAIAN_LONG is in the environment.
unsigned trial_stride(unsigned plain);

// PRAGMA integrity_check says ok.
bool trial_sound(const char *path);
