#include "dashboard/viewer.h"

#include <string.h>

static const struct {
    const char *name;
    bool all, persons, acts, decides;
} ROLES[] = {
    [ROLE_NOBODY] = {"", false, false, false, false},
    [ROLE_PUBLIC] = {"", true, false, false, false},
    [ROLE_OPERATOR] = {"operator", false, false, false, false},
    [ROLE_HEAD] = {"head", false, false, true, false},
    [ROLE_PERSONNEL] = {"personnel", true, true, false, false},
    [ROLE_INSPECTORATE] = {"inspectorate", true, false, true, true},
    [ROLE_PLANNING] = {"planning", true, false, true, true},
    [ROLE_SEKDA] = {"sekda", true, true, true, true},
    [ROLE_WAKIL] = {"wakil", true, true, true, true},
    [ROLE_BUPATI] = {"bupati", true, true, true, true},
};

const char role_names[] = "bupati, wakil, sekda, planning, inspectorate, personnel, head, operator";

enum role role_of_name(const char *name) {
    for (size_t i = ROLE_OPERATOR; i < sizeof ROLES / sizeof *ROLES; i++) {
        if (strcmp(ROLES[i].name, name) == 0)
            return (enum role)i;
    }
    return ROLE_NOBODY;
}

// A catalogue has no circle of superiors, but what is asked may be no unit.
static bool reports_to(const struct catalogue *catalogue, const char *unit, const char *superior) {
    while (*unit && catalogue) {
        const struct unit *found = catalogue_unit(catalogue, unit);
        if (!found || strcmp(found->reports_to, superior) == 0)
            return found != NULL;
        unit = found->reports_to;
    }
    return false;
}

bool may_see_unit(const struct viewer *viewer, const struct catalogue *catalogue, const char *unit) {
    if (ROLES[viewer->role].all)
        return true;
    if (viewer->role == ROLE_NOBODY || !*unit)
        return false;
    return strcmp(viewer->unit, unit) == 0 || (viewer->role == ROLE_HEAD && reports_to(catalogue, unit, viewer->unit));
}

bool may_see_all(const struct viewer *viewer) {
    return ROLES[viewer->role].all;
}

bool may_see_persons(const struct viewer *viewer) {
    return ROLES[viewer->role].persons;
}

bool may_act(const struct viewer *viewer) {
    return ROLES[viewer->role].acts;
}

bool may_decide(const struct viewer *viewer, const char *unit, const char *reporter) {
    bool own = *viewer->unit && (strcmp(viewer->unit, unit) == 0 || strcmp(viewer->unit, reporter) == 0);
    return ROLES[viewer->role].decides && !own;
}
