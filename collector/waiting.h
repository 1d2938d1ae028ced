// Requests whose answer waits for a verdict, by what they wait for: the sequence of an entry, or the number of a trial.
// Several may wait for one entry.
#pragma once

#include "net/socket.h"

#include <stdbool.h>
#include <stdint.h>

struct waiter {
    uint64_t subject;
    struct capaian_peer peer;
    uint8_t id[CAPAIAN_ID_SIZE];
    bool duplicate;      // to be said in the answer
    int64_t deadline;    // monotonic milliseconds
};

struct waiting;

// room: most that wait at once, and so the memory. NULL when out of memory.
struct waiting *waiting_new(unsigned room);
struct waiting *waiting_free(struct waiting *waiting);

bool waiting_full(const struct waiting *waiting);
unsigned waiting_count(const struct waiting *waiting);

// Requests of this connection that wait; of all connections of its key.
unsigned waiting_of(const struct waiting *waiting, const struct capaian_peer *peer);
unsigned waiting_of_key(const struct waiting *waiting, const struct capaian_peer *peer);

// Must not be full.
void waiting_add(struct waiting *waiting, const struct waiter *waiter);

// Takes one that waits for the subject, or whose deadline has passed. False: there is none (more).
bool waiting_take(struct waiting *waiting, uint64_t subject, struct waiter *ret);
bool waiting_take_expired(struct waiting *waiting, int64_t now, struct waiter *ret);

// The earliest deadline, or a little before it; INT64_MAX when nobody waits.
int64_t waiting_deadline(const struct waiting *waiting);
