#include "sending.h"

#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MS_NS = 1000000 };

struct sender {
    pthread_t thread;
    const struct system *system;
    const struct place *place;
    const struct sending *sending;
    pthread_barrier_t *barrier;
    unsigned number;
    int64_t duration, interval;    // ns
    int64_t last;                  // answer
    uint64_t answered;             // messages
    unsigned unanswered;
    int error;
    void *connection;
    struct rows *rows;
    void *ready[READY_MADE];
};

// What may not come again must differ from all that was sent before, in this run of the program and of any sending.
static atomic_uint_fast64_t next_number = 1;

static int begin_prepared(struct sender *sender, void *prepared) {
    uint8_t id[CAPAIAN_ID_SIZE];
    if (sender->sending->random)
        randombytes_buf(id, sizeof id);
    else
        capaian_message_id_make(id);
    int r = prepared ? sender->system->send(sender->connection, id, prepared) : -ENOMEM;
    if (r == 0)
        sender->unanswered++;
    return r;
}

static int begin(struct sender *sender, uint64_t n) {
    const struct sending *sending = sender->sending;
    if (rows_repeat(sending->kind))
        return begin_prepared(sender, sender->ready[n % READY_MADE]);
    rows_make(sender->rows, sending->kind, sender->number, sending->rows, atomic_fetch_add(&next_number, 1));
    void *prepared = sender->system->prepare(sender->rows);
    int r = begin_prepared(sender, prepared);
    free(prepared);
    return r;
}

static int wait_answers(struct sender *sender, int64_t timeout_ms) {
    struct answers answers;
    int r = sender->system->wait(sender->connection, (int)timeout_ms, &answers);
    if (r < 0 || answers.all == 0)
        return r;
    sender->answered += answers.all;
    sender->unanswered -= answers.all;
    sender->last = pair_now_ns();
    return 0;
}

static int wait_all(struct sender *sender) {
    int r = 0;
    while (r == 0 && sender->unanswered > 0) {
        unsigned before = sender->unanswered;
        r = wait_answers(sender, ANSWER_MS);
        if (r == 0 && sender->unanswered == before)
            r = -ETIMEDOUT;
    }
    return r;
}

// Sends until `end`, never more than are allowed unanswered, and no faster than the pace.
static int send_until(struct sender *sender, int64_t start, int64_t end) {
    uint64_t sent = 0;
    for (int64_t now = pair_now_ns(); now < end; now = pair_now_ns()) {
        while (sender->unanswered < sender->sending->unanswered && now >= start + (int64_t)sent * sender->interval) {
            int r = begin(sender, ++sent);
            if (r < 0)
                return r;
        }
        if (sender->unanswered == 0) {
            nanosleep(&(struct timespec){.tv_nsec = MS_NS}, NULL);
            continue;
        }
        int64_t until = start + (int64_t)sent * sender->interval;
        int r = wait_answers(sender, until > now && until < end ? (until - now) / MS_NS + 1 : ANSWER_MS);
        if (r < 0)
            return r;
    }
    return wait_all(sender);
}

// Up to the first answer: neither making messages nor a handshake is what is measured.
static int prepare(struct sender *sender) {
    const struct sending *sending = sender->sending;
    int r = sender->system->open(sender->place, sender->number, sending->judged, &sender->connection);
    if (r < 0)
        return r;
    sender->rows = malloc(sizeof *sender->rows);
    if (!sender->rows)
        return -ENOMEM;
    for (unsigned i = 0; i < READY_MADE && rows_repeat(sending->kind); i++) {
        rows_make(sender->rows, sending->kind, sender->number, sending->rows, i);
        sender->ready[i] = sender->system->prepare(sender->rows);
    }
    r = begin(sender, 0);
    return r < 0 ? r : wait_all(sender);
}

static void *work(void *context) {
    struct sender *sender = context;
    sender->error = prepare(sender);
    sender->answered = 0;
    pthread_barrier_wait(sender->barrier);
    int64_t start = pair_now_ns();
    if (sender->error == 0)
        sender->error = send_until(sender, start, start + sender->duration);
    sender->last -= start;
    sender->system->close(sender->connection);
    for (unsigned i = 0; i < READY_MADE; i++)
        free(sender->ready[i]);
    free(sender->rows);
    return NULL;
}

int sending_run(const struct system *system, const struct place *place, const struct sending *sending, double seconds,
                double pace, double *ret) {
    struct sender *senders = calloc(sending->senders, sizeof *senders);
    pthread_barrier_t barrier;
    if (!senders)
        return -ENOMEM;
    pthread_barrier_init(&barrier, NULL, sending->senders);
    for (unsigned i = 0; i < sending->senders; i++) {
        senders[i] = (struct sender){.system = system,
                                     .place = place,
                                     .sending = sending,
                                     .barrier = &barrier,
                                     .number = i,
                                     .duration = (int64_t)(seconds * 1e9),
                                     .interval = pace > 0 ? (int64_t)(1e9 / pace) : 0};
        if (pthread_create(&senders[i].thread, NULL, work, &senders[i]) != 0) {
            fprintf(stderr, "bench: no thread for a sender\n");
            exit(EXIT_FAILURE);
        }
    }
    uint64_t messages = 0;
    int64_t longest = 1;
    int error = 0;
    for (unsigned i = 0; i < sending->senders; i++) {
        pthread_join(senders[i].thread, NULL);
        messages += senders[i].answered;
        longest = senders[i].last > longest ? senders[i].last : longest;
        error = error < 0 ? error : senders[i].error;
    }
    pthread_barrier_destroy(&barrier);
    free(senders);
    if (error == 0)
        *ret = (double)(messages * sending->rows) * 1e9 / (double)longest;
    return error;
}
