#include "journal_parts.h"
#include "wire/content.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

int journal_copy(const char *path, const char *file, char **ret_sentence) {
    return capaian_store_copy(path, &journal_schema, file, ret_sentence);
}

static int describe(sqlite3 *db, struct journal_copied *ret) {
    sqlite3_stmt *state = NULL;
    int r = -EBADMSG;
    if (sqlite3_prepare_v2(
            db,
            "SELECT coalesce((SELECT min(sequence) FROM entry), last + 1), last, last - settled, instant,"
            " (SELECT count(*) FROM entry) FROM state",
            -1, &state, NULL) == SQLITE_OK &&
        sqlite3_step(state) == SQLITE_ROW) {
        *ret = (struct journal_copied){.first = journal_number(state, 0),
                                       .last = journal_number(state, 1),
                                       .pending = journal_number(state, 2),
                                       .instant = sqlite3_column_int64(state, 3)};
        // Without gaps, as every journal is.
        r = journal_number(state, 4) == ret->last + 1 - ret->first ? 0 : -EBADMSG;
    }
    sqlite3_finalize(state);
    return r;
}

// The content of each entry must be what its hash says: the evaluator judges it, and the sender has the hash.
static int check_contents(sqlite3 *db) {
    sqlite3_stmt *entries = NULL;
    uint8_t hash[CAPAIAN_HASH_SIZE], stored[CAPAIAN_HASH_SIZE];
    int result = sqlite3_prepare_v2(db, "SELECT content, hash FROM entry", -1, &entries, NULL);
    int r = result == SQLITE_OK ? 0 : -EIO;
    while (r == 0 && (result = sqlite3_step(entries)) == SQLITE_ROW) {
        const void *content = sqlite3_column_blob(entries, 0);
        capaian_content_hash(content != NULL ? content : "", (size_t)sqlite3_column_bytes(entries, 0), hash);
        journal_blob(entries, 1, stored, sizeof stored);
        if (memcmp(hash, stored, sizeof hash) != 0)
            r = -EBADMSG;
    }
    sqlite3_finalize(entries);
    return r < 0 ? r : result == SQLITE_DONE ? 0 : -EIO;
}

static int accept_copy(void *context, const char *file, const char *now, char **ret_sentence) {
    (void)now;
    sqlite3 *db = NULL;
    int r = capaian_store_open_readonly(file, &journal_schema, &db, ret_sentence);
    if (r == 0)
        r = describe(db, context);
    if (r == 0)
        r = check_contents(db);
    sqlite3_close(db);
    if (r < 0 && *ret_sentence == NULL && asprintf(ret_sentence, "the copy contradicts itself; take another") < 0)
        *ret_sentence = NULL;
    // One file on its own, which a daemon turns into a journal with a WAL again.
    if (r < 0)
        return r;
    if (sqlite3_open_v2(file, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
        sqlite3_exec(db, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL) != SQLITE_OK)
        r = -EIO;
    sqlite3_close(db);
    return r;
}

int journal_restore(const char *copy, const char *path, bool replace, struct journal_copied *ret, char **ret_aside,
                    char **ret_sentence) {
    const struct capaian_store_restore restore = {.copy = copy,
                                                  .path = path,
                                                  .schema = &journal_schema,
                                                  .replace = replace,
                                                  .accept = accept_copy,
                                                  .context = ret};
    return capaian_store_restore(&restore, ret_aside, ret_sentence);
}
