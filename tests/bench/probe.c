// The measuring part of tests/bench/growth: asks a running pair what is wanted and prints a line for each figure, its
// name, its value and its unit, separated by tabs.
#include "history.h"
#include "load_history.h"
#include "runtime/daemon.h"
#include "runtime/options.h"
#include "turns.h"
#include "wire/envelope.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SENDERS = 4,
    BATCHES_UNDER_WAY = 16,
    SINGLES_UNDER_WAY = 64,
    ROUNDS_MAX = 16,
    ANSWER_MS = 120000,
};
enum { TURNS = 400, TURNS_RATE = 200 };

struct probe {
    struct pair pair;
    unsigned units, rounds;
    uint64_t rows;    // of a round, in batches; an eighth of them where they come alone
    bool random;
    uint64_t next;      // message
    uint64_t events;    // that there have been
};

static void say(const char *name, double value, const char *unit) {
    printf("%s\t%.3f\t%s\n", name, value, unit);
    fflush(stdout);
}

// Where the ledger stands: the next message has a number that none had.
static int look(struct probe *probe) {
    struct capaian_client *client = NULL;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    Capaian__V1__EvaluatorStatusQuery status = CAPAIAN__V1__EVALUATOR_STATUS_QUERY__INIT;
    const Capaian__V1__QueryReply *reply = NULL;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_STATUS;
    query.status = &status;
    int r = pair_client(&probe->pair, &probe->pair.query, "admin", &client);
    if (r == 0)
        r = pair_query(client, &query, &reply);
    if (r == 0 && reply->what_case != CAPAIAN__V1__QUERY_REPLY__WHAT_STATUS)
        r = -EPROTO;
    if (r == 0) {
        probe->next = reply->status->messages;
        probe->events = reply->status->event_number;
    }
    capaian_client_close(client);
    return r;
}

static int compare(const void *left, const void *right) {
    const double *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

static double median(double *samples, unsigned count) {
    qsort(samples, count, sizeof *samples, compare);
    return (samples[(count - 1) / 2] + samples[count / 2]) / 2;
}

static void say_of(const char *name, const char *what, double value, const char *unit) {
    char text[64];
    snprintf(text, sizeof text, "%s_%s", name, what);
    say(text, value, unit);
}

static int measure_load(struct probe *probe, const char *name, enum history_kind kind, bool judged) {
    double rate[ROUNDS_MAX], used[DAEMONS][ROUNDS_MAX], written[DAEMONS][ROUNDS_MAX];
    struct history_load load = {
        .kind = kind,
        .units = probe->units,
        .messages = kind == HISTORY_BATCH ? probe->rows / HISTORY_ROWS : probe->rows / 8,
        .senders = SENDERS,
        .unanswered = kind == HISTORY_BATCH ? BATCHES_UNDER_WAY : SINGLES_UNDER_WAY,
        .random = probe->random,
        .judged = judged,
    };
    for (unsigned i = 0; i < probe->rounds; i++) {
        struct history_cost cost;
        load.first = probe->next;
        probe->next += load.messages;
        int r = history_load(&probe->pair, &load, &cost);
        if (r < 0)
            return r;
        rate[i] = (double)cost.rows / cost.seconds;
        for (int k = 0; k < DAEMONS; k++) {
            used[k][i] = cost.used[k] * 1e6 / (double)cost.rows;
            written[k][i] = cost.written[k] / (double)cost.rows;
        }
    }
    say_of(name, "rate", median(rate, probe->rounds), "rows/s");
    // It may be away where only receipts are waited for.
    if (judged) {
        say_of(name, "evaluator", median(used[EVALUATOR], probe->rounds), "us/row");
        say_of(name, "evaluator_written", median(written[EVALUATOR], probe->rounds), "bytes/row");
    }
    say_of(name, "collector", median(used[COLLECTOR], probe->rounds), "us/row");
    say_of(name, "collector_written", median(written[COLLECTOR], probe->rounds), "bytes/row");
    return 0;
}

static int measure_latency(struct probe *probe) {
    struct turns_latency latency;
    int r = look(probe);
    if (r == 0)
        r = turns_run(
            &probe->pair,
            &(struct turns){.first = probe->next, .count = TURNS, .rate = TURNS_RATE, .events = probe->events},
            &latency);
    if (r < 0)
        return r;
    say("receipt_p50", latency.receipt_p50, "ms");
    say("receipt_p99", latency.receipt_p99, "ms");
    say("alert_p50", latency.alert_p50, "ms");
    say("alert_p99", latency.alert_p99, "ms");
    return look(probe);
}

static int count_event(const Capaian__V1__AlertEvent *event, void *context) {
    (void)event;
    ++*(uint64_t *)context;
    return 0;
}

// A follower that knows nothing yet takes all events until it has the latest.
static int measure_replay(struct probe *probe) {
    struct capaian_client *client = NULL;
    struct history_cost cost = {0};
    uint64_t events = 0;
    struct capaian_follow follow = {
        .until_live = true, .deadline_ms = ANSWER_MS, .event = count_event, .context = &events};
    int r = pair_client(&probe->pair, &probe->pair.query, "admin", &client);
    history_count(&probe->pair, &cost);
    if (r == 0)
        r = capaian_client_follow(client, &follow, NULL);
    history_count(&probe->pair, &cost);
    capaian_client_close(client);
    if (r == 0 && events == 0)
        r = -ENODATA;
    if (r < 0)
        return r;
    say("replay_events", (double)events, "events");
    say("replay_time", cost.seconds * 1000, "ms");
    say("replay_event", cost.seconds * 1e6 / (double)events, "us/event");
    say("replay_evaluator", cost.used[EVALUATOR] * 1e6 / (double)events, "us/event");
    return 0;
}

// All standing alerts, page by page.
static int measure_snapshot(struct probe *probe) {
    struct capaian_client *client = NULL;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    Capaian__V1__SnapshotQuery snapshot = CAPAIAN__V1__SNAPSHOT_QUERY__INIT;
    const Capaian__V1__QueryReply *reply = NULL;
    char cursor[32] = "";
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_SNAPSHOT;
    query.snapshot = &snapshot;
    query.cursor = cursor;
    int r = pair_client(&probe->pair, &probe->pair.query, "admin", &client);
    int64_t start = pair_now_ns();
    do {
        if (r == 0)
            r = pair_query(client, &query, &reply);
        if (r == 0)
            snprintf(cursor, sizeof cursor, "%s", reply->next_cursor);
    } while (r == 0 && cursor[0] != '\0');
    double seconds = (double)(pair_now_ns() - start) / 1e9;
    capaian_client_close(client);
    if (r == 0)
        say("snapshot", seconds * 1000, "ms");
    return r;
}

static int measure(struct probe *probe, const char *what) {
    if (strcmp(what, "batched") == 0)
        return measure_load(probe, what, HISTORY_BATCH, true);
    if (strcmp(what, "single") == 0)
        return measure_load(probe, what, HISTORY_SINGLE, true);
    if (strcmp(what, "ref") == 0)
        return measure_load(probe, what, HISTORY_REF, true);
    if (strcmp(what, "stored") == 0)
        return measure_load(probe, what, HISTORY_BATCH, false);
    if (strcmp(what, "stored_single") == 0)
        return measure_load(probe, what, HISTORY_SINGLE, false);
    if (strcmp(what, "latency") == 0)
        return measure_latency(probe);
    if (strcmp(what, "replay") == 0)
        return measure_replay(probe);
    if (strcmp(what, "snapshot") == 0)
        return measure_snapshot(probe);
    return -EINVAL;
}

static int wrong(const char *what) {
    fprintf(stderr, "bench_probe: %s\n", what);
    return 2;
}

int main(int argc, char **argv) {
    static struct probe probe;
    const char *intake = NULL, *collector_key = NULL, *query = NULL, *alerts = NULL, *evaluator_key = NULL;
    const char *collector_pid = "0", *evaluator_pid = "0", *indicators = "1000", *rows = "100000", *rounds = "3";
    const char *first = NULL;
    const struct capaian_option table[] = {
        {.name = "intake", .argument = "ENDPOINT", .value = &intake, .help = "of the collector"},
        {.name = "collector-key", .argument = "HEX", .value = &collector_key, .help = "its public key"},
        {.name = "collector-pid", .argument = "PID", .value = &collector_pid, .help = "its process"},
        {.name = "query", .argument = "ENDPOINT", .value = &query, .help = "of the evaluator"},
        {.name = "alerts", .argument = "ENDPOINT", .value = &alerts, .help = "of the evaluator"},
        {.name = "evaluator-key", .argument = "HEX", .value = &evaluator_key, .help = "its public key"},
        {.name = "evaluator-pid", .argument = "PID", .value = &evaluator_pid, .help = "its process"},
        {.name = "keys", .argument = "DIR", .value = &probe.pair.keys, .help = "1.key to 4.key and admin.key"},
        {.name = "indicators", .argument = "N", .value = &indicators, .help = "of the catalogue; 1000"},
        {.name = "rows", .argument = "N", .value = &rows, .help = "of a round of batches; 100000"},
        {.name = "rounds", .argument = "N", .value = &rounds, .help = "at most 16; 3"},
        {.name = "first", .argument = "N", .value = &first, .help = "number of the next message; else it is asked for"},
        {.name = "random", .given = &probe.random, .help = "ids are random, not ordered by time"},
    };
    const size_t count = sizeof table / sizeof *table;
    char error[256];
    int operands = 0;
    if (capaian_options_parse(argc, argv, table, count, getenv, &operands, error) < 0)
        return wrong(error);
    if (operands == 0 || !intake || !query || !alerts || !probe.pair.keys || !collector_key || !evaluator_key)
        return wrong("tests/bench/growth starts this with all it needs");
    probe.pair.collector.endpoint = intake;
    probe.pair.query.endpoint = query;
    probe.pair.alerts.endpoint = alerts;
    probe.pair.collector_pid = strtol(collector_pid, NULL, 10);
    probe.pair.evaluator_pid = strtol(evaluator_pid, NULL, 10);
    probe.units = (unsigned)strtoul(indicators, NULL, 10) / HISTORY_OF_A_UNIT;
    probe.rows = strtoull(rows, NULL, 10);
    probe.rounds = (unsigned)strtoul(rounds, NULL, 10);
    if (capaian_public_key_option(collector_key, probe.pair.collector.key) < 0 ||
        capaian_public_key_option(evaluator_key, probe.pair.query.key) < 0)
        return wrong("a key has 64 hexadecimal digits");
    memcpy(probe.pair.alerts.key, probe.pair.query.key, CAPAIAN_KEY_SIZE);
    if (probe.units == 0 || probe.rows < HISTORY_ROWS || probe.rounds < 1 || probe.rounds > ROUNDS_MAX)
        return wrong("--indicators 20 or more, --rows 256 or more, --rounds 1 to 16");
    if (first)
        probe.next = strtoull(first, NULL, 10);
    int r = first ? 0 : look(&probe);
    for (int i = 1; r == 0 && i <= operands; i++) {
        r = measure(&probe, argv[i]);
        if (r < 0)
            fprintf(stderr, "bench_probe: %s: %s\n", argv[i], strerror(-r));
    }
    return r < 0 ? 1 : 0;
}
