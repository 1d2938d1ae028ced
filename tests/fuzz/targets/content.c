// A message's content: decoded exactly, and each row checked.
#include "wire/content.h"

#include "../fuzz.h"
#include "../good.h"

#include <stdlib.h>

enum { FINDINGS = 64 };

#define NOW INT64_C(1770282000000)

static void check_rows(const Capaian__V1__Content *content, struct capaian_arena *arena) {
    size_t refused = 0, accepted = 0;
    for (uint32_t i = 0; i < content->n_rows; i++) {
        struct capaian_finding list[FINDINGS];
        struct capaian_findings findings = {.list = list, .room = FINDINGS};
        bool passed = capaian_row_check(content->rows[i], i, NOW, arena, &findings);
        bool error = findings.left_off > 0;
        for (size_t f = 0; f < findings.count; f++) {
            fuzz_must(list[f].row == i && list[f].field != NULL);
            fuzz_code(list[f].code);
            error = error || capaian_code_severity(list[f].code) == CAPAIAN_ERROR;
        }
        fuzz_must(passed != error || capaian_arena_full(arena));
        refused += !passed;
        accepted += passed;
        Capaian__V1__Verdict verdict = CAPAIAN__V1__VERDICT__INIT;
        if (capaian_verdict_results(&findings, arena, &verdict) == 0 && capaian_verdict_render(&verdict, arena) == 0)
            fuzz_must(verdict.n_results + verdict.results_left_off == findings.count + findings.left_off);
    }
    fuzz_must(refused + accepted == content->n_rows);
}

// A row alone is the row among the others, and writing all of it gives the same bytes as are read again.
static void goes_round(const Capaian__V1__Content *content, const uint8_t *bytes, size_t size) {
    struct capaian_arena *arena = capaian_arena_new(CAPAIAN_ARENA_MAX);
    uint32_t last = (uint32_t)content->n_rows - 1;
    Capaian__V1__Content alone, *again = NULL;
    fuzz_must(capaian_content_row(bytes, size, last, arena, &alone) == 0);
    size_t one = capaian__v1__row__get_packed_size(content->rows[last]);
    uint8_t *first = malloc(one + 1), *second = malloc(one + 1);
    fuzz_must(first != NULL && second != NULL);
    fuzz_must(capaian__v1__row__pack(content->rows[last], first) == capaian__v1__row__pack(alone.rows[last], second));
    fuzz_must(memcmp(first, second, one) == 0);
    fuzz_must(capaian_content_row(bytes, size, last + 1, arena, &alone) < 0);
    free(first);
    free(second);
    size_t whole = capaian__v1__content__get_packed_size(content);
    uint8_t *packed = malloc(whole);
    fuzz_must(packed != NULL && whole <= size);
    capaian__v1__content__pack(content, packed);
    fuzz_must(capaian_content_unpack(packed, whole, arena, &again) == CAPAIAN_OK);
    fuzz_must(again->n_rows == content->n_rows && strcmp(again->unit, content->unit) == 0);
    free(packed);
    capaian_arena_free(arena);
}

static void still_served(struct capaian_arena *arena) {
    uint8_t good[GOOD_SIZE];
    size_t size = good_content(good);
    Capaian__V1__Content *content = NULL;
    struct capaian_findings findings = {0};
    capaian_arena_reset(arena);
    fuzz_must(capaian_content_unpack(good, size, arena, &content) == CAPAIAN_OK && content->n_rows == 1);
    fuzz_must(capaian_row_check(content->rows[0], 0, NOW, arena, &findings));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_input input = {data, size};
    struct capaian_arena *choices = capaian_arena_new(CAPAIAN_ARENA_MAX), *arena = capaian_arena_new(64 * 1024);
    Capaian__V1__Content *content = NULL;
    const uint8_t *bytes = data;
    size_t length = size;
    if (fuzz_byte(&input) < 0xF0) {
        Capaian__V1__Content *made =
            (Capaian__V1__Content *)(void *)fuzz_message(&input, &capaian__v1__content__descriptor, choices);
        length = made == NULL ? 0 : capaian__v1__content__get_packed_size(made);
        uint8_t *packed = capaian_arena_take(choices, length + 1);
        if (packed == NULL)
            length = 0;
        else
            capaian__v1__content__pack(made, packed);
        bytes = packed;
    } else {
        bytes = input.data;
        length = input.size;
    }
    enum capaian_code code = capaian_content_unpack(bytes, length, arena, &content);
    fuzz_must(capaian_arena_used(arena) <= 64 * 1024);
    // What is only looked at is let in by the same rules; memory is no matter there, so more of it is seen.
    char unit[CAPAIAN_CODE_MAX + 1];
    enum capaian_code look = capaian_content_look(bytes, length, unit);
    fuzz_must(look == code || code == CAPAIAN_TOO_LARGE);
    fuzz_must(code != CAPAIAN_OK || strcmp(unit, content->unit) == 0);
    if (code == CAPAIAN_OK) {
        fuzz_must(content->n_rows > 0 && content->n_rows <= CAPAIAN_ROWS_MAX && length <= CAPAIAN_CONTENT_MAX);
        fuzz_must(content->base.n_unknown_fields == 0);
        goes_round(content, bytes, length);
        check_rows(content, arena);
    } else {
        fuzz_code(code);
        capaian_arena_reset(arena);
        fuzz_must(capaian_content_refusal(arena, code, bytes, length) != NULL);
    }
    still_served(arena);
    capaian_arena_free(choices);
    capaian_arena_free(arena);
    return 0;
}
