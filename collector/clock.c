#include "clock.h"

void receive_clock_start(struct receive_clock *clock, bool simulated, int64_t kept) {
    *clock = (struct receive_clock){.simulated = simulated, .known = !simulated, .last = kept};
}

int64_t receive_clock_read(struct receive_clock *clock, int64_t wall) {
    if (!clock->simulated && wall > clock->last)
        clock->last = wall;
    return clock->last;
}

void receive_clock_set(struct receive_clock *clock, int64_t now) {
    if (!clock->simulated)
        return;
    clock->known = true;
    if (now > clock->last)
        clock->last = now;
}
