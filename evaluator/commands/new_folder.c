#include "commands/new_folder.h"

#include "client/command.h"
#include "runtime/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int is_empty(const char *path, bool *ret) {
    DIR *names = opendir(path);
    if (names == NULL)
        return -errno;
    *ret = true;
    for (const struct dirent *entry; (entry = readdir(names)) != NULL;)
        *ret = *ret && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0);
    (void)closedir(names);
    return 0;
}

int new_folder_open(const char *path, bool empty, int *ret) {
    bool vacant = true;
    if (mkdir(path, 0755) < 0 && errno != EEXIST)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s: %s", path, strerror(errno));
    int error = empty ? is_empty(path, &vacant) : 0;
    if (error < 0)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s: %s", path, strerror(-error));
    if (!vacant)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s is not empty; name a new folder", path);
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s: %s", path, strerror(errno));
    *ret = folder;
    return COMMAND_WELL;
}

int new_folder_write(int folder, const char *path, const char *name, const void *text, size_t size) {
    int output = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (output < 0 && errno == EEXIST)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s/%s exists already; nothing is overwritten", path, name);
    if (output < 0)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s/%s: %s", path, name, strerror(errno));
    int error = capaian_file_write(output, text, size);
    if (close(output) < 0 && error == 0)
        error = -errno;
    if (error < 0)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s/%s: %s", path, name, strerror(-error));
    return COMMAND_WELL;
}
