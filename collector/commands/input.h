// A sheet as the command line names it: a file, or - for standard input.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct input {
    char *text;    // free()
    size_t size;
    bool has_time;    // a file says when it was last changed, a pipe does not
    int64_t changed_at;
};

// Reads from what is open to its end, at most `max` bytes; leaves the time unsaid. 0 or -errno; -EFBIG: larger.
int input_read_from(int file, size_t max, struct input *ret);

// Reads at most `max` bytes. 0 or -errno; -EFBIG: larger; -EINVAL: neither a regular file nor -.
int input_read(const char *name, size_t max, struct input *ret);
