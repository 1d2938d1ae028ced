#include "link.h"

#include "descent.h"
#include "desk.h"
#include "runtime/daemon.h"
#include "runtime/sabotage.h"
#include "wire/envelope.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum {
    FRAMES_A_TURN = 256,
    BATCHES_A_TURN = 16,
    PROMISE_MS = 1000,    // an idle link's watermark is as fine as this: a promise costs a commit
};

static struct forward_position position_of(const struct collector *collector) {
    const struct journal_position *kept = journal_position(collector->journal);
    struct forward_position position = {
        .first = kept->first,
        .last = kept->last,
        .cursor = kept->cursor,
        .applied = kept->applied,
    };
    memcpy(position.epoch, kept->epoch, sizeof position.epoch);
    memcpy(position.journal, kept->id, sizeof position.journal);
    memcpy(position.parent, kept->parent, sizeof position.parent);
    position.parent_reached = kept->parent_reached;
    position.lacking = kept->lacking;
    return position;
}

// Where no other can be had (strangers may hold every descriptor) the old socket stays: it connects again by itself,
// and what comes late names another session.
static int connect_socket(struct collector *collector) {
    void *fresh = NULL;
    int r = capaian_dealer_connect(collector->context, collector->evaluator, collector->evaluator_key, &collector->pair,
                                   CAPAIAN_LINK_FRAME_MAX, &fresh);
    collector->link_blocked = false;
    if ((r == -EMFILE || r == -ENFILE) && collector->link) {
        if (collector_may_log(collector, 94))
            capaian_log(CAPAIAN_FAULT, "no descriptor is left for another connection; the old one stays", NULL);
        return 0;
    }
    if (r < 0)
        return r;
    capaian_socket_close(collector->link);
    collector->link = fresh;
    return 0;
}

int link_open(struct collector *collector) {
    uint8_t fresh[FORWARD_SESSION_SIZE];
    randombytes_buf(fresh, sizeof fresh);
    struct forward_position position = position_of(collector);
    forward_init(&collector->forward, collector->clock.simulated, &position, fresh, capaian_monotonic_ms());
    return connect_socket(collector);
}

void link_close(struct collector *collector) {
    collector->link = capaian_socket_close(collector->link);
    collector->link_up = false;
}

static const char *const faults[] = {
    [FORWARD_FINE] = "",
    [FORWARD_SILENT] = "the evaluator is silent; connecting again",
    [FORWARD_SESSION_UNKNOWN] = "the evaluator does not know this session; greeting it again",
    [FORWARD_KIND] = "the evaluator keeps the other kind of time (real or simulated); answering busy",
    [FORWARD_STRAY] = "a message of another session was ignored",
    [FORWARD_BROKEN] = "the evaluator's answer cannot be right; connecting again",
    [FORWARD_INCOMPLETE] = "",    // told with its numbers
};

static void note_fault(struct collector *collector, enum forward_fault fault) {
    if (fault == FORWARD_FINE)
        return;
    collector->counters.link_faults++;
    if (faults[fault][0] != '\0' && collector_may_log(collector, (uint64_t)fault))
        capaian_log(CAPAIAN_WARN, faults[fault], "evaluator", collector->evaluator, NULL);
}

static void note_up(struct collector *collector) {
    collector->link_up = true;
    collector->kinds_differ = false;
    collector->counters.link_sessions++;
    if (collector->link_quiet)
        return;
    char applied[24];
    char cursor[24];
    snprintf(applied, sizeof applied, "%" PRIu64, collector->forward.position.applied);
    snprintf(cursor, sizeof cursor, "%" PRIu64, collector->forward.position.cursor);
    capaian_log(CAPAIAN_INFO, "link up", "evaluator", collector->evaluator, "applied", applied, "from", cursor, NULL);
}

// Stores the verdicts as they came.
static int settle(struct collector *collector, const struct forward_event *event,
                  const struct forward_actions *actions) {
    if (capaian_sabotage("advance_cursor_early"))
        return 0;
    int64_t at = receive_clock_read(&collector->clock, capaian_wall_ms());
    if (collector->settled_count == 0)
        collector->settled_first = actions->first;
    for (size_t i = 0; i < actions->count; i++) {
        const ProtobufCBinaryData *bytes = &event->ack->verdicts[i];
        int r = journal_settle(collector->journal, bytes->data, bytes->len, at);
        if (r < 0)
            return r;
        collector->verdicts[collector->settled_count++] = event->verdicts[i];
    }
    return 0;
}

static int perform(struct collector *collector, const struct forward_event *event,
                   const struct forward_actions *actions) {
    const struct forward_position *position = &collector->forward.position;
    int r = 0;
    note_fault(collector, actions->fault);
    if (actions->fault == FORWARD_KIND)
        collector->kinds_differ = true;
    if (actions->what & FORWARD_DO_DOWN) {
        collector->link_up = false;
        collector->link_quiet = collector->lost;
        if (!collector->link_quiet)
            capaian_log(CAPAIAN_INFO, "link down", "evaluator", collector->evaluator, NULL);
        desk_trials_lost(collector);
    }
    if (actions->what & FORWARD_DO_REOPEN) {
        r = connect_socket(collector);
        if (r < 0)
            return -EIO;
    }
    if (actions->what & FORWARD_DO_SETTLE)
        r = settle(collector, event, actions);
    if (actions->what & FORWARD_DO_REWIND && position->cursor < journal_position(collector->journal)->cursor)
        collector->counters.link_rewinds++;
    bool moved = (actions->what & FORWARD_DO_SETTLE) && !capaian_sabotage("advance_cursor_early");
    if (r == 0 && (moved || actions->what & (FORWARD_DO_REWIND | FORWARD_DO_BRANCH)))
        r = journal_remember(collector->journal, position->cursor, position->epoch, position->applied);
    if (r == 0 && actions->what & FORWARD_DO_REWIND)
        r = journal_go_without(collector->journal, position->lacking);
    if (r == 0 && actions->what & FORWARD_DO_BRANCH) {
        descent_note_branch(collector);
        r = journal_branch(collector->journal, position->journal, position->parent, position->parent_reached,
                           receive_clock_read(&collector->clock, capaian_wall_ms()));
    }
    if (actions->what & FORWARD_DO_CLOCK)
        receive_clock_set(&collector->clock, actions->clock);
    if (actions->what & FORWARD_DO_UP)
        note_up(collector);
    if (r == -ENOSPC)
        collector->lost = true;
    return r;
}

static int step(struct collector *collector, struct forward_event *event) {
    randombytes_buf(event->fresh, sizeof event->fresh);
    struct forward_actions actions = forward_step(&collector->forward, event, capaian_monotonic_ms());
    return perform(collector, event, &actions);
}

static int take_greeting(struct collector *collector, const Capaian__V1__LinkGreeting *said) {
    struct forward_event event = {.kind = FORWARD_GREETING, .greeting = said};
    int r = descent_branched(collector, said);
    if (r < 0)
        return r;
    event.branched = r == 1;
    randombytes_buf(event.other, sizeof event.other);
    event.goes_without = collector->any_goes_without ? collector->goes_without : NULL;
    bool was_shared = collector->forward.shared;
    r = step(collector, &event);
    if (collector->forward.shared && !was_shared)
        descent_note_shared(collector);
    if (r == 0 && collector->forward.held > 0)
        descent_note_incomplete(collector, said);
    return r;
}

// NULL where one is none, or memory is short.
static Capaian__V1__Verdict **decode(struct collector *collector, const Capaian__V1__LinkAck *ack) {
    Capaian__V1__Verdict **verdicts =
        capaian_arena_take(collector->incoming, (ack->n_verdicts + 1) * sizeof(Capaian__V1__Verdict *));
    for (size_t i = 0; verdicts && i < ack->n_verdicts; i++) {
        verdicts[i] = capaian__v1__verdict__unpack(capaian_arena_allocator(collector->incoming), ack->verdicts[i].len,
                                                   ack->verdicts[i].data);
        if (!verdicts[i])
            return NULL;
    }
    return verdicts;
}

static int take(struct collector *collector, const Capaian__V1__Envelope *envelope) {
    struct forward_event event = {.kind = FORWARD_TICK};
    switch (envelope->kind_case) {
    case CAPAIAN__V1__ENVELOPE__KIND_LINK_GREETING:
        return take_greeting(collector, envelope->link_greeting);
    case CAPAIAN__V1__ENVELOPE__KIND_LINK_ACK:
        event.kind = FORWARD_ACK;
        event.ack = envelope->link_ack;
        event.verdicts = decode(collector, event.ack);
        break;
    case CAPAIAN__V1__ENVELOPE__KIND_LINK_CLOCK:
        event.kind = FORWARD_CLOCK;
        event.clock = envelope->link_clock;
        break;
    case CAPAIAN__V1__ENVELOPE__KIND_LINK_TRIAL_REPLY:
        if (envelope->link_trial_reply->verdict)
            desk_trial(collector, envelope->link_trial_reply->trial, envelope->link_trial_reply->verdict);
        return 0;
    default:
        collector->counters.link_faults++;
        if (collector_may_log(collector, 100 + (uint64_t)envelope->kind_case))
            capaian_log(CAPAIAN_WARN, "the evaluator refused a message", "code",
                        envelope->kind_case == CAPAIAN__V1__ENVELOPE__KIND_REFUSAL ? envelope->refusal->code : "kind",
                        NULL);
        return 0;
    }
    return step(collector, &event);
}

static void tell_verdicts(struct collector *collector) {
    if (collector->freed_count == 0)
        collector->freed_since = capaian_monotonic_ms();
    for (size_t i = 0; i < collector->settled_count; i++) {
        uint64_t sequence = collector->settled_first + i;
        const struct forward_flight *flight = forward_flight(&collector->forward, sequence);
        collector->freed[collector->freed_count++] =
            (struct freed){flight->tag, quota_cost(flight->bytes - FORWARD_ENTRY_OVERHEAD)};
        desk_push(collector, sequence, collector->verdicts[i]);
    }
    collector->counters.link_settled += collector->settled_count;
    collector->settled_count = 0;
}

int link_receive(struct collector *collector) {
    // One acknowledgement may need CAPAIAN_LINK_ARENA_MAX and more; the arena holds several times that.
    for (int i = 0; i < FRAMES_A_TURN && capaian_arena_used(collector->incoming) < CAPAIAN_LINK_ARENA_MAX / 2; i++) {
        int r = capaian_dealer_receive(collector->link, &collector->payload);
        if (r == 0)
            break;
        if (r < 0 && r != -EBADMSG)
            return -EIO;
        Capaian__V1__Envelope *envelope = NULL;
        enum capaian_code code = CAPAIAN_ENVELOPE_MALFORMED;
        if (r > 0)
            code = capaian_envelope_unpack(zmq_msg_data(&collector->payload), zmq_msg_size(&collector->payload),
                                           collector->incoming, &envelope);
        if (code != CAPAIAN_OK) {
            collector->counters.link_faults++;
            if (collector_may_log(collector, 99))
                capaian_log(CAPAIAN_WARN, "a frame of the evaluator was not readable", "code", capaian_code_name(code),
                            NULL);
            continue;
        }
        r = take(collector, envelope);
        if (r < 0)
            return r;
    }
    tell_verdicts(collector);
    struct forward_event tick = {.kind = FORWARD_TICK};
    return step(collector, &tick);
}

int link_promise(struct collector *collector) {
    struct forward_plan plan;
    if (collector->lost || !forward_plan(&collector->forward, capaian_monotonic_ms(), &plan) || !plan.beat_due)
        return 0;
    int64_t now = receive_clock_read(&collector->clock, capaian_wall_ms());
    int64_t behind = now - journal_position(collector->journal)->instant;
    if (behind < (collector->clock.simulated ? 1 : PROMISE_MS))
        return 0;
    int r = journal_promise(collector->journal, now);
    if (r == -ENOSPC)
        collector->lost = true;
    return r;
}

void link_committed(struct collector *collector) {
    for (size_t i = 0; i < collector->freed_count; i++)
        quota_release(collector->quota, collector->freed[i].quota, collector->freed[i].cost);
    collector->freed_count = 0;
}

int link_lost(struct collector *collector) {
    collector->settled_count = collector->freed_count = 0;
    struct forward_position position = position_of(collector);
    struct forward_event event = {.kind = FORWARD_RESTART, .position = &position};
    return step(collector, &event);
}

static int hello(struct collector *collector) {
    Capaian__V1__LinkHello message = CAPAIAN__V1__LINK_HELLO__INIT;
    message.collector = (char *)collector->name;
    message.simulated = collector->clock.simulated;
    message.session = (ProtobufCBinaryData){FORWARD_SESSION_SIZE, collector->forward.session};
    // What is on disk here: a ledger that was put back to an earlier state finds out by it.
    const struct journal_position *position = journal_position(collector->journal);
    static const uint8_t none[CAPAIAN_EPOCH_SIZE];
    if (memcmp(position->epoch, none, sizeof none) != 0)
        message.epoch = (ProtobufCBinaryData){CAPAIAN_EPOCH_SIZE, (uint8_t *)position->epoch};
    message.applied = position->applied;
    message.journal = (ProtobufCBinaryData){JOURNAL_ID_SIZE, (uint8_t *)position->id};
    message.instance = (ProtobufCBinaryData){FORWARD_SESSION_SIZE, collector->instance};
    message.held = collector->forward.held > 0;
    message.lacking = message.held ? collector->forward.held : position->lacking;
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_LINK_HELLO, &message);
    return capaian_dealer_send(collector->link, &envelope);
}

// The entries of the plan, from the tail where it has them, else from the journal. The number, or -errno.
static int gather(struct collector *collector, const struct forward_plan *plan, struct journal_entry *entries) {
    unsigned count = 0;
    const struct journal_entry *kept;
    while (count < plan->entries && (kept = tail_find(collector->tail, plan->first + count)) != NULL)
        entries[count++] = *kept;
    if (count > 0 || plan->entries == 0)
        return (int)count;
    capaian_arena_reset(collector->outgoing);
    return journal_read(collector->journal, plan->first, collector->outgoing, entries, plan->entries, plan->bytes + 1);
}

// How many of the entries go, by the plan's bytes; fills their flights and wire forms.
static unsigned fit(const struct collector *collector, const struct forward_plan *plan,
                    const struct journal_entry *entries, unsigned count, struct forward_flight *flights,
                    Capaian__V1__LinkEntry *messages) {
    uint64_t settled = journal_position(collector->journal)->settled;
    uint64_t bytes = 0;
    for (unsigned i = 0; i < count; i++) {
        const struct journal_entry *entry = &entries[i];
        uint32_t size = (uint32_t)entry->size + FORWARD_ENTRY_OVERHEAD;
        if (bytes + size > plan->bytes && (i > 0 || !plan->any_size))
            return i;
        bytes += size;
        flights[i].bytes = size;
        // What was settled before counts no longer against its unit, however often it is sent again.
        flights[i].tag = entry->sequence > settled ? quota_find(collector->quota, entry->unit) : QUOTA_NONE;
        memcpy(flights[i].id, entry->id, CAPAIAN_ID_SIZE);
        capaian__v1__link_entry__init(&messages[i]);
        messages[i].message_id = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, (uint8_t *)entry->id};
        messages[i].content = (ProtobufCBinaryData){entry->size, (uint8_t *)entry->content};
        messages[i].key = (ProtobufCBinaryData){CAPAIAN_KEY_SIZE, (uint8_t *)entry->key};
        messages[i].received_at = entry->received_at;
        messages[i].unit = (char *)entry->unit;
        messages[i].chain = (ProtobufCBinaryData){JOURNAL_CHAIN_SIZE, (uint8_t *)entry->chain};
    }
    return count;
}

// The watermark after the batch. The instant of the journal is on disk; a later one could be taken back by a crash.
static int watermark(struct collector *collector, uint64_t next, int64_t *ret) {
    const struct journal_position *position = journal_position(collector->journal);
    if (next > position->last) {
        *ret = forward_watermark(NULL, position->instant);
        return 0;
    }
    const struct journal_entry *kept = tail_find(collector->tail, next);
    struct journal_record record;
    capaian_arena_reset(collector->scratch);
    int r = kept ? 1 : journal_get(collector->journal, next, collector->scratch, &record);
    if (r != 1)
        return -EIO;
    *ret = forward_watermark(kept ? &kept->received_at : &record.entry.received_at, position->instant);
    return 0;
}

// Sabotage: what was sent counts as settled.
static int settle_unheard(struct collector *collector, unsigned count) {
    int r = 0;
    for (unsigned i = 0; r == 0 && i < count; i++)
        r = journal_settle(collector->journal, NULL, 0, 0);
    const struct forward_position *position = &collector->forward.position;
    if (r == 0)
        r = journal_remember(collector->journal, collector->forward.sent, position->epoch, position->applied);
    if (r == 0)
        r = journal_commit(collector->journal);
    return r < 0 ? r : 1;
}

// One batch. 1 sent; 0 nothing to send, or the socket takes nothing; -EIO.
static int batch(struct collector *collector, const struct forward_plan *plan, int64_t now) {
    struct journal_entry entries[CAPAIAN_LINK_BATCH_ENTRIES];
    struct forward_flight flights[CAPAIAN_LINK_BATCH_ENTRIES];
    Capaian__V1__LinkEntry messages[CAPAIAN_LINK_BATCH_ENTRIES];
    Capaian__V1__LinkEntry *list[CAPAIAN_LINK_BATCH_ENTRIES];
    int gathered = gather(collector, plan, entries);
    if (gathered < 0 || (gathered == 0 && plan->entries > 0))
        return -EIO;
    unsigned count = fit(collector, plan, entries, (unsigned)gathered, flights, messages);
    if (count == 0 && !plan->beat_due)
        return 0;
    for (unsigned i = 0; i < count; i++)
        list[i] = &messages[i];
    Capaian__V1__LinkBatch message = CAPAIAN__V1__LINK_BATCH__INIT;
    message.session = (ProtobufCBinaryData){FORWARD_SESSION_SIZE, collector->forward.session};
    message.first = plan->number;
    message.entries = list;
    message.n_entries = count;
    message.sequence = plan->first;
    int r = watermark(collector, plan->first + count, &message.watermark);
    if (r < 0)
        return r;
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_LINK_BATCH, &message);
    if (capaian_dealer_send(collector->link, &envelope) < 0) {
        collector->link_blocked = true;
        return 0;
    }
    forward_sent(&collector->forward, flights, count, now);
    if (capaian_sabotage("advance_cursor_early"))
        return settle_unheard(collector, count);
    collector->watermark = message.watermark;
    collector->counters.link_batches++;
    collector->counters.link_entries += count;
    return 1;
}

int link_send(struct collector *collector) {
    const struct journal_position *position = journal_position(collector->journal);
    struct forward *forward = &collector->forward;
    forward_kept(forward, position->first, position->last);
    int64_t now = capaian_monotonic_ms();
    collector->link_blocked = false;
    if (forward_hello_due(forward, now)) {
        if (hello(collector) == 0)
            forward_hello_sent(forward, now);
        else
            collector->link_blocked = true;
        return 0;
    }
    struct forward_plan plan;
    int r = 1;
    for (int i = 0; i < BATCHES_A_TURN && r == 1 && forward_plan(forward, now, &plan); i++)
        r = batch(collector, &plan, now);
    return r < 0 ? r : 0;
}

int link_trial(struct collector *collector, uint64_t trial, const struct journal_entry *entry) {
    Capaian__V1__LinkTrial message = CAPAIAN__V1__LINK_TRIAL__INIT;
    Capaian__V1__LinkEntry inner = CAPAIAN__V1__LINK_ENTRY__INIT;
    message.session = (ProtobufCBinaryData){FORWARD_SESSION_SIZE, collector->forward.session};
    message.trial = trial;
    message.entry = &inner;
    inner.message_id = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, (uint8_t *)entry->id};
    inner.content = (ProtobufCBinaryData){entry->size, (uint8_t *)entry->content};
    inner.key = (ProtobufCBinaryData){CAPAIAN_KEY_SIZE, (uint8_t *)entry->key};
    inner.received_at = entry->received_at;
    inner.unit = (char *)entry->unit;
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_LINK_TRIAL, &message);
    return capaian_dealer_send(collector->link, &envelope);
}

int64_t link_next_at(const struct collector *collector) {
    // What is due waits for the socket, which wakes the loop when it takes something again.
    if (collector->link_blocked)
        return collector->forward.heard_at + FORWARD_SILENCE_MS;
    return forward_next_at(&collector->forward);
}

bool link_done(const struct collector *collector) {
    const struct journal_position *position = journal_position(collector->journal);
    return !collector->link_up || position->cursor == position->last;
}
