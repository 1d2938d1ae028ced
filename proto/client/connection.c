#include "client/connection.h"

#include "net/socket.h"
#include "runtime/daemon.h"
#include "wire/envelope.h"
#include "wire/limits.h"

#include <errno.h>

// A wait is cut into slices, so that a request to stop that came just before it is not slept over.
enum { SLICE_MS = 500 };

int capaian_connection_open(struct capaian_client *client, struct capaian_connection *connection) {
    if (connection->socket)
        return 0;
    const struct capaian_server *server = &client->servers[connection->server];
    return capaian_dealer_connect(client->context, server->endpoint, server->key, &client->pair,
                                  CAPAIAN_REPLY_FRAME_MAX, &connection->socket);
}

void capaian_connection_close(struct capaian_connection *connection) {
    connection->socket = capaian_socket_close(connection->socket);
}

void capaian_connection_move(const struct capaian_client *client, struct capaian_connection *connection) {
    capaian_connection_close(connection);
    connection->server = (connection->server + 1) % client->server_count;
}

int capaian_connection_receive(struct capaian_client *client, struct capaian_connection *connection,
                               Capaian__V1__Envelope **ret) {
    for (;;) {
        int received = capaian_dealer_receive(connection->socket, &client->frame);
        if (received == -EBADMSG)
            continue;
        if (received <= 0)
            return received;
        capaian_arena_reset(client->arena);
        if (capaian_envelope_unpack(zmq_msg_data(&client->frame), zmq_msg_size(&client->frame), client->arena, ret) ==
            CAPAIAN_OK)
            return 1;
    }
}

int capaian_wait(zmq_pollitem_t *items, int count, int64_t until) {
    for (;;) {
        if (capaian_stop_asked())
            return -EINTR;
        int64_t left = until - capaian_monotonic_ms();
        if (left < 0)
            left = 0;
        int ready = zmq_poll(items, count, left < SLICE_MS ? (long)left : SLICE_MS);
        if (ready < 0 && zmq_errno() != EINTR)
            return -zmq_errno();
        if (ready > 0 || (ready == 0 && left <= SLICE_MS))
            return capaian_stop_asked() ? -EINTR : 0;
    }
}

int64_t capaian_instant_after(int64_t now, int64_t interval) {
    if (interval <= 0)
        return now;
    return interval > INT64_MAX - now ? INT64_MAX : now + interval;
}
