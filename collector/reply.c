#include "reply.h"

#include "wire/content.h"
#include "wire/envelope.h"

#include <string.h>

void reply_from_record(struct reply *reply, const struct journal_record *record, struct capaian_arena *arena) {
    reply->sequence = record->entry.sequence;
    reply->received_at = record->entry.received_at;
    memcpy(reply->hash, record->entry.hash, sizeof reply->hash);
    if (record->verdict)
        reply->verdict =
            capaian__v1__verdict__unpack(capaian_arena_allocator(arena), record->verdict_size, record->verdict);
    // Over the arena's cap the sentences are left out; codes and arguments still say it.
    if (reply->verdict)
        (void)capaian_verdict_render(reply->verdict, arena);
}

static Capaian__V1__Outcome outcome_of(const struct reply *reply) {
    if (reply->outcome != CAPAIAN__V1__OUTCOME__OUTCOME_UNSPECIFIED)
        return reply->outcome;
    return reply->verdict ? reply->verdict->outcome : CAPAIAN__V1__OUTCOME__OUTCOME_STORED;
}

// protobuf-c knows no const; packing only reads.
int reply_send(void *router, const char *collector, const struct reply *reply) {
    Capaian__V1__SubmitReply message = CAPAIAN__V1__SUBMIT_REPLY__INIT;
    Capaian__V1__Receipt receipt = CAPAIAN__V1__RECEIPT__INIT;
    message.message_id.len = reply->id_size < REPLY_ID_MAX ? reply->id_size : REPLY_ID_MAX;
    message.message_id.data = (uint8_t *)reply->id;
    message.outcome = outcome_of(reply);
    message.duplicate = reply->duplicate;
    message.credit = CAPAIAN_SUBMIT_CREDIT;
    message.retry_after_ms = reply->retry_after_ms;
    message.verdict = (Capaian__V1__Verdict *)reply->verdict;
    message.refusal = (Capaian__V1__Refusal *)reply->refusal;
    if (!message.refusal && reply->verdict)
        message.refusal = reply->verdict->refusal;
    if (reply->sequence > 0) {
        receipt.message_id = message.message_id;
        receipt.content_hash = (ProtobufCBinaryData){CAPAIAN_HASH_SIZE, (uint8_t *)reply->hash};
        receipt.collector = (char *)collector;
        receipt.sequence = reply->sequence;
        receipt.received_at = reply->received_at;
        message.receipt = &receipt;
    }
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_SUBMIT_REPLY, &message);
    return capaian_router_send(router, &reply->peer, &envelope);
}

int refusal_send(void *router, const struct capaian_peer *peer, const Capaian__V1__Refusal *refusal) {
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_REFUSAL, (Capaian__V1__Refusal *)refusal);
    return capaian_router_send(router, peer, &envelope);
}
