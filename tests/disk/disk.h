// A disk in memory, as a VFS of SQLite, that fails and lies the way real ones do: an operation fails, the disk is full,
// the power goes and of what was never synced some is gone, some is torn at sectors of 512 bytes and some is there.
// For one thread. Paths are plain strings, nothing in them has a meaning but the folder: what is before the last '/'.
//
// How the databases of the product get onto it. The product opens its databases by path through SQLite's default VFS,
// which this is from disk_new() until disk_free(). Beside SQLite it calls the system with the same paths: it locks
// PATH.lock, asks for the size of the WAL and the free room of the file system, and writes a backup under a passing
// name. So a test makes a real temporary folder (support/folder.h) and uses paths in it: what is not a database is
// really there, mostly empty, and databases are only here. A test that links `disk_beside` and names the disk to it has
// stat, statvfs, unlink, renameat2 and fsync of the product answer for the files here as well (disk_beside.h); one that
// does not must not ask for the WAL's size nor take backups.
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

enum { DISK_SECTOR = 512, DISK_PATH_MAX = 512 };

struct disk;

// Registers itself as SQLite's default VFS under that name, which must live as long as the disk. NULL: no memory.
struct disk *disk_new(const char *name);
// Everything on it must be closed. Takes NULL, returns NULL.
struct disk *disk_free(struct disk *disk);

// Whether a write spoils nothing beside it when power goes, so that SQLite need not fill up the sector. So it takes
// every disk of Linux, and this one, at first.
void disk_powersafe(struct disk *disk, bool powersafe);

// From here on SQLite's random numbers, and so all bytes that it writes, follow from the seed.
void disk_seed(struct disk *disk, uint64_t seed);

// The process (or machine) that has files open below this prefix has died: from now on every operation of those handles
// fails and changes nothing, so that the object can be closed and freed; nothing else may be done with it. Handles
// opened afterwards are fresh. Everything written is kept, as after kill -9.
void disk_cut(struct disk *disk, const char *prefix);

// After disk_cut: what was never synced is dropped, torn or kept, each write by itself, in the order written: where the
// generator's number modulo 3 is 0, 1 or 2, and when torn each sector is kept by a bit of the next number. (So a
// generator of nothing but 0 drops all of it, of nothing but 2 keeps all.) A file created and not synced since, nor its
// folder, may be gone; one deleted may be back.
void disk_power_loss(struct disk *disk, const char *prefix, uint64_t (*random)(void *context), void *context);

// Copies every file below a prefix to the other prefix, as it is now, WAL included, and durably: a cloned database.
// 0 or -ENOSPC, -ENOMEM, -ENAMETOOLONG.
int disk_copy(struct disk *disk, const char *from, const char *to);
// For good. Handles keep what they have open.
void disk_remove(struct disk *disk, const char *prefix);
void disk_forget_deleted(struct disk *disk);    // for good, wherever it lay: no power loss brings it back
// What a program does with files beside SQLite; each false when there is no such file.
bool disk_unlink(struct disk *disk, const char *path);
bool disk_rename(struct disk *disk, const char *from, const char *to);    // durable when the folder is synced
bool disk_sync(struct disk *disk, const char *path);
void disk_sync_folder(struct disk *disk, const char *folder);
int64_t disk_size(const struct disk *disk, const char *path);    // -1: no such file

enum disk_operation {
    DISK_READ = 1,
    DISK_WRITE = 2,
    DISK_SYNC = 4,    // what was to be synced is durable or not, by chance, and no later sync makes up for it
    DISK_TRUNCATE = 8,
    DISK_OPEN = 16,
    DISK_SHORT_READ =
        32,    // a read gets the first half and zeroes, and SQLITE_IOERR_SHORT_READ whatever was asked for
    DISK_SHORT_WRITE = 64,    // a write fails after its first half
    DISK_DELETE = 128,
    DISK_SHARED_MEMORY = 256,    // mapping it
    // What changes something. A machine that dies at the n-th of these is all of them failing from there on.
    DISK_CHANGES = DISK_WRITE | DISK_SYNC | DISK_TRUNCATE | DISK_DELETE,
    DISK_ANY = DISK_CHANGES | DISK_READ | DISK_OPEN | DISK_SHARED_MEMORY,
};

// The after-th operation (from 1) of these kinds below the prefix fails, and so do the following ones, `times` of them
// (0: for ever), with this result of SQLite: SQLITE_IOERR_WRITE, SQLITE_FULL, ... One order a prefix: the next for the
// same prefix replaces it, one with operations 0 ends it. Eight prefixes at most.
void disk_fail(struct disk *disk, const char *prefix, unsigned operations, unsigned after, unsigned times,
               int sqlite_error);
bool disk_failed(const struct disk *disk);        // a fault has struck since the last disk_fail
uint64_t disk_faults(const struct disk *disk);    // how many have struck since disk_new

// All files together may hold that much; -1: no limit. A write that finds no room writes what fits: SQLITE_FULL.
void disk_room(struct disk *disk, int64_t bytes);
int64_t disk_free_bytes(const struct disk *disk);    // INT64_MAX without a limit

// A disk that says it has synced and has not.
void disk_lie_about_sync(struct disk *disk, bool lies);

// Bit rot, in what is there now and what is durable. False when the file ends before.
bool disk_flip(struct disk *disk, const char *path, int64_t offset, uint8_t bits);
bool disk_shorten(struct disk *disk, const char *path, int64_t size);
