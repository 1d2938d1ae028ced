#include "serve/answer.h"
#include "wire/envelope.h"

#include <string.h>

enum {
    MAY_ASK = CAPAIAN_ROLE_SUBMIT | CAPAIAN_ROLE_WATCH | CAPAIAN_ROLE_PERSONNEL | CAPAIAN_ROLE_QUERY |
              CAPAIAN_ROLE_DESK | CAPAIAN_ROLE_ADMIN,
};

// As we gave it out: a number, where there are rows within rows two with a dot between. Anything else is nobody's next
// page.
static bool cursor_valid(const char *cursor, unsigned dots) {
    size_t digits = strspn(cursor, "0123456789");
    for (; dots > 0 && digits > 0 && cursor[digits] == '.'; dots--) {
        cursor += digits + 1;
        digits = strspn(cursor, "0123456789");
    }
    return dots == 0 && digits > 0 && digits < 20 && cursor[digits] == '\0';
}

static void query(struct server *server, const struct capaian_peer *peer, const struct capaian_key_entry *entry,
                  const Capaian__V1__QueryRequest *request) {
    Capaian__V1__QueryReply reply = CAPAIAN__V1__QUERY_REPLY__INIT;
    server->counters.queries++;
    reply.request = request->request;
    Capaian__V1__QueryRequest__WhatCase what = request->what_case;
    bool pair = what == CAPAIAN__V1__QUERY_REQUEST__WHAT_EXPLAIN ||
                what == CAPAIAN__V1__QUERY_REQUEST__WHAT_SCORECARD ||
                what == CAPAIAN__V1__QUERY_REQUEST__WHAT_COMPLETENESS;
    if (request->cursor[0] != '\0' && !cursor_valid(request->cursor, pair ? 1 : 0)) {
        answer_refuse(server, &reply, CAPAIAN_QUERY_MALFORMED, "cursor", request->cursor);
        what = CAPAIAN__V1__QUERY_REQUEST__WHAT__NOT_SET;
    }
    switch (what) {
    case CAPAIAN__V1__QUERY_REQUEST__WHAT_ATTAINMENT:
        answer_attainment(server, request->attainment, request->cursor, entry, &reply);
        break;
    case CAPAIAN__V1__QUERY_REQUEST__WHAT_EXPLAIN:
        answer_explain(server, request->explain, request->cursor, entry, &reply);
        break;
    case CAPAIAN__V1__QUERY_REQUEST__WHAT_SNAPSHOT:
        answer_snapshot(server, request->snapshot, request->cursor, entry, &reply);
        break;
    case CAPAIAN__V1__QUERY_REQUEST__WHAT_STATUS:
        if ((entry->roles & ~(unsigned)CAPAIAN_ROLE_SUBMIT) == 0)
            answer_refuse(server, &reply, CAPAIAN_NOT_ALLOWED, "status", "status (watch / query / desk / admin)");
        else
            answer_status(server, &reply);
        break;
    case CAPAIAN__V1__QUERY_REQUEST__WHAT_CATALOGUE:
        answer_catalogue(server, request->catalogue, &reply);
        break;
    case CAPAIAN__V1__QUERY_REQUEST__WHAT_VERDICT:
        answer_verdict(server, request->verdict, entry, &reply);
        break;
    case CAPAIAN__V1__QUERY_REQUEST__WHAT_COMPLETENESS:
        answer_completeness(server, request->completeness, request->cursor, entry, &reply);
        break;
    case CAPAIAN__V1__QUERY_REQUEST__WHAT_HISTORY:
        answer_history(server, request->history, request->cursor, entry, &reply);
        break;
    case CAPAIAN__V1__QUERY_REQUEST__WHAT_DIGEST:
        answer_digest(server, request->digest, request->cursor, entry, &reply);
        break;
    case CAPAIAN__V1__QUERY_REQUEST__WHAT_SCORECARD:
        answer_scorecard(server, request->scorecard, request->cursor, entry, &reply);
        break;
    case CAPAIAN__V1__QUERY_REQUEST__WHAT_PLAN:
        answer_plan(server, request->plan, request->cursor, entry, &reply);
        break;
    case CAPAIAN__V1__QUERY_REQUEST__WHAT_SEALED:
        answer_sealed(server, request->cursor, &reply);
        break;
    default:
        if (reply.refusal == NULL)
            answer_refuse(server, &reply, CAPAIAN_QUERY_MALFORMED, "what", "what");
    }
    // Neither an answer nor a reason: the page's memory or the database's time was spent.
    if (reply.refusal == NULL && reply.what_case == CAPAIAN__V1__QUERY_REPLY__WHAT__NOT_SET) {
        capaian_arena_reset(server->answer);
        answer_refuse(server, &reply, CAPAIAN_BUSY, "", "1000");
    }
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_QUERY_REPLY, &reply);
    if (server_send(server, server->query_socket, peer, &envelope) || reply.refusal != NULL)
        return;
    // It has too many answers unread, and is told so in few bytes.
    capaian_arena_reset(server->answer);
    capaian__v1__query_reply__init(&reply);
    reply.request = request->request;
    answer_refuse(server, &reply, CAPAIAN_BUSY, "", "1000");
    server_send(server, server->query_socket, peer, &envelope);
}

static void follow(struct server *server, const struct capaian_peer *peer, const struct capaian_key_entry *entry,
                   const Capaian__V1__FollowRequest *request) {
    bool personnel = request->stream == CAPAIAN__V1__STREAM__STREAM_PERSONNEL;
    if (!answer_may_follow(entry, request->unit, personnel)) {
        server->counters.keys_refused++;
        server_refuse(server, server->query_socket, peer, personnel ? CAPAIAN_NOT_ALLOWED : CAPAIAN_KEY_UNIT,
                      personnel ? "follow (personnel / admin)" : request->unit);
        return;
    }
    stream_follow(server, peer, entry, request);
}

static void take(struct server *server, const struct capaian_peer *peer, const uint8_t key[CAPAIAN_KEY_SIZE],
                 zmq_msg_t *payload) {
    const struct capaian_key_entry *entry;
    Capaian__V1__Envelope *envelope =
        server_read(server, server->query_socket, peer, key, MAY_ASK,
                    "query (submit / watch / personnel / query / desk / admin)", payload, &entry);
    if (envelope == NULL)
        return;
    switch (envelope->kind_case) {
    case CAPAIAN__V1__ENVELOPE__KIND_QUERY:
        query(server, peer, entry, envelope->query);
        break;
    case CAPAIAN__V1__ENVELOPE__KIND_ACT:
        act_do(server, peer, entry, envelope->act);
        break;
    case CAPAIAN__V1__ENVELOPE__KIND_FOLLOW:
        follow(server, peer, entry, envelope->follow);
        break;
    case CAPAIAN__V1__ENVELOPE__KIND_FOLLOW_CREDIT:
        stream_credit(server, peer, envelope->follow_credit->credit);
        break;
    default:
        server_refuse_kind(server, server->query_socket, peer);
    }
}

bool desk_receive(struct server *server) {
    zmq_msg_t payload;
    zmq_msg_init(&payload);
    int r = 0;
    for (int i = 0; i < QUERIES_PER_TURN && !server->failed; i++) {
        struct capaian_peer peer;
        uint8_t key[CAPAIAN_KEY_SIZE];
        r = capaian_router_receive(server->query_socket, &peer, key, &payload);
        if (r == 0)
            break;
        if (r == 1)
            take(server, &peer, key, &payload);
        else
            server->counters.frames_refused++;
    }
    zmq_msg_close(&payload);
    return r != 0;
}
