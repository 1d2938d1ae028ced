// A connection of the client library to one of its servers, and what all its parts share. Not for users.
#pragma once

#include "client/client.h"
#include "wire/arena.h"

#include <zmq.h>

struct capaian_connection {
    void *socket;     // NULL: closed
    size_t server;    // the one it is, or will be, connected to
};

struct capaian_submitting;

struct capaian_client {
    void *context;
    struct capaian_server servers[CAPAIAN_CLIENT_SERVERS_MAX];    // own copies of the endpoints
    size_t server_count;
    struct capaian_keypair pair;
    int64_t silence;
    bool rows_judged;
    uint64_t request;                         // number of the last query
    struct capaian_connection asking;         // for call; submissions have their own
    struct capaian_submitting *submitting;    // NULL until the first submission
    struct capaian_arena *arena;              // the decoded reply
    zmq_msg_t frame;
};

// Opens it when it is closed. 0 or -errno.
int capaian_connection_open(struct capaian_client *client, struct capaian_connection *connection);
void capaian_connection_close(struct capaian_connection *connection);

// Closes it; the next opening is to the next server.
void capaian_connection_move(const struct capaian_client *client, struct capaian_connection *connection);

// The next frame, decoded into the client's arena. 1; 0: nothing there; what cannot be decoded is skipped. -errno.
int capaian_connection_receive(struct capaian_client *client, struct capaian_connection *connection,
                               Capaian__V1__Envelope **ret);

// Waits for any of the items, at most until the instant (monotonic milliseconds). 0, or -EINTR when asked to stop.
int capaian_wait(zmq_pollitem_t *items, int count, int64_t until);

// now + interval, or INT64_MAX beyond it.
int64_t capaian_instant_after(int64_t now, int64_t interval);

// Part of opening and closing: the state of submissions.
struct capaian_submitting *capaian_submitting_free(struct capaian_submitting *submitting);
