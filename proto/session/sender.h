// The sender's side of the intake, as pure steps: a message is sent, and sent again, until it is answered.
//
// The machine knows messages by a number below CAPAIAN_SUBMIT_CREDIT that the caller takes from capaian_sender_free();
// the caller keeps their bytes. It decides when to send which message, when a silent socket is to be closed and opened
// again (at the next collector, where there are several), and how each message ended. No more than the granted credit
// is unanswered at once. No socket, clock or allocation is in here; instants are the caller's milliseconds.
//
//     READY -send-> SENT -answer-> reported
//                   SENT -busy-> BUSY -retry_after-> READY
//                   SENT -stored, verdict wanted-> STORED -verdict-> reported, or -time-> READY (asks again)
//                   SENT -silence-> READY, with a new socket when the whole connection is silent
#pragma once

#include "capaian/v1/submit.pb-c.h"
#include "wire/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CAPAIAN_SENDER_SILENCE_MS = 3000,             // default until the first resending
    CAPAIAN_SENDER_SILENCE_MAX_MS = 15 * 1000,    // it doubles to this while nobody answers
    CAPAIAN_SENDER_RETRY_MS = 200,                // after BUSY without retry_after
    CAPAIAN_SENDER_RETRY_MAX_MS = 60 * 1000,
    CAPAIAN_SENDER_ASK_MS = 1000,    // a verdict that was not pushed is asked for; doubles to the maximum
    CAPAIAN_SENDER_ASK_MAX_MS = 15 * 1000,
};

#define CAPAIAN_NEVER INT64_MAX

enum capaian_sender_state {
    CAPAIAN_SENDER_FREE,
    CAPAIAN_SENDER_READY,
    CAPAIAN_SENDER_SENT,
    CAPAIAN_SENDER_BUSY,
    CAPAIAN_SENDER_STORED,
    CAPAIAN_SENDER_ENDING,    // past its deadline, to be reported
};

struct capaian_sender_message {
    uint8_t id[CAPAIAN_ID_SIZE];
    uint8_t state;       // of enum capaian_sender_state
    bool judged;         // ends with a verdict, not with a receipt
    bool stored;         // a receipt was given
    uint16_t next;       // in its bucket: number + 1, 0 at the end
    int64_t deadline;    // CAPAIAN_NEVER, or when it ends without an answer
    int64_t timer;       // SENT: resend; BUSY: retry; STORED: ask again
    int64_t sent_at;
    int64_t ask_after;    // interval of the next asking
};

// Opaque; the caller's memory.
struct capaian_sender {
    struct capaian_sender_message messages[CAPAIAN_SUBMIT_CREDIT];
    uint16_t free[CAPAIAN_SUBMIT_CREDIT];     // a stack of free numbers
    uint16_t ready[CAPAIAN_SUBMIT_CREDIT];    // a ring of numbers to send, oldest first
    uint16_t free_count, ready_head, ready_count, sent_count;
    uint16_t ended[CAPAIAN_SUBMIT_CREDIT];    // past their deadline, to be reported
    uint16_t ended_count;
    uint16_t by_id[CAPAIAN_SUBMIT_CREDIT];    // buckets of all that are not free: number + 1, 0 when empty
    uint16_t credit;
    bool alone;      // a refusal without a name came: one message at a time until it is clear which
    bool blocked;    // the socket takes nothing now
    bool reopen;     // to be asked for
    int64_t blocked_at;
    int64_t heard_at;
    int64_t next_timer;    // never later than the earliest timer or deadline
    int64_t silence, silence_first, patience;
};

// silence: milliseconds, 0 for the default. patience: what the caller writes into SubmitRequest.patience_ms of judged
// messages; it is added to the silence allowed.
void capaian_sender_init(struct capaian_sender *sender, int64_t silence, int64_t patience);

// A number for the next message, or -EAGAIN: all are taken.
int capaian_sender_free(const struct capaian_sender *sender);
bool capaian_sender_has(const struct capaian_sender *sender, const uint8_t id[CAPAIAN_ID_SIZE]);

enum capaian_sender_event_kind {
    CAPAIAN_SENDER_TICK,        // time has passed, or there was no room for all actions
    CAPAIAN_SENDER_HAND_IN,     // number (the one from capaian_sender_free), id, judged, deadline
    CAPAIAN_SENDER_REPLY,       // reply
    CAPAIAN_SENDER_REFUSAL,     // the collector could not read something, and could not say what
    CAPAIAN_SENDER_UNSENT,      // number: the socket did not take it
    CAPAIAN_SENDER_WRITABLE,    // the socket takes messages again
};

struct capaian_sender_event {
    enum capaian_sender_event_kind kind;
    uint16_t number;
    const uint8_t *id;
    bool judged;
    int64_t deadline;
    const Capaian__V1__SubmitReply *reply;
};

enum capaian_sender_action_kind {
    CAPAIAN_SENDER_SEND,        // send message number; if the socket refuses: UNSENT
    CAPAIAN_SENDER_REOPEN,      // close the socket, open another
    CAPAIAN_SENDER_KEEP,        // this reply is the latest answer of message number, not its end
    CAPAIAN_SENDER_ANSWERED,    // this reply ends message number, which is free again
    CAPAIAN_SENDER_REFUSED,     // this refusal ends message number
    CAPAIAN_SENDER_ENDED,       // the deadline ends it; `stands`: the reply last kept still holds
    CAPAIAN_SENDER_WAIT,        // nothing more to do until the instant; the last action of a step
};

struct capaian_sender_action {
    enum capaian_sender_action_kind kind;
    uint16_t number;
    bool stands;
    int64_t until;
};

enum { CAPAIAN_SENDER_ACTIONS_MIN = 4 };

// One step. Writes up to `room` actions (at least CAPAIAN_SENDER_ACTIONS_MIN) to be carried out in their order, and
// returns their number. Unless the last one is WAIT there is more to do: call again with TICK. HAND_IN and UNSENT are
// only noted and return 0, so they may be given while the actions of another step are carried out; several UNSENT of
// one step are given last first.
size_t capaian_sender_step(struct capaian_sender *sender, const struct capaian_sender_event *event, int64_t now,
                           struct capaian_sender_action *actions, size_t room);
