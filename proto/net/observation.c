#include "net/observation.h"

#include "runtime/daemon.h"
#include "runtime/metrics.h"

#include <dirent.h>
#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
    STANDS_STILL_MS = 60 * 1000,    // since the last turn that was heard of
    CONNECTIONS = 16,
    CONNECTION_SECONDS = 10,
    CONNECTION_BYTES = 16 * 1024,
    CHECK_DETAIL = 160,
};

struct capaian_observation {
    struct MHD_Daemon *daemon;
    double started;    // seconds since 1970

    pthread_mutex_t lock;    // of all below; held for a copy only
    struct capaian_string metrics;
    struct capaian_check checks[CAPAIAN_OBSERVATION_CHECKS];
    char details[CAPAIAN_OBSERVATION_CHECKS][CHECK_DETAIL];
    size_t check_count;
    int64_t published_at;    // monotonic; 0: not yet
};

int capaian_observation_check(const char *address) {
    struct sockaddr_storage unused;
    return capaian_address_parse(address, &unused);
}

static bool lives(const struct capaian_observation *observation) {
    return observation->published_at == 0 || capaian_monotonic_ms() - observation->published_at < STANDS_STILL_MS;
}

static void add_check(struct capaian_string *out, const struct capaian_check *check) {
    // As others write it: + well, - not.
    capaian_string_add(out, "[%c]%s %s%s%s\n", check->well ? '+' : '-', check->name,
                       check->well     ? "ok"
                       : check->needed ? "failed"
                                       : "not well, but ready all the same",
                       check->detail ? ": " : "", check->detail ? check->detail : "");
}

// Each answers with the status code.
static unsigned answer_ready(struct capaian_observation *observation, bool verbose, struct capaian_string *out) {
    pthread_mutex_lock(&observation->lock);
    struct capaian_check own = {.name = "loop", .well = lives(observation), .needed = true};
    if (observation->published_at == 0)
        own = (struct capaian_check){.name = "loop", .needed = true, .detail = "the daemon is starting"};
    bool ready = own.well;
    for (size_t i = 0; i < observation->check_count; i++)
        ready = ready && (observation->checks[i].well || !observation->checks[i].needed);
    if (verbose || !ready) {
        add_check(out, &own);
        for (size_t i = 0; i < observation->check_count; i++)
            add_check(out, &observation->checks[i]);
    }
    pthread_mutex_unlock(&observation->lock);
    capaian_string_add(out, verbose || !ready ? "readyz check %s\n" : "%s\n",
                       ready ? verbose ? "passed" : "ok" : "failed");
    return ready ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE;
}

static unsigned answer_live(struct capaian_observation *observation, struct capaian_string *out) {
    pthread_mutex_lock(&observation->lock);
    bool live = lives(observation);
    pthread_mutex_unlock(&observation->lock);
    capaian_string_add(out, "%s\n", live ? "ok" : "the daemon's loop has stood still for a minute");
    return live ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE;
}

static double resident_bytes(void) {
    // The second number of the line is of pages.
    char line[128] = "";
    FILE *file = fopen("/proc/self/statm", "re");
    bool read = file && fgets(line, sizeof line, file);
    const char *blank = read ? strchr(line, ' ') : NULL;
    if (file)
        fclose(file);
    return blank ? (double)strtol(blank, NULL, 10) * (double)sysconf(_SC_PAGESIZE) : 0;
}

static double open_files(void) {
    DIR *folder = opendir("/proc/self/fd");
    double count = 0;
    for (const struct dirent *entry; folder && (entry = readdir(folder)) != NULL;)
        count += entry->d_name[0] != '.';
    if (folder)
        closedir(folder);
    return folder ? count - 1 : 0;
}

static double seconds(struct timeval time) {
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

// By the names that every exporter has for these.
static void add_process(const struct capaian_observation *observation, struct capaian_string *out) {
    struct rusage used = {0};
    struct rlimit files = {0};
    getrusage(RUSAGE_SELF, &used);
    getrlimit(RLIMIT_NOFILE, &files);
    capaian_metric(out, "process_start_time_seconds", CAPAIAN_GAUGE, "seconds", "When the daemon was started.",
                   observation->started);
    capaian_metric(out, "process_cpu_seconds", CAPAIAN_COUNTER, "seconds", "Processor time used.",
                   seconds(used.ru_utime) + seconds(used.ru_stime));
    capaian_metric(out, "process_resident_memory_bytes", CAPAIAN_GAUGE, "bytes", "Memory in use.", resident_bytes());
    capaian_metric(out, "process_open_fds", CAPAIAN_GAUGE, NULL, "Open descriptors.", open_files());
    capaian_metric(out, "process_max_fds", CAPAIAN_GAUGE, NULL, "How many descriptors there may be.",
                   (double)files.rlim_cur);
}

// Who takes plain text and does not name OpenMetrics; whoever takes anything gets OpenMetrics.
static bool reads_only_older(struct MHD_Connection *connection) {
    const char *accept = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Accept");
    return accept && strstr(accept, "text/plain") && !strstr(accept, "application/openmetrics-text");
}

static unsigned answer_metrics(struct capaian_observation *observation, bool older, struct capaian_string *ret) {
    struct capaian_string text = {0}, *out = older ? &text : ret;
    pthread_mutex_lock(&observation->lock);
    if (observation->metrics.text)
        capaian_string_add_bytes(out, observation->metrics.text, observation->metrics.size);
    pthread_mutex_unlock(&observation->lock);
    add_process(observation, out);
    capaian_string_add(out, "# EOF\n");
    if (older && !text.failed)
        capaian_metrics_older(text.text, ret);
    ret->failed |= text.failed;
    capaian_string_free(&text);
    return MHD_HTTP_OK;
}

static enum MHD_Result respond(struct MHD_Connection *connection, unsigned status, const char *kind,
                               struct capaian_string *text) {
    struct MHD_Response *response =
        text->failed ? NULL : MHD_create_response_from_buffer(text->size, text->text, MHD_RESPMEM_MUST_FREE);
    if (!response) {
        capaian_string_free(text);
        return MHD_NO;
    }
    MHD_add_response_header(response, "Content-Type", kind);
    MHD_add_response_header(response, "Cache-Control", "no-store");
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_size, void **request) {
    static const char *const PLAIN = "text/plain; charset=utf-8";
    static const char *const OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    static const char *const OLDER = "text/plain; version=0.0.4; charset=utf-8";
    static char seen;
    struct capaian_observation *observation = context;
    struct capaian_string text = {0};
    const char *kind = PLAIN;
    unsigned status = MHD_HTTP_OK;
    (void)version;
    (void)upload;
    if (!*request) {
        *request = &seen;
        return MHD_YES;
    }
    if (*upload_size > 0) {
        *upload_size = 0;    // whatever it is; it is answered when all of it has come
        return MHD_YES;
    }
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
        status = MHD_HTTP_METHOD_NOT_ALLOWED;
        capaian_string_add(&text, "only GET\n");
    } else if (strcmp(url, "/livez") == 0) {
        status = answer_live(observation, &text);
    } else if (strcmp(url, "/readyz") == 0) {
        // Given without a value, it is NULL as one that is absent; the number of values tells.
        bool verbose = MHD_lookup_connection_value_n(connection, MHD_GET_ARGUMENT_KIND, "verbose", strlen("verbose"),
                                                     NULL, NULL) == MHD_YES;
        status = answer_ready(observation, verbose, &text);
    } else if (strcmp(url, "/metrics") == 0) {
        bool older = reads_only_older(connection);
        kind = older ? OLDER : OPENMETRICS;
        status = answer_metrics(observation, older, &text);
    } else {
        status = MHD_HTTP_NOT_FOUND;
        capaian_string_add(&text, "there are /livez, /readyz?verbose and /metrics\n");
    }
    return respond(connection, status, kind, &text);
}

// Signals are the daemon's own thread's, which waits for them.
static struct MHD_Daemon *start(struct capaian_observation *observation, const struct sockaddr_storage *address) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    unsigned flags =
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | (address->ss_family == AF_INET6 ? MHD_USE_IPv6 : 0);
    errno = 0;
    struct MHD_Daemon *daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, answer, observation, MHD_OPTION_SOCK_ADDR, address, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)CONNECTION_SECONDS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES, MHD_OPTION_END);
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return daemon;
}

int capaian_observation_start(const char *address, struct capaian_observation **ret,
                              char ret_endpoint[CAPAIAN_OBSERVATION_ENDPOINT]) {
    struct sockaddr_storage at;
    int r = capaian_address_parse(address, &at);
    if (r < 0)
        return r;
    struct capaian_observation *observation = calloc(1, sizeof *observation);
    if (observation) {
        pthread_mutex_init(&observation->lock, NULL);
        observation->started = (double)capaian_wall_ms() / 1000;
        observation->daemon = start(observation, &at);
    }
    if (observation && observation->daemon) {
        const union MHD_DaemonInfo *bound = MHD_get_daemon_info(observation->daemon, MHD_DAEMON_INFO_BIND_PORT);
        capaian_address_text(&at, bound ? bound->port : 0, ret_endpoint);
        *ret = observation;
    } else {
        r = observation && errno != 0 ? -errno : -ENOMEM;
        free(observation);
    }
    return r;
}

struct capaian_observation *capaian_observation_stop(struct capaian_observation *observation) {
    if (!observation)
        return NULL;
    MHD_stop_daemon(observation->daemon);
    pthread_mutex_destroy(&observation->lock);
    capaian_string_free(&observation->metrics);
    free(observation);
    return NULL;
}

void capaian_observation_publish(struct capaian_observation *observation, struct capaian_string *metrics,
                                 const struct capaian_check *checks, size_t count, int64_t now_ms) {
    struct capaian_string unused = *metrics;
    *metrics = (struct capaian_string){0};
    // Somebody is being answered just now: what is new is published the next time.
    if (unused.failed || pthread_mutex_trylock(&observation->lock) != 0) {
        capaian_string_free(&unused);
        return;
    }
    struct capaian_string published = unused;
    unused = observation->metrics;
    observation->metrics = published;
    observation->check_count = count < CAPAIAN_OBSERVATION_CHECKS ? count : CAPAIAN_OBSERVATION_CHECKS;
    for (size_t i = 0; i < observation->check_count; i++) {
        observation->checks[i] = checks[i];
        if (checks[i].detail) {
            snprintf(observation->details[i], CHECK_DETAIL, "%s", checks[i].detail);
            observation->checks[i].detail = observation->details[i];
        }
    }
    observation->published_at = now_ms;
    pthread_mutex_unlock(&observation->lock);
    capaian_string_free(&unused);
}
