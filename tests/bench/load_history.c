#include "load_history.h"

#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ANSWER_MS = 60000 };

struct ready {
    uint8_t *content;
    size_t size;
};

struct work {
    const struct pair *pair;
    const struct history_load *load;
    struct ready *ready;    // packed beforehand: that is not what is measured
    atomic_size_t next;
    pthread_barrier_t barrier;
};

struct sender {
    pthread_t thread;
    struct work *work;
    unsigned number;
    int error;
};

static double written(long pid) {
    static const char name[] = "wchar:";
    char path[64], line[128];
    double bytes = 0;
    snprintf(path, sizeof path, "/proc/%ld/io", pid);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, name, sizeof name - 1) == 0)
            bytes = strtod(line + sizeof name - 1, NULL);
    if (file)
        fclose(file);
    return bytes;
}

void history_count(const struct pair *pair, struct history_cost *cost) {
    const long pids[DAEMONS] = {[COLLECTOR] = pair->collector_pid, [EVALUATOR] = pair->evaluator_pid};
    cost->seconds = (double)pair_now_ns() / 1e9 - cost->seconds;
    for (int i = 0; i < DAEMONS; i++) {
        cost->used[i] = pair_used(pids[i]) - cost->used[i];
        cost->written[i] = written(pids[i]) - cost->written[i];
    }
}

static int make_ready(const struct history_load *load, struct ready *ready, uint64_t *ret_rows) {
    struct capaian_pack *pack = malloc(sizeof *pack);
    if (!pack)
        return -ENOMEM;
    int r = 0;
    for (size_t i = 0; r == 0 && i < load->messages; i++) {
        history_pack(pack, load->kind, load->units, load->first + i);
        ready[i].size = pack->size;
        ready[i].content = malloc(pack->size);
        if (ready[i].content)
            memcpy(ready[i].content, pack->content, pack->size);
        else
            r = -ENOMEM;
        *ret_rows += pack->row_count;
    }
    free(pack);
    return r;
}

static void answered(const struct capaian_submit_result *result, void *context) {
    struct sender *sender = context;
    Capaian__V1__Outcome outcome = result->reply ? result->reply->outcome : CAPAIAN__V1__OUTCOME__OUTCOME_UNSPECIFIED;
    // Of the values of few units one may overtake another, which warns.
    if (outcome == CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED ||
        outcome == CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED_WITH_WARNINGS ||
        (!sender->work->load->judged && outcome == CAPAIAN__V1__OUTCOME__OUTCOME_STORED))
        return;
    if (sender->error == 0) {
        fprintf(stderr, "bench: a message was not accepted (outcome %d, error %d)\n", (int)outcome, result->error);
        sender->error = result->error < 0 ? result->error : -EPROTO;
    }
}

static int send_all(struct sender *sender, struct capaian_client *client) {
    struct work *work = sender->work;
    const struct history_load *load = work->load;
    for (bool more = true; sender->error == 0;) {
        while (more && capaian_client_unanswered(client) < load->unanswered) {
            size_t i = atomic_fetch_add(&work->next, 1);
            more = i < load->messages;
            if (!more)
                break;
            struct capaian_submission submission = {.content = work->ready[i].content,
                                                    .size = work->ready[i].size,
                                                    .judged = load->judged,
                                                    .deadline_ms = ANSWER_MS};
            // Made when it is sent, as a sender would.
            if (load->random)
                randombytes_buf(submission.id, sizeof submission.id);
            else
                capaian_message_id_make(submission.id);
            int r = capaian_client_begin(client, &submission);
            if (r < 0)
                return r;
        }
        if (capaian_client_unanswered(client) == 0)
            return 0;
        int r = capaian_client_poll(client, ANSWER_MS, answered, sender);
        if (r < 0)
            return r;
    }
    return sender->error;
}

static void *send_some(void *context) {
    struct sender *sender = context;
    struct capaian_client *client = NULL;
    const Capaian__V1__SubmitReply *reply = NULL;
    const uint8_t nobody[CAPAIAN_ID_SIZE] = {0};
    char key[16];
    snprintf(key, sizeof key, "%u", sender->number + 1);
    int r = pair_client(sender->work->pair, &sender->work->pair->collector, key, &client);
    // The handshake is not what is measured.
    if (r == 0)
        r = capaian_client_receipt(client, nobody, ANSWER_MS, &reply);
    pthread_barrier_wait(&sender->work->barrier);
    if (r == 0)
        r = send_all(sender, client);
    sender->error = r;
    pthread_barrier_wait(&sender->work->barrier);
    capaian_client_close(client);
    return NULL;
}

static int run(struct work *work, struct history_cost *ret) {
    struct sender senders[SENDERS_MAX] = {0};
    const struct history_load *load = work->load;
    pthread_barrier_init(&work->barrier, NULL, load->senders + 1);
    for (unsigned i = 0; i < load->senders; i++) {
        senders[i] = (struct sender){.work = work, .number = i};
        if (pthread_create(&senders[i].thread, NULL, send_some, &senders[i]) != 0) {
            fprintf(stderr, "bench: no thread for a sender\n");
            exit(EXIT_FAILURE);
        }
    }
    pthread_barrier_wait(&work->barrier);
    history_count(work->pair, ret);
    pthread_barrier_wait(&work->barrier);
    history_count(work->pair, ret);
    int r = 0;
    for (unsigned i = 0; i < load->senders; i++) {
        pthread_join(senders[i].thread, NULL);
        r = r < 0 ? r : senders[i].error;
    }
    pthread_barrier_destroy(&work->barrier);
    return r;
}

int history_load(const struct pair *pair, const struct history_load *load, struct history_cost *ret) {
    struct work work = {.pair = pair, .load = load, .ready = calloc(load->messages, sizeof *work.ready)};
    *ret = (struct history_cost){0};
    int r = work.ready ? make_ready(load, work.ready, &ret->rows) : -ENOMEM;
    if (r == 0)
        r = run(&work, ret);
    for (size_t i = 0; work.ready && i < load->messages; i++)
        free(work.ready[i].content);
    free(work.ready);
    return r;
}
