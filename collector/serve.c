#include "serve.h"

#include "collector.h"
#include "commands/commands.h"
#include "desk.h"
#include "link.h"
#include "net/observation.h"
#include "observe.h"
#include "runtime/daemon.h"
#include "runtime/sabotage.h"
#include "settings.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
    UPKEEP_MS = 1000,
    LATE_POLL_MS = 5,    // until a full connection is offered its reply again
    STOP_MS = 3000,      // how long the end waits for the evaluator
    STOP_POLL_MS = 50,
    PURGE_STEP = 16,      // entries
    PURGE_STEPS = 256,    // a turn
};

// Below this much free disk nothing new is taken, so that verdicts can be stored and entries purged.
static const int64_t DISK_FLOOR = 8 * INT64_C(1024) * 1024;

// Every turn, before anything is read: a key that was removed is out at once. It costs one stat.
static void refresh_keys(struct collector *collector) {
    if (capaian_sabotage("keep_removed_keys"))
        return;
    bool removed = false;
    unsigned line = 0;
    const char *what = "";
    int r = capaian_keyring_refresh(collector->keys, 0, &removed, &line, &what);
    if (r > 0) {
        collector->counters.keys_reloaded++;
        char count[24];
        snprintf(count, sizeof count, "%zu", capaian_keyring_count(collector->keys));
        capaian_log(CAPAIAN_INFO, "authorised keys reloaded", "keys", count, NULL);
    } else if (r < 0) {
        collector->counters.keys_rejected++;
        char place[24];
        snprintf(place, sizeof place, "%u", line);
        // Once for every state of the file, so it needs no limit: whoever edits it must see every fault.
        capaian_log(CAPAIAN_FAULT, "authorised keys cannot be used; the old ones stay", "line", place, "why",
                    r == -EBADMSG ? what : strerror(-r), NULL);
    }
}

// What may be stored until the next look, and whether applied entries are to make room.
static int look_at_space(struct collector *collector) {
    int64_t used, inside, disk;
    int r = journal_space(collector->journal, &used, &inside, &disk);
    if (r < 0)
        return r;
    // Pages freed by purging are used again, but what is written goes through the WAL, which needs disk of its own.
    collector->journal_used = used;
    collector->disk_left = disk < DISK_FLOOR / 8 ? 0 : disk + inside - DISK_FLOOR;
    bool was_short = collector->space_short;
    bool no_disk = collector->disk_left <= 0;
    collector->space_short = no_disk || used > collector->reserve;
    if (no_disk && !was_short && collector_may_log(collector, 91))
        capaian_log(CAPAIAN_FAULT, "the disk is nearly full; new messages are answered busy", NULL);
    return 0;
}

static void warn_of_clock(struct collector *collector) {
    int64_t ahead = collector->clock.last - capaian_wall_ms();
    if (collector->clock.simulated || ahead < UPKEEP_MS || !collector_may_log(collector, 92))
        return;
    char text[24];
    snprintf(text, sizeof text, "%" PRId64, ahead);
    capaian_log(CAPAIAN_WARN, "the system's clock is behind the journal; receive time stands still", "by_ms", text,
                NULL);
}

// Once a second. 0 or -EIO.
static int look_after(struct collector *collector, int64_t now) {
    if (now - collector->looked_after < UPKEEP_MS)
        return 0;
    collector->looked_after = now;
    warn_of_clock(collector);
    return look_at_space(collector);
}

// Frees no more than is short: what is kept is what a restored evaluator is refilled from; and nothing while one lacks
// what is gone, or none has said since we started that it does not.
static int purge(struct collector *collector) {
    int r = 0;
    unsigned purged = PURGE_STEP;
    for (int i = 0; i < PURGE_STEPS && r == 0 && purged > 0 && collector->space_short && !collector->lost &&
                    (collector->forward.whole || capaian_sabotage("purge_ungreeted"));
         i++) {
        r = journal_purge(collector->journal, PURGE_STEP, &purged);
        if (r < 0)
            break;
        collector->counters.purged += purged;
        r = look_at_space(collector);
    }
    if (r == -ENOSPC)
        collector->lost = true;
    return r;
}

// Only verdicts, and none that has waited long: they go along with the next entry, which has to be on disk anyway.
static bool may_wait(const struct collector *collector) {
    return collector->freed_count > 0 && collector->freed_count < VERDICTS_TOGETHER &&
           !journal_pressing(collector->journal) && capaian_monotonic_ms() < collector->freed_since + VERDICTS_WAIT_MS;
}

// A full disk takes the turn back: nobody is told that anything was stored, the evaluator is asked for its verdicts
// again. Any other error ends the process: a disk that lied once is not asked again.
static int commit(struct collector *collector, bool stopping) {
    if (!collector->lost && !stopping && may_wait(collector))
        return 0;
    if (!collector->lost) {
        bool dirty = journal_dirty(collector->journal);
        int64_t before = capaian_monotonic_us();
        int r = journal_commit(collector->journal);
        if (r == -ENOSPC)
            collector->lost = true;
        else if (r < 0)
            return r;
        else if (dirty) {
            collector->counters.commits++;
            capaian_durations_add(&collector->commit_times, capaian_monotonic_us() - before);
        }
    }
    if (collector->lost) {
        collector->counters.disk_full++;
        collector->disk_left = 0;
        if (collector_may_log(collector, 93))
            capaian_log(CAPAIAN_FAULT, "the disk is full; nothing was stored", NULL);
        return link_lost(collector);
    }
    link_committed(collector);
    return 0;
}

static int tolerate_full(int r) {
    return r == -ENOSPC ? 0 : r;
}

int collector_turn(struct collector *collector, bool stopping, bool *ret_idle) {
    capaian_arena_reset(collector->frames);
    capaian_arena_reset(collector->incoming);
    collector->lost = false;
    refresh_keys(collector);
    int r = tolerate_full(link_receive(collector));
    int taken = 0;
    if (r == 0 && !stopping)
        r = taken = desk_receive(collector);
    if (r >= 0 && !collector->lost)
        r = tolerate_full(link_promise(collector));
    if (r >= 0)
        r = tolerate_full(purge(collector));
    bool dirty = journal_dirty(collector->journal);
    if (capaian_sabotage("answer_before_commit") && r >= 0 && collector->stored_count > 0) {
        desk_reply(collector);
        if (capaian_sabotage("die"))
            capaian_sabotage_die(100);
    }
    if (r >= 0)
        r = commit(collector, stopping);
    if (r < 0)
        return r;
    desk_reply(collector);
    r = link_send(collector);
    int64_t now = capaian_monotonic_ms();
    if (r == 0)
        r = desk_upkeep(collector, now);
    if (r == 0)
        r = look_after(collector, now);
    *ret_idle = taken == 0 && !dirty;
    if (r == 0)
        r = journal_checkpoint(collector->journal, *ret_idle);
    return r;
}

static int64_t earlier(int64_t a, int64_t b) {
    return a < b ? a : b;
}

int64_t collector_patience(const struct collector *collector) {
    int64_t now = capaian_monotonic_ms();
    int64_t at = earlier(collector->looked_after + UPKEEP_MS, link_next_at(collector));
    at = earlier(at, waiting_deadline(collector->waiting));
    at = earlier(at, waiting_deadline(collector->trials));
    if (collector->freed_count > 0)
        at = earlier(at, collector->freed_since + VERDICTS_WAIT_MS);
    if (collector->late_count > 0)
        at = earlier(at, now + LATE_POLL_MS);
    return at > now ? at - now : 0;
}

// 0, also when a signal came; -errno.
static int wait_for_work(struct collector *collector, bool stopping, long timeout) {
    zmq_pollitem_t items[] = {
        {.socket = collector->link, .events = (short)(ZMQ_POLLIN | (collector->link_blocked ? ZMQ_POLLOUT : 0))},
        {.socket = collector->intake, .events = ZMQ_POLLIN},
    };
    if (zmq_poll(items, stopping ? 1 : 2, timeout) < 0 && zmq_errno() != EINTR)
        return -zmq_errno();
    return 0;
}

// Nothing new is taken; what is stored goes to the evaluator while that is quick.
static int finish(struct collector *collector) {
    bool idle;
    int r = collector_turn(collector, true, &idle);
    int64_t until = capaian_monotonic_ms() + STOP_MS;
    while (r == 0 && !link_done(collector) && capaian_monotonic_ms() < until) {
        r = wait_for_work(collector, true, STOP_POLL_MS);
        if (r == 0)
            r = collector_turn(collector, true, &idle);
    }
    if (r == 0)
        desk_close(collector);
    return r;
}

static int run(struct collector *collector) {
    bool idle = false;
    int r = 0;
    while (r == 0 && !capaian_stop_asked()) {
        observe(collector);
        r = wait_for_work(collector, false, (long)collector_patience(collector));
        if (r == 0)
            r = collector_turn(collector, false, &idle);
    }
    if (r == 0) {
        capaian_notify("STOPPING=1");
        capaian_log(CAPAIAN_INFO, "stopping", NULL);
        r = finish(collector);
    }
    return r;
}

// `http`: where it is observed, with the observation; NULL: nowhere.
static int serve(const struct settings *settings, uint64_t descriptors, struct capaian_observation *observation,
                 const char *http) {
    char endpoint[256], number[24];
    struct collector *collector = collector_open(settings, endpoint);
    if (!collector)
        return COMMAND_COULD_NOT;
    collector->descriptors = descriptors;
    collector->observation = observation;
    snprintf(number, sizeof number, "%" PRIu64, descriptors);
    int r = look_after(collector, capaian_monotonic_ms());
    const struct capaian_endpoint bound[] = {{"intake", endpoint}, {"http", http}};
    if (r == 0)
        r = capaian_ready_file(settings->told.ready, bound, http ? 2 : 1);
    if (r < 0) {
        fprintf(stderr, "capaian-collector serve: cannot write %s\n",
                settings->told.ready ? settings->told.ready : settings->journal);
        collector_close(collector);
        return COMMAND_COULD_NOT;
    }
    capaian_notify("READY=1");
    capaian_log(CAPAIAN_INFO, "listening", "intake", endpoint, "name", settings->name, "time",
                settings->simulated ? "simulated" : "real", "descriptors", number, http ? "http" : NULL, http, NULL);
    r = run(collector);
    if (r < 0)
        capaian_log(CAPAIAN_FAULT, "the journal cannot be used any more; look at the disk, then start again", "journal",
                    settings->journal, NULL);
    else
        capaian_log(CAPAIAN_INFO, "stopped", NULL);
    collector_close(collector);
    return r < 0 ? COMMAND_COULD_NOT : COMMAND_WELL;
}

static int serve_observed(const struct settings *settings) {
    // The journal is nobody else's to read.
    umask(077);
    capaian_stop_on_signals();
    uint64_t descriptors = capaian_raise_files();
    if (!settings->told.http)
        return serve(settings, descriptors, NULL, NULL);
    struct capaian_observation *observation = NULL;
    char http[CAPAIAN_OBSERVATION_ENDPOINT];
    int r = capaian_observation_start(settings->told.http, &observation, http);
    if (r < 0) {
        fprintf(stderr, "capaian-collector serve: cannot listen at %s: %s\n", settings->told.http, strerror(-r));
        return COMMAND_COULD_NOT;
    }
    int code = serve(settings, descriptors, observation, http);
    capaian_observation_stop(observation);
    return code;
}

int command_serve(int argc, char **argv) {
    static struct settings settings;
    int code = settings_read(argc, argv, &settings);
    if (code == COMMAND_GO_ON && settings.told.configuration.check)
        code = collector_check(&settings) ? COMMAND_WELL : COMMAND_COULD_NOT;
    else if (code == COMMAND_GO_ON)
        code = serve_observed(&settings);
    settings_free(&settings);
    return code;
}
