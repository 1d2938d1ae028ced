#include "disk/trial.h"

#include "disk/disk_beside.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPERATIONS_MAX = 100000 };

static const struct {
    unsigned operations;
    int result;
} kinds[] = {{DISK_WRITE, SQLITE_IOERR_WRITE},
             {DISK_WRITE, SQLITE_FULL},
             {DISK_SHORT_WRITE, SQLITE_IOERR_WRITE},
             {DISK_SHORT_WRITE, SQLITE_FULL},
             {DISK_READ, SQLITE_IOERR_READ},
             {DISK_SHORT_READ, SQLITE_IOERR_SHORT_READ},
             {DISK_SYNC, SQLITE_IOERR_FSYNC},
             {DISK_TRUNCATE, SQLITE_IOERR_TRUNCATE},
             {DISK_OPEN, SQLITE_CANTOPEN},
             {DISK_DELETE, SQLITE_IOERR_DELETE},
             {DISK_SHARED_MEMORY, SQLITE_IOERR_SHMMAP}};

void trial_begin(struct trial *trial, const char *folder, const char *name) {
    *trial = (struct trial){.disk = disk_new("memory"), .random = 1};
    snprintf(trial->prefix, sizeof trial->prefix, "%s", folder);
    snprintf(trial->path, sizeof trial->path, "%s/%s", folder, name);
    disk_seed(trial->disk, 1);
    disk_beside(trial->disk);
}

void trial_end(struct trial *trial, const char *what) {
    printf("%s: %u runs, %llu operations failed in %u of them, power lost in %u; damage named in %u\n", what,
           trial->runs, (unsigned long long)disk_faults(trial->disk), trial->struck, trial->losses, trial->named);
    disk_beside(NULL);
    trial->disk = disk_free(trial->disk);
}

uint64_t trial_random(void *context) {
    struct trial *trial = context;
    trial->random = trial->random * 6364136223846793005u + 1442695040888963407u;
    return trial->random >> 33;
}

void trial_dead(struct trial *trial) {
    trial->struck += disk_failed(trial->disk);
    if (trial->loss)
        disk_cut(trial->disk, trial->prefix);
}

void trial_over(struct trial *trial) {
    disk_fail(trial->disk, trial->prefix, 0, 0, 0, 0);
    disk_lie_about_sync(trial->disk, false);
    if (!trial->loss)
        return;
    disk_power_loss(trial->disk, trial->prefix, trial_random, trial);
    trial->losses++;
}

// False: the run met no fault.
static bool one(struct trial *trial, unsigned operations, unsigned after, int result, void (*run)(struct trial *)) {
    unsigned struck = trial->struck;
    disk_remove(trial->disk, trial->prefix);
    disk_fail(trial->disk, trial->prefix, operations, after, trial->once ? 1 : 0, result);
    trial->full = result == SQLITE_FULL;
    trial->rot = operations & DISK_SHORT_READ;
    trial->runs++;
    run(trial);
    disk_remove(trial->disk, trial->prefix);
    return trial->struck > struck;
}

void trial_faults(struct trial *trial, unsigned stride, void (*run)(struct trial *trial)) {
    for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++)
        for (int once = 0; once < 2; once++) {
            trial->once = once;
            // The few operations of the rarer kinds are all gone through.
            unsigned step = kinds[kind].operations & (DISK_READ | DISK_WRITE | DISK_SHORT_READ | DISK_SHORT_WRITE)
                                ? stride
                                : (stride + 7) / 8;
            unsigned after = step > 1 ? 1 + (unsigned)(trial_random(trial) % step) : 1;
            bool met = true;
            for (; met && after < OPERATIONS_MAX; after += step) {
                // In every other run the power goes after what failed.
                trial->loss = trial->runs % 2;
                met = one(trial, kinds[kind].operations, after, kinds[kind].result, run);
            }
            cr_assert_not(met, "a run without a fault ends the loop");
        }
}

void trial_losses(struct trial *trial, unsigned stride, unsigned seeds, void (*run)(struct trial *trial)) {
    bool met = true;
    trial->loss = true;
    trial->once = false;
    for (unsigned after = 1 + (unsigned)(trial_random(trial) % stride); met && after < OPERATIONS_MAX; after += stride)
        for (unsigned seed = 0; seed < seeds; seed++)
            met = one(trial, DISK_CHANGES, after, SQLITE_IOERR, run);
    cr_assert_not(met, "a run without a fault ends the loop");
}

unsigned trial_stride(unsigned plain) {
    return getenv("CAPAIAN_LONG") ? 1 : plain;
}

bool trial_sound(const char *path) {
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    bool sound = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
                 sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &statement, NULL) == SQLITE_OK &&
                 sqlite3_step(statement) == SQLITE_ROW &&
                 strcmp((const char *)sqlite3_column_text(statement, 0), "ok") == 0;
    sqlite3_finalize(statement);
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_close(db);
    return sound;
}
