// A whole evaluator with the example's catalogue, in simulated time, and the turns of its loop.
#pragma once

#include "capaian/v1/envelope.pb-c.h"

#include <stddef.h>
#include <stdint.h>

struct server;

// Begins anew, with another ledger, now and then; before that the record of the old one is folded again and must be
// the same, bit for bit. Who sends has these roles, for every unit; without link no collector is waited for.
struct server *evaluator(const char *roles);

// One frame to one of its sockets, and everything that a turn does with it.
void evaluator_turn(const void *socket, const uint8_t *frame, size_t size);

// The same for an envelope; the answer of the kind that is awaited, or NULL. Lives until the next call.
const Capaian__V1__Envelope *evaluator_ask(const void *socket, Capaian__V1__Envelope__KindCase kind, void *message,
                                           Capaian__V1__Envelope__KindCase awaited);
