#include "transport.h"

#include "fuzz.h"
#include "wire/envelope.h"

#include <stdlib.h>
#include <string.h>

struct transport transport;

static int open_name(void **ret) {
    static char names[64];
    static unsigned next;
    *ret = &names[next++ % sizeof names];
    return 0;
}

int capaian_router_bind(void *context, const char *endpoint, const struct capaian_keypair *server, unsigned roles,
                        int64_t frame_max, void **ret, char *ret_endpoint) {
    (void)context, (void)endpoint, (void)server, (void)roles, (void)frame_max;
    *ret_endpoint = '\0';
    return open_name(ret);
}

int capaian_pub_bind(void *context, const char *endpoint, const struct capaian_keypair *server, unsigned roles,
                     void **ret, char *ret_endpoint) {
    (void)context, (void)endpoint, (void)server, (void)roles;
    *ret_endpoint = '\0';
    return open_name(ret);
}

int capaian_dealer_connect(void *context, const char *endpoint, const uint8_t server_key[CAPAIAN_KEY_SIZE],
                           const struct capaian_keypair *client, int64_t frame_max, void **ret) {
    (void)context, (void)endpoint, (void)server_key, (void)client, (void)frame_max;
    return open_name(ret);
}

int capaian_sub_connect(void *context, const char *endpoint, const uint8_t server_key[CAPAIAN_KEY_SIZE],
                        const struct capaian_keypair *client, void **ret) {
    (void)context, (void)endpoint, (void)server_key, (void)client;
    return open_name(ret);
}

void *capaian_socket_close(void *socket) {
    (void)socket;
    return NULL;
}

static int receive(const void *socket, zmq_msg_t *payload) {
    if (transport.frame == NULL || socket != transport.to)
        return 0;
    zmq_msg_close(payload);
    fuzz_must(zmq_msg_init_size(payload, transport.size) == 0);
    if (transport.size > 0)
        memcpy(zmq_msg_data(payload), transport.frame, transport.size);
    transport.frame = NULL;
    return 1;
}

int capaian_router_receive(void *router, struct capaian_peer *ret_peer, uint8_t ret_key[CAPAIAN_KEY_SIZE],
                           zmq_msg_t *payload) {
    *ret_peer = (struct capaian_peer){.id = "peer", .size = 4};
    memcpy(ret_key, transport.key, CAPAIAN_KEY_SIZE);
    return receive(router, payload);
}

int capaian_dealer_receive(void *dealer, zmq_msg_t *payload) {
    return receive(dealer, payload);
}

int capaian_sub_receive(void *sub, zmq_msg_t *payload) {
    return receive(sub, payload);
}

// A collector also tells a sender what has become of earlier messages.
static bool is_awaited(const Capaian__V1__Envelope *envelope) {
    if (envelope->kind_case != transport.awaited)
        return false;
    if (envelope->kind_case != CAPAIAN__V1__ENVELOPE__KIND_SUBMIT_REPLY || transport.id == NULL)
        return true;
    const ProtobufCBinaryData *id = &envelope->submit_reply->message_id;
    return id->len == CAPAIAN_ID_SIZE && memcmp(id->data, transport.id, CAPAIAN_ID_SIZE) == 0;
}

static int send(const Capaian__V1__Envelope *envelope) {
    size_t size = capaian__v1__envelope__get_packed_size(envelope);
    fuzz_must(size > 0 && size <= CAPAIAN_REPLY_FRAME_MAX);
    // Whatever was asked, nobody is told a code that is not in the table.
    if (envelope->kind_case == CAPAIAN__V1__ENVELOPE__KIND_REFUSAL)
        fuzz_code(capaian_code_of_name(envelope->refusal->code));
    // Everything is packed, so that the sanitizer sees what it points to.
    uint8_t *bytes = malloc(size);
    fuzz_must(bytes != NULL && capaian__v1__envelope__pack(envelope, bytes) == size);
    if (!is_awaited(envelope)) {
        free(bytes);
        return 0;
    }
    free(transport.answer);
    transport.answer = bytes;
    transport.answer_size = size;
    return 0;
}

int capaian_router_send(void *router, const struct capaian_peer *peer, const Capaian__V1__Envelope *envelope) {
    (void)router, (void)peer;
    return send(envelope);
}

int capaian_dealer_send(void *dealer, const Capaian__V1__Envelope *envelope) {
    (void)dealer;
    return send(envelope);
}

int capaian_pub_send(void *pub, const char *topic, const Capaian__V1__Envelope *envelope) {
    (void)pub;
    fuzz_must(strlen(topic) < CAPAIAN_TOPIC_MAX);
    return send(envelope);
}

void transport_put(const void *socket, const uint8_t *frame, size_t size) {
    static const uint8_t nothing[1];
    transport.to = socket;
    transport.frame = frame != NULL ? frame : nothing;
    transport.size = size;
    free(transport.answer);
    transport.answer = NULL;
}

Capaian__V1__Envelope *transport_answer(struct capaian_arena *arena) {
    Capaian__V1__Envelope *envelope = NULL;
    if (transport.answer == NULL)
        return NULL;
    fuzz_must(capaian_envelope_unpack(transport.answer, transport.answer_size, arena, &envelope) == CAPAIAN_OK);
    return envelope;
}
