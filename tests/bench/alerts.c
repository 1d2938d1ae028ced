#include "alerts.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ANSWER_MS = 10000, WARM_MS = 1500 };

struct flips {
    const struct pair *pair;
    uint32_t first, count;    // numbers of the flips
    int64_t deadline_ms;      // for the watcher
    int64_t *sent, *seen;     // by flip
    int error;                // of the watcher
};

// Numbers go on over the runs, and each run has an even number of flips: the first of a run always turns to missed.
static uint32_t next_flip = 0;

static int add(struct latencies *latencies, int64_t sample) {
    if (latencies->count == latencies->room) {
        size_t room = latencies->room == 0 ? 4096 : 2 * latencies->room;
        int64_t *samples = realloc(latencies->samples, room * sizeof *samples);
        if (!samples)
            return -ENOMEM;
        latencies->samples = samples;
        latencies->room = room;
    }
    latencies->samples[latencies->count++] = sample;
    return 0;
}

static int compare(const void *left, const void *right) {
    const int64_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

int64_t latencies_quantile(struct latencies *latencies, double share) {
    if (latencies->count == 0)
        return 0;
    qsort(latencies->samples, latencies->count, sizeof *latencies->samples, compare);
    size_t at = (size_t)(share * (double)latencies->count);
    return latencies->samples[at < latencies->count ? at : latencies->count - 1];
}

static int event(const Capaian__V1__AlertEvent *event, void *context) {
    struct flips *flips = context;
    if (event->kind != CAPAIAN__V1__ALERT_KIND__ALERT_KIND_MISSED || !event->realization ||
        strcmp(event->indicator, ROWS_FLIP_INDICATOR) != 0)
        return 0;
    int64_t figure = event->realization->coefficient;
    for (uint32_t scale = event->realization->scale; scale > 0; scale--)
        figure /= 10;
    int64_t number = figure % TARGET - (int64_t)flips->first;
    if (number < 0 || number >= (int64_t)flips->count)
        return 0;
    flips->seen[number] = pair_now_ns();
    return number == (int64_t)flips->count - 1;
}

static void *watch(void *context) {
    struct flips *flips = context;
    struct capaian_client *client = NULL;
    // All events are replayed first; they are few.
    struct capaian_follow follow = {
        .alerts = &flips->pair->alerts, .deadline_ms = 60 * ANSWER_MS, .event = event, .context = flips};
    int r = pair_client(flips->pair, &flips->pair->query, "admin", &client);
    if (r == 0)
        r = capaian_client_follow(client, &follow, NULL);
    flips->error = r < 0 ? r : 0;
    capaian_client_close(client);
    return NULL;
}

static void sleep_until(int64_t instant) {
    struct timespec until = {.tv_sec = instant / 1000000000, .tv_nsec = instant % 1000000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
}

// The first flips only bring the watcher to its live stream.
static int send_all(struct flips *flips, struct capaian_client *client, uint32_t warm, int64_t interval,
                    struct latencies *receipts) {
    struct capaian_pack *pack = malloc(sizeof *pack);
    int r = pack ? 0 : -ENOMEM;
    int64_t start = pair_now_ns();
    for (uint32_t i = 0; r == 0 && i < flips->count; i++) {
        const Capaian__V1__SubmitReply *reply = NULL;
        rows_flip(pack, i % 2 == 1, flips->first + i);
        struct capaian_submission submission = {.content = pack->content, .size = pack->size, .deadline_ms = ANSWER_MS};
        capaian_message_id_make(submission.id);
        sleep_until(start + (int64_t)i * interval);
        flips->sent[i] = pair_now_ns();
        r = capaian_client_submit(client, &submission, &reply);
        int64_t answered = pair_now_ns();
        if (r == 0 && reply->outcome != CAPAIAN__V1__OUTCOME__OUTCOME_STORED)
            r = -EPROTO;
        if (r == 0 && i >= warm)
            r = add(receipts, answered - flips->sent[i]);
    }
    free(pack);
    return r;
}

// With the watcher at work.
static int run(struct flips *flips, uint32_t warm, int64_t interval, struct latencies *receipts) {
    struct capaian_client *client = NULL;
    pthread_t watcher;
    int r = pair_client(flips->pair, &flips->pair->collector, "1", &client);
    if (r == 0 && pthread_create(&watcher, NULL, watch, flips) != 0)
        r = -EAGAIN;
    if (r == 0) {
        r = send_all(flips, client, warm, interval, receipts);
        if (r < 0)
            fprintf(stderr, "bench: a message that causes an alert was not stored: %s\n", strerror(-r));
        pthread_join(watcher, NULL);
    }
    capaian_client_close(client);
    return r < 0 ? r : flips->error;
}

int alerts_run(const struct pair *pair, double rate, double seconds, struct latencies *receipts,
               struct latencies *alerts) {
    uint32_t warm = (uint32_t)(rate * WARM_MS / 1000);
    uint32_t count = (warm + (uint32_t)(rate * seconds) + 1) / 2 * 2;
    struct flips flips = {.pair = pair, .first = next_flip, .count = count > 2 ? count : 2};
    flips.deadline_ms = WARM_MS + (int64_t)(seconds * 1000) + 2 * (int64_t)ANSWER_MS;
    next_flip += flips.count;
    flips.sent = calloc(flips.count, sizeof *flips.sent);
    flips.seen = calloc(flips.count, sizeof *flips.seen);
    int r = flips.sent && flips.seen && next_flip < TARGET ? 0 : -ENOMEM;
    if (r == 0)
        r = run(&flips, warm, (int64_t)(1e9 / rate), receipts);
    for (uint32_t i = warm; r == 0 && i < flips.count; i++) {
        if (flips.seen[i] == 0) {
            fprintf(stderr, "bench: the watcher ended without the alert of message %u\n", i);
            r = -EPROTO;
        } else {
            r = add(alerts, flips.seen[i] - flips.sent[i]);
        }
    }
    free(flips.sent);
    free(flips.seen);
    return r;
}
