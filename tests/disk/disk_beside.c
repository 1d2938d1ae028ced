// The linker sends the product's calls of NAME here, to __wrap_NAME; __real_NAME is the system's own.
#include "disk/disk_beside.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

int __real_stat(const char *path, struct stat *ret);
int __real_statvfs(const char *path, struct statvfs *ret);
int __real_unlink(const char *path);
int __real_renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags);
int __real_fsync(int file);
int __wrap_stat(const char *path, struct stat *ret);
int __wrap_statvfs(const char *path, struct statvfs *ret);
int __wrap_unlink(const char *path);
int __wrap_renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags);
int __wrap_fsync(int file);

static struct disk *present;

void disk_beside(struct disk *disk) {
    present = disk;
}

int __wrap_stat(const char *path, struct stat *ret) {
    int64_t size = present ? disk_size(present, path) : -1;
    if (size < 0)
        return __real_stat(path, ret);
    *ret = (struct stat){.st_mode = S_IFREG | 0600, .st_nlink = 1, .st_size = size, .st_blksize = DISK_SECTOR};
    return 0;
}

int __wrap_statvfs(const char *path, struct statvfs *ret) {
    if (!present || disk_size(present, path) < 0)
        return __real_statvfs(path, ret);
    fsblkcnt_t blocks = (fsblkcnt_t)(disk_free_bytes(present) / DISK_SECTOR);
    *ret = (struct statvfs){.f_bsize = DISK_SECTOR, .f_frsize = DISK_SECTOR, .f_bfree = blocks, .f_bavail = blocks};
    return 0;
}

int __wrap_unlink(const char *path) {
    bool here = present && disk_unlink(present, path);
    int there = __real_unlink(path);
    return here ? 0 : there;
}

int __wrap_renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    int result = __real_renameat2(from_folder, from, to_folder, to, flags);
    if (result == 0 && present)
        disk_rename(present, from, to);
    return result;
}

// The path of a descriptor is what the system says it is.
int __wrap_fsync(int file) {
    char link[32], path[DISK_PATH_MAX];
    struct stat status;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = present ? readlink(link, path, sizeof path - 1) : -1;
    if (size > 0 && fstat(file, &status) == 0) {
        path[size] = '\0';
        if (S_ISDIR(status.st_mode))
            disk_sync_folder(present, path);
        else
            disk_sync(present, path);
    }
    return __real_fsync(file);
}
