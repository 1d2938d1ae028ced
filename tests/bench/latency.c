#include "latency.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MS_NS = 1000000 };

int latencies_add(struct latencies *latencies, int64_t sample) {
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

double latencies_quantile(struct latencies *latencies, double share) {
    if (latencies->count == 0)
        return 0;
    qsort(latencies->samples, latencies->count, sizeof *latencies->samples, compare);
    size_t at = (size_t)(share * (double)latencies->count);
    return (double)latencies->samples[at < latencies->count ? at : latencies->count - 1] / MS_NS;
}

int flips_start(struct flips *flips, uint32_t *next, double rate, double warm_seconds, double seconds) {
    *flips = (struct flips){.first = *next, .rate = rate, .warm = (uint32_t)(rate * warm_seconds)};
    flips->count = flips->warm + (uint32_t)(rate * seconds) + 1;
    *next += flips->count;
    flips->sent = calloc(flips->count, sizeof *flips->sent);
    return flips->sent && *next < TARGET ? 0 : -ENOMEM;
}

void flips_end(struct flips *flips) {
    free(flips->sent);
}

int64_t flips_find(const struct flips *flips, int64_t figure) {
    int64_t number = figure % TARGET - (int64_t)flips->first;
    return number >= 0 && number < (int64_t)flips->count ? number : -1;
}

static void sleep_until(int64_t instant) {
    struct timespec until = {.tv_sec = instant / 1000000000, .tv_nsec = instant % 1000000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
}

static int send_flip(struct flips *flips, const struct system *system, void *connection, struct rows *rows,
                     uint32_t n) {
    uint8_t id[CAPAIAN_ID_SIZE];
    capaian_message_id_make(id);
    rows_flip(rows, flips->first + n);
    void *prepared = system->prepare(rows);
    flips->sent[n] = pair_now_ns();
    int r = prepared ? system->send(connection, id, prepared) : -ENOMEM;
    free(prepared);
    return r;
}

// Receipts come in the order of the messages.
static int send_all(struct flips *flips, const struct system *system, void *connection, struct rows *rows,
                    struct latencies *receipts) {
    const int64_t start = pair_now_ns(), interval = (int64_t)(1e9 / flips->rate);
    int r = 0;
    for (uint32_t sent = 0, answered = 0; r == 0 && answered < flips->count;) {
        int64_t due = start + (int64_t)sent * interval;
        if (answered == sent)
            sleep_until(due);
        for (; r == 0 && sent < flips->count && pair_now_ns() >= due; due += interval)
            r = send_flip(flips, system, connection, rows, sent++);
        int64_t left = due - pair_now_ns();
        struct answers answers = {0};
        if (r == 0)
            r = system->wait(connection,
                             sent == flips->count ? ANSWER_MS
                             : left > 0           ? (int)(left / MS_NS)
                                                  : 0,
                             &answers);
        if (r == 0 && answers.all == 0 && sent == flips->count)
            r = -ETIMEDOUT;
        int64_t now = pair_now_ns();
        for (unsigned i = 0; r == 0 && i < answers.all; i++, answered++)
            if (answered >= flips->warm)
                r = latencies_add(receipts, now - flips->sent[answered]);
    }
    return r;
}

int flips_send(struct flips *flips, const struct system *system, const struct place *place,
               struct latencies *ret_receipts) {
    void *connection = NULL;
    struct rows *rows = malloc(sizeof *rows);
    int r = rows ? system->open(place, 0, false, &connection) : -ENOMEM;
    if (r == 0)
        r = send_all(flips, system, connection, rows, ret_receipts);
    if (r < 0)
        fprintf(stderr, "bench: %s did not take what is to be told: %s\n", system->name, strerror(-r));
    system->close(connection);
    free(rows);
    return r;
}

struct watching {
    const struct system *system;
    const struct place *place;
    const struct flips *flips;
    int64_t *seen;    // by flip
    int deadline_ms, error;
};

static bool told(void *context, int64_t figure) {
    struct watching *watching = context;
    int64_t n = flips_find(watching->flips, figure);
    if (n >= 0)
        watching->seen[n] = pair_now_ns();
    return n == (int64_t)watching->flips->count - 1;
}

static void *watch(void *context) {
    struct watching *watching = context;
    watching->error = watching->system->watch(watching->place, watching->deadline_ms, told, watching);
    return NULL;
}

static int run(struct watching *watching, struct flips *flips, struct latencies *receipts, struct latencies *alerts) {
    pthread_t watcher;
    if (pthread_create(&watcher, NULL, watch, watching) != 0)
        return -EAGAIN;
    int r = flips_send(flips, watching->system, watching->place, receipts);
    pthread_join(watcher, NULL);
    if (r == 0)
        r = watching->error;
    for (uint32_t i = flips->warm; r == 0 && i < flips->count; i++)
        r = watching->seen[i] > 0 ? latencies_add(alerts, watching->seen[i] - flips->sent[i]) : -EPROTO;
    if (r < 0)
        fprintf(stderr, "bench: the watcher of %s was not told of all: %s\n", watching->system->name, strerror(-r));
    return r;
}

int latency_run(const struct system *system, const struct place *place, uint32_t *next, double rate, double seconds,
                struct latencies *receipts, struct latencies *alerts) {
    struct flips flips;
    int r = flips_start(&flips, next, rate, LATENCY_WARM_S, seconds);
    struct watching watching = {.system = system,
                                .place = place,
                                .flips = &flips,
                                .seen = calloc(flips.count, sizeof *watching.seen),
                                .deadline_ms = (int)((LATENCY_WARM_S + seconds) * 1000) + ANSWER_MS};
    if (!watching.seen)
        r = -ENOMEM;
    if (r == 0)
        r = run(&watching, &flips, receipts, alerts);
    free(watching.seen);
    flips_end(&flips);
    return r;
}
