// The collector's journal on a disk that fails, fills up, loses power and rots: what a commit returned 0 for is there,
// whole, once, under its number; of what it did not, either nothing or all.
#include "disk/trial.h"
#include "journal.h"
#include "support/folder.h"
#include "wire/content.h"

#include <errno.h>

enum { MAYBE_MAX = 4, CONTENT_MAX = 6000, VERDICT_SIZE = 400, ROUNDS = 6, MORE_ROUNDS = 2 };

static const uint8_t epochs[2][CAPAIAN_EPOCH_SIZE] = {"an epoch, 16 byt", "the other epoch."};

// What the journal was told, and what of it it has said is on disk.
static struct {
    struct journal_position now, committed;
    // A commit failed, and what it was to write may be there all the same. Also where the disk was full: SQLite fills
    // the WAL up to a sector behind what it commits, and may be refused only there. The next commit writes over it,
    // unless that fails as well.
    struct journal_position maybe[MAYBE_MAX];
    unsigned doubts;
} history;
static struct trial trial;
static struct folder folder;
static struct journal *journal;
static struct capaian_arena *arena;
static bool counting_lost;    // a negative control: what is lost is counted
static unsigned lost, returned, cut_short, wrongly_told;

static size_t size_of(uint64_t sequence) {
    return 20 + sequence * 977 % (CONTENT_MAX - 20);
}

// Everything of an entry follows from its number.
static struct journal_entry entry_of(uint64_t sequence, uint8_t content[CONTENT_MAX]) {
    struct journal_entry entry = {
        .received_at = 1000 + (int64_t)sequence, .content = content, .size = size_of(sequence)};
    for (size_t i = 0; i < entry.size; i++)
        content[i] = (uint8_t)(sequence * 31 + i * 7 + i / 256);
    snprintf(entry.unit, sizeof entry.unit, "unit%u", (unsigned)(sequence % 3));
    memset(entry.id, (int)sequence, sizeof entry.id);
    memset(entry.key, 7, sizeof entry.key);
    capaian_content_hash(content, entry.size, entry.hash);
    return entry;
}

static int begin(void) {
    char *sentence = NULL;
    int r = journal_open(trial.path, false, &journal, &sentence);
    cr_assert(r == 0 || sentence, "%d without a sentence", r);
    free(sentence);
    return r;
}

static int append(void) {
    uint8_t content[CONTENT_MAX];
    struct journal_entry entry = entry_of(history.now.last + 1, content);
    uint64_t sequence = 0;
    int r = journal_append(journal, &entry, &sequence);
    if (r < 0)
        return r;
    cr_assert_eq(sequence, history.now.last + 1, "numbers have no gaps");
    history.now.last = sequence;
    history.now.instant = entry.received_at;
    return 0;
}

static void verdict_of(uint64_t sequence, uint8_t verdict[VERDICT_SIZE]) {
    memset(verdict, (int)sequence, VERDICT_SIZE);
}

static bool right_verdict(uint64_t sequence, const struct journal_record *record) {
    uint8_t verdict[VERDICT_SIZE];
    verdict_of(sequence, verdict);
    return record->verdict_size == VERDICT_SIZE && memcmp(record->verdict, verdict, VERDICT_SIZE) == 0;
}

static int settle(void) {
    uint64_t sequence = history.now.cursor + 1;
    uint8_t verdict[VERDICT_SIZE];
    verdict_of(sequence, verdict);
    int r = journal_settle(journal, verdict, sizeof verdict, 5000 + (int64_t)sequence);
    if (r < 0)
        return r;
    history.now.cursor = sequence;
    if (history.now.settled < sequence)
        history.now.settled = sequence;
    return 0;
}

static int remember(uint64_t cursor) {
    const uint8_t *epoch = epochs[cursor % 2];
    int r = journal_remember(journal, cursor, epoch, cursor + 100);
    if (r < 0)
        return r;
    history.now.cursor = cursor;
    history.now.applied = cursor + 100;
    memcpy(history.now.epoch, epoch, sizeof history.now.epoch);
    return 0;
}

static int promise(void) {
    int64_t instant = 1000 + (int64_t)history.now.last;
    int r = journal_promise(journal, instant);
    if (r == 0 && instant > history.now.instant)
        history.now.instant = instant;
    return r;
}

static int purge(unsigned count) {
    unsigned purged = 0;
    int r = journal_purge(journal, count, &purged);
    if (r < 0 || purged == 0)
        return r;
    history.now.first += purged;
    history.now.whole_since = 5000 + (int64_t)history.now.first - 1;
    return 0;
}

static int commit(void) {
    bool dirty = journal_dirty(journal);
    int r = journal_commit(journal);
    if (r == 0)
        history.committed = history.now;
    if (r == 0 && dirty)
        history.doubts = 0;
    if (r < 0) {
        cr_assert_lt(history.doubts, MAYBE_MAX);
        history.maybe[history.doubts++] = history.now;
    }
    return r;
}

// What stands can be read while it works.
static int look(void) {
    uint8_t content[CONTENT_MAX];
    struct journal_entry entries[3];
    capaian_arena_reset(arena);
    int r = journal_read(journal, history.now.first, arena, entries, 3, 1 << 20);
    for (int i = 0; i < r; i++) {
        struct journal_entry expected = entry_of(history.now.first + (uint64_t)i, content);
        cr_assert_eq(entries[i].size, expected.size);
        cr_assert_arr_eq(entries[i].content, content, expected.size);
    }
    return r < 0 ? r : 0;
}

static int round_of(unsigned number) {
    int r = 0;
    for (unsigned i = 0; r == 0 && i < 3; i++)
        r = append();
    if (r == 0)
        r = number % 2 ? promise() : 0;
    if (r == 0)
        r = commit();
    for (unsigned i = 0; r == 0 && i < 2; i++)
        r = settle();
    if (r == 0)
        r = remember(number == 3 ? history.now.cursor - 2 : history.now.cursor);
    if (r == 0)
        r = commit();
    if (r == 0 && number > 1)
        r = purge(2);
    if (r == 0)
        r = commit();
    if (r == 0)
        r = look();
    return r == 0 ? journal_checkpoint(journal, true) : r;
}

// A full disk takes back the open transaction and leaves the journal as usable as it was; anything else ends it.
static int go_on(unsigned first, unsigned rounds) {
    int r = 0;
    for (unsigned number = first, full = 0; number < first + rounds; number++) {
        r = round_of(number);
        if (r == -ENOSPC) {
            history.now = history.committed;
            cr_assert_eq(journal_position(journal)->last, history.committed.last);
            cr_assert_not(journal_dirty(journal));
            cr_assert(trial.full);
            if (++full > 2)
                return r;
        } else if (r < 0) {
            return r;
        }
    }
    return r;
}

// After its end nothing is accepted any more.
static void assert_ended(void) {
    uint8_t content[CONTENT_MAX];
    struct journal_entry entry = entry_of(history.now.last + 1, content);
    uint64_t sequence;
    cr_assert_eq(journal_append(journal, &entry, &sequence), -EIO);
    cr_assert_lt(journal_commit(journal), 0);
}

static bool same_position(const struct journal_position *a, const struct journal_position *b) {
    return a->first == b->first && a->last == b->last && a->cursor == b->cursor && a->settled == b->settled &&
           memcmp(a->epoch, b->epoch, sizeof a->epoch) == 0 && a->applied == b->applied && a->instant == b->instant &&
           a->whole_since == b->whole_since;
}

// False: what a read that came back wrong had put into the file is refused by its hash, and was not told.
static bool check_entry(const struct journal_position *position, uint64_t sequence) {
    uint8_t content[CONTENT_MAX];
    struct journal_entry expected = entry_of(sequence, content), entry;
    struct journal_record record;
    capaian_arena_reset(arena);
    int found = journal_find(journal, expected.unit, expected.id, arena, &record);
    cr_assert_eq(found, sequence >= position->first, "entry %d: %d, where %d to %d are kept (run %u)", (int)sequence,
                 found, (int)position->first, (int)position->last, trial.runs);
    if (sequence < position->first)
        return true;
    cr_assert_eq(record.entry.sequence, sequence);
    int r = journal_read(journal, sequence, arena, &entry, 1, 1);
    if (trial.rot && r == -EIO)
        return false;
    cr_assert_eq(r, 1);
    cr_assert(entry.size == expected.size && memcmp(entry.content, content, entry.size) == 0);
    cr_assert_arr_eq(entry.hash, expected.hash, sizeof entry.hash);
    cr_assert_arr_eq(entry.id, expected.id, sizeof entry.id);
    cr_assert_eq(entry.received_at, expected.received_at);
    cr_assert_eq(record.verdict != NULL, sequence <= position->settled);
    cr_assert(!record.verdict || right_verdict(sequence, &record));
    return true;
}

static void check(void) {
    if (trial.rot && !trial_sound(trial.path)) {
        trial.named++;
        return;
    }
    int r = begin();
    if (counting_lost) {
        lost += r < 0 || journal_position(journal)->last < history.committed.last;
        journal = journal_close(journal);
        return;
    }
    cr_assert_eq(r, 0, "opens again: %d", r);
    struct journal_position position = *journal_position(journal);
    bool expected = same_position(&position, &history.committed);
    returned += !expected && trial.full;
    for (unsigned i = 0; !expected && i < history.doubts; i++)
        expected = same_position(&position, &history.maybe[i]);
    cr_assert(expected, "first %d last %d cursor %d settled %d, committed %d %d %d %d", (int)position.first,
              (int)position.last, (int)position.cursor, (int)position.settled, (int)history.committed.first,
              (int)history.committed.last, (int)history.committed.cursor, (int)history.committed.settled);
    bool whole = true;
    for (uint64_t sequence = 1; whole && sequence <= position.last; sequence++)
        whole = check_entry(&position, sequence);
    if (!whole) {
        trial.named++;
        journal = journal_close(journal);
        return;
    }
    history.now = history.committed = position;
    history.doubts = 0;
    // And it goes on from there.
    trial.full = false;
    cr_assert_eq(go_on(0, MORE_ROUNDS), 0);
    journal = journal_close(journal);
    cr_assert(trial_sound(trial.path));
    cr_assert_eq(begin(), 0);
    cr_assert(same_position(journal_position(journal), &history.committed));
    journal = journal_close(journal);
}

static void run(struct trial *of) {
    memset(&history, 0, sizeof history);
    history.now.first = history.committed.first = 1;
    int r = begin();
    if (r == 0)
        r = go_on(1, ROUNDS / 2);
    // A restart in between, whose closing checkpoints and whose opening reads everything.
    if (r == 0) {
        journal = journal_close(journal);
        r = begin();
    }
    if (r == 0)
        r = go_on(1 + ROUNDS / 2, ROUNDS / 2);
    cr_assert(r == 0 || disk_failed(of->disk), "%d without a fault", r);
    if (r == -EIO && journal)
        assert_ended();
    trial_dead(of);
    journal = journal_close(journal);
    trial_over(of);
    check();
}

static void set_up(void) {
    folder = folder_make();
    arena = capaian_arena_new(1 << 22);
    trial_begin(&trial, folder.path, "journal.db");
}

static void tear_down(void) {
    arena = capaian_arena_free(arena);
    folder_remove(&folder);
}

TestSuite(journal, .init = set_up, .fini = tear_down, .timeout = 1500);

Test(journal, survives_every_fault) {
    trial_faults(&trial, trial_stride(7), run);
    trial_end(&trial, "journal, faults");
    printf("journal: what a full disk had refused was there, whole, after a restart: %u times\n", returned);
}

Test(journal, survives_power_loss_at_every_change) {
    trial_losses(&trial, trial_stride(3), getenv("CAPAIAN_LONG") ? 12 : 3, run);
    trial_end(&trial, "journal, power loss");
}

// As if the store did not sync, or the disk only said so.
static void run_lying(struct trial *of) {
    disk_lie_about_sync(of->disk, true);
    run(of);
}

Test(journal, a_disk_that_lies_is_seen_to_lose_commits) {
    counting_lost = true;
    trial_losses(&trial, 20, 3, run_lying);
    trial_end(&trial, "journal, lying disk");
    printf("journal, lying disk: an acknowledged commit was gone in %u of %u runs\n", lost, trial.runs);
    cr_assert_gt(lost, trial.runs / 4);
}

Test(journal, a_store_that_does_not_sync_is_seen_to_lose_commits) {
    setenv("CAPAIAN_SABOTAGE", "synchronous_off", 1);
    counting_lost = true;
    trial_losses(&trial, 20, 3, run);
    trial_end(&trial, "journal, synchronous=OFF");
    printf("journal, synchronous=OFF: an acknowledged commit was gone in %u of %u runs\n", lost, trial.runs);
    cr_assert_gt(lost, trial.runs / 4);
}

// Rot in one place of a resting database or its WAL. It is seen when the journal is opened, when it is read, or by
// SQLite's check; or it is of no consequence: nothing that the journal says has changed.
static void rot(const char *suffix, int64_t at, uint8_t bits, unsigned seen[3]) {
    char path[320], whole[320];
    snprintf(path, sizeof path, "%s%s", trial.path, suffix);
    snprintf(whole, sizeof whole, "%s/whole/journal.db", trial.prefix);
    cr_assert_eq(disk_copy(trial.disk, whole, trial.path), 0);
    cr_assert(bits ? disk_flip(trial.disk, path, at, bits) : disk_shorten(trial.disk, path, at));
    trial.runs++;
    int r = begin(), gone = 0;
    uint8_t content[CONTENT_MAX];
    for (uint64_t sequence = history.now.first; r == 0 && sequence <= history.now.last; sequence++) {
        struct journal_entry entry, expected = entry_of(sequence, content);
        capaian_arena_reset(arena);
        int found = journal_read(journal, sequence, arena, &entry, 1, 1);
        r = found < 0 ? found : 0;
        gone += found == 0;
        cr_assert(found != 1 || (entry.size == expected.size && memcmp(entry.content, content, entry.size) == 0),
                  "entry %d is another one in silence (byte %d)", (int)sequence, (int)at);
        struct journal_record record;
        int known = r == 0 ? journal_get(journal, sequence, arena, &record) : 0;
        r = known < 0 ? known : r;
        bool wrong = known == 1 && record.verdict && !right_verdict(sequence, &record);
        wrongly_told += wrong;
        cr_assert(!wrong || counting_lost, "verdict %d is another one in silence (byte %d)", (int)sequence, (int)at);
    }
    journal = journal_close(journal);
    bool sound = r == 0 && trial_sound(trial.path);
    // Rot in a WAL takes back what was committed, as far as SQLite can tell: it ends where its checksums do.
    cr_assert(!sound || gone == 0 || *suffix, "%d entries are gone in silence (byte %d)", gone, (int)at);
    cut_short += sound && gone > 0;
    seen[r < 0 ? 0 : sound ? 2 : 1]++;
    trial.named += r < 0 || !sound;
    disk_remove(trial.disk, trial.path);
}

// Verdicts that no purge has taken.
static void settle_more(void) {
    for (int i = 0; i < 3; i++)
        cr_assert_eq(settle(), 0);
    cr_assert_eq(remember(history.now.cursor), 0);
    cr_assert_eq(commit(), 0);
}

// Keeps the journal as it is under `whole`, and lets each copy rot in another place.
static void rot_everywhere(unsigned seen[3]) {
    char whole[320], path[320];
    snprintf(whole, sizeof whole, "%s/whole/journal.db", trial.prefix);
    disk_remove(trial.disk, whole);
    cr_assert_eq(disk_copy(trial.disk, trial.path, whole), 0);
    const int64_t size = disk_size(trial.disk, trial.path);
    snprintf(path, sizeof path, "%s-wal", trial.path);
    const int64_t wal = disk_size(trial.disk, path);
    disk_remove(trial.disk, trial.path);
    unsigned step = trial_stride(97);
    for (int64_t at = 0; at < size; at += 1 + (int64_t)(trial_random(&trial) % (2 * step)))
        rot("", at, (uint8_t)(1u << trial_random(&trial) % 8), seen);
    for (int64_t at = 0; at < wal; at += 1 + (int64_t)(trial_random(&trial) % (16 * step)))
        rot("-wal", at, (uint8_t)(1u << trial_random(&trial) % 8), seen);
    // A file of which nothing at all is left is a new one, where no WAL says otherwise.
    for (int64_t at = wal > 0 ? 0 : 509; at < size; at += 509)
        rot("", at, 0, seen);
    for (int64_t at = 0; at < wal; at += 2039)
        rot("-wal", at, 0, seen);
    cr_assert_eq(disk_copy(trial.disk, whole, trial.path), 0);
}

static void rot_closed(unsigned seen[3]) {
    memset(&history, 0, sizeof history);
    history.now.first = history.committed.first = 1;
    cr_assert_eq(begin(), 0);
    cr_assert_eq(go_on(1, 8), 0);
    settle_more();
    journal = journal_close(journal);
    rot_everywhere(seen);
}

Test(journal, rot_never_passes_for_a_message_or_a_verdict) {
    unsigned seen[3] = {0};
    rot_closed(seen);
    cr_assert_eq(begin(), 0);
    cr_assert_eq(go_on(9, 3), 0);
    settle_more();
    disk_cut(trial.disk, trial.prefix);
    journal = journal_close(journal);
    rot_everywhere(seen);
    trial_end(&trial, "journal, rot");
    printf("journal, rot: refused %u, named by the check %u, without consequence for what is read %u, of which %u have"
           " shortened the WAL by a commit or more\n",
           seen[0], seen[1], seen[2], cut_short);
    cr_assert(seen[0] > 100 && seen[1] > 0);
}

Test(journal, verdicts_that_are_trusted_are_seen_to_be_others) {
    unsigned seen[3] = {0};
    setenv("CAPAIAN_SABOTAGE", "trust_verdicts", 1);
    counting_lost = true;
    rot_closed(seen);
    trial_end(&trial, "journal, rot, verdicts trusted");
    printf("journal, rot, verdicts trusted: %u were told that nobody gave\n", wrongly_told);
    cr_assert_gt(wrongly_told, 0);
}
