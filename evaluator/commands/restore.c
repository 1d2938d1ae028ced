// restore: a backup in the place of a stopped ledger, verified before anything is touched.
#include "commands/commands.h"
#include "ledger/acts_log.h"
#include "ledger/ledger.h"
#include "value/calendar.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct restoring {
    const char *copy, *acts;
    bool quick;
    struct capaian_string lost;
    uint64_t lost_count;
    int acts_known;    // 0: the list was compared; 1: the former ledger was; -errno: neither
    uint64_t step, messages, version;
    int64_t now;
    struct capaian_calendar zone;
    bool simulated;
};

static void add_lost(void *context, const char *line) {
    struct restoring *restoring = context;
    restoring->lost_count++;
    capaian_string_add(&restoring->lost, "  %s\n", line);
}

static void print_difference(void *context, const char *sentence) {
    (void)context;
    fprintf(stderr, "capaian-evaluator restore: %s\n", sentence);
}

static int say(char **ret_sentence, int r, const char *path, const char *what) {
    if (*ret_sentence == NULL && asprintf(ret_sentence, "%s %s", path, what) < 0)
        *ret_sentence = NULL;
    return r;
}

// It is a copy whether `backup` made it or a hand: whoever opens it begins another epoch.
static int mark(const char *file, const struct restoring *restoring, char **ret_sentence) {
    sqlite3 *db = NULL;
    int r = 0;
    if (sqlite3_open_v2(file, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
        sqlite3_exec(db, "PRAGMA journal_mode=DELETE; INSERT OR IGNORE INTO meta VALUES('copy', 1)", NULL, NULL,
                     NULL) != SQLITE_OK)
        r = say(ret_sentence, -EIO, restoring->copy, "is copied, but the copy cannot be marked as one");
    sqlite3_close(db);
    return r;
}

static int describe(sqlite3 *db, struct restoring *restoring) {
    sqlite3_stmt *sql = NULL;
    int r = -EBADMSG;
    if (sqlite3_prepare_v2(db,
                           "SELECT step, now, messages, (SELECT value FROM meta WHERE key = 'simulated'),"
                           " (SELECT count(*) FROM step WHERE kind = 'catalogue') FROM progress",
                           -1, &sql, NULL) == SQLITE_OK &&
        sqlite3_step(sql) == SQLITE_ROW) {
        restoring->step = (uint64_t)sqlite3_column_int64(sql, 0);
        restoring->now = sqlite3_column_int64(sql, 1);
        restoring->messages = (uint64_t)sqlite3_column_int64(sql, 2);
        restoring->simulated = sqlite3_column_int(sql, 3) != 0;
        restoring->version = (uint64_t)sqlite3_column_int64(sql, 4);
        r = 0;
    }
    sqlite3_finalize(sql);
    return r;
}

// By the list of acts, or where that is lost too by the ledger that is replaced.
static int find_lost(sqlite3 *db, const char *now, struct restoring *restoring) {
    int r = acts_log_compare(restoring->acts, db, add_lost, restoring);
    if (r != -ENOENT || now == NULL)
        return r;
    sqlite3 *former = NULL;
    if (sqlite3_open_v2(now, &former, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK)
        r = acts_compare(former, db, add_lost, restoring) == 0 ? 1 : -ENOENT;
    sqlite3_close(former);
    return r;
}

static int accept_copy(void *context, const char *file, const char *now, char **ret_sentence) {
    struct restoring *restoring = context;
    uint64_t steps = 0;
    int r = mark(file, restoring, ret_sentence);
    if (r == 0 && !restoring->quick) {
        r = ledger_rebuild_check(file, print_difference, NULL, &steps, ret_sentence);
        if (r == 1)
            r = say(ret_sentence, -EBADMSG, restoring->copy,
                    "is not what its steps give: it was changed, or is damaged. Nothing was put back; take another "
                    "backup. (If only derived tables differ, rebuild mends a copy of it.)");
    }
    if (r < 0)
        return r;
    sqlite3 *db = NULL;
    r = capaian_store_open_readonly(file, &ledger_schema, &db, ret_sentence);
    if (r == 0)
        r = describe(db, restoring);
    if (r == 0)
        restoring->acts_known = find_lost(db, now, restoring);
    sqlite3_close(db);
    return r < 0 ? say(ret_sentence, r, restoring->copy, "cannot be read") : 0;
}

static int print_restored(struct restoring *restoring, const char *path, const char *aside, bool done_already) {
    char now[CAPAIAN_INSTANT_TEXT];
    struct capaian_string out = {0};
    capaian_instant_format(&restoring->zone, restoring->now, now);
    capaian_string_add(
        &out,
        "%s: %s, a ledger in %s time with %" PRIu64 " messages and %" PRIu64 " catalogue versions in %" PRIu64
        " steps, reaching until %s; every page was read%s. %s%s%s"
        "When it is served it begins a new stream epoch: watchers are told to take a snapshot, and each "
        "collector sends all that it keeps, until figures and standing alerts are what they were. A "
        "collector that does not reach back far enough stops and says so (status).\n",
        path,
        done_already ? "this backup is there already, not served since; nothing was done"
                     : "the backup is in its place",
        restoring->simulated ? "SIMULATED" : "real", restoring->messages, restoring->version, restoring->step, now,
        restoring->quick ? ", the record was NOT folded again (--quick)" : " and the record folded again: equal",
        aside != NULL ? "What was there is kept as " : "", aside != NULL ? aside : "", aside != NULL ? ". " : "");
    if (restoring->acts_known < 0)
        capaian_string_add(&out,
                           "What people did since then (acts, catalogues) is LOST and cannot be listed: there is no "
                           "list at %s (%s).\n",
                           restoring->acts, strerror(-restoring->acts_known));
    else if (restoring->lost_count == 0)
        capaian_string_add(&out, "No act of a person since then is lost, by %s.\n",
                           restoring->acts_known == 0 ? restoring->acts : "the ledger that was there");
    else
        capaian_string_add(&out,
                           "LOST: %" PRIu64 " acts of people, by %s; do again what still holds (time, id, what, about "
                           "what, actor, key, reason):\n%s",
                           restoring->lost_count,
                           restoring->acts_known == 0 ? restoring->acts : "the ledger that was there",
                           restoring->lost.text != NULL ? restoring->lost.text : "");
    return capaian_command_print(&out);
}

static int restore(struct restoring *restoring, const char *path, bool replace) {
    char *aside = NULL, *sentence = NULL;
    const struct capaian_store_restore store = {.copy = restoring->copy,
                                                .path = path,
                                                .schema = &ledger_schema,
                                                .replace = replace,
                                                .accept = accept_copy,
                                                .context = restoring};
    int r = capaian_store_restore(&store, &aside, &sentence);
    int code = r < 0 ? capaian_command_fail(r == -EEXIST || r == -EBADMSG ? COMMAND_NO : COMMAND_COULD_NOT,
                                            "restore: %s", sentence != NULL ? sentence : strerror(-r))
                     : print_restored(restoring, path, aside, r == 1);
    free(aside);
    free(sentence);
    capaian_string_free(&restoring->lost);
    return code;
}

int command_restore(int argc, char **argv) {
    const char *state = NULL, *acts = NULL;
    bool quick = false, replace = false;
    const struct capaian_option options[] = {
        {.name = "state",
         .argument = "DIR",
         .environment = "CAPAIAN_STATE",
         .value = &state,
         .help = "the folder of the ledger"},
        {.name = "replace",
         .given = &replace,
         .help = "set the ledger that is there aside; it is kept under another name"},
        {.name = "quick", .given = &quick, .help = "read every page, but do not fold the record again"},
        {.name = "acts", .argument = "FILE", .value = &acts, .help = "the list of what people did; DIR/acts.log"},
    };
    const struct capaian_command_line line = {
        .usage = "restore BACKUP --state DIR [--replace] [--quick]",
        .help =
            "Puts a backup in the place of a stopped ledger. It is first copied beside it and verified: whose it is,\n"
            "every page, and the record folded again, which must give what the backup holds. Only then does it\n"
            "take the ledger's name; stale -wal and -shm files go. A ledger that is served, or that is there and\n"
            "not given up with --replace, is not touched. Asked for again, it does nothing.\n\n"
            "Says until when the backup reaches and which acts of people are lost, by DIR/acts.log (keep it on\n"
            "another disk with serve --acts) or by the ledger that is replaced. The rest comes again from the\n"
            "collectors, in a new stream epoch. An older release's backup is brought forward; a newer one's is\n"
            "refused.\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
        .operands_least = 1,
        .operands_most = 1,
    };
    int operands = 0;
    int code = capaian_command_read(argc, argv, &line, NULL, 0, &operands);
    if (code != COMMAND_GO_ON)
        return code;
    if (state == NULL)
        return capaian_command_fail(COMMAND_USAGE, "restore: --state DIR is needed");
    char *path = NULL, *list = NULL;
    code = COMMAND_COULD_NOT;
    if (asprintf(&path, "%s/ledger.db", state) < 0)
        path = NULL;
    if (asprintf(&list, "%s/acts.log", state) < 0)
        list = NULL;
    if (path != NULL && list != NULL) {
        struct restoring restoring = {.copy = argv[1], .acts = acts != NULL ? acts : list, .quick = quick};
        code = restore(&restoring, path, replace);
    }
    free(path);
    free(list);
    return code;
}
