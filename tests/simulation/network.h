// The simulated network beneath proto/net/socket.h: the daemons call the same functions, and get sockets of this one.
//
// A connection delivers in order, as TCP does. What can happen to it: frames take long, a frame is lost (as libzmq
// drops what a full pipe does not take) or comes twice, the connection breaks and what was on its way either way is
// gone or still arrives, two parties cannot reach each other for a while. A client that has lost its connection gets
// another by itself, as a DEALER does, under another routing id. Everybody is let in: keys on sockets are the business
// of other tests; the daemons look at the key of every message all the same.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { NETWORK_SLOWEST = 800000 };    // microseconds, that a frame is on its way when nothing holds it

// Who has sockets: a process of the simulation.
struct party {
    const char *name;
    void (*wake)(struct party *party);    // something can be read, or sent again
    bool dead;                            // nothing that it sends leaves it any more
    int sends_left;                       // until it dies, by a send; negative: it lives
    void (*died)(struct party *party);    // by that; NULL: nobody need know
    int64_t skew;                         // of its time of day, in milliseconds
};

// Whoever opens a socket from now on is this party, and its clock is asked.
void network_act_as(struct party *party);
struct party *network_actor(void);

// In thousandths: how often a frame is lost, comes twice, is slow.
struct network_weather {
    unsigned lost, doubled, slow, full;
};
void network_begin(void);
void network_set(struct network_weather weather);
void network_end(void);

// Whether a client's socket has a connection, so that it can be written to.
bool network_connected(const void *socket);

// Every connection of the party breaks.
void network_break(struct party *party);
// The two cannot reach each other until then. silent: what is sent meanwhile arrives afterwards; else the connections
// break.
void network_part(const struct party *a, const struct party *b, int64_t until, bool silent);
void network_heal(void);
