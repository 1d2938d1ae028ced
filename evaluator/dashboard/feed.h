// The alerts as they come: one thread follows, keeps the newest events, and wakes those who wait for them. A place in
// the stream is (epoch, number), as the protocol has it.
#pragma once

#include "capaian/v1/alert.pb-c.h"
#include "client/arguments.h"
#include "wire/limits.h"

#include <stdbool.h>
#include <stdint.h>

enum { FEED_KEPT = 4000, FEED_BEAT_MS = 15 * 1000, PLACE_TEXT = 2 * CAPAIAN_EPOCH_SIZE + 24 };

struct place {
    uint8_t epoch[CAPAIAN_EPOCH_SIZE];    // all zero: nothing is known yet
    uint64_t number;                      // of the last event
};

// "EPOCH/NUMBER", and read back: 0 or -EINVAL.
char *place_text(const struct place *place, char buffer[PLACE_TEXT]);
int place_parse(const char *text, struct place *ret);

struct feed;

// `woken` is called, from the feed's thread, when there are new events, when the stream is another one, and every
// FEED_BEAT_MS. Nothing is known until it follows. The thread ends when the process is asked to stop, and feed_stop
// waits for it.
typedef void feed_woken(void *context);
struct feed *feed_new(const struct capaian_arguments *arguments, feed_woken *woken, void *context);
int feed_follow(struct feed *feed);           // 0 or -errno
struct feed *feed_stop(struct feed *feed);    // takes NULL, returns NULL

void feed_place(struct feed *feed, struct place *ret);

enum feed_since {
    FEED_NOTHING,    // nothing came after the place
    FEED_MORE,       // so many came
    FEED_RESET,      // it is of another epoch, or older than what is kept
};
enum feed_since feed_since(struct feed *feed, const struct place *place, struct place *ret_now);

// The newest events, latest first, until `take` returns false. An event lives until `take` returns.
void feed_newest(struct feed *feed, bool (*take)(const Capaian__V1__AlertEvent *event, void *context), void *context);
