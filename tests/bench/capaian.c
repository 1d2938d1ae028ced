// Our pair and the bare pipeline: the same client, at another address.
#include "system.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct prepared {
    size_t size;
    uint8_t content[];
};

struct connection {
    struct capaian_client *client;
    bool judged;
    struct answers answers;
    int error;
};

static void *prepare(const struct rows *rows) {
    struct capaian_pack *pack = malloc(sizeof *pack);
    int r = pack ? rows_pack(rows, pack) : -ENOMEM;
    struct prepared *prepared = r == 0 ? malloc(sizeof *prepared + pack->size) : NULL;
    if (prepared) {
        prepared->size = pack->size;
        memcpy(prepared->content, pack->content, pack->size);
    }
    free(pack);
    return prepared;
}

static int open_at(const struct pair *pair, const struct capaian_server *server, unsigned number, bool judged,
                   void **ret) {
    char key[16];
    struct connection *connection = calloc(1, sizeof *connection);
    if (!connection)
        return -ENOMEM;
    connection->judged = judged;
    snprintf(key, sizeof key, "%u", number + 1);
    int r = pair_client(pair, server, key, &connection->client);
    if (r < 0) {
        free(connection);
        return r;
    }
    *ret = connection;
    return 0;
}

static int open_pair(const struct place *place, unsigned number, bool judged, void **ret) {
    return open_at(&place->pair, &place->pair.collector, number, judged, ret);
}

static int open_bare(const struct place *place, unsigned number, bool judged, void **ret) {
    return open_at(&place->pair, &place->bare, number, judged, ret);
}

static int begin(void *context, const uint8_t id[CAPAIAN_ID_SIZE], void *message) {
    struct connection *connection = context;
    const struct prepared *prepared = message;
    struct capaian_submission submission = {
        .content = prepared->content, .size = prepared->size, .judged = connection->judged, .deadline_ms = ANSWER_MS};
    memcpy(submission.id, id, sizeof submission.id);
    return capaian_client_begin(connection->client, &submission);
}

static void answered(const struct capaian_submit_result *result, void *context) {
    struct connection *connection = context;
    const Capaian__V1__SubmitReply *reply = result->reply;
    Capaian__V1__Outcome outcome = reply ? reply->outcome : CAPAIAN__V1__OUTCOME__OUTCOME_UNSPECIFIED;
    connection->answers.all++;
    connection->answers.duplicates += reply && reply->duplicate;
    if (outcome == CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED ||
        (!connection->judged && outcome == CAPAIAN__V1__OUTCOME__OUTCOME_STORED))
        return;
    const char *why = reply && reply->refusal ? reply->refusal->sentence_en : "";
    if (reply && reply->verdict && reply->verdict->n_results > 0)
        why = reply->verdict->results[0]->sentence_en;
    fprintf(stderr, "bench: a message was not accepted (outcome %d, error %d): %s\n", (int)outcome, result->error, why);
    connection->error = result->error < 0 ? result->error : -EPROTO;
}

static int wait_answers(void *context, int timeout_ms, struct answers *ret) {
    struct connection *connection = context;
    connection->answers = (struct answers){0};
    int r = capaian_client_poll(connection->client, timeout_ms, answered, connection);
    *ret = connection->answers;
    return r < 0 ? r : connection->error;
}

static void close_connection(void *context) {
    struct connection *connection = context;
    if (connection)
        capaian_client_close(connection->client);
    free(connection);
}

struct watching {
    bool (*told)(void *context, int64_t figure);
    void *context;
};

static int event(const Capaian__V1__AlertEvent *event, void *context) {
    struct watching *watching = context;
    int64_t figure = rows_flip_told(event);
    return figure >= 0 && watching->told(watching->context, figure);
}

// A watcher goes on where the one before it ended.
static int watch_pair(const struct place *place, int deadline_ms, bool (*told)(void *context, int64_t figure),
                      void *context) {
    static struct capaian_follow follow;
    struct watching watching = {.told = told, .context = context};
    struct capaian_client *client = NULL;
    follow.alerts = &place->pair.alerts;
    follow.deadline_ms = deadline_ms;
    follow.event = event;
    follow.context = &watching;
    int r = pair_client(&place->pair, &place->pair.query, "admin", &client);
    if (r == 0)
        r = capaian_client_follow(client, &follow, NULL);
    capaian_client_close(client);
    return r < 0 ? r : 0;
}

const struct system capaian_system = {
    .name = "Capaian",
    .prepare = prepare,
    .open = open_pair,
    .send = begin,
    .wait = wait_answers,
    .close = close_connection,
    .watch = watch_pair,
};

const struct system bare_system = {
    .name = "the bare pipeline",
    .prepare = prepare,
    .open = open_bare,
    .send = begin,
    .wait = wait_answers,
    .close = close_connection,
};
