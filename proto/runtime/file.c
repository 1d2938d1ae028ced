#include "runtime/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int read_up_to(int file, char *text, size_t room, size_t *ret_size) {
    size_t size = 0;
    while (size < room) {
        ssize_t got = read(file, text + size, room - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -errno;
        if (got == 0)
            break;
        size += (size_t)got;
    }
    *ret_size = size;
    return 0;
}

static int read_open(int file, size_t max, char **ret_text, size_t *ret_size, struct stat *ret_status) {
    struct stat status;
    if (fstat(file, &status) < 0)
        return -errno;
    if (!S_ISREG(status.st_mode))
        return -EINVAL;
    if (status.st_size < 0 || (size_t)status.st_size > max)
        return -EFBIG;
    // One byte more than the limit, so that a file that grew meanwhile is not cut in silence.
    char *text = malloc(max + 2);
    if (!text)
        return -ENOMEM;
    size_t size = 0;
    int error = read_up_to(file, text, max + 1, &size);
    if (error == 0 && size > max)
        error = -EFBIG;
    if (error < 0) {
        free(text);
        return error;
    }
    text[size] = '\0';
    *ret_text = text;
    *ret_size = size;
    if (ret_status)
        *ret_status = status;
    return 0;
}

int capaian_file_read(const char *path, size_t max, char **ret_text, size_t *ret_size, struct stat *ret_status) {
    // Without O_NONBLOCK opening a named pipe would hang the daemon.
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0)
        return -errno;
    int error = read_open(file, max, ret_text, ret_size, ret_status);
    close(file);
    return error;
}

// What the child leaves.
struct spare {
    int error;
    size_t size;
    struct stat status;
    char text[];
};

// Only what may be called after a fork of a process with threads. Without memory of its own: the text goes where the
// parent finds it.
static void read_in_child(const char *path, size_t max, struct spare *spare) {
    // Any descriptor of the copied table makes room for this one.
    for (int closed = STDIN_FILENO; closed <= STDERR_FILENO; closed++)
        close(closed);
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0 || fstat(file, &spare->status) < 0)
        spare->error = -errno;
    else if (!S_ISREG(spare->status.st_mode))
        spare->error = -EINVAL;
    else
        spare->error = read_up_to(file, spare->text, max + 1, &spare->size);
    if (spare->error == 0 && spare->size > max)
        spare->error = -EFBIG;
}

static int wait_for(pid_t child) {
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -errno;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -EIO;
}

static int take_text(const struct spare *spare, char **ret_text, size_t *ret_size, struct stat *ret_status) {
    char *text = malloc(spare->size + 1);
    if (!text)
        return -ENOMEM;
    memcpy(text, spare->text, spare->size);
    text[spare->size] = '\0';
    *ret_text = text;
    *ret_size = spare->size;
    *ret_status = spare->status;
    return 0;
}

int capaian_file_read_spare(const char *path, size_t max, char **ret_text, size_t *ret_size, struct stat *ret_status) {
    size_t room = sizeof(struct spare) + max + 2;
    struct spare *spare = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (spare == MAP_FAILED)
        return -errno;
    spare->error = -EIO;
    pid_t child = fork();
    if (child == 0) {
        read_in_child(path, max, spare);
        _exit(0);
    }
    int error = child < 0 ? -errno : wait_for(child);
    if (error == 0)
        error = spare->error;
    if (error == 0)
        error = take_text(spare, ret_text, ret_size, ret_status);
    munmap(spare, room);
    return error;
}

int capaian_file_write(int file, const void *bytes, size_t size) {
    const char *at = bytes;
    while (size > 0) {
        ssize_t done = write(file, at, size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return -errno;
        at += done;
        size -= (size_t)done;
    }
    return 0;
}

static int write_new(const char *path, const void *bytes, size_t size, mode_t mode, bool durable) {
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (file < 0)
        return -errno;
    int error = capaian_file_write(file, bytes, size);
    if (error == 0 && durable && fsync(file) < 0)
        error = -errno;
    if (close(file) < 0 && error == 0)
        error = -errno;
    return error;
}

int capaian_file_replace(const char *path, const void *bytes, size_t size, mode_t mode, bool durable) {
    char *fresh = NULL;
    if (asprintf(&fresh, "%s.%ld.new", path, (long)getpid()) < 0)
        return -ENOMEM;
    int error = write_new(fresh, bytes, size, mode, durable);
    if (error == 0 && rename(fresh, path) < 0)
        error = -errno;
    if (error < 0)
        unlink(fresh);
    else if (durable)
        error = capaian_file_sync_folder(path);
    free(fresh);
    return error;
}

int capaian_file_sync_folder(const char *path) {
    char *copy = strdup(path);
    if (!copy)
        return -ENOMEM;
    int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = folder < 0 || fsync(folder) < 0 ? -errno : 0;
    if (folder >= 0)
        close(folder);
    free(copy);
    return error;
}
