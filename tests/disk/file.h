// A file of the disk: what is read from it now, and what would be there after a loss of power.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
    uint8_t *data;
    size_t size, room;
};

// Written or cut off, and not synced.
struct unsynced {
    bool truncation;
    size_t offset, size;
    size_t at;    // of a write: where its bytes are in `written`
};

enum { SHM_LOCKS = 8, SHM_REGIONS = 64 };

struct file {
    struct file *next;
    char *path;
    struct bytes now, durable;
    bool entered;    // its name would survive
    bool deleted;    // its name is gone, but perhaps not for good
    struct unsynced *unsynced;
    size_t unsynced_count, unsynced_room;
    struct bytes written;
    unsigned handles;
    // Locks of the database file (sqlite3.h: SQLITE_LOCK_...).
    unsigned shared;
    const void *reserved, *pending, *exclusive;    // the handle that has it
    // The WAL's index.
    void *regions[SHM_REGIONS];
    unsigned shm_shared[SHM_LOCKS];
    bool shm_exclusive[SHM_LOCKS];
    unsigned shm_users;
};

struct file *file_new(const char *path);
void file_free(struct file *file);

// false: out of memory.
bool bytes_write(struct bytes *bytes, size_t offset, const void *data, size_t size);
bool bytes_copy(struct bytes *to, const struct bytes *from);
void bytes_truncate(struct bytes *bytes, size_t size);

bool file_write(struct file *file, size_t offset, const void *data, size_t size);
bool file_truncate(struct file *file, size_t size);
bool file_sync(struct file *file);
void file_drop_shm(struct file *file);

// false: it is gone.
bool file_power_loss(struct file *file, uint64_t (*random)(void *context), void *context);
