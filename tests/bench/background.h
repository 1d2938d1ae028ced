// A load that goes on while something else is measured.
#pragma once

#include "sending.h"

#include <pthread.h>

struct background {
    const struct system *system;
    const struct place *place;
    unsigned rows;     // of a message
    double rate;       // rows in a second, from four senders; 0: as many as can be
    double seconds;    // of it

    double reached;    // by background_end: rows in a second
    int error;
    pthread_t thread;
};

// 0 or -errno.
int background_start(struct background *background);
int background_end(struct background *background);    // waits for it
