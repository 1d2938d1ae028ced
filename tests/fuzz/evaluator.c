#include "evaluator.h"

#include "catalogue/folder.h"
#include "fuzz.h"
#include "ledger/past.h"
#include "serve/server.h"
#include "transport.h"
#include "wire/envelope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EVALUATOR_TURNS = 400 };

#define START INT64_C(1770282000000)    // 2026-02-05 in Jakarta

static struct server server;
static struct capaian_arena *asked;
static char ledger_path[128], in_hand_path[128];
static unsigned turns;

// All roles that may ask, and that of a collector, for every unit.
static const char keys_text[] = "0101010101010101010101010101010101010101010101010101010101010101 "
                                "link,query,desk,admin,personnel,watch * kabupaten\n";

static void set_up_files(void) {
    snprintf(ledger_path, sizeof ledger_path, "%s", fuzz_path("ledger.db"));
    snprintf(in_hand_path, sizeof in_hand_path, "%s", fuzz_path("in-hand"));
    memset(transport.key, 1, sizeof transport.key);
    fuzz_write(fuzz_path("authorised_keys"), keys_text, sizeof keys_text - 1);
    asked = capaian_arena_new(CAPAIAN_REPLY_FRAME_MAX);
    fuzz_must(asked != NULL);
}

static void apply_example(void) {
    struct catalogue_folder folder;
    struct catalogue *catalogue = NULL;
    struct catalogue_findings findings = {0};
    char *path = NULL;
    int32_t day;
    const uint8_t act[CAPAIAN_ID_SIZE] = {1};
    fuzz_must(catalogue_folder_read(FUZZ_EXAMPLE, &folder, &path) == 0);
    fuzz_must(catalogue_read(folder.files, folder.count, &catalogue, &findings) == 0 && findings.errors == 0);
    fuzz_must(capaian_date_parse("2026-01-01", &day) == 0);
    fuzz_must(ledger_catalogue(server.ledger, catalogue, folder.files, folder.count,
                               &(struct applied){"SK 1", day, false}, &(struct doing){.act_id = act, .actor = "admin"},
                               START) == 0);
    fuzz_must(ledger_commit(server.ledger) == 0);
    ledger_published(server.ledger);
    catalogue_findings_free(&findings);
    catalogue_folder_free(&folder);
}

static void start(void) {
    char *sentence = NULL;
    unsigned line;
    const char *what;
    server = (struct server){.link_socket = "link", .alerts_socket = "alerts", .query_socket = "query"};
    fuzz_must(ledger_create(ledger_path, true, START, &sentence) == 0);
    fuzz_must(ledger_open(ledger_path, &server.ledger, &sentence) == 0);
    fuzz_must(capaian_store_open_readonly(ledger_path, &ledger_schema, &server.reader, &sentence) == 0);
    fuzz_must(quarantine_open(in_hand_path, &server.quarantine) == 0);
    fuzz_must(capaian_keyring_load(fuzz_path("authorised_keys"), &server.keys, &line, &what) == 0);
    server.clock = server.ledger->clock;
    server.links = calloc(LINKS_MAX, sizeof *server.links);
    server.frame = capaian_arena_new(CAPAIAN_REPLY_FRAME_MAX);
    server.answer = capaian_arena_new(CAPAIAN_REPLY_FRAME_MAX);
    fuzz_must(server.links != NULL && server.frame != NULL && server.answer != NULL);
    apply_example();
    fuzz_secret(0, server.ledger->epoch, CAPAIAN_EPOCH_SIZE);
}

static void tell(void *context, const char *sentence) {
    (void)context;
    fprintf(stderr, "%s\n", sentence);
}

static void stop(void) {
    char *sentence = NULL;
    uint64_t steps = 0;
    past_close(server.past);
    sqlite3_close(server.reader);
    ledger_close(server.ledger);
    fuzz_must(ledger_rebuild_check(ledger_path, tell, NULL, &steps, &sentence) == 0);
    quarantine_close(server.quarantine);
    capaian_keyring_free(server.keys);
    for (size_t i = 0; i < server.link_count; i++)
        free(server.links[i].verdicts);
    free(server.links);
    free(server.follows);
    free(server.verdict_bytes);
    capaian_arena_free(server.frame);
    capaian_arena_free(server.answer);
    static const char *const ends[] = {"", "-wal", "-shm", "-lock", ".lock"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char path[160];
        snprintf(path, sizeof path, "%s%s", ledger_path, ends[i]);
        unlink(path);
    }
    unlink(in_hand_path);
}

static void stop_at_exit(void) {
    stop();
    capaian_arena_free(asked);
    free(transport.last);
}

struct server *evaluator(void) {
    if (server.ledger == NULL) {
        set_up_files();
        start();
        atexit(stop_at_exit);
    } else if (turns > EVALUATOR_TURNS) {
        stop();
        start();
        turns = 0;
    }
    return &server;
}

// As serve.c does it, without the sockets.
static void finish_turn(void) {
    turns++;
    if (!server.failed)
        passage_judge(&server);
    if (!server.failed && server.ledger->open) {
        server.failed = ledger_commit(server.ledger) < 0;
        quarantine_committed(server.quarantine);
    }
    fuzz_must(!server.failed);
    link_answer(&server);
    stream_publish(&server);
    passage_answer(&server);
}

void evaluator_link_turn(struct server *of, const uint8_t *frame, size_t size) {
    transport.frame = frame != NULL ? frame : (const uint8_t *)"";
    transport.size = size;
    transport.sent = 0;
    (void)link_receive(of);
    finish_turn();
    fuzz_must(transport.frame == NULL);
}

void evaluator_desk_turn(struct server *of, const uint8_t *frame, size_t size) {
    transport.frame = frame != NULL ? frame : (const uint8_t *)"";
    transport.size = size;
    transport.sent = 0;
    (void)desk_receive(of);
    fuzz_must(!of->failed);
    (void)past_turn(of);
    (void)stream_pump(of);
    finish_turn();
}

const Capaian__V1__Envelope *evaluator_ask(struct server *of, Capaian__V1__Envelope__KindCase kind, void *message,
                                           void (*turn)(struct server *, const uint8_t *, size_t)) {
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, kind, message);
    size_t size = capaian__v1__envelope__get_packed_size(&envelope);
    uint8_t *frame = malloc(size);
    fuzz_must(frame != NULL);
    capaian__v1__envelope__pack(&envelope, frame);
    capaian_arena_reset(asked);
    turn(of, frame, size);
    free(frame);
    return transport_last(asked);
}
