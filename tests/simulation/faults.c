#include "memory.h"
#include "run.h"

#include <stdio.h>

const char *const fault_words[FAULT_COUNT] = {
#define X(name, words) words,
    FAULTS(X)
#undef X
};

static struct machine *any_machine(struct run *run) {
    unsigned which = world_below(REGENCY_COLLECTORS + 1);
    return which == 0 ? &run->evaluator : &run->collectors[which - 1];
}

static struct party *any_party(struct run *run) {
    unsigned which = world_below(REGENCY_COLLECTORS + 1 + REGENCY_SENDERS + REGENCY_WATCHERS);
    if (which <= REGENCY_COLLECTORS)
        return which == 0 ? &run->evaluator.process.party : &run->collectors[which - 1].process.party;
    which -= REGENCY_COLLECTORS + 1;
    return which < REGENCY_SENDERS ? &run->senders[which].process.party
                                   : &run->watchers[which - REGENCY_SENDERS].process.party;
}

static int64_t soon(void) {
    return world_between(10 * WORLD_MS, world_chance(200) ? 7 * WORLD_SECOND : WORLD_SECOND);
}

static enum machine_end some_end(void) {
    return world_chance(500) ? MACHINE_KILLED : MACHINE_WITHOUT_POWER;
}

static void copy_prefix(const char *folder, char ret[FOLDER_ROOM + 8]) {
    snprintf(ret, FOLDER_ROOM + 8, "%s-copy/", folder);
}

// As the evaluator marks the copies that it makes itself (evaluator/ledger/epoch.c).
static void mark(const char *copy) {
    char ledger[FOLDER_ROOM + 32];
    sqlite3 *db = NULL;
    snprintf(ledger, sizeof ledger, "%sledger.db", copy);
    if (sqlite3_open_v2(ledger, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
        sqlite3_exec(db, "INSERT OR REPLACE INTO meta VALUES('copy', 1)", NULL, NULL, NULL) != SQLITE_OK)
        world_broken("a copy cannot be marked: %s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

// A copy of what is on the disk now is made, or is put back.
static void keep_or_put_back(struct run *run, struct machine *machine, bool *copied) {
    char copy[FOLDER_ROOM + 8];
    copy_prefix(machine->folder, copy);
    if (!*copied) {
        disk_copy(run->disk, machine->prefix, copy);
        *copied = true;
        if (machine == &run->evaluator && !run->by_hand)
            mark(copy);
        world_note("%s: a copy is made", machine->process.party.name);
        return;
    }
    machine_end(machine, MACHINE_KILLED, soon());
    disk_remove(run->disk, machine->prefix);
    disk_copy(run->disk, copy, machine->prefix);
    world_note("%s: the copy is put back", machine->process.party.name);
    // What follows is read by the history, not by a daemon.
    run->evaluator.disk_faulty = false;
    disk_fail(run->disk, run->evaluator.prefix, 0, 0, 0, 0);
    char ledger[FOLDER_ROOM + 16];
    snprintf(ledger, sizeof ledger, "%s/ledger.db", run->evaluator.folder);
    if (machine == &run->evaluator)
        history_ledger_restored(&run->history, ledger);
    for (unsigned i = 0; i < REGENCY_COLLECTORS; i++)
        if (machine == &run->collectors[i])
            history_journal_restored(&run->history, i, ledger);
}

static void set_weather(void) {
    network_set((struct network_weather){.lost = world_below(60),
                                         .doubled = world_below(40),
                                         .slow = world_below(200),
                                         .full = world_chance(200) ? 500 : 0});
}

static void strike(struct run *run, enum fault fault) {
    struct machine *machine = any_machine(run);
    unsigned collector = world_below(REGENCY_COLLECTORS);
    switch (fault) {
    case FAULT_KILL:
        machine_end(machine, some_end(), soon());
        break;
    case FAULT_STOP:
        machine_end(machine, MACHINE_STOPPED, soon());
        break;
    case FAULT_DOOM_SEND:
        machine_doom_by_send(machine, (int)world_below(20));
        break;
    case FAULT_DOOM_DISK:
        machine_doom_by_disk(machine, 1 + world_below(80));
        break;
    case FAULT_STARVE:
        machine_starve(machine, 1 + world_below(world_chance(500) ? 100 : 5000));
        break;
    case FAULT_BREAK:
        network_break(any_party(run));
        break;
    case FAULT_PART:
        network_part(&machine->process.party, any_party(run), world_now() + soon(), world_chance(500));
        break;
    case FAULT_WEATHER:
        set_weather();
        break;
    case FAULT_SKEW:
        machine->process.party.skew = world_between(-5000, 5000);
        break;
    case FAULT_SENDER:
        sender_restart(&run->senders[world_below(REGENCY_SENDERS)], world_chance(300));
        break;
    case FAULT_WATCHER:
        watcher_start(&run->watchers[world_below(REGENCY_WATCHERS)], world_chance(300));
        break;
    case FAULT_REVISE:
        office_revise(&run->office);
        break;
    case FAULT_LEDGER_RESTORED:
        keep_or_put_back(run, &run->evaluator, &run->ledger_copied);
        break;
    case FAULT_JOURNAL_RESTORED:
        keep_or_put_back(run, &run->collectors[collector], &run->journal_copied[collector]);
        break;
    case FAULT_COUNT:
        break;
    }
}

static void next(void *context, uint64_t argument) {
    struct run *run = context;
    (void)argument;
    if (run->healed)
        return;
    enum fault fault = world_below(FAULT_COUNT);
    if ((run->faults >> fault & 1) != 0) {
        world_note("fault: %s", fault_words[fault]);
        run->struck[fault]++;
        strike(run, fault);
    }
    world_at(world_now() + world_between(5 * WORLD_MS, 300 * WORLD_MS), next, run, 0);
}

void faults_begin(struct run *run) {
    // A run with few kinds of fault goes deeper than one in which everything fails all the time.
    uint64_t some = world_random();
    run->faults = (unsigned)(some & world_random());
    if (world_chance(100))
        run->faults = UINT32_MAX;
    // Where both are put back something may be gone for good; the collector stops and waits for an operator's word
    // (tests/recovery), of whom there is none here.
    if ((run->faults >> FAULT_LEDGER_RESTORED & 1) != 0)
        run->faults &= ~(1u << FAULT_JOURNAL_RESTORED);
    world_at(world_now() + world_between(WORLD_MS, 500 * WORLD_MS), next, run, 0);
}

void faults_heal(struct run *run) {
    run->healed = true;
    network_heal();
    memory_enough();
    struct machine *machines[] = {&run->evaluator, &run->collectors[0], &run->collectors[1]};
    for (unsigned i = 0; i < sizeof machines / sizeof machines[0]; i++) {
        machines[i]->process.party.sends_left = -1;
        machines[i]->process.party.skew = 0;
        machines[i]->disk_faulty = false;
        machines[i]->short_start = 0;
        disk_fail(run->disk, machines[i]->prefix, 0, 0, 0, 0);
    }
    world_note("from here on nothing fails");
}
