// Which connection each of the newest entries came from, so that its verdict can be pushed there when it comes. Best
// effort: what is forgotten here can be asked for.
#pragma once

#include "net/socket.h"

#include <stdbool.h>
#include <stdint.h>

enum { ORIGINS = 16384 };    // entries remembered; the older are forgotten, which bounds the memory

struct origins;

struct origins *origins_new(void);
struct origins *origins_free(struct origins *origins);

// A REQ peer is never remembered: it would take a push for the answer to its next request.
void origins_add(struct origins *origins, uint64_t sequence, const struct capaian_peer *peer);

// Takes the connection out. False: not known.
bool origins_take(struct origins *origins, uint64_t sequence, struct capaian_peer *ret);
