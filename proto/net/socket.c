#include "net/socket.h"

#include "net/zap.h"

#include <errno.h>
#include <string.h>

enum {
    // ZMQ_ZAP_ENFORCE_DOMAIN: a draft name that the headers hide and Debian's build honours. Without it libzmq admits
    // every key when no ZAP handler is bound.
    ZAP_ENFORCE_DOMAIN = 93,

    // What CURVE adds to a frame (RFC 26: command name, nonce, flags and authenticator); ZMQ_MAXMSGSIZE counts it.
    CURVE_OVERHEAD = 33,
    // The least that the commands of a handshake and their metadata fit into.
    HANDSHAKE_FRAME_MAX = 1024,

    // A client gives the daemon more time than the daemon gives it: it may stand in a queue behind strangers.
    HANDSHAKE_MS = 10 * 1000,
    HANDSHAKE_SERVER_MS = 5 * 1000,
    CONNECT_MS = 5 * 1000,
    RECONNECT_MS = 100,
    RECONNECT_MAX_MS = 1000,
    BACKLOG = 1024,    // a whole government reconnects at once after a restart
    KEEPALIVE_IDLE_S = 60,
    KEEPALIVE_INTERVAL_S = 10,
    KEEPALIVE_PROBES = 3,

    // High-water marks count messages, never bytes, for each peer. What a peer sends to a ROUTER waits in its pipe only
    // while the daemon's loop is busy: at most this many bytes, in frames of the largest size (but never so few that
    // the pipe stalls between two turns of the loop).
    ROUTER_PIPE_BYTES = 32 * 1024 * 1024,
    ROUTER_PIPE_LEAST = 4,
    ROUTER_PIPE_MOST = 1000,
    // What a daemon sends to a peer that does not read: libzmq's own default, beside the bytes that net/unread.h
    // counts. A connection has at most CAPAIAN_SUBMIT_CREDIT answers under way, most of them a hundred bytes; the rest
    // is room for verdicts that are pushed. Beyond it the send says -EAGAIN.
    ROUTER_SEND_MARK = 1000,
    // A client's own credit is the limit, the mark only has to be above it; what it receives it asked for.
    DEALER_MARK = 1000,
    // The parts of an event are shared by all pipes, so a pipe costs 64 bytes an event; a due date fires thousands at
    // once, and a subscriber whose pipe is full loses them and has to replay.
    PUB_MARK = 16384,
    SUB_FRAME_MAX = CAPAIAN_LINK_FRAME_MAX,
    // A subscriber sends nothing but subscriptions.
    PUB_FRAME_MAX = HANDSHAKE_FRAME_MAX,
};

static int set_number(void *socket, int option, int value) {
    return zmq_setsockopt(socket, option, &value, sizeof value) < 0 ? -zmq_errno() : 0;
}

static int set_bytes(void *socket, int option, const void *bytes, size_t size) {
    return zmq_setsockopt(socket, option, bytes, size) < 0 ? -zmq_errno() : 0;
}

static int set_numbers(void *socket, const int (*options)[2], size_t count) {
    int error = 0;
    for (size_t i = 0; i < count && error == 0; i++)
        error = set_number(socket, options[i][0], options[i][1]);
    return error;
}

// With ZMQ_IPV6 a literal IPv4 address is reported as ::ffff:…, and localhost means ::1 alone, while daemons listen on
// 127.0.0.1 unless told otherwise. Everything else (*, [::], names) takes IPv6 where it exists, and IPv4 with it.
static bool is_ipv4_only(const char *endpoint) {
    static const char SCHEME[] = "tcp://";
    if (strncmp(endpoint, SCHEME, strlen(SCHEME)) != 0)
        return false;
    const char *host = endpoint + strlen(SCHEME);
    const char *colon = strrchr(host, ':');
    size_t size = colon ? (size_t)(colon - host) : strlen(host);
    return strspn(host, "0123456789.") == size || (size == 9 && strncmp(host, "localhost", size) == 0);
}

// What every socket has in common. No ZMTP heartbeats: with a receiver that stops reading they lose messages; a peer
// that vanished is found by TCP's keepalive, and by the liveness timers of the protocol above.
static int set_common(void *socket, const char *endpoint, int64_t frame_max) {
    if (frame_max <= 0 || frame_max > INT64_MAX - CURVE_OVERHEAD)
        return -EINVAL;
    int64_t bytes = frame_max + CURVE_OVERHEAD < HANDSHAKE_FRAME_MAX ? HANDSHAKE_FRAME_MAX : frame_max + CURVE_OVERHEAD;
    const int options[][2] = {
        {ZMQ_LINGER, 0},
        {ZMQ_IPV6, !is_ipv4_only(endpoint)},
        {ZMQ_HANDSHAKE_IVL, HANDSHAKE_MS},
        {ZMQ_HEARTBEAT_IVL, 0},
        {ZMQ_TCP_KEEPALIVE, 1},
        {ZMQ_TCP_KEEPALIVE_IDLE, KEEPALIVE_IDLE_S},
        {ZMQ_TCP_KEEPALIVE_INTVL, KEEPALIVE_INTERVAL_S},
        {ZMQ_TCP_KEEPALIVE_CNT, KEEPALIVE_PROBES},
    };
    int error = set_bytes(socket, ZMQ_MAXMSGSIZE, &bytes, sizeof bytes);
    return error < 0 ? error : set_numbers(socket, options, sizeof options / sizeof *options);
}

// The domain is enforced before anything is bound; where this libzmq cannot, no socket is opened.
static int set_server(void *socket, const struct capaian_keypair *server, unsigned roles) {
    char domain[CAPAIAN_ZAP_DOMAIN];
    capaian_zap_domain(roles, domain);
    int error = set_bytes(socket, ZMQ_ZAP_DOMAIN, domain, strlen(domain));
    if (error == 0)
        error = set_number(socket, ZAP_ENFORCE_DOMAIN, 1);
    if (error == 0)
        error = set_number(socket, ZMQ_CURVE_SERVER, 1);
    if (error == 0)
        error = set_bytes(socket, ZMQ_CURVE_SECRETKEY, server->secret_key, CAPAIAN_KEY_SIZE);
    if (error == 0)
        error = set_number(socket, ZMQ_BACKLOG, BACKLOG);
    if (error == 0)
        error = set_number(socket, ZMQ_HANDSHAKE_IVL, HANDSHAKE_SERVER_MS);
    return error;
}

static int set_client(void *socket, const uint8_t server_key[CAPAIAN_KEY_SIZE], const struct capaian_keypair *client) {
    static const int OPTIONS[][2] = {
        {ZMQ_CONNECT_TIMEOUT, CONNECT_MS},
        {ZMQ_RECONNECT_IVL, RECONNECT_MS},
        {ZMQ_RECONNECT_IVL_MAX, RECONNECT_MAX_MS},
    };
    int error = set_bytes(socket, ZMQ_CURVE_SERVERKEY, server_key, CAPAIAN_KEY_SIZE);
    if (error == 0)
        error = set_bytes(socket, ZMQ_CURVE_PUBLICKEY, client->public_key, CAPAIAN_KEY_SIZE);
    if (error == 0)
        error = set_bytes(socket, ZMQ_CURVE_SECRETKEY, client->secret_key, CAPAIAN_KEY_SIZE);
    return error < 0 ? error : set_numbers(socket, OPTIONS, sizeof OPTIONS / sizeof *OPTIONS);
}

static int bind_socket(void *socket, const char *endpoint, char *ret_endpoint) {
    char bound[256];
    size_t size = sizeof bound;
    if (zmq_bind(socket, endpoint) < 0 || zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, bound, &size) < 0)
        return -zmq_errno();
    if (ret_endpoint)
        memcpy(ret_endpoint, bound, size);
    return 0;
}

// Hands the socket over, or closes it.
static int finish(int error, void *socket, void **ret) {
    if (error < 0)
        zmq_close(socket);
    else
        *ret = socket;
    return error;
}

static int router_mark(int64_t frame_max) {
    int64_t mark = frame_max > 0 ? ROUTER_PIPE_BYTES / frame_max : ROUTER_PIPE_LEAST;
    if (mark < ROUTER_PIPE_LEAST)
        return ROUTER_PIPE_LEAST;
    return mark > ROUTER_PIPE_MOST ? ROUTER_PIPE_MOST : (int)mark;
}

int capaian_router_bind(void *context, const char *endpoint, const struct capaian_keypair *server, unsigned roles,
                        int64_t frame_max, void **ret, char *ret_endpoint) {
    // MANDATORY: a message that cannot be delivered is an error and not a silence. No HANDOVER: it would let any peer
    // take another's place and its answers.
    const int options[][2] = {
        {ZMQ_ROUTER_MANDATORY, 1},
        {ZMQ_ROUTER_HANDOVER, 0},
        {ZMQ_RCVHWM, router_mark(frame_max)},
        {ZMQ_SNDHWM, ROUTER_SEND_MARK},
    };
    void *socket = zmq_socket(context, ZMQ_ROUTER);
    if (!socket)
        return -zmq_errno();
    int error = set_common(socket, endpoint, frame_max);
    if (error == 0)
        error = set_server(socket, server, roles);
    if (error == 0)
        error = set_numbers(socket, options, sizeof options / sizeof *options);
    if (error == 0)
        error = bind_socket(socket, endpoint, ret_endpoint);
    return finish(error, socket, ret);
}

int capaian_pub_bind(void *context, const char *endpoint, const struct capaian_keypair *server, unsigned roles,
                     void **ret, char *ret_endpoint) {
    void *socket = zmq_socket(context, ZMQ_PUB);
    if (!socket)
        return -zmq_errno();
    int error = set_common(socket, endpoint, PUB_FRAME_MAX);
    if (error == 0)
        error = set_server(socket, server, roles);
    if (error == 0)
        error = set_number(socket, ZMQ_SNDHWM, PUB_MARK);
    if (error == 0)
        error = bind_socket(socket, endpoint, ret_endpoint);
    return finish(error, socket, ret);
}

int capaian_dealer_connect(void *context, const char *endpoint, const uint8_t server_key[CAPAIAN_KEY_SIZE],
                           const struct capaian_keypair *client, int64_t frame_max, void **ret) {
    // IMMEDIATE: what is sent before there is a connection would wait in a pipe that dies with the process.
    static const int OPTIONS[][2] = {{ZMQ_IMMEDIATE, 1}, {ZMQ_SNDHWM, DEALER_MARK}, {ZMQ_RCVHWM, DEALER_MARK}};
    void *socket = zmq_socket(context, ZMQ_DEALER);
    if (!socket)
        return -zmq_errno();
    int error = set_common(socket, endpoint, frame_max);
    if (error == 0)
        error = set_client(socket, server_key, client);
    if (error == 0)
        error = set_numbers(socket, OPTIONS, sizeof OPTIONS / sizeof *OPTIONS);
    if (error == 0 && zmq_connect(socket, endpoint) < 0)
        error = -zmq_errno();
    return finish(error, socket, ret);
}

int capaian_sub_connect(void *context, const char *endpoint, const uint8_t server_key[CAPAIAN_KEY_SIZE],
                        const struct capaian_keypair *client, void **ret) {
    void *socket = zmq_socket(context, ZMQ_SUB);
    if (!socket)
        return -zmq_errno();
    int error = set_common(socket, endpoint, SUB_FRAME_MAX);
    if (error == 0)
        error = set_client(socket, server_key, client);
    if (error == 0)
        error = set_number(socket, ZMQ_RCVHWM, PUB_MARK);
    if (error == 0 && zmq_connect(socket, endpoint) < 0)
        error = -zmq_errno();
    return finish(error, socket, ret);
}

void *capaian_socket_close(void *socket) {
    if (socket) {
        set_number(socket, ZMQ_LINGER, 0);
        zmq_close(socket);
    }
    return NULL;
}
