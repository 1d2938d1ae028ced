// The parts of the benchmark. Each has a round of its own, and what it adds once all rounds are over.
#pragma once

#include "latency.h"
#include "results.h"
#include "system.h"

struct bench {
    struct place place;
    struct results results;
    uint32_t next_flip;    // of our pair
    const char *column;    // of the rates; NULL: all
};

// 0 or -errno, as all below; a sentence is on standard error.
int rates_round(struct bench *bench);
void rates_finish(struct bench *bench);

// What a system reached of single rows, pipelined, or in batches of 256: the median so far, 0 without.
double rates_single(const struct bench *bench, const struct system *system);
double rates_batched(const struct bench *bench, const struct system *system);

int delays_round(struct bench *bench);
void delays_finish(struct bench *bench);

int watchers_round(struct bench *bench);
void watchers_finish(struct bench *bench);

void limits_start(struct bench *bench);
int limits_round(struct bench *bench);
void limits_finish(struct bench *bench);
