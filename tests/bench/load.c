// The load generator of tests/bench/run: measures in interleaved rounds what runs, and prints tables.
#include "bench.h"
#include "runtime/daemon.h"
#include "runtime/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct part {
    const char *name;
    int (*round)(struct bench *bench);
    void (*finish)(struct bench *bench);
} parts[] = {
    {"rates", rates_round, rates_finish},
    {"latency", delays_round, delays_finish},
    {"watchers", watchers_round, watchers_finish},
    {"limits", limits_round, limits_finish},
};
enum { PARTS = sizeof parts / sizeof *parts };

static int wrong(const char *what) {
    fprintf(stderr, "bench: %s\n", what);
    return 2;
}

static int check_all(const struct place *place) {
    const struct system *const systems[] = {
        &postgres_system, &postgres_indexed_system, &redis_system, &redis_rows_system, &bare_system, &capaian_system};
    int r = 0;
    for (size_t i = 0; r == 0 && i < sizeof systems / sizeof *systems; i++)
        if (system_here(systems[i], place))
            r = system_check(systems[i], place);
    return r;
}

static int run(struct bench *bench, const char *only) {
    int r = check_all(&bench->place);
    limits_start(bench);
    for (unsigned i = 0; r == 0 && i < bench->results.rounds; i++) {
        fprintf(stderr, "round %u of %u\n", i + 1, bench->results.rounds);
        for (size_t k = 0; r == 0 && k < PARTS; k++)
            if (!only || strcmp(only, parts[k].name) == 0)
                r = parts[k].round(bench);
    }
    for (size_t k = 0; r == 0 && k < PARTS; k++)
        parts[k].finish(bench);
    return r;
}

// Nothing for NULL. 0 or -errno with a sentence.
static int write_file(const struct results *results, const char *path,
                      int (*print)(const struct results *results, FILE *to)) {
    FILE *to = path ? fopen(path, "we") : NULL;
    int r = path && !to ? -errno : 0;
    if (to)
        r = print(results, to);
    if (to && fclose(to) != 0)
        r = -errno;
    if (r < 0)
        fprintf(stderr, "bench: %s: %s\n", path, strerror(-r));
    return r;
}

int main(int argc, char **argv) {
    static struct bench bench;
    struct pair *pair = &bench.place.pair;
    const char *intake = NULL, *collector_key = NULL, *query = NULL, *alerts = NULL, *evaluator_key = NULL;
    const char *seconds = NULL, *rounds = NULL, *collector_pid = "0", *evaluator_pid = "0", *bare = NULL;
    const char *markdown_path = NULL, *json_path = NULL, *lines_path = NULL, *only = NULL;
    const char *commit = "", *postgres_version = NULL, *redis_version = NULL;
    bool help = false, quick = false;
    const struct capaian_option table[] = {
        {.name = "intake", .argument = "ENDPOINT", .value = &intake, .help = "of the collector"},
        {.name = "bare", .argument = "ENDPOINT", .value = &bare, .help = "of the bare pipeline, with the same key"},
        {.name = "collector-key", .argument = "HEX", .value = &collector_key, .help = "its public key"},
        {.name = "collector-pid", .argument = "PID", .value = &collector_pid, .help = "its process"},
        {.name = "query", .argument = "ENDPOINT", .value = &query, .help = "of the evaluator"},
        {.name = "alerts", .argument = "ENDPOINT", .value = &alerts, .help = "of the evaluator"},
        {.name = "evaluator-key", .argument = "HEX", .value = &evaluator_key, .help = "its public key"},
        {.name = "evaluator-pid", .argument = "PID", .value = &evaluator_pid, .help = "its process"},
        {.name = "keys", .argument = "DIR", .value = &pair->keys, .help = "1.key to 64.key and admin.key"},
        {.name = "disk", .argument = "DIR", .value = &pair->disk, .help = "on the disk of the pair"},
        {.name = "postgres", .argument = "DIR", .value = &bench.place.postgres, .help = "of its socket"},
        {.name = "redis", .argument = "SOCKET", .value = &bench.place.redis, .help = "of Redis"},
        {.name = "commit", .argument = "TEXT", .value = &commit, .help = "for the record"},
        {.name = "postgres-version", .argument = "TEXT", .value = &postgres_version, .help = "for the record"},
        {.name = "redis-version", .argument = "TEXT", .value = &redis_version, .help = "for the record"},
        {.name = "lines", .argument = "FILE", .value = &lines_path, .help = "the figures for the plots"},
        {.name = "rounds", .argument = "N", .value = &rounds, .help = "at most 9; 5"},
        {.name = "seconds", .argument = "N", .value = &seconds, .help = "of each figure in each round; 1"},
        {.name = "quick", .given = &quick, .help = "one round of 0.3 s: to see that all of it works"},
        {.name = "only", .argument = "PART", .value = &only, .help = "rates, latency, watchers or limits"},
        {.name = "column", .argument = "NAME", .value = &bench.column, .help = "of the rates, as the table names it"},
        {.name = "markdown", .argument = "FILE", .value = &markdown_path, .help = "the tables into a file"},
        {.name = "json", .argument = "FILE", .value = &json_path, .help = "the figures as JSON"},
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
    if (operands > 0 || !intake || !bare || !query || !alerts || !pair->keys || !pair->disk || !collector_key ||
        !evaluator_key)
        return wrong("tests/bench/run starts this with all it needs");
    pair->collector.endpoint = intake;
    bench.place.bare.endpoint = bare;
    pair->query.endpoint = query;
    pair->alerts.endpoint = alerts;
    pair->collector_pid = strtol(collector_pid, NULL, 10);
    pair->evaluator_pid = strtol(evaluator_pid, NULL, 10);
    if (capaian_public_key_option(collector_key, pair->collector.key) < 0 ||
        capaian_public_key_option(evaluator_key, pair->query.key) < 0)
        return wrong("a key has 64 hexadecimal digits");
    memcpy(bench.place.bare.key, pair->collector.key, CAPAIAN_KEY_SIZE);
    memcpy(pair->alerts.key, pair->query.key, CAPAIAN_KEY_SIZE);
    struct results *results = &bench.results;
    results->seconds = seconds ? strtod(seconds, NULL) : quick ? 0.3 : 1;
    results->rounds = rounds ? (unsigned)strtoul(rounds, NULL, 10) : quick ? 1 : 5;
    if (results->rounds < 1 || results->rounds > ROUNDS_MAX || !(results->seconds > 0))
        return wrong("--rounds 1 to 9, --seconds more than 0");
    bool known = !only;
    for (size_t i = 0; i < PARTS && !known; i++)
        known = strcmp(only, parts[i].name) == 0;
    if (!known)
        return wrong("--only takes rates, latency, watchers or limits");
    capaian_raise_files();
    if (getloadavg(&results->busy, 1) < 1)
        results->busy = 0;
    results->note = "PostgreSQL and Redis over unix sockets, without encryption or authentication;\n"
                    "the bare pipeline and Capaian over TCP with both.";
    results_version(results, "commit", commit);
    results_describe_machine(results);
    results_version(results, "PostgreSQL", postgres_version ? postgres_version : "left out");
    results_version(results, "Redis", redis_version ? redis_version : "left out");

    int r = run(&bench, only);
    if (r < 0) {
        fprintf(stderr, "bench: %s\n", strerror(-r));
        return 1;
    }
    results_markdown(results, stdout);
    r = write_file(results, markdown_path, results_markdown);
    if (r == 0)
        r = write_file(results, json_path, results_json);
    if (r == 0)
        r = write_file(results, lines_path, results_lines);
    return r < 0 ? 3 : 0;
}
