// The evaluator's ledger on a disk that fails, fills up and loses power: after each it opens again, is found to replay,
// holds what was acknowledged once, and goes on to the very record of a life without faults.
#include "disk/trial.h"
#include "harness/regency.h"
#include "ledger/ledger.h"
#include "support/folder.h"

#include <errno.h>
#include <sodium.h>

enum { MESSAGES = 6, VERDICT_MAX = 2048 };

static const struct {
    const char *when, *text;
    bool commit;
} messages[MESSAGES] = {
    {"2026-02-05", "v 2026-01 5; e 2026-01-02 3 #1; e 2026-01-03 4 #2; e 2026-01 =2:7; v 2026-09 1", true},
    {"2026-02-20", "v 2026-01 6 !salah; e 2026-02-01 9 #2; e 2026-01 =1:3 @+1", false},
    {"2026-03-05", "v 2026-02 5; e 2026-02 =1:9", true},
    {"2026-04-05", "v 2026-03 5; e 2026-03-01 -1; e 2026-03-01 -1", true},
    {"2026-05-05", "v 2026-04 5; v 2026-04 5 ~p", false},
    {"2026-06-05", "v 2026-05 0; e 2026-05-04 2", true},
};
static const uint8_t key[CAPAIAN_KEY_SIZE] = {7};

// What a commit has returned 0 for, and what one that failed may have written.
static struct {
    uint64_t step, maybe;
    unsigned acknowledged;    // messages
    bool made, copied;
} history;
static struct {
    uint8_t bytes[VERDICT_MAX];
    size_t size;
} verdicts[MESSAGES];
static struct trial trial;
static struct folder folder;
static struct ledger *ledger;
static uint8_t clean[32];    // of the record without faults
static char copy[300];
static bool counting_lost;
static unsigned lost, unequal;

static int begin(void) {
    char *sentence = NULL;
    int r = 0;
    if (!history.made)
        r = ledger_create(trial.path, true, instant_of("2026-01-02"), &sentence);
    // One whose commit was said to have failed may be there, whole.
    if (r == 0 || r == -EEXIST) {
        free(sentence);
        sentence = NULL;
        r = ledger_open(trial.path, &ledger, &sentence);
        history.made = history.made || r == 0;
    }
    cr_assert(r == 0 || sentence, "%d without a sentence", r);
    free(sentence);
    return r;
}

static int catalogue(uint8_t number, const char *targets, int32_t effective) {
    const uint8_t act[CAPAIAN_ID_SIZE] = {0xAC, number}, hash[CAPAIAN_HASH_SIZE] = {1};
    bool same = false;
    if (ledger_act_step(ledger, act, hash, &same) > 0)
        return 0;
    struct regency_texts texts = {
        "e,ratio,higher,events,period,month,sum,0,,,,2026-01-01,\nv,ratio,higher,value,period,month,sum,0,,,,"
        "2026-01-01,\n",
        targets, NULL};
    struct catalogue_file files[REGENCY_FILES];
    regency_files(&texts, files);
    struct catalogue *read = regency_read(files, REGENCY_FILES);
    size_t versions = ledger->fold->version_count;
    int r = ledger_catalogue(ledger, read, files, REGENCY_FILES, &(struct applied){"SK 1", effective, false},
                             &(struct doing){.act_id = act, .hash = hash, .actor = "admin"}, ledger->now);
    if (ledger->fold->version_count == versions)
        catalogue_free(read);
    free((void *)files[1].text);
    free((void *)files[2].text);
    return r;
}

static int message(unsigned number) {
    const int64_t when = instant_of(messages[number].when);
    struct letter *letter = letter_of("dispar", false, messages[number].text, when);
    const uint8_t id[CAPAIAN_ID_SIZE] = {1, (uint8_t)number};
    const struct entry entry = {
        .message = {.id = id, .unit = "dispar", .content = letter->bytes, .size = letter->size, .received_at = when},
        .sender = key};
    enum arrival arrival;
    const uint8_t *verdict = NULL;
    size_t size = 0;
    int r = 0;
    // What is known already was judged in its time.
    for (int64_t due; r == 0 && (due = fold_next_due(ledger->fold)) <= when;)
        r = ledger_tick(ledger, due, NULL, 0, due);
    if (r == 0)
        r = ledger_message(ledger, &entry, when, &arrival, &verdict, &size);
    free(letter);
    if (r < 0)
        return r;
    cr_assert_leq(size, sizeof verdicts[number].bytes);
    cr_assert(arrival == ARRIVAL_DUPLICATE || number >= history.acknowledged, "message %u is forgotten", number);
    cr_assert(arrival != ARRIVAL_DUPLICATE ||
                  (size == verdicts[number].size && memcmp(verdict, verdicts[number].bytes, size) == 0),
              "message %u has another verdict", number);
    memcpy(verdicts[number].bytes, verdict, size);
    verdicts[number].size = size;
    return ledger_link_settle(ledger, key, &(struct ledger_link){.applied = ledger->fold->messages});
}

static int commit(unsigned known) {
    history.maybe = ledger->fold->step;
    int r = ledger_commit(ledger);
    if (r < 0)
        return r;
    ledger_published(ledger);
    history.step = history.maybe;
    if (history.acknowledged < known)
        history.acknowledged = known;
    return 0;
}

static int back_up(void) {
    char *sentence = NULL;
    uint64_t step = 0;
    unlink(copy);
    int r = ledger_commit(ledger);
    if (r < 0)
        return r;
    r = ledger_backup(trial.path, copy, &step, &sentence);
    cr_assert(r == 0 || sentence, "%d without a sentence", r);
    free(sentence);
    history.copied = r == 0;
    return r;
}

// The whole life, or what is left of it.
static int live(bool with_copy) {
    int r = catalogue(1, "e,2026-Q1,30,to_date,yes\nv,2026-Q1,30,to_date,yes\n", 20454);
    for (unsigned number = 0; r == 0 && number < MESSAGES; number++) {
        r = message(number);
        if (r == 0 && messages[number].commit)
            r = commit(number + 1);
        if (r == 0 && number == 2) {
            // A restart in between, whose closing checkpoints and whose opening folds everything.
            ledger = ledger_close(ledger);
            r = begin();
        }
        if (r == 0 && number == 3)
            r = catalogue(2, "v,2026-Q1,5,to_date,yes\ne,2026,7,to_date,yes\n", 20500);
        if (r == 0 && number == 3 && with_copy)
            r = commit(number + 1);
        if (r == 0 && number == 3 && with_copy)
            r = back_up();
    }
    return r;
}

static void difference(void *context, const char *sentence) {
    if (!counting_lost)
        cr_assert_fail("%s: %s", (const char *)context, sentence);
    unequal++;
}

static void assert_replays(const char *path) {
    char *sentence = NULL;
    uint64_t steps = 0;
    int r = ledger_rebuild_check(path, difference, (void *)path, &steps, &sentence);
    cr_assert(counting_lost || r == 0, "%s: %d %s", path, r, sentence);
    free(sentence);
}

static void digest(uint8_t ret[32]) {
    static const char *const tables[] = {"SELECT * FROM message ORDER BY step", "SELECT * FROM step ORDER BY step",
                                         "SELECT * FROM event ORDER BY number", "SELECT * FROM figure ORDER BY place",
                                         "SELECT * FROM alert ORDER BY alert",  "SELECT * FROM link"};
    crypto_generichash_state state;
    sqlite3 *db = NULL;
    crypto_generichash_init(&state, NULL, 0, 32);
    cr_assert_eq(sqlite3_open_v2(trial.path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        sqlite3_stmt *sql = NULL;
        cr_assert_eq(sqlite3_prepare_v2(db, tables[i], -1, &sql, NULL), SQLITE_OK);
        while (sqlite3_step(sql) == SQLITE_ROW)
            for (int k = 0; k < sqlite3_column_count(sql); k++) {
                const char *text = (const char *)sqlite3_column_text(sql, k);
                int size = sqlite3_column_bytes(sql, k);
                crypto_generichash_update(&state, (const uint8_t *)&size, sizeof size);
                if (size > 0)
                    crypto_generichash_update(&state, (const uint8_t *)text, (unsigned long long)size);
            }
        sqlite3_finalize(sql);
    }
    sqlite3_close(db);
    crypto_generichash_final(&state, ret, 32);
}

// A copy for which the backup returned 0 is one, marked, and of what was acknowledged before it.
static void check_copy(void) {
    struct ledger *restored = NULL;
    char *sentence = NULL;
    uint8_t epoch[CAPAIAN_EPOCH_SIZE];
    memcpy(epoch, ledger->epoch, sizeof epoch);
    cr_assert_eq(ledger_open(copy, &restored, &sentence), 0, "%s", sentence);
    cr_assert_eq(restored->fold->messages, 4);
    cr_assert_neq(memcmp(epoch, restored->epoch, sizeof epoch), 0, "a copy is another stream");
    ledger_close(restored);
    cr_assert(trial_sound(copy));
}

static void check(void) {
    if (trial.rot && !trial_sound(trial.path)) {
        trial.named++;
        return;
    }
    int r = begin();
    if (counting_lost && (r < 0 || ledger->fold->step < history.step)) {
        lost++;
        ledger = ledger_close(ledger);
        return;
    }
    // What failed while it was made, and was never said to be there, may be refused, loudly.
    if (r < 0 && !history.made) {
        trial.named++;
        return;
    }
    cr_assert_eq(r, 0, "opens again: %d", r);
    uint64_t step = ledger->fold->step;
    cr_assert(step == history.step || step == history.maybe, "step %d, acknowledged %d, perhaps %d", (int)step,
              (int)history.step, (int)history.maybe);
    cr_assert_eq(ledger_link_find(ledger, key).applied, ledger->fold->messages, "counted as applied");
    if (history.copied && !trial.rot)
        check_copy();
    cr_assert_eq(live(false), 0);
    ledger = ledger_close(ledger);
    cr_assert(trial_sound(trial.path));
    assert_replays(trial.path);
    uint8_t now[32];
    digest(now);
    if (counting_lost)
        unequal += memcmp(now, clean, sizeof clean) != 0;
    else
        cr_assert_arr_eq(now, clean, sizeof clean, "the record is another one than without the fault");
}

static void run(struct trial *of) {
    memset(&history, 0, sizeof history);
    unlink(copy);
    int r = begin();
    if (r == 0)
        r = live(true);
    cr_assert(r == 0 || disk_failed(of->disk), "%d without a fault", r);
    trial_dead(of);
    ledger = ledger_close(ledger);
    trial_over(of);
    check();
}

static void set_up(void) {
    folder = folder_make();
    setenv("TMPDIR", folder.path, 1);
    trial_begin(&trial, folder.path, "ledger.db");
    snprintf(copy, sizeof copy, "%s/copy.db", folder.path);
    memset(&history, 0, sizeof history);
    cr_assert_eq(begin(), 0);
    cr_assert_eq(live(false), 0);
    ledger = ledger_close(ledger);
    digest(clean);
    assert_replays(trial.path);
}

static void tear_down(void) {
    folder_remove(&folder);
}

TestSuite(ledger, .init = set_up, .fini = tear_down, .timeout = 3000);

Test(ledger, survives_every_fault) {
    trial_faults(&trial, trial_stride(67), run);
    trial_end(&trial, "ledger, faults");
}

Test(ledger, survives_power_loss_at_every_change) {
    trial_losses(&trial, trial_stride(23), getenv("CAPAIAN_LONG") ? 6 : 2, run);
    trial_end(&trial, "ledger, power loss");
}

Test(ledger, a_store_that_does_not_sync_is_seen_to_lose_commits) {
    setenv("CAPAIAN_SABOTAGE", "synchronous_off", 1);
    counting_lost = true;
    trial_losses(&trial, 97, 2, run);
    trial_end(&trial, "ledger, synchronous=OFF");
    printf("ledger, synchronous=OFF: an acknowledged commit was gone in %u of %u runs\n", lost, trial.runs);
    cr_assert_gt(lost, trial.runs / 4);
}

// And what the comparison is worth: without its events written down the record does not replay.
static unsigned sabotaged(const char *name) {
    counting_lost = true;
    unequal = 0;
    setenv("CAPAIAN_SABOTAGE", name, 1);
    disk_fail(trial.disk, trial.prefix, DISK_CHANGES, 100000, 0, SQLITE_IOERR);
    disk_remove(trial.disk, trial.prefix);
    run(&trial);
    return unequal;
}

Test(ledger, events_that_are_not_written_are_seen) {
    cr_assert_gt(sabotaged("publish_without_log"), 0);
    trial_end(&trial, "ledger, publish_without_log");
}
