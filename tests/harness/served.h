// A ledger on disk with the evaluator's answers to it, without sockets: steps go in as the record takes them, questions
// are answered as a client gets them.
#pragma once

#include "harness/regency.h"
#include "ledger/ledger.h"
#include "ledger/past.h"
#include "serve/answer.h"
#include "support/folder.h"

struct served {
    struct folder folder;
    struct server server;
    struct capaian_key_entry entry;
    uint8_t ids;
};

static inline void served_commit(struct served *served) {
    cr_assert_eq(ledger_commit(served->server.ledger), 0);
    ledger_published(served->server.ledger);
}

static inline void served_apply(struct served *served, const char *indicators, const char *targets,
                                const char *effective) {
    struct regency_texts texts = {indicators, targets, NULL};
    struct catalogue_file files[REGENCY_FILES];
    struct ledger *ledger = served->server.ledger;
    int32_t day = 0;
    cr_assert_eq(capaian_date_parse(effective, &day), 0);
    regency_files(&texts, files);
    cr_assert_eq(ledger_catalogue(ledger, regency_read(files, REGENCY_FILES), files, REGENCY_FILES,
                                  &(struct applied){"SK 1", day, false}, &(struct doing){.actor = "admin"},
                                  served->server.clock),
                 0);
    free((void *)files[1].text);
    free((void *)files[2].text);
    served_commit(served);
}

static inline struct served *served_make(const char *start) {
    struct served *served = calloc(1, sizeof *served);
    struct server *server = &served->server;
    char *sentence = NULL;
    served->folder = folder_make();
    const char *path = folder_file(&served->folder, "ledger.db");
    cr_assert_eq(ledger_create(path, true, instant_of(start), &sentence), 0, "%s", sentence);
    cr_assert_eq(ledger_open(path, &server->ledger, &sentence), 0, "%s", sentence);
    cr_assert_eq(capaian_store_open_readonly(path, &ledger_schema, &server->reader, &sentence), 0, "%s", sentence);
    server->frame = capaian_arena_new(CAPAIAN_REPLY_FRAME_MAX);
    server->answer = capaian_arena_new(CAPAIAN_REPLY_FRAME_MAX);
    server->clock = instant_of(start);
    served->entry.roles = CAPAIAN_ROLE_ADMIN;
    served->entry.all_units = true;
    return served;
}

// Time passes until then, and the clock stands there.
static inline void served_until(struct served *served, const char *when) {
    struct ledger *ledger = served->server.ledger;
    served->server.clock = instant_of(when);
    for (int64_t due; (due = fold_next_due(ledger->fold)) <= served->server.clock;)
        cr_assert_eq(ledger_tick(ledger, due, NULL, 0, due), 0);
    served_commit(served);
}

// A row with & replaces the first row of the message with that number; messages are counted from 1.
static inline void served_send(struct served *served, const char *when, const char *text, uint8_t replaced) {
    struct letter *letter = letter_of("dispar", false, text, instant_of(when));
    const uint8_t key[CAPAIAN_KEY_SIZE] = {7}, of[CAPAIAN_ID_SIZE] = {1, ++served->ids};
    letter->replaced[0] = 1;
    letter->replaced[1] = replaced;
    capaian__v1__content__pack(&letter->content, letter->bytes);
    const struct entry entry = {.message = {.id = of,
                                            .unit = "dispar",
                                            .content = letter->bytes,
                                            .size = letter->size,
                                            .received_at = instant_of(when)},
                                .sender = key};
    const uint8_t *bytes = NULL;
    size_t size = 0;
    enum arrival arrival;
    served_until(served, when);
    cr_assert_eq(ledger_message(served->server.ledger, &entry, served->server.clock, &arrival, &bytes, &size), 0);
    cr_assert_eq(arrival, ARRIVAL_NEW);
    Capaian__V1__Verdict *verdict = capaian__v1__verdict__unpack(NULL, size, bytes);
    cr_assert_eq(verdict->refused, 0, "%s: %s", when, text);
    capaian__v1__verdict__free_unpacked(verdict, NULL);
    free(letter);
    served_commit(served);
}

static inline void served_deed(struct served *served, Capaian__V1__DeedKind kind, const char *subject,
                               const char *period, const char *until) {
    Capaian__V1__Deed deed = CAPAIAN__V1__DEED__INIT;
    struct ledger *ledger = served->server.ledger;
    deed.kind = kind;
    deed.subject = (char *)subject;
    deed.period = (char *)period;
    deed.until = (char *)until;
    const struct deed by = {&deed, "P9", "desk", "perlu"};
    const char *field = "", *argument = "";
    enum capaian_code code = fold_deed_check(ledger->fold, &by, served->server.clock, &field, &argument);
    cr_assert_eq(code, CAPAIAN_OK, "%s: %s %s", capaian_code_name(code), field, argument);
    cr_assert_eq(ledger_deed(ledger, &deed, &(struct doing){.actor = "P9", .key = "desk", .reason = "perlu"},
                             served->server.clock),
                 0);
    served_commit(served);
}

// The answer in the answer arena, with a cleared one each time.
static inline Capaian__V1__QueryReply served_attainment(struct served *served, Capaian__V1__AttainmentQuery query,
                                                        const char *cursor) {
    Capaian__V1__QueryReply reply = CAPAIAN__V1__QUERY_REPLY__INIT;
    capaian_arena_reset(served->server.answer);
    capaian_arena_reset(served->server.frame);
    answer_attainment(&served->server, &query, cursor, &served->entry, &reply);
    return reply;
}

static inline void served_end(struct served *served) {
    past_close(served->server.past);
    sqlite3_close(served->server.reader);
    ledger_close(served->server.ledger);
    capaian_arena_free(served->server.frame);
    capaian_arena_free(served->server.answer);
    folder_remove(&served->folder);
    free(served);
}
