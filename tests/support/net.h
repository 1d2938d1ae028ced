// One context with a ZAP handler, a server, a client that is listed and a stranger; and the sockets of a test.
#pragma once

#include "net/socket.h"
#include "net/zap.h"
#include "runtime/daemon.h"
#include "support/folder.h"
#include "value/text.h"
#include "wire/limits.h"

#include <errno.h>

enum {
    DEADLINE_MS = 15000,
    SILENCE_MS = 400,    // how long nothing has to come; a connection takes a hundredth of it
    FRAME_MAX = 4096,
};

static struct folder folder;
static void *context;
static struct capaian_zap *zap;
static struct capaian_keypair server, client, stranger;
static char endpoint[256];
static zmq_msg_t payload;

static inline const char *keys_path(void) {
    return folder_file(&folder, "authorised_keys");
}

static inline void write_key(const struct capaian_keypair *pair, const char *roles) {
    char hex[65], text[128];
    snprintf(text, sizeof text, "%s %s *\n", capaian_hex(pair->public_key, CAPAIAN_KEY_SIZE, hex), roles);
    folder_write(&folder, "authorised_keys", text);
}

// The sockets that are open, so that a test that fails midway ends as well.
static void *sockets[8];

static inline void *keep(void *socket) {
    size_t i = 0;
    while (sockets[i])
        i++;
    sockets[i] = socket;
    return socket;
}

static inline void *shut(void *socket) {
    for (size_t i = 0; i < sizeof sockets / sizeof *sockets; i++) {
        if (sockets[i] == socket)
            sockets[i] = NULL;
    }
    return capaian_socket_close(socket);
}

static inline void net_make(void) {
    folder = folder_make();
    context = zmq_ctx_new();
    capaian_keypair_make(&server);
    capaian_keypair_make(&client);
    capaian_keypair_make(&stranger);
    write_key(&client, "submit,watch");
    cr_assert_eq(capaian_zap_start(context, keys_path(), &zap), 0);
    zmq_msg_init(&payload);
}

static inline void net_clean(void) {
    for (size_t i = 0; i < sizeof sockets / sizeof *sockets; i++)
        shut(sockets[i]);
    zmq_msg_close(&payload);
    zap = capaian_zap_stop(zap);
    zmq_ctx_term(context);
    folder_remove(&folder);
}

static inline void *bind_router(unsigned roles) {
    void *router = NULL;
    cr_assert_eq(capaian_router_bind(context, "tcp://127.0.0.1:*", &server, roles, FRAME_MAX, &router, endpoint), 0);
    return keep(router);
}

static inline void *connect_dealer(const struct capaian_keypair *pair) {
    void *dealer = NULL;
    cr_assert_eq(capaian_dealer_connect(context, endpoint, server.public_key, pair, FRAME_MAX, &dealer), 0);
    return keep(dealer);
}

static inline bool wait_for(void *socket, short events, int64_t timeout_ms) {
    zmq_pollitem_t item = {.socket = socket, .events = events};
    return zmq_poll(&item, 1, timeout_ms) == 1;
}

// A refusal with this text as its code and `padding` bytes as a sentence: some envelope that can be told from another.
static inline Capaian__V1__Envelope *envelope(const char *code, size_t padding) {
    static char sentence[1 << 16];
    static Capaian__V1__Refusal refusal;
    static Capaian__V1__Envelope whole;
    capaian__v1__refusal__init(&refusal);
    capaian__v1__envelope__init(&whole);
    memset(sentence, 'x', padding);
    sentence[padding] = '\0';
    refusal.code = (char *)(uintptr_t)code;    // NOLINT(performance-no-int-to-ptr): only takes const off
    refusal.sentence_en = sentence;
    whole.version = CAPAIAN_VERSION;
    whole.kind_case = CAPAIAN__V1__ENVELOPE__KIND_REFUSAL;
    whole.refusal = &refusal;
    return &whole;
}

static inline void assert_payload(const char *code) {
    Capaian__V1__Envelope *got = capaian__v1__envelope__unpack(NULL, zmq_msg_size(&payload), zmq_msg_data(&payload));
    cr_assert_not_null(got);
    cr_assert_eq(got->kind_case, CAPAIAN__V1__ENVELOPE__KIND_REFUSAL);
    cr_assert_str_eq(got->refusal->code, code);
    capaian__v1__envelope__free_unpacked(got, NULL);
}

static inline void send_from(void *dealer, const char *code) {
    cr_assert(wait_for(dealer, ZMQ_POLLOUT, DEADLINE_MS));
    cr_assert_eq(capaian_dealer_send(dealer, envelope(code, 0)), 0);
}

static inline int receive_at(void *router, struct capaian_peer *peer, uint8_t key[CAPAIAN_KEY_SIZE]) {
    return wait_for(router, ZMQ_POLLIN, DEADLINE_MS) ? capaian_router_receive(router, peer, key, &payload) : -ETIME;
}

static inline void expect_at(void *router, const char *code, struct capaian_peer *peer) {
    uint8_t key[CAPAIAN_KEY_SIZE];
    cr_assert_eq(receive_at(router, peer, key), 1);
    cr_assert_arr_eq(key, client.public_key, sizeof key);
    assert_payload(code);
}

static inline void expect_from_router(void *dealer, const char *code) {
    cr_assert(wait_for(dealer, ZMQ_POLLIN, DEADLINE_MS));
    cr_assert_eq(capaian_dealer_receive(dealer, &payload), 1);
    assert_payload(code);
}

static inline void wait_until_refused(uint64_t count) {
    int64_t deadline = capaian_monotonic_ms() + DEADLINE_MS;
    while (capaian_zap_refused(zap) < count && capaian_monotonic_ms() < deadline)
        zmq_poll(NULL, 0, 5);
    cr_assert_geq(capaian_zap_refused(zap), count);
}

static inline int number_option(void *socket, int option) {
    int value = -1;
    size_t size = sizeof value;
    cr_assert_eq(zmq_getsockopt(socket, option, &value, &size), 0);
    return value;
}

static inline void *connect_sub(const struct capaian_keypair *pair, const char *topic) {
    void *sub = NULL;
    cr_assert_eq(capaian_sub_connect(context, endpoint, server.public_key, pair, &sub), 0);
    cr_assert_eq(zmq_setsockopt(sub, ZMQ_SUBSCRIBE, topic, strlen(topic)), 0);
    return keep(sub);
}

// Publishes until the subscription has arrived.
static inline bool publish_until(void *pub, void *sub, const char *topic, int64_t timeout_ms) {
    int64_t deadline = capaian_monotonic_ms() + timeout_ms;
    while (capaian_monotonic_ms() < deadline) {
        cr_assert_eq(capaian_pub_send(pub, topic, envelope("event", 0)), 0);
        if (wait_for(sub, ZMQ_POLLIN, 10))
            return true;
    }
    return false;
}
