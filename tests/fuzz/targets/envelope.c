// The frame that everything travels in, as any peer sends it.
#include "wire/envelope.h"

#include "../fuzz.h"
#include "wire/limits.h"

#include <stdlib.h>
#include <string.h>

static void still_served(struct capaian_arena *arena) {
    static const uint8_t good[] = {0x08, 0x01, 0x6A, 0x00};    // version 1, a CollectorStatusRequest
    Capaian__V1__Envelope *envelope = NULL;
    capaian_arena_reset(arena);
    fuzz_must(capaian_envelope_unpack(good, sizeof good, arena, &envelope) == CAPAIAN_OK);
    fuzz_must(envelope->kind_case == CAPAIAN__V1__ENVELOPE__KIND_COLLECTOR_STATUS_REQUEST);
}

// What was read is written and read again as the same.
static void goes_round(const Capaian__V1__Envelope *envelope) {
    size_t size = capaian__v1__envelope__get_packed_size(envelope);
    uint8_t *first = malloc(size + 1), *second = malloc(size + 1);
    struct capaian_arena *arena = capaian_arena_new(CAPAIAN_REPLY_FRAME_MAX);
    Capaian__V1__Envelope *again = NULL;
    fuzz_must(first != NULL && second != NULL && arena != NULL);
    fuzz_must(capaian__v1__envelope__pack(envelope, first) == size);
    fuzz_must(capaian_envelope_unpack(first, size, arena, &again) == CAPAIAN_OK);
    fuzz_must(again->kind_case == envelope->kind_case);
    fuzz_must(capaian__v1__envelope__pack(again, second) == size && memcmp(first, second, size) == 0);
    free(first);
    free(second);
    capaian_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_input input = {data, size};
    struct capaian_arena *choices = capaian_arena_new(CAPAIAN_ARENA_MAX), *arena = capaian_arena_new(64 * 1024);
    const uint8_t *frame = NULL;
    size_t length = fuzz_frame(&input, choices, &frame);
    Capaian__V1__Envelope *envelope = NULL;
    enum capaian_code code = capaian_envelope_unpack(frame, length, arena, &envelope);
    fuzz_must(capaian_arena_used(arena) <= 64 * 1024);
    fuzz_must((code == CAPAIAN_OK) == (envelope != NULL));
    if (code == CAPAIAN_OK) {
        goes_round(envelope);
    } else {
        fuzz_code(code);
        capaian_arena_reset(arena);
        const Capaian__V1__Refusal *refusal = capaian_envelope_refusal(arena, code, frame, length);
        fuzz_must(refusal != NULL && capaian_code_of_name(refusal->code) == code);
    }
    still_served(arena);
    capaian_arena_free(choices);
    capaian_arena_free(arena);
    return 0;
}
