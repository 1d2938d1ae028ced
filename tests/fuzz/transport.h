// Stands in for net/socket.h and net/zap.h: sockets are names, what a daemon receives is what the target put there, and
// the answer that it waits for is kept. So a daemon's whole way from frame to answer runs without a network.
#pragma once

#include "net/socket.h"
#include "wire/arena.h"

struct transport {
    uint8_t key[CAPAIAN_KEY_SIZE];    // of who sends
    const void *to;                   // the socket that receives
    const uint8_t *frame;             // next; NULL: nothing
    size_t size;
    Capaian__V1__Envelope__KindCase awaited;    // the kind of answer that is kept
    const uint8_t *id;                          // of the message that a SubmitReply is about; NULL: of any
    uint8_t *answer;                            // the last of them; NULL: none
    size_t answer_size;
};

extern struct transport transport;

// Puts a frame there; what was kept before is forgotten.
void transport_put(const void *socket, const uint8_t *frame, size_t size);

// The answer, decoded; NULL when there was none.
Capaian__V1__Envelope *transport_answer(struct capaian_arena *arena);
