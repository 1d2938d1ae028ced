// What the collector says about itself.
#pragma once

#include "collector.h"

// Messages that wait for the evaluator, and when the oldest of them was received; 0: there is none.
uint64_t census_pending(const struct collector *collector);
int64_t census_oldest_at(struct collector *collector);

// Sends a CollectorStatus. Errors of capaian_router_send.
int census_send(struct collector *collector, const struct capaian_peer *peer);
