// What both daemons need from the system: the end asked for, the time, the number of files, and readiness.
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

// SIGTERM and SIGINT set the flag and end a zmq_poll; a second one ends the process at once. SIGPIPE is ignored.
void capaian_stop_on_signals(void);
bool capaian_stop_asked(void);

int64_t capaian_wall_ms(void);         // milliseconds since 1970 UTC
int64_t capaian_monotonic_ms(void);    // for intervals
int64_t capaian_monotonic_us(void);

// Raises the soft limit of open files to the hard one, less some to spare; returns it.
uint64_t capaian_raise_files(void);

// Around an open that must not fail because strangers hold every other descriptor: the spare ones are there. They are
// there for libzmq's accepting thread too, so it must be short. False: there are none even so.
bool capaian_spare_files(void);
void capaian_spare_files_end(void);

// systemd's notification protocol (READY=1, STOPPING=1), nothing without NOTIFY_SOCKET.
void capaian_notify(const char *state);
// For every turn of the loop, so that a loop which turns no more is noticed: WATCHDOG=1 twice in the time that systemd
// gives (WATCHDOG_USEC, for this process); nothing where it gives none.
void capaian_notify_turn(int64_t now_ms);
// STATUS= with this text, for `systemctl status`; when it is another one than before.
void capaian_notify_status(const char *text);
bool capaian_notify_wanted(void);    // somebody listens

// Where `path` is not NULL, a file with one line `name=endpoint` per bound socket, written whole (rename): what tests
// and scripts wait for.
struct capaian_endpoint {
    const char *name;
    const char *endpoint;
};
int capaian_ready_file(const char *path, const struct capaian_endpoint *endpoints, unsigned count);
