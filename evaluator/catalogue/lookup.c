#include "catalogue.h"

#include <string.h>

const struct unit *catalogue_unit(const struct catalogue *catalogue, const char *code) {
    size_t low = 0, high = catalogue->unit_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(catalogue->units[middle].code, code);
        if (order == 0)
            return &catalogue->units[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static const struct indicator *search_indicator(const struct catalogue *catalogue, const char *code) {
    size_t low = 0, high = catalogue->indicator_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(catalogue->indicators[middle].code, code);
        if (order == 0)
            return &catalogue->indicators[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

// FNV-1a. The codes are the planning office's; what senders ask for only goes along the same few buckets.
static size_t bucket_of(const struct catalogue *catalogue, const char *code) {
    uint32_t hash = 2166136261U;
    for (; *code != '\0'; code++)
        hash = (hash ^ (unsigned char)*code) * 16777619U;
    return (hash ^ hash >> 16) & (catalogue->bucket_count - 1);
}

void catalogue_index(struct catalogue *catalogue, uint32_t *buckets, size_t count) {
    catalogue->by_code = buckets;
    catalogue->bucket_count = count;
    for (size_t i = 0; i < catalogue->indicator_count; i++) {
        size_t at = bucket_of(catalogue, catalogue->indicators[i].code);
        while (buckets[at] != 0)
            at = (at + 1) & (count - 1);
        buckets[at] = (uint32_t)i + 1;
    }
}

// Asked for every row that comes.
const struct indicator *catalogue_indicator(const struct catalogue *catalogue, const char *code) {
    if (catalogue->bucket_count == 0)
        return search_indicator(catalogue, code);
    for (size_t at = bucket_of(catalogue, code); catalogue->by_code[at] != 0;
         at = (at + 1) & (catalogue->bucket_count - 1)) {
        const struct indicator *indicator = &catalogue->indicators[catalogue->by_code[at] - 1];
        if (strcmp(indicator->code, code) == 0)
            return indicator;
    }
    return NULL;
}

const struct node *catalogue_node(const struct catalogue *catalogue, const char *code) {
    size_t low = 0, high = catalogue->node_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(catalogue->nodes[middle].code, code);
        if (order == 0)
            return &catalogue->nodes[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const char *policy_band(const struct policy *policy, capaian_nano percent) {
    for (size_t i = 0; i < policy->band_count; i++) {
        const struct band *band = &policy->bands[i];
        if (percent > band->from || (band->inclusive && percent == band->from))
            return band->name;
    }
    return "";
}

// The first holder of the post; holder_count when it has none.
static size_t first_holder(const struct catalogue *catalogue, const char *unit) {
    size_t low = 0, high = catalogue->holder_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(catalogue->holders[middle].unit, unit) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const struct holder *holder_on(const struct catalogue *catalogue, const char *unit, int32_t day, bool plh) {
    for (size_t i = first_holder(catalogue, unit); i < catalogue->holder_count; i++) {
        const struct holder *holder = &catalogue->holders[i];
        if (holder->from > day || strcmp(holder->unit, unit) != 0)
            break;
        if (holder->to >= day && (holder->capacity == CAPACITY_PLH) == plh)
            return holder;
    }
    return NULL;
}

const struct holder *catalogue_accountable(const struct catalogue *catalogue, const char *unit, int32_t day) {
    return holder_on(catalogue, unit, day, false);
}

const struct holder *catalogue_acting(const struct catalogue *catalogue, const char *unit, int32_t day) {
    const struct holder *holder = holder_on(catalogue, unit, day, true);
    return holder != NULL ? holder : holder_on(catalogue, unit, day, false);
}

int32_t indicator_due_day(const struct catalogue *catalogue, const struct indicator *indicator,
                          struct capaian_period period) {
    return capaian_span_after(&catalogue->calendar, capaian_period_last(period), indicator->due);
}

int32_t indicator_lock_day(const struct catalogue *catalogue, const struct indicator *indicator,
                           struct capaian_period period) {
    return capaian_span_after(&catalogue->calendar, capaian_period_last(period), indicator->lock) + 1;
}
