// What all requests share: where the evaluator is, who may log in, and what is kept from one page to the next.
#pragma once

#include "catalogue/catalogue.h"
#include "dashboard/ask.h"
#include "dashboard/feed.h"
#include "dashboard/sessions.h"

#include <pthread.h>

enum { WORKERS = 4 };

struct site {
    struct capaian_arguments arguments;
    const char *zone;      // as people call it: WIB
    const char *people;    // the file; "": nobody may log in
    bool open;             // figures are shown to who has not logged in
    bool https;            // cookies are for https alone
    struct askers *askers;
    struct feed *feed;
    struct sessions *sessions;

    pthread_mutex_t hashing;    // one passphrase at a time, since each takes much memory

    pthread_rwlock_t catalogue_lock;
    struct catalogue *catalogue;    // the latest one that could be read; NULL: none
    uint32_t catalogue_version;

    pthread_mutex_t seen_lock;
    int64_t seen_at;    // the ledger's time of the last page that could be shown; 0: none yet
};
