#include "disk/disk.h"

#include "disk/file.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct fault {
    char *folder;    // NULL: a free place
    unsigned operations, after, times;
    bool for_ever, struck;
    int error;
};

struct disk {
    sqlite3_vfs vfs;
    struct file *files;
    struct handle *handles;
    struct fault faults[DISK_FAULTS_MAX];
    uint64_t random;
    int64_t room;
    bool lies;
};

struct handle {
    sqlite3_file base;
    struct handle *next;
    struct disk *disk;
    struct file *file;    // NULL: its process has died
    bool delete_on_close;
    int lock;
    bool shm;    // it has mapped the WAL's index
    uint8_t shm_shared, shm_exclusive;
};

static bool below(const char *path, const char *folder) {
    size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && path[length] == '/';
}

static struct file *find(const struct disk *disk, const char *path) {
    for (struct file *file = disk->files; file != NULL; file = file->next)
        if (strcmp(file->path, path) == 0)
            return file;
    return NULL;
}

static struct file *add(struct disk *disk, const char *path) {
    struct file *file = file_new(path);
    if (file == NULL)
        return NULL;
    file->next = disk->files;
    disk->files = file;
    return file;
}

static void drop(struct disk *disk, struct file *file) {
    struct file **place = &disk->files;
    while (*place != file)
        place = &(*place)->next;
    *place = file->next;
    file_free(file);
}

// SQLITE_OK, or the error with which the operation is to fail.
static int strike(struct disk *disk, const char *path, unsigned operation) {
    for (struct fault *fault = disk->faults; fault < disk->faults + DISK_FAULTS_MAX; fault++) {
        if (fault->folder == NULL || (fault->operations & operation) == 0 || !below(path, fault->folder))
            continue;
        if (fault->after > 0) {
            fault->after--;
        } else if (fault->for_ever || fault->times > 0) {
            fault->times -= !fault->for_ever;
            fault->struck = true;
            return fault->error;
        }
    }
    return SQLITE_OK;
}

static int64_t used(const struct disk *disk) {
    int64_t bytes = 0;
    for (const struct file *file = disk->files; file != NULL; file = file->next)
        bytes += (int64_t)file->now.size;
    return bytes;
}

// Methods of an open file.

static void unlock_all(struct handle *handle) {
    struct file *file = handle->file;
    if (handle->lock >= SQLITE_LOCK_SHARED)
        file->shared--;
    if (file->reserved == handle)
        file->reserved = NULL;
    if (file->pending == handle)
        file->pending = NULL;
    if (file->exclusive == handle)
        file->exclusive = NULL;
    handle->lock = SQLITE_LOCK_NONE;
    for (int i = 0; i < SHM_LOCKS; i++) {
        if (handle->shm_shared >> i & 1)
            file->shm_shared[i]--;
        if (handle->shm_exclusive >> i & 1)
            file->shm_exclusive[i] = false;
    }
    handle->shm_shared = handle->shm_exclusive = 0;
    if (handle->shm && --file->shm_users == 0)
        file_drop_shm(file);
    handle->shm = false;
}

static void detach(struct handle *handle) {
    if (handle->file == NULL)
        return;
    unlock_all(handle);
    handle->file->handles--;
    handle->file = NULL;
}

static int close_handle(sqlite3_file *base) {
    struct handle *handle = (struct handle *)base;
    struct file *file = handle->file;
    struct handle **place = &handle->disk->handles;
    while (*place != handle)
        place = &(*place)->next;
    *place = handle->next;
    detach(handle);
    if (file != NULL && handle->delete_on_close)
        drop(handle->disk, file);
    return SQLITE_OK;
}

static int read_handle(sqlite3_file *base, void *buffer, int amount, sqlite3_int64 offset) {
    struct handle *handle = (struct handle *)base;
    const struct file *file = handle->file;
    if (file == NULL)
        return SQLITE_IOERR_READ;
    int error = strike(handle->disk, file->path, DISK_READ);
    if (error != SQLITE_OK)
        return error;
    size_t there = (size_t)offset < file->now.size ? file->now.size - (size_t)offset : 0;
    if (strike(handle->disk, file->path, DISK_SHORT_READ) != SQLITE_OK)
        there = 0;
    if (there >= (size_t)amount) {
        memcpy(buffer, file->now.data + offset, (size_t)amount);
        return SQLITE_OK;
    }
    if (there > 0)
        memcpy(buffer, file->now.data + offset, there);
    memset((uint8_t *)buffer + there, 0, (size_t)amount - there);
    return SQLITE_IOERR_SHORT_READ;
}

static int write_handle(sqlite3_file *base, const void *buffer, int amount, sqlite3_int64 offset) {
    struct handle *handle = (struct handle *)base;
    struct disk *disk = handle->disk;
    struct file *file = handle->file;
    if (file == NULL)
        return SQLITE_IOERR_WRITE;
    int error = strike(disk, file->path, DISK_WRITE);
    if (error != SQLITE_OK)
        return error;
    int64_t grows = offset + amount - (int64_t)file->now.size;
    if (disk->room >= 0 && grows > 0 && used(disk) + grows > disk->room)
        return SQLITE_FULL;
    return file_write(file, (size_t)offset, buffer, (size_t)amount) ? SQLITE_OK : SQLITE_IOERR_NOMEM;
}

static int truncate_handle(sqlite3_file *base, sqlite3_int64 size) {
    struct handle *handle = (struct handle *)base;
    if (handle->file == NULL)
        return SQLITE_IOERR_TRUNCATE;
    int error = strike(handle->disk, handle->file->path, DISK_TRUNCATE);
    if (error != SQLITE_OK)
        return error;
    return file_truncate(handle->file, (size_t)size) ? SQLITE_OK : SQLITE_IOERR_NOMEM;
}

// SQLite syncs the folder with the first sync of a journal or WAL that it has made: names that are there stay, those
// that are gone are gone.
static void sync_folder(struct disk *disk, const struct file *of) {
    size_t length = (size_t)(strrchr(of->path, '/') - of->path);
    for (struct file *file = disk->files, *next; file != NULL; file = next) {
        next = file->next;
        if (strncmp(file->path, of->path, length) != 0 || strrchr(file->path, '/') != file->path + length)
            continue;
        file->entered = true;
        if (file->deleted)
            drop(disk, file);
    }
}

static int sync_handle(sqlite3_file *base, int flags) {
    struct handle *handle = (struct handle *)base;
    (void)flags;
    if (handle->file == NULL)
        return SQLITE_IOERR_FSYNC;
    int error = strike(handle->disk, handle->file->path, DISK_SYNC);
    if (error != SQLITE_OK)
        return error;
    if (handle->disk->lies)
        return SQLITE_OK;
    if (!file_sync(handle->file))
        return SQLITE_IOERR_FSYNC;
    if (!handle->file->entered)
        sync_folder(handle->disk, handle->file);
    return SQLITE_OK;
}

static int size_handle(sqlite3_file *base, sqlite3_int64 *ret) {
    const struct handle *handle = (struct handle *)base;
    if (handle->file == NULL)
        return SQLITE_IOERR_FSTAT;
    *ret = (sqlite3_int64)handle->file->now.size;
    return SQLITE_OK;
}

// As https://sqlite.org/lockingv3.html says.
static int lock_handle(sqlite3_file *base, int level) {
    struct handle *handle = (struct handle *)base;
    struct file *file = handle->file;
    if (file == NULL)
        return SQLITE_IOERR_LOCK;
    if (level <= handle->lock)
        return SQLITE_OK;
    bool others_hold =
        (file->exclusive != NULL && file->exclusive != handle) || (file->pending != NULL && file->pending != handle);
    if (others_hold)
        return SQLITE_BUSY;
    if (handle->lock == SQLITE_LOCK_NONE) {
        file->shared++;
        handle->lock = SQLITE_LOCK_SHARED;
    }
    if (level >= SQLITE_LOCK_RESERVED) {
        if (file->reserved != NULL && file->reserved != handle)
            return SQLITE_BUSY;
        file->reserved = handle;
        handle->lock = SQLITE_LOCK_RESERVED;
    }
    if (level == SQLITE_LOCK_EXCLUSIVE) {
        file->pending = handle;
        handle->lock = SQLITE_LOCK_PENDING;
        if (file->shared > 1)
            return SQLITE_BUSY;
        file->exclusive = handle;
        handle->lock = SQLITE_LOCK_EXCLUSIVE;
    }
    return SQLITE_OK;
}

static int unlock_handle(sqlite3_file *base, int level) {
    struct handle *handle = (struct handle *)base;
    struct file *file = handle->file;
    if (file == NULL || level >= handle->lock)
        return SQLITE_OK;
    if (file->exclusive == handle)
        file->exclusive = NULL;
    if (file->pending == handle)
        file->pending = NULL;
    if (file->reserved == handle)
        file->reserved = NULL;
    if (level == SQLITE_LOCK_NONE)
        file->shared--;
    handle->lock = level;
    return SQLITE_OK;
}

static int reserved_handle(sqlite3_file *base, int *ret) {
    const struct handle *handle = (struct handle *)base;
    *ret = handle->file != NULL && handle->file->reserved != NULL;
    return SQLITE_OK;
}

static int control_handle(sqlite3_file *base, int operation, void *argument) {
    (void)base;
    (void)operation;
    (void)argument;
    return SQLITE_NOTFOUND;
}

static int sector_handle(sqlite3_file *base) {
    (void)base;
    return 512;
}

static int device_handle(sqlite3_file *base) {
    (void)base;
    return 0;
}

static int map_shm(sqlite3_file *base, int region, int size, int extend, void volatile **ret) {
    struct handle *handle = (struct handle *)base;
    struct file *file = handle->file;
    *ret = NULL;
    if (file == NULL || region >= SHM_REGIONS)
        return SQLITE_IOERR_SHMMAP;
    if (!handle->shm) {
        handle->shm = true;
        file->shm_users++;
    }
    if (file->regions[region] == NULL && extend) {
        file->regions[region] = calloc(1, (size_t)size);
        if (file->regions[region] == NULL)
            return SQLITE_IOERR_NOMEM;
    }
    *ret = file->regions[region];
    return SQLITE_OK;
}

static int lock_shm(sqlite3_file *base, int first, int count, int flags) {
    struct handle *handle = (struct handle *)base;
    struct file *file = handle->file;
    if (file == NULL)
        return SQLITE_IOERR_SHMLOCK;
    for (int i = first; i < first + count; i++) {
        bool mine = (handle->shm_shared >> i & 1) != 0;
        if (flags & SQLITE_SHM_LOCK && file->shm_exclusive[i] && (handle->shm_exclusive >> i & 1) == 0)
            return SQLITE_BUSY;
        if (flags & SQLITE_SHM_LOCK && flags & SQLITE_SHM_EXCLUSIVE && file->shm_shared[i] > (unsigned)mine)
            return SQLITE_BUSY;
    }
    for (int i = first; i < first + count; i++) {
        uint8_t bit = (uint8_t)(1u << i);
        bool shared = (handle->shm_shared & bit) != 0;
        if (flags & SQLITE_SHM_EXCLUSIVE) {
            file->shm_exclusive[i] = (flags & SQLITE_SHM_LOCK) != 0;
            handle->shm_exclusive =
                (uint8_t)(flags & SQLITE_SHM_LOCK ? handle->shm_exclusive | bit : handle->shm_exclusive & ~bit);
        } else if (flags & SQLITE_SHM_LOCK && !shared) {
            file->shm_shared[i]++;
            handle->shm_shared |= bit;
        } else if (flags & SQLITE_SHM_UNLOCK && shared) {
            file->shm_shared[i]--;
            handle->shm_shared = (uint8_t)(handle->shm_shared & ~bit);
        }
    }
    return SQLITE_OK;
}

static void barrier_shm(sqlite3_file *base) {
    (void)base;    // one thread
}

static int unmap_shm(sqlite3_file *base, int delete_it) {
    struct handle *handle = (struct handle *)base;
    (void)delete_it;    // it goes with its last user
    if (handle->file == NULL || !handle->shm)
        return SQLITE_OK;
    handle->shm = false;
    if (--handle->file->shm_users == 0)
        file_drop_shm(handle->file);
    return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = close_handle,
    .xRead = read_handle,
    .xWrite = write_handle,
    .xTruncate = truncate_handle,
    .xSync = sync_handle,
    .xFileSize = size_handle,
    .xLock = lock_handle,
    .xUnlock = unlock_handle,
    .xCheckReservedLock = reserved_handle,
    .xFileControl = control_handle,
    .xSectorSize = sector_handle,
    .xDeviceCharacteristics = device_handle,
    .xShmMap = map_shm,
    .xShmLock = lock_shm,
    .xShmBarrier = barrier_shm,
    .xShmUnmap = unmap_shm,
};

// Methods of the disk.

static int open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *ret_flags) {
    struct disk *disk = vfs->pAppData;
    struct handle *handle = (struct handle *)base;
    static unsigned temporary;
    char name[32];
    memset(handle, 0, sizeof *handle);
    if (path == NULL) {
        sqlite3_snprintf(sizeof name, name, "/temporary/%u", temporary++);
        path = name;
    }
    int error = strike(disk, path, DISK_OPEN);
    if (error != SQLITE_OK)
        return error;
    struct file *file = find(disk, path);
    if (file != NULL && file->deleted) {
        if ((flags & SQLITE_OPEN_CREATE) == 0)
            return SQLITE_CANTOPEN;
        drop(disk, file);
        file = NULL;
    }
    if (file == NULL && (flags & SQLITE_OPEN_CREATE) != 0)
        file = add(disk, path);
    if (file == NULL)
        return SQLITE_CANTOPEN;
    file->handles++;
    *handle = (struct handle){.base.pMethods = &methods,
                              .next = disk->handles,
                              .disk = disk,
                              .file = file,
                              .delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0};
    disk->handles = handle;
    if (ret_flags != NULL)
        *ret_flags = flags;
    return SQLITE_OK;
}

static int delete_file(sqlite3_vfs *vfs, const char *path, int sync) {
    struct disk *disk = vfs->pAppData;
    struct file *file = find(disk, path);
    if (file == NULL || file->deleted)
        return SQLITE_IOERR_DELETE_NOENT;
    if (sync || disk->lies) {
        assert(file->handles == 0);
        drop(disk, file);
        return SQLITE_OK;
    }
    file->deleted = true;
    file->now.size = 0;
    return SQLITE_OK;
}

static int access_file(sqlite3_vfs *vfs, const char *path, int flags, int *ret) {
    const struct file *file = find(vfs->pAppData, path);
    (void)flags;
    *ret = file != NULL && !file->deleted;
    return SQLITE_OK;
}

static int full_path(sqlite3_vfs *vfs, const char *path, int room, char *ret) {
    (void)vfs;
    sqlite3_snprintf(room, ret, "%s", path);
    return SQLITE_OK;
}

static uint64_t next_random(struct disk *disk) {
    disk->random = disk->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return disk->random >> 33;
}

static int random_bytes(sqlite3_vfs *vfs, int count, char *ret) {
    for (int i = 0; i < count; i++)
        ret[i] = (char)next_random(vfs->pAppData);
    return count;
}

static int sleep_for(sqlite3_vfs *vfs, int microseconds) {
    (void)vfs;
    return microseconds;
}

static int current_time(sqlite3_vfs *vfs, sqlite3_int64 *ret) {
    (void)vfs;
    *ret = INT64_C(2461101) * 86400000;    // of no interest: a Julian day in 2026
    return SQLITE_OK;
}

static int last_error(sqlite3_vfs *vfs, int room, char *ret) {
    (void)vfs;
    (void)room;
    (void)ret;
    return 0;
}

struct disk *disk_new(const char *name) {
    struct disk *disk = calloc(1, sizeof *disk);
    if (disk == NULL)
        return NULL;
    disk->room = -1;
    disk->vfs = (sqlite3_vfs){.iVersion = 2,
                              .szOsFile = sizeof(struct handle),
                              .mxPathname = 512,
                              .zName = name,
                              .pAppData = disk,
                              .xOpen = open_file,
                              .xDelete = delete_file,
                              .xAccess = access_file,
                              .xFullPathname = full_path,
                              .xRandomness = random_bytes,
                              .xSleep = sleep_for,
                              .xGetLastError = last_error,
                              .xCurrentTimeInt64 = current_time};
    if (sqlite3_vfs_register(&disk->vfs, 1) == SQLITE_OK)
        return disk;
    free(disk);
    return NULL;
}

struct disk *disk_free(struct disk *disk) {
    if (disk == NULL)
        return NULL;
    sqlite3_vfs_unregister(&disk->vfs);
    while (disk->files != NULL)
        drop(disk, disk->files);
    for (int i = 0; i < DISK_FAULTS_MAX; i++)
        free(disk->faults[i].folder);
    free(disk);
    return NULL;
}

void disk_seed(struct disk *disk, uint64_t seed) {
    disk->random = seed;
    // SQLite has a generator of its own, which asks for a new seed once it is reset.
    sqlite3_randomness(0, NULL);
}

void disk_cut(struct disk *disk, const char *folder) {
    for (struct handle *handle = disk->handles; handle != NULL; handle = handle->next)
        if (handle->file != NULL && below(handle->file->path, folder))
            detach(handle);
}

void disk_power_loss(struct disk *disk, const char *folder, uint64_t (*random)(void *context), void *context) {
    for (struct file *file = disk->files, *next; file != NULL; file = next) {
        next = file->next;
        if (below(file->path, folder) && !file_power_loss(file, random, context))
            drop(disk, file);
    }
}

int disk_copy(struct disk *disk, const char *from, const char *to) {
    size_t length = strlen(from);
    for (struct file *file = disk->files; file != NULL; file = file->next) {
        if (!below(file->path, from) || file->deleted)
            continue;
        char path[512];
        sqlite3_snprintf(sizeof path, path, "%s%s", to, file->path + length);
        struct file *copy = find(disk, path);
        if (copy == NULL)
            copy = add(disk, path);
        if (copy == NULL || !bytes_copy(&copy->now, &file->now) || !bytes_copy(&copy->durable, &file->now))
            return -ENOMEM;
        copy->entered = true;
    }
    return 0;
}

void disk_remove(struct disk *disk, const char *folder) {
    for (struct file *file = disk->files, *next; file != NULL; file = next) {
        next = file->next;
        if (below(file->path, folder)) {
            assert(file->handles == 0);
            drop(disk, file);
        }
    }
}

bool disk_rot(struct disk *disk, const char *path, int64_t offset, uint8_t flipped) {
    struct file *file = find(disk, path);
    if (file == NULL || offset < 0 || (size_t)offset >= file->now.size)
        return false;
    file->now.data[offset] ^= flipped;
    return file_sync(file) && bytes_copy(&file->durable, &file->now);
}

bool disk_unlink(struct disk *disk, const char *path) {
    struct file *file = find(disk, path);
    if (file == NULL || file->deleted)
        return false;
    assert(file->handles == 0);
    drop(disk, file);
    return true;
}

int64_t disk_size(const struct disk *disk, const char *path) {
    const struct file *file = find(disk, path);
    return file == NULL || file->deleted ? -1 : (int64_t)file->now.size;
}

void disk_fail(struct disk *disk, const char *folder, unsigned operations, unsigned after, unsigned times,
               int sqlite_error) {
    struct fault *place = NULL;
    for (struct fault *fault = disk->faults; fault < disk->faults + DISK_FAULTS_MAX; fault++)
        if (fault->folder != NULL ? strcmp(fault->folder, folder) == 0 : place == NULL)
            place = fault;
    assert(place != NULL);
    free(place->folder);
    *place = (struct fault){
        .operations = operations, .after = after, .times = times, .for_ever = times == 0, .error = sqlite_error};
    place->folder = operations == 0 ? NULL : strdup(folder);
}

bool disk_failed(const struct disk *disk, const char *folder) {
    for (const struct fault *fault = disk->faults; fault < disk->faults + DISK_FAULTS_MAX; fault++)
        if (fault->folder != NULL && strcmp(fault->folder, folder) == 0)
            return fault->struck;
    return false;
}

void disk_room(struct disk *disk, int64_t bytes) {
    disk->room = bytes;
}

int64_t disk_room_left(const struct disk *disk) {
    return disk->room < 0 ? INT64_MAX : disk->room - used(disk);
}

void disk_lie_about_sync(struct disk *disk, bool lies) {
    disk->lies = lies;
}
