// Messages in and out of the sockets of net/socket.h: frames, peers, identities. Nothing here ever blocks.
#include "net/socket.h"
#include "net/unread.h"
#include "value/text.h"

#include <errno.h>
#include <string.h>

// The next frame. 1; 0 nothing there; -errno.
static int receive_frame(void *socket, zmq_msg_t *frame) {
    if (zmq_msg_recv(frame, socket, ZMQ_DONTWAIT) >= 0)
        return 1;
    return zmq_errno() == EAGAIN || zmq_errno() == EINTR ? 0 : -zmq_errno();
}

// A further frame of a message of which one has been received: all of it is there, and only a signal can interrupt.
static int receive_rest(void *socket, zmq_msg_t *frame) {
    for (;;) {
        if (zmq_msg_recv(frame, socket, ZMQ_DONTWAIT) >= 0)
            return 0;
        if (zmq_errno() != EINTR)
            return -zmq_errno();
    }
}

// Drops what is left of the message, one frame in memory at a time, and empties the frame.
static int drain(void *socket, zmq_msg_t *frame) {
    int error = 0;
    while (error == 0 && zmq_msg_more(frame))
        error = receive_rest(socket, frame);
    zmq_msg_close(frame);
    zmq_msg_init(frame);
    return error < 0 ? error : -EBADMSG;
}

// With one frame received, gets to the only payload frame, over an empty delimiter if there is one. 0; -EBADMSG after
// draining; -errno.
static int reach_payload(void *socket, zmq_msg_t *frame, bool *ret_delimited) {
    bool delimited = zmq_msg_size(frame) == 0 && zmq_msg_more(frame);
    int error = delimited ? receive_rest(socket, frame) : 0;
    if (error < 0)
        return error;
    if (zmq_msg_more(frame))
        return drain(socket, frame);
    *ret_delimited = delimited;
    return 0;
}

int capaian_router_receive(void *router, struct capaian_peer *ret_peer, uint8_t ret_key[CAPAIAN_KEY_SIZE],
                           zmq_msg_t *payload) {
    int received = receive_frame(router, payload);
    if (received <= 0)
        return received;
    struct capaian_peer peer = {0};
    if (zmq_msg_size(payload) > sizeof peer.id || !zmq_msg_more(payload))
        return drain(router, payload);
    peer.size = (uint8_t)zmq_msg_size(payload);
    memcpy(peer.id, zmq_msg_data(payload), peer.size);
    int error = receive_rest(router, payload);
    if (error == 0)
        error = reach_payload(router, payload, &peer.delimited);
    if (error < 0)
        return error;
    // Of the payload frame: after zmq_poll the routing id's frame has lost it.
    const char *user = zmq_msg_gets(payload, "User-Id");
    uint8_t key[CAPAIAN_KEY_SIZE];
    if (!user || capaian_unhex(user, key, sizeof key) < 0)
        return drain(router, payload);
    memcpy(ret_key, key, sizeof key);
    memcpy(&peer.owner, key, sizeof peer.owner);
    *ret_peer = peer;
    return 1;
}

int capaian_dealer_receive(void *dealer, zmq_msg_t *payload) {
    int received = receive_frame(dealer, payload);
    if (received <= 0)
        return received;
    bool delimited;
    int error = reach_payload(dealer, payload, &delimited);
    return error < 0 ? error : 1;
}

int capaian_sub_receive(void *sub, zmq_msg_t *payload) {
    int received = receive_frame(sub, payload);
    if (received <= 0)
        return received;
    if (!zmq_msg_more(payload))
        return drain(sub, payload);
    int error = receive_rest(sub, payload);
    if (error < 0)
        return error;
    return zmq_msg_more(payload) ? drain(sub, payload) : 1;
}

// The envelope packed straight into the frame that is sent.
static int pack(const Capaian__V1__Envelope *envelope, zmq_msg_t *ret_frame) {
    if (zmq_msg_init_size(ret_frame, capaian__v1__envelope__get_packed_size(envelope)) < 0)
        return -zmq_errno();
    capaian__v1__envelope__pack(envelope, zmq_msg_data(ret_frame));
    return 0;
}

static int send_bytes(void *socket, const void *bytes, size_t size) {
    while (zmq_send(socket, bytes, size, ZMQ_DONTWAIT | ZMQ_SNDMORE) < 0) {
        if (zmq_errno() != EINTR)
            return -zmq_errno();
    }
    return 0;
}

// Sends the last frame; it is gone afterwards, sent or not.
static int send_frame(void *socket, zmq_msg_t *frame) {
    while (zmq_msg_send(frame, socket, ZMQ_DONTWAIT) < 0) {
        if (zmq_errno() == EINTR)
            continue;
        int error = -zmq_errno();
        zmq_msg_close(frame);
        return error;
    }
    return 0;
}

int capaian_router_send(void *router, const struct capaian_peer *peer, const Capaian__V1__Envelope *envelope) {
    // Packed first: once the routing id is accepted the rest of the message has to follow.
    zmq_msg_t frame;
    int error = capaian_unread_frame(peer->owner, capaian__v1__envelope__get_packed_size(envelope), &frame);
    if (error < 0)
        return error;
    capaian__v1__envelope__pack(envelope, zmq_msg_data(&frame));
    error = send_bytes(router, peer->id, peer->size);
    if (error == 0 && peer->delimited)
        error = send_bytes(router, "", 0);
    if (error < 0) {
        zmq_msg_close(&frame);
        return error;
    }
    return send_frame(router, &frame);
}

int capaian_dealer_send(void *dealer, const Capaian__V1__Envelope *envelope) {
    zmq_msg_t frame;
    int error = pack(envelope, &frame);
    return error < 0 ? error : send_frame(dealer, &frame);
}

int capaian_pub_send(void *pub, const char *topic, const Capaian__V1__Envelope *envelope) {
    size_t size = strlen(topic);
    if (size > CAPAIAN_TOPIC_MAX)
        return -EMSGSIZE;
    zmq_msg_t frame;
    int error = pack(envelope, &frame);
    if (error < 0)
        return error;
    error = send_bytes(pub, topic, size);
    if (error < 0) {
        zmq_msg_close(&frame);
        return error;
    }
    return send_frame(pub, &frame);
}
