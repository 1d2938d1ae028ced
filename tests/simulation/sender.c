#include "sender.h"

#include "net/socket.h"
#include "runtime/daemon.h"
#include "wire/envelope.h"

#include <assert.h>
#include <string.h>

enum { ACTIONS = 16 };

static void open_socket(struct sender *sender) {
    sender->socket = capaian_socket_close(sender->socket);
    static const uint8_t no_key[CAPAIAN_KEY_SIZE];
    int r =
        capaian_dealer_connect(NULL, sender->endpoints[sender->endpoint], no_key, &sender->pair, 0, &sender->socket);
    assert(r == 0);
    (void)r;
}

static bool send_letter(struct sender *sender, const struct letter *letter) {
    Capaian__V1__SubmitRequest submit = CAPAIAN__V1__SUBMIT_REQUEST__INIT;
    submit.message_id = (ProtobufCBinaryData){sizeof letter->id, (uint8_t *)letter->id};
    submit.content = (ProtobufCBinaryData){letter->size, letter->content};
    if (letter->judged) {
        submit.wait = CAPAIAN__V1__WAIT__WAIT_JUDGED;
        submit.patience_ms = 1000;
    }
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_SUBMIT, &submit);
    return capaian_dealer_send(sender->socket, &envelope) == 0;
}

static void step(struct sender *sender, struct capaian_sender_event event) {
    struct capaian_sender_action actions[ACTIONS], none[CAPAIAN_SENDER_ACTIONS_MIN];
    for (;;) {
        size_t count = capaian_sender_step(&sender->machine, &event, capaian_monotonic_ms(), actions, ACTIONS);
        uint16_t unsent[ACTIONS];
        size_t unsent_count = 0;
        for (size_t i = 0; i < count; i++) {
            uint16_t number = actions[i].number;
            int letter = sender->of_number[number];
            switch (actions[i].kind) {
            case CAPAIAN_SENDER_SEND:
                if (unsent_count > 0 || !send_letter(sender, sender->letters[letter]))
                    unsent[unsent_count++] = number;
                break;
            case CAPAIAN_SENDER_REOPEN:
                sender->endpoint = (sender->endpoint + 1) % sender->endpoint_count;
                open_socket(sender);
                break;
            case CAPAIAN_SENDER_ANSWERED:
            case CAPAIAN_SENDER_REFUSED:
            case CAPAIAN_SENDER_ENDED:
                sender->finished[letter] = true;
                break;
            case CAPAIAN_SENDER_KEEP:
                break;
            case CAPAIAN_SENDER_WAIT:
                process_in(&sender->process, actions[i].until - capaian_monotonic_ms());
                break;
            }
        }
        while (unsent_count > 0) {
            struct capaian_sender_event back = {.kind = CAPAIAN_SENDER_UNSENT, .number = unsent[--unsent_count]};
            capaian_sender_step(&sender->machine, &back, capaian_monotonic_ms(), none, CAPAIAN_SENDER_ACTIONS_MIN);
        }
        if (count > 0 && actions[count - 1].kind == CAPAIAN_SENDER_WAIT)
            return;
        event = (struct capaian_sender_event){.kind = CAPAIAN_SENDER_TICK};
    }
}

static void hand_in(struct sender *sender) {
    while (sender->handed < sender->count) {
        unsigned letter = sender->handed;
        if (sender->due[letter] > world_now()) {
            process_by(&sender->process, sender->due[letter]);
            return;
        }
        int number = sender->finished[letter] ? -1 : capaian_sender_free(&sender->machine);
        sender->handed++;
        if (number < 0)
            continue;
        sender->of_number[number] = (int)letter;
        struct capaian_sender_action none[CAPAIAN_SENDER_ACTIONS_MIN];
        struct capaian_sender_event event = {.kind = CAPAIAN_SENDER_HAND_IN,
                                             .number = (uint16_t)number,
                                             .id = sender->letters[letter]->id,
                                             .judged = sender->letters[letter]->judged,
                                             .deadline = CAPAIAN_NEVER};
        capaian_sender_step(&sender->machine, &event, capaian_monotonic_ms(), none, CAPAIAN_SENDER_ACTIONS_MIN);
    }
}

static struct letter *letter_of(struct sender *sender, const ProtobufCBinaryData *id) {
    for (unsigned i = 0; i < sender->count; i++)
        if (id->len == CAPAIAN_ID_SIZE && memcmp(sender->letters[i]->id, id->data, CAPAIAN_ID_SIZE) == 0)
            return sender->letters[i];
    return NULL;
}

static void act(struct process *process) {
    struct sender *sender = (struct sender *)process;
    if (network_connected(sender->socket))
        step(sender, (struct capaian_sender_event){.kind = CAPAIAN_SENDER_WRITABLE});
    while (capaian_dealer_receive(sender->socket, &sender->payload) == 1) {
        Capaian__V1__Envelope *envelope = NULL;
        capaian_arena_reset(sender->arena);
        if (capaian_envelope_unpack(zmq_msg_data(&sender->payload), zmq_msg_size(&sender->payload), sender->arena,
                                    &envelope) != CAPAIAN_OK ||
            envelope->kind_case != CAPAIAN__V1__ENVELOPE__KIND_SUBMIT_REPLY) {
            world_broken("%s got an answer that it cannot read", process->party.name);
            return;
        }
        struct letter *letter = letter_of(sender, &envelope->submit_reply->message_id);
        if (letter != NULL)
            history_told(sender->history, letter, envelope->submit_reply);
        step(sender, (struct capaian_sender_event){.kind = CAPAIAN_SENDER_REPLY, .reply = envelope->submit_reply});
    }
    hand_in(sender);
    step(sender, (struct capaian_sender_event){.kind = CAPAIAN_SENDER_TICK});
}

void sender_init(struct sender *sender, const char *name, const struct history *history,
                 const struct capaian_keypair *pair) {
    memset(sender, 0, sizeof *sender);
    process_init(&sender->process, name, act);
    sender->history = history;
    sender->pair = *pair;
    sender->arena = capaian_arena_new(CAPAIAN_ARENA_MAX);
    assert(sender->arena != NULL);
    zmq_msg_init(&sender->payload);
}

void sender_end(struct sender *sender) {
    capaian_socket_close(sender->socket);
    capaian_arena_free(sender->arena);
    zmq_msg_close(&sender->payload);
}

void sender_add(struct sender *sender, struct letter *letter, int64_t due) {
    assert(sender->count < LETTERS_MAX);
    sender->letters[sender->count] = letter;
    sender->due[sender->count++] = due;
}

void sender_start(struct sender *sender) {
    capaian_sender_init(&sender->machine, 0, 1000);
    network_act_as(&sender->process.party);
    open_socket(sender);
    network_act_as(NULL);
    sender->handed = 0;
    process_by(&sender->process, world_now());
}

void sender_restart(struct sender *sender, bool forgets) {
    world_note("%s starts again%s", sender->process.party.name, forgets ? " and has forgotten everything" : "");
    if (forgets)
        memset(sender->finished, 0, sizeof sender->finished);
    sender_start(sender);
}

bool sender_done(const struct sender *sender) {
    for (unsigned i = 0; i < sender->count; i++)
        if (!sender->finished[i])
            return false;
    return true;
}
