// What happens to a submission: one pure decision from the facts that the caller looked up.
//
// The order is what a sender may rely on: the right to submit, the id, the content, the unit, then the id's history,
// and only then room. So a message that is already here is answered even when nothing new can be taken, and a message
// that can never be taken is never told to come again.
#pragma once

#include "wire/error.h"
#include "wire/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum intake_known {
    INTAKE_NOT_LOOKED_UP,
    INTAKE_ABSENT,
    INTAKE_SAME,     // this unit and id are here with the same content
    INTAKE_OTHER,    // with other content
};

enum intake_act {
    INTAKE_REFUSE,     // nothing stored: fix and send under a new id
    INTAKE_BUSY,       // nothing stored: the same bytes again later
    INTAKE_LOOK_UP,    // decide again when `known` is known
    INTAKE_STORE,      // with NOT_LOOKED_UP: if the journal then says that the id is there, look it up and decide again
    INTAKE_DUPLICATE,
    INTAKE_CONFLICT,
    INTAKE_TRIAL,    // ask the evaluator, store nothing
};

struct intake_facts {
    bool may_submit;              // the key is in the ring now, with the role
    size_t id_size;               // bytes of message_id
    enum capaian_code content;    // CAPAIAN_OK; why all of it is refused; CAPAIAN_BUSY: no memory to tell
    bool covers;                  // the key speaks for the content's unit
    enum intake_known known;
    bool dry_run;
    bool waits;    // the sender wants the verdict in the answer

    bool clock_known;    // false: simulated, and never greeted
    bool link_up;
    bool disk_short;

    unsigned unanswered;    // requests of this connection that wait for a verdict
    bool waiters_full;      // of all connections together

    // Bytes of the journal, as quota_cost() counts them.
    int64_t cost;
    int64_t pending;         // of all messages not yet applied
    int64_t pending_unit;    // of this unit's
    bool units_full;         // no room to count another unit
    int64_t reserve;
};

struct intake_decision {
    enum intake_act act;
    enum capaian_code code;     // with REFUSE, BUSY and CONFLICT
    uint32_t retry_after_ms;    // with BUSY
};

struct intake_decision intake_decide(const struct intake_facts *facts);

// How long an answer may wait for a verdict: what the sender asked, within the limit.
uint32_t intake_patience(uint32_t asked_ms);
