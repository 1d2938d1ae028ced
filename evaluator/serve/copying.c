#include "serve/copying.h"

#include "ledger/ledger.h"
#include "runtime/file.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct copying {
    pthread_t thread;
    char *path, *file;
    uint8_t act_id[CAPAIAN_ID_SIZE];
    struct capaian_peer peer;
    // The thread's until `done` is set.
    int error;
    char *sentence;
    uint64_t step;
    atomic_bool done;
};

static void *work(void *argument) {
    struct copying *copying = argument;
    copying->error = ledger_backup(copying->path, copying->file, &copying->step, &copying->sentence);
    atomic_store(&copying->done, true);
    return NULL;
}

static void release(struct copying *copying) {
    free(copying->path);
    free(copying->file);
    free(copying->sentence);
    free(copying);
}

struct copying *copying_begin(const char *path, const char *file, const uint8_t act_id[CAPAIAN_ID_SIZE],
                              const struct capaian_peer *peer) {
    struct copying *copying = calloc(1, sizeof *copying);
    if (copying == NULL)
        return NULL;
    copying->path = strdup(path);
    copying->file = strdup(file);
    copying->peer = *peer;
    memcpy(copying->act_id, act_id, sizeof copying->act_id);
    // Signals are the loop's, which waits for them.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool begun =
        copying->path != NULL && copying->file != NULL && pthread_create(&copying->thread, NULL, work, copying) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (begun)
        return copying;
    release(copying);
    return NULL;
}

bool copying_done(const struct copying *copying, struct copied *ret) {
    if (!atomic_load(&copying->done))
        return false;
    *ret = (struct copied){copying->error, copying->sentence, copying->step};
    return true;
}

bool copying_is(const struct copying *copying, const uint8_t act_id[CAPAIAN_ID_SIZE]) {
    return memcmp(copying->act_id, act_id, sizeof copying->act_id) == 0;
}

struct capaian_peer *copying_peer(struct copying *copying) {
    return &copying->peer;
}

const uint8_t *copying_act(const struct copying *copying) {
    return copying->act_id;
}

struct copying *copying_end(struct copying *copying) {
    if (copying == NULL)
        return NULL;
    pthread_join(copying->thread, NULL);
    release(copying);
    return NULL;
}

int copying_remember(const char *file, int64_t at) {
    char text[24];
    int length = snprintf(text, sizeof text, "%" PRId64 "\n", at);
    return capaian_file_replace(file, text, (size_t)length, 0600, true);
}

int64_t copying_remembered(const char *file) {
    char *text = NULL;
    size_t size = 0;
    if (capaian_file_read(file, 24, &text, &size, NULL) < 0)
        return 0;
    int64_t at = strtoll(text, NULL, 10);
    free(text);
    return at;
}
