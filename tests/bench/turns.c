#include "turns.h"

#include "history.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// The first turns only bring the watcher to its live stream.
enum { ANSWER_MS = 10000, WARM_MS = 1500 };

struct watching {
    const struct pair *pair;
    const struct turns *turns;
    unsigned count;    // with those that are not counted
    int64_t *sent, *seen;
    int error;
};

static uint32_t figure_of(const struct watching *watching, unsigned i) {
    return (uint32_t)((watching->turns->first + i) % HISTORY_TARGET);
}

static int event(const Capaian__V1__AlertEvent *event, void *context) {
    struct watching *watching = context;
    if (event->kind != CAPAIAN__V1__ALERT_KIND__ALERT_KIND_MISSED || !event->realization ||
        strcmp(event->indicator, HISTORY_TURN_INDICATOR) != 0)
        return 0;
    int64_t figure = event->realization->coefficient;
    for (uint32_t scale = event->realization->scale; scale > 0; scale--)
        figure /= 10;
    int64_t i = (figure + HISTORY_TARGET - figure_of(watching, 0)) % HISTORY_TARGET;
    if (i >= (int64_t)watching->count)
        return 0;
    watching->seen[i] = pair_now_ns();
    return i == (int64_t)watching->count - 1;
}

static void *watch(void *context) {
    struct watching *watching = context;
    struct capaian_client *client = NULL;
    struct capaian_follow follow = {.number = watching->turns->events,
                                    .alerts = &watching->pair->alerts,
                                    .deadline_ms = WARM_MS + ANSWER_MS +
                                                   (int64_t)(1000.0 * watching->count / watching->turns->rate),
                                    .event = event,
                                    .context = watching};
    int r = pair_client(watching->pair, &watching->pair->query, "admin", &client);
    if (r == 0)
        r = capaian_client_follow(client, &follow, NULL);
    watching->error = r < 0 ? r : 0;
    capaian_client_close(client);
    return NULL;
}

static void sleep_until(int64_t instant) {
    struct timespec until = {.tv_sec = instant / 1000000000, .tv_nsec = instant % 1000000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
}

static int send_turns(struct watching *watching, struct capaian_client *client, int64_t *receipts) {
    struct capaian_pack *pack = malloc(sizeof *pack);
    int64_t start = pair_now_ns(), interval = (int64_t)(1e9 / watching->turns->rate);
    int r = pack ? 0 : -ENOMEM;
    for (unsigned i = 0; r == 0 && i < watching->count; i++) {
        const Capaian__V1__SubmitReply *reply = NULL;
        history_turn(pack, i % 2 == 1, 0, figure_of(watching, i), watching->turns->first + i);
        struct capaian_submission submission = {.content = pack->content, .size = pack->size, .deadline_ms = ANSWER_MS};
        capaian_message_id_make(submission.id);
        sleep_until(start + (int64_t)i * interval);
        watching->sent[i] = pair_now_ns();
        r = capaian_client_submit(client, &submission, &reply);
        receipts[i] = pair_now_ns() - watching->sent[i];
        if (r == 0 && reply->outcome != CAPAIAN__V1__OUTCOME__OUTCOME_STORED)
            r = -EPROTO;
    }
    free(pack);
    return r;
}

static int run(struct watching *watching, int64_t *receipts) {
    struct capaian_client *client = NULL;
    pthread_t watcher;
    int r = pair_client(watching->pair, &watching->pair->collector, "1", &client);
    if (r == 0 && pthread_create(&watcher, NULL, watch, watching) != 0)
        r = -EAGAIN;
    if (r == 0) {
        r = send_turns(watching, client, receipts);
        if (r < 0)
            fprintf(stderr, "bench: a message that causes an alert was not stored: %s\n", strerror(-r));
        pthread_join(watcher, NULL);
    }
    capaian_client_close(client);
    return r < 0 ? r : watching->error;
}

static int compare(const void *left, const void *right) {
    const int64_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

static double quantile(const int64_t *sorted, unsigned count, double share) {
    return (double)sorted[(unsigned)(share * (count - 1))] / 1e6;
}

static int summarise(struct watching *watching, int64_t *receipts, unsigned warm, struct turns_latency *ret) {
    unsigned count = watching->count - warm;
    for (unsigned i = warm; i < watching->count; i++) {
        if (watching->seen[i] == 0) {
            fprintf(stderr, "bench: the watcher ended without the alert of message %u\n", i);
            return -EPROTO;
        }
        watching->seen[i] -= watching->sent[i];
    }
    qsort(receipts + warm, count, sizeof *receipts, compare);
    qsort(watching->seen + warm, count, sizeof *watching->seen, compare);
    *ret = (struct turns_latency){quantile(receipts + warm, count, 0.5), quantile(receipts + warm, count, 0.99),
                                  quantile(watching->seen + warm, count, 0.5),
                                  quantile(watching->seen + warm, count, 0.99)};
    return 0;
}

int turns_run(const struct pair *pair, const struct turns *turns, struct turns_latency *ret) {
    unsigned warm = (unsigned)(turns->rate * WARM_MS / 1000);
    struct watching watching = {.pair = pair, .turns = turns, .count = warm + turns->count};
    watching.sent = calloc(watching.count, sizeof *watching.sent);
    watching.seen = calloc(watching.count, sizeof *watching.seen);
    int64_t *receipts = calloc(watching.count, sizeof *receipts);
    int r = watching.sent && watching.seen && receipts ? run(&watching, receipts) : -ENOMEM;
    if (r == 0)
        r = summarise(&watching, receipts, warm, ret);
    free(watching.sent);
    free(watching.seen);
    free(receipts);
    return r;
}
