// Memory that runs out: of what the daemons ask for, by malloc and through SQLite, one allocation is refused.
#pragma once

#include "network.h"

// Once a process, before SQLite is used.
void memory_begin(void);

// The after-th allocation (from 1) of this party is refused, once; the order replaces the one before.
void memory_refuse(const struct party *party, unsigned after);
bool memory_refused(const struct party *party);    // that has happened
void memory_enough(void);
