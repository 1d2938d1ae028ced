#include "support/net.h"

#include <netinet/in.h>
#include <sys/socket.h>

TestSuite(socket_message, .init = net_make, .fini = net_clean, .timeout = 60);

Test(socket_message, a_listed_key_is_heard_and_answered) {
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

// Sends the parts as one message from a socket of this kind that is already connected.
static void send_parts(void *socket, const char *const *parts, size_t count) {
    cr_assert(wait_for(socket, ZMQ_POLLOUT, DEADLINE_MS));
    for (size_t i = 0; i < count; i++)
        cr_assert_geq(zmq_send(socket, parts[i], strlen(parts[i]), i + 1 < count ? ZMQ_SNDMORE : 0), 0);
}

Test(socket_message, more_than_one_payload_frame_is_drained_and_refused) {
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

Test(socket_message, an_empty_payload_is_a_payload) {
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

Test(socket_message, a_req_client_is_understood) {
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

Test(socket_message, a_client_takes_answers_with_a_delimiter_and_drains_the_rest) {
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

Test(socket_message, a_routing_id_longer_than_a_peer_holds_is_refused) {
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

Test(socket_message, nobody_takes_over_anothers_routing_id) {
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

Test(socket_message, a_peer_that_is_gone_is_an_error) {
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

Test(socket_message, a_peer_that_does_not_read_makes_nobody_wait) {
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

Test(socket_message, a_frame_over_the_limit_is_not_received) {
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

Test(socket_message, nothing_is_queued_for_a_server_that_is_not_there) {
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

Test(socket_message, subscribers_with_the_role_get_the_envelope_of_their_topics) {
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

Test(socket_message, every_socket_has_its_limits_set) {
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

Test(socket_message, a_taken_or_impossible_endpoint_is_an_error) {
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

Test(socket_message, both_families_of_addresses) {
    exchange_at("tcp://*:*", "127.0.0.1");
    exchange_at("tcp://127.0.0.1:*", "localhost");
    if (access("/proc/net/if_inet6", R_OK) != 0)
        cr_skip_test("no IPv6 on this machine");
    exchange_at("tcp://[::1]:*", "[::1]");
    exchange_at("tcp://*:*", "[::1]");
}
