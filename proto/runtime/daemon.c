#include "runtime/daemon.h"

#include "runtime/file.h"
#include "value/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum {
    FILES_SPARE = 64,
    FILES_NEEDED = 12,    // for one bound socket, with room for some connections accepted meanwhile
};

static atomic_bool stop;    // set by a handler, seen by every thread

static void on_signal(int number) {
    if (stop) {
        // The end that the signal has for a process that knows nothing of it, and that its parent can see.
        signal(number, SIG_DFL);
        raise(number);
    }
    stop = true;
}

void capaian_stop_on_signals(void) {
    // Without SA_RESTART: a zmq_poll ends with EINTR.
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
}

bool capaian_stop_asked(void) {
    return stop;
}

static int64_t microseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t capaian_wall_ms(void) {
    return microseconds(CLOCK_REALTIME) / 1000;
}

int64_t capaian_monotonic_ms(void) {
    return microseconds(CLOCK_MONOTONIC) / 1000;
}

int64_t capaian_monotonic_us(void) {
    return microseconds(CLOCK_MONOTONIC);
}

// The soft limit, with the spare descriptors or without. Where there are very few, a quarter is spare.
static uint64_t limit_files(bool with_spare) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return 0;
    rlim_t spare = limit.rlim_max / 4 < FILES_SPARE ? limit.rlim_max / 4 : FILES_SPARE;
    struct rlimit raised = {.rlim_cur = limit.rlim_max - (with_spare ? 0 : spare), .rlim_max = limit.rlim_max};
    return setrlimit(RLIMIT_NOFILE, &raised) < 0 ? limit.rlim_cur : raised.rlim_cur;
}

uint64_t capaian_raise_files(void) {
    return limit_files(false);
}

bool capaian_spare_files(void) {
    limit_files(true);
    int files[FILES_NEEDED], count = 0;
    while (count < FILES_NEEDED && (files[count] = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)) >= 0)
        count++;
    for (int i = 0; i < count; i++)
        close(files[i]);
    return count == FILES_NEEDED;
}

void capaian_spare_files_end(void) {
    limit_files(false);
}

void capaian_notify(const char *state) {
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!path || (path[0] != '/' && path[0] != '@') || strlen(path) >= sizeof address.sun_path)
        return;
    memcpy(address.sun_path, path, strlen(path));
    if (path[0] == '@')
        address.sun_path[0] = '\0';    // the abstract namespace
    int file = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (file < 0)
        return;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
    ssize_t sent = sendto(file, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&address, size);
    (void)sent;    // who asked to be told has gone; that is no reason to end
    close(file);
}

bool capaian_notify_wanted(void) {
    return getenv("NOTIFY_SOCKET") != NULL;
}

// Half of what systemd gives, in milliseconds; 0: there is no watchdog.
static int64_t watchdog_interval(void) {
    const char *given = getenv("WATCHDOG_USEC"), *process = getenv("WATCHDOG_PID");
    if (!given || (process && strtoll(process, NULL, 10) != getpid()))
        return 0;
    return strtoll(given, NULL, 10) / 2000;
}

void capaian_notify_turn(int64_t now_ms) {
    static int64_t interval = -1, told_at;
    if (interval < 0)
        interval = watchdog_interval();
    if (interval <= 0 || now_ms - told_at < interval)
        return;
    told_at = now_ms;
    capaian_notify("WATCHDOG=1");
}

void capaian_notify_status(const char *text) {
    static char told[256];
    char state[sizeof told];
    snprintf(state, sizeof state, "STATUS=%s", text);
    if (strcmp(state, told) == 0)
        return;
    memcpy(told, state, sizeof told);
    capaian_notify(state);
}

int capaian_ready_file(const char *path, const struct capaian_endpoint *endpoints, unsigned count) {
    if (!path)
        return 0;
    struct capaian_string text = {0};
    capaian_string_add_bytes(&text, "", 0);
    for (unsigned i = 0; i < count; i++)
        capaian_string_add(&text, "%s=%s\n", endpoints[i].name, endpoints[i].endpoint);
    int error = text.failed ? -ENOMEM : capaian_file_replace(path, text.text, text.size, 0644, false);
    capaian_string_free(&text);
    return error;
}
