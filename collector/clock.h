// The receive clock: the instant a message is stamped with. It never runs back, across restarts too: the journal keeps
// the latest instant that was given out or promised to the evaluator, and the clock starts there. Where the system's
// clock is behind, receive time stands still until it has caught up.
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct receive_clock {
    bool simulated;
    bool known;      // false: simulated, and no greeting has set it yet
    int64_t last;    // milliseconds since 1970 UTC
};

// kept: the journal's instant, 0 when it is new.
void receive_clock_start(struct receive_clock *clock, bool simulated, int64_t kept);

// The instant now; wall is the system's, ignored in simulated time. Only meaningful when `known`.
int64_t receive_clock_read(struct receive_clock *clock, int64_t wall);

// Ledger time, from the link; forward only. Ignored in real time.
void receive_clock_set(struct receive_clock *clock, int64_t now);
