// The load generator of tests/bench/run: measures a running pair in interleaved rounds and prints one table.
#include "alerts.h"
#include "disk.h"
#include "results.h"
#include "runtime/daemon.h"
#include "runtime/options.h"
#include "sending.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum limit { NO_LIMIT, LEDGER_BATCHED, LEDGER_SINGLE, ONE_SYNC, TWO_SYNCS };

struct scenario {
    const char *name, *what;
    struct sending sending;
    enum limit limit;
};

static const struct scenario scenarios[] = {
    {"batched", "applied, batches of 256, 4 senders", {4, 16, 256, false, true}, LEDGER_BATCHED},
    {"batched_values", "applied, revised values by 256, 4 senders", {4, 16, 256, true, true}, LEDGER_BATCHED},
    {"pipelined", "applied, single rows, 4 senders with 64 under way", {4, 64, 1, false, true}, LEDGER_SINGLE},
    {"one_stored", "stored, single rows, one sender that waits", {1, 1, 1, false, false}, ONE_SYNC},
    {"one_judged", "applied, single rows, one sender that waits", {1, 1, 1, false, true}, TWO_SYNCS},
    {"wait_16", "applied, single rows, 16 senders that wait", {16, 1, 1, false, true}, LEDGER_SINGLE},
    {"wait_64", "applied, single rows, 64 senders that wait", {64, 1, 1, false, true}, LEDGER_SINGLE},
};
enum { SCENARIOS = sizeof scenarios / sizeof *scenarios };

// What a group commit holds when the senders of `batched` and `pipelined` have all their messages under way.
enum { COMMIT_BATCHES = 64, COMMIT_ROWS = 256 };

enum { RATE_DEFAULT = 200, WARM_SECONDS = 1 };

struct bench {
    struct pair pair;
    struct results results;
    const char *only;
    struct latencies receipts, alerts, loaded_receipts, loaded_alerts;
};

static bool wanted(const struct bench *bench, const char *name) {
    return !bench->only || strcmp(bench->only, name) == 0;
}

// Processor time of a process, seconds.
static double used(long pid) {
    char path[64], text[1024];
    enum { BEFORE = 10 };    // numbers between the state and the two times
    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    FILE *file = fopen(path, "re");
    char *at = file && fgets(text, sizeof text, file) ? strrchr(text, ')') : NULL;
    if (file)
        fclose(file);
    if (!at || strlen(at) < 4)
        return 0;
    at += strlen(") S");
    for (int i = 0; i < BEFORE; i++)
        (void)strtoll(at, &at, 10);
    uint64_t user = strtoull(at, &at, 10);
    uint64_t system = strtoull(at, &at, 10);
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static int measure_sending(struct bench *bench, const struct scenario *scenario) {
    const long pids[3] = {(long)getpid(), bench->pair.collector_pid, bench->pair.evaluator_pid};
    struct figure *figure = results_figure(&bench->results, scenario->name, scenario->what, "rows/s");
    double before[3], rate = 0;
    for (int i = 0; i < 3; i++)
        before[i] = used(pids[i]);
    int64_t start = pair_now_ns();
    int r = sending_run(&bench->pair, &scenario->sending, bench->results.seconds, 0, &rate);
    double elapsed = (double)(pair_now_ns() - start) / 1e9;
    if (r < 0)
        return r;
    for (int i = 0; i < 3; i++)
        figure->cores[i] += (used(pids[i]) - before[i]) / elapsed;
    figure_add(figure, rate);
    return 0;
}

struct background {
    const struct pair *pair;
    double seconds, pace;    // pace: messages in a second
    int error;
};

static void *load_meanwhile(void *context) {
    struct background *background = context;
    const struct sending sending = {.senders = 2, .unanswered = 16, .rows = 256, .judged = true};
    double rate;
    background->error =
        sending_run(background->pair, &sending, background->seconds, background->pace / sending.senders, &rate);
    return NULL;
}

// At a tenth of what one waiting sender gets through; `loaded`: while others send a tenth of what batches bring.
static int measure_alerts(struct bench *bench, bool loaded) {
    double rate = figure_median(results_figure(&bench->results, "one_judged", "", "")) / 10;
    double batched = figure_median(results_figure(&bench->results, "batched", "", "")) / 10;
    struct background background = {.pair = &bench->pair,
                                    .seconds = bench->results.seconds + 2,
                                    .pace = batched > 0 ? batched / 256 : RATE_DEFAULT};
    pthread_t thread;
    if (loaded && pthread_create(&thread, NULL, load_meanwhile, &background) != 0)
        return -EAGAIN;
    int r = alerts_run(&bench->pair, rate > 0 ? rate : RATE_DEFAULT, bench->results.seconds,
                       loaded ? &bench->loaded_receipts : &bench->receipts,
                       loaded ? &bench->loaded_alerts : &bench->alerts);
    if (loaded)
        pthread_join(thread, NULL);
    return r < 0 ? r : background.error;
}

static int measure_disk(struct bench *bench) {
    const char *disk = bench->pair.disk;
    struct results *results = &bench->results;
    double batched = 0, single = 0, sync = 0;
    int r = disk_ledger(disk, 256, COMMIT_BATCHES, results->seconds / 2, &batched);
    if (r == 0)
        r = disk_ledger(disk, 1, COMMIT_ROWS, results->seconds / 2, &single);
    if (r == 0)
        r = disk_sync(disk, &sync);
    if (r < 0)
        return r;
    figure_add(results_figure(results, "sqlite_batched", "SQLite alone, messages of 256 rows, 64 a commit", "rows/s"),
               batched);
    figure_add(results_figure(results, "sqlite_single", "SQLite alone, messages of one row, 256 a commit", "rows/s"),
               single);
    figure_add(results_figure(results, "fdatasync", "a page written over another and one fdatasync", "us"), sync);
    return 0;
}

static int run_round(struct bench *bench) {
    int r = 0;
    for (size_t i = 0; r == 0 && i < SCENARIOS; i++)
        if (wanted(bench, scenarios[i].name))
            r = measure_sending(bench, &scenarios[i]);
    if (r == 0 && wanted(bench, "alerts"))
        r = measure_alerts(bench, false);
    if (r == 0 && wanted(bench, "alerts_loaded"))
        r = measure_alerts(bench, true);
    if (r == 0 && wanted(bench, "disk"))
        r = measure_disk(bench);
    return r;
}

static void add_latencies(struct results *results, struct latencies *latencies, const char *const names[3],
                          const char *const what[3]) {
    static const double shares[3] = {0.5, 0.99, 0.999};
    for (int i = 0; latencies->count > 0 && i < 3; i++)
        figure_add(results_figure(results, names[i], what[i], "ms"),
                   (double)latencies_quantile(latencies, shares[i]) / 1e6);
}

static void finish(struct bench *bench) {
    struct results *results = &bench->results;
    add_latencies(results, &bench->receipts, (const char *const[]){"receipt_p50", "receipt_p99", "receipt_p999"},
                  (const char *const[]){"receipt, p50", "receipt, p99", "receipt, p99.9"});
    add_latencies(
        results, &bench->alerts, (const char *const[]){"alert_p50", "alert_p99", "alert_p999"},
        (const char *const[]){"alert at a watcher, p50", "alert at a watcher, p99", "alert at a watcher, p99.9"});
    add_latencies(results, &bench->loaded_receipts,
                  (const char *const[]){"loaded_receipt_p50", "loaded_receipt_p99", "loaded_receipt_p999"},
                  (const char *const[]){"receipt beside a tenth of the load, p50",
                                        "receipt beside a tenth of the load, p99",
                                        "receipt beside a tenth of the load, p99.9"});
    add_latencies(results, &bench->loaded_alerts,
                  (const char *const[]){"loaded_alert_p50", "loaded_alert_p99", "loaded_alert_p999"},
                  (const char *const[]){"alert beside a tenth of the load, p50",
                                        "alert beside a tenth of the load, p99",
                                        "alert beside a tenth of the load, p99.9"});
    double collector_peak, evaluator_peak;
    double collector = results_memory(bench->pair.collector_pid, &collector_peak);
    double evaluator = results_memory(bench->pair.evaluator_pid, &evaluator_peak);
    figure_add(results_figure(results, "collector_memory", "collector, resident at the end", "MiB"), collector);
    figure_add(results_figure(results, "collector_peak", "collector, resident at most", "MiB"), collector_peak);
    figure_add(results_figure(results, "evaluator_memory", "evaluator, resident at the end", "MiB"), evaluator);
    figure_add(results_figure(results, "evaluator_peak", "evaluator, resident at most", "MiB"), evaluator_peak);

    double sync = figure_median(results_figure(results, "fdatasync", "", ""));
    const double limits[] = {
        [LEDGER_BATCHED] = figure_median(results_figure(results, "sqlite_batched", "", "")),
        [LEDGER_SINGLE] = figure_median(results_figure(results, "sqlite_single", "", "")),
        [ONE_SYNC] = sync > 0 ? 1e6 / sync : 0,
        [TWO_SYNCS] = sync > 0 ? 1e6 / (2 * sync) : 0,
    };
    for (size_t i = 0; i < SCENARIOS; i++)
        results_figure(results, scenarios[i].name, scenarios[i].what, "rows/s")->limit = limits[scenarios[i].limit];
}

static int wrong(const char *what) {
    fprintf(stderr, "bench: %s\n", what);
    return 2;
}

int main(int argc, char **argv) {
    static struct bench bench;
    const char *intake = NULL, *collector_key = NULL, *query = NULL, *alerts = NULL, *evaluator_key = NULL;
    const char *seconds = "1.5", *rounds = "5", *json = NULL, *collector_pid = "0", *evaluator_pid = "0";
    bool help = false;
    const struct capaian_option table[] = {
        {.name = "intake", .argument = "ENDPOINT", .value = &intake, .help = "of the collector"},
        {.name = "collector-key", .argument = "HEX", .value = &collector_key, .help = "its public key"},
        {.name = "collector-pid", .argument = "PID", .value = &collector_pid, .help = "its process"},
        {.name = "query", .argument = "ENDPOINT", .value = &query, .help = "of the evaluator"},
        {.name = "alerts", .argument = "ENDPOINT", .value = &alerts, .help = "of the evaluator"},
        {.name = "evaluator-key", .argument = "HEX", .value = &evaluator_key, .help = "its public key"},
        {.name = "evaluator-pid", .argument = "PID", .value = &evaluator_pid, .help = "its process"},
        {.name = "keys", .argument = "DIR", .value = &bench.pair.keys, .help = "1.key to 64.key and admin.key"},
        {.name = "disk", .argument = "DIR", .value = &bench.pair.disk, .help = "on the disk of the pair"},
        {.name = "seconds", .argument = "N", .value = &seconds, .help = "of each scenario in each round; 1.5"},
        {.name = "rounds", .argument = "N", .value = &rounds, .help = "at most 9; 5"},
        {.name = "only", .argument = "NAME", .value = &bench.only, .help = "one scenario: batched, pipelined, …"},
        {.name = "json", .argument = "FILE", .value = &json, .help = "the figures also as JSON"},
        {.name = "help", .given = &help, .help = "this"},
    };
    const size_t count = sizeof table / sizeof *table;
    char error[256];
    int operands = 0;
    if (capaian_options_parse(argc, argv, table, count, getenv, &operands, error) < 0)
        return wrong(error);
    if (help) {
        char *text = capaian_options_help(table, count);
        printf("%s", text);
        free(text);
        return 0;
    }
    if (operands > 0 || !intake || !query || !alerts || !bench.pair.keys || !bench.pair.disk || !collector_key ||
        !evaluator_key)
        return wrong("tests/bench/run starts this with all it needs");
    bench.pair.collector.endpoint = intake;
    bench.pair.query.endpoint = query;
    bench.pair.alerts.endpoint = alerts;
    bench.pair.collector_pid = strtol(collector_pid, NULL, 10);
    bench.pair.evaluator_pid = strtol(evaluator_pid, NULL, 10);
    bench.results.seconds = strtod(seconds, NULL);
    bench.results.rounds = (unsigned)strtoul(rounds, NULL, 10);
    if (capaian_public_key_option(collector_key, bench.pair.collector.key) < 0 ||
        capaian_public_key_option(evaluator_key, bench.pair.query.key) < 0)
        return wrong("a key has 64 hexadecimal digits");
    memcpy(bench.pair.alerts.key, bench.pair.query.key, CAPAIAN_KEY_SIZE);
    if (bench.results.rounds < 1 || bench.results.rounds > ROUNDS_MAX || !(bench.results.seconds > 0))
        return wrong("--rounds 1 to 9, --seconds more than 0");
    capaian_raise_files();

    if (getloadavg(&bench.results.busy, 1) < 1)
        bench.results.busy = 0;
    double warm;
    int r = sending_run(&bench.pair, &scenarios[0].sending, WARM_SECONDS, 0, &warm);
    for (unsigned i = 0; r == 0 && i < bench.results.rounds; i++) {
        fprintf(stderr, "round %u of %u\n", i + 1, bench.results.rounds);
        r = run_round(&bench);
    }
    if (r < 0) {
        fprintf(stderr, "bench: %s\n", strerror(-r));
        return 1;
    }
    finish(&bench);
    results_print(&bench.results);
    r = json ? results_write(&bench.results, json) : 0;
    if (r < 0)
        fprintf(stderr, "bench: %s: %s\n", json, strerror(-r));
    return r < 0 ? 3 : 0;
}
