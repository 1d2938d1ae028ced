#include "observe.h"

#include "census.h"
#include "net/observation.h"
#include "net/unread.h"
#include "runtime/daemon.h"
#include "runtime/metrics.h"

#include <inttypes.h>
#include <stdio.h>

enum { OBSERVE_MS = 1000 };

// For how long the oldest message has waited, in the receive clock's time; 0: there is none.
static double oldest_seconds(struct collector *collector) {
    int64_t oldest = census_oldest_at(collector);
    int64_t age = receive_clock_read(&collector->clock, capaian_wall_ms()) - oldest;
    return oldest == 0 || age < 0 ? 0 : (double)age / 1000;
}

static void add_messages(const struct counters *counters, struct capaian_string *out) {
    const struct {
        const char *outcome;
        uint64_t count;
    } outcomes[] = {{"stored", counters->stored},      {"duplicate", counters->duplicates},
                    {"conflict", counters->conflicts}, {"refused", counters->refused},
                    {"busy", counters->busy},          {"not_allowed", counters->not_allowed},
                    {"trial", counters->trials},       {"malformed", counters->frames_malformed}};
    capaian_metric_family(out, "capaian_collector_messages", CAPAIAN_COUNTER, NULL,
                          "Messages by what they were answered at once.");
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        capaian_metric_sample(out, "capaian_collector_messages", CAPAIAN_COUNTER, (double)outcomes[i].count, "outcome",
                              outcomes[i].outcome, NULL);
}

static void add_counters(const struct collector *collector, struct capaian_string *out) {
    const struct counters *counters = &collector->counters;
    const struct capaian_figure plain[] = {
        {"frames", NULL, "Frames that came to the intake.", (double)counters->frames},
        {"receipts_asked", NULL, "Questions what became of a message.", (double)counters->receipts_asked},
        {"verdicts_pushed", NULL, "Verdicts sent to who waited for them.", (double)counters->verdicts_pushed},
        {"replies_dropped", NULL, "Replies that their connection did not take.", (double)counters->replies_dropped},
        {"disk_full", NULL, "Turns taken back because the disk was full.", (double)counters->disk_full},
        {"purged", NULL, "Applied messages removed to make room.", (double)counters->purged},
        {"link_sessions", NULL, "Sessions begun with the evaluator.", (double)counters->link_sessions},
        {"link_rewinds", NULL, "Times that all that is kept was sent again.", (double)counters->link_rewinds},
        {"link_faults", NULL, "Times that the link was not as it should be.", (double)counters->link_faults},
        {"link_sent", NULL, "Messages sent to the evaluator.", (double)counters->link_entries},
        {"link_settled", NULL, "Messages whose verdict came back.", (double)counters->link_settled},
        {"connections_refused", NULL, "Connections of keys that may not connect.",
         (double)capaian_zap_refused(collector->zap)},
        {"checkpoint_seconds", "seconds", "Time spent copying the log into the database, while nothing else is done.",
         (double)journal_checkpoint_us(collector->journal) / 1e6},
    };
    capaian_metric_figures(out, "capaian_collector_", CAPAIAN_COUNTER, plain, sizeof plain / sizeof *plain);
}

static void add_gauges(struct collector *collector, struct capaian_string *out) {
    int64_t behind = collector->clock.simulated ? 0 : collector->clock.last - capaian_wall_ms();
    const struct capaian_figure gauges[] = {
        {"link_up", NULL, "1: the evaluator is connected.", collector->link_up},
        {"link_held", NULL, "1: nothing is sent, for the evaluator lacks messages that are gone here.",
         collector->forward.held > 0},
        {"link_shared", NULL, "1: another collector uses this one's key.", collector->forward.shared},
        {"pending_messages", NULL, "Messages that wait for the evaluator.", (double)census_pending(collector)},
        {"pending_bytes", "bytes", "What they take of the reserve.", (double)quota_pending(collector->quota)},
        {"oldest_pending_seconds", "seconds", "For how long the oldest of them has waited.", oldest_seconds(collector)},
        {"reserve_bytes", "bytes", "Room for messages that wait.", (double)collector->reserve},
        {"journal_used_bytes", "bytes", "What the journal holds.", (double)collector->journal_used},
        {"disk_free_bytes", "bytes", "What may be stored until nothing new is taken.", (double)collector->disk_left},
        {"waiting_requests", NULL, "Senders that wait for a verdict.",
         (double)waiting_count(collector->waiting) + waiting_count(collector->trials)},
        {"unread_bytes", "bytes", "Replies that their connections have not taken yet.", (double)capaian_unread_bytes()},
        {"keys", NULL, "Authorised keys.", (double)capaian_keyring_count(collector->keys)},
        {"keys_stale", NULL, "1: the file of the authorised keys cannot be used, and the keys before it count.",
         capaian_keyring_stale(collector->keys)},
        {"clock_behind_seconds", "seconds", "By how much the system's clock is behind the journal.",
         behind > 0 ? (double)behind / 1000 : 0},
        {"simulated", NULL, "1: in simulated time.", collector->clock.simulated},
    };
    capaian_metric_figures(out, "capaian_collector_", CAPAIAN_GAUGE, gauges, sizeof gauges / sizeof *gauges);
}

static void publish(struct collector *collector, int64_t now) {
    struct capaian_string metrics = {0};
    capaian_metric_build(&metrics, "collector");
    add_messages(&collector->counters, &metrics);
    add_counters(collector, &metrics);
    add_gauges(collector, &metrics);
    capaian_metric_durations(&metrics, "capaian_collector_commit_duration_seconds",
                             "How long it took until messages were on disk.", &collector->commit_times);
    char waits[64];
    snprintf(waits, sizeof waits, "%" PRIu64 " messages wait here", census_pending(collector));
    const struct capaian_check checks[] = {
        {"disk", collector->disk_left > 0, true, collector->disk_left > 0 ? NULL : "new messages are answered busy"},
        {"link", collector->link_up, false, waits},
        {"whole", collector->forward.held == 0, false,
         collector->forward.held == 0 ? NULL : "the evaluator lacks messages that are gone here; the log says more"},
    };
    capaian_observation_publish(collector->observation, &metrics, checks, sizeof checks / sizeof *checks, now);
}

// What `systemctl status` shows.
static void tell_status(const struct collector *collector) {
    char text[128];
    snprintf(text, sizeof text, "evaluator %s, %" PRIu64 " of %" PRIu64 " messages wait for it",
             collector->link_up ? "connected" : "NOT connected", census_pending(collector),
             journal_committed(collector->journal)->last);
    capaian_notify_status(text);
}

void observe(struct collector *collector) {
    int64_t now = capaian_monotonic_ms();
    capaian_notify_turn(now);
    if (now - collector->observed_at < OBSERVE_MS)
        return;
    collector->observed_at = now;
    if (capaian_notify_wanted())
        tell_status(collector);
    if (collector->observation)
        publish(collector, now);
}
