#include "pair.h"

#include "wire/envelope.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DEADLINE_MS = 120000 };

int pair_client(const struct pair *pair, const struct capaian_server *server, const char *key,
                struct capaian_client **ret) {
    char path[4096];
    struct capaian_client_options options = {.servers = server, .server_count = 1};
    snprintf(path, sizeof path, "%s/%s.key", pair->keys, key);
    int r = capaian_keypair_read(path, &options.pair);
    if (r == 0)
        r = capaian_client_open(&options, ret);
    capaian_keypair_wipe(&options.pair);
    if (r < 0)
        fprintf(stderr, "bench: no client with %s: %s\n", path, strerror(-r));
    return r;
}

// 0, or -EPROTO where another kind of answer came, as a refusal.
static int ask(struct capaian_client *client, Capaian__V1__Envelope__KindCase kind, void *message,
               Capaian__V1__Envelope__KindCase wanted, const Capaian__V1__Envelope **ret) {
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, kind, message);
    int r = capaian_client_call(client, &envelope, DEADLINE_MS, ret);
    return r == 0 && (*ret)->kind_case != wanted ? -EPROTO : r;
}

int pair_query(struct capaian_client *client, Capaian__V1__QueryRequest *query, const Capaian__V1__QueryReply **ret) {
    const Capaian__V1__Envelope *reply = NULL;
    query->request = 0;
    int r = ask(client, CAPAIAN__V1__ENVELOPE__KIND_QUERY, query, CAPAIAN__V1__ENVELOPE__KIND_QUERY_REPLY, &reply);
    if (r == 0)
        *ret = reply->query_reply;
    return r;
}

static double counted(Capaian__V1__Counter *const *counters, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(counters[i]->name, "checkpoint_us") == 0)
            return (double)counters[i]->value / 1e6;
    return 0;
}

static double of_evaluator(struct capaian_client *client) {
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    Capaian__V1__EvaluatorStatusQuery status = CAPAIAN__V1__EVALUATOR_STATUS_QUERY__INIT;
    const Capaian__V1__QueryReply *reply = NULL;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_STATUS;
    query.status = &status;
    if (pair_query(client, &query, &reply) < 0 || reply->what_case != CAPAIAN__V1__QUERY_REPLY__WHAT_STATUS)
        return 0;
    return counted(reply->status->counters, reply->status->n_counters);
}

static double of_collector(struct capaian_client *client) {
    Capaian__V1__CollectorStatusRequest request = CAPAIAN__V1__COLLECTOR_STATUS_REQUEST__INIT;
    const Capaian__V1__Envelope *reply = NULL;
    if (ask(client, CAPAIAN__V1__ENVELOPE__KIND_COLLECTOR_STATUS_REQUEST, &request,
            CAPAIAN__V1__ENVELOPE__KIND_COLLECTOR_STATUS, &reply) < 0)
        return 0;
    return counted(reply->collector_status->counters, reply->collector_status->n_counters);
}

double pair_checkpoints(const struct pair *pair) {
    const struct {
        const struct capaian_server *server;
        double (*of)(struct capaian_client *);
    } daemons[] = {{&pair->query, of_evaluator}, {&pair->collector, of_collector}};
    double seconds = 0;
    for (size_t i = 0; i < sizeof daemons / sizeof *daemons; i++) {
        struct capaian_client *client = NULL;
        if (pair_client(pair, daemons[i].server, "admin", &client) == 0)
            seconds += daemons[i].of(client);
        capaian_client_close(client);
    }
    return seconds;
}

double pair_used(long pid) {
    clockid_t clock;
    struct timespec time = {0};
    if (clock_getcpuclockid((pid_t)pid, &clock) == 0)
        clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int64_t pair_now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

double pair_memory(long pid, double *ret_most) {
    static const char resident[] = "VmRSS:", peak[] = "VmHWM:";
    char path[64], line[256];
    double now = 0;
    snprintf(path, sizeof path, "/proc/%ld/status", pid);
    FILE *file = fopen(path, "re");
    *ret_most = 0;
    while (file && fgets(line, sizeof line, file)) {
        if (strncmp(line, resident, strlen(resident)) == 0)
            now = strtod(line + strlen(resident), NULL) / 1024;
        else if (strncmp(line, peak, strlen(peak)) == 0)
            *ret_most = strtod(line + strlen(peak), NULL) / 1024;
    }
    if (file)
        fclose(file);
    return now;
}
