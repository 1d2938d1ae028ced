#include "fold/onwire.h"
#include "fold/standing.h"
#include "net/observation.h"
#include "net/unread.h"
#include "runtime/daemon.h"
#include "serve/server.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    OBSERVE_MS = 1000,
    KEY_SHOWN = 4,      // bytes
    COUNT_MS = 5000,    // between two counts of what stands, which looks at every alert
};

static void count_one(void *context, const struct standing *standing) {
    struct observing *observing = context;
    bool firing = standing->alert->state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING;
    (firing ? observing->firing : observing->acknowledged)[standing->alert->kind]++;
}

static void count_alerts(struct server *server, int64_t now) {
    struct observing *observing = &server->observing;
    const struct fold *fold = server->ledger->fold;
    if (observing->counted_at != 0 && (fold->step == observing->counted_step || now - observing->counted_at < COUNT_MS))
        return;
    observing->counted_at = now;
    observing->counted_step = fold->step;
    memset(observing->firing, 0, sizeof observing->firing);
    memset(observing->acknowledged, 0, sizeof observing->acknowledged);
    fold_standing(fold, fold->today, count_one, observing);
}

static void add_alerts(const struct observing *observing, struct capaian_string *out) {
    static const char *const NAME = "capaian_evaluator_alerts";
    static const Capaian__V1__AlertKind KINDS[] = {
        CAPAIAN__V1__ALERT_KIND__ALERT_KIND_MISSED, CAPAIAN__V1__ALERT_KIND__ALERT_KIND_BEHIND,
        CAPAIAN__V1__ALERT_KIND__ALERT_KIND_OVERDUE, CAPAIAN__V1__ALERT_KIND__ALERT_KIND_IMPLAUSIBLE,
        CAPAIAN__V1__ALERT_KIND__ALERT_KIND_SILENT};
    capaian_metric_family(out, NAME, CAPAIAN_GAUGE, NULL, "Alerts that stand.");
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        const char *kind = alert_kind_code(KINDS[i]);
        capaian_metric_sample(out, NAME, CAPAIAN_GAUGE, observing->firing[KINDS[i]], "kind", kind, "state", "firing",
                              NULL);
        capaian_metric_sample(out, NAME, CAPAIAN_GAUGE, observing->acknowledged[KINDS[i]], "kind", kind, "state",
                              "acknowledged", NULL);
    }
}

static double up(const struct link *link) {
    return link->connected;
}

static double applied(const struct link *link) {
    return (double)link->here.applied;
}

static double lacking(const struct link *link) {
    return (double)(link->held ? link->would_lack : link->here.lacking);
}

static double held(const struct link *link) {
    return link->held;
}

static double shared(const struct link *link) {
    return link->shared;
}

static double heard_seconds(const struct link *link) {
    return (double)(capaian_monotonic_ms() - link->heard_at) / 1000;
}

// By the comment of its key, which is how an operator calls a collector; two keys may have the same.
static void add_link_family(const struct server *server, const char *name, enum capaian_metric kind, const char *unit,
                            const char *help, double (*figure)(const struct link *link), struct capaian_string *out) {
    capaian_metric_family(out, name, kind, unit, help);
    for (size_t i = 0; i < server->link_count; i++) {
        const struct capaian_key_entry *entry = capaian_keyring_find(server->keys, server->links[i].key);
        char key[2 * KEY_SHOWN + 1];
        if (entry != NULL)
            capaian_metric_sample(out, name, kind, figure(&server->links[i]), "collector", entry->comment, "key",
                                  capaian_hex(entry->key, KEY_SHOWN, key), NULL);
    }
}

static void add_links(const struct server *server, struct capaian_string *out) {
    add_link_family(server, "capaian_evaluator_link_up", CAPAIAN_GAUGE, NULL, "1: the collector is connected.", up,
                    out);
    add_link_family(server, "capaian_evaluator_link_heard_seconds", CAPAIAN_GAUGE, "seconds",
                    "Since it was last heard, or expected.", heard_seconds, out);
    add_link_family(server, "capaian_evaluator_link_applied", CAPAIAN_COUNTER, NULL,
                    "Its messages that are settled here.", applied, out);
    add_link_family(server, "capaian_evaluator_link_lacking_messages", CAPAIAN_GAUGE, NULL,
                    "Its messages that are neither here nor there any more.", lacking, out);
    add_link_family(server, "capaian_evaluator_link_held", CAPAIAN_GAUGE, NULL, "1: it sends nothing because of them.",
                    held, out);
    add_link_family(server, "capaian_evaluator_link_shared", CAPAIAN_GAUGE, NULL, "1: two collectors use its key.",
                    shared, out);
}

static void add_counters(const struct server *server, struct capaian_string *out) {
    const struct fold *fold = server->ledger->fold;
    const struct capaian_figure plain[] = {
        {"messages", NULL, "Messages in the ledger.", (double)fold->messages},
        {"rows", NULL, "Rows in the ledger.", (double)fold->rows},
        {"steps", NULL, "Steps of the ledger.", (double)fold->step},
        {"events", NULL, "Events of alerts, ever.", (double)fold->events},
        {"duplicates", NULL, "Messages that were here already.", (double)server->counters.duplicates},
        {"conflicts", NULL, "Messages whose id another one has.", (double)server->counters.conflicts},
        {"waited", NULL, "Messages that waited for a lock to be judged.", (double)server->counters.waited},
        {"frames_refused", NULL, "Frames that could not be read or are not served.",
         (double)server->counters.frames_refused},
        {"keys_refused", NULL, "Requests of keys without the right.", (double)server->counters.keys_refused},
        {"queries", NULL, "Queries answered.", (double)server->counters.queries},
        {"acts", NULL, "Acts of people.", (double)server->counters.acts},
        {"trials", NULL, "Messages only tried.", (double)server->counters.trials},
        {"published", NULL, "Events published to subscribers.", (double)server->counters.published},
        {"sends_dropped", NULL, "Answers and events that were not taken.", (double)server->counters.sends_dropped},
        {"connections_refused", NULL, "Connections of keys that may not connect.",
         (double)capaian_zap_refused(server->zap)},
        {"checkpoint_seconds", "seconds", "Time spent copying the log into the database, while nothing else is done.",
         (double)capaian_store_checkpoint_us(server->ledger->store) / 1e6},
    };
    capaian_metric_figures(out, "capaian_evaluator_", CAPAIAN_COUNTER, plain, sizeof plain / sizeof *plain);
}

// For how long what is due has not been judged, in ledger time.
static double unjudged_seconds(const struct server *server) {
    int64_t due = fold_next_due(server->ledger->fold);
    int64_t now = server_now(server);
    return due == INT64_MAX || due >= now ? 0 : (double)(now - due) / 1000;
}

static void add_gauges(const struct server *server, struct capaian_string *out) {
    const struct fold *fold = server->ledger->fold;
    const struct capaian_figure gauges[] = {
        {"unjudged_seconds", "seconds", "For how long what is due has not been judged.", unjudged_seconds(server)},
        {"catalogue_version", NULL, "Of the catalogue that counts; 0: there is none.", (double)fold->version_count},
        {"indicators", NULL, "In that catalogue.",
         fold->version_count == 0 ? 0 : (double)fold_latest(fold)->catalogue->indicator_count},
        {"followers", NULL, "Subscribers that follow the log of events.", (double)server->follow_count},
        {"disk_free_bytes", "bytes", "What may be written until nothing is folded.", (double)server->disk_left},
        {"disk_short", NULL, "1: the disk is nearly full and nothing is folded.", server->disk_short},
        {"wal_bytes", "bytes", "Of the ledger, written and not yet in its file.",
         (double)capaian_store_wal_bytes(server->ledger->store)},
        {"unread_bytes", "bytes", "Answers that their connections have not taken yet.", (double)capaian_unread_bytes()},
        {"keys", NULL, "Authorised keys.", (double)capaian_keyring_count(server->keys)},
        {"keys_stale", NULL, "1: the file of the authorised keys cannot be used, and the keys before it count.",
         capaian_keyring_stale(server->keys)},
        {"backup_timestamp_seconds", "seconds", "When the last backup was whole; 0: there has been none.",
         (double)server->backed_up_at / 1000},
        {"backup_running", NULL, "1: a backup is being made.", server->copying != NULL},
        {"simulated", NULL, "1: in simulated time.", server->ledger->simulated},
    };
    capaian_metric_figures(out, "capaian_evaluator_", CAPAIAN_GAUGE, gauges, sizeof gauges / sizeof *gauges);
}

static size_t connected(const struct server *server) {
    size_t count = 0;
    for (size_t i = 0; i < server->link_count; i++)
        count += server->links[i].connected;
    return count;
}

static void publish(struct server *server, int64_t now) {
    struct capaian_string metrics = {0};
    count_alerts(server, now);
    capaian_metric_build(&metrics, "evaluator");
    add_counters(server, &metrics);
    add_gauges(server, &metrics);
    add_alerts(&server->observing, &metrics);
    add_links(server, &metrics);
    capaian_metric_durations(&metrics, "capaian_evaluator_commit_duration_seconds",
                             "How long it took until a turn was on disk.", &server->commit_times);
    char links[64];
    snprintf(links, sizeof links, "%zu of %zu collectors connected", connected(server), server->link_count);
    bool catalogue = server->ledger->fold->version_count > 0;
    const struct capaian_check checks[] = {
        {"disk", !server->disk_short, true, server->disk_short ? "messages wait with their collectors" : NULL},
        {"alerts", server->alerts_socket != NULL, true, NULL},
        {"links", connected(server) == server->link_count, false, links},
        {"catalogue", catalogue, false, catalogue ? NULL : "none is applied yet, so messages wait"},
    };
    capaian_observation_publish(server->observation, &metrics, checks, sizeof checks / sizeof *checks, now);
}

// What `systemctl status` shows.
static void tell_status(const struct server *server) {
    const struct fold *fold = server->ledger->fold;
    char text[160];
    snprintf(text, sizeof text, "%zu of %zu collectors connected, %" PRIu64 " messages, %" PRIu64 " events",
             connected(server), server->link_count, fold->messages, fold->events);
    capaian_notify_status(text);
}

void server_observe(struct server *server) {
    int64_t now = capaian_monotonic_ms();
    capaian_notify_turn(now);
    if (now - server->observing.at < OBSERVE_MS)
        return;
    server->observing.at = now;
    if (capaian_notify_wanted())
        tell_status(server);
    if (server->observation != NULL)
        publish(server, now);
}
