// One request, one reply.
#include "client/connection.h"
#include "net/socket.h"
#include "runtime/daemon.h"
#include "wire/envelope.h"

#include <errno.h>
#include <string.h>

// An act on a large ledger takes its time, so the silence allowed grows further than for submissions.
enum { SILENCE_MS = 3000, SILENCE_MAX_MS = 60 * 1000 };

static bool same_bytes(ProtobufCBinaryData a, ProtobufCBinaryData b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static bool known_request(const Capaian__V1__Envelope *request) {
    switch (request->kind_case) {
    case CAPAIAN__V1__ENVELOPE__KIND_QUERY:
    case CAPAIAN__V1__ENVELOPE__KIND_ACT:
    case CAPAIAN__V1__ENVELOPE__KIND_SUBMIT:
    case CAPAIAN__V1__ENVELOPE__KIND_RECEIPT:
    case CAPAIAN__V1__ENVELOPE__KIND_COLLECTOR_STATUS_REQUEST:
        return true;
    default:
        return false;
    }
}

// A refusal names no request; on a socket with one question open it can only be this one's.
static bool answers(const Capaian__V1__Envelope *request, const Capaian__V1__Envelope *reply) {
    if (reply->kind_case == CAPAIAN__V1__ENVELOPE__KIND_REFUSAL)
        return true;
    switch (request->kind_case) {
    case CAPAIAN__V1__ENVELOPE__KIND_QUERY:
        return reply->kind_case == CAPAIAN__V1__ENVELOPE__KIND_QUERY_REPLY &&
               reply->query_reply->request == request->query->request;
    case CAPAIAN__V1__ENVELOPE__KIND_ACT:
        return reply->kind_case == CAPAIAN__V1__ENVELOPE__KIND_ACT_REPLY &&
               same_bytes(reply->act_reply->act_id, request->act->act_id);
    case CAPAIAN__V1__ENVELOPE__KIND_SUBMIT:
        return reply->kind_case == CAPAIAN__V1__ENVELOPE__KIND_SUBMIT_REPLY &&
               same_bytes(reply->submit_reply->message_id, request->submit->message_id);
    case CAPAIAN__V1__ENVELOPE__KIND_RECEIPT:
        return reply->kind_case == CAPAIAN__V1__ENVELOPE__KIND_SUBMIT_REPLY &&
               same_bytes(reply->submit_reply->message_id, request->receipt->message_id);
    case CAPAIAN__V1__ENVELOPE__KIND_COLLECTOR_STATUS_REQUEST:
        return reply->kind_case == CAPAIAN__V1__ENVELOPE__KIND_COLLECTOR_STATUS;
    default:
        return false;
    }
}

// One try: until the reply, or silence until the instant. 0, -EAGAIN after silence, -EINTR, -errno.
static int ask(struct capaian_client *client, const Capaian__V1__Envelope *request, int64_t until,
               const Capaian__V1__Envelope **ret) {
    int result = capaian_connection_open(client, &client->asking);
    if (result < 0)
        return result;
    bool sent = false;
    for (;;) {
        if (!sent) {
            result = capaian_dealer_send(client->asking.socket, request);
            if (result < 0 && result != -EAGAIN)
                return result;
            sent = result == 0;
        }
        Capaian__V1__Envelope *reply;
        while ((result = capaian_connection_receive(client, &client->asking, &reply)) > 0) {
            if (sent && answers(request, reply)) {
                *ret = reply;
                return 0;
            }
        }
        if (result < 0)
            return result;
        if (capaian_monotonic_ms() >= until)
            return -EAGAIN;
        zmq_pollitem_t item = {.socket = client->asking.socket, .events = ZMQ_POLLIN};
        if (!sent)
            item.events |= ZMQ_POLLOUT;
        result = capaian_wait(&item, 1, until);
        if (result < 0)
            return result;
    }
}

int capaian_client_call(struct capaian_client *client, const Capaian__V1__Envelope *request, int64_t deadline_ms,
                        const Capaian__V1__Envelope **ret) {
    if (!known_request(request))
        return -EINVAL;
    Capaian__V1__Envelope numbered = *request;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    if (request->kind_case == CAPAIAN__V1__ENVELOPE__KIND_QUERY) {
        query = *request->query;
        if (query.request == 0)
            query.request = ++client->request;
        numbered.query = &query;
    }
    if (capaian__v1__envelope__get_packed_size(&numbered) > CAPAIAN_QUERY_FRAME_MAX)
        return -EMSGSIZE;

    int64_t deadline = capaian_instant_after(capaian_monotonic_ms(), deadline_ms);
    int64_t silence = client->silence > 0 ? client->silence : SILENCE_MS;
    for (;;) {
        int64_t until = capaian_instant_after(capaian_monotonic_ms(), silence);
        int result = ask(client, &numbered, until < deadline ? until : deadline, ret);
        if (result == 0)
            return 0;
        // Whatever was asked may still be answered; not on the next question's socket.
        capaian_connection_move(client, &client->asking);
        if (result != -EAGAIN)
            return result;
        if (capaian_monotonic_ms() >= deadline)
            return -ETIMEDOUT;
        silence = silence * 2 < SILENCE_MAX_MS ? silence * 2 : SILENCE_MAX_MS;
    }
}

int capaian_client_receipt(struct capaian_client *client, const uint8_t id[CAPAIAN_ID_SIZE], int64_t deadline_ms,
                           const Capaian__V1__SubmitReply **ret) {
    uint8_t copy[CAPAIAN_ID_SIZE];
    memcpy(copy, id, sizeof copy);
    Capaian__V1__ReceiptRequest receipt = CAPAIAN__V1__RECEIPT_REQUEST__INIT;
    receipt.message_id = (ProtobufCBinaryData){.len = sizeof copy, .data = copy};
    Capaian__V1__Envelope request;
    capaian_envelope_init(&request, CAPAIAN__V1__ENVELOPE__KIND_RECEIPT, &receipt);
    const Capaian__V1__Envelope *reply;
    int result = capaian_client_call(client, &request, deadline_ms, &reply);
    if (result < 0)
        return result;
    if (reply->kind_case != CAPAIAN__V1__ENVELOPE__KIND_SUBMIT_REPLY)
        return -EPROTO;
    *ret = reply->submit_reply;
    return 0;
}
