// Stands in for net/socket.h: sockets are names, what is sent is kept as the last frame of each, and what a daemon
// receives is what the target put there. So a daemon's whole way from frame to answer runs without a network.
#pragma once

#include "net/socket.h"
#include "wire/arena.h"

struct transport {
    uint8_t key[CAPAIAN_KEY_SIZE];    // of who sends
    const uint8_t *frame;             // to be received next; NULL: nothing
    size_t size;
    bool refusing;    // the peers take nothing: -EAGAIN
    unsigned sent;    // frames, since the target set it
    uint8_t *last;    // the frame sent last
    size_t last_size, last_room;
};

extern struct transport transport;

// The envelope sent last, decoded; NULL when nothing was sent.
Capaian__V1__Envelope *transport_last(struct capaian_arena *arena);
