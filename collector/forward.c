#include "forward.h"

#include "runtime/sabotage.h"

#include <assert.h>
#include <string.h>

static uint64_t flying(const struct forward *forward) {
    return forward->sent - forward->position.cursor;
}

static struct forward_flight *flight(struct forward *forward, uint64_t sequence) {
    return &forward->flights[sequence % CAPAIAN_LINK_CREDIT];
}

const struct forward_flight *forward_flight(const struct forward *forward, uint64_t sequence) {
    return &forward->flights[sequence % CAPAIAN_LINK_CREDIT];
}

static void begin_session(struct forward *forward, const uint8_t fresh[FORWARD_SESSION_SIZE], int64_t now) {
    forward->state = FORWARD_HELLO;
    memcpy(forward->session, fresh, FORWARD_SESSION_SIZE);
    // At once, but no faster than hellos are repeated: an evaluator that refuses every session must not be hammered.
    int64_t rest = forward->begun_at + FORWARD_HELLO_MS;
    forward->hello_at = now < rest ? rest : now;
    forward->begun_at = forward->hello_at;
    forward->base = forward->sent = forward->position.cursor;
    forward->flying_bytes = 0;
    forward->credit = 0;
    forward->credit_bytes = 0;
}

void forward_init(struct forward *forward, bool simulated, const struct forward_position *position,
                  const uint8_t fresh[FORWARD_SESSION_SIZE], int64_t now) {
    memset(forward, 0, sizeof *forward);
    forward->simulated = simulated;
    forward->position = *position;
    forward->begun_at = now - FORWARD_HELLO_MS;
    forward->heard_at = now;
    begin_session(forward, fresh, now);
}

static void end_session(struct forward *forward, const struct forward_event *event, int64_t now, bool reopen,
                        struct forward_actions *actions) {
    if (forward->state == FORWARD_STREAMING)
        actions->what |= FORWARD_DO_DOWN;
    if (reopen) {
        actions->what |= FORWARD_DO_REOPEN;
        forward->heard_at = now;
    }
    begin_session(forward, event->fresh, now);
}

static void tick(struct forward *forward, const struct forward_event *event, int64_t now,
                 struct forward_actions *actions) {
    if (forward->state == FORWARD_REFUSED) {
        if (now >= forward->retry_at)
            end_session(forward, event, now, true, actions);
    } else if (now - forward->heard_at >= FORWARD_SILENCE_MS) {
        actions->fault = FORWARD_SILENT;
        end_session(forward, event, now, true, actions);
    }
}

static bool ours(const struct forward *forward, const ProtobufCBinaryData *session) {
    return session->len == FORWARD_SESSION_SIZE && memcmp(session->data, forward->session, session->len) == 0;
}

static bool names(const ProtobufCBinaryData *said, const uint8_t id[FORWARD_SESSION_SIZE]) {
    return said->len == FORWARD_SESSION_SIZE && memcmp(said->data, id, FORWARD_SESSION_SIZE) == 0;
}

uint64_t forward_lacking(const struct forward_position *position, const Capaian__V1__LinkGreeting *said) {
    uint64_t purged = position->first - 1;
    if (names(&said->journal, position->journal))
        return said->reached < purged ? purged - said->reached : 0;
    // It has nothing of this journal, or has forgotten what: all that is not here may be lacking, and what the journal
    // had before it was put back to an older copy.
    uint64_t before = position->parent_reached;
    if (names(&said->journal, position->parent))
        before = said->reached < before ? before - said->reached : 0;
    return purged + before;
}

// Whether another journal has sent with our key since we did: what it sent is not here, and we are not its child.
static bool succeeded(const struct forward_position *position, const Capaian__V1__LinkGreeting *said) {
    return said->journal.len == FORWARD_SESSION_SIZE && !names(&said->journal, position->journal) &&
           !names(&said->journal, position->parent) && !capaian_sabotage("only_its_own");
}

static void greeting(struct forward *forward, const struct forward_event *event, int64_t now,
                     struct forward_actions *actions) {
    const Capaian__V1__LinkGreeting *said = event->greeting;
    if (said->session.len == 0) {
        // Every batch of a lost session is answered so; the first answer is enough.
        if (forward->state != FORWARD_STREAMING)
            return;
        actions->fault = FORWARD_SESSION_UNKNOWN;
        forward->heard_at = now;
        end_session(forward, event, now, false, actions);
        return;
    }
    if (!ours(forward, &said->session)) {
        actions->fault = FORWARD_STRAY;
        return;
    }
    forward->heard_at = now;
    forward->shared = said->shared;
    if (forward->state != FORWARD_HELLO)
        return;    // an answer to a hello said again
    if (said->epoch.len != CAPAIAN_EPOCH_SIZE || said->credit == 0) {
        actions->fault = FORWARD_BROKEN;
        end_session(forward, event, now, true, actions);
        return;
    }
    if (said->simulated != forward->simulated) {
        actions->fault = FORWARD_KIND;
        forward->state = FORWARD_REFUSED;
        forward->retry_at = now + FORWARD_REFUSED_MS;
        return;
    }
    struct forward_position *position = &forward->position;
    bool other = memcmp(position->epoch, said->epoch.data, CAPAIAN_EPOCH_SIZE) != 0;
    // What a ledger has of a journal that branches is counted by its child.
    bool renewed =
        !event->branched && (other || said->applied < position->applied) && !capaian_sabotage("ignore_epoch");
    uint64_t lacking = renewed ? forward_lacking(position, said) : 0;
    forward->held = 0;
    forward->whole = false;
    if (lacking > 0 &&
        (event->goes_without == NULL || memcmp(event->goes_without, said->epoch.data, CAPAIAN_EPOCH_SIZE) != 0)) {
        actions->fault = FORWARD_INCOMPLETE;
        forward->held = lacking;
        // Its time is right all the same.
        if (forward->simulated) {
            actions->what |= FORWARD_DO_CLOCK;
            actions->clock = said->now;
        }
        forward->state = FORWARD_REFUSED;
        forward->retry_at = now + FORWARD_REFUSED_MS;
        return;
    }
    if (renewed) {
        // Restored or replaced: it lacks what this journal may still have.
        position->lacking = said->lacking + lacking;
        memcpy(position->epoch, said->epoch.data, CAPAIAN_EPOCH_SIZE);
        position->applied = said->applied;
        position->cursor = position->first - 1;
        actions->what |= FORWARD_DO_REWIND;
    }
    if (event->branched || succeeded(position, said)) {
        memcpy(position->parent, said->journal.data, sizeof position->parent);
        position->parent_reached = said->reached;
        // A ledger that is put back before anything more is acknowledged has settled fewer.
        position->applied = said->applied;
        memcpy(position->journal, event->other, sizeof position->journal);
        actions->what |= FORWARD_DO_BRANCH;
        // What follows must not count for the journal that it was.
        end_session(forward, event, now, false, actions);
        return;
    }
    forward->base = forward->sent = position->cursor;
    forward->credit = said->credit < CAPAIAN_LINK_CREDIT ? said->credit : CAPAIAN_LINK_CREDIT;
    forward->credit_bytes = said->credit_bytes;
    forward->beat_at = now;
    forward->whole = true;
    forward->state = FORWARD_STREAMING;
    actions->what |= FORWARD_DO_UP;
    if (forward->simulated) {
        actions->what |= FORWARD_DO_CLOCK;
        actions->clock = said->now;
    }
}

// Verdicts must be those of the entries that flew: they are stored beside them for good.
static bool ack_holds(const struct forward *forward, const Capaian__V1__LinkAck *ack,
                      Capaian__V1__Verdict *const *verdicts) {
    uint64_t before = forward->position.cursor - forward->base;
    if (ack->settled < before || ack->settled > forward->sent - forward->base)
        return false;
    if (ack->n_verdicts != ack->settled - before || (ack->n_verdicts > 0 && verdicts == NULL))
        return false;
    for (size_t i = 0; i < ack->n_verdicts; i++) {
        const ProtobufCBinaryData *id = &verdicts[i]->message_id;
        const struct forward_flight *flown = forward_flight(forward, forward->position.cursor + 1 + i);
        if (id->len != CAPAIAN_ID_SIZE || memcmp(id->data, flown->id, id->len) != 0)
            return false;
    }
    return true;
}

static void acknowledged(struct forward *forward, const struct forward_event *event, int64_t now,
                         struct forward_actions *actions) {
    const Capaian__V1__LinkAck *ack = event->ack;
    if (forward->state != FORWARD_STREAMING || !ours(forward, &ack->session)) {
        actions->fault = FORWARD_STRAY;
        return;
    }
    forward->heard_at = now;
    if (!ack_holds(forward, ack, event->verdicts)) {
        actions->fault = FORWARD_BROKEN;
        end_session(forward, event, now, true, actions);
        return;
    }
    if (ack->n_verdicts == 0)
        return;
    struct forward_position *position = &forward->position;
    actions->what |= FORWARD_DO_SETTLE;
    actions->first = position->cursor + 1;
    actions->count = ack->n_verdicts;
    for (size_t i = 0; i < ack->n_verdicts; i++)
        forward->flying_bytes -= flight(forward, actions->first + i)->bytes;
    position->cursor += ack->n_verdicts;
    position->applied = ack->applied;
}

static void clock_told(struct forward *forward, const struct forward_event *event, int64_t now,
                       struct forward_actions *actions) {
    if (forward->state != FORWARD_STREAMING || !ours(forward, &event->clock->session)) {
        actions->fault = FORWARD_STRAY;
        return;
    }
    forward->heard_at = now;
    if (!forward->simulated)
        return;
    forward->beat_at = now;    // the answer is a watermark
    actions->what |= FORWARD_DO_CLOCK;
    actions->clock = event->clock->now;
}

struct forward_actions forward_step(struct forward *forward, const struct forward_event *event, int64_t now) {
    struct forward_actions actions = {0};
    switch (event->kind) {
    case FORWARD_TICK:
        tick(forward, event, now, &actions);
        break;
    case FORWARD_GREETING:
        greeting(forward, event, now, &actions);
        break;
    case FORWARD_ACK:
        acknowledged(forward, event, now, &actions);
        break;
    case FORWARD_CLOCK:
        clock_told(forward, event, now, &actions);
        break;
    case FORWARD_RESTART:
        // A ledger that is not remembered has to greet again before anything is purged by its word.
        forward->whole &= memcmp(forward->position.epoch, event->position->epoch, CAPAIAN_EPOCH_SIZE) == 0;
        forward->position = *event->position;
        end_session(forward, event, now, true, &actions);
        break;
    }
    return actions;
}

void forward_kept(struct forward *forward, uint64_t first, uint64_t last) {
    assert(last >= forward->position.last && first <= forward->position.cursor + 1);
    forward->position.first = first;
    forward->position.last = last;
}

bool forward_hello_due(const struct forward *forward, int64_t now) {
    return forward->state == FORWARD_HELLO && now >= forward->hello_at;
}

void forward_hello_sent(struct forward *forward, int64_t now) {
    forward->hello_at = now + FORWARD_HELLO_MS;
}

bool forward_plan(const struct forward *forward, int64_t now, struct forward_plan *ret) {
    if (forward->state != FORWARD_STREAMING)
        return false;
    struct forward_plan plan = {
        .first = forward->sent + 1,
        .number = forward->sent + 1 - forward->base,
        .beat_due = now >= forward->beat_at,
    };
    uint64_t in_flight = flying(forward), unsent = forward->position.last - forward->sent;
    // With nothing in flight one entry goes whatever its size, or a small credit would stop the link for good.
    plan.any_size = in_flight == 0;
    bool bytes_left = forward->flying_bytes < forward->credit_bytes || plan.any_size;
    if (unsent > 0 && in_flight < forward->credit && bytes_left) {
        uint64_t entries = forward->credit - in_flight;
        if (entries > unsent)
            entries = unsent;
        if (entries > CAPAIAN_LINK_BATCH_ENTRIES)
            entries = CAPAIAN_LINK_BATCH_ENTRIES;
        plan.entries = (unsigned)entries;
        plan.bytes = forward->flying_bytes < forward->credit_bytes ? forward->credit_bytes - forward->flying_bytes : 0;
        if (plan.bytes > CAPAIAN_LINK_BATCH_BYTES)
            plan.bytes = CAPAIAN_LINK_BATCH_BYTES;
    }
    if (plan.entries == 0 && !plan.beat_due)
        return false;
    *ret = plan;
    return true;
}

void forward_sent(struct forward *forward, const struct forward_flight *flights, size_t count, int64_t now) {
    assert(forward->state == FORWARD_STREAMING && flying(forward) + count <= CAPAIAN_LINK_CREDIT);
    assert(forward->sent + count <= forward->position.last);
    for (size_t i = 0; i < count; i++) {
        *flight(forward, forward->sent + 1 + i) = flights[i];
        forward->flying_bytes += flights[i].bytes;
    }
    forward->sent += count;
    forward->beat_at = now + FORWARD_BEAT_MS;
}

int64_t forward_watermark(const int64_t *next_received_at, int64_t now) {
    return next_received_at && *next_received_at < now ? *next_received_at : now;
}

int64_t forward_next_at(const struct forward *forward) {
    if (forward->state == FORWARD_REFUSED)
        return forward->retry_at;
    int64_t silence = forward->heard_at + FORWARD_SILENCE_MS;
    int64_t due = forward->state == FORWARD_HELLO ? forward->hello_at : forward->beat_at;
    return due < silence ? due : silence;
}
