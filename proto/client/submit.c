// Submitting: one message to its end, or many at once.
#include "client/submitting.h"
#include "runtime/daemon.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

// Frames read before the machine's clock gets its turn.
enum { FRAMES_AT_ONCE = 512 };

int capaian_client_begin(struct capaian_client *client, const struct capaian_submission *submission) {
    struct capaian_submitting *submitting;
    if (submission->size > CAPAIAN_CONTENT_MAX)
        return -EMSGSIZE;
    int result = capaian_submitting_of(client, &submitting);
    if (result < 0)
        return result;
    if (capaian_sender_free(&submitting->machine) < 0)
        return -EAGAIN;
    if (capaian_sender_has(&submitting->machine, submission->id))
        return -EEXIST;
    struct capaian_outgoing message = {
        .content = malloc(submission->size > 0 ? submission->size : 1),
        .size = submission->size,
        .judged = submission->judged,
        .dry_run = submission->dry_run,
        .tag = submission->tag,
    };
    if (!message.content)
        return -ENOMEM;
    memcpy(message.id, submission->id, sizeof message.id);
    if (submission->size > 0)
        memcpy(message.content, submission->content, submission->size);
    return capaian_submitting_add(submitting, &message,
                                  capaian_instant_after(capaian_monotonic_ms(), submission->deadline_ms));
}

size_t capaian_client_unanswered(const struct capaian_client *client) {
    const struct capaian_submitting *submitting = client->submitting;
    if (!submitting)
        return 0;
    return (size_t)(CAPAIAN_SUBMIT_CREDIT - submitting->machine.free_count) + (submitting->gathering ? 1 : 0);
}

// Takes what has come. The machine acts on each answer at once, so that its place is filled again.
static int receive(struct capaian_client *client, capaian_submit_done *done, void *context) {
    struct capaian_submitting *submitting = client->submitting;
    for (unsigned frames = 0; frames < FRAMES_AT_ONCE; frames++) {
        if ((submitting->one && submitting->results > 0) || !submitting->connection.socket)
            return 0;
        Capaian__V1__Envelope *envelope;
        int result = capaian_connection_receive(client, &submitting->connection, &envelope);
        if (result <= 0)
            return result;
        struct capaian_sender_event event = {.kind = CAPAIAN_SENDER_REPLY};
        const Capaian__V1__Refusal *refusal = NULL;
        if (envelope->kind_case == CAPAIAN__V1__ENVELOPE__KIND_SUBMIT_REPLY) {
            event.reply = envelope->submit_reply;
        } else if (envelope->kind_case == CAPAIAN__V1__ENVELOPE__KIND_REFUSAL) {
            event.kind = CAPAIAN_SENDER_REFUSAL;
            refusal = envelope->refusal;
        } else {
            continue;
        }
        int64_t until;
        result = capaian_submitting_step(client, &event, refusal, done, context, &until);
        if (result < 0)
            return result;
    }
    return 0;
}

int capaian_client_poll(struct capaian_client *client, int64_t timeout_ms, capaian_submit_done *done, void *context) {
    struct capaian_submitting *submitting = client->submitting;
    if (!submitting)
        return 0;
    submitting->results = 0;
    int64_t end = capaian_instant_after(capaian_monotonic_ms(), timeout_ms);
    struct capaian_sender_event event = {.kind = CAPAIAN_SENDER_TICK};
    for (;;) {
        if (submitting->gathering && submitting->gathered == 0) {
            int closed = capaian_submitting_close_rows(client);
            if (closed < 0 && closed != -EAGAIN)
                return closed;
        }
        int64_t until;
        int result = capaian_submitting_step(client, &event, NULL, done, context, &until);
        if (result < 0)
            return result;
        if (submitting->results > 0 || capaian_client_unanswered(client) == 0)
            return (int)submitting->results;

        zmq_pollitem_t item = {.socket = submitting->connection.socket, .events = ZMQ_POLLIN};
        if (submitting->machine.blocked)
            item.events |= ZMQ_POLLOUT;
        result = capaian_wait(&item, 1, until < end ? until : end);
        if (result < 0)
            return result;
        event.kind = item.revents & ZMQ_POLLOUT ? CAPAIAN_SENDER_WRITABLE : CAPAIAN_SENDER_TICK;
        result = receive(client, done, context);
        if (result < 0)
            return result;
        if (submitting->results == 0 && capaian_monotonic_ms() >= end)
            return 0;
        // Answers first: what they freed is sent by the next step, which also looks at the clock.
        if (submitting->one && submitting->results > 0)
            return (int)submitting->results;
    }
}

int capaian_client_flush(struct capaian_client *client, int64_t deadline_ms, capaian_submit_done *done, void *context) {
    int64_t deadline = capaian_instant_after(capaian_monotonic_ms(), deadline_ms);
    while (capaian_client_unanswered(client) > 0) {
        int64_t now = capaian_monotonic_ms();
        if (now >= deadline)
            return -ETIMEDOUT;
        if (client->submitting->gathering) {
            int closed = capaian_submitting_close_rows(client);
            if (closed < 0 && closed != -EAGAIN)
                return closed;
        }
        int result = capaian_client_poll(client, deadline == INT64_MAX ? INT64_MAX : deadline - now, done, context);
        if (result < 0)
            return result;
    }
    return 0;
}

struct outcome {
    int error;
    const Capaian__V1__SubmitReply *reply;
};

static void remember(const struct capaian_submit_result *result, void *context) {
    *(struct outcome *)context = (struct outcome){.error = result->error, .reply = result->reply};
}

int capaian_client_submit(struct capaian_client *client, const struct capaian_submission *submission,
                          const Capaian__V1__SubmitReply **ret) {
    if (capaian_client_unanswered(client) > 0)
        return -EBUSY;
    int result = capaian_client_begin(client, submission);
    if (result < 0)
        return result;
    struct outcome outcome = {0};
    client->submitting->one = true;
    do
        result = capaian_client_poll(client, INT64_MAX, remember, &outcome);
    while (result == 0 && capaian_client_unanswered(client) > 0);
    client->submitting->one = false;
    if (result < 0) {
        capaian_submitting_abandon(client->submitting);
        return result;
    }
    if (outcome.error < 0)
        return outcome.error;
    *ret = outcome.reply;
    return 0;
}
