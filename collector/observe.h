// What the running collector tells those who only look on: systemd, and whoever asks over HTTP.
#pragma once

#include "collector.h"

// Between turns: that the loop turns, and once a second how the collector is.
void observe(struct collector *collector);
