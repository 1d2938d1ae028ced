// Alert events as a table.
#pragma once

#include "dashboard/view.h"

struct grid *events_table(struct view *view, const char *caption);
void events_add(struct view *view, struct grid *table, const Capaian__V1__AlertEvent *event);

enum { EVENTS_SHOWN = 200 };

// The last events of an alert, or of an indicator, as far as they may be seen.
struct events {
    const Capaian__V1__AlertEvent *last[EVENTS_SHOWN];    // event i is in i % EVENTS_SHOWN
    size_t count;                                         // of those that may be seen
    struct view *view;
    const Capaian__V1__AlertEvent *latest;     // of all: what an alert is now; NULL: there is none
    uint32_t incident;                         // of an alert: the latest
    int64_t since;                             // its beginning
    const Capaian__V1__FollowUp *follow_up;    // the latest of it; NULL: none
};

// NULL: the page says why. Lives as long as the page.
const struct events *events_ask(struct view *view, const char *alert, const char *indicator);
// Of an alert, as it is now. False: it is not theirs to see, or there is none, and the page says so.
bool events_allowed(struct view *view, const struct events *events);
void events_show(struct view *view, const struct events *events);    // latest first
