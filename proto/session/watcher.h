// A watcher that misses no alert event, as pure steps. It knows the last event it has (epoch and number), sees by the
// numbers when something is missing, and heals it by a follow, which replays from the log and goes on live.
//
// Two modes. FOLLOW: everything comes by a follow on the query socket, of all units or of one (then numbers may be
// left out, and the batches' `upto` counts). SUBSCRIBE: the live stream comes from SUB, whole; a follow is opened only
// to replay what is missing, and ended when it has caught up. Each event is delivered once, in order, whatever is lost,
// repeated or comes by both ways. No socket, clock or allocation is in here; instants are the caller's milliseconds.
#pragma once

#include "capaian/v1/alert.pb-c.h"
#include "wire/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CAPAIAN_WATCHER_WINDOW = 1024,                 // events a follow may send before more credit is given
    CAPAIAN_WATCHER_BEACONS_MS = 4 * 1000,         // a SUB socket silent for this long (beacons: a second) is reopened
    CAPAIAN_WATCHER_SILENCE_MS = 5 * 1000,         // a follow silent for this long is asked for again, then reopened
    CAPAIAN_WATCHER_SILENCE_MAX_MS = 20 * 1000,    // both double to this while nobody answers
    CAPAIAN_WATCHER_AGAIN_MS = 1000,               // between two askings for the same gap, or for a snapshot
};

enum capaian_watcher_mode { CAPAIAN_WATCH_FOLLOW, CAPAIAN_WATCH_SUBSCRIBE };

enum capaian_watcher_state {
    CAPAIAN_WATCHER_REPLAYING,     // a follow is open or wanted
    CAPAIAN_WATCHER_SUBSCRIBED,    // all is here; what follows comes from SUB
    CAPAIAN_WATCHER_GONE,          // a snapshot is wanted
};

// Opaque; the caller's memory. epoch and number may be read at any time: what has been delivered.
struct capaian_watcher {
    uint8_t epoch[CAPAIAN_EPOCH_SIZE];
    uint64_t number;
    enum capaian_watcher_mode mode;
    enum capaian_watcher_state state;
    bool epoch_known;
    bool filtered;           // the follow is of one unit
    bool live;               // the follow has nothing older left
    bool unanswered;         // the follow was asked for, and nothing came since
    bool follow_open;        // the follow's socket may be open
    uint64_t ahead;          // the greatest number seen on SUB and not delivered; 0 none
    uint32_t received;       // events taken since credit was given
    int64_t follow_at;       // when the follow is to be asked for; CAPAIAN_WATCHER_NEVER: it has been
    int64_t asked_at;        // when it was last asked for
    int64_t follow_since;    // heard, asked or opened last
    int64_t alerts_since;
    int64_t follow_silence, alerts_silence;
    int64_t snapshot_at;
};

#define CAPAIAN_WATCHER_NEVER INT64_MAX

// epoch NULL: whichever stands. number: of the last event already had. filtered: only with FOLLOW.
void capaian_watcher_init(struct capaian_watcher *watcher, enum capaian_watcher_mode mode, bool filtered,
                          const uint8_t epoch[CAPAIAN_EPOCH_SIZE], uint64_t number, int64_t now);

enum capaian_watcher_event_kind {
    CAPAIAN_WATCHER_TICK,
    CAPAIAN_WATCHER_ALERT,         // alert, from SUB
    CAPAIAN_WATCHER_BEACON,        // beacon, from SUB
    CAPAIAN_WATCHER_BATCH,         // batch, from the follow
    CAPAIAN_WATCHER_EPOCH_GONE,    // FollowGone
    CAPAIAN_WATCHER_HEARD,         // anything else from the follow's socket
    CAPAIAN_WATCHER_SNAPSHOT,      // a snapshot was taken: epoch and number to go on from
};

struct capaian_watcher_event {
    enum capaian_watcher_event_kind kind;
    const Capaian__V1__AlertEvent *alert;
    const Capaian__V1__Beacon *beacon;
    const Capaian__V1__FollowBatch *batch;
    const uint8_t *epoch;    // 16 bytes
    uint64_t number;
};

enum capaian_watcher_action_kind {
    CAPAIAN_WATCHER_DELIVER,    // batch->events[first] to [first + count - 1], or the one alert (first 0, count 1)
    CAPAIAN_WATCHER_LIVE,       // nothing older is left
    CAPAIAN_WATCHER_REOPEN_FOLLOW,    // close the follow's socket and open another
    CAPAIAN_WATCHER_FOLLOW,           // send a FollowRequest after `number` in the watcher's epoch, with `credit`
    CAPAIAN_WATCHER_CREDIT,           // send a FollowCredit of `credit`
    CAPAIAN_WATCHER_END_FOLLOW,       // close the follow's socket
    CAPAIAN_WATCHER_REOPEN_ALERTS,    // close the SUB socket and open another
    CAPAIAN_WATCHER_TAKE_SNAPSHOT,    // the epoch is gone
    CAPAIAN_WATCHER_WAIT,             // nothing to do until the instant; always the last action
};

struct capaian_watcher_action {
    enum capaian_watcher_action_kind kind;
    uint32_t credit;
    size_t first, count;
    uint64_t number;
    int64_t until;
};

// A step never has more actions than this.
enum { CAPAIAN_WATCHER_ACTIONS_MAX = 8 };

// One step: the actions, to be carried out in their order; their number.
size_t capaian_watcher_step(struct capaian_watcher *watcher, const struct capaian_watcher_event *event, int64_t now,
                            struct capaian_watcher_action actions[CAPAIAN_WATCHER_ACTIONS_MAX]);
