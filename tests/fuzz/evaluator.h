// An evaluator with the example's catalogue, without its sockets and its loop, and one turn of it.
#pragma once

#include "capaian/v1/envelope.pb-c.h"

#include <stddef.h>
#include <stdint.h>

struct server;

// Begins anew, with another ledger, after every EVALUATOR_TURNS turns; before that the record of the old one is folded
// again and must be the same, bit for bit.
struct server *evaluator(void);

// One frame to the sockets of collectors, or to the desk, and everything that a turn does with it.
void evaluator_link_turn(struct server *server, const uint8_t *frame, size_t size);
void evaluator_desk_turn(struct server *server, const uint8_t *frame, size_t size);

// The same for an envelope; the answer, or NULL. Lives until the next call.
const Capaian__V1__Envelope *evaluator_ask(struct server *server, Capaian__V1__Envelope__KindCase kind, void *message,
                                           void (*turn)(struct server *, const uint8_t *, size_t));
