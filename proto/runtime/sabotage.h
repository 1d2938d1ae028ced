// Breaks a promise on purpose, so that the tests can show that they would notice. In a build without CAPAIAN_SABOTAGE,
// which is every build that is installed, nothing of it is left.
#pragma once

#include <stdbool.h>

#ifdef CAPAIAN_SABOTAGE

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// Whether the environment asks for this one: CAPAIAN_SABOTAGE is a list of names with commas.
static inline bool capaian_sabotage(const char *name) {
    const char *asked = getenv("CAPAIAN_SABOTAGE");
    size_t length = strlen(name);
    while (asked != NULL && *asked != '\0') {
        if (strncmp(asked, name, length) == 0 && (asked[length] == '\0' || asked[length] == ','))
            return true;
        asked = strchr(asked, ',');
        asked = asked == NULL ? NULL : asked + 1;
    }
    return false;
}

// Ends the process as a power cut does, the given time after now, when what was handed to a socket is on its way.
static inline void capaian_sabotage_die(long after_ms) {
    const struct timespec wait = {after_ms / 1000, after_ms % 1000 * 1000000};
    (void)nanosleep(&wait, NULL);
    (void)raise(SIGKILL);
}

#else

static inline bool capaian_sabotage(const char *name) {
    (void)name;
    return false;
}

static inline void capaian_sabotage_die(long after_ms) {
    (void)after_ms;
}

#endif
