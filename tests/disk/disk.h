// A disk in memory beneath SQLite, that can fail in the ways real disks do: an operation fails, the disk is full, power
// is lost while some of what was written has not been synced. One thread uses it.
//
// A path is only a name here: whoever opens a database that also looks at real files (a lock beside it, its folder)
// has those in a real folder of the same name. What is below a folder (FOLDER/...) is one process's, or one machine's.
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

struct disk;

// Registers itself as SQLite's default VFS. NULL: out of memory, or SQLite refuses it.
struct disk *disk_new(const char *name);
struct disk *disk_free(struct disk *disk);    // takes NULL, returns NULL; nothing may be open

// What SQLite gets for random numbers follows from this.
void disk_seed(struct disk *disk, uint64_t seed);

// The process that has these files open has died: whatever it still does with them fails and changes nothing. All that
// was written stays, as after kill -9.
void disk_cut(struct disk *disk, const char *folder);

// And so has its machine, by losing power (after disk_cut): each write that was not synced is there, is not there, or
// is torn at a sector, as the generator falls; so are truncations; a file that was never synced may be gone, and one
// that was deleted without syncing its folder may be back.
void disk_power_loss(struct disk *disk, const char *folder, uint64_t (*random)(void *context), void *context);

// Every file below a folder as it is now, under another: what somebody copies by hand. 0 or -ENOMEM.
int disk_copy(struct disk *disk, const char *from, const char *to);
void disk_remove(struct disk *disk, const char *folder);    // nothing below it may be open

// One byte is another, as bits rot. false: there is no such byte.
bool disk_rot(struct disk *disk, const char *path, int64_t offset, uint8_t flipped);
bool disk_unlink(struct disk *disk, const char *path);           // as unlink does; false: no such file
int64_t disk_size(const struct disk *disk, const char *path);    // -1: no such file

enum disk_operation {
    DISK_READ = 1 << 0,
    DISK_WRITE = 1 << 1,
    DISK_SYNC = 1 << 2,
    DISK_TRUNCATE = 1 << 3,
    DISK_OPEN = 1 << 4,
    DISK_SHORT_READ = 1 << 5,    // a read that brings nothing, though the file is long enough
};

// From now on, below the folder: `after` operations of these kinds succeed, and then `times` of them fail with this
// error; for ever, when times is 0. No operations: nothing fails any more. One fault a folder, and DISK_FAULTS_MAX.
enum { DISK_FAULTS_MAX = 8 };
void disk_fail(struct disk *disk, const char *folder, unsigned operations, unsigned after, unsigned times,
               int sqlite_error);
bool disk_failed(const struct disk *disk, const char *folder);    // the fault has struck

// All files together hold no more; -1: as much as memory does.
void disk_room(struct disk *disk, int64_t bytes);
int64_t disk_room_left(const struct disk *disk);

// A disk that says it has synced, and has not.
void disk_lie_about_sync(struct disk *disk, bool lies);
