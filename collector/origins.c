#include "origins.h"

#include <stdlib.h>

struct origins {
    struct {
        uint64_t sequence;    // 0: empty
        struct capaian_peer peer;
    } slots[ORIGINS];
};

struct origins *origins_new(void) {
    return calloc(1, sizeof(struct origins));
}

struct origins *origins_free(struct origins *origins) {
    free(origins);
    return NULL;
}

void origins_add(struct origins *origins, uint64_t sequence, const struct capaian_peer *peer) {
    if (peer->delimited)
        return;
    origins->slots[sequence % ORIGINS].sequence = sequence;
    origins->slots[sequence % ORIGINS].peer = *peer;
}

bool origins_take(struct origins *origins, uint64_t sequence, struct capaian_peer *ret) {
    if (origins->slots[sequence % ORIGINS].sequence != sequence)
        return false;
    *ret = origins->slots[sequence % ORIGINS].peer;
    origins->slots[sequence % ORIGINS].sequence = 0;
    return true;
}
