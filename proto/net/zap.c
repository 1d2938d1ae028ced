#include "net/zap.h"

#include "runtime/daemon.h"
#include "runtime/log.h"
#include "runtime/sabotage.h"
#include "value/text.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <zmq.h>

// Where libzmq looks for it, RFC 27.
static const char HANDLER[] = "inproc://zeromq.zap.01";

enum {
    REPORT_INTERVAL_MS = 60 * 1000,
    ADDRESS_MAX = 64,    // an IPv6 address with its zone
    HEX_KEY = 2 * CAPAIAN_KEY_SIZE + 1,
};

struct capaian_zap {
    pthread_t thread;
    void *socket;    // the thread's, once it runs
    int end;         // an event descriptor: readable when the thread is to end
    struct capaian_keyring *ring;
    struct capaian_log_limit limit;
    _Atomic uint64_t refused;
};

// The frames of a request, RFC 27. A CURVE request holds exactly these.
enum {
    FRAME_VERSION,
    FRAME_REQUEST,
    FRAME_DOMAIN,
    FRAME_ADDRESS,
    FRAME_IDENTITY,
    FRAME_MECHANISM,
    FRAME_CREDENTIALS,
    FRAME_COUNT
};

char *capaian_zap_domain(unsigned roles, char buffer[CAPAIAN_ZAP_DOMAIN]) {
    snprintf(buffer, CAPAIAN_ZAP_DOMAIN, "roles:%x", roles);
    return buffer;
}

static bool frame_is(zmq_msg_t *frame, const char *text) {
    return zmq_msg_size(frame) == strlen(text) && memcmp(zmq_msg_data(frame), text, strlen(text)) == 0;
}

// A frame as text; cut where it is longer than any that libzmq sends.
static void frame_text(zmq_msg_t *frame, char *buffer, size_t room) {
    size_t size = zmq_msg_size(frame);
    if (size >= room)
        size = room - 1;
    memcpy(buffer, zmq_msg_data(frame), size);
    buffer[size] = '\0';
}

// The roles of a domain; 0, which admits nobody, where it is none of ours.
static unsigned roles_of_domain(zmq_msg_t *frame) {
    static const char NAME[] = "roles:";
    char text[CAPAIAN_ZAP_DOMAIN], *end;
    frame_text(frame, text, sizeof text);
    if (strncmp(text, NAME, strlen(NAME)) != 0)
        return 0;
    unsigned long roles = strtoul(text + strlen(NAME), &end, 16);
    return *end == '\0' && roles <= UINT_MAX ? (unsigned)roles : 0;
}

// Why the request is refused, or NULL.
static const char *judge(const struct capaian_keyring *ring, zmq_msg_t *frames, size_t count) {
    if (count != FRAME_COUNT || !frame_is(&frames[FRAME_VERSION], "1.0") ||
        !frame_is(&frames[FRAME_MECHANISM], "CURVE") || zmq_msg_size(&frames[FRAME_CREDENTIALS]) != CAPAIAN_KEY_SIZE)
        return "not a CURVE connection";
    const struct capaian_key_entry *entry = capaian_keyring_find(ring, zmq_msg_data(&frames[FRAME_CREDENTIALS]));
    if (!entry)
        return "the key is not authorised";
    if ((entry->roles & roles_of_domain(&frames[FRAME_DOMAIN])) == 0)
        return "the key has no role for this endpoint";
    return NULL;
}

static uint64_t source_of(const char *address) {
    uint64_t hash = 14695981039346656037U;    // FNV-1a
    for (; *address; address++)
        hash = (hash ^ (unsigned char)*address) * 1099511628211U;
    return hash;
}

static void report(struct capaian_zap *zap, zmq_msg_t *frames, size_t count, const char *reason) {
    static const char MAPPED[] = "::ffff:";
    char address[ADDRESS_MAX] = "", key[HEX_KEY] = "";
    if (count > FRAME_ADDRESS)
        frame_text(&frames[FRAME_ADDRESS], address, sizeof address);
    if (count > FRAME_CREDENTIALS && zmq_msg_size(&frames[FRAME_CREDENTIALS]) == CAPAIAN_KEY_SIZE)
        capaian_hex(zmq_msg_data(&frames[FRAME_CREDENTIALS]), CAPAIAN_KEY_SIZE, key);
    const char *shown = strncmp(address, MAPPED, strlen(MAPPED)) == 0 ? address + strlen(MAPPED) : address;
    if (capaian_log_allow(&zap->limit, source_of(shown), capaian_monotonic_ms(), REPORT_INTERVAL_MS))
        capaian_log(CAPAIAN_WARN, "connection refused", "address", shown, "key", key, "reason", reason, NULL);
}

static void answer(void *socket, zmq_msg_t *request, const char *refusal, const char *user) {
    const char *parts[] = {refusal ? "400" : "200", refusal ? "refused" : "OK", refusal ? "" : user, ""};
    zmq_send(socket, "1.0", 3, ZMQ_SNDMORE);
    zmq_send(socket, zmq_msg_data(request), zmq_msg_size(request), ZMQ_SNDMORE);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        zmq_send(socket, parts[i], strlen(parts[i]), i + 1 < sizeof parts / sizeof *parts ? ZMQ_SNDMORE : 0);
}

// Receives all frames of one request; those beyond what a request may hold are counted and dropped. 0 or -errno.
static int receive(void *socket, zmq_msg_t *frames, size_t *ret_count) {
    size_t count = 0;
    zmq_msg_t extra;
    zmq_msg_init(&extra);
    bool more = true;
    int error = 0;
    while (more && error == 0) {
        zmq_msg_t *frame = count < FRAME_COUNT ? &frames[count] : &extra;
        if (zmq_msg_recv(frame, socket, 0) < 0) {
            error = zmq_errno() == EINTR ? 0 : -zmq_errno();
            continue;
        }
        more = zmq_msg_more(frame);
        count++;
    }
    zmq_msg_close(&extra);
    *ret_count = count;
    return error;
}

static int serve_one(struct capaian_zap *zap) {
    zmq_msg_t frames[FRAME_COUNT];
    for (size_t i = 0; i < FRAME_COUNT; i++)
        zmq_msg_init(&frames[i]);
    size_t count = 0;
    int error = receive(zap->socket, frames, &count);
    if (error == 0) {
        // A fault of the file leaves the last good ring in force; the daemon, which reads the same file, reports it.
        bool removed;
        unsigned line;
        const char *what;
        (void)capaian_keyring_refresh(zap->ring, 0, &removed, &line, &what);
        const char *refusal = judge(zap->ring, frames, count);
        char user[HEX_KEY] = "";
        if (refusal) {
            if (capaian_sabotage("count_refused_unguarded"))
                ++*(uint64_t *)&zap->refused;
            else
                atomic_fetch_add(&zap->refused, 1);
            report(zap, frames, count, refusal);
        } else {
            capaian_hex(zmq_msg_data(&frames[FRAME_CREDENTIALS]), CAPAIAN_KEY_SIZE, user);
        }
        answer(zap->socket, &frames[FRAME_REQUEST], refusal, user);
    }
    for (size_t i = 0; i < FRAME_COUNT; i++)
        zmq_msg_close(&frames[i]);
    return error;
}

// Unbound first: closing alone leaves the name taken until libzmq's own thread gets to it.
static void close_handler(void *socket) {
    zmq_unbind(socket, HANDLER);
    zmq_close(socket);
}

static void *run(void *argument) {
    struct capaian_zap *zap = argument;
    for (;;) {
        zmq_pollitem_t items[] = {{.socket = zap->socket, .events = ZMQ_POLLIN},
                                  {.fd = zap->end, .events = ZMQ_POLLIN}};
        if (zmq_poll(items, 2, -1) < 0 && zmq_errno() != EINTR)
            break;
        if (items[1].revents)
            break;
        if (items[0].revents && serve_one(zap) < 0)
            break;
    }
    close_handler(zap->socket);
    return NULL;
}

// Bound here and not in the thread: whoever opens a socket after the start is already protected.
static int bind_handler(struct capaian_zap *zap, void *context) {
    zap->socket = zmq_socket(context, ZMQ_REP);
    if (!zap->socket)
        return -zmq_errno();
    int linger = 0;
    if (zmq_setsockopt(zap->socket, ZMQ_LINGER, &linger, sizeof linger) < 0 || zmq_bind(zap->socket, HANDLER) < 0)
        return -zmq_errno();
    return 0;
}

// Signals are for the thread that polls for them.
static int start_thread(struct capaian_zap *zap) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = -pthread_create(&zap->thread, NULL, run, zap);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

static struct capaian_zap *discard(struct capaian_zap *zap) {
    if (zap->end >= 0)
        close(zap->end);
    capaian_keyring_free(zap->ring);
    free(zap);
    return NULL;
}

int capaian_zap_start(void *context, const char *keys_path, struct capaian_zap **ret) {
    struct capaian_zap *zap = calloc(1, sizeof *zap);
    if (!zap)
        return -ENOMEM;
    unsigned line;
    const char *what;
    int error = 0;
    zap->end = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (zap->end < 0)
        error = -errno;
    if (error == 0)
        error = capaian_keyring_load(keys_path, &zap->ring, &line, &what);
    if (error == 0)
        error = bind_handler(zap, context);
    if (error == 0)
        error = start_thread(zap);
    if (error < 0) {
        if (zap->socket)
            close_handler(zap->socket);
        discard(zap);
        return error;
    }
    *ret = zap;
    return 0;
}

struct capaian_zap *capaian_zap_stop(struct capaian_zap *zap) {
    if (!zap)
        return NULL;
    uint64_t one = 1;
    ssize_t written = write(zap->end, &one, sizeof one);
    (void)written;    // only a full counter refuses, and that is readable too
    pthread_join(zap->thread, NULL);
    return discard(zap);
}

uint64_t capaian_zap_refused(const struct capaian_zap *zap) {
    return atomic_load(&zap->refused);
}
