#include "commands/commands.h"
#include "ledger/past.h"
#include "net/observation.h"
#include "runtime/daemon.h"
#include "runtime/sabotage.h"
#include "serve/server.h"
#include "serve/settings.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ALERTS_AGAIN_MS = 60 * 1000, ALERTS_RETRY_MS = 5 };

static int past_limit(void *context) {
    const struct server *server = context;
    return capaian_monotonic_ms() > server->query_until;
}

// Every turn, before anything is read: a key that was removed is out at once. It costs one stat.
static void refresh_keys(struct server *server) {
    if (capaian_sabotage("keep_removed_keys"))
        return;
    bool removed = false;
    unsigned line = 0;
    const char *what = "";
    int r = capaian_keyring_refresh(server->keys, CAPAIAN_ROLE_WATCH, &removed, &line, &what);
    if (r < 0) {
        char number[16];
        snprintf(number, sizeof number, "%u", line);
        capaian_log(CAPAIAN_FAULT, "the authorised keys cannot be read; the old ones stay", "file", server->keys_path,
                    "line", number, "why", r == -EBADMSG ? what : strerror(-r), NULL);
    }
    if (r != 1)
        return;
    capaian_log(CAPAIAN_INFO, "authorised keys reloaded", "file", server->keys_path, NULL);
    link_keys_changed(server);
    stream_drop_keys(server);
    if (!removed)
        return;
    // A subscriber cannot be told from another on PUB: all are cut off, those with a key come back and replay.
    capaian_socket_close(server->alerts_socket);
    server->alerts_socket = NULL;
    server->alerts_until = capaian_monotonic_ms() + ALERTS_AGAIN_MS;
}

// After a key was removed. libzmq lets go of the address a little later, and strangers may hold every descriptor for
// some seconds: tried in every turn, and what is published meanwhile is in the log.
static void reopen_alerts(struct server *server) {
    if (server->alerts_socket != NULL)
        return;
    char endpoint[256];
    // libzmq aborts where it cannot look at the network's interfaces for want of a descriptor (4.3.4, ip_resolver.cpp).
    int r = capaian_spare_files() ? capaian_pub_bind(server->context, server->alerts_endpoint, &server->pair,
                                                     CAPAIAN_ROLE_WATCH, &server->alerts_socket, endpoint)
                                  : -EMFILE;
    capaian_spare_files_end();
    bool later = r == -EADDRINUSE || r == -EMFILE || r == -ENFILE;
    if (r < 0 && (!later || capaian_monotonic_ms() > server->alerts_until)) {
        capaian_log(CAPAIAN_FAULT, "the alerts cannot be opened again; stopping", "endpoint", server->alerts_endpoint,
                    "why", strerror(-r), NULL);
        server->failed = true;
    }
}

static void wait_for_work(struct server *server, bool busy) {
    enum { COPYING_MS = 20 };    // until it is looked again whether a backup is done
    int64_t wait = busy ? 0 : server->alerts_socket == NULL ? ALERTS_RETRY_MS : passage_wait(server);
    if (server->copying != NULL && (wait < 0 || wait > COPYING_MS))
        wait = COPYING_MS;
    zmq_pollitem_t items[] = {{server->link_socket, 0, ZMQ_POLLIN, 0}, {server->query_socket, 0, ZMQ_POLLIN, 0}};
    zmq_poll(items, 2, wait);
}

bool server_turn(struct server *server) {
    refresh_keys(server);
    reopen_alerts(server);
    room_look(server);
    link_expire(server);
    bool busy = link_receive(server);
    if (!server->failed)
        passage_judge(server);
    if (!server->failed)
        link_note_silence(server);
    if (capaian_sabotage("acknowledge_before_commit"))
        link_answer(server);
    if (capaian_sabotage("publish_before_commit"))
        stream_publish(server);
    if (!server->failed && server->ledger->open)
        server_commit(server);
    if (server->failed)
        return false;
    link_answer(server);
    link_go_on(server);
    stream_publish(server);
    passage_answer(server);
    act_answer_backup(server);
    busy = desk_receive(server) || busy;
    busy = past_turn(server) || busy;
    busy = stream_pump(server) || busy;
    stream_beacon(server);
    if (!server->failed && capaian_store_checkpoint(server->ledger->store, !busy) < 0)
        server->failed = true;
    return busy;
}

static void loop(struct server *server) {
    bool busy = false;
    while (!server->failed && !capaian_stop_asked()) {
        server_observe(server);
        wait_for_work(server, busy);
        busy = server_turn(server);
    }
}

static int bind_sockets(struct server *server, const struct server_setup *setup) {
    const unsigned query_roles = CAPAIAN_ROLE_SUBMIT | CAPAIAN_ROLE_WATCH | CAPAIAN_ROLE_QUERY | CAPAIAN_ROLE_DESK |
                                 CAPAIAN_ROLE_ADMIN | CAPAIAN_ROLE_PERSONNEL;
    int r = capaian_router_bind(server->context, setup->link, &server->pair, CAPAIAN_ROLE_LINK, CAPAIAN_LINK_FRAME_MAX,
                                &server->link_socket, server->link_endpoint);
    if (r == 0)
        r = capaian_pub_bind(server->context, setup->alerts, &server->pair, CAPAIAN_ROLE_WATCH, &server->alerts_socket,
                             server->alerts_endpoint);
    if (r == 0)
        r = capaian_router_bind(server->context, setup->query, &server->pair, query_roles, CAPAIAN_QUERY_FRAME_MAX,
                                &server->query_socket, server->query_endpoint);
    return r;
}

static int complain(const char *what, const char *path, int error) {
    fprintf(stderr, "capaian-evaluator: %s: %s: %s\n", path, what, strerror(-error));
    return COMMAND_COULD_NOT;
}

static int read_keys(struct server *server, const struct server_setup *setup) {
    unsigned line = 0;
    const char *what = "";
    int r = capaian_keypair_read(setup->key, &server->pair);
    if (r < 0)
        return complain("the evaluator's own key cannot be read (make one with keygen)", setup->key, r);
    server->keys_path = setup->keys;
    r = capaian_keyring_load(setup->keys, &server->keys, &line, &what);
    if (r == -EBADMSG) {
        fprintf(stderr, "capaian-evaluator: %s:%u: %s\n", setup->keys, line, what);
        return COMMAND_COULD_NOT;
    }
    return r < 0 ? complain(r == -ENOKEY ? "no key is authorised, so nobody could connect" : "cannot be read",
                            setup->keys, r)
                 : 0;
}

static void log_lost(void *context, const char *line) {
    enum { NAMED = 100 };
    if (++*(unsigned *)context <= NAMED)
        capaian_log(CAPAIAN_WARN, "this act is not in the ledger any more", "act", line, NULL);
}

// A ledger that was put back says at once what people have to do again.
static int open_acts(struct server *server, const char *path) {
    char *sentence = NULL, count[16];
    unsigned lost = 0;
    int r = acts_log_open(path, server->ledger, log_lost, &lost, &server->acts, &sentence);
    if (r < 0)
        fprintf(stderr, "capaian-evaluator: %s\n", sentence != NULL ? sentence : strerror(-r));
    free(sentence);
    snprintf(count, sizeof count, "%u", lost);
    if (lost > 0)
        capaian_log(CAPAIAN_FAULT, "the ledger was put back to an earlier state: acts of people are lost", "acts",
                    count, "list", path, NULL);
    return r < 0 ? COMMAND_COULD_NOT : 0;
}

static int open_ledger(struct server *server, const struct server_setup *setup) {
    const char *path = setup->ledger, *quarantine = setup->quarantine;
    char *sentence = NULL;
    int r = ledger_open(path, &server->ledger, &sentence);
    if (r == 0)
        r = capaian_store_open_readonly(path, &ledger_schema, &server->reader, &sentence);
    if (r < 0) {
        fprintf(stderr, "capaian-evaluator: %s\n", sentence != NULL ? sentence : strerror(-r));
        free(sentence);
        return COMMAND_COULD_NOT;
    }
    // Behind the ledger's lock, so that no second daemon writes into it.
    r = quarantine_open(quarantine, &server->quarantine);
    if (r < 0)
        return complain("cannot be written", quarantine, r);
    sqlite3_progress_handler(server->reader, 10000, past_limit, server);
    server->clock = server->ledger->clock;
    server->backups_path = setup->backups;
    server->backed_up_at = copying_remembered(setup->backups);
    server->links = calloc(LINKS_MAX, sizeof *server->links);
    if (server->links != NULL)
        link_expect(server);
    server->frame = capaian_arena_new(CAPAIAN_REPLY_FRAME_MAX);
    server->answer = capaian_arena_new(CAPAIAN_REPLY_FRAME_MAX);
    return server->links == NULL || server->frame == NULL || server->answer == NULL
               ? complain("out of memory", path, -ENOMEM)
               : 0;
}

void server_close(struct server *server) {
    capaian_socket_close(server->link_socket);
    capaian_socket_close(server->alerts_socket);
    capaian_socket_close(server->query_socket);
    capaian_zap_stop(server->zap);
    if (server->context != NULL)
        zmq_ctx_term(server->context);
    past_close(server->past);
    copying_end(server->copying);
    sqlite3_close(server->reader);
    ledger_close(server->ledger);
    quarantine_close(server->quarantine);
    acts_log_close(server->acts);
    capaian_keyring_free(server->keys);
    capaian_keypair_wipe(&server->pair);
    for (size_t i = 0; i < server->link_count; i++)
        free(server->links[i].verdicts);
    free(server->links);
    free(server->follows);
    free(server->verdict_bytes);
    capaian_arena_free(server->frame);
    capaian_arena_free(server->answer);
}

int server_open(struct server *server, const struct server_setup *setup) {
    server->context = zmq_ctx_new();
    int r = read_keys(server, setup);
    if (r == 0 && (r = capaian_zap_start(server->context, setup->keys, &server->zap)) < 0)
        return complain("the authenticator cannot start", setup->keys, r);
    if (r == 0)
        r = open_ledger(server, setup);
    if (r == 0)
        r = open_acts(server, setup->acts);
    if (r != 0)
        return r;
    r = bind_sockets(server, setup);
    return r < 0 ? complain("an endpoint cannot be bound", setup->link, r) : 0;
}

// `http`: where it is observed; NULL: nowhere.
static int run(struct server *server, const struct serve_settings *settings, const char *http) {
    const struct server_setup *setup = &settings->setup;
    char number[24];
    snprintf(number, sizeof number, "%" PRIu64, server->descriptors);
    int r = server_open(server, setup);
    if (r != 0)
        return r;
    const struct capaian_endpoint endpoints[] = {{"link", server->link_endpoint},
                                                 {"alerts", server->alerts_endpoint},
                                                 {"query", server->query_endpoint},
                                                 {"http", http}};
    if ((r = capaian_ready_file(settings->told.ready, endpoints, http == NULL ? 3 : 4)) < 0)
        return complain("the ready file cannot be written", settings->told.ready, r);
    capaian_notify("READY=1");
    capaian_log(CAPAIAN_INFO, "serving", "link", server->link_endpoint, "alerts", server->alerts_endpoint, "query",
                server->query_endpoint, "time", server->ledger->simulated ? "SIMULATED" : "real", "descriptors", number,
                http == NULL ? NULL : "http", http, NULL);
    loop(server);
    capaian_notify("STOPPING=1");
    if (server->failed)
        capaian_log(CAPAIAN_FAULT,
                    "the ledger cannot be written; stopping, so that nothing is answered that is not on disk", "ledger",
                    setup->ledger, NULL);
    else
        capaian_log(CAPAIAN_INFO, "stopped", NULL);
    return server->failed ? COMMAND_COULD_NOT : COMMAND_WELL;
}

static int run_observed(struct server *server, const struct serve_settings *settings) {
    // The record and the journal are nobody else's to read.
    umask(077);
    server->descriptors = capaian_raise_files();
    capaian_stop_on_signals();
    if (settings->told.http == NULL)
        return run(server, settings, NULL);
    char http[CAPAIAN_OBSERVATION_ENDPOINT];
    int r = capaian_observation_start(settings->told.http, &server->observation, http);
    if (r < 0)
        return complain("cannot listen there", settings->told.http, r);
    r = run(server, settings, http);
    server->observation = capaian_observation_stop(server->observation);
    return r;
}

// What the settings name; nothing is opened that a running evaluator has.
static int check(struct server *server, const struct server_setup *setup) {
    int r = read_keys(server, setup);
    if (r == 0 && access(setup->ledger, R_OK | W_OK) < 0)
        return complain("cannot be used (a new ledger is made with init)", setup->ledger, -errno);
    return r;
}

int command_serve(int argc, char **argv) {
    struct serve_settings settings;
    struct server server = {0};
    int code = serve_settings_read(argc, argv, &settings);
    if (code == COMMAND_GO_ON)
        code = settings.told.configuration.check ? check(&server, &settings.setup) : run_observed(&server, &settings);
    server_close(&server);
    serve_settings_free(&settings);
    return code;
}
