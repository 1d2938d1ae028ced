#include "intake.h"

enum {
    RETRY_CREDIT_MS = 200,
    RETRY_MEMORY_MS = 1000,
    RETRY_CLOCK_MS = 1000,
    RETRY_EVALUATOR_MS = 2000,
    RETRY_ROOM_MS = 5000,
};

static struct intake_decision refuse(enum capaian_code code) {
    return (struct intake_decision){.act = INTAKE_REFUSE, .code = code};
}

static struct intake_decision busy(enum capaian_code code, uint32_t retry_after_ms) {
    return (struct intake_decision){.act = INTAKE_BUSY, .code = code, .retry_after_ms = retry_after_ms};
}

static bool credit_spent(const struct intake_facts *facts) {
    return facts->waiters_full || facts->unanswered >= CAPAIAN_SUBMIT_CREDIT;
}

static struct intake_decision trial(const struct intake_facts *facts) {
    if (!facts->link_up || !facts->clock_known)
        return busy(CAPAIAN_BUSY_EVALUATOR, RETRY_EVALUATOR_MS);
    if (credit_spent(facts))
        return busy(CAPAIAN_BUSY_CREDIT, RETRY_CREDIT_MS);
    return (struct intake_decision){.act = INTAKE_TRIAL};
}

// CAPAIAN_OK when a new message can be stored.
static struct intake_decision room(const struct intake_facts *facts) {
    if (facts->disk_short)
        return busy(CAPAIAN_DISK_FULL, RETRY_ROOM_MS);
    if (facts->cost > facts->reserve - facts->pending)
        return busy(CAPAIAN_BUSY, RETRY_ROOM_MS);
    if (facts->units_full || facts->cost > facts->reserve / 4 - facts->pending_unit)
        return busy(CAPAIAN_BUSY_QUOTA, RETRY_ROOM_MS);
    if (!facts->clock_known)
        return busy(CAPAIAN_BUSY_EVALUATOR, RETRY_CLOCK_MS);
    if (facts->waits && credit_spent(facts))
        return busy(CAPAIAN_BUSY_CREDIT, RETRY_CREDIT_MS);
    return (struct intake_decision){.act = INTAKE_STORE, .code = CAPAIAN_OK};
}

struct intake_decision intake_decide(const struct intake_facts *facts) {
    if (!facts->may_submit)
        return refuse(CAPAIAN_NOT_ALLOWED);
    if (facts->id_size != CAPAIAN_ID_SIZE)
        return refuse(CAPAIAN_ID_LENGTH);
    if (facts->content == CAPAIAN_BUSY)
        return busy(CAPAIAN_BUSY, RETRY_MEMORY_MS);
    if (facts->content != CAPAIAN_OK)
        return refuse(facts->content);
    if (!facts->covers)
        return refuse(CAPAIAN_KEY_UNIT);
    if (facts->dry_run)
        return trial(facts);
    if (facts->known == INTAKE_SAME)
        return (struct intake_decision){.act = INTAKE_DUPLICATE};
    if (facts->known == INTAKE_OTHER)
        return (struct intake_decision){.act = INTAKE_CONFLICT, .code = CAPAIAN_ID_CONFLICT};
    struct intake_decision decision = room(facts);
    // Before a sender is sent away, what it sent may be here already. Where there is room the insert itself finds out,
    // which saves the usual message a look-up.
    if (decision.act == INTAKE_BUSY && facts->known == INTAKE_NOT_LOOKED_UP)
        return (struct intake_decision){.act = INTAKE_LOOK_UP};
    return decision;
}

uint32_t intake_patience(uint32_t asked_ms) {
    return asked_ms < CAPAIAN_PATIENCE_MAX_MS ? asked_ms : CAPAIAN_PATIENCE_MAX_MS;
}
