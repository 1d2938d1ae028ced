// What an evaluator is asked: queries, follows, and acts, a catalogue among them.
#include "../evaluator.h"
#include "../fuzz.h"
#include "../good.h"
#include "serve/server.h"

enum { FRAMES_MAX = 8 };

static void still_served(struct server *server) {
    Capaian__V1__QueryRequest request = CAPAIAN__V1__QUERY_REQUEST__INIT;
    Capaian__V1__EvaluatorStatusQuery status = CAPAIAN__V1__EVALUATOR_STATUS_QUERY__INIT;
    request.request = 7;
    request.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_STATUS;
    request.status = &status;
    const Capaian__V1__Envelope *envelope = evaluator_ask(server->query_socket, CAPAIAN__V1__ENVELOPE__KIND_QUERY,
                                                          &request, CAPAIAN__V1__ENVELOPE__KIND_QUERY_REPLY);
    fuzz_must(envelope != NULL && envelope->query_reply->request == 7 && envelope->query_reply->refusal == NULL);
    fuzz_must(envelope->query_reply->what_case == CAPAIAN__V1__QUERY_REPLY__WHAT_STATUS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_input input = {data, size};
    fuzz_next_input();
    struct server *server = evaluator("query,desk,admin,personnel,watch");
    uint8_t fresh[CAPAIAN_ID_SIZE];
    for (int i = 0; i < FRAMES_MAX && input.size > 0; i++) {
        struct capaian_arena *arena = capaian_arena_new(CAPAIAN_LINK_ARENA_MAX);
        const uint8_t *frame = NULL;
        fresh_id(fresh);
        fuzz_secret(1, fresh, sizeof fresh);
        size_t length = fuzz_frame(&input, arena, &frame);
        evaluator_turn(server->query_socket, frame, length);
        capaian_arena_free(arena);
    }
    still_served(server);
    return 0;
}
