#include "evaluator.h"

#include "catalogue/folder.h"
#include "fuzz.h"
#include "good.h"
#include "serve/server.h"
#include "transport.h"
#include "wire/envelope.h"

#include <stdlib.h>
#include <string.h>

// So many calls of evaluator() until the next begins: a record stays short enough to be folded again.
enum { CALLS = 200 };

#define START INT64_C(1770282000000)    // 2026-02-05 in Jakarta

static struct server server;
static struct server_setup setup;
static struct capaian_arena *asked;
static struct catalogue_folder example;
static unsigned calls;

static void set_up(void) {
    char *path = NULL;
    // Names as in a folder of state: those that a backup may not have.
    setup = (struct server_setup){.ledger = strdup(fuzz_path("ledger.db")),
                                  .key = strdup(fuzz_path("server.key")),
                                  .keys = strdup(fuzz_path("authorised_keys")),
                                  .quarantine = strdup(fuzz_path("ledger.in-hand")),
                                  .acts = strdup(fuzz_path("acts.log")),
                                  .backups = strdup(fuzz_path("ledger.backed-up")),
                                  .link = "link",
                                  .alerts = "alerts",
                                  .query = "query"};
    memset(transport.key, 1, sizeof transport.key);
    fuzz_must(catalogue_folder_read(FUZZ_EXAMPLE, &example, &path) == 0);
    asked = capaian_arena_new(CAPAIAN_REPLY_FRAME_MAX);
    fuzz_must(asked != NULL);
}

static void write_keys(const char *roles) {
    char keys[256];
    struct capaian_keypair pair;
    capaian_keypair_make(&pair);
    fuzz_must(capaian_keypair_write(setup.key, &pair) == 0);
    snprintf(keys, sizeof keys, "0101010101010101010101010101010101010101010101010101010101010101 %s * kabupaten\n",
             roles);
    fuzz_write(setup.keys, keys, strlen(keys));
}

static void apply_example(void) {
    struct catalogue *catalogue = NULL;
    struct catalogue_findings findings = {0};
    int32_t day;
    const uint8_t act[CAPAIAN_ID_SIZE] = {1};
    fuzz_must(catalogue_read(example.files, example.count, &catalogue, &findings) == 0 && findings.errors == 0);
    fuzz_must(capaian_date_parse("2026-01-01", &day) == 0);
    fuzz_must(ledger_catalogue(server.ledger, catalogue, example.files, example.count,
                               &(struct applied){"SK 1", day, false}, &(struct doing){.act_id = act, .actor = "admin"},
                               START) == 0);
    fuzz_must(ledger_commit(server.ledger) == 0);
    catalogue_findings_free(&findings);
}

struct reported_row {
    const char *unit, *indicator, *period, *ref;
    int64_t numerator, denominator;    // denominator 0: a value
};

static size_t pack_figure(const struct reported_row *reported, int64_t as_of, uint8_t bytes[GOOD_SIZE]) {
    Capaian__V1__Content content = CAPAIAN__V1__CONTENT__INIT;
    Capaian__V1__Row row = CAPAIAN__V1__ROW__INIT, *rows[] = {&row};
    Capaian__V1__Decimal first = CAPAIAN__V1__DECIMAL__INIT, second = CAPAIAN__V1__DECIMAL__INIT;
    Capaian__V1__Ratio ratio = CAPAIAN__V1__RATIO__INIT;
    first.coefficient = reported->numerator;
    second.coefficient = reported->denominator;
    ratio.numerator = &first;
    ratio.denominator = &second;
    row.figure_case = reported->denominator == 0 ? CAPAIAN__V1__ROW__FIGURE_VALUE : CAPAIAN__V1__ROW__FIGURE_RATIO;
    if (reported->denominator == 0)
        row.value = &first;
    else
        row.ratio = &ratio;
    row.indicator = (char *)reported->indicator;
    row.period = (char *)reported->period;
    row.ref = (char *)reported->ref;
    row.as_of = as_of;
    content.unit = (char *)reported->unit;
    content.rows = rows;
    content.n_rows = 1;
    return capaian__v1__content__pack(&content, bytes);
}

// Something to be asked about: figures of several kinds, one of them revised.
static void report_figures(void) {
    static const struct reported_row figures[] = {
        {"dispar", "par01", "2026-01-07", "karcis-2", 1227, 0},
        {"dispar", "par01", "2026-01-08", "karcis-3", 1636, 0},
        {"dpmptsp", "izn01", "2026-01", "", 1176, 210},
        {"dpmptsp", "izn02", "2026-01", "", 201, 210},
        {"dpupr", "jal01", "2026-01", "", 2, 0},
        {"dpupr", "jal01", "2026-01", "", 3, 0},
        {"kec-telaga", "kec02", "2026-01", "", 27, 31},
        {"pkm-telaga", "pkm02", "2026-01", "", 28, 31},
    };
    static const uint8_t sender[CAPAIAN_KEY_SIZE] = {7};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        uint8_t id[CAPAIAN_ID_SIZE] = {2, (uint8_t)i}, content[GOOD_SIZE];
        size_t size = pack_figure(&figures[i], START + (int64_t)i - 1000, content);
        const struct entry entry = {
            {.id = id, .unit = figures[i].unit, .content = content, .size = size, .received_at = START}, sender};
        enum arrival arrival;
        const uint8_t *verdict = NULL;
        fuzz_must(ledger_message(server.ledger, &entry, START, &arrival, &verdict, &size) == 0);
        fuzz_must(arrival == ARRIVAL_NEW);
        fuzz_secret(8 + (unsigned)i, id, sizeof id);
    }
    fuzz_must(ledger_commit(server.ledger) == 0);
}

static void start(const char *roles) {
    char *sentence = NULL;
    server = (struct server){0};
    write_keys(roles);
    fuzz_must(ledger_create(setup.ledger, true, START, &sentence) == 0);
    fuzz_must(server_open(&server, &setup) == 0);
    apply_example();
    report_figures();
    fuzz_secret(0, server.ledger->epoch, CAPAIAN_EPOCH_SIZE);
}

static void tell(void *context, const char *sentence) {
    (void)context;
    fprintf(stderr, "%s\n", sentence);
}

static void stop(void) {
    char *sentence = NULL;
    uint64_t steps = 0;
    server_close(&server);
    fuzz_must(ledger_rebuild_check(setup.ledger, tell, NULL, &steps, &sentence) == 0);
    // Backups too, which it may have been told to make.
    fuzz_clear();
}

static void stop_at_exit(void) {
    stop();
    capaian_arena_free(asked);
    catalogue_folder_free(&example);
    free((void *)setup.ledger);
    free((void *)setup.key);
    free((void *)setup.keys);
    free((void *)setup.quarantine);
    free((void *)setup.acts);
    free((void *)setup.backups);
    free(transport.answer);
}

struct server *evaluator(const char *roles) {
    if (server.ledger == NULL) {
        set_up();
        start(roles);
        atexit(stop_at_exit);
    } else if (++calls % CALLS == 0) {
        stop();
        start(roles);
    }
    return &server;
}

void evaluator_turn(const void *socket, const uint8_t *frame, size_t size) {
    transport_put(socket, frame, size);
    (void)server_turn(&server);
    fuzz_must(!server.failed && transport.frame == NULL);
}

const Capaian__V1__Envelope *evaluator_ask(const void *socket, Capaian__V1__Envelope__KindCase kind, void *message,
                                           Capaian__V1__Envelope__KindCase awaited) {
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, kind, message);
    size_t size = capaian__v1__envelope__get_packed_size(&envelope);
    uint8_t *frame = malloc(size);
    fuzz_must(frame != NULL);
    capaian__v1__envelope__pack(&envelope, frame);
    transport.awaited = awaited;
    evaluator_turn(socket, frame, size);
    transport.awaited = CAPAIAN__V1__ENVELOPE__KIND__NOT_SET;
    free(frame);
    capaian_arena_reset(asked);
    return transport_answer(asked);
}
