// What watchers cost: alerts at very many of them, and what is taken in meanwhile.
#include "background.h"
#include "bench.h"
#include "fanout.h"

#include <stdlib.h>

static const char watchers[] = "Watchers of Capaian, each of everything; ten alerts in a second";

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
    int r = flips_start(&flips, &bench->next_flip, RATE, bench->results.seconds);
    if (r == 0)
        r = flips_send(&flips, &capaian_system, &bench->place, &receipts);
    free(receipts.samples);
    flips_end(&flips);
    return r;
}

// `rate` 0: as much as can be.
static int measure(struct bench *bench, struct fanout *fanout, double rate, struct latencies *alerts,
                   double *ret_reached) {
    struct background background = {.system = &capaian_system,
                                    .place = &bench->place,
                                    .rows = BATCH,
                                    .rate = rate,
                                    .seconds = bench->results.seconds + 1};
    int r = background_start(&background);
    if (r < 0)
        return r;
    r = flip(bench, fanout, alerts);
    int ended = background_end(&background);
    *ret_reached = background.reached;
    return r < 0 ? r : ended;
}

static int measure_crowd(struct bench *bench, struct crowd *crowd) {
    struct fanout *fanout = NULL;
    struct latencies unwanted = {0};
    double batched = rates_batched(bench, &capaian_system), reached = 0;
    int r = crowd->count > 0 ? fanout_open(&bench->place, crowd->count, &fanout) : 0;
    if (r == 0 && fanout)
        r = measure(bench, fanout, (batched > 0 ? batched : RATE_UNKNOWN) / 10, &crowd->alerts, &reached);
    if (r == 0)
        r = measure(bench, fanout, 0, &unwanted, &reached);
    if (r == 0)
        figure_add(results_figure(&bench->results, watchers, crowd->name, "rows/s by 256"), reached);
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

void watchers_finish(struct bench *bench) {
    struct results *results = &bench->results;
    for (size_t i = 0; i < CROWDS; i++) {
        struct crowd *crowd = &crowds[i];
        const struct figure *of = results_find(results, watchers, crowd->name, "rows/s by 256");
        const struct figure *to = results_find(results, watchers, crowds[0].name, "rows/s by 256");
        for (unsigned k = 0; of && to && k < of->count; k++)
            figure_add(results_figure(results, watchers, crowd->name, "of that without"),
                       of->samples[k] / to->samples[k]);
        if (crowd->alerts.count == 0)
            continue;
        figure_add(results_figure(results, watchers, crowd->name, "alert p50 at a tenth, ms"),
                   latencies_quantile(&crowd->alerts, 0.5));
        figure_add(results_figure(results, watchers, crowd->name, "p99, ms"), latencies_quantile(&crowd->alerts, 0.99));
        free(crowd->alerts.samples);
        crowd->alerts = (struct latencies){0};
    }
}
