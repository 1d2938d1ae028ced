// The disk as its user commands it: faults, death, power loss, copies, bit rot.
#include "disk/disk_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct disk *disk_new(const char *name) {
    struct disk *disk = calloc(1, sizeof *disk);
    if (!disk)
        return NULL;
    disk->room = -1;
    disk->powersafe = true;
    disk_vfs_fill(disk, name);
    if (sqlite3_vfs_register(&disk->vfs, 1) == SQLITE_OK)
        return disk;
    free(disk);
    return NULL;
}

struct disk *disk_free(struct disk *disk) {
    if (!disk)
        return NULL;
    sqlite3_vfs_unregister(&disk->vfs);
    while (disk->files) {
        struct disk_file *file = disk->files;
        if (file->handles) {
            fprintf(stderr, "disk: %s is still open\n", file->path);
            abort();
        }
        disk_file_unlink(disk, file, true);
    }
    free(disk);
    return NULL;
}

void disk_powersafe(struct disk *disk, bool powersafe) {
    disk->powersafe = powersafe;
}

void disk_seed(struct disk *disk, uint64_t seed) {
    disk->random = seed;
    sqlite3_randomness(0, NULL);    // SQLite asks for new numbers at the next need
}

// SplitMix64 (Steele, Lea and Flood, 2014).
uint64_t disk_random(void *context) {
    struct disk *disk = context;
    uint64_t z = disk->random += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

bool disk_below(const char *path, const char *prefix) {
    return strncmp(path, prefix, strlen(prefix)) == 0;
}

void disk_cut(struct disk *disk, const char *prefix) {
    for (struct disk_file *file = disk->files; file; file = file->next) {
        if (!disk_below(file->path, prefix))
            continue;
        for (struct disk_handle *handle = file->handles; handle; handle = handle->next)
            handle->dead = true;
        file->shm = NULL;    // each handle holds on to it until it is closed
    }
}

// A name that was taken off comes back, or it does not; a new one stays, or it does not.
static void settle_name(struct disk *disk, struct disk_file *file, bool kept) {
    if (file->named && !file->durably_named) {
        file->named = file->durably_named = kept;
    } else if (!file->named && file->durably_named) {
        struct disk_file *newer = kept ? NULL : disk_file_find(disk, file->path);
        if (newer)
            newer->named = newer->durably_named = false;
        file->named = file->durably_named = !kept;
    }
}

void disk_power_loss(struct disk *disk, const char *prefix, uint64_t (*random)(void *context), void *context) {
    for (struct disk_file *file = disk->files; file; file = file->next) {
        if (!disk_below(file->path, prefix))
            continue;
        disk_file_settle(file, random, context);
        if (!disk_file_revert(disk, file))
            abort();
        settle_name(disk, file, random(context) % 3 > 0);
    }
    for (struct disk_file *file = disk->files, *next; file; file = next) {
        next = file->next;
        disk_file_release(disk, file);
    }
}

static int copy_one(struct disk *disk, struct disk_file *file, const char *path) {
    struct disk_file *old = disk_file_find(disk, path);
    if (old)
        disk_file_unlink(disk, old, true);
    struct disk_file *copy = disk_file_create(disk, path);
    if (!copy)
        return -ENOMEM;
    int result = disk_file_write(disk, copy, file->now.data, file->now.size, 0);
    if (result == SQLITE_OK)
        result = disk_file_sync(disk, copy);
    return result == SQLITE_OK ? 0 : result == SQLITE_FULL ? -ENOSPC : -ENOMEM;
}

int disk_copy(struct disk *disk, const char *from, const char *to) {
    // New files come to the front of the list, where this does not see them.
    for (struct disk_file *file = disk->files; file; file = file->next) {
        char path[DISK_PATH_MAX];
        if (!file->named || !disk_below(file->path, from))
            continue;
        if (snprintf(path, sizeof path, "%s%s", to, file->path + strlen(from)) >= (int)sizeof path)
            return -ENAMETOOLONG;
        int error = copy_one(disk, file, path);
        if (error < 0)
            return error;
    }
    return 0;
}

void disk_remove(struct disk *disk, const char *prefix) {
    for (struct disk_file *file = disk->files, *next; file; file = next) {
        next = file->next;
        if ((file->named || file->durably_named) && disk_below(file->path, prefix))
            disk_file_unlink(disk, file, true);
    }
}

void disk_forget_deleted(struct disk *disk) {
    for (struct disk_file *file = disk->files, *next; file; file = next) {
        next = file->next;
        file->durably_named = file->named && file->durably_named;
        disk_file_release(disk, file);
    }
}

bool disk_unlink(struct disk *disk, const char *path) {
    struct disk_file *file = disk_file_find(disk, path);
    if (file)
        disk_file_unlink(disk, file, false);
    return file != NULL;
}

bool disk_rename(struct disk *disk, const char *from, const char *to) {
    struct disk_file *file = disk_file_find(disk, from), *old = disk_file_find(disk, to);
    if (!file)
        return false;
    if (old)
        disk_file_unlink(disk, old, false);
    return disk_file_name(file, to);
}

bool disk_sync(struct disk *disk, const char *path) {
    struct disk_file *file = disk_file_find(disk, path);
    if (file && !disk->lies && disk_file_sync(disk, file) != SQLITE_OK)
        abort();
    return file != NULL;
}

void disk_sync_folder(struct disk *disk, const char *folder) {
    char path[DISK_PATH_MAX];
    if (snprintf(path, sizeof path, "%s/", folder) < (int)sizeof path && !disk->lies)
        disk_file_sync_folder(disk, path);
}

int64_t disk_size(const struct disk *disk, const char *path) {
    const struct disk_file *file = disk_file_find(disk, path);
    return file ? (int64_t)file->now.size : -1;
}

void disk_fail(struct disk *disk, const char *prefix, unsigned operations, unsigned after, unsigned times,
               int sqlite_error) {
    struct disk_order *order = NULL;
    for (unsigned i = 0; i < DISK_ORDERS; i++)
        if (disk->orders[i].operations && strcmp(disk->orders[i].prefix, prefix) == 0)
            order = &disk->orders[i];
    for (unsigned i = 0; !order && i < DISK_ORDERS; i++)
        if (!disk->orders[i].operations)
            order = &disk->orders[i];
    disk->failed = false;
    if (!order || strlen(prefix) >= sizeof order->prefix)
        abort();
    *order = (struct disk_order){.operations = operations,
                                 .after = after > 0 ? after - 1 : 0,
                                 .times = times,
                                 .for_ever = times == 0,
                                 .result = sqlite_error};
    strcpy(order->prefix, prefix);
}

int disk_strike(struct disk *disk, const struct disk_file *file, const char *path, unsigned operations) {
    int result = SQLITE_OK;
    for (struct disk_order *order = disk->orders; order < disk->orders + DISK_ORDERS; order++) {
        if (!(order->operations & operations) || !disk_below(file ? file->path : path, order->prefix))
            continue;
        if (order->after > 0) {
            order->after--;
        } else if (order->for_ever || order->times > 0) {
            order->times -= !order->for_ever;
            result = order->result;
        }
    }
    if (result != SQLITE_OK) {
        disk->failed = true;
        disk->faults++;
    }
    return result;
}

bool disk_failed(const struct disk *disk) {
    return disk->failed;
}

uint64_t disk_faults(const struct disk *disk) {
    return disk->faults;
}

void disk_room(struct disk *disk, int64_t bytes) {
    disk->room = bytes;
}

int64_t disk_free_bytes(const struct disk *disk) {
    if (disk->room < 0)
        return INT64_MAX;
    return disk->room > disk->used ? disk->room - disk->used : 0;
}

void disk_lie_about_sync(struct disk *disk, bool lies) {
    disk->lies = lies;
}

static bool flip(struct bytes *bytes, int64_t offset, uint8_t bits) {
    if (offset < 0 || (size_t)offset >= bytes->size)
        return false;
    bytes->data[offset] ^= bits;
    return true;
}

bool disk_flip(struct disk *disk, const char *path, int64_t offset, uint8_t bits) {
    struct disk_file *file = disk_file_find(disk, path);
    return file && disk_file_sync(disk, file) == SQLITE_OK && flip(&file->now, offset, bits) &&
           flip(&file->durable, offset, bits);
}

bool disk_shorten(struct disk *disk, const char *path, int64_t size) {
    struct disk_file *file = disk_file_find(disk, path);
    return file && size >= 0 && (size_t)size < file->now.size &&
           disk_file_truncate(disk, file, (size_t)size) == SQLITE_OK && disk_file_sync(disk, file) == SQLITE_OK;
}
