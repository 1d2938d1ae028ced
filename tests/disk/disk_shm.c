// The shared memory and its locks that connections in WAL mode have in common.
#include "disk/disk_parts.h"

#include <stdlib.h>

static struct disk_handle *handle_of(sqlite3_file *base) {
    return (struct disk_handle *)base;
}

static struct disk_shm *join(struct disk_handle *handle) {
    struct disk_file *file = handle->file;
    if (handle->shm)
        return handle->shm;
    if (!file->shm)
        file->shm = calloc(1, sizeof *file->shm);
    if (file->shm)
        file->shm->users++;
    return handle->shm = file->shm;
}

int disk_shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **ret) {
    struct disk_handle *handle = handle_of(base);
    *ret = NULL;
    if (handle->dead)
        return SQLITE_IOERR_SHMMAP;
    int result = disk_strike(handle->disk, handle->file, NULL, DISK_SHARED_MEMORY);
    if (result != SQLITE_OK)
        return result;
    struct disk_shm *shm = join(handle);
    if (!shm)
        return SQLITE_IOERR_NOMEM;
    if (region >= shm->count && !extend)
        return SQLITE_OK;
    while (region >= shm->count) {
        void **regions = realloc(shm->regions, (size_t)(shm->count + 1) * sizeof *regions);
        if (!regions)
            return SQLITE_IOERR_NOMEM;
        shm->regions = regions;
        if (!(regions[shm->count] = calloc(1, (size_t)size)))
            return SQLITE_IOERR_NOMEM;
        shm->count++;
    }
    *ret = shm->regions[region];
    return SQLITE_OK;
}

static void unlock(struct disk_handle *handle, unsigned slot) {
    unsigned bit = 1u << slot;
    if (handle->shm_exclusive & bit)
        handle->shm->exclusive[slot] = false;
    if (handle->shm_shared & bit)
        handle->shm->shared[slot]--;
    handle->shm_exclusive &= ~bit;
    handle->shm_shared &= ~bit;
}

int disk_shm_lock(sqlite3_file *base, int offset, int n, int flags) {
    struct disk_handle *handle = handle_of(base);
    unsigned first = (unsigned)offset, end = first + (unsigned)n;
    if (handle->dead || !handle->shm)
        return SQLITE_IOERR_SHMLOCK;
    struct disk_shm *shm = handle->shm;
    for (unsigned slot = first; slot < end; slot++) {
        bool mine = handle->shm_shared >> slot & 1;
        bool excluded = shm->exclusive[slot] && !(handle->shm_exclusive >> slot & 1);
        bool shared = (flags & SQLITE_SHM_EXCLUSIVE) && shm->shared[slot] > (unsigned)mine;
        if (flags & SQLITE_SHM_UNLOCK)
            unlock(handle, slot);
        else if (excluded || shared)
            return SQLITE_BUSY;
    }
    if (flags & SQLITE_SHM_UNLOCK)
        return SQLITE_OK;
    for (unsigned slot = first; slot < end; slot++) {
        unsigned bit = 1u << slot;
        if (flags & SQLITE_SHM_EXCLUSIVE) {
            shm->exclusive[slot] = true;
            handle->shm_exclusive |= bit;
        } else if (!(handle->shm_shared & bit)) {
            shm->shared[slot]++;
            handle->shm_shared |= bit;
        }
    }
    return SQLITE_OK;
}

void disk_shm_barrier(sqlite3_file *base) {
    (void)base;    // one thread
}

// A handle that died has left the memory to those after it, and holds on to its own until here.
int disk_shm_unmap(sqlite3_file *base, int remove) {
    struct disk_handle *handle = handle_of(base);
    struct disk_shm *shm = handle->shm;
    (void)remove;    // it is gone with its last user in any case
    if (!shm)
        return SQLITE_OK;
    for (unsigned slot = 0; slot < SQLITE_SHM_NLOCK; slot++)
        unlock(handle, slot);
    handle->shm = NULL;
    if (--shm->users > 0)
        return SQLITE_OK;
    if (handle->file->shm == shm)
        handle->file->shm = NULL;
    for (int i = 0; i < shm->count; i++)
        free(shm->regions[i]);
    free(shm->regions);
    free(shm);
    return SQLITE_OK;
}
