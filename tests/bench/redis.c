// Redis as a peer: one script call a message, over its unix socket.
#include "system.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

enum { BEFORE = 7, OF_ROW = 2, VALUE_SIZE = 40 };

// The whole command as it goes over the wire, and where the id is in it.
struct prepared {
    size_t size, id_at;
    char command[];
};

struct connection {
    redisContext *redis;
    unsigned unanswered;
};

// Stands in the command until the message has its id.
static const char no_id[] = "________________";

static int failed(const redisContext *redis) {
    fprintf(stderr, "bench: Redis: %s\n", redis && *redis->errstr ? redis->errstr : "no connection");
    return -EPROTO;
}

static int refused(const redisContext *redis, redisReply *reply) {
    if (!reply)
        return failed(redis);
    fprintf(stderr, "bench: Redis: %s\n", reply->str ? reply->str : "an unexpected answer");
    freeReplyObject(reply);
    return -EPROTO;
}

static bool here(const struct place *place) {
    return place->redis != NULL;
}

static int connect_to(const struct place *place, redisContext **ret) {
    redisContext *redis = redisConnectUnix(place->redis);
    if (!redis || redis->err) {
        int r = failed(redis);
        if (redis)
            redisFree(redis);
        return r;
    }
    *ret = redis;
    return 0;
}

static struct prepared *pack(const struct rows *rows, const char *function, const char **arguments,
                             char (*values)[VALUE_SIZE]) {
    const char *const before[BEFORE] = {"FCALL", function, "3", no_id, "rows", "totals", rows->unit};
    int count = BEFORE;
    memcpy(arguments, before, sizeof before);
    for (unsigned i = 0; i < rows->count; i++) {
        const struct row *row = &rows->list[i];
        snprintf(values[i], VALUE_SIZE, "%" PRId64 " %s", row->change, row->period);
        arguments[count++] = row->indicator;
        arguments[count++] = values[i];
    }
    char *command = NULL;
    int size = redisFormatCommandArgv(&command, count, arguments, NULL);
    struct prepared *prepared = size < 0 ? NULL : malloc(sizeof *prepared + (size_t)size);
    if (prepared) {
        memcpy(prepared->command, command, (size_t)size);
        prepared->size = (size_t)size;
        prepared->id_at = (size_t)((char *)memmem(command, (size_t)size, no_id, CAPAIAN_ID_SIZE) - command);
    }
    if (command)
        redisFreeCommand(command);
    return prepared;
}

static void *prepare_for(const struct rows *rows, const char *function) {
    const char **arguments = calloc(BEFORE + OF_ROW * (size_t)rows->count, sizeof *arguments);
    char(*values)[VALUE_SIZE] = calloc(rows->count, sizeof *values);
    struct prepared *prepared = arguments && values ? pack(rows, function, arguments, values) : NULL;
    free(arguments);
    free(values);
    return prepared;
}

static void *prepare(const struct rows *rows) {
    return prepare_for(rows, "take");
}

static void *prepare_rows(const struct rows *rows) {
    return prepare_for(rows, "take_rows");
}

static void close_connection(void *context) {
    struct connection *connection = context;
    if (connection && connection->redis)
        redisFree(connection->redis);
    free(connection);
}

static int open_connection(const struct place *place, unsigned number, bool judged, void **ret) {
    (void)number;
    (void)judged;
    struct connection *connection = calloc(1, sizeof *connection);
    int r = connection ? connect_to(place, &connection->redis) : -ENOMEM;
    if (r < 0)
        close_connection(connection);
    else
        *ret = connection;
    return r;
}

static int begin(void *context, const uint8_t id[CAPAIAN_ID_SIZE], void *message) {
    struct connection *connection = context;
    struct prepared *prepared = message;
    memcpy(prepared->command + prepared->id_at, id, CAPAIAN_ID_SIZE);
    if (redisAppendFormattedCommand(connection->redis, prepared->command, prepared->size) != REDIS_OK)
        return failed(connection->redis);
    connection->unanswered++;
    return 0;
}

// What has come of answers, without waiting.
static int take(struct connection *connection, struct answers *answers) {
    for (;;) {
        void *answer = NULL;
        if (redisGetReplyFromReader(connection->redis, &answer) != REDIS_OK)
            return failed(connection->redis);
        redisReply *reply = answer;
        if (!reply)
            return 0;
        if (reply->type != REDIS_REPLY_INTEGER)
            return refused(connection->redis, reply);
        answers->all++;
        answers->duplicates += reply->integer == 0;
        connection->unanswered--;
        freeReplyObject(reply);
    }
}

static int wait_answers(void *context, int timeout_ms, struct answers *ret) {
    struct connection *connection = context;
    *ret = (struct answers){0};
    for (int done = 0; !done;)
        if (redisBufferWrite(connection->redis, &done) != REDIS_OK)
            return failed(connection->redis);
    int r = 0;
    while (r == 0 && ret->all == 0 && connection->unanswered > 0) {
        struct pollfd socket = {.fd = connection->redis->fd, .events = POLLIN};
        int ready = poll(&socket, 1, timeout_ms);
        if (ready <= 0)
            return ready < 0 ? -errno : 0;
        if (redisBufferRead(connection->redis) != REDIS_OK)
            return failed(connection->redis);
        r = take(connection, ret);
    }
    return r;
}

static int watch(const struct place *place, int deadline_ms, bool (*told)(void *context, int64_t figure),
                 void *context) {
    redisContext *redis = NULL;
    int r = connect_to(place, &redis);
    if (r < 0)
        return r;
    int64_t end = pair_now_ns() / 1000000 + deadline_ms;
    redisReply *reply = redisCommand(redis, "SUBSCRIBE alerts");
    if (!reply || reply->type != REDIS_REPLY_ARRAY)
        r = refused(redis, reply);
    for (bool enough = r < 0; r == 0 && !enough;) {
        freeReplyObject(reply);
        reply = NULL;
        int64_t left = end - pair_now_ns() / 1000000;
        struct timeval timeout = {.tv_sec = left / 1000, .tv_usec = left % 1000 * 1000};
        if (left <= 0 || redisSetTimeout(redis, timeout) != REDIS_OK ||
            redisGetReply(redis, (void **)&reply) != REDIS_OK) {
            r = -ETIMEDOUT;
        } else if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 3 && reply->element[2]->str) {
            const char *text = reply->element[2]->str;
            if (strncmp(text, ROWS_FLIP_INDICATOR " ", sizeof ROWS_FLIP_INDICATOR) == 0)
                enough = told(context, strtoll(text + sizeof ROWS_FLIP_INDICATOR, NULL, 10));
        }
    }
    if (r == 0)
        freeReplyObject(reply);
    redisFree(redis);
    return r;
}

static int sum(const struct place *place, const char *indicator, int64_t *ret) {
    redisContext *redis = NULL;
    int r = connect_to(place, &redis);
    if (r < 0)
        return r;
    redisReply *reply = redisCommand(redis, "HGET totals %s", indicator);
    if (!reply || (reply->type != REDIS_REPLY_STRING && reply->type != REDIS_REPLY_NIL)) {
        r = refused(redis, reply);
    } else {
        *ret = reply->str ? strtoll(reply->str, NULL, 10) : 0;
        freeReplyObject(reply);
    }
    redisFree(redis);
    return r;
}

const struct system redis_system = {
    .name = "Redis",
    .here = here,
    .prepare = prepare,
    .open = open_connection,
    .send = begin,
    .wait = wait_answers,
    .close = close_connection,
    .watch = watch,
    .sum = sum,
};

const struct system redis_rows_system = {
    .name = "Redis, an entry a row",
    .here = here,
    .prepare = prepare_rows,
    .open = open_connection,
    .send = begin,
    .wait = wait_answers,
    .close = close_connection,
    .sum = sum,
};
