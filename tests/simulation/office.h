// The planning office: revises the catalogue, asking again with the same act until it is answered.
#pragma once

#include "net/key.h"
#include "process.h"
#include "wire/arena.h"

#include <zmq.h>

struct office {
    struct process process;
    struct capaian_keypair pair;
    const char *query;
    void *socket;
    uint8_t act_id[CAPAIAN_ID_SIZE];
    unsigned revision;    // the latest that was begun
    unsigned version;     // of the catalogue that it compares with
    bool waits;
    struct capaian_arena *arena;
    zmq_msg_t payload;
};

void office_init(struct office *office, const char *query, const struct capaian_keypair *pair);
void office_end(struct office *office);
void office_revise(struct office *office);
