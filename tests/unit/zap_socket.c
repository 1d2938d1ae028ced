#include "net/socket.h"
#include "net/zap.h"
#include "runtime/daemon.h"
#include "support/folder.h"
#include "value/text.h"
#include "wire/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

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

static const char *keys_path(void) {
    return folder_file(&folder, "authorised_keys");
}

static void write_key(const struct capaian_keypair *pair, const char *roles) {
    char hex[65], text[128];
    snprintf(text, sizeof text, "%s %s *\n", capaian_hex(pair->public_key, CAPAIAN_KEY_SIZE, hex), roles);
    folder_write(&folder, "authorised_keys", text);
}

// The sockets that are open, so that a test that fails midway ends as well.
static void *sockets[8];

static void *keep(void *socket) {
    size_t i = 0;
    while (sockets[i])
        i++;
    sockets[i] = socket;
    return socket;
}

static void *shut(void *socket) {
    for (size_t i = 0; i < sizeof sockets / sizeof *sockets; i++) {
        if (sockets[i] == socket)
            sockets[i] = NULL;
    }
    return capaian_socket_close(socket);
}

static void make(void) {
    folder = folder_make();
    context = zmq_ctx_new();
    capaian_keypair_make(&server);
    capaian_keypair_make(&client);
    capaian_keypair_make(&stranger);
    write_key(&client, "submit,watch");
    cr_assert_eq(capaian_zap_start(context, keys_path(), &zap), 0);
    zmq_msg_init(&payload);
}

static void clean(void) {
    for (size_t i = 0; i < sizeof sockets / sizeof *sockets; i++)
        shut(sockets[i]);
    zmq_msg_close(&payload);
    zap = capaian_zap_stop(zap);
    zmq_ctx_term(context);
    folder_remove(&folder);
}

TestSuite(zap_socket, .init = make, .fini = clean, .timeout = 60);

static void *bind_router(unsigned roles) {
    void *router = NULL;
    cr_assert_eq(capaian_router_bind(context, "tcp://127.0.0.1:*", &server, roles, FRAME_MAX, &router, endpoint), 0);
    return keep(router);
}

static void *connect_dealer(const struct capaian_keypair *pair) {
    void *dealer = NULL;
    cr_assert_eq(capaian_dealer_connect(context, endpoint, server.public_key, pair, FRAME_MAX, &dealer), 0);
    return keep(dealer);
}

static bool wait_for(void *socket, short events, int64_t timeout_ms) {
    zmq_pollitem_t item = {.socket = socket, .events = events};
    return zmq_poll(&item, 1, timeout_ms) == 1;
}

// A refusal with this text as its code and `padding` bytes as a sentence: some envelope that can be told from another.
static Capaian__V1__Envelope *envelope(const char *code, size_t padding) {
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

static void assert_payload(const char *code) {
    Capaian__V1__Envelope *got = capaian__v1__envelope__unpack(NULL, zmq_msg_size(&payload), zmq_msg_data(&payload));
    cr_assert_not_null(got);
    cr_assert_eq(got->kind_case, CAPAIAN__V1__ENVELOPE__KIND_REFUSAL);
    cr_assert_str_eq(got->refusal->code, code);
    capaian__v1__envelope__free_unpacked(got, NULL);
}

static void send_from(void *dealer, const char *code) {
    cr_assert(wait_for(dealer, ZMQ_POLLOUT, DEADLINE_MS));
    cr_assert_eq(capaian_dealer_send(dealer, envelope(code, 0)), 0);
}

static int receive_at(void *router, struct capaian_peer *peer, uint8_t key[CAPAIAN_KEY_SIZE]) {
    return wait_for(router, ZMQ_POLLIN, DEADLINE_MS) ? capaian_router_receive(router, peer, key, &payload) : -ETIME;
}

static void expect_at(void *router, const char *code, struct capaian_peer *peer) {
    uint8_t key[CAPAIAN_KEY_SIZE];
    cr_assert_eq(receive_at(router, peer, key), 1);
    cr_assert_arr_eq(key, client.public_key, sizeof key);
    assert_payload(code);
}

static void expect_from_router(void *dealer, const char *code) {
    cr_assert(wait_for(dealer, ZMQ_POLLIN, DEADLINE_MS));
    cr_assert_eq(capaian_dealer_receive(dealer, &payload), 1);
    assert_payload(code);
}

static void wait_until_refused(uint64_t count) {
    int64_t deadline = capaian_monotonic_ms() + DEADLINE_MS;
    while (capaian_zap_refused(zap) < count && capaian_monotonic_ms() < deadline)
        zmq_poll(NULL, 0, 5);
    cr_assert_geq(capaian_zap_refused(zap), count);
}

static int number_option(void *socket, int option) {
    int value = -1;
    size_t size = sizeof value;
    cr_assert_eq(zmq_getsockopt(socket, option, &value, &size), 0);
    return value;
}

Test(zap_socket, a_listed_key_is_heard_and_answered) {
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT), *dealer = connect_dealer(&client);
    struct capaian_peer peer;
    uint8_t key[CAPAIAN_KEY_SIZE];
    cr_assert_eq(capaian_router_receive(router, &peer, key, &payload), 0, "nothing yet, and no waiting");
    cr_assert_eq(capaian_dealer_receive(dealer, &payload), 0);
    for (int i = 0; i < 3; i++) {
        send_from(dealer, "ask");
        expect_at(router, "ask", &peer);
        cr_assert_not(peer.delimited);
        cr_assert_eq(capaian_router_send(router, &peer, envelope("answer", 0)), 0);
        expect_from_router(dealer, "answer");
    }
    cr_assert_eq(capaian_zap_refused(zap), 0);
    cr_assert_null(shut(dealer));
    cr_assert_null(shut(router));
    cr_assert_null(shut(NULL));
}

Test(zap_socket, an_unknown_key_is_refused_and_counted) {
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT), *dealer = connect_dealer(&stranger);
    wait_until_refused(1);
    cr_assert_not(wait_for(dealer, ZMQ_POLLOUT, SILENCE_MS));
    cr_assert_eq(capaian_dealer_send(dealer, envelope("x", 0)), -EAGAIN);
    cr_assert_not(wait_for(router, ZMQ_POLLIN, 0));
    shut(dealer);
    shut(router);
}

Test(zap_socket, a_key_without_the_role_is_refused) {
    void *router = bind_router(CAPAIAN_ROLE_LINK | CAPAIAN_ROLE_ADMIN), *dealer = connect_dealer(&client);
    wait_until_refused(1);
    cr_assert_not(wait_for(dealer, ZMQ_POLLOUT, SILENCE_MS));
    shut(dealer);
    shut(router);
    router = bind_router(CAPAIAN_ROLE_LINK | CAPAIAN_ROLE_SUBMIT);
    dealer = connect_dealer(&client);
    cr_assert(wait_for(dealer, ZMQ_POLLOUT, DEADLINE_MS), "one of the roles is enough");
    shut(dealer);
    shut(router);
}

Test(zap_socket, without_a_handler_nobody_is_admitted) {
    zap = capaian_zap_stop(zap);
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT), *dealer = connect_dealer(&client);
    cr_assert_not(wait_for(dealer, ZMQ_POLLOUT, SILENCE_MS));
    shut(dealer);
    cr_assert_eq(capaian_zap_start(context, keys_path(), &zap), 0);
    dealer = connect_dealer(&client);
    cr_assert(wait_for(dealer, ZMQ_POLLOUT, DEADLINE_MS), "the same endpoint, with a handler");
    shut(dealer);
    shut(router);
}

Test(zap_socket, who_does_not_speak_curve_is_not_heard) {
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT), *dealer = keep(zmq_socket(context, ZMQ_DEALER));
    int zero = 0;
    zmq_setsockopt(dealer, ZMQ_LINGER, &zero, sizeof zero);
    cr_assert_eq(zmq_connect(dealer, endpoint), 0);
    zmq_send(dealer, "hello", 5, ZMQ_DONTWAIT);
    cr_assert_not(wait_for(router, ZMQ_POLLIN, SILENCE_MS));
    shut(dealer);
    shut(router);
}

Test(zap_socket, a_wrong_server_key_does_not_connect) {
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT), *dealer = NULL;
    cr_assert_eq(capaian_dealer_connect(context, endpoint, stranger.public_key, &client, FRAME_MAX, &dealer), 0);
    keep(dealer);
    cr_assert_not(wait_for(dealer, ZMQ_POLLOUT, SILENCE_MS));
    shut(dealer);
    shut(router);
}

Test(zap_socket, a_removed_key_is_refused_when_it_connects_again) {
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT), *dealer = connect_dealer(&client);
    cr_assert(wait_for(dealer, ZMQ_POLLOUT, DEADLINE_MS));
    write_key(&stranger, "submit");
    shut(dealer);
    dealer = connect_dealer(&client);
    wait_until_refused(1);
    cr_assert_not(wait_for(dealer, ZMQ_POLLOUT, SILENCE_MS));
    shut(dealer);
    write_key(&client, "submit");
    dealer = connect_dealer(&client);
    cr_assert(wait_for(dealer, ZMQ_POLLOUT, DEADLINE_MS), "and heard again when it is back");
    shut(dealer);
    shut(router);
}

Test(zap_socket, refusals_are_logged_once_for_an_address) {
    const char *path = folder_file(&folder, "stderr");
    char text[4096];
    int saved = dup(STDERR_FILENO), file = open(path, O_WRONLY | O_CREAT, 0600);
    dup2(file, STDERR_FILENO);
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT);
    for (uint64_t i = 1; i <= 3; i++) {
        void *dealer = connect_dealer(&stranger);
        wait_until_refused(i);
        shut(dealer);
    }
    shut(router);
    zap = capaian_zap_stop(zap);
    dup2(saved, STDERR_FILENO);
    close(file);
    close(saved);
    char hex[65], wanted[256];
    snprintf(wanted, sizeof wanted, "msg=\"connection refused\" address=127.0.0.1 key=%s reason=",
             capaian_hex(stranger.public_key, CAPAIAN_KEY_SIZE, hex));
    folder_read(path, text, sizeof text);
    cr_assert_not_null(strstr(text, wanted), "%s", text);
    cr_assert_eq(strchr(text, '\n'), text + strlen(text) - 1, "one line: %s", text);
}

Test(zap_socket, the_handler_starts_only_with_good_keys_and_once) {
    struct capaian_zap *second = NULL;
    cr_assert_eq(capaian_zap_start(context, keys_path(), &second), -EADDRINUSE);
    zap = capaian_zap_stop(zap);
    cr_assert_eq(capaian_zap_start(context, folder_file(&folder, "absent"), &second), -ENOENT);
    cr_assert_eq(capaian_zap_start(context, folder_write(&folder, "bad", "nonsense\n"), &second), -EBADMSG);
    cr_assert_eq(capaian_zap_start(context, folder_write(&folder, "none", "# nobody\n"), &second), -ENOKEY);
    cr_assert_null(second);
    cr_assert_eq(capaian_zap_start(context, keys_path(), &zap), 0);
}

static void ask_handler(const char *const *frames, size_t count, char ret_status[8], char ret_user[128]) {
    void *request = keep(zmq_socket(context, ZMQ_REQ));
    int zero = 0;
    zmq_setsockopt(request, ZMQ_LINGER, &zero, sizeof zero);
    cr_assert_eq(zmq_connect(request, "inproc://zeromq.zap.01"), 0);
    for (size_t i = 0; i < count; i++) {
        size_t size = i == 6 ? CAPAIAN_KEY_SIZE : strlen(frames[i]);
        zmq_send(request, frames[i], size, i + 1 < count ? ZMQ_SNDMORE : 0);
    }
    cr_assert(wait_for(request, ZMQ_POLLIN, DEADLINE_MS));
    char parts[6][128];
    for (int i = 0; i < 6; i++) {
        int size = zmq_recv(request, parts[i], sizeof parts[0] - 1, 0);
        cr_assert_geq(size, 0);
        parts[i][size] = '\0';
        cr_assert_eq(number_option(request, ZMQ_RCVMORE), i < 5);
    }
    cr_assert_str_eq(parts[0], "1.0");
    cr_assert_str_eq(parts[1], count > 1 ? frames[1] : "");
    cr_assert_str_eq(parts[5], "");
    snprintf(ret_status, 8, "%.7s", parts[2]);
    snprintf(ret_user, 128, "%s", parts[4]);
    shut(request);
}

Test(zap_socket, the_handler_answers_every_request_and_admits_only_what_is_right) {
    const char *key = (const char *)client.public_key;
    const char *good[] = {"1.0", "1", "roles:1", "10.0.0.1", "", "CURVE", key, "more", "and more"};
    char status[8], user[128], hex[65];
    ask_handler(good, 7, status, user);
    cr_assert_str_eq(status, "200");
    cr_assert_str_eq(user, capaian_hex(client.public_key, CAPAIAN_KEY_SIZE, hex));
    static const char *const DOMAINS[] = {"",         "roles:",   "roles:0",  "roles:2", "roles:x", "roles:1 ",
                                          "roles:1,", "roller:1", "xroles:1", "1",       "*",       "roles:100000001"};
    for (size_t i = 0; i < sizeof DOMAINS / sizeof *DOMAINS; i++) {
        const char *frames[] = {"1.0", "1", DOMAINS[i], "10.0.0.1", "", "CURVE", key};
        ask_handler(frames, 7, status, user);
        cr_assert_str_eq(status, "400", "domain %s", DOMAINS[i]);
        cr_assert_str_eq(user, "");
    }
    for (size_t count = 1; count < 7; count++) {
        ask_handler(good, count, status, user);
        cr_assert_str_eq(status, "400", "%zu frames", count);
    }
    ask_handler(good, 9, status, user);
    cr_assert_str_eq(status, "400", "too many frames");
    good[5] = "PLAIN";
    ask_handler(good, 7, status, user);
    cr_assert_str_eq(status, "400");
    good[5] = "CURVE";
    good[0] = "2.0";
    ask_handler(good, 7, status, user);
    cr_assert_str_eq(status, "400");
    cr_assert_eq(capaian_zap_refused(zap), 12 + 6 + 3);
}

Test(zap_socket, domains_name_their_roles) {
    char domain[CAPAIAN_ZAP_DOMAIN];
    cr_assert_str_eq(capaian_zap_domain(CAPAIAN_ROLE_SUBMIT | CAPAIAN_ROLE_LINK, domain), "roles:3");
    cr_assert_str_eq(capaian_zap_domain(CAPAIAN_ROLE_ADMIN, domain), "roles:40");
    cr_assert_str_eq(capaian_zap_domain(~0U, domain), "roles:ffffffff");
}

// Sends the parts as one message from a socket of this kind that is already connected.
static void send_parts(void *socket, const char *const *parts, size_t count) {
    cr_assert(wait_for(socket, ZMQ_POLLOUT, DEADLINE_MS));
    for (size_t i = 0; i < count; i++)
        cr_assert_geq(zmq_send(socket, parts[i], strlen(parts[i]), i + 1 < count ? ZMQ_SNDMORE : 0), 0);
}

Test(zap_socket, more_than_one_payload_frame_is_drained_and_refused) {
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT), *dealer = connect_dealer(&client);
    static const char *const BOMBS[][4] = {
        {"a", "b"}, {"a", ""}, {"", "a", "b"}, {"", "", "", ""}, {"a", "b", "c", "d"}};
    static const size_t SIZES[] = {2, 2, 3, 4, 4};
    struct capaian_peer peer = {.size = 99}, other;
    uint8_t key[CAPAIAN_KEY_SIZE] = {99};
    for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
        send_parts(dealer, BOMBS[i], SIZES[i]);
        cr_assert_eq(receive_at(router, &peer, key), -EBADMSG, "bomb %zu", i);
        cr_assert_eq(peer.size, 99);
        cr_assert_eq(key[0], 99);
        cr_assert_eq(zmq_msg_size(&payload), 0);
        send_from(dealer, "after");
        expect_at(router, "after", &other);
    }
    enum { FRAMES = 2000 };
    for (int i = 0; i < FRAMES; i++)
        cr_assert_geq(zmq_send(dealer, "x", 1, i + 1 < FRAMES ? ZMQ_SNDMORE : 0), 0);
    send_from(dealer, "after");
    cr_assert_eq(receive_at(router, &peer, key), -EBADMSG);
    expect_at(router, "after", &other);
    shut(dealer);
    shut(router);
}

Test(zap_socket, an_empty_payload_is_a_payload) {
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT), *dealer = connect_dealer(&client);
    static const char *const EMPTY[] = {"", ""};
    struct capaian_peer peer;
    uint8_t key[CAPAIAN_KEY_SIZE];
    send_parts(dealer, EMPTY, 1);
    cr_assert_eq(receive_at(router, &peer, key), 1, "for the decoder to refuse, with an answer");
    cr_assert_eq(zmq_msg_size(&payload), 0);
    cr_assert_not(peer.delimited);
    send_parts(dealer, EMPTY, 2);
    cr_assert_eq(receive_at(router, &peer, key), 1);
    cr_assert(peer.delimited);
    shut(dealer);
    shut(router);
}

// A client of somebody else, with another kind of socket or with settings that ours never have.
static void *connect_other(int kind, const char *routing_id) {
    void *socket = zmq_socket(context, kind);
    int zero = 0;
    zmq_setsockopt(socket, ZMQ_LINGER, &zero, sizeof zero);
    zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, server.public_key, CAPAIAN_KEY_SIZE);
    zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, client.public_key, CAPAIAN_KEY_SIZE);
    zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, client.secret_key, CAPAIAN_KEY_SIZE);
    if (routing_id)
        zmq_setsockopt(socket, ZMQ_ROUTING_ID, routing_id, strlen(routing_id));
    cr_assert_eq(zmq_connect(socket, endpoint), 0);
    return keep(socket);
}

Test(zap_socket, a_req_client_is_understood) {
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT), *request = connect_other(ZMQ_REQ, NULL);
    struct capaian_peer peer;
    for (int i = 0; i < 2; i++) {
        cr_assert(wait_for(request, ZMQ_POLLOUT, DEADLINE_MS));
        cr_assert_eq(capaian_dealer_send(request, envelope("ask", 0)), 0);
        expect_at(router, "ask", &peer);
        cr_assert(peer.delimited);
        cr_assert_eq(capaian_router_send(router, &peer, envelope("answer", 0)), 0);
        cr_assert(wait_for(request, ZMQ_POLLIN, DEADLINE_MS));
        cr_assert_gt(zmq_msg_recv(&payload, request, 0), 0);
        cr_assert_not(zmq_msg_more(&payload));
        assert_payload("answer");
    }
    shut(request);
    shut(router);
}

Test(zap_socket, a_client_takes_answers_with_a_delimiter_and_drains_the_rest) {
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT), *dealer = connect_dealer(&client);
    struct capaian_peer peer;
    send_from(dealer, "ask");
    expect_at(router, "ask", &peer);
    cr_assert_geq(zmq_send(router, peer.id, peer.size, ZMQ_SNDMORE), 0);
    cr_assert_geq(zmq_send(router, "a", 1, ZMQ_SNDMORE), 0);
    cr_assert_geq(zmq_send(router, "b", 1, 0), 0);
    peer.delimited = true;
    cr_assert_eq(capaian_router_send(router, &peer, envelope("answer", 0)), 0);
    cr_assert(wait_for(dealer, ZMQ_POLLIN, DEADLINE_MS));
    cr_assert_eq(capaian_dealer_receive(dealer, &payload), -EBADMSG);
    expect_from_router(dealer, "answer");
    shut(dealer);
    shut(router);
}

Test(zap_socket, a_routing_id_longer_than_a_peer_holds_is_refused) {
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT);
    void *longer = connect_other(ZMQ_DEALER, "123456789012345678901234567890123");
    void *longest = connect_other(ZMQ_DEALER, "12345678901234567890123456789012");
    struct capaian_peer peer;
    uint8_t key[CAPAIAN_KEY_SIZE];
    cr_assert_eq(capaian_dealer_send(longer, envelope("x", 0)), 0);
    cr_assert_eq(receive_at(router, &peer, key), -EBADMSG);
    cr_assert_eq(capaian_dealer_send(longest, envelope("ask", 0)), 0);
    expect_at(router, "ask", &peer);
    cr_assert_eq(peer.size, 32);
    cr_assert_eq(capaian_router_send(router, &peer, envelope("answer", 0)), 0);
    expect_from_router(longest, "answer");
    shut(longer);
    shut(longest);
    shut(router);
}

Test(zap_socket, nobody_takes_over_anothers_routing_id) {
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT);
    void *first = connect_other(ZMQ_DEALER, "same"), *second = NULL;
    struct capaian_peer peer;
    cr_assert_eq(capaian_dealer_send(first, envelope("first", 0)), 0);
    expect_at(router, "first", &peer);
    second = connect_other(ZMQ_DEALER, "same");
    cr_assert_eq(capaian_dealer_send(second, envelope("second", 0)), 0);
    cr_assert_not(wait_for(router, ZMQ_POLLIN, SILENCE_MS));
    cr_assert_eq(capaian_router_send(router, &peer, envelope("answer", 0)), 0);
    expect_from_router(first, "answer");
    shut(first);
    shut(second);
    shut(router);
}

Test(zap_socket, a_peer_that_is_gone_is_an_error) {
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT), *dealer = connect_dealer(&client);
    struct capaian_peer peer, unknown = {.id = {0, 9, 9, 9, 9}, .size = 5};
    send_from(dealer, "ask");
    expect_at(router, "ask", &peer);
    cr_assert_eq(capaian_router_send(router, &unknown, envelope("x", 0)), -EHOSTUNREACH);
    shut(dealer);
    int error = 0;
    int64_t deadline = capaian_monotonic_ms() + DEADLINE_MS;
    while (error == 0 && capaian_monotonic_ms() < deadline) {
        error = capaian_router_send(router, &peer, envelope("x", 0));
        zmq_poll(NULL, 0, 5);
    }
    cr_assert_eq(error, -EHOSTUNREACH);
    shut(router);
}

Test(zap_socket, a_peer_that_does_not_read_makes_nobody_wait) {
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT), *lazy = connect_dealer(&client), *dealer = NULL;
    struct capaian_peer peer, other;
    send_from(lazy, "ask");
    expect_at(router, "ask", &peer);
    int error = 0;
    unsigned sent = 0;
    for (; error == 0 && sent < 20000; sent++)
        error = capaian_router_send(router, &peer, envelope("x", 3900));
    cr_assert_eq(error, -EAGAIN);
    cr_assert_geq(sent, 1000);
    dealer = connect_dealer(&client);
    send_from(dealer, "other");
    expect_at(router, "other", &other);
    cr_assert_eq(capaian_router_send(router, &other, envelope("answer", 0)), 0);
    expect_from_router(dealer, "answer");
    cr_assert(wait_for(lazy, ZMQ_POLLIN, DEADLINE_MS));
    cr_assert_eq(capaian_dealer_receive(lazy, &payload), 1, "what was accepted arrives");
    shut(dealer);
    shut(lazy);
    shut(router);
}

static size_t padding_for(size_t packed) {
    size_t padding = packed;
    while (capaian__v1__envelope__get_packed_size(envelope("x", padding)) > packed)
        padding--;
    cr_assert_eq(capaian__v1__envelope__get_packed_size(envelope("x", padding)), packed);
    return padding;
}

Test(zap_socket, a_frame_over_the_limit_is_not_received) {
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT), *dealer = connect_dealer(&client);
    struct capaian_peer peer;
    uint8_t key[CAPAIAN_KEY_SIZE];
    cr_assert(wait_for(dealer, ZMQ_POLLOUT, DEADLINE_MS));
    cr_assert_eq(capaian_dealer_send(dealer, envelope("x", padding_for(FRAME_MAX))), 0);
    cr_assert_eq(receive_at(router, &peer, key), 1, "just the limit");
    cr_assert_eq(zmq_msg_size(&payload), FRAME_MAX);
    cr_assert_eq(capaian_dealer_send(dealer, envelope("x", padding_for(FRAME_MAX + 1))), 0);
    cr_assert_not(wait_for(router, ZMQ_POLLIN, SILENCE_MS));
    shut(dealer);
    shut(router);
}

Test(zap_socket, nothing_is_queued_for_a_server_that_is_not_there) {
    // A port that is taken and that nobody listens on.
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    int taken = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(taken, (const struct sockaddr *)&address, size), 0);
    cr_assert_eq(getsockname(taken, (struct sockaddr *)&address, &size), 0);
    snprintf(endpoint, sizeof endpoint, "tcp://127.0.0.1:%u", (unsigned)ntohs(address.sin_port));
    void *dealer = connect_dealer(&client);
    cr_assert_eq(capaian_dealer_send(dealer, envelope("x", 0)), -EAGAIN);
    cr_assert_not(wait_for(dealer, ZMQ_POLLOUT, SILENCE_MS));
    shut(dealer);
    close(taken);
}

static void *connect_sub(const struct capaian_keypair *pair, const char *topic) {
    void *sub = NULL;
    cr_assert_eq(capaian_sub_connect(context, endpoint, server.public_key, pair, &sub), 0);
    cr_assert_eq(zmq_setsockopt(sub, ZMQ_SUBSCRIBE, topic, strlen(topic)), 0);
    return keep(sub);
}

// Publishes until the subscription has arrived.
static bool publish_until(void *pub, void *sub, const char *topic, int64_t timeout_ms) {
    int64_t deadline = capaian_monotonic_ms() + timeout_ms;
    while (capaian_monotonic_ms() < deadline) {
        cr_assert_eq(capaian_pub_send(pub, topic, envelope("event", 0)), 0);
        if (wait_for(sub, ZMQ_POLLIN, 10))
            return true;
    }
    return false;
}

Test(zap_socket, subscribers_with_the_role_get_the_envelope_of_their_topics) {
    void *pub = NULL;
    cr_assert_eq(capaian_pub_bind(context, "tcp://127.0.0.1:*", &server, CAPAIAN_ROLE_WATCH, &pub, endpoint), 0);
    keep(pub);
    void *sub = connect_sub(&client, "alerts/dispar/"), *outsider = connect_sub(&stranger, "");
    cr_assert_eq(capaian_sub_receive(sub, &payload), 0);
    cr_assert(publish_until(pub, sub, "alerts/dispar/missed/", DEADLINE_MS));
    cr_assert_eq(capaian_sub_receive(sub, &payload), 1);
    assert_payload("event");
    while (capaian_sub_receive(sub, &payload) == 1)
        continue;
    cr_assert_not(publish_until(pub, sub, "alerts/dinkes/missed/", SILENCE_MS));
    cr_assert_not(wait_for(outsider, ZMQ_POLLIN, 0));
    char topic[CAPAIAN_TOPIC_MAX + 2];
    memset(topic, 'x', sizeof topic);
    topic[CAPAIAN_TOPIC_MAX + 1] = '\0';
    cr_assert_eq(capaian_pub_send(pub, topic, envelope("event", 0)), -EMSGSIZE);
    zmq_send(pub, "alerts/dispar/bare", 18, 0);
    zmq_send(pub, "alerts/dispar/three", 19, ZMQ_SNDMORE);
    zmq_send(pub, "b", 1, ZMQ_SNDMORE);
    zmq_send(pub, "c", 1, 0);
    for (int i = 0; i < 2; i++) {
        cr_assert(wait_for(sub, ZMQ_POLLIN, DEADLINE_MS));
        cr_assert_eq(capaian_sub_receive(sub, &payload), -EBADMSG);
    }
    shut(sub);
    shut(outsider);
    shut(pub);
}

Test(zap_socket, watchers_without_the_role_hear_nothing) {
    void *pub = NULL;
    cr_assert_eq(capaian_pub_bind(context, "tcp://127.0.0.1:*", &server, CAPAIAN_ROLE_PERSONNEL, &pub, endpoint), 0);
    keep(pub);
    void *sub = connect_sub(&client, "");
    wait_until_refused(1);
    cr_assert_not(publish_until(pub, sub, "alerts/", SILENCE_MS));
    shut(sub);
    shut(pub);
}

Test(zap_socket, every_socket_has_its_limits_set) {
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT), *dealer = connect_dealer(&client), *large = NULL;
    cr_assert_eq(number_option(router, ZMQ_LINGER), 0);
    cr_assert_eq(number_option(dealer, ZMQ_LINGER), 0);
    cr_assert_eq(number_option(router, ZMQ_CURVE_SERVER), 1);
    cr_assert_eq(number_option(router, ZMQ_HEARTBEAT_IVL), 0);
    cr_assert_eq(number_option(dealer, ZMQ_HEARTBEAT_IVL), 0);
    cr_assert_eq(number_option(router, ZMQ_TCP_KEEPALIVE), 1);
    cr_assert_eq(number_option(dealer, ZMQ_TCP_KEEPALIVE), 1);
    cr_assert_eq(number_option(dealer, ZMQ_IMMEDIATE), 1);
    cr_assert_eq(number_option(router, ZMQ_RCVHWM), 1000, "small frames");
    cr_assert_eq(capaian_router_bind(context, "tcp://127.0.0.1:*", &server, 1, CAPAIAN_LINK_FRAME_MAX, &large, NULL),
                 0);
    cr_assert_eq(number_option(large, ZMQ_RCVHWM), 8, "8 frames of 4 MiB");
    shut(large);
    cr_assert_eq(capaian_router_bind(context, "tcp://127.0.0.1:*", &server, 1, CAPAIAN_QUERY_FRAME_MAX, &large, NULL),
                 0);
    cr_assert_eq(number_option(large, ZMQ_RCVHWM), 4);
    shut(large);
    shut(dealer);
    shut(router);
}

Test(zap_socket, a_taken_or_impossible_endpoint_is_an_error) {
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT), *second = NULL;
    char untouched[256] = "untouched";
    cr_assert_eq(capaian_router_bind(context, endpoint, &server, 1, FRAME_MAX, &second, untouched), -EADDRINUSE);
    cr_assert_eq(capaian_router_bind(context, "nonsense", &server, 1, FRAME_MAX, &second, untouched), -EINVAL);
    cr_assert_eq(capaian_router_bind(context, "tcp://127.0.0.1:*", &server, 1, 0, &second, untouched), -EINVAL);
    cr_assert_lt(capaian_pub_bind(context, "tcp://256.0.0.1:1", &server, 1, &second, untouched), 0);
    cr_assert_lt(capaian_dealer_connect(context, "tcp://", server.public_key, &client, FRAME_MAX, &second), 0);
    cr_assert_str_eq(untouched, "untouched");
    cr_assert_null(second);
    cr_assert_eq(strncmp(endpoint, "tcp://127.0.0.1:", 16), 0, "%s", endpoint);
    shut(router);
}

static void exchange_at(const char *bind_to, const char *connect_host) {
    void *router = NULL;
    cr_assert_eq(capaian_router_bind(context, bind_to, &server, CAPAIAN_ROLE_SUBMIT, FRAME_MAX, &router, endpoint), 0);
    keep(router);
    char port[16];
    snprintf(port, sizeof port, "%s", strrchr(endpoint, ':'));
    snprintf(endpoint, sizeof endpoint, "tcp://%s%s", connect_host, port);
    void *dealer = connect_dealer(&client);
    struct capaian_peer peer;
    send_from(dealer, "ask");
    expect_at(router, "ask", &peer);
    shut(dealer);
    shut(router);
}

Test(zap_socket, both_families_of_addresses) {
    exchange_at("tcp://*:*", "127.0.0.1");
    exchange_at("tcp://127.0.0.1:*", "localhost");
    if (access("/proc/net/if_inet6", R_OK) != 0)
        cr_skip_test("no IPv6 on this machine");
    exchange_at("tcp://[::1]:*", "[::1]");
    exchange_at("tcp://*:*", "[::1]");
}
