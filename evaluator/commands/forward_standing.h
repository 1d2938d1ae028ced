// The alerts that stand, for whoever has to be told of them again and again. By name; starts as {0}.
#pragma once

#include "capaian/v1/alert.pb-c.h"

struct forward_standing {
    void *tree;
    size_t count;
};

// Keeps a copy of the event, instead of what was kept of this alert; or only forgets the alert. 0 or -ENOMEM.
int forward_standing_keep(struct forward_standing *standing, const Capaian__V1__AlertEvent *event);
void forward_standing_forget(struct forward_standing *standing, const Capaian__V1__AlertEvent *event);

// All of them, valid until the next change; to be freed as a list. NULL: there is no memory.
const Capaian__V1__AlertEvent **forward_standing_list(const struct forward_standing *standing);

void forward_standing_clear(struct forward_standing *standing);
