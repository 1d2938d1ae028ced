// The client library against a server that the test plays in a thread of its own: a ROUTER that answers as told.
#include "client/client.h"

#include "client/pack.h"
#include "net/keyring.h"
#include "net/socket.h"
#include "net/zap.h"
#include "runtime/daemon.h"
#include "support/folder.h"
#include "wire/content.h"
#include "wire/envelope.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum manner {
    ANSWER,          // stores and says so; judged: accepted
    SILENT_FIRST,    // the first two requests are not answered
    BUSY_FIRST,      // the first two are answered busy
    BUSY_ALWAYS,
    REFUSING,    // cannot read anything
    PUSHING,     // judged: stored, and the verdict with the next turn
    PENDING,     // judged: stored, and never a verdict
    SWAPPING,    // answers an earlier question before each one
};

struct server {
    void *context;
    struct capaian_zap *zap;
    void *router, *pub;
    char endpoint[256], alerts[256];
    struct capaian_keypair pair;
    enum manner manner;
    atomic_bool stop;
    atomic_uint requests, rows, connections;
    pthread_t thread;
    // A log of alerts, for follows.
    _Atomic uint64_t latest;
    bool publishing;    // events, not only beacons
    unsigned lose;      // the first so many batches
};

static struct folder folder;
static char keys_path[512];
static struct capaian_keypair own;
static int64_t silence_ms;    // of the clients; 0: the default
static uint8_t epoch[16] = "an epoch, so far";

static void send_reply(struct server *server, const struct capaian_peer *peer, Capaian__V1__Envelope__KindCase kind,
                       void *message) {
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, kind, message);
    capaian_router_send(server->router, peer, &envelope);
}

static void send_outcome(struct server *server, const struct capaian_peer *peer, ProtobufCBinaryData id,
                         Capaian__V1__Outcome outcome) {
    Capaian__V1__SubmitReply reply = CAPAIAN__V1__SUBMIT_REPLY__INIT;
    reply.message_id = id;
    reply.outcome = outcome;
    reply.retry_after_ms = outcome == CAPAIAN__V1__OUTCOME__OUTCOME_BUSY ? 20 : 0;
    reply.credit = CAPAIAN_SUBMIT_CREDIT;
    send_reply(server, peer, CAPAIAN__V1__ENVELOPE__KIND_SUBMIT_REPLY, &reply);
}

static void on_submit(struct server *server, const struct capaian_peer *peer, Capaian__V1__SubmitRequest *submit,
                      unsigned nth) {
    bool judged = submit->wait == CAPAIAN__V1__WAIT__WAIT_JUDGED;
    Capaian__V1__Outcome final = judged ? CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED : CAPAIAN__V1__OUTCOME__OUTCOME_STORED;
    Capaian__V1__Content *content = capaian__v1__content__unpack(NULL, submit->content.len, submit->content.data);
    if (content) {
        server->rows += (unsigned)content->n_rows;
        capaian__v1__content__free_unpacked(content, NULL);
    }
    if (server->manner == SILENT_FIRST && nth < 2)
        return;
    if (server->manner == BUSY_ALWAYS || (server->manner == BUSY_FIRST && nth < 2))
        final = CAPAIAN__V1__OUTCOME__OUTCOME_BUSY;
    if (judged && (server->manner == PUSHING || server->manner == PENDING))
        send_outcome(server, peer, submit->message_id, CAPAIAN__V1__OUTCOME__OUTCOME_STORED);
    if (!judged || server->manner != PENDING)
        send_outcome(server, peer, submit->message_id, final);
}

static void on_query(struct server *server, const struct capaian_peer *peer, const Capaian__V1__QueryRequest *query,
                     unsigned nth) {
    if (server->manner == SILENT_FIRST && nth < 2)
        return;
    Capaian__V1__QueryReply reply = CAPAIAN__V1__QUERY_REPLY__INIT;
    Capaian__V1__EvaluatorStatus status = CAPAIAN__V1__EVALUATOR_STATUS__INIT;
    reply.what_case = CAPAIAN__V1__QUERY_REPLY__WHAT_STATUS;
    reply.status = &status;
    if (server->manner == SWAPPING) {
        reply.request = query->request - 1;
        status.step = 1;
        send_reply(server, peer, CAPAIAN__V1__ENVELOPE__KIND_QUERY_REPLY, &reply);
    }
    reply.request = query->request;
    status.step = 2;
    send_reply(server, peer, CAPAIAN__V1__ENVELOPE__KIND_QUERY_REPLY, &reply);
}

static void on_follow(struct server *server, const struct capaian_peer *peer,
                      const Capaian__V1__FollowRequest *follow) {
    if (follow->epoch.len == 16 && memcmp(follow->epoch.data, epoch, 16) != 0) {
        Capaian__V1__FollowGone gone = CAPAIAN__V1__FOLLOW_GONE__INIT;
        gone.epoch = (ProtobufCBinaryData){.len = 16, .data = epoch};
        send_reply(server, peer, CAPAIAN__V1__ENVELOPE__KIND_FOLLOW_GONE, &gone);
        return;
    }
    uint64_t number = follow->after;
    do {
        Capaian__V1__AlertEvent event = CAPAIAN__V1__ALERT_EVENT__INIT;
        Capaian__V1__AlertEvent *list[] = {&event};
        Capaian__V1__FollowBatch batch = CAPAIAN__V1__FOLLOW_BATCH__INIT;
        batch.epoch = (ProtobufCBinaryData){.len = 16, .data = epoch};
        if (number < server->latest) {
            event.number = ++number;
            batch.n_events = 1;
            batch.events = list;
        }
        batch.upto = number;
        batch.live = number == server->latest;
        if (server->lose > 0)
            server->lose--;
        else
            send_reply(server, peer, CAPAIAN__V1__ENVELOPE__KIND_FOLLOW_BATCH, &batch);
    } while (number < server->latest);
}

static void on_request(struct server *server, const struct capaian_peer *peer, Capaian__V1__Envelope *envelope) {
    unsigned nth = server->requests++;
    if (server->manner == REFUSING) {
        Capaian__V1__Refusal refusal = CAPAIAN__V1__REFUSAL__INIT;
        refusal.code = "envelope.kind";
        send_reply(server, peer, CAPAIAN__V1__ENVELOPE__KIND_REFUSAL, &refusal);
    } else if (envelope->kind_case == CAPAIAN__V1__ENVELOPE__KIND_SUBMIT) {
        on_submit(server, peer, envelope->submit, nth);
    } else if (envelope->kind_case == CAPAIAN__V1__ENVELOPE__KIND_RECEIPT) {
        send_outcome(server, peer, envelope->receipt->message_id, CAPAIAN__V1__OUTCOME__OUTCOME_UNKNOWN);
    } else if (envelope->kind_case == CAPAIAN__V1__ENVELOPE__KIND_QUERY) {
        on_query(server, peer, envelope->query, nth);
    } else if (envelope->kind_case == CAPAIAN__V1__ENVELOPE__KIND_FOLLOW) {
        on_follow(server, peer, envelope->follow);
    }
}

static void publish(struct server *server) {
    uint64_t latest = server->latest;
    Capaian__V1__Beacon beacon = CAPAIAN__V1__BEACON__INIT;
    beacon.epoch = (ProtobufCBinaryData){.len = 16, .data = epoch};
    beacon.number = latest;
    Capaian__V1__AlertEvent event = CAPAIAN__V1__ALERT_EVENT__INIT;
    event.epoch = beacon.epoch;
    event.number = latest;
    Capaian__V1__Envelope envelope;
    if (server->publishing) {
        capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_EVENT, &event);
        capaian_pub_send(server->pub, "alerts/dispar/missed/", &envelope);
    }
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_BEACON, &beacon);
    capaian_pub_send(server->pub, "beacon/", &envelope);
}

static void *serve(void *argument) {
    struct server *server = argument;
    struct capaian_arena *arena = capaian_arena_new(CAPAIAN_ARENA_MAX);
    struct capaian_peer peer, last = {0};
    uint8_t key[32];
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    while (!server->stop) {
        zmq_pollitem_t item = {.socket = server->router, .events = ZMQ_POLLIN};
        if (zmq_poll(&item, 1, 20) == 0)
            publish(server);
        while (capaian_router_receive(server->router, &peer, key, &frame) == 1) {
            if (peer.size != last.size || memcmp(peer.id, last.id, peer.size) != 0)
                server->connections++;
            last = peer;
            Capaian__V1__Envelope *envelope;
            capaian_arena_reset(arena);
            if (capaian_envelope_unpack(zmq_msg_data(&frame), zmq_msg_size(&frame), arena, &envelope) == CAPAIAN_OK)
                on_request(server, &peer, envelope);
        }
    }
    zmq_msg_close(&frame);
    capaian_arena_free(arena);
    return NULL;
}

static void authorise(const char *roles) {
    char hex[65];
    for (unsigned i = 0; i < 32; i++)
        snprintf(hex + 2 * i, 3, "%02x", own.public_key[i]);
    FILE *file = fopen(keys_path, "w");
    cr_assert_not_null(file);
    fprintf(file, "%s %s * test\n", hex, roles);
    fclose(file);
}

static void server_start(struct server *server, enum manner manner) {
    *server = (struct server){.manner = manner};
    capaian_keypair_make(&server->pair);
    server->context = zmq_ctx_new();
    cr_assert_eq(capaian_zap_start(server->context, keys_path, &server->zap), 0);
    cr_assert_eq(capaian_router_bind(server->context, "tcp://127.0.0.1:*", &server->pair, CAPAIAN_ROLE_SUBMIT,
                                     CAPAIAN_INTAKE_FRAME_MAX, &server->router, server->endpoint),
                 0);
    cr_assert_eq(capaian_pub_bind(server->context, "tcp://127.0.0.1:*", &server->pair, CAPAIAN_ROLE_SUBMIT,
                                  &server->pub, server->alerts),
                 0);
    cr_assert_eq(pthread_create(&server->thread, NULL, serve, server), 0);
}

static void server_stop(struct server *server) {
    server->stop = true;
    pthread_join(server->thread, NULL);
    capaian_socket_close(server->router);
    capaian_socket_close(server->pub);
    capaian_zap_stop(server->zap);
    zmq_ctx_term(server->context);
}

static struct capaian_server address_of(const struct server *server) {
    struct capaian_server address = {.endpoint = server->endpoint};
    memcpy(address.key, server->pair.public_key, 32);
    return address;
}

static struct capaian_client *client_to(const struct capaian_server *servers, size_t count) {
    struct capaian_client_options options = {
        .servers = servers, .server_count = count, .pair = own, .silence_ms = silence_ms};
    struct capaian_client *client;
    cr_assert_eq(capaian_client_open(&options, &client), 0);
    return client;
}

static struct capaian_client *client_of(const struct server *server) {
    struct capaian_server address = address_of(server);
    return client_to(&address, 1);
}

static void setup(void) {
    folder = folder_make();
    snprintf(keys_path, sizeof keys_path, "%s", folder_file(&folder, "authorised_keys"));
    capaian_keypair_make(&own);
    authorise("submit");
}

static void teardown(void) {
    folder_remove(&folder);
}

static struct capaian_submission submission(const char *content, bool judged, int64_t deadline) {
    struct capaian_submission made = {
        .content = content, .size = strlen(content), .judged = judged, .deadline_ms = deadline};
    capaian_message_id_of_content(content, made.size, made.id);
    return made;
}

TestSuite(client, .init = setup, .fini = teardown, .timeout = 50);

Test(client, submits_and_has_the_receipt) {
    struct server server;
    server_start(&server, ANSWER);
    struct capaian_client *client = client_of(&server);
    struct capaian_submission one = submission("", false, 20000);
    const Capaian__V1__SubmitReply *reply;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), 0);
    cr_assert_eq(reply->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_STORED);
    cr_assert_arr_eq(reply->message_id.data, one.id, 16);
    cr_assert_eq(server.requests, 1);
    capaian_client_close(client);
    server_stop(&server);
}

Test(client, silence_is_answered_with_a_new_socket) {
    silence_ms = 150;
    struct server server;
    server_start(&server, SILENT_FIRST);
    struct capaian_client *client = client_of(&server);
    struct capaian_submission one = submission("", false, 20000);
    const Capaian__V1__SubmitReply *reply;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), 0);
    cr_assert_geq(server.requests, 3);
    cr_assert_eq(server.connections, server.requests);
    capaian_client_close(client);
    server_stop(&server);
}

Test(client, busy_is_sent_again_on_the_same_socket) {
    struct server server;
    server_start(&server, BUSY_FIRST);
    struct capaian_client *client = client_of(&server);
    struct capaian_submission one = submission("", true, 20000);
    const Capaian__V1__SubmitReply *reply;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), 0);
    cr_assert_eq(reply->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED);
    cr_assert_eq(server.requests, 3);
    cr_assert_eq(server.connections, 1);
    capaian_client_close(client);
    server_stop(&server);
}

Test(client, at_the_deadline_the_last_answer_that_stands_is_given) {
    struct server server;
    server_start(&server, PENDING);
    struct capaian_client *client = client_of(&server);
    struct capaian_submission one = submission("", true, 2000);
    const Capaian__V1__SubmitReply *reply;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), 0);
    cr_assert_eq(reply->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_STORED);
    cr_assert_arr_eq(reply->message_id.data, one.id, 16);
    capaian_client_close(client);
    server_stop(&server);
}

Test(client, a_verdict_pushed_later_ends_a_judged_submission) {
    struct server server;
    server_start(&server, PUSHING);
    struct capaian_client *client = client_of(&server);
    struct capaian_submission one = submission("", true, 20000);
    const Capaian__V1__SubmitReply *reply;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), 0);
    cr_assert_eq(reply->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED);
    cr_assert_eq(server.requests, 1);
    capaian_client_close(client);
    server_stop(&server);
}

Test(client, nobody_there_is_a_timeout_and_the_result_is_untouched) {
    silence_ms = 150;
    struct server server;
    server_start(&server, ANSWER);
    struct capaian_server address = address_of(&server);
    server_stop(&server);
    struct capaian_client *client = client_to(&address, 1);
    struct capaian_submission one = submission("", false, 300);
    const Capaian__V1__SubmitReply *reply = (void *)client;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), -ETIMEDOUT);
    cr_assert_eq((const void *)reply, (const void *)client);
    cr_assert_eq(capaian_client_unanswered(client), 0);
    capaian_client_close(client);
}

Test(client, a_dead_collector_is_left_for_the_next) {
    silence_ms = 150;
    struct server dead, alive;
    server_start(&dead, ANSWER);
    struct capaian_server addresses[2] = {address_of(&dead)};
    server_stop(&dead);
    server_start(&alive, ANSWER);
    addresses[1] = address_of(&alive);
    struct capaian_client *client = client_to(addresses, 2);
    struct capaian_submission one = submission("", false, 20000);
    const Capaian__V1__SubmitReply *submitted;
    cr_assert_eq(capaian_client_submit(client, &one, &submitted), 0);
    cr_assert_eq(alive.requests, 1);
    cr_assert_eq(capaian_client_receipt(client, one.id, 20000, &submitted), 0);
    cr_assert_eq(submitted->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_UNKNOWN);
    capaian_client_close(client);
    server_stop(&alive);
}

Test(client, a_key_accepted_later_gets_through) {
    silence_ms = 150;
    authorise("watch");
    struct server server;
    server_start(&server, ANSWER);
    struct capaian_client *client = client_of(&server);
    struct capaian_submission one = submission("", false, 500);
    const Capaian__V1__SubmitReply *reply;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), -ETIMEDOUT);
    cr_assert_eq(server.requests, 0);
    authorise("submit");
    one.deadline_ms = 20000;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), 0);
    capaian_client_close(client);
    server_stop(&server);
}

Test(client, what_cannot_be_read_is_refused_in_the_servers_words) {
    struct server server;
    server_start(&server, REFUSING);
    struct capaian_client *client = client_of(&server);
    struct capaian_submission one = submission("", false, 20000);
    const Capaian__V1__SubmitReply *reply;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), 0);
    cr_assert_eq(reply->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_REFUSED);
    cr_assert_str_eq(reply->refusal->code, "envelope.kind");
    cr_assert_eq(capaian_client_receipt(client, one.id, 20000, &reply), -EPROTO);
    struct capaian_follow follow = {.deadline_ms = 20000,
                                    .event = (int (*)(const Capaian__V1__AlertEvent *, void *))abort};
    const Capaian__V1__Refusal *refusal;
    cr_assert_eq(capaian_client_follow(client, &follow, &refusal), -EPROTO);
    cr_assert_str_eq(refusal->code, "envelope.kind");
    capaian_client_close(client);
    server_stop(&server);
}

static unsigned results, failures;
static uintptr_t tag_sum;

static void count_result(const struct capaian_submit_result *result, void *context) {
    results++;
    failures += result->error < 0 || result->reply->outcome != CAPAIAN__V1__OUTCOME__OUTCOME_STORED;
    tag_sum += (uintptr_t)result->tag;
    for (size_t i = 0; i < result->row_count; i++)
        tag_sum += (uintptr_t)result->row_tags[i];
    if (context && results < 1000) {    // another one from within
        char content[32];
        snprintf(content, sizeof content, "%u", 100000 + results);
        struct capaian_submission more = submission(content, false, CAPAIAN_FOREVER);
        more.tag = (void *)1;
        cr_assert_eq(capaian_client_begin(context, &more), 0);
    }
}

Test(client, many_are_under_way_at_once_and_each_ends_once) {
    struct server server;
    server_start(&server, ANSWER);
    struct capaian_client *client = client_of(&server);
    unsigned begun = 0;
    for (;;) {
        char content[32];
        snprintf(content, sizeof content, "%u", begun);
        struct capaian_submission one = submission(content, false, CAPAIAN_FOREVER);
        one.tag = (void *)1;
        int result = capaian_client_begin(client, &one);
        if (begun == 0)
            cr_assert_eq(capaian_client_begin(client, &one), -EEXIST);
        if (result == -EAGAIN)
            break;
        cr_assert_eq(result, 0);
        begun++;
    }
    cr_assert_eq(begun, CAPAIAN_SUBMIT_CREDIT);
    const Capaian__V1__SubmitReply *reply;
    struct capaian_submission other = submission("other", false, 100);
    cr_assert_eq(capaian_client_submit(client, &other, &reply), -EBUSY);
    while (results < 1000)
        cr_assert_gt(capaian_client_poll(client, 20000, count_result, client), 0);
    cr_assert_eq(capaian_client_flush(client, 20000, count_result, NULL), 0);
    cr_assert_eq(failures, 0);
    cr_assert_eq(results, 999 + begun);
    cr_assert_eq(tag_sum, results);
    cr_assert_eq(capaian_client_poll(client, 20000, count_result, NULL), 0);
    capaian_client_close(client);
    server_stop(&server);
}

Test(client, refuses_what_can_never_be_sent) {
    struct server server;
    server_start(&server, ANSWER);
    struct capaian_client *client = client_of(&server);
    static char large[CAPAIAN_CONTENT_MAX + 1];
    struct capaian_submission one = {.content = large, .size = sizeof large, .deadline_ms = 100};
    const Capaian__V1__SubmitReply *reply;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), -EMSGSIZE);
    Capaian__V1__Envelope envelope = CAPAIAN__V1__ENVELOPE__INIT;
    const Capaian__V1__Envelope *answer;
    cr_assert_eq(capaian_client_call(client, &envelope, 100, &answer), -EINVAL);
    struct capaian_client_options options = {.servers = NULL, .server_count = 0};
    struct capaian_client *none;
    cr_assert_eq(capaian_client_open(&options, &none), -EINVAL);
    struct capaian_server nowhere = {.endpoint = "nonsense"};
    options = (struct capaian_client_options){.servers = &nowhere, .server_count = 1, .pair = own};
    cr_assert_lt(capaian_client_open(&options, &none), 0);
    capaian_client_close(client);
    server_stop(&server);
}

static Capaian__V1__Row *a_row(size_t note_size) {
    static Capaian__V1__Row row;
    static char note[CAPAIAN_CONTENT_MAX + 1];
    capaian__v1__row__init(&row);
    row.indicator = "par01";
    row.period = "2026-01";
    memset(note, 'x', note_size);
    note[note_size] = 0;
    row.note = note;
    return &row;
}

Test(client, rows_given_one_at_a_time_gather_while_one_is_unanswered) {
    struct server server;
    server_start(&server, ANSWER);
    struct capaian_client *client = client_of(&server);
    for (uintptr_t i = 1; i <= 3000; i++) {
        cr_assert_eq(capaian_client_row(client, i <= 2500 ? "dispar" : "dinkes", a_row(0), (void *)i), 0);
        if (i == 1)
            cr_assert_eq(capaian_client_poll(client, 0, count_result, NULL), 0);
    }
    cr_assert_eq(capaian_client_flush(client, 20000, count_result, NULL), 0);
    cr_assert_eq(failures, 0);
    cr_assert_eq(tag_sum, 3000 * 3001 / 2);
    cr_assert_eq(server.rows, 3000);
    // The first alone, 1024, 1024, what is left of the unit, the other unit.
    cr_assert_eq(results, 5);
    cr_assert_eq(capaian_client_row(client, "dispar", a_row(CAPAIAN_CONTENT_MAX), NULL), -EMSGSIZE);
    cr_assert_eq(capaian_client_unanswered(client), 0);
    capaian_client_close(client);
    server_stop(&server);
}

Test(client, a_query_has_its_own_reply) {
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

Test(client, a_query_without_answer_is_asked_again_on_a_new_socket) {
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

Test(client, asked_to_stop_it_stops) {
    struct server server;
    server_start(&server, PENDING);
    struct capaian_client *client = client_of(&server);
    capaian_stop_on_signals();
    raise(SIGTERM);
    struct capaian_submission one = submission("", true, CAPAIAN_FOREVER);
    const Capaian__V1__SubmitReply *reply;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), -EINTR);
    cr_assert_eq(capaian_client_unanswered(client), 0);
    capaian_client_close(client);
    server_stop(&server);
}

static uint64_t seen[64];
static size_t seen_count;

static int see(const Capaian__V1__AlertEvent *event, void *context) {
    seen[seen_count++] = event->number;
    return context && event->number == *(uint64_t *)context ? 42 : 0;
}

Test(client, follow_delivers_until_live_or_until_told_to_end) {
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

Test(client, a_lost_batch_is_asked_for_again) {
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

Test(client, a_subscriber_heals_what_the_beacon_shows) {
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

Test(client, a_subscriber_takes_live_events_without_asking) {
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

Test(client, message_ids) {
    uint8_t one[16], two[16];
    int64_t before = capaian_wall_ms();
    capaian_message_id_make(one);
    capaian_message_id_make(two);
    int64_t milliseconds = 0;
    for (unsigned i = 0; i < 6; i++)
        milliseconds = milliseconds << 8 | one[i];
    cr_assert_geq(milliseconds, before);
    cr_assert_leq(milliseconds, capaian_wall_ms());
    cr_assert_eq(one[6] >> 4, 7);
    cr_assert_eq(one[8] >> 6, 2);
    cr_assert_neq(memcmp(one, two, 16), 0);

    uint8_t hash[32];
    capaian_content_hash("content", 7, hash);
    capaian_message_id_of_content("content", 7, one);
    cr_assert_arr_eq(one, hash, 16);
    capaian_message_id_of_content("another", 7, two);
    cr_assert_neq(memcmp(one, two, 16), 0);
}

Test(client, a_pack_is_a_content_within_the_limits) {
    struct capaian_pack *pack = malloc(sizeof *pack);
    cr_assert_eq(capaian_pack_start(pack, "a-unit-code-longer-than-32-bytes-is", false), -EINVAL);
    cr_assert_eq(capaian_pack_start(pack, "dispar", true), 0);
    cr_assert_eq(capaian_pack_row(pack, a_row(CAPAIAN_CONTENT_MAX - 20)), -EMSGSIZE);
    cr_assert_eq(capaian_pack_row(pack, a_row(200)), 0);
    cr_assert_eq(capaian_pack_row(pack, a_row(0)), 0);
    Capaian__V1__Content *content = capaian__v1__content__unpack(NULL, pack->size, pack->content);
    cr_assert_not_null(content);
    cr_assert_str_eq(content->unit, "dispar");
    cr_assert(content->atomic);
    cr_assert_eq(content->n_rows, 2);
    cr_assert_eq(strlen(content->rows[0]->note), 200);
    // The same bytes as the generated code writes.
    uint8_t *bytes = malloc(pack->size);
    cr_assert_eq(capaian__v1__content__get_packed_size(content), pack->size);
    capaian__v1__content__pack(content, bytes);
    cr_assert_arr_eq(bytes, pack->content, pack->size);
    free(bytes);
    capaian__v1__content__free_unpacked(content, NULL);

    cr_assert_eq(capaian_pack_start(pack, "dispar", false), 0);
    for (unsigned i = 0; i < CAPAIAN_ROWS_MAX; i++)
        cr_assert_eq(capaian_pack_row(pack, a_row(0)), 0);
    cr_assert_eq(capaian_pack_row(pack, a_row(0)), -ENOSPC);
    cr_assert_eq(pack->row_count, CAPAIAN_ROWS_MAX);

    cr_assert_eq(capaian_pack_start(pack, "dispar", false), 0);
    int result;
    while ((result = capaian_pack_row(pack, a_row(1000))) == 0)
        ;
    cr_assert_eq(result, -ENOSPC);
    cr_assert_leq(pack->size, CAPAIAN_CONTENT_MAX);
    cr_assert_gt(pack->size, CAPAIAN_CONTENT_MAX - 1100);
    free(pack);
}
