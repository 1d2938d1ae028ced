// One line an event on standard error, logfmt or JSON: ts level msg and fields. Secrets never; text from outside is
// escaped.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum capaian_level { CAPAIAN_DEBUG, CAPAIAN_INFO, CAPAIAN_WARN, CAPAIAN_FAULT };

void capaian_log_level(enum capaian_level lowest);
// "logfmt", as it begins, or "json". 0 or -EINVAL.
int capaian_log_form(const char *name);

// capaian_log(CAPAIAN_INFO, "listening", "endpoint", endpoint, NULL): message, then pairs of name and text, NULL.
void capaian_log(enum capaian_level level, const char *message, ...) __attribute__((sentinel));

// True for the first event of this source within the interval: for what a stranger can cause as often as it likes. A
// fixed table; when it is full the oldest source is forgotten.
struct capaian_log_limit {
    struct {
        uint64_t source;
        int64_t until;
    } slots[64];
};
bool capaian_log_allow(struct capaian_log_limit *limit, uint64_t source, int64_t now_ms, int64_t interval_ms);
