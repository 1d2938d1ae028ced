// Following alerts: the machine of session/watcher.h on a query socket and, when wanted, a SUB socket.
#include "client/connection.h"
#include "net/socket.h"
#include "runtime/daemon.h"
#include "session/watcher.h"
#include "wire/envelope.h"

#include <errno.h>
#include <string.h>

// Frames read from one socket before the other, and the machine's clock, get their turn.
enum { FRAMES_AT_ONCE = 256 };

struct following {
    struct capaian_client *client;
    struct capaian_follow *follow;
    struct capaian_watcher machine;
    struct capaian_connection connection;
    void *alerts;
    const Capaian__V1__Refusal *refusal;
    bool follow_due;    // to be sent when the socket takes it
    uint64_t after;
    uint32_t credit_due;
    int64_t until;
    bool ended;    // with `result`
    int result;
};

static void end(struct following *following, int result) {
    if (following->ended)
        return;
    following->ended = true;
    following->result = result;
}

static void deliver(struct following *following, const Capaian__V1__AlertEvent *event) {
    if (following->ended)
        return;
    following->follow->number = event->number;
    int answer = following->follow->event(event, following->follow->context);
    if (answer != 0)
        end(following, answer);
}

static void open_alerts(struct following *following) {
    const struct capaian_server *server = following->follow->alerts;
    following->alerts = capaian_socket_close(following->alerts);
    int result = capaian_sub_connect(following->client->context, server->endpoint, server->key,
                                     &following->client->pair, &following->alerts);
    if (result == 0 && zmq_setsockopt(following->alerts, ZMQ_SUBSCRIBE, "", 0) < 0)
        result = -zmq_errno();
    if (result < 0)
        end(following, result);
}

static void carry_out(struct following *following, const struct capaian_watcher_event *event,
                      const struct capaian_watcher_action *action) {
    switch (action->kind) {
    case CAPAIAN_WATCHER_DELIVER:
        if (event->alert)
            deliver(following, event->alert);
        for (size_t i = 0; event->batch && i < action->count; i++)
            deliver(following, event->batch->events[action->first + i]);
        break;
    case CAPAIAN_WATCHER_LIVE:
        if (following->follow->until_live)
            end(following, 0);
        break;
    case CAPAIAN_WATCHER_REOPEN_FOLLOW:
        capaian_connection_move(following->client, &following->connection);
        break;
    case CAPAIAN_WATCHER_FOLLOW: {
        int result = capaian_connection_open(following->client, &following->connection);
        if (result < 0)
            end(following, result);
        following->follow_due = true;
        following->after = action->number;
        following->credit_due = action->credit;
        break;
    }
    case CAPAIAN_WATCHER_CREDIT:
        following->credit_due += action->credit;
        break;
    case CAPAIAN_WATCHER_END_FOLLOW:
        capaian_connection_close(&following->connection);
        following->follow_due = false;
        following->credit_due = 0;
        break;
    case CAPAIAN_WATCHER_REOPEN_ALERTS:
        open_alerts(following);
        break;
    case CAPAIAN_WATCHER_TAKE_SNAPSHOT:
        end(following, -ESTALE);
        break;
    case CAPAIAN_WATCHER_WAIT:
        following->until = action->until;
        break;
    }
}

static void step(struct following *following, const struct capaian_watcher_event *event) {
    struct capaian_watcher_action actions[CAPAIAN_WATCHER_ACTIONS_MAX];
    size_t count = capaian_watcher_step(&following->machine, event, capaian_monotonic_ms(), actions);
    for (size_t i = 0; i < count; i++)
        carry_out(following, event, &actions[i]);
    if (following->machine.epoch_known)
        memcpy(following->follow->epoch, following->machine.epoch, CAPAIAN_EPOCH_SIZE);
    // A follow of one unit passes over the numbers of the others.
    if (!following->ended)
        following->follow->number = following->machine.number;
}

static void send_due(struct following *following) {
    if (!following->connection.socket)
        return;
    Capaian__V1__Envelope envelope;
    Capaian__V1__FollowRequest request = CAPAIAN__V1__FOLLOW_REQUEST__INIT;
    Capaian__V1__FollowCredit credit = CAPAIAN__V1__FOLLOW_CREDIT__INIT;
    if (following->follow_due) {
        if (following->machine.epoch_known)
            request.epoch = (ProtobufCBinaryData){.len = CAPAIAN_EPOCH_SIZE, .data = following->machine.epoch};
        request.after = following->after;
        request.unit = (char *)(following->follow->unit ? following->follow->unit : "");
        request.credit = following->credit_due;
        request.stream =
            following->follow->personnel ? CAPAIAN__V1__STREAM__STREAM_PERSONNEL : CAPAIAN__V1__STREAM__STREAM_ALERTS;
        capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_FOLLOW, &request);
    } else if (following->credit_due > 0) {
        credit.credit = following->credit_due;
        capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_FOLLOW_CREDIT, &credit);
    } else {
        return;
    }
    int result = capaian_dealer_send(following->connection.socket, &envelope);
    if (result == 0) {
        following->follow_due = false;
        following->credit_due = 0;
    } else if (result != -EAGAIN) {
        end(following, result);
    }
}

static void receive_follow(struct following *following) {
    for (unsigned frames = 0; frames < FRAMES_AT_ONCE && following->connection.socket && !following->ended; frames++) {
        Capaian__V1__Envelope *envelope;
        int result = capaian_connection_receive(following->client, &following->connection, &envelope);
        if (result < 0)
            end(following, result);
        if (result <= 0)
            return;
        struct capaian_watcher_event event = {.kind = CAPAIAN_WATCHER_HEARD};
        if (envelope->kind_case == CAPAIAN__V1__ENVELOPE__KIND_FOLLOW_BATCH) {
            event.kind = CAPAIAN_WATCHER_BATCH;
            event.batch = envelope->follow_batch;
        } else if (envelope->kind_case == CAPAIAN__V1__ENVELOPE__KIND_FOLLOW_GONE) {
            event.kind = CAPAIAN_WATCHER_EPOCH_GONE;
        } else if (envelope->kind_case == CAPAIAN__V1__ENVELOPE__KIND_REFUSAL &&
                   strncmp(envelope->refusal->code, "busy", strlen("busy")) != 0) {
            // Busy passes: the machine asks again.
            following->refusal = envelope->refusal;
            end(following, -EPROTO);
            return;
        }
        step(following, &event);
    }
}

static void receive_alerts(struct following *following) {
    struct capaian_client *client = following->client;
    for (unsigned frames = 0; frames < FRAMES_AT_ONCE && following->alerts && !following->ended; frames++) {
        int result = capaian_sub_receive(following->alerts, &client->frame);
        if (result == -EBADMSG)
            continue;
        if (result < 0)
            end(following, result);
        if (result <= 0)
            return;
        Capaian__V1__Envelope *envelope;
        capaian_arena_reset(client->arena);
        if (capaian_envelope_unpack(zmq_msg_data(&client->frame), zmq_msg_size(&client->frame), client->arena,
                                    &envelope) != CAPAIAN_OK)
            continue;
        if (envelope->kind_case == CAPAIAN__V1__ENVELOPE__KIND_EVENT)
            step(following, &(struct capaian_watcher_event){.kind = CAPAIAN_WATCHER_ALERT, .alert = envelope->event});
        else if (envelope->kind_case == CAPAIAN__V1__ENVELOPE__KIND_BEACON)
            step(following,
                 &(struct capaian_watcher_event){.kind = CAPAIAN_WATCHER_BEACON, .beacon = envelope->beacon});
    }
}

// Waits for a frame, for room to send what is due, or for the machine's next instant.
static void wait_for_more(struct following *following, int64_t deadline) {
    zmq_pollitem_t items[2];
    int count = 0;
    if (following->alerts)
        items[count++] = (zmq_pollitem_t){.socket = following->alerts, .events = ZMQ_POLLIN};
    if (following->connection.socket) {
        bool due = following->follow_due || following->credit_due > 0;
        items[count++] = (zmq_pollitem_t){.socket = following->connection.socket,
                                          .events = (short)(due ? ZMQ_POLLIN | ZMQ_POLLOUT : ZMQ_POLLIN)};
    }
    int result = capaian_wait(items, count, following->until < deadline ? following->until : deadline);
    if (result < 0)
        end(following, result);
}

int capaian_client_follow(struct capaian_client *client, struct capaian_follow *follow,
                          const Capaian__V1__Refusal **ret_refusal) {
    static const uint8_t whichever[CAPAIAN_EPOCH_SIZE] = {0};
    bool filtered = follow->unit && *follow->unit;
    if (!follow->event || (filtered && follow->alerts))
        return -EINVAL;
    struct following following = {.client = client, .follow = follow};
    following.connection.server = client->asking.server;
    int64_t now = capaian_monotonic_ms();
    int64_t deadline = capaian_instant_after(now, follow->deadline_ms);
    bool known = memcmp(follow->epoch, whichever, sizeof whichever) != 0;
    capaian_watcher_init(&following.machine, follow->alerts ? CAPAIAN_WATCH_SUBSCRIBE : CAPAIAN_WATCH_FOLLOW, filtered,
                         known ? follow->epoch : NULL, follow->number, now);
    if (follow->alerts)
        open_alerts(&following);
    while (!following.ended) {
        step(&following, &(struct capaian_watcher_event){.kind = CAPAIAN_WATCHER_TICK});
        send_due(&following);
        if (!following.ended && capaian_monotonic_ms() >= deadline)
            end(&following, -ETIMEDOUT);
        if (!following.ended)
            wait_for_more(&following, deadline);
        if (!following.ended) {
            receive_alerts(&following);
            receive_follow(&following);
        }
    }
    capaian_socket_close(following.alerts);
    capaian_connection_close(&following.connection);
    if (following.result == -EPROTO && following.refusal && ret_refusal)
        *ret_refusal = following.refusal;
    return following.result;
}
