// The folder of a unit that has no system, shared with people through SFTP or the like: they drop files into `in`, and
// find them again in `done` or `rejected`, with the answer beside. Everything goes through the folders' descriptors,
// and no symbolic link is followed: the people who may write there may put anything there.
#pragma once

#include "commands/input.h"
#include "value/text.h"
#include "wire/limits.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

enum inbox_place { INBOX_DONE, INBOX_REJECTED, INBOX_PLACES };

struct inbox {
    char unit[CAPAIAN_CODE_MAX + 1];
    int in;
    int places[INBOX_PLACES];
};

// Makes `done` and `rejected` where they are not there. 0 or -errno; -ENOENT, -ENOTDIR, -ELOOP: this is no such folder.
int inbox_open(int root, const char *unit, struct inbox *ret);
void inbox_close(struct inbox *inbox);

// The names of files that nothing has been done to for `settle_ms`, nor are they still written: at most `room` (each is
// freed by the caller). Names under which programs write what is not whole yet are passed over. *due becomes the
// instant (wall, milliseconds) at which another may be ready, where that is earlier. Their number or -errno.
int inbox_ready(const struct inbox *inbox, int64_t settle_ms, char **names, int room, int64_t *due);

// Reads a file whole. 0 or -errno; -EAGAIN: it changed meanwhile, or is being written; -EFBIG: above `max`.
// *ret_status is filled in also when the content cannot be read.
int inbox_read(const struct inbox *inbox, const char *name, size_t max, struct input *ret, struct stat *ret_status);

// Whether a file with this content lies in `done`: its name (NAME_MAX + 1 bytes), and when it had last been changed.
bool inbox_had(const struct inbox *inbox, const struct input *input, char *ret_name, int64_t *ret_changed_at);

// Writes `answer` as NAME.result.csv, then moves the file beside it; both under another name where one is taken. In
// this order: whatever ends the process between the two, the file is still in `in`, and the answer that lies alone is
// replaced. ret_name has room for NAME_MAX + 1. 0 or -errno, and no answer is left; -EAGAIN: the file is not the one of
// `status` any more, and stays.
int inbox_put(const struct inbox *inbox, const char *name, const struct stat *status, enum inbox_place place,
              const struct capaian_string *answer, char *ret_name);
