// A ledger on disk with a catalogue of any files: what a regency in memory is (harness/regency.h), but on the record,
// which can be closed and opened again at any moment and folded anew from nothing.
#pragma once

#include "harness/letter.h"
#include "ledger/ledger.h"
#include "support/folder.h"

enum { RECORD_FILES = 12, RECORD_TOLD = 64 * 1024 };

struct record {
    struct folder folder;
    char path[512];
    struct ledger *ledger;
    uint8_t acts;
    char told[RECORD_TOLD];    // as regency_note writes it; of persons with their streams' number in front
    Capaian__V1__Verdict *verdict;
};

static inline void record_open(struct record *record) {
    char *sentence = NULL;
    cr_assert_eq(ledger_open(record->path, &record->ledger, &sentence), 0, "%s", sentence);
}

static inline void record_note(struct record *record) {
    sqlite3 *db = capaian_store_db(record->ledger->store);
    sqlite3_stmt *sql = NULL;
    record->told[0] = '\0';
    cr_assert_eq(sqlite3_prepare_v2(db,
                                    "SELECT body, 0, number FROM event UNION ALL SELECT body, 1, number FROM personnel"
                                    " ORDER BY 2, 3",
                                    -1, &sql, NULL),
                 SQLITE_OK);
    while (sqlite3_step(sql) == SQLITE_ROW) {
        Capaian__V1__AlertEvent *event =
            capaian__v1__alert_event__unpack(NULL, (size_t)sqlite3_column_bytes(sql, 0), sqlite3_column_blob(sql, 0));
        cr_assert_not_null(event);
        size_t used = strlen(record->told);
        snprintf(record->told + used, sizeof record->told - used, "%s%c%s:%s", used > 0 ? " " : "",
                 event->state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING ? '+' : '-', event->alert, event->reason);
        capaian__v1__alert_event__free_unpacked(event, NULL);
    }
    sqlite3_finalize(sql);
}

static inline void record_commit(struct record *record) {
    cr_assert_eq(ledger_commit(record->ledger), 0);
    ledger_published(record->ledger);
    record_note(record);
}

static inline void record_reopen(struct record *record) {
    record_commit(record);
    record->ledger = ledger_close(record->ledger);
    record_open(record);
}

static inline struct catalogue *record_read(const struct catalogue_file *files, size_t count) {
    struct catalogue *catalogue = NULL;
    struct catalogue_findings findings;
    cr_assert_eq(catalogue_read(files, count, &catalogue, &findings), 0);
    for (size_t i = 0; i < findings.count && findings.errors > 0; i++) {
        char *text = catalogue_finding_text(&findings.list[i], CAPAIAN_ENGLISH);
        fprintf(stderr, "%s\n", text);
        free(text);
    }
    cr_assert_eq(findings.errors, 0);
    catalogue_findings_free(&findings);
    return catalogue;
}

// Pairs of a file's name and its text, to NULL.
static inline void record_apply(struct record *record, const char *effective, const char *const *texts) {
    struct catalogue_file files[RECORD_FILES];
    size_t count = 0;
    int32_t day = 0;
    for (; texts[2 * count] != NULL; count++)
        files[count] = (struct catalogue_file){texts[2 * count], texts[2 * count + 1], strlen(texts[2 * count + 1])};
    cr_assert_eq(capaian_date_parse(effective, &day), 0);
    const uint8_t act[CAPAIAN_ID_SIZE] = {0xAC, ++record->acts};
    cr_assert_eq(ledger_catalogue(record->ledger, record_read(files, count), files, count,
                                  &(struct applied){"SK 1", day, false},
                                  &(struct doing){.act_id = act, .actor = "admin"}, record->ledger->now),
                 0);
    record_commit(record);
}

static inline struct record *record_make(const char *start, const char *const *texts) {
    struct record *record = calloc(1, sizeof *record);
    char *sentence = NULL;
    record->folder = folder_make();
    snprintf(record->path, sizeof record->path, "%s/ledger.db", record->folder.path);
    cr_assert_eq(ledger_create(record->path, true, instant_of(start), &sentence), 0, "%s", sentence);
    record_open(record);
    record_apply(record, start, texts);
    return record;
}

static inline void record_until(struct record *record, const char *when) {
    int64_t now = instant_of(when);
    for (int64_t due; (due = fold_next_due(record->ledger->fold)) <= now;)
        cr_assert_eq(ledger_tick(record->ledger, due, NULL, 0, due), 0);
    record_commit(record);
}

// Received and judged at an instant, without letting anything fall due before it.
static inline const Capaian__V1__Verdict *record_send(struct record *record, uint32_t number, const char *when,
                                                      const char *text) {
    struct letter *letter = letter_of("dispar", false, text, instant_of(when));
    const uint8_t key[CAPAIAN_KEY_SIZE] = {7};
    uint8_t id[CAPAIAN_ID_SIZE];
    letter_id(number, id);
    const struct entry entry = {.message = {.id = id,
                                            .unit = "dispar",
                                            .content = letter->bytes,
                                            .size = letter->size,
                                            .received_at = instant_of(when)},
                                .sender = key};
    enum arrival arrival;
    const uint8_t *bytes = NULL;
    size_t size = 0;
    cr_assert_eq(ledger_message(record->ledger, &entry, instant_of(when), &arrival, &bytes, &size), 0);
    if (record->verdict != NULL)
        capaian__v1__verdict__free_unpacked(record->verdict, NULL);
    record->verdict = capaian__v1__verdict__unpack(NULL, size, bytes);
    cr_assert_not_null(record->verdict);
    free(letter);
    return record->verdict;
}

static inline void record_deed(struct record *record, Capaian__V1__DeedKind kind, const char *subject,
                               const char *until, const char *when) {
    Capaian__V1__Deed what = CAPAIAN__V1__DEED__INIT;
    what.kind = kind;
    what.subject = (char *)subject;
    what.until = (char *)until;
    const struct deed deed = {&what, "Sekda", "desk-1", "sudah dibahas"};
    const char *field = "", *argument = "";
    const uint8_t act[CAPAIAN_ID_SIZE] = {0xDE, ++record->acts};
    enum capaian_code code = fold_deed_check(record->ledger->fold, &deed, instant_of(when), &field, &argument);
    cr_assert_eq(code, CAPAIAN_OK, "%s: %s %s %s", subject, capaian_code_name(code), field, argument);
    cr_assert_eq(
        ledger_deed(record->ledger, &what,
                    &(struct doing){.act_id = act, .actor = deed.actor, .key = deed.key, .reason = deed.reason},
                    instant_of(when)),
        0);
    record_commit(record);
}

static inline void record_difference(void *context, const char *sentence) {
    (void)context;
    fprintf(stderr, "%s\n", sentence);
}

// Folded anew from nothing it is what is written. Opened again afterwards.
static inline void record_check(struct record *record) {
    char *sentence = NULL;
    uint64_t steps = 0;
    record_commit(record);
    record->ledger = ledger_close(record->ledger);
    cr_assert_eq(ledger_rebuild_check(record->path, record_difference, NULL, &steps, &sentence), 0, "%s", sentence);
    cr_assert_gt(steps, 0);
    record_open(record);
}

static inline void record_free(struct record *record) {
    if (record->verdict != NULL)
        capaian__v1__verdict__free_unpacked(record->verdict, NULL);
    ledger_close(record->ledger);
    folder_remove(&record->folder);
    free(record);
}
