// Every number that was agreed for one indicator, by period and version: the first one of a period (murni) and those
// that took its place (perubahan).
#pragma once

#include "catalogue/catalogue.h"
#include "value/text.h"
#include "wire/error.h"

struct history_version {
    uint32_t number;
    char *basis;
    char effective[CAPAIAN_PERIOD_TEXT];
    int64_t applied_at;
    bool readable;    // by this program's reader; else its numbers are not known
};

// A target as a version has it.
struct agreed {
    struct capaian_period period;
    size_t version;    // index, in the order of the versions
    size_t order;      // in which it was added
    bool judged;
    char *indonesian, *english, *json;    // the number, as people read it and as fields of JSON
};

struct history {
    struct agreed *list;
    size_t count, room;
    bool known;    // a version has the indicator
};

// Takes the indicator's targets from a version; versions in their order. 0 or -ENOMEM.
int history_add(struct history *history, size_t version, const struct catalogue *catalogue, const char *indicator);
void history_finish(struct history *history);    // sorts; before it is written
void history_free(struct history *history);

// A line for each number that differs from the one before it, and for a period that a version no longer has.
void string_add_history(struct capaian_string *out, const struct history *history,
                        const struct history_version *versions, size_t version_count, enum capaian_language language);
void string_add_history_json(struct capaian_string *out, const struct history *history, const char *indicator,
                             const struct history_version *versions, size_t version_count);

// "version":1,"effective":"2026-01-01","applied_at":0,"basis":"..."
void string_add_history_version_json(struct capaian_string *out, const struct history_version *version);
