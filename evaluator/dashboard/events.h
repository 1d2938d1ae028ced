// Alert events as a table.
#pragma once

#include "dashboard/view.h"

struct grid *events_table(struct view *view, const char *caption);
void events_add(struct view *view, struct grid *table, const Capaian__V1__AlertEvent *event);

enum { EVENTS_SHOWN = 200 };

// The last events of an alert, or of an indicator, as far as they may be seen.
struct events {
    const Capaian__V1__AlertEvent *last[EVENTS_SHOWN];    // event i is in i % EVENTS_SHOWN
    size_t count;                                         // of all
    struct view *view;
    uint32_t incident;                         // of an alert: the latest
    int64_t since;                             // its beginning
    const Capaian__V1__FollowUp *follow_up;    // the latest of it; NULL: none
};

// NULL: the page says why. Lives as long as the page.
const struct events *events_ask(struct view *view, const char *alert, const char *indicator);
const Capaian__V1__AlertEvent *events_latest(const struct events *events);    // NULL: there is none
void events_show(struct view *view, const struct events *events);             // latest first
