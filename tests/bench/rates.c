// Rows in a second: each system in each way of sending.
#include "bench.h"
#include "sending.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char rates[] = "Rows in a second", ratios[] = "Ratios, round by round",
                  processors[] = "Processors that Capaian kept busy, until judged";

enum { WAIT_1 = 1, WAIT_16 = 2, WAIT_64 = 4, PIPELINED = 8, BATCHED = 16, LARGE = 32, WAITING = 7, ALL = 63 };

static const struct column {
    const char *name;
    unsigned bit, senders, unanswered, rows;
} columns[] = {
    {"1 waits", WAIT_1, 1, 1, 1},       {"16 wait", WAIT_16, 16, 1, 1},  {"64 wait", WAIT_64, 64, 1, 1},
    {"pipelined", PIPELINED, 4, 64, 1}, {"by 256", BATCHED, 4, 16, 256}, {"by 1,000", LARGE, 4, 8, 1000},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static const struct subject {
    const char *name;
    const struct system *system;
    unsigned columns;    // bits
    bool judged;
    enum rows_kind kind;
    bool random;
} subjects[] = {
    {"PostgreSQL", &postgres_system, ALL, true, ROWS_EVENTS, false},
    {"PostgreSQL, rows indexed", &postgres_indexed_system, PIPELINED | BATCHED | LARGE, true, ROWS_EVENTS, false},
    {"Redis", &redis_system, ALL, true, ROWS_EVENTS, false},
    {"Redis, an entry a row", &redis_rows_system, BATCHED | LARGE, true, ROWS_EVENTS, false},
    {"bare pipeline, until stored", &bare_system, WAITING, false, ROWS_EVENTS, false},
    {"bare pipeline, until applied", &bare_system, ALL, true, ROWS_EVENTS, false},
    {"Capaian, until stored", &capaian_system, WAITING, false, ROWS_EVENTS, false},
    {"Capaian, until judged", &capaian_system, ALL, true, ROWS_EVENTS, false},
    {"Capaian, random ids", &capaian_system, WAIT_64 | PIPELINED | BATCHED, true, ROWS_EVENTS, true},
    {"Capaian, rows with ref", &capaian_system, PIPELINED | BATCHED, true, ROWS_REFS, false},
    {"Capaian, values revised", &capaian_system, PIPELINED | BATCHED, true, ROWS_VALUES, false},
    {"PostgreSQL, one indicator", &postgres_system, PIPELINED | BATCHED, true, ROWS_HOT, false},
    {"Redis, one indicator", &redis_system, PIPELINED | BATCHED, true, ROWS_HOT, false},
    {"bare pipeline, one indicator", &bare_system, PIPELINED | BATCHED, true, ROWS_HOT, false},
    {"Capaian, one indicator", &capaian_system, PIPELINED | BATCHED, true, ROWS_HOT, false},
};
enum { SUBJECTS = sizeof subjects / sizeof *subjects };

// Each row of ratios: a subject to another.
static const struct {
    const char *name, *of, *to;
} comparisons[] = {
    {"stored: Capaian to the bare pipeline", "Capaian, until stored", "bare pipeline, until stored"},
    {"stored: Capaian to PostgreSQL", "Capaian, until stored", "PostgreSQL"},
    {"stored: Capaian to Redis", "Capaian, until stored", "Redis"},
    {"judged: Capaian to the bare pipeline", "Capaian, until judged", "bare pipeline, until applied"},
    {"judged: Capaian to PostgreSQL", "Capaian, until judged", "PostgreSQL"},
    {"judged: Capaian to PostgreSQL, rows indexed", "Capaian, until judged", "PostgreSQL, rows indexed"},
    {"judged: Capaian to Redis", "Capaian, until judged", "Redis"},
    {"judged: Capaian to Redis, an entry a row", "Capaian, until judged", "Redis, an entry a row"},
    {"one indicator: Capaian to the bare pipeline", "Capaian, one indicator", "bare pipeline, one indicator"},
    {"one indicator: Capaian to PostgreSQL", "Capaian, one indicator", "PostgreSQL, one indicator"},
    {"one indicator: Capaian to Redis", "Capaian, one indicator", "Redis, one indicator"},
};

// What was only stored would be applied while the next is measured: a message behind it waits until that is done.
static int settle(struct bench *bench, const struct system *system) {
    const struct sending one = {.senders = 1, .unanswered = 1, .rows = 1, .judged = true};
    double rate;
    return sending_run(system, &bench->place, &one, 0, 0, &rate);
}

static int measure(struct bench *bench, const struct subject *subject, const struct column *column) {
    static const char *const names[] = {"load", "collector", "evaluator"};
    const long pids[] = {(long)getpid(), bench->place.pair.collector_pid, bench->place.pair.evaluator_pid};
    const struct sending sending = {column->senders, column->unanswered, column->rows,
                                    subject->kind,   subject->judged,    subject->random};
    struct results *results = &bench->results;
    struct figure *figure = results_figure(results, rates, subject->name, column->name);
    double before[3], rate = 0;
    for (int i = 0; i < 3; i++)
        before[i] = pair_used(pids[i]);
    int64_t start = pair_now_ns();
    int r = sending_run(subject->system, &bench->place, &sending, results->seconds, 0, &rate);
    double elapsed = (double)(pair_now_ns() - start) / 1e9;
    if (r == 0 && !subject->judged)
        r = settle(bench, subject->system);
    if (r < 0)
        return r;
    figure_add(figure, rate);
    if (subject->system != &capaian_system || !subject->judged || subject->kind != ROWS_EVENTS || subject->random)
        return 0;
    for (int i = 0; i < 3; i++)
        figure_add(results_figure(results, processors, names[i], column->name),
                   (pair_used(pids[i]) - before[i]) / elapsed);
    return 0;
}

static bool wanted(const struct bench *bench, const struct subject *subject, const struct column *column) {
    return subject->columns & column->bit && (!bench->column || strcmp(bench->column, column->name) == 0) &&
           system_here(subject->system, &bench->place);
}

// Peer, ours, peer, ours within each column; shown subject by subject.
int rates_round(struct bench *bench) {
    int r = 0;
    for (size_t k = 0; k < SUBJECTS; k++)
        for (size_t i = 0; i < COLUMNS; i++)
            if (wanted(bench, &subjects[k], &columns[i]))
                results_figure(&bench->results, rates, subjects[k].name, columns[i].name);
    results_figure(&bench->results, ratios, comparisons[0].name, columns[0].name);
    for (size_t i = 0; i < COLUMNS; i++)
        for (size_t k = 0; r == 0 && k < SUBJECTS; k++)
            if (wanted(bench, &subjects[k], &columns[i]))
                r = measure(bench, &subjects[k], &columns[i]);
    return r;
}

void rates_finish(struct bench *bench) {
    struct results *results = &bench->results;
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++)
        for (size_t k = 0; k < COLUMNS; k++) {
            const struct figure *of = results_find(results, rates, comparisons[i].of, columns[k].name);
            const struct figure *to = results_find(results, rates, comparisons[i].to, columns[k].name);
            if (of && to)
                results_ratio(results, ratios, comparisons[i].name, of, to);
        }
}

static double reached(const struct bench *bench, const struct system *system, unsigned bit) {
    double most = 0;
    for (size_t i = 0; i < COLUMNS; i++)
        for (size_t k = 0; k < SUBJECTS; k++) {
            const struct figure *figure =
                columns[i].bit == bit && subjects[k].system == system && subjects[k].kind == ROWS_EVENTS
                    ? results_find(&bench->results, rates, subjects[k].name, columns[i].name)
                    : NULL;
            double median = figure ? figure_median(figure) : 0;
            most = median > most ? median : most;
        }
    return most;
}

double rates_single(const struct bench *bench, const struct system *system) {
    return reached(bench, system, PIPELINED);
}

double rates_batched(const struct bench *bench, const struct system *system) {
    return reached(bench, system, BATCHED);
}
