#include "sending.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { READY_MADE = 64, ANSWER_MS = 30000, SLICE_NS = 1000000 };

struct sender {
    pthread_t thread;
    const struct pair *pair;
    const struct sending *sending;
    pthread_barrier_t *barrier;
    unsigned number;
    int64_t duration, interval;    // ns
    int64_t last;                  // answer
    uint64_t answered;             // rows
    int error;
    struct capaian_client *client;
    struct capaian_pack *contents;    // READY_MADE of events, or one that is packed again each time
};

// Values must differ from all that were sent before, in this run of the program and of any other scenario.
static atomic_uint_fast64_t next_value = 1;

static void answered(const struct capaian_submit_result *result, void *context) {
    struct sender *sender = context;
    Capaian__V1__Outcome outcome = result->reply ? result->reply->outcome : CAPAIAN__V1__OUTCOME__OUTCOME_UNSPECIFIED;
    bool fine = outcome == CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED ||
                (!sender->sending->judged && outcome == CAPAIAN__V1__OUTCOME__OUTCOME_STORED);
    if (!fine && sender->error == 0) {
        const Capaian__V1__SubmitReply *reply = result->reply;
        const char *why = reply && reply->refusal ? reply->refusal->sentence_en : "";
        if (reply && reply->verdict && reply->verdict->n_results > 0)
            why = reply->verdict->results[0]->sentence_en;
        fprintf(stderr, "bench: a message was not accepted (outcome %d, error %d): %s\n", (int)outcome, result->error,
                why);
        sender->error = result->error < 0 ? result->error : -EPROTO;
    }
    sender->answered += sender->sending->rows;
    sender->last = pair_now_ns();
}

static int begin(struct sender *sender, uint64_t n) {
    unsigned unit = rows_unit(sender->number, n);
    struct capaian_pack *pack = &sender->contents[0];
    if (sender->sending->values)
        rows_values(pack, unit, sender->sending->rows, atomic_fetch_add(&next_value, 1));
    else
        pack = &sender->contents[n % READY_MADE];
    struct capaian_submission submission = {
        .content = pack->content, .size = pack->size, .judged = sender->sending->judged, .deadline_ms = ANSWER_MS};
    capaian_message_id_make(submission.id);
    return capaian_client_begin(sender->client, &submission);
}

// Sends until `end`, never more than are allowed unanswered, and no faster than the pace.
static int send_until(struct sender *sender, int64_t start, int64_t end) {
    uint64_t sent = 0;
    while (sender->error == 0) {
        int64_t now = pair_now_ns();
        if (now >= end)
            break;
        while (capaian_client_unanswered(sender->client) < sender->sending->unanswered &&
               now >= start + (int64_t)sent * sender->interval) {
            int r = begin(sender, ++sent);
            if (r < 0)
                return r;
        }
        int64_t until = start + (int64_t)sent * sender->interval;
        int64_t wait = until > now && until < end ? (until - now) / SLICE_NS + 1 : ANSWER_MS;
        if (capaian_client_unanswered(sender->client) == 0) {
            struct timespec pause = {.tv_nsec = SLICE_NS};
            nanosleep(&pause, NULL);
            continue;
        }
        int r = capaian_client_poll(sender->client, wait, answered, sender);
        if (r < 0)
            return r;
    }
    return capaian_client_flush(sender->client, ANSWER_MS, answered, sender);
}

static int prepare(struct sender *sender) {
    char key[16];
    snprintf(key, sizeof key, "%u", sender->number + 1);
    int r = pair_client(sender->pair, &sender->pair->collector, key, &sender->client);
    if (r < 0)
        return r;
    unsigned count = sender->sending->values ? 1 : READY_MADE;
    sender->contents = malloc(count * sizeof *sender->contents);
    if (!sender->contents)
        return -ENOMEM;
    for (unsigned i = 0; i < count; i++)
        rows_events(&sender->contents[i], rows_unit(sender->number, i), sender->sending->rows, i);
    // The handshake is not what is measured.
    r = begin(sender, 0);
    return r < 0 ? r : capaian_client_flush(sender->client, ANSWER_MS, answered, sender);
}

static void *work(void *context) {
    struct sender *sender = context;
    int r = prepare(sender);
    sender->answered = 0;
    pthread_barrier_wait(sender->barrier);
    int64_t start = pair_now_ns();
    if (r == 0 && sender->error == 0)
        r = send_until(sender, start, start + sender->duration);
    if (r < 0 && sender->error == 0)
        sender->error = r;
    sender->last -= start;
    capaian_client_close(sender->client);
    free(sender->contents);
    return NULL;
}

int sending_run(const struct pair *pair, const struct sending *sending, double seconds, double pace, double *ret) {
    struct sender senders[SENDERS_MAX] = {0};
    pthread_barrier_t barrier;
    pthread_barrier_init(&barrier, NULL, sending->senders);
    for (unsigned i = 0; i < sending->senders; i++) {
        senders[i] = (struct sender){.pair = pair,
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
    uint64_t rows = 0;
    int64_t longest = 1;
    int error = 0;
    for (unsigned i = 0; i < sending->senders; i++) {
        pthread_join(senders[i].thread, NULL);
        rows += senders[i].answered;
        longest = senders[i].last > longest ? senders[i].last : longest;
        error = error < 0 ? error : senders[i].error;
    }
    pthread_barrier_destroy(&barrier);
    if (error == 0)
        *ret = (double)rows * 1e9 / (double)longest;
    return error;
}
