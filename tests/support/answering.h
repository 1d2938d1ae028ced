// A server for tests of clients, in a thread of its own: a ROUTER and a PUB that behave as told.
#pragma once

#include "client/client.h"
#include "net/keyring.h"
#include "net/socket.h"
#include "net/zap.h"
#include "support/folder.h"
#include "wire/envelope.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>
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
    bool duplicates;    // every message was here before
};

static struct folder folder;
static char keys_path[512];
static struct capaian_keypair own;
static int64_t silence_ms;    // of the clients; 0: the default
static uint8_t epoch[16] = "an epoch, so far";

static inline void send_reply(struct server *server, const struct capaian_peer *peer,
                              Capaian__V1__Envelope__KindCase kind, void *message) {
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, kind, message);
    capaian_router_send(server->router, peer, &envelope);
}

static inline void send_outcome(struct server *server, const struct capaian_peer *peer, ProtobufCBinaryData id,
                                Capaian__V1__Outcome outcome) {
    Capaian__V1__SubmitReply reply = CAPAIAN__V1__SUBMIT_REPLY__INIT;
    reply.message_id = id;
    reply.outcome = outcome;
    reply.duplicate = server->duplicates;
    reply.retry_after_ms = outcome == CAPAIAN__V1__OUTCOME__OUTCOME_BUSY ? 20 : 0;
    reply.credit = CAPAIAN_SUBMIT_CREDIT;
    send_reply(server, peer, CAPAIAN__V1__ENVELOPE__KIND_SUBMIT_REPLY, &reply);
}

static inline void on_submit(struct server *server, const struct capaian_peer *peer, Capaian__V1__SubmitRequest *submit,
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

static inline void on_query(struct server *server, const struct capaian_peer *peer,
                            const Capaian__V1__QueryRequest *query, unsigned nth) {
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

static inline void on_follow(struct server *server, const struct capaian_peer *peer,
                             const Capaian__V1__FollowRequest *follow) {
    if (server->manner == BUSY_ALWAYS) {
        Capaian__V1__Refusal refusal = CAPAIAN__V1__REFUSAL__INIT;
        refusal.code = "busy";
        send_reply(server, peer, CAPAIAN__V1__ENVELOPE__KIND_REFUSAL, &refusal);
        return;
    }
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

static inline void on_request(struct server *server, const struct capaian_peer *peer, Capaian__V1__Envelope *envelope) {
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

static inline void publish(struct server *server) {
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

static inline void *serve(void *argument) {
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

static inline void authorise(const char *roles) {
    char hex[65];
    for (unsigned i = 0; i < 32; i++)
        snprintf(hex + (size_t)2 * i, 3, "%02x", own.public_key[i]);
    FILE *file = fopen(keys_path, "w");
    cr_assert_not_null(file);
    fprintf(file, "%s %s * test\n", hex, roles);
    fclose(file);
}

static inline void server_start(struct server *server, enum manner manner) {
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

static inline void server_stop(struct server *server) {
    server->stop = true;
    pthread_join(server->thread, NULL);
    capaian_socket_close(server->router);
    capaian_socket_close(server->pub);
    capaian_zap_stop(server->zap);
    zmq_ctx_term(server->context);
}

static inline struct capaian_server address_of(const struct server *server) {
    struct capaian_server address = {.endpoint = server->endpoint};
    memcpy(address.key, server->pair.public_key, 32);
    return address;
}

static inline struct capaian_client *client_to(const struct capaian_server *servers, size_t count) {
    struct capaian_client_options options = {
        .servers = servers, .server_count = count, .pair = own, .silence_ms = silence_ms};
    struct capaian_client *client;
    cr_assert_eq(capaian_client_open(&options, &client), 0);
    return client;
}

static inline struct capaian_client *client_of(const struct server *server) {
    struct capaian_server address = address_of(server);
    return client_to(&address, 1);
}

static inline void setup(void) {
    folder = folder_make();
    snprintf(keys_path, sizeof keys_path, "%s", folder_file(&folder, "authorised_keys"));
    capaian_keypair_make(&own);
    authorise("submit");
}

static inline void teardown(void) {
    folder_remove(&folder);
}

static inline struct capaian_submission submission(const char *content, bool judged, int64_t deadline) {
    struct capaian_submission made = {
        .content = content, .size = strlen(content), .judged = judged, .deadline_ms = deadline};
    capaian_message_id_of_content(content, made.size, 0, made.id);
    return made;
}
