// What the files of the disk share. Nobody else includes this.
#pragma once

#include "disk/disk.h"

#include <stddef.h>

struct bytes {
    uint8_t *data;
    size_t size, room;
};

// Shared memory of a WAL: as long as somebody has it mapped.
struct disk_shm {
    unsigned users;
    void **regions;
    int count;
    unsigned shared[SQLITE_SHM_NLOCK];
    bool exclusive[SQLITE_SHM_NLOCK];
};

struct disk_file {
    struct disk_file *next;
    char path[DISK_PATH_MAX];
    uint64_t hash;           // of the path
    struct bytes now;        // as every reader sees it
    struct bytes durable;    // as it is without what `unsynced` lists
    struct bytes unsynced;
    bool named;            // under its path; false: deleted, or never had a name
    bool durably_named;    // and after power loss as well, or (when not named) again
    struct disk_handle *handles;
    struct disk_shm *shm;
};

struct disk_handle {
    sqlite3_file base;
    struct disk *disk;
    struct disk_file *file;
    struct disk_handle *next;    // of the same file
    bool dead;
    bool delete_on_close;
    bool sync_folder;    // with the next sync of the file
    int lock;            // SQLITE_LOCK_...
    struct disk_shm *shm;
    unsigned shm_shared, shm_exclusive;    // locks held, a bit each
};

enum { DISK_ORDERS = 8 };

struct disk_order {
    char prefix[DISK_PATH_MAX];
    unsigned operations, after, times;    // what is still to pass, and to fail
    bool for_ever;
    int result;
};

struct disk {
    sqlite3_vfs vfs;
    struct disk_file *files;
    struct disk_order orders[DISK_ORDERS];
    bool failed;
    uint64_t faults;
    int64_t room, used;    // used: by what is there now
    bool lies, powersafe;
    uint64_t random;    // state of the generator
    int64_t slept;      // microseconds
};

// disk_file.c
struct disk_file *disk_file_find(const struct disk *disk, const char *path);
struct disk_file *disk_file_create(struct disk *disk, const char *path);    // path NULL: no name
bool disk_file_name(struct disk_file *file, const char *path);              // false: too long
void disk_file_release(struct disk *disk, struct disk_file *file);          // frees it when nothing holds it any more
int disk_file_write(struct disk *disk, struct disk_file *file, const void *data, size_t size, size_t offset);
int disk_file_truncate(struct disk *disk, struct disk_file *file, size_t size);
int disk_file_sync(struct disk *disk, struct disk_file *file);
// The folder that this path lies in: its names are durable as they are now.
void disk_file_sync_folder(struct disk *disk, const char *path);
void disk_file_unlink(struct disk *disk, struct disk_file *file, bool durably);
// Each unsynced change becomes durable, or in part, or not, and is forgotten; what is there now stays as it is.
void disk_file_settle(struct disk_file *file, uint64_t (*random)(void *context), void *context);
// What is there now is what is durable. False: no memory.
bool disk_file_revert(struct disk *disk, struct disk_file *file);
bool bytes_resize(struct bytes *bytes, size_t size);    // new bytes are zero

// disk.c
bool disk_below(const char *path, const char *prefix);
uint64_t disk_random(void *disk);
// The result that the orders demand of this operation, or SQLITE_OK.
int disk_strike(struct disk *disk, const struct disk_file *file, const char *path, unsigned operations);

// disk_shm.c
int disk_shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **ret);
int disk_shm_lock(sqlite3_file *base, int offset, int n, int flags);
void disk_shm_barrier(sqlite3_file *base);
int disk_shm_unmap(sqlite3_file *base, int remove);

// disk_vfs.c
void disk_vfs_fill(struct disk *disk, const char *name);
