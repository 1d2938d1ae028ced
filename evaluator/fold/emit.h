// Events of a step, in the order in which they are numbered.
#pragma once

#include "fold/fold.h"

// `alert` as it stands after the event; NULL for what is born closed. 0 or -ENOMEM.
int emit_append(struct effects *effects, Capaian__V1__AlertEvent *event, const struct alert *alert);
