#include "wire/content.h"

#include "value/text.h"
#include "wire/limits.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const int64_t NOW = INT64_C(1773450000000);

static struct capaian_arena *arena;

static void setup(void) {
    arena = capaian_arena_new(CAPAIAN_ARENA_MAX);
}

static void teardown(void) {
    arena = capaian_arena_free(arena);
}

TestSuite(content, .init = setup, .fini = teardown);

enum { SAMPLE_MAX = 1024, SAMPLE_ROWS = 6 };

// A content with a row of every figure and every field, encoded.
static size_t sample(unsigned char buffer[SAMPLE_MAX]) {
    static uint8_t hash[32];
    Capaian__V1__Decimal decimal = CAPAIAN__V1__DECIMAL__INIT, score = CAPAIAN__V1__DECIMAL__INIT;
    decimal.coefficient = -12345678901;
    decimal.scale = 3;
    score.coefficient = 7;
    Capaian__V1__Ratio ratio = CAPAIAN__V1__RATIO__INIT;
    ratio.numerator = &decimal;
    ratio.denominator = &score;
    Capaian__V1__Grade grade = CAPAIAN__V1__GRADE__INIT;
    grade.grade = "BB";
    grade.score = &score;
    Capaian__V1__Missing missing = CAPAIAN__V1__MISSING__INIT;
    missing.reason = "survei";
    Capaian__V1__Complete complete = CAPAIAN__V1__COMPLETE__INIT;
    complete.count = 12;
    complete.total = &decimal;
    complete.denominator = &score;
    Capaian__V1__Withdraw withdraw = CAPAIAN__V1__WITHDRAW__INIT;
    Capaian__V1__Replaces replaces = CAPAIAN__V1__REPLACES__INIT;
    replaces.message_id = (ProtobufCBinaryData){16, (uint8_t *)"0123456789abcdef"};
    replaces.row = 3;
    Capaian__V1__Evidence evidence = CAPAIAN__V1__EVIDENCE__INIT;
    evidence.address = "https://contoh.go.id/bukti.pdf";
    evidence.sha256 = (ProtobufCBinaryData){32, hash};

    Capaian__V1__Row rows[SAMPLE_ROWS], *pointers[SAMPLE_ROWS];
    for (size_t i = 0; i < SAMPLE_ROWS; i++) {
        capaian__v1__row__init(&rows[i]);
        rows[i].indicator = "par01";
        rows[i].period = "2026-03";
        rows[i].as_of = NOW;
        rows[i].figure_case = (Capaian__V1__Row__FigureCase)(CAPAIAN__V1__ROW__FIGURE_VALUE + i);
        pointers[i] = &rows[i];
    }
    rows[0].value = &decimal;
    rows[0].status = CAPAIAN__V1__STATUS__STATUS_ESTIMATED;
    rows[0].ref = "IZIN/2026/0001";
    rows[0].replaces = &replaces;
    rows[0].reason = "salah ketik";
    rows[0].satuan = "orang";
    rows[0].source = "Karcis";
    rows[0].evidence = &evidence;
    rows[0].note = "catatan\nkedua";
    rows[0].confirm = 1;
    rows[1].ratio = &ratio;
    rows[2].grade = &grade;
    rows[3].missing = &missing;
    rows[4].complete = &complete;
    rows[5].withdraw = &withdraw;
    Capaian__V1__Content content = CAPAIAN__V1__CONTENT__INIT;
    content.unit = "dispar";
    content.atomic = 1;
    content.rows = pointers;
    content.n_rows = SAMPLE_ROWS;
    cr_assert_leq(capaian__v1__content__get_packed_size(&content), SAMPLE_MAX);
    return capaian__v1__content__pack(&content, buffer);
}

static enum capaian_code unpack(const void *bytes, size_t size) {
    Capaian__V1__Content *untouched = (void *)&arena;
    Capaian__V1__Content *content = untouched;
    capaian_arena_reset(arena);
    enum capaian_code code = capaian_content_unpack(bytes, size, arena, &content);
    cr_assert_eq(code == CAPAIAN_OK, content != untouched);
    char unit[CAPAIAN_CODE_MAX + 1];
    cr_assert_eq(capaian_content_look(bytes, size, unit), code, "a look says the same");
    if (code == CAPAIAN_OK)
        cr_assert_str_eq(unit, content->unit);
    return code;
}

// A content of one unit and `rows` empty rows.
static enum capaian_code unpack_rows(const char *unit, size_t rows) {
    size_t size = 0;
    unsigned char *bytes = malloc(2 + strlen(unit) + 2 * rows);
    bytes[size++] = 0x0A;
    bytes[size++] = (unsigned char)strlen(unit);
    while (*unit)
        bytes[size++] = (unsigned char)*unit++;
    for (size_t i = 0; i < rows; i++) {
        bytes[size++] = 0x1A;
        bytes[size++] = 0x00;
    }
    enum capaian_code code = unpack(bytes, size);
    free(bytes);
    return code;
}

Test(content, every_field_comes_back) {
    unsigned char bytes[SAMPLE_MAX], again[SAMPLE_MAX];
    size_t size = sample(bytes);
    Capaian__V1__Content *content = NULL;
    cr_assert_eq(capaian_content_unpack(bytes, size, arena, &content), CAPAIAN_OK);
    cr_assert_str_eq(content->unit, "dispar");
    cr_assert_eq(content->n_rows, SAMPLE_ROWS);
    cr_assert_eq(content->rows[1]->ratio->numerator->coefficient, -12345678901);
    cr_assert_eq(capaian__v1__content__pack(content, again), size);
    cr_assert_eq(memcmp(bytes, again, size), 0);
    struct capaian_findings findings = {0};
    for (uint32_t i = 0; i < SAMPLE_ROWS; i++)
        cr_assert(capaian_row_check(content->rows[i], i, NOW, arena, &findings));
}

Test(content, rows_are_one_to_the_limit) {
    cr_assert_eq(unpack_rows("dispar", 0), CAPAIAN_CONTENT_ROWS);
    cr_assert_eq(unpack_rows("dispar", 1), CAPAIAN_OK);
    cr_assert_eq(unpack_rows("dispar", CAPAIAN_ROWS_MAX), CAPAIAN_OK);
    cr_assert_eq(unpack_rows("dispar", CAPAIAN_ROWS_MAX + 1), CAPAIAN_CONTENT_ROWS);
    cr_assert_eq(unpack_rows("dispar", 100000), CAPAIAN_CONTENT_ROWS);
    cr_assert_eq(capaian_arena_used(arena), 0, "refused before memory is spent");
}

Test(content, unit_is_a_code) {
    cr_assert_eq(unpack_rows("", 1), CAPAIAN_CONTENT_UNIT);
    cr_assert_eq(unpack_rows("dinas pariwisata", 1), CAPAIAN_CONTENT_UNIT);
    cr_assert_eq(unpack_rows("dispar\xFF", 1), CAPAIAN_CONTENT_UNIT);
    cr_assert_eq(unpack_rows("dispar/sub", 1), CAPAIAN_CONTENT_UNIT);
    cr_assert_eq(unpack_rows("abcdefghijklmnopqrstuvwxyz0123456", 1), CAPAIAN_CONTENT_UNIT);
    cr_assert_eq(unpack_rows("abcdefghijklmnopqrstuvwxyz012345", 1), CAPAIAN_OK);
}

Test(content, empty_and_foreign_bytes_get_a_code) {
    cr_assert_eq(unpack("", 0), CAPAIAN_CONTENT_UNIT);
    cr_assert_eq(unpack(NULL, 0), CAPAIAN_CONTENT_UNIT);
    cr_assert_eq(unpack("{\"unit\": \"dispar\"}", 18), CAPAIAN_CONTENT_MALFORMED);
}

Test(content, unknown_fields_and_cut_texts_are_refused) {
    unsigned char bytes[SAMPLE_MAX + 2];
    size_t size = sample(bytes);
    bytes[size] = 0x78;    // field 15
    bytes[size + 1] = 1;
    cr_assert_eq(unpack(bytes, size + 2), CAPAIAN_CONTENT_UNKNOWN_FIELD);
    cr_assert_str_eq(capaian_content_refusal(arena, CAPAIAN_CONTENT_UNKNOWN_FIELD, bytes, size + 2)->sentence_en,
                     "The content holds field number 15, which is not known; nothing is silently ignored.");
    unsigned char *note = memmem(bytes, size, "catatan", 7);
    note[3] = 0;
    cr_assert_eq(unpack(bytes, size), CAPAIAN_TEXT_MALFORMED);
}

Test(content, too_many_bytes_or_too_much_memory_is_too_large) {
    static unsigned char bytes[CAPAIAN_CONTENT_MAX + 1];
    cr_assert_eq(unpack(bytes, CAPAIAN_CONTENT_MAX + 1), CAPAIAN_TOO_LARGE);
    cr_assert_eq(unpack(bytes, CAPAIAN_CONTENT_MAX), CAPAIAN_CONTENT_MALFORMED);

    size_t size = sample(bytes);
    struct capaian_arena *small = capaian_arena_new(1024);
    Capaian__V1__Content *content = NULL;
    cr_assert_eq(capaian_content_unpack(bytes, size, small, &content), CAPAIAN_TOO_LARGE);
    capaian_arena_free(small);
}

// What a content within the limits can cost at most must fit the arena with room to spare, or its verdict would hang on
// what else is in there: as many rows as there may be, each with every field, short texts for the most rounding up.
Test(content, the_costliest_content_fits_the_arena) {
    Capaian__V1__Decimal decimal = CAPAIAN__V1__DECIMAL__INIT;
    Capaian__V1__Ratio ratio = CAPAIAN__V1__RATIO__INIT;
    ratio.numerator = ratio.denominator = &decimal;
    Capaian__V1__Replaces replaces = CAPAIAN__V1__REPLACES__INIT;
    replaces.message_id = (ProtobufCBinaryData){16, (uint8_t *)"0123456789abcdef"};
    Capaian__V1__Evidence evidence = CAPAIAN__V1__EVIDENCE__INIT;
    evidence.address = "x";
    evidence.sha256 = (ProtobufCBinaryData){17, (uint8_t *)"0123456789abcdef"};
    Capaian__V1__Row row = CAPAIAN__V1__ROW__INIT, *rows[CAPAIAN_ROWS_MAX];
    row.indicator = row.period = row.ref = row.reason = row.satuan = row.source = "x";
    row.note = "12345678901234567890123456789012";
    row.figure_case = CAPAIAN__V1__ROW__FIGURE_RATIO;
    row.ratio = &ratio;
    row.replaces = &replaces;
    row.evidence = &evidence;
    for (size_t i = 0; i < CAPAIAN_ROWS_MAX; i++)
        rows[i] = &row;
    Capaian__V1__Content content = CAPAIAN__V1__CONTENT__INIT;
    content.unit = "dispar";
    content.rows = rows;
    content.n_rows = CAPAIAN_ROWS_MAX;
    size_t size = capaian__v1__content__get_packed_size(&content);
    cr_assert_leq(size, CAPAIAN_CONTENT_MAX);
    unsigned char *bytes = malloc(size);
    capaian__v1__content__pack(&content, bytes);
    cr_assert_eq(unpack(bytes, size), CAPAIAN_OK);
    cr_assert_leq(capaian_arena_used(arena), CAPAIAN_ARENA_MAX / 4);
    free(bytes);
}

Test(content, refusals_name_field_and_limit) {
    const Capaian__V1__Refusal *refusal = capaian_content_refusal(arena, CAPAIAN_CONTENT_ROWS, "", 0);
    cr_assert_str_eq(refusal->code, "content.rows");
    cr_assert_str_eq(refusal->field, "rows");
    cr_assert_str_eq(refusal->sentence_id, "Satu pesan memuat 1 sampai 1024 baris.");
    cr_assert_str_eq(capaian_content_refusal(arena, CAPAIAN_CONTENT_UNIT, "", 0)->field, "unit");
    cr_assert_str_eq(capaian_content_refusal(arena, CAPAIAN_CONTENT_MALFORMED, "x", 1)->field, "");
}

Test(content, hash_is_blake2b_256_of_the_bytes) {
    uint8_t hash[32];
    char text[65];
    capaian_content_hash("abc", 3, hash);
    cr_assert_str_eq(capaian_hex(hash, 32, text), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    capaian_content_hash(NULL, 0, hash);
    cr_assert_str_eq(capaian_hex(hash, 32, text), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

Test(content, results_render_findings) {
    struct capaian_finding list[2];
    struct capaian_findings findings = {.list = list, .room = 2};
    capaian_findings_add(&findings, 4, CAPAIAN_LATE, "period", "2026-04-15", NULL, NULL);
    capaian_findings_add(&findings, 7, CAPAIAN_CODE_MALFORMED, "indicator", "par\xFF", NULL, NULL);
    capaian_findings_add(&findings, 8, CAPAIAN_UNCHANGED, NULL, NULL, NULL, NULL);
    Capaian__V1__Verdict verdict = CAPAIAN__V1__VERDICT__INIT;
    cr_assert_eq(capaian_verdict_results(&findings, arena, &verdict), 0);
    cr_assert_str_eq(verdict.results[0]->sentence_en, "", "the record keeps no sentences");
    cr_assert_str_eq(verdict.results[0]->arguments[0], "2026-04-15");
    cr_assert_eq(capaian_verdict_render(&verdict, arena), 0);
    cr_assert_eq(verdict.n_results, 2);
    cr_assert_eq(verdict.results_left_off, 1);
    cr_assert_eq(verdict.results[0]->row, 4);
    cr_assert_eq(verdict.results[0]->severity, CAPAIAN__V1__SEVERITY__SEVERITY_WARNING);
    cr_assert_str_eq(verdict.results[0]->code, "row.late");
    cr_assert_str_eq(verdict.results[0]->field, "period");
    cr_assert_str_eq(verdict.results[0]->sentence_id, "Diterima terlambat: jatuh tempo 2026-04-15.");
    cr_assert_str_eq(verdict.results[0]->sentence_en, "Late: it was due 2026-04-15.");
    cr_assert_eq(verdict.results[1]->severity, CAPAIAN__V1__SEVERITY__SEVERITY_ERROR);
    cr_assert(capaian_text_valid(verdict.results[1]->sentence_id, strlen(verdict.results[1]->sentence_id), false));
}

Test(content, no_findings_no_results) {
    struct capaian_findings findings = {0};
    Capaian__V1__Verdict verdict = CAPAIAN__V1__VERDICT__INIT;
    cr_assert_eq(capaian_verdict_results(&findings, arena, &verdict), 0);
    cr_assert_eq(verdict.n_results, 0);
    cr_assert_eq(verdict.results_left_off, 0);
}

Test(content, results_are_bounded_and_errors_go_first) {
    enum { COUNT = CAPAIAN_RESULTS_MAX + 100 };
    static struct capaian_finding list[COUNT];
    struct capaian_findings findings = {.list = list, .room = COUNT, .left_off = 3};
    for (uint32_t row = 0; row < COUNT; row++)
        capaian_findings_add(&findings, row,
                             row % 2 == 0         ? CAPAIAN_UNCHANGED
                             : row >= COUNT - 100 ? CAPAIAN_PERIOD_MALFORMED
                                                  : CAPAIAN_LATE,
                             "period", NULL, NULL, NULL);
    Capaian__V1__Verdict verdict = CAPAIAN__V1__VERDICT__INIT;
    cr_assert_eq(capaian_verdict_results(&findings, arena, &verdict), 0);
    cr_assert_eq(verdict.n_results, CAPAIAN_RESULTS_MAX);
    cr_assert_eq(verdict.results_left_off, 103);
    size_t found[4] = {0};
    for (size_t i = 0; i < verdict.n_results; i++) {
        found[verdict.results[i]->severity]++;
        cr_assert(i == 0 || verdict.results[i]->row > verdict.results[i - 1]->row);
    }
    cr_assert_eq(found[CAPAIAN_ERROR], 50);
    cr_assert_eq(found[CAPAIAN_WARNING], 128);
    cr_assert_eq(found[CAPAIAN_NOTE], CAPAIAN_RESULTS_MAX - 178);
}

Test(content, results_over_the_arena_leave_the_verdict_alone) {
    struct capaian_finding list[1];
    struct capaian_findings findings = {.list = list, .room = 1};
    capaian_findings_add(&findings, 0, CAPAIAN_UNCHANGED, "", NULL, NULL, NULL);
    for (size_t cap = 0; cap < 128; cap += 16) {
        struct capaian_arena *small = capaian_arena_new(cap);
        Capaian__V1__Verdict verdict = CAPAIAN__V1__VERDICT__INIT;
        cr_assert_eq(capaian_verdict_results(&findings, small, &verdict), -ENOMEM, "cap %zu", cap);
        cr_assert_eq(verdict.n_results, 0);
        cr_assert_null(verdict.results);
        capaian_arena_free(small);
    }
}

static bool holds_unknown(const ProtobufCMessage *message) {
    if (message->n_unknown_fields > 0)
        return true;
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        const char *member = (const char *)message + field->offset;
        if (field->type != PROTOBUF_C_TYPE_MESSAGE)
            continue;
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            size_t count = *(const size_t *)((const char *)message + field->quantifier_offset);
            for (size_t j = 0; j < count; j++)
                if (holds_unknown((*(ProtobufCMessage *const *const *)member)[j]))
                    return true;
            continue;
        }
        if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) &&
            *(const uint32_t *)((const char *)message + field->quantifier_offset) != field->id)
            continue;
        const ProtobufCMessage *inner = *(ProtobufCMessage *const *)member;
        if (inner && holds_unknown(inner))
            return true;
    }
    return false;
}

// Whatever the bytes: a code, or a content in which nothing is unknown, whose rows can be judged and rendered.
static bool survives(const unsigned char *bytes, size_t size) {
    unsigned char *exact = malloc(size ? size : 1);
    memcpy(exact, bytes, size);
    capaian_arena_reset(arena);
    Capaian__V1__Content *content = NULL;
    enum capaian_code code = capaian_content_unpack(exact, size, arena, &content);
    cr_assert(code < CAPAIAN_CODE_COUNT);
    if (code != CAPAIAN_OK) {
        cr_assert_not_null(capaian_content_refusal(arena, code, exact, size));
        free(exact);
        return false;
    }
    free(exact);
    cr_assert_not(holds_unknown(&content->base));
    struct capaian_finding list[32];
    struct capaian_findings findings = {.list = list, .room = 32};
    for (size_t i = 0; i < content->n_rows; i++)
        capaian_row_check(content->rows[i], (uint32_t)i, NOW, arena, &findings);
    Capaian__V1__Verdict verdict = CAPAIAN__V1__VERDICT__INIT;
    cr_assert_eq(capaian_verdict_results(&findings, arena, &verdict), 0);
    cr_assert_eq(capaian_verdict_render(&verdict, arena), 0);
    for (size_t i = 0; i < verdict.n_results; i++) {
        const Capaian__V1__Result *result = verdict.results[i];
        cr_assert(capaian_text_valid(result->sentence_id, strlen(result->sentence_id), false));
        cr_assert(capaian_text_valid(result->sentence_en, strlen(result->sentence_en), false));
    }
    return true;
}

// Below `limit`; the same sequence in every run.
static uint32_t next_random(uint32_t *state, uint32_t limit) {
    *state = *state * 1664525U + 1013904223U;
    return (*state >> 8) % limit;
}

Test(content, truncations_survive) {
    unsigned char bytes[SAMPLE_MAX];
    size_t size = sample(bytes), accepted = 0;
    for (size_t cut = 0; cut <= size; cut++)
        accepted += survives(bytes, cut);
    cr_assert_eq(accepted, SAMPLE_ROWS, "a cut passes only between rows");
}

Test(content, mutations_survive) {
    unsigned char original[SAMPLE_MAX], bytes[SAMPLE_MAX];
    size_t size = sample(original), accepted = 0, refused = 0;
    cr_assert_gt(size, 0);
    uint32_t state = 20260314;
    for (size_t at = 0; at < size; at++) {
        for (unsigned flip = 1; flip < 256; flip += flip < 16 ? 1 : 23) {
            memcpy(bytes, original, size);
            bytes[at] ^= (unsigned char)flip;
            survives(bytes, size) ? accepted++ : refused++;
        }
    }
    for (unsigned round = 0; round < 20000; round++) {
        memcpy(bytes, original, size);
        for (unsigned times = 1 + next_random(&state, 8); times; times--)
            bytes[next_random(&state, (uint32_t)size)] = (unsigned char)next_random(&state, 256);
        survives(bytes, size) ? accepted++ : refused++;
    }
    cr_assert_gt(accepted, 1000);
    cr_assert_gt(refused, 1000);
}

Test(content, random_bytes_survive) {
    unsigned char bytes[200];
    uint32_t state = 17;
    for (unsigned round = 0; round < 50000; round++) {
        size_t size = next_random(&state, sizeof bytes);
        for (size_t i = 0; i < size; i++)
            bytes[i] = (unsigned char)next_random(&state, 256);
        survives(bytes, size);
    }
}
