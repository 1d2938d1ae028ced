// Everything the running collector owns. One thread, one turn of the loop after the other; within a turn:
//
//     link_receive    verdicts go into the journal's transaction, and to who waits for them: they are on disk with
//                     the evaluator, which tells them again to whoever forgets
//     desk_receive    what is waiting on the intake is decided, and stored in the same transaction
//     commit          once; what has only verdicts waits a little for what has more
//     desk_reply      receipts go out
//     link_send       what was stored goes to the evaluator
//
// Its memory: the arenas (caps in collector.c), the tail (TAIL_BYTES), the waiting (WAITERS_MAX and TRIALS_MAX),
// origins, quotas and the link's flights (fixed tables), a batch (DESK_BATCH) and SQLite's page cache. Nothing else
// grows.
#pragma once

#include "capaian/v1/envelope.pb-c.h"
#include "clock.h"
#include "counters.h"
#include "forward.h"
#include "journal.h"
#include "net/key.h"
#include "net/keyring.h"
#include "net/socket.h"
#include "net/zap.h"
#include "origins.h"
#include "quota.h"
#include "reply.h"
#include "runtime/log.h"
#include "runtime/metrics.h"
#include "tail.h"
#include "waiting.h"

enum {
    DESK_BATCH = 2048,      // messages in one transaction
    WAITERS_MAX = 16384,    // requests that wait for a verdict
    TRIALS_MAX = 1024,      // dry runs on their way
    WAITERS_SHARE = 4,      // a key may have one part in so many of either
    LATE_MAX = 2048,        // replies that a full connection is to be offered again
};

// A message of this turn that is in the open transaction.
struct desk_stored {
    struct journal_entry entry;
    int quota;    // handle
    int64_t cost;
    unsigned reply;    // its place in `replies`
};

// A reply is rebuilt from the journal when it is offered again.
struct late_reply {
    struct capaian_peer peer;
    uint64_t sequence;
    bool duplicate;
    int64_t until;
};

struct collector {
    const char *name;
    int64_t reserve;    // bytes for messages not yet applied

    uint64_t descriptors;    // how many there may be

    void *context, *intake, *link;
    struct capaian_zap *zap;
    struct capaian_keyring *keys;
    struct capaian_keypair pair;
    const char *evaluator;
    uint8_t evaluator_key[CAPAIAN_KEY_SIZE];

    struct journal *journal;
    struct receive_clock clock;
    struct quota *quota;
    struct tail *tail;
    struct waiting *waiting;    // for verdicts, by sequence
    struct waiting *trials;     // by number
    struct origins *origins;

    struct forward forward;
    bool link_up;
    bool link_blocked;                           // the socket takes nothing now
    bool link_quiet;                             // its last end was our own full disk: no news
    bool kinds_differ;                           // the evaluator keeps the other kind of time
    uint8_t instance[FORWARD_SESSION_SIZE];      // of this process
    uint8_t goes_without[CAPAIAN_EPOCH_SIZE];    // the ledger that may lack what is not here any more
    bool any_goes_without;
    uint64_t next_trial;
    uint64_t settled_first;    // entries settled in this turn
    size_t settled_count;
    Capaian__V1__Verdict **verdicts;    // theirs; room for CAPAIAN_LINK_CREDIT, which no turn exceeds
    // What the verdicts in the transaction give back to the quotas, once they are on disk.
    struct freed {
        int quota;
        int64_t cost;
    } * freed;
    size_t freed_count;
    int64_t freed_since;    // monotonic: the first of them
    int64_t watermark;      // last sent

    struct reply *replies;    // room for DESK_BATCH
    struct desk_stored *stored;
    unsigned reply_count, stored_count;
    struct late_reply late[LATE_MAX];    // a ring
    unsigned late_first, late_count;

    int64_t journal_used;    // bytes
    int64_t disk_left;       // bytes that may be stored before the floor is reached
    bool space_short;        // something applied is to be purged
    bool lost;               // a full disk rolled this turn's transaction back
    int64_t looked_after;    // monotonic: when keys and space were last looked at

    struct capaian_arena *frames;      // this turn's requests, and what replies point to
    struct capaian_arena *scratch;     // one Content, or one reply
    struct capaian_arena *incoming;    // this turn's frames from the link
    struct capaian_arena *outgoing;    // entries read back, verdicts packed
    zmq_msg_t payload;

    struct counters counters;
    struct capaian_durations commit_times;
    struct capaian_log_limit limit;
    struct capaian_observation *observation;    // NULL: nobody observes; the caller's
    int64_t observed_at;                        // monotonic
};

enum {
    VERDICTS_TOGETHER = 1024,    // so many do not wait for a commit of anything else
    VERDICTS_WAIT_MS = 20,
};

struct settings;
struct capaian_observation;

// Opens everything: keys, journal, sockets. NULL after a sentence on standard error. The settings stay the caller's and
// must live as long. ret_endpoint: 256 bytes, where the intake is bound.
struct collector *collector_open(const struct settings *settings, char *ret_endpoint);
struct collector *collector_close(struct collector *collector);    // takes NULL, returns NULL

// Whether the files that the settings name can be used; opens nothing that a running collector has. False after a
// sentence on standard error.
bool collector_check(const struct settings *settings);

// Logs once a source and minute, for what strangers can cause.
bool collector_may_log(struct collector *collector, uint64_t source);
uint64_t collector_source(const uint8_t key[CAPAIAN_KEY_SIZE]);
