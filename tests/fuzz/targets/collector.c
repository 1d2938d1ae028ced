// A collector between a sender and an evaluator that both say anything, one turn after the other.
#include "collector.h"

#include "../fuzz.h"
#include "../good.h"
#include "../transport.h"
#include "serve.h"
#include "settings.h"
#include "wire/content.h"
#include "wire/envelope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FRAMES_MAX = 8,
    INPUTS = 200,    // until the journal begins anew: what is never applied fills it
};

static struct collector *collector;
static struct settings settings;
static struct capaian_arena *answers;

static void stop(void) {
    // A name, which nothing may be asked of.
    collector->intake = NULL;
    collector = collector_close(collector);
    fuzz_clear();
}

static void start(void) {
    static const char keys[] = "0101010101010101010101010101010101010101010101010101010101010101 "
                               "submit,query,admin * loket\n";
    struct capaian_keypair pair;
    char endpoint[256];
    fuzz_write(settings.keys, keys, sizeof keys - 1);
    capaian_keypair_make(&pair);
    fuzz_must(capaian_keypair_write(settings.key, &pair) == 0);
    collector = collector_open(&settings, endpoint);
    fuzz_must(collector != NULL);
    collector->disk_left = INT64_C(1) << 32;
}

static void stop_at_exit(void) {
    stop();
    capaian_arena_free(answers);
    free(transport.answer);
}

static void set_up(void) {
    settings = (struct settings){.intake = "", .evaluator = "", .simulated = false, .reserve = 1 << 26, .name = "satu"};
    snprintf(settings.journal, sizeof settings.journal, "%s", fuzz_path("journal.db"));
    snprintf(settings.key, sizeof settings.key, "%s", fuzz_path("server.key"));
    snprintf(settings.keys, sizeof settings.keys, "%s", fuzz_path("authorised_keys"));
    memset(transport.key, 1, sizeof transport.key);
    answers = capaian_arena_new(CAPAIAN_REPLY_FRAME_MAX);
    fuzz_must(answers != NULL);
    start();
    atexit(stop_at_exit);
}

static void turn(const void *socket, const uint8_t *frame, size_t size) {
    bool idle;
    transport_put(socket, frame, size);
    fuzz_must(collector_turn(collector, false, &idle) == 0 && transport.frame == NULL);
    fuzz_must(capaian_arena_used(collector->frames) <= 2 * CAPAIAN_ARENA_MAX);
    const struct journal_position *position = journal_committed(collector->journal);
    fuzz_must(position->cursor <= position->last && collector->forward.sent <= position->last);
    fuzz_must(collector->forward.position.cursor <= collector->forward.sent);
}

static Capaian__V1__Envelope *submit(const uint8_t id[CAPAIAN_ID_SIZE]) {
    Capaian__V1__SubmitRequest request = CAPAIAN__V1__SUBMIT_REQUEST__INIT;
    Capaian__V1__Envelope envelope;
    uint8_t content[GOOD_SIZE], frame[2 * GOOD_SIZE];
    request.message_id = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, (uint8_t *)id};
    request.content = (ProtobufCBinaryData){good_content(content), content};
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_SUBMIT, &request);
    size_t size = capaian__v1__envelope__pack(&envelope, frame);
    transport.awaited = CAPAIAN__V1__ENVELOPE__KIND_SUBMIT_REPLY;
    transport.id = id;
    turn(collector->intake, frame, size);
    transport.awaited = CAPAIAN__V1__ENVELOPE__KIND__NOT_SET;
    capaian_arena_reset(answers);
    return transport_answer(answers);
}

static void still_served(const uint8_t id[CAPAIAN_ID_SIZE]) {
    const Capaian__V1__Envelope *answer = submit(id);
    // An evaluator of the other kind of time is a reason to be busy, until there is another.
    if (collector->kinds_differ) {
        fuzz_must(answer != NULL && answer->submit_reply->outcome == CAPAIAN__V1__OUTCOME__OUTCOME_BUSY);
        stop();
        start();
        answer = submit(id);
    }
    fuzz_must(answer != NULL && answer->submit_reply != NULL);
    const Capaian__V1__SubmitReply *reply = answer->submit_reply;
    if (reply->refusal != NULL)
        fprintf(stderr, "refused: %s\n", reply->refusal->sentence_en);
    fuzz_must(reply->outcome == CAPAIAN__V1__OUTCOME__OUTCOME_STORED && reply->receipt != NULL && !reply->duplicate);
    // It says what was sent, and is on disk.
    uint8_t content[GOOD_SIZE], hash[CAPAIAN_HASH_SIZE];
    capaian_content_hash(content, good_content(content), hash);
    const Capaian__V1__Receipt *receipt = reply->receipt;
    fuzz_must(receipt->content_hash.len == sizeof hash && memcmp(receipt->content_hash.data, hash, sizeof hash) == 0);
    fuzz_must(receipt->sequence == journal_committed(collector->journal)->last);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_input input = {data, size};
    fuzz_next_input();
    uint8_t ids[3][CAPAIAN_ID_SIZE];    // of the last nobody knows
    static unsigned inputs;
    if (collector == NULL) {
        set_up();
    } else if (++inputs % INPUTS == 0) {
        stop();
        start();
    }
    for (unsigned i = 0; i < 3; i++) {
        fresh_id(ids[i]);
        if (i < 2)
            fuzz_secret(1 + i, ids[i], CAPAIAN_ID_SIZE);
    }
    (void)submit(ids[0]);
    for (int i = 0; i < FRAMES_MAX && input.size > 0; i++) {
        struct capaian_arena *arena = capaian_arena_new(CAPAIAN_LINK_ARENA_MAX);
        const uint8_t *frame = NULL;
        uint8_t choice = fuzz_byte(&input);
        // What an evaluator would know.
        fuzz_secret(0, collector->forward.session, FORWARD_SESSION_SIZE);
        fuzz_secret(4, collector->forward.position.epoch, CAPAIAN_EPOCH_SIZE);
        for (unsigned f = 0; f < 3 && collector->forward.position.cursor + f < collector->forward.sent; f++)
            fuzz_secret(5 + f, forward_flight(&collector->forward, collector->forward.position.cursor + 1 + f)->id,
                        CAPAIAN_ID_SIZE);
        size_t length = fuzz_frame(&input, arena, &frame);
        turn(choice & 1 ? collector->link : collector->intake, frame, length);
        capaian_arena_free(arena);
    }
    still_served(ids[2]);
    return 0;
}
