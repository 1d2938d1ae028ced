// Answers as the intake gives them.
#pragma once

#include "journal.h"
#include "net/socket.h"
#include "wire/limits.h"

struct reply {
    struct capaian_peer peer;
    const uint8_t *id;    // echoed as it came, cut at REPLY_ID_MAX
    size_t id_size;
    Capaian__V1__Outcome outcome;    // UNSPECIFIED: the verdict's, or STORED while there is none
    bool duplicate;
    bool held;    // not sent now: somebody waits for the verdict

    uint64_t sequence;    // 0: without a receipt
    int64_t received_at;
    uint8_t hash[CAPAIAN_HASH_SIZE];
    Capaian__V1__Verdict *verdict;    // NULL: none

    const Capaian__V1__Refusal *refusal;    // NULL: the verdict's, where it has one
    uint32_t retry_after_ms;
};

enum { REPLY_ID_MAX = 64 };

// The receipt, and the verdict where there is one, as the journal has them. The verdict is decoded into the arena;
// where that is full the reply says that it is still to come.
void reply_from_record(struct reply *reply, const struct journal_record *record, struct capaian_arena *arena);

// 0, -EAGAIN, -EHOSTUNREACH as capaian_router_send.
int reply_send(void *router, const char *collector, const struct reply *reply);

// For what cannot be answered in kind. Same errors.
int refusal_send(void *router, const struct capaian_peer *peer, const Capaian__V1__Refusal *refusal);
