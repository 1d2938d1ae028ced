// Alerts of one indicator and year, settled and told, with what the rest of the government has to do with it: who is
// above, what is suppressed, who has closed.
#pragma once

#include "fold/fold.h"
#include "fold/onwire.h"

enum { SUPERIORS_MAX = 8, ALERT_ID_MAX = 160 };

// "missed/par01/2026-Q1"; returns buffer.
char *alert_id(char buffer[ALERT_ID_MAX], Capaian__V1__AlertKind kind, const char *code, struct capaian_period period);

// "implausible/par01/2026-03/019d6e5b.4": the row by the first digits of its message's id and its number.
char *alert_row_id(char buffer[ALERT_ID_MAX], const char *code, struct capaian_period period,
                   const uint8_t id[CAPAIAN_ID_SIZE], uint32_t row);

// The latest hold of that kind and subject that is in force on the day.
bool fold_suppressed(const struct fold *fold, Capaian__V1__DeedKind kind, const char *subject, int32_t day,
                     const struct hold **ret);

// What keeps an alert from bothering anybody on a day: it, its unit or its indicator is suppressed. NULL: nothing.
// `tracked` NULL: an alert of no indicator.
const struct hold *fold_suppression(const struct fold *fold, const struct tracked *tracked, const char *unit,
                                    const char *alert, int32_t day);

// Those above a unit who can be told today, nearest first; vacant posts are skipped.
size_t fold_superiors(const struct fold *fold, const char *unit, const struct holder *ret[SUPERIORS_MAX]);

int fold_settle(struct fold *fold, struct tracked *tracked, struct year *year, const struct moment *moment,
                struct transitions *transitions, struct effects *effects);
