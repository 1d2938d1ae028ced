// The client library's queries and follows.
#include "client/client.h"
#include "runtime/daemon.h"
#include "support/answering.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

TestSuite(client_follow, .init = setup, .fini = teardown, .timeout = 50);

Test(client_follow, a_query_has_its_own_reply) {
    struct server server;
    server_start(&server, SWAPPING);
    struct capaian_client *client = client_of(&server);
    Capaian__V1__EvaluatorStatusQuery status = CAPAIAN__V1__EVALUATOR_STATUS_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_STATUS;
    query.status = &status;
    Capaian__V1__Envelope request;
    capaian_envelope_init(&request, CAPAIAN__V1__ENVELOPE__KIND_QUERY, &query);
    for (unsigned i = 0; i < 3; i++) {
        const Capaian__V1__Envelope *reply;
        cr_assert_eq(capaian_client_call(client, &request, 20000, &reply), 0);
        cr_assert_eq(reply->query_reply->status->step, 2);
    }
    cr_assert_eq(query.request, 0);
    capaian_client_close(client);
    server_stop(&server);
}

Test(client_follow, a_query_without_answer_is_asked_again_on_a_new_socket) {
    silence_ms = 150;
    struct server server;
    server_start(&server, SILENT_FIRST);
    struct capaian_client *client = client_of(&server);
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    Capaian__V1__Envelope request;
    capaian_envelope_init(&request, CAPAIAN__V1__ENVELOPE__KIND_QUERY, &query);
    const Capaian__V1__Envelope *reply;
    cr_assert_eq(capaian_client_call(client, &request, 50, &reply), -ETIMEDOUT);
    cr_assert_eq(capaian_client_call(client, &request, 20000, &reply), 0);
    cr_assert_eq(server.connections, server.requests);
    capaian_client_close(client);
    server_stop(&server);
}

static uint64_t seen[64];
static size_t seen_count;

static int see(const Capaian__V1__AlertEvent *event, void *context) {
    seen[seen_count++] = event->number;
    return context && event->number == *(uint64_t *)context ? 42 : 0;
}

Test(client_follow, follow_delivers_until_live_or_until_told_to_end) {
    struct server server;
    server_start(&server, ANSWER);
    server.latest = 9;
    struct capaian_client *client = client_of(&server);
    uint64_t last = 4;
    struct capaian_follow follow = {.until_live = true, .deadline_ms = 20000, .event = see, .context = &last};
    cr_assert_eq(capaian_client_follow(client, &follow, NULL), 42);
    cr_assert_eq(follow.number, 4);
    cr_assert_arr_eq(follow.epoch, epoch, 16);
    cr_assert_eq(capaian_client_follow(client, &follow, NULL), 0);
    cr_assert_eq(follow.number, 9);
    cr_assert_eq(seen_count, 9);
    for (size_t i = 0; i < 9; i++)
        cr_assert_eq(seen[i], i + 1);
    follow.until_live = false;
    follow.deadline_ms = 50;
    cr_assert_eq(capaian_client_follow(client, &follow, NULL), -ETIMEDOUT);
    follow.epoch[0]++;
    follow.deadline_ms = 20000;
    cr_assert_eq(capaian_client_follow(client, &follow, NULL), -ESTALE);
    capaian_client_close(client);
    server_stop(&server);
}

Test(client_follow, busy_ends_neither_a_follow_nor_a_submission_before_the_deadline) {
    struct server server;
    server_start(&server, BUSY_ALWAYS);
    struct capaian_client *client = client_of(&server);
    struct capaian_follow follow = {.deadline_ms = 1000, .event = see};
    cr_assert_eq(capaian_client_follow(client, &follow, NULL), -ETIMEDOUT);
    cr_assert_eq(server.requests, 1);
    struct capaian_submission one = submission("", false, 1000);
    const Capaian__V1__SubmitReply *reply;
    int64_t before = capaian_monotonic_ms();
    int result = capaian_client_submit(client, &one, &reply);
    cr_assert_geq(capaian_monotonic_ms() - before, 1000);
    // Between two askings the answer busy stands.
    cr_assert(result == -ETIMEDOUT || reply->outcome == CAPAIAN__V1__OUTCOME__OUTCOME_BUSY);
    capaian_client_close(client);
    server_stop(&server);
}

Test(client_follow, a_lost_batch_is_asked_for_again) {
    struct server server;
    server_start(&server, ANSWER);
    server.latest = 5;
    server.lose = 2;
    struct capaian_client *client = client_of(&server);
    struct capaian_follow follow = {.until_live = true, .deadline_ms = 20000, .event = see};
    cr_assert_eq(capaian_client_follow(client, &follow, NULL), 0);
    cr_assert_eq(seen_count, 5);
    cr_assert_eq(seen[0], 1);
    capaian_client_close(client);
    server_stop(&server);
}

// The server publishes beacons only: every event is lost on SUB.
static int advance(const Capaian__V1__AlertEvent *event, void *context) {
    struct server *server = context;
    seen[seen_count++] = event->number;
    if (event->number == server->latest && server->latest < 4)
        server->latest++;
    return event->number == 4 ? 42 : 0;
}

Test(client_follow, a_subscriber_heals_what_the_beacon_shows) {
    struct server server;
    server_start(&server, ANSWER);
    server.latest = 1;
    struct capaian_client *client = client_of(&server);
    struct capaian_server alerts = address_of(&server);
    alerts.endpoint = server.alerts;
    struct capaian_follow follow = {.alerts = &alerts, .deadline_ms = 30000, .event = advance, .context = &server};
    cr_assert_eq(capaian_client_follow(client, &follow, NULL), 42);
    cr_assert_eq(seen_count, 4);
    for (size_t i = 0; i < 4; i++)
        cr_assert_eq(seen[i], i + 1);
    capaian_client_close(client);
    server_stop(&server);
}

Test(client_follow, a_subscriber_takes_live_events_without_asking) {
    struct server server;
    server_start(&server, ANSWER);
    server.latest = 1;
    server.publishing = true;
    struct capaian_client *client = client_of(&server);
    struct capaian_server alerts = address_of(&server);
    alerts.endpoint = server.alerts;
    struct capaian_follow follow = {.alerts = &alerts, .deadline_ms = 30000, .event = advance, .context = &server};
    cr_assert_eq(capaian_client_follow(client, &follow, NULL), 42);
    cr_assert_eq(seen_count, 4);
    cr_assert_eq(server.requests, 1);
    capaian_client_close(client);
    server_stop(&server);
}
