#include "wire/envelope.h"

#include "wire/limits.h"

#include <inttypes.h>

enum capaian_code capaian_envelope_unpack(const void *frame, size_t size, struct capaian_arena *arena,
                                          Capaian__V1__Envelope **ret) {
    Capaian__V1__Envelope *envelope = capaian__v1__envelope__unpack(capaian_arena_allocator(arena), size, frame);
    if (!envelope)
        return capaian_arena_starved(arena) ? CAPAIAN_BUSY
               : capaian_arena_full(arena)  ? CAPAIAN_TOO_LARGE
                                            : CAPAIAN_ENVELOPE_MALFORMED;
    if (envelope->version != CAPAIAN_VERSION)
        return CAPAIAN_ENVELOPE_VERSION;
    if (envelope->kind_case == CAPAIAN__V1__ENVELOPE__KIND__NOT_SET)
        return CAPAIAN_ENVELOPE_KIND;
    *ret = envelope;
    return CAPAIAN_OK;
}

void capaian_envelope_init(Capaian__V1__Envelope *envelope, Capaian__V1__Envelope__KindCase kind, void *message) {
    capaian__v1__envelope__init(envelope);
    envelope->version = CAPAIAN_VERSION;
    envelope->kind_case = kind;
    envelope->refusal = message;    // any member of the union: all are pointers to messages
}

static char *sentence(struct capaian_arena *arena, enum capaian_code code, enum capaian_language language,
                      const char *const *arguments) {
    char buffer[CAPAIAN_SENTENCE_MAX];
    return capaian_arena_text(arena, "%s", capaian_code_sentence(code, language, arguments, buffer, sizeof buffer));
}

Capaian__V1__Refusal *capaian_refusal(struct capaian_arena *arena, enum capaian_code code, const char *field,
                                      const char *const *arguments) {
    Capaian__V1__Refusal *refusal = capaian_arena_take(arena, sizeof *refusal);
    if (!refusal)
        return NULL;
    capaian__v1__refusal__init(refusal);
    refusal->code = (char *)capaian_code_name(code);
    refusal->field = (char *)(field ? field : "");
    refusal->sentence_id = sentence(arena, code, CAPAIAN_INDONESIAN, arguments);
    refusal->sentence_en = sentence(arena, code, CAPAIAN_ENGLISH, arguments);
    return refusal->sentence_id && refusal->sentence_en ? refusal : NULL;
}

Capaian__V1__Refusal *capaian_envelope_refusal(struct capaian_arena *arena, enum capaian_code code, const void *frame,
                                               size_t size) {
    const char *arguments[3] = {NULL};
    if (code == CAPAIAN_ENVELOPE_VERSION) {
        const Capaian__V1__Envelope *envelope =
            capaian__v1__envelope__unpack(capaian_arena_allocator(arena), size, frame);
        arguments[0] = envelope ? capaian_arena_text(arena, "%" PRIu32, envelope->version) : NULL;
        arguments[1] = capaian_arena_text(arena, "%d", CAPAIAN_VERSION);
    }
    return capaian_refusal(arena, code, "", arguments);
}
