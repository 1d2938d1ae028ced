#include "client/submitting.h"

#include "net/socket.h"
#include "runtime/daemon.h"
#include "wire/envelope.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ACTIONS = 64 };

int capaian_submitting_of(struct capaian_client *client, struct capaian_submitting **ret) {
    if (!client->submitting) {
        client->submitting = calloc(1, sizeof *client->submitting);
        if (!client->submitting)
            return -ENOMEM;
        capaian_sender_init(&client->submitting->machine, client->silence, CAPAIAN_CLIENT_PATIENCE_MS);
    }
    *ret = client->submitting;
    return 0;
}

static void forget(struct capaian_outgoing *message) {
    free(message->content);
    free(message->row_tags);
    free(message->kept);
    *message = (struct capaian_outgoing){0};
}

void capaian_submitting_abandon(struct capaian_submitting *submitting) {
    for (unsigned i = 0; i < CAPAIAN_SUBMIT_CREDIT; i++)
        forget(&submitting->messages[i]);
    capaian_sender_init(&submitting->machine, submitting->machine.silence_first, CAPAIAN_CLIENT_PATIENCE_MS);
    capaian_connection_close(&submitting->connection);
    submitting->gathered = 0;
    submitting->gathering = false;
}

struct capaian_submitting *capaian_submitting_free(struct capaian_submitting *submitting) {
    if (submitting) {
        capaian_submitting_abandon(submitting);
        free(submitting);
    }
    return NULL;
}

int capaian_submitting_add(struct capaian_submitting *submitting, const struct capaian_outgoing *message,
                           int64_t deadline) {
    int number = capaian_sender_free(&submitting->machine);
    if (number < 0)
        return number;
    submitting->messages[number] = *message;
    struct capaian_sender_event event = {
        .kind = CAPAIAN_SENDER_HAND_IN,
        .number = (uint16_t)number,
        .id = submitting->messages[number].id,
        .judged = message->judged || message->dry_run,
        .deadline = deadline,
    };
    struct capaian_sender_action none[CAPAIAN_SENDER_ACTIONS_MIN];
    size_t count =
        capaian_sender_step(&submitting->machine, &event, capaian_monotonic_ms(), none, CAPAIAN_SENDER_ACTIONS_MIN);
    assert(count == 0);
    (void)count;
    return 0;
}

static int send_message(struct capaian_submitting *submitting, uint16_t number) {
    struct capaian_outgoing *message = &submitting->messages[number];
    Capaian__V1__SubmitRequest submit = CAPAIAN__V1__SUBMIT_REQUEST__INIT;
    submit.message_id = (ProtobufCBinaryData){.len = sizeof message->id, .data = message->id};
    submit.content = (ProtobufCBinaryData){.len = message->size, .data = message->content};
    if (message->judged || message->dry_run) {
        submit.wait = CAPAIAN__V1__WAIT__WAIT_JUDGED;
        submit.patience_ms = CAPAIAN_CLIENT_PATIENCE_MS;
    }
    submit.dry_run = message->dry_run;
    submit.sent_at = capaian_wall_ms();
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_SUBMIT, &submit);
    return capaian_dealer_send(submitting->connection.socket, &envelope);
}

// What was sent twice before its first answer may be a duplicate of itself. Busy is no answer: nothing is stored.
static void hear(struct capaian_outgoing *message, const Capaian__V1__SubmitReply *reply) {
    assert(reply != NULL);    // the sender keeps or ends a message only on a reply
    if (message->heard)
        return;
    message->heard = reply->outcome != CAPAIAN__V1__OUTCOME__OUTCOME_BUSY;
    message->known = message->heard && reply->duplicate && message->sends <= 1;
    if (!message->heard)
        message->sends = 0;
}

static void keep(struct capaian_outgoing *message, const Capaian__V1__SubmitReply *reply) {
    free(message->kept);
    message->kept_size = capaian__v1__submit_reply__get_packed_size(reply);
    message->kept = malloc(message->kept_size);
    if (message->kept)
        capaian__v1__submit_reply__pack(reply, message->kept);
}

// The message leaves the list before the callback, which may begin another under its number.
static void finish(struct capaian_submitting *submitting, uint16_t number, const Capaian__V1__SubmitReply *reply,
                   capaian_submit_done *done, void *context) {
    struct capaian_outgoing message = submitting->messages[number];
    submitting->messages[number] = (struct capaian_outgoing){0};
    submitting->results++;
    if (message.gathered)
        submitting->gathered--;
    struct capaian_submit_result result = {
        .tag = message.tag,
        .error = reply ? 0 : -ETIMEDOUT,
        .reply = reply,
        .known = message.known,
        .row_tags = message.row_tags,
        .row_count = message.row_count,
    };
    memcpy(result.id, message.id, sizeof result.id);
    if (done)
        done(&result, context);
    forget(&message);
}

// What could not be read is refused as a whole, in the words of the refusal.
static const Capaian__V1__SubmitReply *refused_reply(struct capaian_client *client,
                                                     const struct capaian_outgoing *message,
                                                     const Capaian__V1__Refusal *refusal) {
    Capaian__V1__SubmitReply *reply = capaian_arena_take(client->arena, sizeof *reply);
    uint8_t *id = capaian_arena_take(client->arena, CAPAIAN_ID_SIZE);
    if (!reply || !id)
        return NULL;
    memcpy(id, message->id, CAPAIAN_ID_SIZE);
    capaian__v1__submit_reply__init(reply);
    reply->message_id = (ProtobufCBinaryData){.len = CAPAIAN_ID_SIZE, .data = id};
    reply->outcome = CAPAIAN__V1__OUTCOME__OUTCOME_REFUSED;
    reply->refusal = (Capaian__V1__Refusal *)refusal;
    return reply;
}

static const Capaian__V1__SubmitReply *kept_reply(struct capaian_client *client,
                                                  const struct capaian_outgoing *message) {
    if (!message->kept)
        return NULL;
    return capaian__v1__submit_reply__unpack(capaian_arena_allocator(client->arena), message->kept_size, message->kept);
}

static int carry_out(struct capaian_client *client, const struct capaian_sender_action *actions, size_t count,
                     const struct capaian_sender_event *event, const Capaian__V1__Refusal *refusal,
                     capaian_submit_done *done, void *context) {
    struct capaian_submitting *submitting = client->submitting;
    uint16_t unsent[ACTIONS];
    size_t unsent_count = 0;
    int result = 0;
    for (size_t i = 0; i < count; i++) {
        uint16_t number = actions[i].number;
        struct capaian_outgoing *message = &submitting->messages[number];
        switch (actions[i].kind) {
        case CAPAIAN_SENDER_SEND:
            if (unsent_count > 0 || !submitting->connection.socket || send_message(submitting, number) < 0)
                unsent[unsent_count++] = number;
            else
                message->sends++;
            break;
        case CAPAIAN_SENDER_REOPEN:
            capaian_connection_move(client, &submitting->connection);
            result = capaian_connection_open(client, &submitting->connection);
            break;
        case CAPAIAN_SENDER_KEEP:
            hear(message, event->reply);
            keep(message, event->reply);
            break;
        case CAPAIAN_SENDER_ANSWERED:
            hear(message, event->reply);
            finish(submitting, number, event->reply, done, context);
            break;
        case CAPAIAN_SENDER_REFUSED:
            finish(submitting, number, refused_reply(client, message, refusal), done, context);
            break;
        case CAPAIAN_SENDER_ENDED:
            finish(submitting, number, actions[i].stands ? kept_reply(client, message) : NULL, done, context);
            break;
        case CAPAIAN_SENDER_WAIT:
            break;
        }
    }
    while (unsent_count > 0) {
        struct capaian_sender_event back = {.kind = CAPAIAN_SENDER_UNSENT, .number = unsent[--unsent_count]};
        struct capaian_sender_action none[CAPAIAN_SENDER_ACTIONS_MIN];
        capaian_sender_step(&submitting->machine, &back, capaian_monotonic_ms(), none, CAPAIAN_SENDER_ACTIONS_MIN);
    }
    return result;
}

int capaian_submitting_step(struct capaian_client *client, const struct capaian_sender_event *event,
                            const Capaian__V1__Refusal *refusal, capaian_submit_done *done, void *context,
                            int64_t *ret_until) {
    struct capaian_submitting *submitting = client->submitting;
    struct capaian_sender_event next = *event;
    int result = capaian_connection_open(client, &submitting->connection);
    while (result == 0) {
        struct capaian_sender_action actions[ACTIONS];
        size_t count = capaian_sender_step(&submitting->machine, &next, capaian_monotonic_ms(), actions, ACTIONS);
        result = carry_out(client, actions, count, &next, refusal, done, context);
        if (result == 0 && count > 0 && actions[count - 1].kind == CAPAIAN_SENDER_WAIT) {
            *ret_until = actions[count - 1].until;
            return 0;
        }
        next = (struct capaian_sender_event){.kind = CAPAIAN_SENDER_TICK};
    }
    return result;
}
