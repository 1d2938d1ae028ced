// How long a receipt and an alert take while a share of what was reached is sent beside them.
#include "background.h"
#include "bench.h"

#include <stdlib.h>

static const char delays[] = "From handing in until the receipt, and until the alert is at one watcher, ms",
                  beside[] = "rows/s beside", copying[] = "in checkpoints, % of the time";

// RATE: of what is told of, in a second. LONGER: than other figures, for the rare delays.
enum { RATE = 200, LONGER = 2, BATCH = 256, RATE_UNKNOWN = 10000 };

static const struct load {
    const char *name;
    const struct system *system;
    unsigned rows;
    const struct system *of;    // whose maximum
    double share;               // of it
} loads[] = {
    {"PostgreSQL, single rows, a tenth of its most", &postgres_system, 1, &postgres_system, 0.1},
    {"PostgreSQL, single rows, a tenth of Capaian's most", &postgres_system, 1, &capaian_system, 0.1},
    {"Redis, single rows, a tenth of its most", &redis_system, 1, &redis_system, 0.1},
    {"Redis, single rows, a tenth of Capaian's most", &redis_system, 1, &capaian_system, 0.1},
    {"Capaian, single rows, a tenth", &capaian_system, 1, &capaian_system, 0.1},
    {"Capaian, single rows, a half", &capaian_system, 1, &capaian_system, 0.5},
    {"Capaian, single rows, nine tenths", &capaian_system, 1, &capaian_system, 0.9},
    {"Capaian, by 256, a tenth", &capaian_system, BATCH, &capaian_system, 0.1},
    {"Capaian, by 256, a half", &capaian_system, BATCH, &capaian_system, 0.5},
    {"Capaian, by 256, nine tenths", &capaian_system, BATCH, &capaian_system, 0.9},
};
enum { LOADS = sizeof loads / sizeof *loads };

// Of all rounds, by load.
static struct latencies receipts[LOADS], alerts[LOADS];

// Each system counts its own flips.
static uint32_t *next_flip(struct bench *bench, const struct system *system) {
    static uint32_t postgres, redis;
    return system == &capaian_system ? &bench->next_flip : system == &redis_system ? &redis : &postgres;
}

static int measure(struct bench *bench, size_t number) {
    const struct load *load = &loads[number];
    double most = load->rows > 1 ? rates_batched(bench, load->of) : rates_single(bench, load->of);
    struct background background = {.system = load->system,
                                    .place = &bench->place,
                                    .rows = load->rows,
                                    .rate = load->share * (most > 0 ? most : RATE_UNKNOWN),
                                    .seconds = LONGER * bench->results.seconds + LATENCY_WARM_S};
    bool ours = load->system == &capaian_system;
    double copied = ours ? pair_checkpoints(&bench->place.pair) : 0;
    int64_t start = pair_now_ns();
    int r = background_start(&background);
    if (r < 0)
        return r;
    r = latency_run(load->system, &bench->place, next_flip(bench, load->system), RATE, LONGER * bench->results.seconds,
                    &receipts[number], &alerts[number]);
    int ended = background_end(&background);
    r = r < 0 ? r : ended;
    if (r == 0)
        figure_add(results_figure(&bench->results, delays, load->name, beside), background.reached);
    if (r == 0 && ours)
        figure_add(results_figure(&bench->results, delays, load->name, copying),
                   100 * (pair_checkpoints(&bench->place.pair) - copied) / ((double)(pair_now_ns() - start) / 1e9));
    return r;
}

int delays_round(struct bench *bench) {
    int r = 0;
    for (size_t i = 0; r == 0 && i < LOADS; i++)
        if (system_here(loads[i].system, &bench->place))
            r = measure(bench, i);
    return r;
}

static void finish(struct bench *bench, const char *name, const char *const columns[3], struct latencies *latencies) {
    static const double shares[3] = {0.5, 0.99, 0.999};
    for (int i = 0; latencies->count > 0 && i < 3; i++)
        figure_add(results_figure(&bench->results, delays, name, columns[i]), latencies_quantile(latencies, shares[i]));
    free(latencies->samples);
    *latencies = (struct latencies){0};
}

// Quantiles of all rounds together: one round has too few for the last of them.
void delays_finish(struct bench *bench) {
    static const char *const receipt_columns[] = {"receipt p50", "receipt p99", "receipt p99.9"},
                             *const alert_columns[] = {"alert p50", "alert p99", "alert p99.9"};
    for (size_t i = 0; i < LOADS; i++) {
        finish(bench, loads[i].name, receipt_columns, &receipts[i]);
        finish(bench, loads[i].name, alert_columns, &alerts[i]);
    }
}
