// dashboard: what the evaluator tells, as pages for people, live; and with a login, what people do about it.
#include "commands/arguments.h"
#include "commands/commands.h"
#include "dashboard/http.h"
#include "dashboard/passwd.h"
#include "net/address.h"
#include "runtime/daemon.h"
#include "runtime/log.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct given {
    const char *listen, *people, *open, *ready;
    bool https;
    struct sockaddr_storage at;    // `listen`, read
};

// So that a list that cannot be read is said at once, and not at the first login.
static int check_people(const char *path) {
    struct person person;
    unsigned line = 0;
    if (*path && access(path, R_OK) < 0)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s: %s", path, strerror(errno));
    int error = *path ? people_find(path, "", &person, &line) : -ENOENT;
    if (error == -EPERM)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s may be read by others; chmod 600 it", path);
    if (error == -EBADMSG)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s:%u is not: code, role, unit, hash, name (dashboard passwd)",
                                    path, line);
    if (error != -ENOENT)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s: %s", path, strerror(-error));
    return COMMAND_GO_ON;
}

static int say_ready(const struct http *http, const struct sockaddr_storage *at, const char *ready) {
    char address[CAPAIAN_ADDRESS_TEXT], endpoint[sizeof "http://" + sizeof address];
    snprintf(endpoint, sizeof endpoint, "http://%s", capaian_address_text(at, http_port(http), address));
    const struct capaian_endpoint endpoints[] = {{"http", endpoint}};
    int error = *ready ? capaian_ready_file(ready, endpoints, 1) : 0;
    if (error < 0)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s: %s", ready, strerror(-error));
    capaian_notify("READY=1");
    capaian_log(CAPAIAN_INFO, "serving", "http", endpoint, NULL);
    return COMMAND_WELL;
}

static int listen_at(struct site *site, struct streams *streams, const struct given *given, struct http **ret) {
    int error = http_start(site, streams, &given->at, ret);
    return error < 0
               ? capaian_command_fail(COMMAND_COULD_NOT, "cannot listen at %s: %s", given->listen, strerror(-error))
               : COMMAND_WELL;
}

// Last, since only being asked to stop ends it.
static int follow(struct site *site) {
    int error = feed_follow(site->feed);
    return error < 0 ? capaian_command_fail(COMMAND_COULD_NOT, "%s", strerror(-error)) : COMMAND_WELL;
}

static int serve(struct site *site, struct streams *streams, const struct given *given) {
    struct http *http = NULL;
    sigset_t blocked, before;
    // The signals that end it come to this thread alone.
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGINT);
    pthread_sigmask(SIG_BLOCK, &blocked, &before);
    int code = listen_at(site, streams, given, &http);
    if (code == COMMAND_WELL)
        code = say_ready(http, &given->at, given->ready);
    if (code == COMMAND_WELL)
        code = follow(site);
    while (code == COMMAND_WELL && !capaian_stop_asked())
        sigsuspend(&before);
    capaian_notify("STOPPING=1");
    streams_end(streams);
    http_stop(http);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (code == COMMAND_WELL)
        capaian_log(CAPAIAN_INFO, "stopped", NULL);
    return code;
}

static int open_site(struct site *site, struct streams *streams) {
    site->feed = feed_new(&site->arguments, streams_wake, streams);
    site->askers = askers_new(&site->arguments, WORKERS);
    site->sessions = sessions_new();
    pthread_mutex_init(&site->hashing, NULL);
    pthread_rwlock_init(&site->catalogue_lock, NULL);
    pthread_mutex_init(&site->seen_lock, NULL);
    if (!site->feed || !site->askers || !site->sessions)
        return capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    // Opened once here, so that a key that cannot be read is said before anybody is let in.
    struct capaian_client *client = askers_take(site->askers);
    if (!client)
        return COMMAND_COULD_NOT;
    askers_give(site->askers, client);
    return COMMAND_WELL;
}

static void close_site(struct site *site) {
    site->feed = feed_stop(site->feed);
    site->askers = askers_free(site->askers);
    site->sessions = sessions_free(site->sessions);
    site->catalogue = catalogue_free(site->catalogue);
    pthread_mutex_destroy(&site->hashing);
    pthread_rwlock_destroy(&site->catalogue_lock);
    pthread_mutex_destroy(&site->seen_lock);
}

static int run(struct site *site, const struct given *given) {
    int code = check_people(given->people);
    if (code != COMMAND_GO_ON)
        return code;
    struct streams *streams = streams_new();
    code = streams ? open_site(site, streams) : capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    if (code == COMMAND_WELL) {
        streams_follow(streams, site->feed);
        code = serve(site, streams, given);
    }
    close_site(site);
    streams_free(streams);
    return code;
}

static const char *zone_word(int32_t offset_s) {
    enum { HOUR_S = 3600 };
    static const char *const WORDS[] = {"WIB", "WITA", "WIT"};
    int32_t place = offset_s / HOUR_S - 7;
    if (offset_s % HOUR_S == 0 && place >= 0 && place < 3)
        return WORDS[place];
    return offset_s == 0 ? "UTC" : "";
}

int command_dashboard(int argc, char **argv) {
    if (argc >= 2 && strcmp(argv[1], "passwd") == 0)
        return dashboard_passwd(argc - 1, argv + 1);
    struct given given = {.listen = "127.0.0.1:5580", .people = "", .open = "figures", .ready = ""};
    const struct capaian_option options[] = {
        {"listen", "ADDRESS:PORT", "CAPAIAN_DASHBOARD", "where browsers find it, 127.0.0.1:5580", &given.listen, NULL,
         false},
        {"people", "FILE", "CAPAIAN_PEOPLE", "who may log in, a line each (see dashboard passwd)", &given.people, NULL,
         false},
        {"public", "none|figures", NULL,
         "what is shown to who has not logged in: nothing, or all but persons' scorecards", &given.open, NULL, false},
        {"https", NULL, NULL, "browsers come through a proxy with TLS: cookies are for https alone", NULL, &given.https,
         false},
        {"ready", "FILE", NULL, "written when it listens", &given.ready, NULL, false},
    };
    const struct capaian_command_line line = {
        .usage = "dashboard [--listen ADDRESS:PORT] [--people FILE] [--public none|figures] [--https]\n"
                 "       dashboard passwd --person CODE --role ROLE [--unit UNIT] --name NAME",
        .help =
            "Pages for people, in a browser: what is missed, not reported or behind, since when, who answers for it\n"
            "and what is being done; units, indicators and how each figure came about; who has reported; events as\n"
            "they happen. Every page is also there as CSV and XLSX. The language is chosen on the page.\n"
            "It asks the evaluator with its own key, which needs the role watch, or desk for all units (*) where\n"
            "people act, and personnel where persons' scorecards are to be seen.\n"
            "Ends with 0 on SIGINT and SIGTERM. Beyond loopback, put a proxy with TLS before it that passes Host on,\n"
            "and give --https.\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
    };
    struct site site = {0};
    int code = arguments_read(argc, argv, &line, ARGUMENTS_QUERY, &site.arguments);
    if (code != COMMAND_GO_ON)
        return code;
    site.open = strcmp(given.open, "figures") == 0;
    if (!site.open && strcmp(given.open, "none") != 0)
        return capaian_command_fail(COMMAND_USAGE, "dashboard: --public is none or figures, not %s", given.open);
    if (site.arguments.json)
        return capaian_command_fail(COMMAND_USAGE, "dashboard answers in pages; leave out --json");
    if (capaian_address_parse(given.listen, &given.at) < 0)
        return capaian_command_fail(COMMAND_USAGE,
                                    "dashboard: --listen %s is no port, and no numeric address with one: "
                                    "127.0.0.1:5580 or [::1]:5580",
                                    given.listen);
    site.people = given.people;
    site.https = given.https;
    site.zone = zone_word(site.arguments.zone.offset_s);
    return run(&site, &given);
}
