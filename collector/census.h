// What the collector says about itself.
#pragma once

#include "collector.h"

// Sends a CollectorStatus. Errors of capaian_router_send.
int census_send(struct collector *collector, const struct capaian_peer *peer);
