// PostgreSQL as a peer: one function call a message, prepared, over its unix socket, in libpq's pipeline mode.
#include "system.h"

#include <errno.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Databases: as postgres.sql makes it, and with an index by which the rows of a figure are found.
static const char plain[] = "bench", indexed[] = "bench_indexed";

enum { PARAMETERS = 5, NUMBER_SIZE = 24 };

// For unit, indicators, periods and values: where each begins in the text. An array for more than one row.
struct prepared {
    const char *statement;
    size_t at[PARAMETERS - 1];
    char text[];
};

struct connection {
    PGconn *pg;
    unsigned syncs;    // that are to come back
    bool unsynced;     // something was sent since the last sync
    unsigned taken;    // results since the last sync came back: answers once it does, for then they are committed
    unsigned duplicates;
};

static int failed(PGconn *pg) {
    fprintf(stderr, "bench: PostgreSQL: %s", PQerrorMessage(pg));
    return -EPROTO;
}

static bool here(const struct place *place) {
    return place->postgres != NULL;
}

static int connect_to(const struct place *place, const char *database, PGconn **ret) {
    const char *const names[] = {"host", "dbname", "user", NULL};
    const char *const values[] = {place->postgres, database, "bench", NULL};
    PGconn *pg = PQconnectdbParams(names, values, 0);
    if (PQstatus(pg) != CONNECTION_OK) {
        int r = failed(pg);
        PQfinish(pg);
        return r;
    }
    *ret = pg;
    return 0;
}

static const char *column(const struct row *row, unsigned parameter, char number[NUMBER_SIZE]) {
    if (parameter == 1)
        return row->indicator;
    if (parameter == 2)
        return row->period;
    snprintf(number, NUMBER_SIZE, "%" PRId64, row->change);
    return number;
}

// Indicators, periods or values of all rows.
static size_t list(const struct rows *rows, unsigned parameter, char *to) {
    char number[NUMBER_SIZE];
    size_t size = 0;
    for (unsigned i = 0; i < rows->count; i++) {
        if (rows->count > 1)
            to[size++] = i == 0 ? '{' : ',';
        const char *text = column(&rows->list[i], parameter, number);
        size_t length = strlen(text);
        memcpy(to + size, text, length);
        size += length;
    }
    if (rows->count > 1)
        to[size++] = '}';
    to[size++] = '\0';
    return size;
}

static void *prepare(const struct rows *rows) {
    struct prepared *prepared = malloc(sizeof *prepared + (rows->count + 1) * sizeof *rows->list);
    if (!prepared)
        return NULL;
    prepared->statement = rows->count > 1 ? "take_rows" : "take_row";
    prepared->at[0] = 0;
    memcpy(prepared->text, rows->unit, sizeof rows->unit);
    size_t size = sizeof rows->unit;
    for (unsigned i = 1; i < PARAMETERS - 1; i++) {
        prepared->at[i] = size;
        size += list(rows, i, prepared->text + size);
    }
    return prepared;
}

static int prepare_statement(PGconn *pg, const char *name, const char *sql) {
    PGresult *result = PQprepare(pg, name, sql, 0, NULL);
    int r = PQresultStatus(result) == PGRES_COMMAND_OK ? 0 : failed(pg);
    PQclear(result);
    return r;
}

static void close_connection(void *context) {
    struct connection *connection = context;
    if (connection)
        PQfinish(connection->pg);
    free(connection);
}

static int open_at(const struct place *place, const char *database, void **ret) {
    struct connection *connection = calloc(1, sizeof *connection);
    int r = connection ? connect_to(place, database, &connection->pg) : -ENOMEM;
    if (r == 0)
        r = prepare_statement(connection->pg, "take_row", "SELECT take_row($1, $2, $3, $4, $5)");
    if (r == 0)
        r = prepare_statement(connection->pg, "take_rows", "SELECT take_rows($1, $2, $3, $4, $5)");
    if (r == 0 && (PQsetnonblocking(connection->pg, 1) < 0 || PQenterPipelineMode(connection->pg) == 0))
        r = failed(connection->pg);
    if (r < 0)
        close_connection(connection);
    else
        *ret = connection;
    return r;
}

static int open_connection(const struct place *place, unsigned number, bool judged, void **ret) {
    (void)number;
    (void)judged;
    return open_at(place, plain, ret);
}

static int open_indexed(const struct place *place, unsigned number, bool judged, void **ret) {
    (void)number;
    (void)judged;
    return open_at(place, indexed, ret);
}

static int begin(void *context, const uint8_t id[CAPAIAN_ID_SIZE], void *message) {
    struct connection *connection = context;
    const struct prepared *prepared = message;
    static const int sizes[PARAMETERS] = {CAPAIAN_ID_SIZE}, binary[PARAMETERS] = {1};
    const char *values[PARAMETERS] = {(const char *)id};
    for (unsigned i = 1; i < PARAMETERS; i++)
        values[i] = prepared->text + prepared->at[i - 1];
    if (PQsendQueryPrepared(connection->pg, prepared->statement, PARAMETERS, values, sizes, binary, 0) == 0)
        return failed(connection->pg);
    connection->unsynced = true;
    return 0;
}

// What has come of results, without waiting.
static int take(struct connection *connection, struct answers *answers) {
    while (connection->syncs > 0 && !PQisBusy(connection->pg)) {
        PGresult *result = PQgetResult(connection->pg);
        ExecStatusType status = result ? PQresultStatus(result) : PGRES_EMPTY_QUERY;
        if (status == PGRES_TUPLES_OK) {
            connection->taken++;
            connection->duplicates += *PQgetvalue(result, 0, 0) == 'f';
        } else if (status == PGRES_PIPELINE_SYNC) {
            answers->all += connection->taken;
            answers->duplicates += connection->duplicates;
            connection->taken = connection->duplicates = 0;
            connection->syncs--;
        } else if (result) {
            fprintf(stderr, "bench: PostgreSQL: %s", PQresultErrorMessage(result));
            PQclear(result);
            return -EPROTO;
        }
        PQclear(result);
    }
    return 0;
}

static int await(struct connection *connection, int timeout_ms) {
    int unsent = PQflush(connection->pg);
    struct pollfd socket = {.fd = PQsocket(connection->pg), .events = (short)(POLLIN | (unsent > 0 ? POLLOUT : 0))};
    if (unsent < 0)
        return failed(connection->pg);
    int ready = poll(&socket, 1, timeout_ms);
    if (ready < 0)
        return -errno;
    return ready == 0 || PQconsumeInput(connection->pg) ? ready : failed(connection->pg);
}

// What was sent together is one transaction, which is the best that libpq can do for single rows.
static int wait_answers(void *context, int timeout_ms, struct answers *ret) {
    struct connection *connection = context;
    *ret = (struct answers){0};
    if (connection->unsynced && PQpipelineSync(connection->pg) == 0)
        return failed(connection->pg);
    connection->syncs += connection->unsynced;
    connection->unsynced = false;
    int r = take(connection, ret);
    while (r == 0 && ret->all == 0 && connection->syncs > 0) {
        int ready = await(connection, timeout_ms);
        if (ready <= 0)
            return ready;
        r = take(connection, ret);
    }
    return r;
}

static int watch(const struct place *place, int deadline_ms, bool (*told)(void *context, int64_t figure),
                 void *context) {
    PGconn *pg = NULL;
    int64_t end = pair_now_ns() / 1000000 + deadline_ms;
    int r = connect_to(place, plain, &pg);
    if (r < 0)
        return r;
    PGresult *result = PQexec(pg, "LISTEN alerts");
    r = PQresultStatus(result) == PGRES_COMMAND_OK ? 0 : failed(pg);
    PQclear(result);
    bool enough = false;
    while (r == 0 && !enough) {
        struct pollfd socket = {.fd = PQsocket(pg), .events = POLLIN};
        int64_t left = end - pair_now_ns() / 1000000;
        if (left <= 0 || poll(&socket, 1, (int)left) <= 0) {
            r = -ETIMEDOUT;
            break;
        }
        r = PQconsumeInput(pg) ? 0 : failed(pg);
        for (PGnotify *notify; !enough && (notify = PQnotifies(pg)) != NULL; PQfreemem(notify))
            if (strncmp(notify->extra, ROWS_FLIP_INDICATOR " ", sizeof ROWS_FLIP_INDICATOR) == 0)
                enough = told(context, strtoll(notify->extra + sizeof ROWS_FLIP_INDICATOR, NULL, 10));
    }
    PQfinish(pg);
    return r;
}

static int sum(const struct place *place, const char *indicator, int64_t *ret) {
    PGconn *pg = NULL;
    int r = connect_to(place, plain, &pg);
    if (r < 0)
        return r;
    PGresult *result =
        PQexecParams(pg, "SELECT total FROM total WHERE indicator = $1", 1, NULL, &indicator, NULL, NULL, 0);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        r = failed(pg);
    else
        *ret = PQntuples(result) > 0 ? strtoll(PQgetvalue(result, 0, 0), NULL, 10) : 0;
    PQclear(result);
    PQfinish(pg);
    return r;
}

const struct system postgres_system = {
    .name = "PostgreSQL",
    .here = here,
    .prepare = prepare,
    .open = open_connection,
    .send = begin,
    .wait = wait_answers,
    .close = close_connection,
    .watch = watch,
    .sum = sum,
};

const struct system postgres_indexed_system = {
    .name = "PostgreSQL, rows indexed",
    .here = here,
    .prepare = prepare,
    .open = open_indexed,
    .send = begin,
    .wait = wait_answers,
    .close = close_connection,
};
