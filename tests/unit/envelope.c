#include "wire/envelope.h"

#include "wire/limits.h"

#include <criterion/criterion.h>
#include <string.h>

static struct capaian_arena *arena;

static void setup(void) {
    arena = capaian_arena_new(CAPAIAN_ARENA_MAX);
}

static void teardown(void) {
    arena = capaian_arena_free(arena);
}

TestSuite(envelope, .init = setup, .fini = teardown);

static enum capaian_code unpack(const void *frame, size_t size, Capaian__V1__Envelope **ret) {
    Capaian__V1__Envelope *untouched = (void *)&arena;
    Capaian__V1__Envelope *envelope = untouched;
    enum capaian_code code = capaian_envelope_unpack(frame, size, arena, &envelope);
    if (code != CAPAIAN_OK)
        cr_assert_eq(envelope, untouched);
    if (ret)
        *ret = envelope;
    return code;
}

static size_t pack_submit(uint32_t version, unsigned char *frame) {
    Capaian__V1__SubmitRequest request = CAPAIAN__V1__SUBMIT_REQUEST__INIT;
    request.message_id = (ProtobufCBinaryData){16, (uint8_t *)"0123456789abcdef"};
    request.content = (ProtobufCBinaryData){5, (uint8_t *)"bytes"};
    request.patience_ms = 250;
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_SUBMIT, &request);
    envelope.version = version;
    return capaian__v1__envelope__pack(&envelope, frame);
}

Test(envelope, comes_back_as_it_went) {
    unsigned char frame[256];
    size_t size = pack_submit(CAPAIAN_VERSION, frame);
    Capaian__V1__Envelope *envelope;
    cr_assert_eq(unpack(frame, size, &envelope), CAPAIAN_OK);
    cr_assert_eq(envelope->kind_case, CAPAIAN__V1__ENVELOPE__KIND_SUBMIT);
    cr_assert_eq(envelope->submit->patience_ms, 250);
    cr_assert_eq(envelope->submit->content.len, 5);
    cr_assert_eq(memcmp(envelope->submit->content.data, "bytes", 5), 0);
}

Test(envelope, truncated_or_foreign_is_malformed) {
    unsigned char frame[256];
    size_t size = pack_submit(CAPAIAN_VERSION, frame);
    for (size_t cut = 3; cut < size; cut++)
        cr_assert_eq(unpack(frame, cut, NULL), CAPAIAN_ENVELOPE_MALFORMED, "cut at %zu", cut);
    cr_assert_eq(unpack("\xFF\xFF\xFF", 3, NULL), CAPAIAN_ENVELOPE_MALFORMED);
    cr_assert_eq(unpack("{\"version\":1}", 13, NULL), CAPAIAN_ENVELOPE_MALFORMED);
    cr_assert_eq(unpack("\x0A\x01\x01", 3, NULL), CAPAIAN_ENVELOPE_MALFORMED, "the version as bytes");
}

Test(envelope, only_our_version) {
    unsigned char frame[256];
    cr_assert_eq(unpack(frame, pack_submit(0, frame), NULL), CAPAIAN_ENVELOPE_VERSION);
    cr_assert_eq(unpack(frame, pack_submit(2, frame), NULL), CAPAIAN_ENVELOPE_VERSION);
    cr_assert_eq(unpack(frame, pack_submit(UINT32_MAX, frame), NULL), CAPAIAN_ENVELOPE_VERSION);
    cr_assert_eq(unpack("", 0, NULL), CAPAIAN_ENVELOPE_VERSION, "an empty frame states no version");
    cr_assert_eq(unpack(NULL, 0, NULL), CAPAIAN_ENVELOPE_VERSION);
}

Test(envelope, a_kind_of_a_later_version_is_told_apart) {
    cr_assert_eq(unpack("\x08\x01", 2, NULL), CAPAIAN_ENVELOPE_KIND);
    cr_assert_eq(unpack("\x08\x01\xFA\x06\x02hi", 7, NULL), CAPAIAN_ENVELOPE_KIND, "field 111");
}

Test(envelope, unknown_fields_are_no_matter) {
    unsigned char frame[256];
    size_t size = pack_submit(CAPAIAN_VERSION, frame);
    memcpy(frame + size, (const unsigned char[]){0xFA, 0x06, 0x02, 'h', 'i'}, 5);
    Capaian__V1__Envelope *envelope;
    cr_assert_eq(unpack(frame, size + 5, &envelope), CAPAIAN_OK);
    // And within: a heartbeat with field 15.
    cr_assert_eq(unpack("\x08\x01\xB2\x01\x02\x78\x05", 7, &envelope), CAPAIAN_OK);
    cr_assert_eq(envelope->kind_case, CAPAIAN__V1__ENVELOPE__KIND_LINK_BATCH);
}

Test(envelope, over_the_arena_is_too_large) {
    unsigned char frame[256];
    size_t size = pack_submit(CAPAIAN_VERSION, frame);
    size_t enough = 0;
    for (size_t cap = 16; enough == 0 && cap < 8192; cap += 16) {
        struct capaian_arena *small = capaian_arena_new(cap);
        Capaian__V1__Envelope *envelope = NULL;
        enum capaian_code code = capaian_envelope_unpack(frame, size, small, &envelope);
        if (code == CAPAIAN_OK)
            enough = cap;
        else
            cr_assert_eq(code, CAPAIAN_TOO_LARGE, "%s with a cap of %zu", capaian_code_name(code), cap);
        capaian_arena_free(small);
    }
    cr_assert(enough > 16);
}

// Two bytes on the wire are an entry in memory: the cap holds, whatever the ratio.
Test(envelope, a_bomb_is_too_large) {
    enum { ENTRIES = 200000, INNER = 2 * ENTRIES };
    static unsigned char frame[INNER + 16];
    size_t size = 0;
    frame[size++] = 0x08;
    frame[size++] = 0x01;
    frame[size++] = 0xB2;    // link_batch
    frame[size++] = 0x01;
    for (size_t left = INNER; left; left >>= 7)
        frame[size++] = (unsigned char)((left & 0x7F) | (left >> 7 ? 0x80 : 0));
    for (size_t i = 0; i < ENTRIES; i++) {
        frame[size++] = 0x1A;    // an empty entry
        frame[size++] = 0x00;
    }
    cr_assert_eq(unpack(frame, size, NULL), CAPAIAN_TOO_LARGE);
    cr_assert_leq(capaian_arena_used(arena), CAPAIAN_ARENA_MAX);
}

Test(envelope, refusal_carries_code_field_and_both_sentences) {
    const char *const arguments[3] = {"7"};
    const Capaian__V1__Refusal *refusal = capaian_refusal(arena, CAPAIAN_ID_LENGTH, "message_id", arguments);
    cr_assert_str_eq(refusal->code, "message.id_length");
    cr_assert_str_eq(refusal->field, "message_id");
    cr_assert_str_eq(refusal->sentence_id, "message_id harus tepat 16 bita, bukan 7.");
    cr_assert_str_eq(refusal->sentence_en, "message_id must be exactly 16 bytes, not 7.");
    cr_assert_str_eq(capaian_refusal(arena, CAPAIAN_ID_LENGTH, NULL, NULL)->field, "");
    cr_assert_gt(capaian__v1__refusal__get_packed_size(refusal), 50);

    struct capaian_arena *small = capaian_arena_new(100);
    cr_assert_null(capaian_refusal(small, CAPAIAN_ID_LENGTH, "message_id", arguments));
    capaian_arena_free(small);
}

Test(envelope, refusal_of_a_frame_names_the_versions) {
    unsigned char frame[256];
    size_t size = pack_submit(9, frame);
    cr_assert_str_eq(capaian_envelope_refusal(arena, CAPAIAN_ENVELOPE_VERSION, frame, size)->sentence_en,
                     "Envelope version 9 is not known; this side speaks 1.");
    cr_assert_str_eq(capaian_envelope_refusal(arena, CAPAIAN_ENVELOPE_MALFORMED, frame, 3)->code, "envelope.malformed");
}
