// Sockets as every part of Capaian opens them: CURVE always, one payload frame per message, explicit linger, frames
// bounded, identity from the payload frame's User-Id. A daemon's ROUTER never blocks and never lets one peer take
// another's place.
#pragma once

#include "capaian/v1/envelope.pb-c.h"
#include "net/key.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zmq.h>

// Bound sockets: `roles` may connect (net/zap.h). The endpoint may ask the kernel for a port (tcp://127.0.0.1:*);
// ret_endpoint (256 bytes, may be NULL) gets the one bound. 0 or -errno.
int capaian_router_bind(void *context, const char *endpoint, const struct capaian_keypair *server, unsigned roles,
                        int64_t frame_max, void **ret, char *ret_endpoint);
int capaian_pub_bind(void *context, const char *endpoint, const struct capaian_keypair *server, unsigned roles,
                     void **ret, char *ret_endpoint);

// Connecting sockets. server_key is the daemon's public key. 0 or -errno.
int capaian_dealer_connect(void *context, const char *endpoint, const uint8_t server_key[CAPAIAN_KEY_SIZE],
                           const struct capaian_keypair *client, int64_t frame_max, void **ret);
int capaian_sub_connect(void *context, const char *endpoint, const uint8_t server_key[CAPAIAN_KEY_SIZE],
                        const struct capaian_keypair *client, void **ret);
void *capaian_socket_close(void *socket);    // linger 0; takes NULL, returns NULL

// The routing id of a ROUTER's peer.
struct capaian_peer {
    uint8_t id[32];
    uint8_t size;
    bool delimited;    // the peer is a REQ: an empty frame goes between routing id and payload
    uint64_t owner;    // the beginning of its key: what is counted for a key is counted by it
};

// Receives one message from a ROUTER without blocking. 1: `payload` (initialised by the caller, reused) holds the only
// payload frame, `peer` and the sender's `key` are set. 0: nothing there. -EBADMSG: something came that is not one
// payload frame, or without an identity; it was drained and is to be counted. Other -errno: the socket is broken.
int capaian_router_receive(void *router, struct capaian_peer *ret_peer, uint8_t ret_key[CAPAIAN_KEY_SIZE],
                           zmq_msg_t *payload);

// Sends without blocking. 0; -EAGAIN: the peer's pipe is full, or its key has too much unread (net/unread.h), later;
// -EHOSTUNREACH: the peer is gone.
int capaian_router_send(void *router, const struct capaian_peer *peer, const Capaian__V1__Envelope *envelope);

// On a DEALER: 1 received, 0 nothing, -EBADMSG drained. A leading empty frame is accepted.
int capaian_dealer_receive(void *dealer, zmq_msg_t *payload);
int capaian_dealer_send(void *dealer, const Capaian__V1__Envelope *envelope);    // 0, -EAGAIN

// On PUB: topic frame, then the envelope.
int capaian_pub_send(void *pub, const char *topic, const Capaian__V1__Envelope *envelope);
// On SUB: 1 received (payload is the envelope), 0 nothing, -EBADMSG drained.
int capaian_sub_receive(void *sub, zmq_msg_t *payload);
