// What the kinds of alerts share while a year is settled; within alert/ only.
#pragma once

#include "alert/settle.h"

#define FIRING CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING
#define ACKNOWLEDGED CAPAIAN__V1__ALERT_STATE__ALERT_STATE_ACKNOWLEDGED
#define RESOLVED CAPAIAN__V1__ALERT_STATE__ALERT_STATE_RESOLVED
#define CANCELLED CAPAIAN__V1__ALERT_STATE__ALERT_STATE_CANCELLED
#define MISSED CAPAIAN__V1__ALERT_KIND__ALERT_KIND_MISSED
#define BEHIND CAPAIAN__V1__ALERT_KIND__ALERT_KIND_BEHIND
#define OVERDUE CAPAIAN__V1__ALERT_KIND__ALERT_KIND_OVERDUE
#define IMPLAUSIBLE CAPAIAN__V1__ALERT_KIND__ALERT_KIND_IMPLAUSIBLE
#define RESTATED CAPAIAN__V1__ALERT_KIND__ALERT_KIND_RESTATED
#define OUTCOME(name) CAPAIAN__V1__ASSESSED__ASSESSED_##name

struct settling {
    const struct catalogue *catalogue;
    const struct indicator *indicator;
    struct year *year;
    int32_t today, day;    // judged up to, and told on
    const struct circumstances *circumstances;
    struct transitions *out;
};

// All of these take NULL: there is no such alert.
bool alert_stands(const struct alert *alert);
bool alert_closed(const struct alert *alert);
// Stands or is closed: it need not fire, and its ground going away is told.
bool alert_held(const struct alert *alert);

// The alert takes the state, and the transition is told. Firing when it did not stand begins an incident; firing at all
// starts the clock of escalation again.
int alert_move(struct settling *s, Capaian__V1__AlertKind kind, struct capaian_period period,
               Capaian__V1__AlertState state, enum alert_reason reason, const struct assessment *assessment);

// Tells a transition and nothing else. The caller may add to it.
struct transition *alert_tell(struct settling *s, Capaian__V1__AlertKind kind, struct capaian_period period,
                              Capaian__V1__AlertState state, enum alert_reason reason,
                              const struct assessment *assessment);

// The next in an order that does not depend on which fired first, after `previous` (NULL: the first).
struct alert *alert_after(const struct year *year, const struct alert *previous);

// Whether the outcome is a verdict on figures.
bool outcome_complete(Capaian__V1__Assessed outcome);

// The goal as it stands today.
struct assessment assess_now(const struct settling *s, const struct goal *goal);

// 0, or -ENOMEM.
int settle_overdue(struct settling *s, const struct figure *figure);
int settle_missed(struct settling *s, const struct goal *goal);    // and what it restates
int settle_behind(struct settling *s);
int settle_implausible(struct settling *s);
// Acknowledgements that have run out, and what nobody has acknowledged.
void settle_attention(struct settling *s);
// The numbers of an alert of `implausible` as they are now, for an event about it.
void implausible_numbers(const struct settling *s, const struct alert *alert, struct transition *ret);
