// The simulated world: one clock, one generator, one queue of what happens next. Everything that a run does follows
// from its seed, so a run that fails can be had again, step by step.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// One run at a time. `told`: whether what happens is printed.
void world_begin(uint64_t seed, bool told);
void world_end(void);

uint64_t world_random(void);
unsigned world_below(unsigned bound);    // 0 to bound - 1; bound > 0
bool world_chance(unsigned per_mille);
int64_t world_between(int64_t first, int64_t last);

int64_t world_now(void);    // microseconds since the run began
enum { WORLD_MS = 1000, WORLD_SECOND = 1000 * WORLD_MS };

// Time of day, in milliseconds since 1970: goes on by itself, and jumps when told. Begins at 2026-03-01T00:00:00Z.
#define WORLD_BEGINNING INT64_C(1772323200000)
int64_t world_wall(void);
void world_jump(int64_t milliseconds);

// What is to happen, at the earliest at that time. Things of the same time happen in the order in which they were said.
typedef void world_happening(void *context, uint64_t argument);
void world_at(int64_t when, world_happening *what, void *context, uint64_t argument);

// The next thing happens. False: there is none up to that time, which is now.
bool world_step(int64_t until);
uint64_t world_steps(void);

// Said of what happens: printed when the run is told, and part of its digest, by which two runs of a seed are compared.
void world_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
uint64_t world_digest(void);

// A promise is broken. Said once a run; the first is what counts.
void world_broken(const char *format, ...) __attribute__((format(printf, 1, 2)));
const char *world_verdict(void);    // "" while all holds
