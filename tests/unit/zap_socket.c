#include "support/net.h"

#include <fcntl.h>

TestSuite(zap, .init = net_make, .fini = net_clean, .timeout = 60);

Test(zap, an_unknown_key_is_refused_and_counted) {
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT), *dealer = connect_dealer(&stranger);
    wait_until_refused(1);
    cr_assert_not(wait_for(dealer, ZMQ_POLLOUT, SILENCE_MS));
    cr_assert_eq(capaian_dealer_send(dealer, envelope("x", 0)), -EAGAIN);
    cr_assert_not(wait_for(router, ZMQ_POLLIN, 0));
    shut(dealer);
    shut(router);
}

Test(zap, a_key_without_the_role_is_refused) {
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

Test(zap, without_a_handler_nobody_is_admitted) {
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

Test(zap, who_does_not_speak_curve_is_not_heard) {
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT), *dealer = keep(zmq_socket(context, ZMQ_DEALER));
    int zero = 0;
    zmq_setsockopt(dealer, ZMQ_LINGER, &zero, sizeof zero);
    cr_assert_eq(zmq_connect(dealer, endpoint), 0);
    zmq_send(dealer, "hello", 5, ZMQ_DONTWAIT);
    cr_assert_not(wait_for(router, ZMQ_POLLIN, SILENCE_MS));
    shut(dealer);
    shut(router);
}

Test(zap, a_wrong_server_key_does_not_connect) {
    void *router = bind_router(CAPAIAN_ROLE_SUBMIT), *dealer = NULL;
    cr_assert_eq(capaian_dealer_connect(context, endpoint, stranger.public_key, &client, FRAME_MAX, &dealer), 0);
    keep(dealer);
    cr_assert_not(wait_for(dealer, ZMQ_POLLOUT, SILENCE_MS));
    shut(dealer);
    shut(router);
}

Test(zap, a_removed_key_is_refused_when_it_connects_again) {
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

Test(zap, refusals_are_logged_once_for_an_address) {
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

Test(zap, the_handler_starts_only_with_good_keys_and_once) {
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

Test(zap, the_handler_answers_every_request_and_admits_only_what_is_right) {
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

Test(zap, domains_name_their_roles) {
    char domain[CAPAIAN_ZAP_DOMAIN];
    cr_assert_str_eq(capaian_zap_domain(CAPAIAN_ROLE_SUBMIT | CAPAIAN_ROLE_LINK, domain), "roles:3");
    cr_assert_str_eq(capaian_zap_domain(CAPAIAN_ROLE_ADMIN, domain), "roles:40");
    cr_assert_str_eq(capaian_zap_domain(~0U, domain), "roles:ffffffff");
}

Test(zap, watchers_without_the_role_hear_nothing) {
    void *pub = NULL;
    cr_assert_eq(capaian_pub_bind(context, "tcp://127.0.0.1:*", &server, CAPAIAN_ROLE_PERSONNEL, &pub, endpoint), 0);
    keep(pub);
    void *sub = connect_sub(&client, "");
    wait_until_refused(1);
    cr_assert_not(publish_until(pub, sub, "alerts/", SILENCE_MS));
    shut(sub);
    shut(pub);
}
