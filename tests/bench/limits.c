// What the parts below can do by themselves, one thread each: where the pair cannot be faster.
#include "bench.h"
#include "curve.h"
#include "disk.h"
#include "wire/content.h"

#include <errno.h>
#include <stdlib.h>

static const char limits[] = "Limits of the parts, one thread", memory[] = "Resident memory of Capaian, MiB";

enum { BATCH = 256, COMMIT_BATCHES = 64, COMMIT_ROWS = 256 };

static void note(struct bench *bench, const char *row, double sample) {
    figure_add(results_figure(&bench->results, limits, row, "figure"), sample);
}

static int decode(const struct capaian_pack *pack, double seconds, double *ret) {
    struct capaian_arena *arena = capaian_arena_new(CAPAIAN_ARENA_MAX);
    Capaian__V1__Content *content;
    uint64_t rows = 0;
    int64_t start = pair_now_ns(), elapsed = 0;
    while (arena && (elapsed = pair_now_ns() - start) < (int64_t)(seconds * 1e9)) {
        capaian_arena_reset(arena);
        if (capaian_content_unpack(pack->content, pack->size, arena, &content) != CAPAIAN_OK)
            break;
        rows += content->n_rows;
    }
    capaian_arena_free(arena);
    *ret = elapsed > 0 ? (double)rows * 1e9 / (double)elapsed : 0;
    return rows > 0 ? 0 : -EPROTO;
}

static int measure(struct bench *bench, struct rows *rows, struct capaian_pack *pack) {
    const char *disk = bench->place.pair.disk;
    const double seconds = bench->results.seconds / 2;
    double sync = 0, single = 0, batched = 0, decoded = 0, small = 0, large = 0;
    int r = disk_sync(disk, &sync);
    rows_make(rows, ROWS_EVENTS, 0, 1, 0);
    if (r == 0)
        r = rows_pack(rows, pack);
    if (r == 0)
        r = disk_ledger(disk, pack->content, pack->size, COMMIT_ROWS, seconds, &single);
    if (r == 0)
        r = curve_frames(pack->size, seconds, &small);
    rows_make(rows, ROWS_EVENTS, 0, BATCH, 0);
    if (r == 0)
        r = rows_pack(rows, pack);
    if (r == 0)
        r = disk_ledger(disk, pack->content, pack->size, COMMIT_BATCHES, seconds, &batched);
    if (r == 0)
        r = curve_frames(pack->size, seconds, &large);
    if (r == 0)
        r = decode(pack, seconds, &decoded);
    if (r < 0)
        return r;
    note(bench, "a page written over another and fdatasync, us", sync);
    note(bench, "rows/s into the ledger's table, a message each, 256 a commit", single);
    note(bench, "rows/s into the ledger's table, by 256, 64 messages a commit", batched * BATCH);
    note(bench, "rows/s through CURVE, a frame each, one way", small);
    note(bench, "rows/s through CURVE, by 256, one way", large * BATCH);
    note(bench, "rows/s decoded and checked for their form, by 256", decoded);
    return 0;
}

int limits_round(struct bench *bench) {
    struct rows *rows = malloc(sizeof *rows);
    struct capaian_pack *pack = malloc(sizeof *pack);
    int r = rows && pack ? measure(bench, rows, pack) : -ENOMEM;
    free(rows);
    free(pack);
    return r;
}

enum { DAEMONS = 2 };
static double before[DAEMONS];

static long daemon_pid(const struct bench *bench, int daemon) {
    return daemon == 0 ? bench->place.pair.collector_pid : bench->place.pair.evaluator_pid;
}

void limits_start(struct bench *bench) {
    double most;
    for (int i = 0; i < DAEMONS; i++)
        before[i] = pair_memory(daemon_pid(bench, i), &most);
}

void limits_finish(struct bench *bench) {
    static const char *const names[DAEMONS] = {"collector", "evaluator"};
    for (int i = 0; i < DAEMONS; i++) {
        double most, now = pair_memory(daemon_pid(bench, i), &most);
        figure_add(results_figure(&bench->results, memory, names[i], "before the load"), before[i]);
        figure_add(results_figure(&bench->results, memory, names[i], "at the end"), now);
        figure_add(results_figure(&bench->results, memory, names[i], "at most"), most);
    }
}
