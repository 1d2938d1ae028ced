#include "collector.h"

#include "link.h"
#include "runtime/daemon.h"
#include "settings.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FRAMES_ARENA = 2 * CAPAIAN_ARENA_MAX,
    // The acknowledgements of a turn, which reads on while half of CAPAIAN_LINK_ARENA_MAX is free, and then one more: a
    // full frame of results takes about five times its bytes.
    INCOMING_ARENA = 2 * CAPAIAN_LINK_ARENA_MAX,
    OUTGOING_ARENA = 4 * CAPAIAN_LINK_BATCH_BYTES,
    LOG_MS = 60 * 1000,
    LINGER_MS = 1000,
};

bool collector_may_log(struct collector *collector, uint64_t source) {
    return capaian_log_allow(&collector->limit, source, capaian_monotonic_ms(), LOG_MS);
}

uint64_t collector_source(const uint8_t key[CAPAIAN_KEY_SIZE]) {
    uint64_t source;
    memcpy(&source, key, sizeof source);
    return source;
}

static bool allocate(struct collector *collector) {
    collector->quota = quota_new();
    collector->tail = tail_new();
    collector->waiting = waiting_new(WAITERS_MAX);
    collector->trials = waiting_new(TRIALS_MAX);
    collector->origins = origins_new();
    collector->verdicts = calloc(CAPAIAN_LINK_CREDIT, sizeof *collector->verdicts);
    collector->freed = calloc(VERDICTS_TOGETHER + CAPAIAN_LINK_CREDIT, sizeof *collector->freed);
    collector->replies = calloc(DESK_BATCH, sizeof *collector->replies);
    collector->stored = calloc(DESK_BATCH, sizeof *collector->stored);
    collector->frames = capaian_arena_new(FRAMES_ARENA);
    collector->scratch = capaian_arena_new(CAPAIAN_ARENA_MAX);
    collector->incoming = capaian_arena_new(INCOMING_ARENA);
    collector->outgoing = capaian_arena_new(OUTGOING_ARENA);
    return collector->quota && collector->tail && collector->waiting && collector->trials && collector->origins &&
           collector->verdicts && collector->freed && collector->replies && collector->stored && collector->frames &&
           collector->scratch && collector->incoming && collector->outgoing;
}

static bool read_keys(struct collector *collector, const struct settings *settings) {
    int r = capaian_keypair_read(settings->key, &collector->pair);
    if (r < 0) {
        fprintf(stderr, "capaian-collector serve: %s: %s; make one with: capaian-collector keygen %s\n", settings->key,
                r == -EPERM     ? "others may read it (it must have mode 0600)"
                : r == -EBADMSG ? "is not a key pair"
                                : strerror(-r),
                settings->key);
        return false;
    }
    unsigned line = 0;
    const char *what = NULL;
    r = capaian_keyring_load(settings->keys, &collector->keys, &line, &what);
    if (r == -EBADMSG)
        fprintf(stderr, "capaian-collector serve: %s:%u: %s\n", settings->keys, line, what);
    else if (r == -ENOKEY)
        fprintf(stderr, "capaian-collector serve: %s lists no key, so nobody could connect\n", settings->keys);
    else if (r < 0)
        fprintf(stderr, "capaian-collector serve: %s: %s\n", settings->keys, strerror(-r));
    return r >= 0;
}

bool collector_check(const struct settings *settings) {
    struct collector *collector = calloc(1, sizeof *collector);
    bool well = collector && read_keys(collector, settings);
    if (collector) {
        capaian_keyring_free(collector->keys);
        capaian_keypair_wipe(&collector->pair);
    }
    free(collector);
    return well;
}

static void count_pending(void *context, const char *unit, size_t size) {
    struct collector *collector = context;
    quota_add(collector->quota, unit, quota_cost(size));
}

static bool open_journal(struct collector *collector, const struct settings *settings) {
    char *sentence = NULL;
    int r = journal_open(settings->journal, settings->simulated, &collector->journal, &sentence);
    if (r < 0) {
        fprintf(stderr, "capaian-collector serve: %s\n", sentence ? sentence : strerror(-r));
        free(sentence);
        return false;
    }
    receive_clock_start(&collector->clock, settings->simulated, journal_position(collector->journal)->instant);
    if (journal_each_pending(collector->journal, count_pending, collector) == 0)
        return true;
    fprintf(stderr, "capaian-collector serve: %s cannot be read; keep the file and look at the disk\n",
            settings->journal);
    return false;
}

static bool open_sockets(struct collector *collector, const struct settings *settings, char *ret_endpoint) {
    collector->context = zmq_ctx_new();
    if (!collector->context) {
        fprintf(stderr, "capaian-collector serve: libzmq cannot start: %s\n", strerror(errno));
        return false;
    }
    // Before any socket: CURVE admits everybody while no handler is bound.
    int r = capaian_zap_start(collector->context, settings->keys, &collector->zap);
    if (r == 0)
        r = capaian_router_bind(collector->context, settings->intake, &collector->pair,
                                CAPAIAN_ROLE_SUBMIT | CAPAIAN_ROLE_ADMIN | CAPAIAN_ROLE_QUERY, CAPAIAN_INTAKE_FRAME_MAX,
                                &collector->intake, ret_endpoint);
    if (r < 0) {
        fprintf(stderr, "capaian-collector serve: cannot listen at %s: %s\n", settings->intake, strerror(-r));
        return false;
    }
    r = link_open(collector);
    if (r < 0)
        fprintf(stderr, "capaian-collector serve: cannot use %s: %s\n", settings->evaluator, strerror(-r));
    return r == 0;
}

struct collector *collector_open(const struct settings *settings, char *ret_endpoint) {
    struct collector *collector = calloc(1, sizeof *collector);
    if (!collector)
        return NULL;
    zmq_msg_init(&collector->payload);
    collector->name = settings->name;
    collector->reserve = settings->reserve;
    collector->evaluator = settings->evaluator;
    memcpy(collector->evaluator_key, settings->evaluator_key, CAPAIAN_KEY_SIZE);
    collector->next_trial = 1;
    randombytes_buf(collector->instance, sizeof collector->instance);
    collector->any_goes_without = settings->any_goes_without;
    memcpy(collector->goes_without, settings->goes_without, sizeof collector->goes_without);
    if (!allocate(collector)) {
        fprintf(stderr, "capaian-collector serve: out of memory\n");
        return collector_close(collector);
    }
    if (!read_keys(collector, settings) || !open_journal(collector, settings) ||
        !open_sockets(collector, settings, ret_endpoint))
        return collector_close(collector);
    return collector;
}

struct collector *collector_close(struct collector *collector) {
    if (!collector)
        return NULL;
    link_close(collector);
    if (collector->intake) {
        // The last replies are on their way; whoever does not take them soon asks again.
        int linger = LINGER_MS;
        zmq_setsockopt(collector->intake, ZMQ_LINGER, &linger, sizeof linger);
        zmq_close(collector->intake);
    }
    zmq_msg_close(&collector->payload);
    capaian_zap_stop(collector->zap);
    if (collector->context)
        zmq_ctx_term(collector->context);
    journal_close(collector->journal);
    capaian_keyring_free(collector->keys);
    capaian_keypair_wipe(&collector->pair);
    capaian_arena_free(collector->frames);
    capaian_arena_free(collector->scratch);
    capaian_arena_free(collector->incoming);
    capaian_arena_free(collector->outgoing);
    quota_free(collector->quota);
    tail_free(collector->tail);
    waiting_free(collector->waiting);
    waiting_free(collector->trials);
    origins_free(collector->origins);
    free(collector->verdicts);
    free(collector->freed);
    free(collector->replies);
    free(collector->stored);
    free(collector);
    return NULL;
}
