// A collector between a sender and an evaluator that both say anything, one turn after the other.
#include "collector.h"

#include "../fuzz.h"
#include "../good.h"
#include "../transport.h"
#include "desk.h"
#include "link.h"
#include "runtime/daemon.h"
#include "settings.h"
#include "wire/content.h"
#include "wire/envelope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES_MAX = 8 };

static struct collector *collector;
static struct settings settings;
static struct capaian_arena *answers;

static void stop(void) {
    // Nothing is given out twice: what has been said to be stored is there.
    collector_close(collector);
    capaian_arena_free(answers);
    free(transport.last);
}

static void start(void) {
    static const char keys[] = "0101010101010101010101010101010101010101010101010101010101010101 "
                               "submit,query,admin * loket\n";
    struct capaian_keypair pair;
    char endpoint[256];
    memset(transport.key, 1, sizeof transport.key);
    fuzz_write(fuzz_path("authorised_keys"), keys, sizeof keys - 1);
    capaian_keypair_make(&pair);
    fuzz_must(capaian_keypair_write(fuzz_path("server.key"), &pair) == 0);
    settings = (struct settings){.intake = "", .evaluator = "", .simulated = false, .reserve = 1 << 26, .name = "satu"};
    snprintf(settings.journal, sizeof settings.journal, "%s", fuzz_path("journal.db"));
    snprintf(settings.key, sizeof settings.key, "%s", fuzz_path("server.key"));
    snprintf(settings.keys, sizeof settings.keys, "%s", fuzz_path("authorised_keys"));
    collector = collector_open(&settings, endpoint);
    answers = capaian_arena_new(CAPAIAN_REPLY_FRAME_MAX);
    fuzz_must(collector != NULL && answers != NULL);
    collector->disk_left = INT64_C(1) << 32;
    atexit(stop);
}

enum from { FROM_SENDER, FROM_EVALUATOR };

// As serve.c does it.
static void turn(enum from from, const uint8_t *frame, size_t size) {
    static const uint8_t nothing[1];
    capaian_arena_reset(collector->frames);
    capaian_arena_reset(collector->incoming);
    collector->lost = false;
    collector->disk_left = INT64_C(1) << 32;
    const uint8_t *given = frame != NULL ? frame : nothing;
    transport.size = size;
    transport.frame = from == FROM_EVALUATOR ? given : NULL;
    fuzz_must(link_receive(collector) == 0);
    transport.frame = from == FROM_SENDER ? given : NULL;
    fuzz_must(desk_receive(collector) >= 0);
    fuzz_must(capaian_arena_used(collector->frames) <= 2 * CAPAIAN_ARENA_MAX);
    fuzz_must(link_promise(collector) == 0 && journal_commit(collector->journal) == 0);
    link_settled(collector);
    transport.sent = 0;
    desk_reply(collector);
}

static void after_turn(void) {
    fuzz_must(link_send(collector) == 0 && desk_upkeep(collector, capaian_monotonic_ms()) == 0);
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
    turn(FROM_SENDER, frame, size);
    capaian_arena_reset(answers);
    Capaian__V1__Envelope *answer = transport_last(answers);
    after_turn();
    return answer;
}

static void still_served(const uint8_t id[CAPAIAN_ID_SIZE]) {
    const Capaian__V1__Envelope *answer = submit(id);
    fuzz_must(answer != NULL && answer->kind_case == CAPAIAN__V1__ENVELOPE__KIND_SUBMIT_REPLY);
    fuzz_must(answer->submit_reply->outcome == CAPAIAN__V1__OUTCOME__OUTCOME_STORED);
    fuzz_must(answer->submit_reply->receipt != NULL && !answer->submit_reply->duplicate);
    // It says what was sent, and is on disk.
    uint8_t content[GOOD_SIZE], hash[CAPAIAN_HASH_SIZE];
    capaian_content_hash(content, good_content(content), hash);
    const Capaian__V1__Receipt *receipt = answer->submit_reply->receipt;
    fuzz_must(receipt->content_hash.len == sizeof hash && memcmp(receipt->content_hash.data, hash, sizeof hash) == 0);
    fuzz_must(receipt->sequence == journal_committed(collector->journal)->last);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_input input = {data, size};
    uint8_t ids[3][CAPAIAN_ID_SIZE];
    if (collector == NULL)
        start();
    for (unsigned i = 0; i < 3; i++) {
        fresh_id(ids[i]);
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
        turn(choice & 1 ? FROM_EVALUATOR : FROM_SENDER, frame, length);
        after_turn();
        capaian_arena_free(arena);
    }
    still_served(ids[2]);
    return 0;
}
