// Who looks at a page, and what this person may see and do. Pure.
#pragma once

#include "catalogue/catalogue.h"

#include <stdbool.h>

enum role {
    ROLE_NOBODY,    // has not logged in, and the pages are not open to everybody
    ROLE_PUBLIC,    // has not logged in
    ROLE_OPERATOR,
    ROLE_HEAD,
    ROLE_PERSONNEL,
    ROLE_INSPECTORATE,
    ROLE_PLANNING,
    ROLE_SEKDA,
    ROLE_WAKIL,
    ROLE_BUPATI,
};

struct viewer {
    enum role role;
    const char *unit;    // of a head and an operator, of others where they have one; else ""
};

// ROLE_NOBODY when it is no name of a role that people have.
enum role role_of_name(const char *name);
extern const char role_names[];    // all of them, for a sentence

// Of an operator the own unit; of a head also what reports to it, at any remove.
bool may_see_unit(const struct viewer *viewer, const struct catalogue *catalogue, const char *unit);
bool may_see_all(const struct viewer *viewer);
bool may_see_persons(const struct viewer *viewer);
// Acknowledge, comment, follow up, where the unit may be seen.
bool may_act(const struct viewer *viewer);
// Review and dispute figures, accept that one is missing, close an alert by a decision: of all units but the own, for
// what it is accountable for or reports.
bool may_decide(const struct viewer *viewer, const char *unit, const char *reporter);
