// simulate [--told] FIRST [COUNT]: plays COUNT seeds (1) from FIRST on, and stops at the first that breaks a promise.
//
// One process, no thread: both daemons, their clients and what befalls them, on a simulated network, clock and disk. A
// seed always plays the same run; --told prints it.
#include "memory.h"
#include "run.h"
#include "system.h"

#include <inttypes.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct run run;
static uint64_t playing;

// A daemon that crashes takes all with it: say in which run.
static void crashed(int signal) {
    char text[64];
    int size = snprintf(text, sizeof text, "seed %" PRIu64 ": crashed\n", playing);
    if (write(STDOUT_FILENO, text, (size_t)size) == size)
        kill(getpid(), signal);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void tell(uint64_t seeds, uint64_t steps, const uint64_t *struck, double took) {
    printf("%" PRIu64 " seeds, %" PRIu64 " steps in %.1f s: %.0f steps and %.1f seeds a second\n", seeds, steps, took,
           (double)steps / took, (double)seeds / took);
    for (unsigned i = 0; i < FAULT_COUNT; i++)
        printf("%10" PRIu64 "  %s\n", struck[i], fault_words[i]);
}

static int play(const struct regency *regency, struct disk *disk, uint64_t first, uint64_t count, bool told) {
    uint64_t steps = 0, struck[FAULT_COUNT] = {0};
    double begun = seconds();
    for (uint64_t seed = first; seed < first + count; seed++) {
        playing = seed;
        run_play(&run, regency, disk, seed, told);
        steps += world_steps();
        for (unsigned i = 0; i < FAULT_COUNT; i++)
            struck[i] += run.struck[i];
        if (world_verdict()[0] != '\0') {
            printf("seed %" PRIu64 ": %s\nsee it happen: simulate --told %" PRIu64 "\n", seed, world_verdict(), seed);
            return 1;
        }
        if (told || count == 1)
            printf("seed %" PRIu64 ": digest %016" PRIx64 "\n", seed, world_digest());
    }
    tell(count, steps, struck, seconds() - begun);
    return 0;
}

int main(int argc, char **argv) {
    bool told = argc > 1 && strcmp(argv[1], "--told") == 0;
    argc -= told;
    argv += told;
    const struct sigaction once = {.sa_handler = crashed, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGSEGV, &once, NULL);
    sigaction(SIGABRT, &once, NULL);
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "simulate [--told] FIRST [COUNT]\n");
        return 2;
    }
    uint64_t first = strtoull(argv[1], NULL, 10);
    uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    static struct regency regency;
    // Each start of a daemon takes and gives back megabytes; the kernel need not see that.
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    memory_begin();
    struct disk *disk = disk_new("simulated");
    if (disk == NULL)
        return 2;
    world_begin(1, false);
    disk_seed(disk, 1);
    system_begin(disk);
    int result = 2;
    if (regency_found(&regency) && run_found(&regency))
        result = play(&regency, disk, first, count, told);
    regency_remove(&regency);
    disk_free(disk);
    world_end();
    return result;
}
