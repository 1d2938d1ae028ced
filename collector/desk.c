#include "desk.h"

#include "census.h"
#include "intake.h"
#include "runtime/daemon.h"
#include "runtime/sabotage.h"
#include "submission.h"
#include "wire/content.h"
#include "wire/envelope.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

enum {
    LATE_MS = 5000,      // how long a full connection is offered its reply
    LATE_BATCH = 256,    // of them a turn
    RETRY_LOST_MS = 5000,
};

static void refuse(struct collector *collector, const struct capaian_peer *peer, const Capaian__V1__Refusal *refusal) {
    if (!refusal || refusal_send(collector->intake, peer, refusal) < 0)
        collector->counters.replies_dropped++;
}

static void refuse_code(struct collector *collector, const struct capaian_peer *peer, enum capaian_code code,
                        const char *argument) {
    const char *arguments[3] = {argument, NULL, NULL};
    capaian_arena_reset(collector->scratch);
    refuse(collector, peer, capaian_refusal(collector->scratch, code, "", arguments));
}

// What this collector has under an id, of the units that the key speaks for. 1, 0, -EIO, -ENOMEM.
static int look_up(struct collector *collector, const struct capaian_key_entry *sender, const uint8_t *id,
                   struct journal_record *ret) {
    if (sender->all_units)
        return journal_find(collector->journal, NULL, id, collector->frames, ret);
    int found = 0;
    for (size_t i = 0; i < sender->unit_count && found == 0; i++)
        found = journal_find(collector->journal, sender->units[i], id, collector->frames, ret);
    return found;
}

static int receipt(struct collector *collector, const struct capaian_key_entry *sender,
                   const Capaian__V1__ReceiptRequest *request, struct reply *reply) {
    collector->counters.receipts_asked++;
    reply->id = request->message_id.data;
    reply->id_size = request->message_id.len;
    enum capaian_code code = CAPAIAN_OK;
    const char *argument = NULL;
    struct journal_record record;
    if (!sender || !(sender->roles & CAPAIAN_ROLE_SUBMIT)) {
        code = CAPAIAN_NOT_ALLOWED;
        argument = "receipt (submit)";
        reply->outcome = CAPAIAN__V1__OUTCOME__OUTCOME_REFUSED;
        collector->counters.not_allowed++;
    } else if (reply->id_size != CAPAIAN_ID_SIZE) {
        code = CAPAIAN_ID_LENGTH;
        argument = capaian_arena_text(collector->frames, "%zu", reply->id_size);
        reply->outcome = CAPAIAN__V1__OUTCOME__OUTCOME_REFUSED;
    } else {
        int found = look_up(collector, sender, reply->id, &record);
        if (found == -EIO)
            return found;
        if (found > 0) {
            reply_from_record(reply, &record, collector->frames);
            return 0;
        }
        code = found == 0 ? CAPAIAN_ID_UNKNOWN : CAPAIAN_BUSY;
        reply->outcome = found == 0 ? CAPAIAN__V1__OUTCOME__OUTCOME_UNKNOWN : CAPAIAN__V1__OUTCOME__OUTCOME_BUSY;
    }
    const char *arguments[3] = {argument, NULL, NULL};
    reply->refusal = capaian_refusal(collector->frames, code, "message_id", arguments);
    return 0;
}

static void status(struct collector *collector, const struct capaian_key_entry *sender,
                   const struct capaian_peer *peer) {
    if (!sender || !(sender->roles & (CAPAIAN_ROLE_ADMIN | CAPAIAN_ROLE_QUERY))) {
        collector->counters.not_allowed++;
        refuse_code(collector, peer, CAPAIAN_NOT_ALLOWED, "status (query / admin)");
    } else if (census_send(collector, peer) < 0) {
        collector->counters.replies_dropped++;
    }
}

static void malformed(struct collector *collector, const struct capaian_peer *peer, const uint8_t *key,
                      enum capaian_code code) {
    collector->counters.frames_malformed++;
    const struct capaian_key_entry *sender = capaian_keyring_find(collector->keys, key);
    if (collector_may_log(collector, collector_source(key)))
        capaian_log(CAPAIAN_WARN, "frame refused", "sender", sender ? sender->comment : "unknown key", "code",
                    capaian_code_name(code), NULL);
    capaian_arena_reset(collector->scratch);
    refuse(collector, peer,
           capaian_envelope_refusal(collector->scratch, code, zmq_msg_data(&collector->payload),
                                    zmq_msg_size(&collector->payload)));
}

// One frame. 0 or -EIO.
static int take(struct collector *collector, const struct capaian_peer *peer, const uint8_t *key) {
    Capaian__V1__Envelope *envelope = NULL;
    enum capaian_code code = capaian_envelope_unpack(zmq_msg_data(&collector->payload),
                                                     zmq_msg_size(&collector->payload), collector->frames, &envelope);
    // Out of memory: no fault of the frame, and silence is the answer after which it is sent again.
    if (code == CAPAIAN_BUSY) {
        collector->counters.busy++;
        return 0;
    }
    if (code != CAPAIAN_OK) {
        malformed(collector, peer, key, code);
        return 0;
    }
    const struct capaian_key_entry *sender = capaian_keyring_find(collector->keys, key);
    struct reply *reply = &collector->replies[collector->reply_count];
    *reply = (struct reply){.peer = *peer};
    int r = 0;
    switch (envelope->kind_case) {
    case CAPAIAN__V1__ENVELOPE__KIND_SUBMIT:
        r = submission_take(collector, sender, key, envelope->submit, reply);
        collector->reply_count++;
        break;
    case CAPAIAN__V1__ENVELOPE__KIND_RECEIPT:
        r = receipt(collector, sender, envelope->receipt, reply);
        collector->reply_count++;
        break;
    case CAPAIAN__V1__ENVELOPE__KIND_COLLECTOR_STATUS_REQUEST:
        status(collector, sender, peer);
        break;
    default:
        malformed(collector, peer, key, CAPAIAN_ENVELOPE_KIND);
        break;
    }
    return r;
}

int desk_receive(struct collector *collector) {
    int taken = 0;
    // One frame may need CAPAIAN_ARENA_MAX, and the arena holds twice that.
    while (taken < DESK_BATCH && capaian_arena_used(collector->frames) < CAPAIAN_ARENA_MAX &&
           !capaian_arena_full(collector->frames)) {
        struct capaian_peer peer;
        uint8_t key[CAPAIAN_KEY_SIZE];
        int r = capaian_router_receive(collector->intake, &peer, key, &collector->payload);
        if (r == 0)
            break;
        if (r < 0 && r != -EBADMSG)
            return r;
        taken++;
        collector->counters.frames++;
        if (r < 0) {
            collector->counters.frames_malformed++;
            if (collector_may_log(collector, 0))
                capaian_log(CAPAIAN_WARN, "message of several frames dropped", NULL);
            continue;
        }
        r = take(collector, &peer, key);
        if (r < 0)
            return r;
    }
    return taken;
}

static void later(struct collector *collector, const struct capaian_peer *peer, uint64_t sequence, bool duplicate) {
    if (sequence == 0 || collector->late_count == LATE_MAX) {
        collector->counters.replies_dropped++;
        return;
    }
    collector->late[(collector->late_first + collector->late_count++) % LATE_MAX] = (struct late_reply){
        .peer = *peer,
        .sequence = sequence,
        .duplicate = duplicate,
        .until = capaian_monotonic_ms() + LATE_MS,
    };
}

static void send(struct collector *collector, const struct reply *reply) {
    int r = reply_send(collector->intake, collector->name, reply);
    if (r == -EAGAIN)
        later(collector, &reply->peer, reply->sequence, reply->duplicate);
    else if (r < 0)
        collector->counters.replies_dropped++;
}

// The disk was full: what was to be stored is not, and nothing that rests on it may be said.
static void take_back(struct collector *collector) {
    uint64_t last = journal_position(collector->journal)->last;
    for (unsigned i = 0; i < collector->stored_count; i++) {
        const struct desk_stored *stored = &collector->stored[i];
        quota_release(collector->quota, stored->quota, stored->cost);
        struct waiter waiter;
        while (waiting_take(collector->waiting, stored->entry.sequence, &waiter))
            ;
    }
    collector->counters.stored -= collector->stored_count;
    collector->stored_count = 0;
    for (unsigned i = 0; i < collector->reply_count; i++) {
        struct reply *reply = &collector->replies[i];
        if (reply->sequence <= last || capaian_sabotage("acknowledge_lost"))
            continue;
        const char *arguments[3] = {NULL};
        *reply = (struct reply){
            .peer = reply->peer,
            .id = reply->id,
            .id_size = reply->id_size,
            .outcome = CAPAIAN__V1__OUTCOME__OUTCOME_BUSY,
            .retry_after_ms = RETRY_LOST_MS,
            .refusal = capaian_refusal(collector->frames, CAPAIAN_DISK_FULL, "", arguments),
        };
        collector->counters.busy++;
    }
}

void desk_reply(struct collector *collector) {
    if (collector->lost)
        take_back(collector);
    for (unsigned i = 0; i < collector->stored_count; i++) {
        const struct desk_stored *stored = &collector->stored[i];
        tail_add(collector->tail, &stored->entry);
        const struct reply *reply = &collector->replies[stored->reply];
        if (!reply->held)
            origins_add(collector->origins, stored->entry.sequence, &reply->peer);
    }
    for (unsigned i = 0; i < collector->reply_count; i++) {
        if (!collector->replies[i].held)
            send(collector, &collector->replies[i]);
    }
    collector->stored_count = collector->reply_count = 0;
}

// The reply to a request that waited, or that is offered again, as the journal has it now. 0 or -EIO.
static int send_record(struct collector *collector, const struct capaian_peer *peer, uint64_t sequence,
                       bool duplicate) {
    struct journal_record record;
    capaian_arena_reset(collector->scratch);
    int r = journal_get(collector->journal, sequence, collector->scratch, &record);
    if (r == -EIO)
        return r;
    if (r <= 0) {
        collector->counters.replies_dropped++;
        return 0;
    }
    struct reply reply = {.peer = *peer, .id = record.entry.id, .id_size = CAPAIAN_ID_SIZE, .duplicate = duplicate};
    reply_from_record(&reply, &record, collector->scratch);
    send(collector, &reply);
    return 0;
}

void desk_push(struct collector *collector, uint64_t sequence, Capaian__V1__Verdict *verdict) {
    struct reply reply = {.sequence = sequence, .verdict = verdict};
    bool known = false;
    struct journal_entry entry;
    struct waiter waiter;
    for (;;) {
        bool waited = waiting_take(collector->waiting, sequence, &waiter);
        if (!waited && !origins_take(collector->origins, sequence, &waiter.peer))
            return;
        if (!known) {
            const struct journal_entry *kept = tail_find(collector->tail, sequence);
            struct journal_record record;
            capaian_arena_reset(collector->scratch);
            if (!kept && journal_get(collector->journal, sequence, collector->scratch, &record) != 1)
                return;
            entry = kept ? *kept : record.entry;
            reply.received_at = entry.received_at;
            memcpy(reply.hash, entry.hash, sizeof reply.hash);
            (void)capaian_verdict_render(verdict, collector->scratch);
            known = true;
        }
        reply.peer = waiter.peer;
        reply.duplicate = waited && waiter.duplicate;
        reply.id = entry.id;
        reply.id_size = sizeof entry.id;
        send(collector, &reply);
        collector->counters.verdicts_pushed++;
    }
}

static void answer_trial(struct collector *collector, const struct waiter *waiter, Capaian__V1__Verdict *verdict) {
    struct reply reply = {.peer = waiter->peer, .id = waiter->id, .id_size = CAPAIAN_ID_SIZE, .verdict = verdict};
    capaian_arena_reset(collector->scratch);
    if (verdict) {
        (void)capaian_verdict_render(verdict, collector->scratch);
    } else {
        const char *arguments[3] = {"dry_run", NULL, NULL};
        reply.outcome = CAPAIAN__V1__OUTCOME__OUTCOME_BUSY;
        reply.retry_after_ms = RETRY_LOST_MS;
        reply.refusal = capaian_refusal(collector->scratch, CAPAIAN_BUSY_EVALUATOR, "", arguments);
    }
    send(collector, &reply);
}

void desk_trial(struct collector *collector, uint64_t trial, Capaian__V1__Verdict *verdict) {
    struct waiter waiter;
    if (waiting_take(collector->trials, trial, &waiter))
        answer_trial(collector, &waiter, verdict);
}

void desk_trials_lost(struct collector *collector) {
    struct waiter waiter;
    while (waiting_take_expired(collector->trials, INT64_MAX, &waiter))
        answer_trial(collector, &waiter, NULL);
}

// Patience has ended: the message is stored, and its verdict is pushed when it comes.
static int give_up(struct collector *collector, int64_t now) {
    struct waiter waiter;
    while (waiting_take_expired(collector->trials, now, &waiter))
        answer_trial(collector, &waiter, NULL);
    while (waiting_take_expired(collector->waiting, now, &waiter)) {
        int r = send_record(collector, &waiter.peer, waiter.subject, waiter.duplicate);
        if (r < 0)
            return r;
        origins_add(collector->origins, waiter.subject, &waiter.peer);
    }
    return 0;
}

int desk_upkeep(struct collector *collector, int64_t now) {
    int r = give_up(collector, now);
    unsigned offered = collector->late_count < LATE_BATCH ? collector->late_count : LATE_BATCH;
    for (unsigned i = 0; i < offered && r == 0; i++) {
        struct late_reply late = collector->late[collector->late_first];
        collector->late_first = (collector->late_first + 1) % LATE_MAX;
        collector->late_count--;
        if (now >= late.until) {
            collector->counters.replies_dropped++;
            continue;
        }
        unsigned before = collector->late_count;
        r = send_record(collector, &late.peer, late.sequence, late.duplicate);
        if (collector->late_count == before)
            collector->counters.replies_late++;
        else
            collector->late[(collector->late_first + before) % LATE_MAX].until = late.until;
    }
    return r;
}

void desk_close(struct collector *collector) {
    desk_trials_lost(collector);
    struct waiter waiter;
    while (waiting_take_expired(collector->waiting, INT64_MAX, &waiter))
        send_record(collector, &waiter.peer, waiter.subject, waiter.duplicate);
}
