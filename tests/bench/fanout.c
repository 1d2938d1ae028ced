#include "fanout.h"

#include "net/socket.h"
#include "wire/arena.h"
#include "wire/envelope.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEP_MS = 20, AT_ONCE = 50, ARENA = 1024 * 1024 };

struct fanout {
    const struct place *place;
    void *context;
    unsigned count;
    zmq_pollitem_t *watchers;
    bool *heard;    // by watcher
    unsigned hearing;
    struct capaian_arena *arena;
    struct flips *flips;    // while some are sent
    struct latencies *alerts;
    uint64_t told;    // of flips, all watchers together
    atomic_bool sent_all;
    int error;
};

static int open_watcher(struct fanout *fanout, const struct capaian_keypair *pair, unsigned number) {
    const struct capaian_server *alerts = &fanout->place->pair.alerts;
    void *socket = NULL;
    int r = capaian_sub_connect(fanout->context, alerts->endpoint, alerts->key, pair, &socket);
    if (r == 0 && zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0) < 0)
        r = -zmq_errno();
    fanout->watchers[number] = (zmq_pollitem_t){.socket = socket, .events = ZMQ_POLLIN};
    return r;
}

static int take(struct fanout *fanout, const zmq_msg_t *payload) {
    Capaian__V1__Envelope *envelope;
    capaian_arena_reset(fanout->arena);
    if (capaian_envelope_unpack(zmq_msg_data((zmq_msg_t *)payload), zmq_msg_size(payload), fanout->arena, &envelope) !=
        CAPAIAN_OK)
        return -EPROTO;
    if (!fanout->flips || envelope->kind_case != CAPAIAN__V1__ENVELOPE__KIND_EVENT)
        return 0;
    int64_t n = flips_find(fanout->flips, rows_flip_told(envelope->event));
    if (n < fanout->flips->warm)
        return 0;
    fanout->told++;
    return latencies_add(fanout->alerts, pair_now_ns() - fanout->flips->sent[n]);
}

// Takes what is there for all of them, or waits a little. 0 or -errno.
static int turn(struct fanout *fanout) {
    zmq_msg_t payload;
    int r = zmq_poll(fanout->watchers, (int)fanout->count, STEP_MS) < 0 ? -zmq_errno() : 0;
    zmq_msg_init(&payload);
    for (unsigned i = 0; r == 0 && i < fanout->count; i++) {
        int received = fanout->watchers[i].revents ? 1 : 0;
        while (r == 0 && received > 0 && (received = capaian_sub_receive(fanout->watchers[i].socket, &payload)) > 0) {
            fanout->hearing += !fanout->heard[i];
            fanout->heard[i] = true;
            r = take(fanout, &payload);
        }
        if (r == 0 && received < 0)
            r = received;
    }
    zmq_msg_close(&payload);
    return r;
}

// Some at a time: the evaluator's queue of those that want in is not endless.
static int connect_all(struct fanout *fanout) {
    char path[4096];
    struct capaian_keypair pair;
    snprintf(path, sizeof path, "%s/admin.key", fanout->place->pair.keys);
    int r = capaian_keypair_read(path, &pair);
    int64_t end = pair_now_ns() + ANSWER_MS * INT64_C(1000000);
    unsigned count = fanout->count;
    for (fanout->count = 0; r == 0 && fanout->hearing < count;) {
        for (unsigned i = 0; r == 0 && i < AT_ONCE && fanout->count < count; i++)
            r = open_watcher(fanout, &pair, fanout->count++);
        if (r == 0)
            r = turn(fanout);
        if (r == 0 && pair_now_ns() > end)
            r = -ETIMEDOUT;
    }
    capaian_keypair_wipe(&pair);
    return r;
}

int fanout_open(const struct place *place, unsigned count, struct fanout **ret) {
    struct fanout *fanout = calloc(1, sizeof *fanout);
    if (!fanout)
        return -ENOMEM;
    fanout->place = place;
    fanout->count = count;
    fanout->context = zmq_ctx_new();
    fanout->watchers = calloc(count, sizeof *fanout->watchers);
    fanout->heard = calloc(count, sizeof *fanout->heard);
    fanout->arena = capaian_arena_new(ARENA);
    int r = fanout->context && fanout->watchers && fanout->heard && fanout->arena ? 0 : -ENOMEM;
    if (r == 0 && zmq_ctx_set(fanout->context, ZMQ_MAX_SOCKETS, (int)count + AT_ONCE) < 0)
        r = -zmq_errno();
    if (r == 0)
        r = connect_all(fanout);
    if (r < 0) {
        fprintf(stderr, "bench: %u watchers: %u hear the evaluator: %s\n", count, fanout->hearing, strerror(-r));
        fanout_close(fanout);
        return r;
    }
    *ret = fanout;
    return 0;
}

// Until all are told, and some time beyond the last flip at most.
static void *watch(void *context) {
    struct fanout *fanout = context;
    const uint64_t all = (uint64_t)(fanout->flips->count - fanout->flips->warm) * fanout->count;
    int64_t end = INT64_MAX;
    while (fanout->error == 0 && fanout->told < all) {
        fanout->error = turn(fanout);
        int64_t now = pair_now_ns();
        if (end == INT64_MAX && atomic_load(&fanout->sent_all))
            end = now + ANSWER_MS * INT64_C(1000000);
        if (fanout->error == 0 && now > end)
            fanout->error = -ETIMEDOUT;
    }
    return NULL;
}

int fanout_run(struct fanout *fanout, uint32_t *next, double rate, double seconds, struct latencies *alerts) {
    struct flips flips;
    struct latencies receipts = {0};
    pthread_t thread;
    int r = flips_start(&flips, next, rate, 0, seconds);
    fanout->flips = &flips;
    fanout->alerts = alerts;
    fanout->told = 0;
    fanout->error = 0;
    atomic_store(&fanout->sent_all, false);
    if (r == 0 && pthread_create(&thread, NULL, watch, fanout) == 0) {
        r = flips_send(&flips, &capaian_system, fanout->place, &receipts);
        atomic_store(&fanout->sent_all, true);
        pthread_join(thread, NULL);
        r = r < 0 ? r : fanout->error;
        if (fanout->error < 0)
            fprintf(stderr, "bench: %u watchers were not told of all: %s\n", fanout->count, strerror(-fanout->error));
    } else if (r == 0) {
        r = -EAGAIN;
    }
    fanout->flips = NULL;
    free(receipts.samples);
    flips_end(&flips);
    return r;
}

struct fanout *fanout_close(struct fanout *fanout) {
    if (!fanout)
        return NULL;
    for (unsigned i = 0; i < fanout->count; i++)
        capaian_socket_close(fanout->watchers[i].socket);
    if (fanout->context)
        zmq_ctx_term(fanout->context);
    free(fanout->watchers);
    free(fanout->heard);
    capaian_arena_free(fanout->arena);
    free(fanout);
    return NULL;
}
