// A sync fails, the daemon ends, starts again, and soon after its start the power goes: what the system still showed
// and had never written must not have been built upon (https://lwn.net/Articles/752063/).
#include "disk/disk.h"
#include "disk/disk_beside.h"
#include "disk/trial.h"
#include "runtime/store.h"
#include "support/folder.h"

enum { BEFORE = 4, SEEDS = 10, CHANGES = 24, RUNS = SEEDS * CHANGES };

static const char *const MIGRATIONS[] = {
    "CREATE TABLE entry(id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;"
    "CREATE TABLE total(entries INTEGER NOT NULL) STRICT; INSERT INTO total VALUES(0)",
};
static const struct capaian_store_schema SCHEMA = {0x43617033, MIGRATIONS, 1, NULL};

static struct folder folder;
static struct trial trial;

static void make(void) {
    folder = folder_make();
    trial_begin(&trial, folder.path, "store.db");
}

static void clean(void) {
    folder_remove(&folder);
}

TestSuite(store, .init = make, .fini = clean);

static struct capaian_store *open_store(void) {
    struct capaian_store *store = NULL;
    char *sentence = NULL;
    int r = capaian_store_open(trial.path, &SCHEMA, &store, &sentence);
    free(sentence);
    return r == 0 ? store : NULL;
}

// One commit touches pages of both tables.
static int add(struct capaian_store *store) {
    sqlite3 *db = capaian_store_db(store);
    int r = capaian_store_begin(store);
    if (r == 0)
        r = capaian_store_result(store, sqlite3_exec(db,
                                                     "INSERT INTO entry(body) VALUES(randomblob(3000));"
                                                     "UPDATE total SET entries = entries + 1",
                                                     NULL, NULL, NULL));
    return r == 0 ? capaian_store_commit(store) : r;
}

static void die(struct capaian_store *store) {
    disk_cut(trial.disk, trial.prefix);
    capaian_store_close(store);
    disk_fail(trial.disk, trial.prefix, 0, 0, 0, 0);
}

// Whether everything that was committed is there, and the tables agree.
static bool whole(int committed) {
    struct capaian_store *store = open_store();
    sqlite3_stmt *sql = NULL;
    bool sound = store != NULL && trial_sound(trial.path) &&
                 sqlite3_prepare_v2(capaian_store_db(store), "SELECT count(*), (SELECT entries FROM total) FROM entry",
                                    -1, &sql, NULL) == SQLITE_OK &&
                 sqlite3_step(sql) == SQLITE_ROW && sqlite3_column_int(sql, 0) >= committed &&
                 sqlite3_column_int(sql, 0) == sqlite3_column_int(sql, 1);
    sqlite3_finalize(sql);
    capaian_store_close(store);
    return sound;
}

// How many runs were not whole, of SEEDS for each change after which the power goes.
static unsigned torn(void) {
    unsigned count = 0;
    for (unsigned change = 1; change <= CHANGES; change++)
        for (unsigned seed = 0; seed < SEEDS; seed++) {
            disk_remove(trial.disk, trial.prefix);
            disk_seed(trial.disk, seed);
            struct capaian_store *store = open_store();
            for (unsigned i = 0; i < BEFORE; i++)
                cr_assert_eq(add(store), 0);
            disk_fail(trial.disk, trial.prefix, DISK_SYNC, 1, 1, SQLITE_IOERR_FSYNC);
            cr_assert_lt(add(store), 0);
            die(store);
            disk_fail(trial.disk, trial.prefix, DISK_CHANGES, change, 0, SQLITE_IOERR);
            store = open_store();
            int committed = BEFORE + (store != NULL && add(store) == 0);
            die(store);
            disk_power_loss(trial.disk, trial.prefix, trial_random, &trial);
            count += !whole(committed);
        }
    return count;
}

Test(store, power_loss_after_a_failed_sync_tears_nothing) {
    cr_assert_eq(torn(), 0);
    trial_end(&trial, "store, power loss after a failed sync");
}

Test(store, building_upon_what_was_not_synced_is_seen) {
    setenv("CAPAIAN_SABOTAGE", "trust_failed_sync", 1);
    unsigned count = torn();
    printf("store, trust_failed_sync: %u of %d runs were torn\n", count, RUNS);
    cr_assert_gt(count, 0);
    trial_end(&trial, "store, trust_failed_sync");
}
