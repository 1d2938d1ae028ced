// One submission on its way through intake.h: the facts are looked up, the decision is carried out, the reply prepared.
#pragma once

#include "collector.h"

// sender: of this key, NULL when the ring does not have it. reply->peer is set. 0, or -EIO. A new message goes into the
// journal's transaction; where that meets a full disk, collector->lost is set.
int submission_take(struct collector *collector, const struct capaian_key_entry *sender, const uint8_t *key,
                    const Capaian__V1__SubmitRequest *request, struct reply *reply);
