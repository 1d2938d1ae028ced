// What SQLite calls.
#include "disk/disk_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct disk *disk_of(sqlite3_vfs *vfs) {
    return vfs->pAppData;
}

static struct disk_handle *handle_of(sqlite3_file *base) {
    return (struct disk_handle *)base;
}

static int strike(struct disk_handle *handle, unsigned operations) {
    return disk_strike(handle->disk, handle->file, NULL, operations);
}

static int close_file(sqlite3_file *base) {
    struct disk_handle *handle = handle_of(base);
    struct disk_handle **at = &handle->file->handles;
    disk_shm_unmap(base, 0);
    while (*at != handle)
        at = &(*at)->next;
    *at = handle->next;
    if (handle->delete_on_close && !handle->dead)
        disk_file_unlink(handle->disk, handle->file, true);
    else
        disk_file_release(handle->disk, handle->file);
    return SQLITE_OK;
}

static int read_file(sqlite3_file *base, void *data, int amount, sqlite3_int64 offset) {
    struct disk_handle *handle = handle_of(base);
    if (handle->dead)
        return SQLITE_IOERR_READ;
    int result = strike(handle, DISK_READ);
    if (result != SQLITE_OK)
        return result;
    const struct bytes *now = &handle->file->now;
    size_t size = (size_t)amount, at = (size_t)offset, there = at < now->size ? now->size - at : 0;
    if (there > size)
        there = size;
    if (strike(handle, DISK_SHORT_READ) != SQLITE_OK)
        there /= 2;
    if (there > 0)
        memcpy(data, now->data + at, there);
    memset((uint8_t *)data + there, 0, size - there);
    return there < size ? SQLITE_IOERR_SHORT_READ : SQLITE_OK;
}

static int write_file(sqlite3_file *base, const void *data, int amount, sqlite3_int64 offset) {
    struct disk_handle *handle = handle_of(base);
    if (handle->dead)
        return SQLITE_IOERR_WRITE;
    int result = strike(handle, DISK_WRITE);
    if (result != SQLITE_OK)
        return result;
    result = strike(handle, DISK_SHORT_WRITE);
    size_t size = (size_t)amount;
    int written = disk_file_write(handle->disk, handle->file, data, result ? size / 2 : size, (size_t)offset);
    return result != SQLITE_OK ? result : written;
}

static int truncate_file(sqlite3_file *base, sqlite3_int64 size) {
    struct disk_handle *handle = handle_of(base);
    if (handle->dead)
        return SQLITE_IOERR_TRUNCATE;
    int result = strike(handle, DISK_TRUNCATE);
    return result != SQLITE_OK ? result : disk_file_truncate(handle->disk, handle->file, (size_t)size);
}

static int sync_file(sqlite3_file *base, int flags) {
    struct disk_handle *handle = handle_of(base);
    (void)flags;
    if (handle->dead)
        return SQLITE_IOERR_FSYNC;
    int result = strike(handle, DISK_SYNC);
    if (result != SQLITE_OK)
        disk_file_settle(handle->file, disk_random, handle->disk);
    else if (!handle->disk->lies)
        result = disk_file_sync(handle->disk, handle->file);
    if (result == SQLITE_OK && handle->sync_folder && !handle->disk->lies) {
        disk_file_sync_folder(handle->disk, handle->file->path);
        handle->sync_folder = false;
    }
    return result;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *ret) {
    struct disk_handle *handle = handle_of(base);
    *ret = (sqlite3_int64)handle->file->now.size;
    return handle->dead ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

// The highest lock that another living handle holds.
static int others(const struct disk_handle *handle) {
    int highest = SQLITE_LOCK_NONE;
    for (const struct disk_handle *other = handle->file->handles; other; other = other->next)
        if (other != handle && !other->dead && other->lock > highest)
            highest = other->lock;
    return highest;
}

static int lock_file(sqlite3_file *base, int lock) {
    struct disk_handle *handle = handle_of(base);
    if (handle->dead)
        return SQLITE_IOERR_LOCK;
    if (handle->lock >= lock)
        return SQLITE_OK;
    int highest = others(handle);
    if (highest >= (lock == SQLITE_LOCK_SHARED ? SQLITE_LOCK_PENDING : SQLITE_LOCK_RESERVED))
        return SQLITE_BUSY;
    if (lock == SQLITE_LOCK_EXCLUSIVE && highest > SQLITE_LOCK_NONE) {
        handle->lock = SQLITE_LOCK_PENDING;    // nobody new comes in, and those who read leave
        return SQLITE_BUSY;
    }
    handle->lock = lock;
    return SQLITE_OK;
}

static int unlock_file(sqlite3_file *base, int lock) {
    struct disk_handle *handle = handle_of(base);
    if (handle->lock > lock)
        handle->lock = lock;
    return SQLITE_OK;
}

static int reserved(sqlite3_file *base, int *ret) {
    struct disk_handle *handle = handle_of(base);
    *ret = handle->lock >= SQLITE_LOCK_RESERVED || others(handle) >= SQLITE_LOCK_RESERVED;
    return handle->dead ? SQLITE_IOERR_CHECKRESERVEDLOCK : SQLITE_OK;
}

static int control(sqlite3_file *base, int operation, void *argument) {
    (void)base;
    (void)operation;
    (void)argument;
    return SQLITE_NOTFOUND;
}

static int sector_size(sqlite3_file *base) {
    (void)base;
    return DISK_SECTOR;
}

// No promise but that of a sector, and of what is beside a write.
static int characteristics(sqlite3_file *base) {
    return handle_of(base)->disk->powersafe ? SQLITE_IOCAP_POWERSAFE_OVERWRITE : 0;
}

static const sqlite3_io_methods methods = {.iVersion = 2,
                                           .xClose = close_file,
                                           .xRead = read_file,
                                           .xWrite = write_file,
                                           .xTruncate = truncate_file,
                                           .xSync = sync_file,
                                           .xFileSize = file_size,
                                           .xLock = lock_file,
                                           .xUnlock = unlock_file,
                                           .xCheckReservedLock = reserved,
                                           .xFileControl = control,
                                           .xSectorSize = sector_size,
                                           .xDeviceCharacteristics = characteristics,
                                           .xShmMap = disk_shm_map,
                                           .xShmLock = disk_shm_lock,
                                           .xShmBarrier = disk_shm_barrier,
                                           .xShmUnmap = disk_shm_unmap};

static int open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *ret_flags) {
    struct disk *disk = disk_of(vfs);
    struct disk_handle *handle = handle_of(base);
    memset(handle, 0, sizeof *handle);
    int result = disk_strike(disk, NULL, path ? path : "", DISK_OPEN);
    if (result != SQLITE_OK)
        return result;
    struct disk_file *file = path ? disk_file_find(disk, path) : NULL;
    if (file && (flags & SQLITE_OPEN_CREATE) && (flags & SQLITE_OPEN_EXCLUSIVE))
        return SQLITE_CANTOPEN;
    // SQLite's own VFS syncs the folder of a new journal or WAL with its first sync, and counts on it: an older journal
    // whose deletion was not durable would come back and undo what is in the WAL.
    bool journal = flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL);
    // Also where the program made an empty file of that name beside SQLite.
    if (!file && (!path || (flags & SQLITE_OPEN_CREATE) || access(path, F_OK) == 0))
        file = disk_file_create(disk, path);
    if (!file)
        return SQLITE_CANTOPEN;
    *handle = (struct disk_handle){.base.pMethods = &methods,
                                   .disk = disk,
                                   .file = file,
                                   .next = file->handles,
                                   .sync_folder = journal && (flags & SQLITE_OPEN_CREATE),
                                   .delete_on_close = !path || (flags & SQLITE_OPEN_DELETEONCLOSE)};
    file->handles = handle;
    if (ret_flags)
        *ret_flags = flags;
    return SQLITE_OK;
}

static int delete_file(sqlite3_vfs *vfs, const char *path, int sync_folder) {
    struct disk *disk = disk_of(vfs);
    int result = disk_strike(disk, NULL, path, DISK_DELETE);
    if (result != SQLITE_OK)
        return result;
    if (!disk_unlink(disk, path))
        return SQLITE_IOERR_DELETE_NOENT;
    if (sync_folder && !disk->lies)
        disk_file_sync_folder(disk, path);
    return SQLITE_OK;
}

// As on a real disk, where SQLite takes an empty file for none.
static int access_file(sqlite3_vfs *vfs, const char *path, int flags, int *ret) {
    int64_t size = disk_size(disk_of(vfs), path);
    *ret = flags == SQLITE_ACCESS_EXISTS ? size > 0 : size >= 0;
    return SQLITE_OK;
}

static int full_path(sqlite3_vfs *vfs, const char *path, int room, char *ret) {
    (void)vfs;
    if (strlen(path) >= (size_t)room)
        return SQLITE_CANTOPEN;
    strcpy(ret, path);
    return SQLITE_OK;
}

static int randomness(sqlite3_vfs *vfs, int size, char *ret) {
    for (int i = 0; i < size; i++)
        ret[i] = (char)disk_random(disk_of(vfs));
    return size;
}

// Waiting costs nothing: nobody else can change anything meanwhile.
static int sleep_for(sqlite3_vfs *vfs, int microseconds) {
    disk_of(vfs)->slept += microseconds;
    return microseconds;
}

// From an instant in December 2024 on.
static int current_time(sqlite3_vfs *vfs, sqlite3_int64 *ret) {
    *ret = 212600000000000 + disk_of(vfs)->slept / 1000;
    return SQLITE_OK;
}

static int current_day(sqlite3_vfs *vfs, double *ret) {
    sqlite3_int64 now;
    current_time(vfs, &now);
    *ret = (double)now / 86400000.0;
    return SQLITE_OK;
}

static int last_error(sqlite3_vfs *vfs, int size, char *ret) {
    (void)vfs;
    (void)size;
    (void)ret;
    return EIO;
}

void disk_vfs_fill(struct disk *disk, const char *name) {
    disk->vfs = (sqlite3_vfs){.iVersion = 2,
                              .szOsFile = (int)sizeof(struct disk_handle),
                              .mxPathname = DISK_PATH_MAX - 1,
                              .zName = name,
                              .pAppData = disk,
                              .xOpen = open_file,
                              .xDelete = delete_file,
                              .xAccess = access_file,
                              .xFullPathname = full_path,
                              .xRandomness = randomness,
                              .xSleep = sleep_for,
                              .xCurrentTime = current_day,
                              .xCurrentTimeInt64 = current_time,
                              .xGetLastError = last_error};
}
