#include "alert/reasons.h"

#include <string.h>

#define ENTRY(name, text, kinds, indonesian, english) {text, kinds, indonesian, english},
static const struct alert_reason_entry entries[ALERT_REASON_COUNT] = {ALERT_REASONS(ENTRY)};
#undef ENTRY

const struct alert_reason_entry *alert_reason_entry(enum alert_reason reason) {
    return &entries[reason];
}

const char *alert_reason_text(enum alert_reason reason) {
    return entries[reason].text;
}

bool alert_reason_is(const char *text, enum alert_reason reason) {
    return strcmp(text, entries[reason].text) == 0;
}

const char *alert_reason_intern(const char *text) {
    for (size_t i = 0; i < ALERT_REASON_COUNT; i++)
        if (strcmp(entries[i].text, text) == 0)
            return entries[i].text;
    return "";
}
