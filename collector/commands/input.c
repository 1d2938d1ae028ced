#include "commands/input.h"

#include "runtime/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int input_read_from(int file, size_t max, struct input *ret) {
    struct input input = {0};
    size_t room = 0;
    for (;;) {
        if (input.size == room) {
            room = room == 0 ? 65536 : room * 2;
            char *text = realloc(input.text, room);
            if (text == NULL) {
                free(input.text);
                return -ENOMEM;
            }
            input.text = text;
        }
        ssize_t got = read(file, input.text + input.size, room - input.size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            int error = -errno;
            free(input.text);
            return error;
        }
        if (got == 0)
            break;
        input.size += (size_t)got;
        if (input.size > max) {
            free(input.text);
            return -EFBIG;
        }
    }
    *ret = input;
    return 0;
}

int input_read(const char *name, size_t max, struct input *ret) {
    if (strcmp(name, "-") == 0)
        return input_read_from(STDIN_FILENO, max, ret);
    struct input input = {.has_time = true};
    struct stat status;
    int error = capaian_file_read(name, max, &input.text, &input.size, &status);
    if (error < 0)
        return error;
    input.changed_at = (int64_t)status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1000000;
    *ret = input;
    return 0;
}
