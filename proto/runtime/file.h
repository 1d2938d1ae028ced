// Small files read whole, and files that must be on disk before anybody is told.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

// Reads a regular file of at most `max` bytes. *ret_text (malloc) ends with a NUL after *ret_size bytes; *ret_status
// (may be NULL) is of the very file that was read. 0 or -errno; -EFBIG over max, -EINVAL not a regular file.
int capaian_file_read(const char *path, size_t max, char **ret_text, size_t *ret_size, struct stat *ret_status);

// The same for a process that has no descriptor left (-EMFILE, -ENFILE): by a child, which has a table of its own and
// closes one in it. Nobody can take what is freed there, as a stranger's connection would in this process.
int capaian_file_read_spare(const char *path, size_t max, char **ret_text, size_t *ret_size, struct stat *ret_status);

// All of it, or -errno.
int capaian_file_write(int file, const void *bytes, size_t size);

// Puts a file of these bytes at the path, whole: whoever reads finds what was there before, or all of this. Durable: it
// is on disk when this returns. 0 or -errno.
int capaian_file_replace(const char *path, const void *bytes, size_t size, mode_t mode, bool durable);

// Makes the names in the folder of this file durable: after creating or renaming it. 0 or -errno.
int capaian_file_sync_folder(const char *path);
