#include "run.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINK "sim://link"
#define ALERTS "sim://alerts"
#define QUERY "sim://query"

enum {
    FAULTS_LAST = 6 * WORLD_SECOND,
    SETTLE_AT_MOST = 150 * WORLD_SECOND,     // the longest silences of clients, some times over
    CATCH_UP_AT_MOST = 45 * WORLD_SECOND,    // a watcher that has noticed nothing asks again
    LETTERS = 24,
    FOLDED_AGAIN = 4,    // one run in so many: folding takes a fifth of the time
    DAY_MS = 24 * 3600 * 1000,
};

static const char *const intakes[REGENCY_COLLECTORS] = {"sim://intake1", "sim://intake2"};

// A machine's database as it was founded, and nothing of an earlier run beside it.
static void prepare(struct disk *disk, const char *founded, const char *folder) {
    char from[FOLDER_ROOM + 8], to[FOLDER_ROOM + 8];
    snprintf(to, sizeof to, "%s-copy/", folder);
    disk_remove(disk, to);
    snprintf(to, sizeof to, "%s/", folder);
    disk_remove(disk, to);
    snprintf(from, sizeof from, "%s/", founded);
    disk_copy(disk, from, to);
}

static struct node_setup setup_of(const struct regency *regency, unsigned collector) {
    return (struct node_setup){.folder = regency->collectors[collector],
                               .name = collector_names[collector],
                               .link = LINK,
                               .intake = intakes[collector],
                               .alerts = ALERTS,
                               .query = QUERY,
                               .evaluator_key = regency->evaluator_pair.public_key};
}

bool run_found(const struct regency *regency) {
    struct party nobody = {.name = "founder", .sends_left = -1};
    struct node_setup setup = setup_of(regency, 0);
    setup.folder = regency->founded;
    network_begin();
    network_act_as(&nobody);
    void *collector = collector_node.open(&setup);
    if (collector != NULL)
        collector_node.close(collector);
    network_end();
    return collector != NULL;
}

static void collector_started(struct machine *machine) {
    struct run *run = machine->owner;
    char journal[FOLDER_ROOM + 32];
    snprintf(journal, sizeof journal, "%s/journal.db", machine->folder);
    history_check_journal(&run->history, machine == &run->collectors[1], journal);
}

static sqlite3 *open_ledger(const struct run *run) {
    char path[FOLDER_ROOM + 32];
    snprintf(path, sizeof path, "%s/ledger.db", run->evaluator.folder);
    return history_open(path);
}

static void evaluator_started(struct machine *machine) {
    struct run *run = machine->owner;
    sqlite3 *ledger = open_ledger(run);
    if (ledger == NULL)
        return;
    history_check_verdicts(&run->history, ledger);
    for (unsigned i = 0; i < REGENCY_WATCHERS && !(run->by_hand && run->history.restored); i++)
        watcher_check_seen(&run->watchers[i], ledger);
    sqlite3_close(ledger);
}

static void begin_machines(struct run *run) {
    const struct regency *regency = run->regency;
    // What the evaluator keeps in real files.
    static const char *const beside[] = {"ledger.in-hand", "acts.log"};
    for (unsigned i = 0; i < sizeof beside / sizeof beside[0]; i++) {
        char path[REGENCY_ROOM + 32];
        snprintf(path, sizeof path, "%s/%s", regency->evaluator, beside[i]);
        unlink(path);
    }
    for (unsigned i = 0; i < REGENCY_COLLECTORS; i++) {
        struct node_setup setup = setup_of(regency, i);
        prepare(run->disk, regency->founded, setup.folder);
        machine_init(&run->collectors[i], collector_names[i], &collector_node, &setup, run->disk);
        run->collectors[i].owner = run;
        run->collectors[i].started = collector_started;
        machine_start(&run->collectors[i]);
    }
    struct node_setup setup = setup_of(regency, 0);
    setup.folder = regency->evaluator;
    prepare(run->disk, regency->founded, setup.folder);
    machine_init(&run->evaluator, "evaluator", &evaluator_node, &setup, run->disk);
    run->evaluator.owner = run;
    run->evaluator.started = evaluator_started;
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

// To shortly before an instant at which something falls due or locks (regency.c: due = 10d, lock = 30d, of months), and
// often a collector cannot be reached over it.
static void jump(void *context, uint64_t argument) {
    // After 2026-03-01: the lock of January, due day and lock of February, the due day of March.
    static const int64_t days[] = {1, 9, 29, 40};
    const int64_t midnight = 17 * 3600 * 1000;    // of Jakarta, in UTC
    struct run *run = context;
    (void)argument;
    int64_t now = world_wall();
    int64_t to = 0;
    for (unsigned i = world_below(2); i < sizeof days / sizeof days[0] && to <= now; i++)
        to = WORLD_BEGINNING + days[i] * DAY_MS + midnight - world_between(100, 2000);
    if (to <= now)
        return;
    world_jump(to - now);
    if (world_chance(600))
        network_part(&run->collectors[world_below(REGENCY_COLLECTORS)].process.party, &run->evaluator.process.party,
                     world_now() + world_between(WORLD_SECOND, 4 * WORLD_SECOND), world_chance(500));
}

static bool all_done(const struct run *run) {
    if (run->office.waits || run->evaluator.daemon == NULL)
        return false;
    for (unsigned i = 0; i < REGENCY_COLLECTORS; i++)
        if (run->collectors[i].daemon == NULL)
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

static bool watchers_level(const struct run *run) {
    sqlite3 *ledger = open_ledger(run);
    bool level = ledger != NULL;
    for (unsigned i = 0; i < REGENCY_WATCHERS; i++)
        level = level && watcher_level(&run->watchers[i], ledger);
    sqlite3_close(ledger);
    return level;
}

static void settle(struct run *run) {
    faults_heal(run);
    int64_t until = world_now() + SETTLE_AT_MOST;
    while (world_verdict()[0] == '\0' && !all_done(run) && world_step(until))
        continue;
    if (world_verdict()[0] == '\0' && !all_done(run))
        world_broken("somebody still waits for an answer %d s after the last fault", SETTLE_AT_MOST / WORLD_SECOND);
    // Acknowledgements that are on their way, and what was committed last; and where clocks were set, by seconds, what
    // came after a lock by the time of one collector waits until the other ones have that time.
    bool skewed = (run->faults >> FAULT_SKEW & 1) != 0;
    go_on(world_now() + (skewed ? 12 : 2) * WORLD_SECOND);
    until = world_now() + CATCH_UP_AT_MOST;
    while (world_verdict()[0] == '\0' && !watchers_level(run) && world_now() < until)
        go_on(world_now() + WORLD_SECOND);
}

static void check(const struct run *run, bool folded_again) {
    sqlite3 *ledger = open_ledger(run);
    if (ledger == NULL)
        return;
    history_check(&run->history, ledger);
    for (unsigned i = 0; i < REGENCY_WATCHERS && !(run->by_hand && run->history.restored); i++)
        watcher_check(&run->watchers[i], ledger);
    sqlite3_close(ledger);
    const char *differs = folded_again ? evaluator_rebuild(run->evaluator.folder) : "";
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
    // Disks of which nothing is promised are rare.
    disk_powersafe(disk, seed % 3 != 0);
    begin_machines(run);
    begin_people(run);
    run->by_hand = world_chance(300);
    faults_begin(run);
    world_at(world_between(WORLD_SECOND, FAULTS_LAST / 2), jump, run, 0);
    if (world_chance(500))
        world_at(world_between(FAULTS_LAST / 2, FAULTS_LAST), jump, run, 0);
    go_on(FAULTS_LAST);
    settle(run);
    machine_end(&run->evaluator, MACHINE_STOPPED, -1);
    for (unsigned i = 0; i < REGENCY_COLLECTORS; i++)
        machine_end(&run->collectors[i], MACHINE_STOPPED, -1);
    if (world_verdict()[0] == '\0')
        check(run, seed % FOLDED_AGAIN == 0);
    for (unsigned i = 0; i < REGENCY_SENDERS; i++)
        sender_end(&run->senders[i]);
    for (unsigned i = 0; i < REGENCY_WATCHERS; i++)
        watcher_end(&run->watchers[i]);
    office_end(&run->office);
    history_end(&run->history);
    network_end();
    disk_forget_deleted(disk);
}
