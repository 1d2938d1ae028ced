#include "span.h"

// Calendar days that n working days take: at least when they begin on a Monday, at most when a weekend comes first.
static int64_t least_days(struct capaian_span span) {
    int64_t count = span.count;
    return span.working && count > 0 ? count + (count - 1) / 5 * 2 : count;
}

static int64_t most_days(struct capaian_span span) {
    int64_t count = span.count;
    return span.working ? count + (count + 4) / 5 * 2 : count;
}

bool span_ends_before(struct capaian_span span, struct capaian_span other) {
    if (span.working == other.working)
        return span.count < other.count;
    return least_days(span) < most_days(other);
}
