// A backup on its way: made by a thread of its own, through a reading connection of its own, so that nobody waits for
// it but who asked.
#pragma once

#include "net/socket.h"
#include "wire/limits.h"

#include <stdbool.h>

struct copying;

// What became of it. The texts live as long as the copying.
struct copied {
    int error;    // 0 or -errno
    const char *sentence;
    uint64_t step;
};

// Begins to copy `path` into `file`. NULL: no memory, or no thread.
struct copying *copying_begin(const char *path, const char *file, const uint8_t act_id[CAPAIAN_ID_SIZE],
                              const struct capaian_peer *peer);
bool copying_done(const struct copying *copying, struct copied *ret);
bool copying_is(const struct copying *copying, const uint8_t act_id[CAPAIAN_ID_SIZE]);
// Who is answered; whoever asks again is the one that still waits.
struct capaian_peer *copying_peer(struct copying *copying);
const uint8_t *copying_act(const struct copying *copying);
struct copying *copying_end(struct copying *copying);    // waits until it is done; takes NULL, returns NULL

// When the last backup was whole, in a file of its own: the wall clock in milliseconds, 0: never, or the file is none.
// 0 or -errno.
int copying_remember(const char *file, int64_t at);
int64_t copying_remembered(const char *file);
