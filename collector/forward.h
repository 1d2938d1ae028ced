// The collector's end of the link, as pure steps: what to send, what an answer means, when the connection has died.
//
// Entries are named by their sequence in the journal. Within a session they are numbered from 1 in journal order, so
// entry n is sequence base + n. No socket, journal or clock is in here; instants are monotonic milliseconds, except
// those named as the receive clock's.
//
//     HELLO -greeting-> STREAMING -silence, fault, unknown session-> HELLO (a new session)
//     HELLO -greeting of the other kind of time, or of a ledger that could not be made whole-> REFUSED -time-> HELLO
#pragma once

#include "capaian/v1/link.pb-c.h"
#include "wire/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    FORWARD_SESSION_SIZE = 16,
    FORWARD_HELLO_MS = 1000,         // until a hello is said again
    FORWARD_BEAT_MS = 500,           // between heartbeats without traffic
    FORWARD_SILENCE_MS = 5000,       // until the socket is given up
    FORWARD_REFUSED_MS = 5000,       // until a ledger of the other kind is tried again
    FORWARD_ENTRY_OVERHEAD = 128,    // bytes on the wire beside an entry's content, for the credit
};

enum forward_state { FORWARD_HELLO, FORWARD_STREAMING, FORWARD_REFUSED };

// What the journal remembers (see journal.h).
struct forward_position {
    uint64_t first, last, cursor;
    uint8_t epoch[CAPAIAN_EPOCH_SIZE];
    uint64_t applied;
    uint8_t journal[FORWARD_SESSION_SIZE], parent[FORWARD_SESSION_SIZE];
    uint64_t parent_reached;
    uint64_t lacking;
};

// An entry on its way: sent, not settled.
struct forward_flight {
    uint8_t id[CAPAIAN_ID_SIZE];
    uint32_t bytes;
    int32_t tag;    // the caller's
};

// Opaque; the caller's memory.
struct forward {
    bool simulated;
    enum forward_state state;
    uint8_t session[FORWARD_SESSION_SIZE];
    int64_t begun_at;    // when the session was
    int64_t heard_at;    // anything valid
    int64_t hello_at;    // when the next hello is due
    int64_t beat_at;     // when the next heartbeat is
    int64_t retry_at;    // REFUSED: until then
    struct forward_position position;
    uint64_t held;          // entries that the ledger lacks and that are not here: nothing is sent
    bool whole;             // the ledger that greeted last lacks none; false until one has greeted: nothing is purged
    bool shared;            // another process uses our key
    uint64_t base, sent;    // sent: newest sequence sent in this session
    uint32_t credit;
    uint64_t credit_bytes, flying_bytes;
    struct forward_flight flights[CAPAIAN_LINK_CREDIT];    // by sequence
};

enum forward_event_kind {
    FORWARD_TICK,        // time has passed
    FORWARD_GREETING,    // these were received
    FORWARD_ACK,
    FORWARD_CLOCK,
    FORWARD_RESTART,    // the journal lost what was last settled (a full disk): `position` is what it has
};

struct forward_event {
    enum forward_event_kind kind;
    const Capaian__V1__LinkGreeting *greeting;
    const Capaian__V1__LinkAck *ack;
    Capaian__V1__Verdict *const *verdicts;    // ACK: its verdicts, decoded; NULL where one cannot be
    const Capaian__V1__LinkClock *clock;
    const struct forward_position *position;
    bool branched;                          // GREETING: what the ledger has of this journal it does not hold
    const uint8_t *goes_without;            // GREETING: the epoch of a ledger that may lack entries; NULL: none
    uint8_t fresh[FORWARD_SESSION_SIZE];    // random, for a new session; needed with every event
    uint8_t other[FORWARD_SESSION_SIZE];    // random, for a new journal id; needed with GREETING
};

enum {
    FORWARD_DO_REOPEN = 1 << 0,    // close the socket, open another
    FORWARD_DO_UP = 1 << 1,        // the link stands
    FORWARD_DO_DOWN = 1 << 2,      // it stood
    FORWARD_DO_REWIND = 1 << 3,    // store cursor, epoch and applied of the position: all that is kept is sent again
    FORWARD_DO_SETTLE = 1 << 4,    // store the verdicts of `count` entries after the old cursor, and the position
    FORWARD_DO_CLOCK = 1 << 5,     // set the receive clock to `clock`
    FORWARD_DO_BRANCH = 1 << 6,    // the journal is an older copy: it goes on under the position's id
};

// Why something was not as it should be; for the log and the counters.
enum forward_fault {
    FORWARD_FINE,
    FORWARD_SILENT,             // nothing heard for FORWARD_SILENCE_MS
    FORWARD_SESSION_UNKNOWN,    // the evaluator does not know the session (any more)
    FORWARD_KIND,               // the other kind of time
    FORWARD_STRAY,              // of another session; ignored
    FORWARD_BROKEN,             // an answer that cannot be right: the session starts anew
    FORWARD_INCOMPLETE,         // the ledger lacks entries that are not here
};

struct forward_actions {
    unsigned what;    // of FORWARD_DO_
    enum forward_fault fault;
    uint64_t first;    // SETTLE: the sequence of the first
    size_t count;
    int64_t clock;
};

// How many entries that were settled once are neither here nor in the ledger that greets; 0 for a ledger that does not
// say what it has, where nothing was ever purged.
uint64_t forward_lacking(const struct forward_position *position, const Capaian__V1__LinkGreeting *said);

// A new session on a socket just opened.
void forward_init(struct forward *forward, bool simulated, const struct forward_position *position,
                  const uint8_t fresh[FORWARD_SESSION_SIZE], int64_t now);

struct forward_actions forward_step(struct forward *forward, const struct forward_event *event, int64_t now);

// The journal's oldest entry kept and its newest committed one.
void forward_kept(struct forward *forward, uint64_t first, uint64_t last);

// True when a hello is due; when the socket has taken it, say so.
bool forward_hello_due(const struct forward *forward, int64_t now);
void forward_hello_sent(struct forward *forward, int64_t now);

// The next batch. False: nothing to send now.
struct forward_plan {
    uint64_t first;      // sequence of the first entry
    uint64_t number;     // its number in the session
    unsigned entries;    // at most; 0: a heartbeat
    uint64_t bytes;      // at most, counted as size + FORWARD_ENTRY_OVERHEAD
    bool any_size;       // the first entry goes even when it is larger than that
    bool beat_due;       // send it even when empty
};
bool forward_plan(const struct forward *forward, int64_t now, struct forward_plan *ret);

// The socket has taken the batch with these entries, from plan.first on.
void forward_sent(struct forward *forward, const struct forward_flight *flights, size_t count, int64_t now);

// What the watermark of a batch may say, in the receive clock's time. next_received_at: of the oldest entry that will
// not have been sent with it, NULL when there is none. now: the clock, as far as it is on disk.
int64_t forward_watermark(const int64_t *next_received_at, int64_t now);

// An entry that flew, by sequence; valid within the step that settles it and until the next forward_sent.
const struct forward_flight *forward_flight(const struct forward *forward, uint64_t sequence);

// When the next tick may have something to do.
int64_t forward_next_at(const struct forward *forward);
