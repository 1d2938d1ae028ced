// What is measured: our pair, the bare pipeline on the same parts, and what a user would build instead. Senders, loads
// and watchers are the same for all; only what is behind this differs.
#pragma once

#include "pair.h"
#include "rows.h"

// Where they all are.
struct place {
    struct pair pair;
    struct capaian_server bare;
    const char *postgres, *redis;    // folder of its socket; its socket. NULL: not here
};

// To messages, since the last wait.
struct answers {
    unsigned all, duplicates;
};

struct system {
    const char *name;

    bool (*here)(const struct place *place);    // NULL: always

    // A message in the form it is sent in, one block for free(). NULL: no memory.
    void *(*prepare)(const struct rows *rows);

    // The connection of the sender of that number, from 0. `judged`: a message is answered when it has been applied
    // and judged, else when it is stored; the same to a peer. 0 or -errno with a sentence on standard error, as below.
    int (*open)(const struct place *place, unsigned number, bool judged, void **ret);
    int (*send)(void *connection, const uint8_t id[CAPAIAN_ID_SIZE], void *prepared);

    // Lets go what `send` may have kept, then waits, at most so long, until something is answered. Anything but
    // acceptance is an error.
    int (*wait)(void *connection, int timeout_ms, struct answers *ret);
    void (*close)(void *connection);    // takes NULL

    // Calls `told` with the figure of each flip that is announced, until it returns true. -ETIMEDOUT. NULL: tells
    // nobody.
    int (*watch)(const struct place *place, int deadline_ms, bool (*told)(void *context, int64_t figure),
                 void *context);

    // The sum of an indicator. NULL: cannot be asked so simply.
    int (*sum)(const struct place *place, const char *indicator, int64_t *ret);
};

extern const struct system capaian_system, bare_system;
// Without their libraries there are none.
extern const struct system postgres_system __attribute__((weak)), postgres_indexed_system __attribute__((weak));
extern const struct system redis_system __attribute__((weak)), redis_rows_system __attribute__((weak));

bool system_here(const struct system *system, const struct place *place);    // false for NULL

enum { ANSWER_MS = 30000 };

// Sends a message of one row twice, and one of many: each is called a duplicate the second time, and counts once. 0, or
// -EPROTO with a sentence.
int system_check(const struct system *system, const struct place *place);
