// What collectors send to an evaluator: hello, batch, trial, to the ledger and back.
#include "../evaluator.h"
#include "../fuzz.h"
#include "../good.h"
#include "serve/server.h"

enum { FRAMES_MAX = 8 };

static Capaian__V1__LinkGreeting *greet(struct server *server, uint8_t session[CAPAIAN_ID_SIZE]) {
    Capaian__V1__LinkHello hello = CAPAIAN__V1__LINK_HELLO__INIT;
    hello.session = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, session};
    hello.collector = (char *)"satu";
    hello.simulated = 1;
    const Capaian__V1__Envelope *envelope = evaluator_ask(server->link_socket, CAPAIAN__V1__ENVELOPE__KIND_LINK_HELLO,
                                                          &hello, CAPAIAN__V1__ENVELOPE__KIND_LINK_GREETING);
    fuzz_must(envelope != NULL && envelope->link_greeting->session.len == CAPAIAN_ID_SIZE);
    return envelope->link_greeting;
}

static void still_served(struct server *server) {
    uint8_t session[CAPAIAN_ID_SIZE], id[CAPAIAN_ID_SIZE], key[CAPAIAN_KEY_SIZE] = {7}, content[GOOD_SIZE];
    fresh_id(session);
    fresh_id(id);
    uint64_t before = greet(server, session)->applied;
    Capaian__V1__LinkBatch batch = CAPAIAN__V1__LINK_BATCH__INIT;
    Capaian__V1__LinkEntry entry = CAPAIAN__V1__LINK_ENTRY__INIT, *entries[] = {&entry};
    batch.session = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, session};
    batch.first = 1;
    batch.entries = entries;
    batch.n_entries = 1;
    entry.message_id = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, id};
    entry.key = (ProtobufCBinaryData){CAPAIAN_KEY_SIZE, key};
    entry.content = (ProtobufCBinaryData){good_content(content), content};
    entry.unit = (char *)"dispar";
    entry.received_at = server_now(server);
    const Capaian__V1__Envelope *envelope = evaluator_ask(server->link_socket, CAPAIAN__V1__ENVELOPE__KIND_LINK_BATCH,
                                                          &batch, CAPAIAN__V1__ENVELOPE__KIND_LINK_ACK);
    fuzz_must(envelope != NULL);
    const Capaian__V1__LinkAck *ack = envelope->link_ack;
    fuzz_must(ack->settled == 1 && ack->applied == before + 1 && ack->n_verdicts == 1);
    Capaian__V1__Verdict *verdict = capaian__v1__verdict__unpack(NULL, ack->verdicts[0].len, ack->verdicts[0].data);
    fuzz_must(verdict != NULL);
    fuzz_must(verdict->accepted + verdict->refused == 1 && verdict->refusal == NULL);
    fuzz_must(memcmp(verdict->message_id.data, id, CAPAIAN_ID_SIZE) == 0);
    capaian__v1__verdict__free_unpacked(verdict, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_input input = {data, size};
    fuzz_next_input();
    struct server *server = evaluator("link");
    static const uint8_t session[CAPAIAN_ID_SIZE] = "session session", id[CAPAIAN_ID_SIZE] = "message message";
    static const uint8_t key[CAPAIAN_KEY_SIZE] = {7};
    fuzz_secret(1, session, sizeof session);
    fuzz_secret(2, id, sizeof id);
    fuzz_secret(3, key, sizeof key);
    uint8_t fresh[CAPAIAN_ID_SIZE];
    fresh_id(fresh);
    fuzz_secret(4, fresh, sizeof fresh);
    greet(server, (uint8_t[CAPAIAN_ID_SIZE]){"session session"});
    for (int i = 0; i < FRAMES_MAX && input.size > 0; i++) {
        struct capaian_arena *arena = capaian_arena_new(CAPAIAN_LINK_ARENA_MAX);
        const uint8_t *frame = NULL;
        size_t length = fuzz_frame(&input, arena, &frame);
        evaluator_turn(server->link_socket, frame, length);
        capaian_arena_free(arena);
    }
    still_served(server);
    return 0;
}
