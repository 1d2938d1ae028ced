// Who has been in which post since when, and how long the clock of a person has been running. A tenure is the unbroken
// time of a person in a post in one capacity: what follows without a gap in the same post, or in a successor of its
// unit, is the same tenure. A confirmation carries the clock on into another post; anything else there starts a new
// one. A Plh only keeps the chair warm and has no tenure; a Plt or Pj has one in that capacity, whose months are not
// those of the definitive appointment that may follow.
#pragma once

#include "catalogue/catalogue.h"

struct tenure {
    const struct holder *holder;    // the latest appointment
    const struct holder *first;     // with which the chain of appointments began
    int32_t from, to;               // in this post, inclusive; to DAY_NEVER: open
    int32_t since;                  // the first day of the chain
};

struct tenures {
    struct tenure *list;    // by person, then first day, then unit
    size_t count;
};

// All of a catalogue, or those of one person (NULL: of all). 0, or -ENOMEM.
int tenures_read(const struct catalogue *catalogue, const char *person, struct tenures *ret);
void tenures_free(struct tenures *tenures);
