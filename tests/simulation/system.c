// What the daemons ask of the system: the time, randomness, the log, who may connect.
#include "system.h"

#include "disk/disk_beside.h"
#include "network.h"
#include "runtime/daemon.h"
#include "runtime/log.h"
#include "world.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

int __real_clock_gettime(clockid_t clock, struct timespec *ret);
int __wrap_clock_gettime(clockid_t clock, struct timespec *ret);

// Monotonic clocks begin somewhere.
enum { MONOTONIC_BEGIN_MS = 1000 * 1000 };

int64_t capaian_wall_ms(void) {
    return world_wall() + (network_actor() != NULL ? network_actor()->skew : 0);
}

int64_t capaian_monotonic_ms(void) {
    return MONOTONIC_BEGIN_MS + world_now() / WORLD_MS;
}

int64_t capaian_monotonic_us(void) {
    return MONOTONIC_BEGIN_MS * INT64_C(1000) + world_now();
}

void capaian_stop_on_signals(void) {
}

bool capaian_stop_asked(void) {
    return false;
}

uint64_t capaian_raise_files(void) {
    return 1024;
}

bool capaian_spare_files(void) {
    return true;
}

void capaian_spare_files_end(void) {
}

void capaian_notify(const char *state) {
    (void)state;
}

void capaian_notify_turn(int64_t now_ms) {
    (void)now_ms;
}

void capaian_notify_status(const char *text) {
    (void)text;
}

bool capaian_notify_wanted(void) {
    return false;
}

int capaian_ready_file(const char *path, const struct capaian_endpoint *endpoints, unsigned count) {
    (void)path;
    (void)endpoints;
    (void)count;
    return 0;
}

void capaian_log_level(enum capaian_level lowest) {
    (void)lowest;
}

int capaian_log_form(const char *name) {
    (void)name;
    return 0;
}

void capaian_log(enum capaian_level level, const char *message, ...) {
    char text[400];
    size_t used = (size_t)snprintf(text, sizeof text, "%s: %s%s", network_actor() ? network_actor()->name : "-",
                                   level == CAPAIAN_FAULT ? "FAULT " : "", message);
    va_list arguments;
    va_start(arguments, message);
    const char *name;
    while ((name = va_arg(arguments, const char *)) != NULL && used < sizeof text) {
        const char *value = va_arg(arguments, const char *);
        // The folder has another name each time, and a seed's notes are always the same.
        if (value[0] == '/')
            value = strrchr(value, '/') + 1;
        used += (size_t)snprintf(text + used, sizeof text - used, " %s=%s", name, value);
    }
    va_end(arguments);
    world_note("%s", text);
}

// Every event: what is left off in life is the interesting part here.
bool capaian_log_allow(struct capaian_log_limit *limit, uint64_t source, int64_t now_ms, int64_t interval_ms) {
    (void)limit;
    (void)source;
    (void)now_ms;
    (void)interval_ms;
    return true;
}

// The linker sends the product's here. A file of keys is read again until its last change is some time ago: how much
// the run allocates meanwhile must not depend on how fast this machine is, so it always is.
int __wrap_clock_gettime(clockid_t clock, struct timespec *ret) {
    enum { LONG_S = 3600 };
    int r = __real_clock_gettime(clock, ret);
    if (clock == CLOCK_REALTIME)
        ret->tv_sec += LONG_S;
    return r;
}

static const char *random_name(void) {
    return "the world's";
}

static uint32_t random_number(void) {
    return (uint32_t)world_random();
}

static void random_bytes(void *const buffer, const size_t size) {
    uint8_t *bytes = buffer;
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)world_random();
}

void system_begin(struct disk *disk) {
    disk_beside(disk);
    static struct randombytes_implementation implementation = {
        .implementation_name = random_name, .random = random_number, .buf = random_bytes};
    randombytes_set_implementation(&implementation);
    if (sodium_init() < 0)
        fprintf(stderr, "libsodium cannot start\n");
}
