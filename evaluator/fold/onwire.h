// How what the fold knows is written in messages. All in the arena; NULL over its cap.
#pragma once

#include "attainment/assess.h"
#include "wire/arena.h"

// NULL also for a sum that does not fit 64 bits at its scale: it has no place on the wire.
Capaian__V1__Decimal *onwire_decimal(struct capaian_arena *arena, capaian_nano nano);
Capaian__V1__Person *onwire_person(struct capaian_arena *arena, const char *unit, const struct holder *holder);
char *onwire_period(struct capaian_arena *arena, struct capaian_period period);    // "" for none
Capaian__V1__Assessment *onwire_assessment(struct capaian_arena *arena, const struct assessment *assessment);

// "missed", "behind", …: the first part of an alert's id and the last of its topic.
const char *alert_kind_code(Capaian__V1__AlertKind kind);
