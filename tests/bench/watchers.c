// What watchers cost: alerts at very many of them, and what is taken in meanwhile.
#include "background.h"
#include "bench.h"
#include "fanout.h"

#include <stdlib.h>
#include <unistd.h>

static const char watchers[] = "Watchers of Capaian, each of everything", quiet[] = "rows/s by 256, no alert",
                  alerted[] = "rows/s by 256, 10 alerts/s", telling[] = "processors of the evaluator, 10 alerts/s",
                  listening[] = "of load and watchers";

enum { RATE = 10, BATCH = 256, RATE_UNKNOWN = 50000 };

static struct crowd {
    const char *name;
    unsigned count;
    struct latencies alerts;
} crowds[] = {{"none", 0, {0}}, {"1", 1, {0}}, {"100", 100, {0}}, {"1,000", 1000, {0}}};
enum { CROWDS = sizeof crowds / sizeof *crowds };

// Flips that somebody watches, or nobody.
static int flip(struct bench *bench, struct fanout *fanout, struct latencies *alerts) {
    if (fanout)
        return fanout_run(fanout, &bench->next_flip, RATE, bench->results.seconds, alerts);
    struct flips flips;
    struct latencies receipts = {0};
    int r = flips_start(&flips, &bench->next_flip, RATE, 0, bench->results.seconds);
    if (r == 0)
        r = flips_send(&flips, &capaian_system, &bench->place, &receipts);
    free(receipts.samples);
    flips_end(&flips);
    return r;
}

// With flips where `alerts` is not NULL. `rate` 0: as much as can be.
static int measure(struct bench *bench, const struct crowd *crowd, struct fanout *fanout, double rate,
                   struct latencies *alerts, const char *column) {
    struct background background = {.system = &capaian_system,
                                    .place = &bench->place,
                                    .rows = BATCH,
                                    .rate = rate,
                                    .seconds = bench->results.seconds};
    const long evaluator = bench->place.pair.evaluator_pid, load = (long)getpid();
    double told = pair_used(evaluator), heard = pair_used(load);
    int64_t start = pair_now_ns();
    int r = background_start(&background);
    if (r < 0)
        return r;
    r = alerts ? flip(bench, fanout, alerts) : 0;
    int ended = background_end(&background);
    r = r < 0 ? r : ended;
    double elapsed = (double)(pair_now_ns() - start) / 1e9;
    if (r == 0 && column)
        figure_add(results_figure(&bench->results, watchers, crowd->name, column), background.reached);
    if (r == 0 && column && alerts) {
        figure_add(results_figure(&bench->results, watchers, crowd->name, telling),
                   (pair_used(evaluator) - told) / elapsed);
        figure_add(results_figure(&bench->results, watchers, crowd->name, listening),
                   (pair_used(load) - heard) / elapsed);
    }
    return r;
}

static int measure_crowd(struct bench *bench, struct crowd *crowd) {
    struct fanout *fanout = NULL;
    struct latencies unwanted = {0};
    double batched = rates_batched(bench, &capaian_system);
    int r = crowd->count > 0 ? fanout_open(&bench->place, crowd->count, &fanout) : 0;
    if (r == 0 && fanout)
        r = measure(bench, crowd, fanout, (batched > 0 ? batched : RATE_UNKNOWN) / 10, &crowd->alerts, NULL);
    if (r == 0)
        r = measure(bench, crowd, fanout, 0, NULL, quiet);
    if (r == 0)
        r = measure(bench, crowd, fanout, 0, &unwanted, alerted);
    free(unwanted.samples);
    fanout_close(fanout);
    return r;
}

int watchers_round(struct bench *bench) {
    int r = 0;
    for (size_t i = 0; r == 0 && i < CROWDS; i++)
        r = measure_crowd(bench, &crowds[i]);
    return r;
}

static void add_share(struct results *results, const char *crowd, const char *of, const char *column) {
    const struct figure *with = results_find(results, watchers, crowd, of);
    const struct figure *without = results_find(results, watchers, crowds[0].name, of);
    for (unsigned i = 0; with && without && i < with->count; i++)
        figure_add(results_figure(results, watchers, crowd, column), with->samples[i] / without->samples[i]);
}

void watchers_finish(struct bench *bench) {
    struct results *results = &bench->results;
    for (size_t i = 0; i < CROWDS; i++) {
        struct crowd *crowd = &crowds[i];
        add_share(results, crowd->name, quiet, "of none, no alert");
        add_share(results, crowd->name, alerted, "of none, 10 alerts/s");
        if (crowd->alerts.count == 0)
            continue;
        figure_add(results_figure(results, watchers, crowd->name, "alert p50 at a tenth, ms"),
                   latencies_quantile(&crowd->alerts, 0.5));
        figure_add(results_figure(results, watchers, crowd->name, "alert p99 at a tenth, ms"),
                   latencies_quantile(&crowd->alerts, 0.99));
        free(crowd->alerts.samples);
        crowd->alerts = (struct latencies){0};
    }
}
