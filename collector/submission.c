#include "submission.h"

#include "intake.h"
#include "link.h"
#include "runtime/daemon.h"
#include "runtime/sabotage.h"
#include "wire/content.h"
#include "wire/envelope.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

enum { TRIAL_MS = 10000 };    // how long a dry run may take at most

// What was decided about one submission, beyond the decision itself.
struct submission {
    const Capaian__V1__SubmitRequest *request;
    const struct capaian_key_entry *sender;    // NULL: the key is not in the ring
    struct journal_entry entry;
    struct journal_record known;    // once looked up
    uint32_t patience;
};

static const Capaian__V1__Refusal *refusal_of(struct collector *collector, const struct submission *submission,
                                              const struct intake_decision *decision) {
    const ProtobufCBinaryData *content = &submission->request->content;
    struct capaian_arena *arena = collector->frames;
    const char *argument = NULL;
    const char *field = "";
    switch (decision->code) {
    case CAPAIAN_NOT_ALLOWED:
        argument = "submit (submit)";
        break;
    case CAPAIAN_ID_LENGTH:
        field = "message_id";
        argument = capaian_arena_text(arena, "%zu", submission->request->message_id.len);
        break;
    case CAPAIAN_ID_CONFLICT:
        field = "message_id";
        break;
    case CAPAIAN_KEY_UNIT:
    case CAPAIAN_BUSY_QUOTA:
        field = "unit";
        argument = submission->entry.unit;
        break;
    case CAPAIAN_BUSY:
        argument = capaian_arena_text(arena, "%" PRIu32, decision->retry_after_ms);
        break;
    case CAPAIAN_BUSY_CREDIT:
        argument = capaian_arena_text(arena, "%d", CAPAIAN_SUBMIT_CREDIT);
        break;
    case CAPAIAN_BUSY_EVALUATOR:
        argument = submission->request->dry_run ? "dry_run" : "submit";
        break;
    case CAPAIAN_DISK_FULL:
        break;
    default:
        return capaian_content_refusal(arena, decision->code, content->data, content->len);
    }
    const char *arguments[3] = {argument, NULL, NULL};
    return capaian_refusal(arena, decision->code, field, arguments);
}

// 1 when the journal has the unit and id, 0 when not; -EIO.
static int look_up(struct collector *collector, struct submission *submission) {
    return journal_find(collector->journal, submission->entry.unit, submission->entry.id, collector->frames,
                        &submission->known);
}

static enum intake_known compare(const struct submission *submission, int found) {
    if (found == 0)
        return INTAKE_ABSENT;
    return memcmp(submission->known.entry.hash, submission->entry.hash, CAPAIAN_HASH_SIZE) == 0 ? INTAKE_SAME
                                                                                                : INTAKE_OTHER;
}

// Puts the message into the transaction. 0; -EEXIST: it is there already; -ENOSPC, -EIO.
static int store(struct collector *collector, struct submission *submission, struct reply *reply) {
    int64_t cost = quota_cost(submission->entry.size);
    int r = journal_append(collector->journal, &submission->entry, &submission->entry.sequence);
    if (r < 0)
        return r;
    memcpy(submission->entry.chain, journal_position(collector->journal)->chain, sizeof submission->entry.chain);
    struct desk_stored *stored = &collector->stored[collector->stored_count++];
    stored->entry = submission->entry;
    stored->cost = cost;
    stored->quota = quota_add(collector->quota, submission->entry.unit, cost);
    stored->reply = (unsigned)(reply - collector->replies);
    collector->disk_left -= 2 * cost;    // in the WAL and in the database
    reply->sequence = submission->entry.sequence;
    reply->received_at = submission->entry.received_at;
    memcpy(reply->hash, submission->entry.hash, sizeof reply->hash);
    return 0;
}

// The reply is given when the verdict comes or patience ends.
static void hold(struct waiting *waiting, uint64_t subject, uint32_t patience, struct reply *reply) {
    struct waiter waiter = {
        .subject = subject,
        .peer = reply->peer,
        .duplicate = reply->duplicate,
        .deadline = capaian_monotonic_ms() + patience,
    };
    memcpy(waiter.id, reply->id, CAPAIAN_ID_SIZE);
    waiting_add(waiting, &waiter);
    reply->held = true;
}

// Of the connection, or of all with its key as long as that is below the limit of one.
static unsigned unanswered(const struct collector *collector, const struct capaian_peer *peer) {
    unsigned of_key = waiting_of_key(collector->waiting, peer) + waiting_of_key(collector->trials, peer);
    return of_key < CAPAIAN_SUBMIT_CREDIT ? of_key
                                          : waiting_of(collector->waiting, peer) + waiting_of(collector->trials, peer);
}

static struct intake_facts facts_of(struct collector *collector, struct submission *submission,
                                    const struct capaian_peer *peer) {
    const Capaian__V1__SubmitRequest *request = submission->request;
    struct journal_entry *entry = &submission->entry;
    struct intake_facts facts = {
        .may_submit = submission->sender && submission->sender->roles & CAPAIAN_ROLE_SUBMIT,
        .id_size = request->message_id.len,
        .content = CAPAIAN_CONTENT_MALFORMED,
        .dry_run = request->dry_run,
        .clock_known = collector->clock.known && !collector->kinds_differ,
        .link_up = collector->link_up,
        .reserve = collector->reserve,
    };
    if (!facts.may_submit || facts.id_size != CAPAIAN_ID_SIZE)
        return facts;
    facts.content = capaian_content_look(request->content.data, request->content.len, entry->unit);
    if (facts.content != CAPAIAN_OK)
        return facts;
    memcpy(entry->id, request->message_id.data, sizeof entry->id);
    entry->content = request->content.data;
    entry->size = request->content.len;
    capaian_content_hash(entry->content, entry->size, entry->hash);
    entry->received_at = receive_clock_read(&collector->clock, capaian_wall_ms());
    facts.covers = capaian_key_covers(submission->sender, entry->unit) || capaian_sabotage("trust_unit_in_body");
    facts.waits = request->wait == CAPAIAN__V1__WAIT__WAIT_JUDGED && submission->patience > 0;
    facts.unanswered = facts.waits || facts.dry_run ? unanswered(collector, peer) : 0;
    // No key has more than its share of the room: somebody else may have to wait too.
    const struct waiting *waiting = facts.dry_run ? collector->trials : collector->waiting;
    const unsigned share = (facts.dry_run ? (unsigned)TRIALS_MAX : (unsigned)WAITERS_MAX) / WAITERS_SHARE;
    facts.waiters_full =
        waiting_full(waiting) || (waiting_of_key(waiting, peer) >= share && !capaian_sabotage("no_shares"));
    facts.cost = quota_cost(entry->size);
    facts.pending = quota_pending(collector->quota);
    facts.pending_unit = capaian_sabotage("no_shares") ? 0 : quota_pending_unit(collector->quota, entry->unit);
    facts.units_full = quota_full(collector->quota) && facts.pending_unit == 0;
    facts.disk_short = collector->lost || 2 * facts.cost > collector->disk_left;
    return facts;
}

// Decides, and looks up or stores as the decision asks until there is an end. 0 or -EIO.
static int decide(struct collector *collector, struct submission *submission, struct intake_facts *facts,
                  struct reply *reply, struct intake_decision *ret) {
    for (;;) {
        struct intake_decision decision = intake_decide(facts);
        if (decision.act == INTAKE_STORE) {
            int r = store(collector, submission, reply);
            if (r == -ENOSPC) {
                collector->lost = facts->disk_short = true;
                facts->known = INTAKE_ABSENT;
                continue;
            }
            if (r != -EEXIST) {
                *ret = decision;
                return r;
            }
        } else if (decision.act != INTAKE_LOOK_UP) {
            *ret = decision;
            return 0;
        }
        int found = look_up(collector, submission);
        if (found == -EIO)
            return found;
        // Out of memory for the verdict of a known message: it is told to come again.
        if (found < 0) {
            *ret = (struct intake_decision){.act = INTAKE_BUSY, .code = CAPAIAN_BUSY, .retry_after_ms = 1000};
            return 0;
        }
        facts->known = compare(submission, found);
    }
}

int submission_take(struct collector *collector, const struct capaian_key_entry *sender, const uint8_t *key,
                    const Capaian__V1__SubmitRequest *request, struct reply *reply) {
    struct counters *counters = &collector->counters;
    struct submission submission = {
        .request = request,
        .sender = sender,
        .patience = intake_patience(request->patience_ms),
    };
    memcpy(submission.entry.key, key, CAPAIAN_KEY_SIZE);
    reply->id = request->message_id.data;
    reply->id_size = request->message_id.len;
    struct intake_facts facts = facts_of(collector, &submission, &reply->peer);
    struct intake_decision decision;
    int r = decide(collector, &submission, &facts, reply, &decision);
    if (r < 0)
        return r;
    if (decision.act == INTAKE_TRIAL) {
        r = link_trial(collector, collector->next_trial, &submission.entry);
        if (r < 0)
            decision = (struct intake_decision){INTAKE_BUSY, CAPAIAN_BUSY_EVALUATOR, 1000};
    }
    switch (decision.act) {
    case INTAKE_STORE:
        counters->stored++;
        if (facts.waits)
            hold(collector->waiting, reply->sequence, submission.patience, reply);
        break;
    case INTAKE_DUPLICATE:
        counters->duplicates++;
        reply->duplicate = true;
        reply_from_record(reply, &submission.known, collector->frames);
        // Without credit left a duplicate is answered as it stands: it is stored, whatever happens.
        if (facts.waits && !reply->verdict && !facts.waiters_full && facts.unanswered < CAPAIAN_SUBMIT_CREDIT)
            hold(collector->waiting, reply->sequence, submission.patience, reply);
        break;
    case INTAKE_CONFLICT:
        counters->conflicts++;
        reply->outcome = CAPAIAN__V1__OUTCOME__OUTCOME_CONFLICT;
        break;
    case INTAKE_TRIAL:
        counters->trials++;
        hold(collector->trials, collector->next_trial++,
             submission.patience > 0 && submission.patience < TRIAL_MS ? submission.patience : TRIAL_MS, reply);
        break;
    case INTAKE_BUSY:
        counters->busy++;
        reply->outcome = CAPAIAN__V1__OUTCOME__OUTCOME_BUSY;
        reply->retry_after_ms = decision.retry_after_ms;
        break;
    default:
        counters->refused++;
        counters->not_allowed += decision.code == CAPAIAN_NOT_ALLOWED;
        reply->outcome = CAPAIAN__V1__OUTCOME__OUTCOME_REFUSED;
        if (collector_may_log(collector, collector_source(key)))
            capaian_log(CAPAIAN_WARN, "message refused", "sender", sender ? sender->comment : "unknown key", "code",
                        capaian_code_name(decision.code), NULL);
        break;
    }
    if (decision.code != CAPAIAN_OK)
        reply->refusal = refusal_of(collector, &submission, &decision);
    return 0;
}
