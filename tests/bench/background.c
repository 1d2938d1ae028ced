#include "background.h"

#include <errno.h>

enum { SENDERS = 4, UNANSWERED = 64, UNANSWERED_BATCHES = 16 };

static void *load(void *context) {
    struct background *background = context;
    const struct sending sending = {.senders = SENDERS,
                                    .unanswered = background->rows > 1 ? UNANSWERED_BATCHES : UNANSWERED,
                                    .rows = background->rows,
                                    .judged = true};
    background->error = sending_run(background->system, background->place, &sending, background->seconds,
                                    background->rate / background->rows / SENDERS, &background->reached);
    return NULL;
}

int background_start(struct background *background) {
    return pthread_create(&background->thread, NULL, load, background) == 0 ? 0 : -EAGAIN;
}

int background_end(struct background *background) {
    pthread_join(background->thread, NULL);
    return background->error;
}
