#include "dashboard/feed.h"

#include "dashboard/ask.h"
#include "runtime/daemon.h"
#include "runtime/log.h"
#include "value/text.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct kept {
    uint8_t *bytes;    // as they came
    size_t size;
};

struct feed {
    const struct capaian_arguments *arguments;
    feed_woken *woken;
    void *context;
    pthread_t thread;
    bool follows;    // the thread is there
    pthread_mutex_t lock;
    struct place now;
    struct kept kept[FEED_KEPT];    // event n is in n % FEED_KEPT
    uint64_t oldest;                // the first number that is kept
};

char *place_text(const struct place *place, char buffer[PLACE_TEXT]) {
    capaian_hex(place->epoch, sizeof place->epoch, buffer);
    snprintf(buffer + 2 * sizeof place->epoch, PLACE_TEXT - 2 * sizeof place->epoch, "/%" PRIu64, place->number);
    return buffer;
}

int place_parse(const char *text, struct place *ret) {
    char epoch[2 * CAPAIAN_EPOCH_SIZE + 1] = "";
    struct place found = {0};
    char *end = NULL;
    if (strlen(text) < sizeof epoch || text[sizeof epoch - 1] != '/')
        return -EINVAL;
    memcpy(epoch, text, sizeof epoch - 1);
    const char *number = text + sizeof epoch;
    errno = 0;
    found.number = strtoull(number, &end, 10);
    if (*number < '0' || *number > '9' || *end || errno || capaian_unhex(epoch, found.epoch, sizeof found.epoch) < 0)
        return -EINVAL;
    *ret = found;
    return 0;
}

static void forget(struct feed *feed) {
    for (size_t i = 0; i < FEED_KEPT; i++) {
        free(feed->kept[i].bytes);
        feed->kept[i] = (struct kept){0};
    }
}

static int take_event(const Capaian__V1__AlertEvent *event, void *context) {
    struct feed *feed = context;
    size_t size = capaian__v1__alert_event__get_packed_size(event);
    uint8_t *bytes = malloc(size ? size : 1);
    if (!bytes)
        return -ENOMEM;
    capaian__v1__alert_event__pack(event, bytes);
    pthread_mutex_lock(&feed->lock);
    struct kept *place = &feed->kept[event->number % FEED_KEPT];
    free(place->bytes);
    *place = (struct kept){bytes, size};
    if (event->number - feed->oldest >= FEED_KEPT)
        feed->oldest = event->number - FEED_KEPT + 1;
    feed->now.number = event->number;
    pthread_mutex_unlock(&feed->lock);
    feed->woken(feed->context);
    return 0;
}

// Begins anew, with what happened last: at the start, and when the stream is another one.
static int begin(struct feed *feed, struct capaian_client *client, struct capaian_follow *follow) {
    struct place latest;
    int error = ask_place(client, feed->arguments->deadline_ms, &latest);
    if (error < 0)
        return error;
    memcpy(follow->epoch, latest.epoch, sizeof follow->epoch);
    follow->number = latest.number > FEED_KEPT / 2 ? latest.number - FEED_KEPT / 2 : 0;
    pthread_mutex_lock(&feed->lock);
    forget(feed);
    feed->now = (struct place){.number = follow->number};
    memcpy(feed->now.epoch, latest.epoch, sizeof latest.epoch);
    feed->oldest = follow->number + 1;
    pthread_mutex_unlock(&feed->lock);
    return 0;
}

// Said when it is another reason than before, so that it is not said every second.
static void say_trouble(int error, int *said) {
    if (error != *said)
        capaian_log(CAPAIAN_WARN, "the alerts cannot be followed", "error", strerror(-error), NULL);
    *said = error;
}

static void wait_again(void) {
    enum { AGAIN_MS = 1000 };
    if (!capaian_stop_asked())
        poll(NULL, 0, AGAIN_MS);
}

static void follow_on(struct feed *feed, struct capaian_client *client) {
    struct capaian_follow follow = {.event = take_event, .context = feed};
    bool begun = false;
    int said = 0;
    while (!capaian_stop_asked()) {
        follow.deadline_ms = FEED_BEAT_MS;
        int error = begun ? capaian_client_follow(client, &follow, NULL) : begin(feed, client, &follow);
        bool trouble = error < 0 && error != -ESTALE && error != -EINTR && (error != -ETIMEDOUT || !begun);
        if (trouble) {
            say_trouble(error, &said);
            wait_again();
        }
        begun = begun ? error != -ESTALE : error == 0;
        feed->woken(feed->context);
    }
}

static void *run(void *context) {
    struct feed *feed = context;
    struct capaian_client *client = NULL;
    if (capaian_arguments_connect(feed->arguments, &client) == COMMAND_WELL)
        follow_on(feed, client);
    capaian_client_close(client);
    return NULL;
}

struct feed *feed_new(const struct capaian_arguments *arguments, feed_woken *woken, void *context) {
    struct feed *feed = calloc(1, sizeof *feed);
    if (!feed)
        return NULL;
    *feed = (struct feed){.arguments = arguments, .woken = woken, .context = context, .oldest = 1};
    pthread_mutex_init(&feed->lock, NULL);
    return feed;
}

int feed_follow(struct feed *feed) {
    int error = pthread_create(&feed->thread, NULL, run, feed);
    feed->follows = error == 0;
    return -error;
}

struct feed *feed_stop(struct feed *feed) {
    if (!feed)
        return NULL;
    if (feed->follows)
        pthread_join(feed->thread, NULL);
    forget(feed);
    pthread_mutex_destroy(&feed->lock);
    free(feed);
    return NULL;
}

void feed_place(struct feed *feed, struct place *ret) {
    pthread_mutex_lock(&feed->lock);
    *ret = feed->now;
    pthread_mutex_unlock(&feed->lock);
}

enum feed_since feed_since(struct feed *feed, const struct place *place, struct place *ret_now) {
    pthread_mutex_lock(&feed->lock);
    *ret_now = feed->now;
    bool same = memcmp(place->epoch, feed->now.epoch, sizeof place->epoch) == 0;
    bool known = !sodium_is_zero(feed->now.epoch, sizeof feed->now.epoch);
    bool held = place->number + 1 >= feed->oldest && place->number <= feed->now.number;
    pthread_mutex_unlock(&feed->lock);
    if (known && (!same || !held))
        return FEED_RESET;
    return place->number == ret_now->number ? FEED_NOTHING : FEED_MORE;
}

void feed_newest(struct feed *feed, bool (*take)(const Capaian__V1__AlertEvent *event, void *context), void *context) {
    pthread_mutex_lock(&feed->lock);
    bool more = true;
    for (uint64_t number = feed->now.number; more && number >= feed->oldest && number > 0; number--) {
        const struct kept *kept = &feed->kept[number % FEED_KEPT];
        Capaian__V1__AlertEvent *event = capaian__v1__alert_event__unpack(NULL, kept->size, kept->bytes);
        more = event && take(event, context);
        if (event)
            capaian__v1__alert_event__free_unpacked(event, NULL);
    }
    pthread_mutex_unlock(&feed->lock);
}
