#include "curve.h"

#include "net/key.h"
#include "pair.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <zmq.h>

enum { MARK = 1000, PATIENCE_MS = 1000 };

struct stream {
    void *from, *to;    // contexts
    struct capaian_keypair server, client;
    char endpoint[256];
    size_t size;
    atomic_bool enough;
};

static int set_common(void *socket, int timeout) {
    const int none = 0, mark = MARK;
    return zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof none) < 0 ||
                   zmq_setsockopt(socket, ZMQ_RCVHWM, &mark, sizeof mark) < 0 ||
                   zmq_setsockopt(socket, ZMQ_SNDHWM, &mark, sizeof mark) < 0 ||
                   zmq_setsockopt(socket, ZMQ_RCVTIMEO, &timeout, sizeof timeout) < 0 ||
                   zmq_setsockopt(socket, ZMQ_SNDTIMEO, &timeout, sizeof timeout) < 0
               ? -zmq_errno()
               : 0;
}

static void *send_frames(void *context) {
    struct stream *stream = context;
    void *socket = zmq_socket(stream->from, ZMQ_PUSH), *frame = calloc(1, stream->size);
    if (socket && frame && set_common(socket, PATIENCE_MS) == 0 &&
        zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, stream->server.public_key, CAPAIAN_KEY_SIZE) == 0 &&
        zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, stream->client.public_key, CAPAIAN_KEY_SIZE) == 0 &&
        zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, stream->client.secret_key, CAPAIAN_KEY_SIZE) == 0 &&
        zmq_connect(socket, stream->endpoint) == 0)
        while (!atomic_load(&stream->enough))
            zmq_send(socket, frame, stream->size, 0);
    if (socket)
        zmq_close(socket);
    free(frame);
    return NULL;
}

// Without a handler of keys everybody may connect, and here that is well.
static void *bind_socket(struct stream *stream) {
    const int server = 1;
    size_t room = sizeof stream->endpoint;
    void *socket = zmq_socket(stream->to, ZMQ_PULL);
    if (socket && set_common(socket, PATIENCE_MS) == 0 &&
        zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &server, sizeof server) == 0 &&
        zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, stream->server.secret_key, CAPAIAN_KEY_SIZE) == 0 &&
        zmq_bind(socket, "tcp://127.0.0.1:*") == 0 &&
        zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, stream->endpoint, &room) == 0)
        return socket;
    if (socket)
        zmq_close(socket);
    return NULL;
}

static int receive_frames(void *socket, double seconds, double *ret) {
    uint64_t frames = 0;
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    int r = zmq_msg_recv(&frame, socket, 0);    // the handshake is over
    int64_t start = pair_now_ns(), elapsed = 0;
    while (r >= 0 && (elapsed = pair_now_ns() - start) < (int64_t)(seconds * 1e9)) {
        r = zmq_msg_recv(&frame, socket, 0);
        frames++;
    }
    zmq_msg_close(&frame);
    if (r < 0)
        return -zmq_errno();
    *ret = (double)frames * 1e9 / (double)elapsed;
    return 0;
}

int curve_frames(size_t size, double seconds, double *ret) {
    struct stream stream = {.from = zmq_ctx_new(), .to = zmq_ctx_new(), .size = size};
    pthread_t sender;
    capaian_keypair_make(&stream.server);
    capaian_keypair_make(&stream.client);
    void *socket = stream.to ? bind_socket(&stream) : NULL;
    int r = socket && stream.from ? 0 : -ENOMEM;
    if (r == 0 && pthread_create(&sender, NULL, send_frames, &stream) == 0) {
        r = receive_frames(socket, seconds, ret);
        atomic_store(&stream.enough, true);
        pthread_join(sender, NULL);
    } else if (r == 0) {
        r = -EAGAIN;
    }
    if (socket)
        zmq_close(socket);
    if (stream.from)
        zmq_ctx_term(stream.from);
    if (stream.to)
        zmq_ctx_term(stream.to);
    return r;
}
