#include "run.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINK "sim://link"
#define ALERTS "sim://alerts"
#define QUERY "sim://query"

enum {
    FAULTS_LAST = 8 * WORLD_SECOND,
    SETTLE_AT_MOST = 150 * WORLD_SECOND,    // the longest silences of clients, some times over
    QUIET = 25 * WORLD_SECOND,              // after the last answer: a watcher that has noticed nothing asks again
    LETTERS = 24,
    DAY_MS = 24 * 3600 * 1000,
};

static const char *const intakes[REGENCY_COLLECTORS] = {"sim://intake1", "sim://intake2"};

// What an earlier run left on the disk.
static void wipe(struct disk *disk, const char *folder) {
    char copy[FOLDER_ROOM + 8];
    snprintf(copy, sizeof copy, "%s-copy", folder);
    disk_remove(disk, folder);
    disk_remove(disk, copy);
}

static void begin_machines(struct run *run) {
    const struct regency *regency = run->regency;
    struct node_setup setup = {.folder = regency->evaluator,
                               .name = "evaluator",
                               .link = LINK,
                               .alerts = ALERTS,
                               .query = QUERY,
                               .evaluator_key = regency->evaluator_pair.public_key};
    char in_hand[REGENCY_ROOM + 32];
    snprintf(in_hand, sizeof in_hand, "%s/ledger.in-hand", regency->evaluator);
    unlink(in_hand);
    wipe(run->disk, regency->evaluator);
    disk_copy(run->disk, regency->founded, regency->evaluator);
    machine_init(&run->evaluator, "evaluator", &evaluator_node, &setup, run->disk);
    for (unsigned i = 0; i < REGENCY_COLLECTORS; i++) {
        setup.folder = regency->collectors[i];
        setup.name = collector_names[i];
        setup.intake = intakes[i];
        wipe(run->disk, setup.folder);
        machine_init(&run->collectors[i], collector_names[i], &collector_node, &setup, run->disk);
        machine_start(&run->collectors[i]);
    }
    machine_start(&run->evaluator);
}

static int64_t some_time(void) {
    return world_between(0, FAULTS_LAST);
}

// Of the first two senders, who speak for the same unit through either collector, some letters are the same, and some
// have one id and different content.
static void write_letters(struct run *run) {
    for (unsigned i = 0; i < LETTERS; i++) {
        unsigned which = world_below(REGENCY_SENDERS);
        struct letter *letter = history_write(&run->history, sender_units[which], NULL);
        sender_add(&run->senders[which], letter, some_time());
        if (which > 1)
            continue;
        if (world_chance(200))
            sender_add(&run->senders[1 - which], letter, some_time());
        else if (world_chance(100)) {
            struct letter *rival = history_write(&run->history, sender_units[which], letter);
            letter->rival = rival;
            sender_add(&run->senders[1 - which], rival, some_time());
        }
    }
}

static void begin_people(struct run *run) {
    static const char *const names[REGENCY_SENDERS] = {"sender1", "sender2", "sender3"};
    for (unsigned i = 0; i < REGENCY_SENDERS; i++) {
        struct sender *sender = &run->senders[i];
        sender_init(sender, names[i], &run->history, &run->regency->senders[i]);
        // The first two have a collector each, the third knows both and begins with either.
        sender->endpoint_count = i < 2 ? 1 : 2;
        sender->endpoints[0] = intakes[i < 2 ? i : world_below(2)];
        sender->endpoints[1] = sender->endpoints[0] == intakes[0] ? intakes[1] : intakes[0];
    }
    write_letters(run);
    for (unsigned i = 0; i < REGENCY_SENDERS; i++)
        sender_start(&run->senders[i]);
    watcher_init(&run->watchers[0], "subscriber", CAPAIAN_WATCH_SUBSCRIBE, QUERY, ALERTS, &run->regency->watchers[0]);
    watcher_init(&run->watchers[1], "follower", CAPAIAN_WATCH_FOLLOW, QUERY, ALERTS, &run->regency->watchers[1]);
    for (unsigned i = 0; i < REGENCY_WATCHERS; i++)
        watcher_start(&run->watchers[i], true);
    office_init(&run->office, QUERY, &run->regency->office);
}

// To shortly before a midnight of the regency, at which something may fall due.
static void jump(void *context, uint64_t argument) {
    const int64_t western_midnight = 17 * 3600 * 1000;    // in UTC
    (void)context;
    (void)argument;
    int64_t day = world_wall() / DAY_MS + world_between(0, 20);
    int64_t to = day * DAY_MS + western_midnight - world_between(100, 3000);
    if (to > world_wall())
        world_jump(to - world_wall());
}

static bool all_done(const struct run *run) {
    if (run->office.waits)
        return false;
    for (unsigned i = 0; i < REGENCY_SENDERS; i++)
        if (!sender_done(&run->senders[i]))
            return false;
    return true;
}

static void go_on(int64_t until) {
    while (world_verdict()[0] == '\0' && world_step(until))
        continue;
}

static void settle(struct run *run) {
    faults_heal(run);
    int64_t until = world_now() + SETTLE_AT_MOST;
    while (world_verdict()[0] == '\0' && !all_done(run) && world_step(until))
        continue;
    if (world_verdict()[0] == '\0' && !all_done(run))
        world_broken("somebody still waits for an answer %d s after the last fault", SETTLE_AT_MOST / WORLD_SECOND);
    go_on(world_now() + QUIET);
}

static void check(struct run *run) {
    char ledger[FOLDER_ROOM + 32];
    snprintf(ledger, sizeof ledger, "%s/ledger.db", run->evaluator.folder);
    history_check(&run->history, ledger);
    for (unsigned i = 0; i < REGENCY_WATCHERS && !(run->by_hand && run->history.restored); i++)
        watcher_check(&run->watchers[i], ledger);
    const char *differs = evaluator_rebuild(run->evaluator.folder);
    if (differs[0] != '\0')
        world_broken("folded again the record differs: %s", differs);
}

void run_play(struct run *run, const struct regency *regency, struct disk *disk, uint64_t seed, bool told) {
    memset(run, 0, sizeof *run);
    run->regency = regency;
    run->disk = disk;
    world_begin(seed, told);
    network_begin();
    disk_seed(disk, seed);
    begin_machines(run);
    begin_people(run);
    run->by_hand = world_chance(300);
    faults_begin(run);
    world_at(world_between(WORLD_SECOND, FAULTS_LAST / 2), jump, NULL, 0);
    if (world_chance(500))
        world_at(world_between(FAULTS_LAST / 2, FAULTS_LAST), jump, NULL, 0);
    go_on(FAULTS_LAST);
    settle(run);
    machine_end(&run->evaluator, MACHINE_STOPPED, -1);
    for (unsigned i = 0; i < REGENCY_COLLECTORS; i++)
        machine_end(&run->collectors[i], MACHINE_STOPPED, -1);
    if (world_verdict()[0] == '\0')
        check(run);
    for (unsigned i = 0; i < REGENCY_SENDERS; i++)
        sender_end(&run->senders[i]);
    for (unsigned i = 0; i < REGENCY_WATCHERS; i++)
        watcher_end(&run->watchers[i]);
    office_end(&run->office);
    history_end(&run->history);
    network_end();
}
