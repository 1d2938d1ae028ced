// A department's system: sends its letters until each is answered, as session/sender.h decides.
#pragma once

#include "history.h"
#include "net/key.h"
#include "process.h"
#include "session/sender.h"

#include <zmq.h>

enum { SENDER_COLLECTORS = 2 };

struct sender {
    struct process process;
    const struct history *history;
    struct capaian_keypair pair;
    const char *endpoints[SENDER_COLLECTORS];    // of the collectors that it knows, in the order in which it tries them
    unsigned endpoint_count, endpoint;
    void *socket;
    struct capaian_sender machine;
    struct letter *letters[LETTERS_MAX];    // to be handed in, in this order
    int64_t due[LETTERS_MAX];               // when
    bool finished[LETTERS_MAX];
    unsigned count, handed;
    int of_number[CAPAIAN_SUBMIT_CREDIT];    // the letter of a message of the machine
    struct capaian_arena *arena;
    zmq_msg_t payload;
};

void sender_init(struct sender *sender, const char *name, const struct history *history,
                 const struct capaian_keypair *pair);
void sender_end(struct sender *sender);
void sender_add(struct sender *sender, struct letter *letter, int64_t due);
void sender_start(struct sender *sender);
// It forgets which letters were answered when `forgets`, and sends them again: that must be harmless.
void sender_restart(struct sender *sender, bool forgets);
bool sender_done(const struct sender *sender);
