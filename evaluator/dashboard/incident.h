// What the latest event of a standing alert does not say, and its history does: when this incident began, and the
// latest follow-up. Kept by the number of that event, after which nothing has happened to the alert.
#pragma once

#include "dashboard/page.h"

struct view;

enum { INCIDENTS_KEPT = 8192 };

struct incidents;
struct incidents *incidents_new(void);
struct incidents *incidents_free(struct incidents *incidents);    // takes NULL, returns NULL

struct incident {
    int64_t since;                             // 0: not known
    const Capaian__V1__FollowUp *follow_up;    // NULL: none; lives as long as the page
};
struct incident incident_of(struct view *view, const Capaian__V1__AlertEvent *event);
