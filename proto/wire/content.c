#include "wire/content.h"

#include "value/text.h"
#include "wire/envelope.h"
#include "wire/exact.h"
#include "wire/limits.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

enum { UNIT_FIELD = 1, ROWS_FIELD = 3 };

static enum capaian_code check_bytes(const void *bytes, size_t size) {
    uint32_t number = 0;
    return size > CAPAIAN_CONTENT_MAX
               ? CAPAIAN_TOO_LARGE
               : capaian_exact(&capaian__v1__content__descriptor, bytes, size, CAPAIAN_ROWS_MAX, &number);
}

enum capaian_code capaian_content_look(const void *bytes, size_t size, char ret_unit[CAPAIAN_CODE_MAX + 1]) {
    const uint8_t *at = NULL;
    size_t length = 0;
    enum capaian_code code = check_bytes(bytes, size);
    if (code != CAPAIAN_OK)
        return code;
    if (!capaian_exact_element(bytes, size, UNIT_FIELD, 0, &at, &length) || length > CAPAIAN_CODE_MAX)
        return CAPAIAN_CONTENT_UNIT;
    memcpy(ret_unit, at, length);
    ret_unit[length] = '\0';
    if (!capaian_code_valid(ret_unit))
        return CAPAIAN_CONTENT_UNIT;
    return capaian_exact_element(bytes, size, ROWS_FIELD, 0, &at, &length) ? CAPAIAN_OK : CAPAIAN_CONTENT_ROWS;
}

enum capaian_code capaian_content_unpack(const void *bytes, size_t size, struct capaian_arena *arena,
                                         Capaian__V1__Content **ret) {
    enum capaian_code code = check_bytes(bytes, size);
    if (code != CAPAIAN_OK)
        return code;
    Capaian__V1__Content *content = capaian__v1__content__unpack(capaian_arena_allocator(arena), size, bytes);
    if (!content)
        return capaian_arena_starved(arena) ? CAPAIAN_BUSY
               : capaian_arena_full(arena)  ? CAPAIAN_TOO_LARGE
                                            : CAPAIAN_CONTENT_MALFORMED;
    if (!capaian_code_valid(content->unit))
        return CAPAIAN_CONTENT_UNIT;
    if (content->n_rows == 0)
        return CAPAIAN_CONTENT_ROWS;
    *ret = content;
    return CAPAIAN_OK;
}

int capaian_content_row(const void *bytes, size_t size, uint32_t row, struct capaian_arena *arena,
                        Capaian__V1__Content *ret) {
    const uint8_t *at;
    size_t length;
    capaian__v1__content__init(ret);
    if (row >= CAPAIAN_ROWS_MAX || !capaian_exact_element(bytes, size, ROWS_FIELD, row, &at, &length))
        return -ENOENT;
    ret->rows = capaian_arena_take(arena, (row + 1) * sizeof(Capaian__V1__Row *));
    if (ret->rows == NULL)
        return -ENOMEM;
    memset(ret->rows, 0, row * sizeof(Capaian__V1__Row *));
    ret->rows[row] = capaian__v1__row__unpack(capaian_arena_allocator(arena), length, at);
    ret->n_rows = row + 1;
    return ret->rows[row] == NULL ? -EBADMSG : 0;
}

Capaian__V1__Refusal *capaian_content_refusal(struct capaian_arena *arena, enum capaian_code code, const void *bytes,
                                              size_t size) {
    const char *field = "";
    const char *arguments[3] = {NULL};
    uint32_t number = 0;
    if (code == CAPAIAN_CONTENT_UNKNOWN_FIELD) {
        capaian_exact(&capaian__v1__content__descriptor, bytes, size, CAPAIAN_ROWS_MAX, &number);
        arguments[0] = capaian_arena_text(arena, "%" PRIu32, number);
    } else if (code == CAPAIAN_CONTENT_ROWS) {
        field = "rows";
        arguments[0] = capaian_arena_text(arena, "%d", CAPAIAN_ROWS_MAX);
    } else if (code == CAPAIAN_CONTENT_UNIT) {
        field = "unit";
    }
    return capaian_refusal(arena, code, field, arguments);
}

void capaian_content_hash(const void *bytes, size_t size, uint8_t ret_hash[32]) {
    crypto_generichash(ret_hash, CAPAIAN_HASH_SIZE, bytes, size, NULL, 0);
}

void capaian_findings_add(struct capaian_findings *findings, uint32_t row, enum capaian_code code, const char *field,
                          const char *argument0, const char *argument1, const char *argument2) {
    if (findings->count == findings->room) {
        findings->left_off++;
        return;
    }
    findings->list[findings->count++] = (struct capaian_finding){
        .row = row, .code = code, .field = field, .arguments = {argument0, argument1, argument2}};
}

// An argument is cut so that no row makes a verdict much longer than itself.
enum { ARGUMENT_MAX = 80 };

static char *argument_of(const char *text, struct capaian_arena *arena) {
    if (!capaian_text_valid(text, strlen(text), false))
        return (char *)"?";
    size_t size = strlen(text);
    bool cut = size > ARGUMENT_MAX;
    if (cut)
        for (size = ARGUMENT_MAX; size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80;)
            size--;
    return capaian_arena_text(arena, "%.*s%s", (int)size, text, cut ? "…" : "");
}

static Capaian__V1__Result *result_of(const struct capaian_finding *finding, struct capaian_arena *arena) {
    enum { ARGUMENTS = sizeof finding->arguments / sizeof finding->arguments[0] };
    Capaian__V1__Result *result = capaian_arena_take(arena, sizeof *result);
    char **arguments = capaian_arena_take(arena, ARGUMENTS * sizeof(char *));
    if (!result || !arguments)
        return NULL;
    capaian__v1__result__init(result);
    result->row = finding->row;
    result->severity = (Capaian__V1__Severity)capaian_code_severity(finding->code);
    result->code = (char *)capaian_code_name(finding->code);
    result->field = (char *)(finding->field ? finding->field : "");
    result->arguments = arguments;
    for (size_t i = 0; i < ARGUMENTS && finding->arguments[i]; i++) {
        arguments[i] = argument_of(finding->arguments[i], arena);
        if (!arguments[i])
            return NULL;
        result->n_arguments++;
    }
    return result;
}

int capaian_verdict_render(Capaian__V1__Verdict *verdict, struct capaian_arena *arena) {
    for (size_t i = 0; i < verdict->n_results; i++) {
        Capaian__V1__Result *result = verdict->results[i];
        enum capaian_code code = capaian_code_of_name(result->code);
        char buffer[CAPAIAN_SENTENCE_MAX];
        // A code of a later version has no sentence here: its name and arguments stand for it.
        if (code == CAPAIAN_CODE_COUNT)
            continue;
        const char *arguments[3] = {NULL, NULL, NULL};
        for (size_t k = 0; k < 3 && k < result->n_arguments; k++)
            arguments[k] = result->arguments[k];
        char *indonesian = capaian_arena_text(
            arena, "%s", capaian_code_sentence(code, CAPAIAN_INDONESIAN, arguments, buffer, sizeof buffer));
        char *english = capaian_arena_text(
            arena, "%s", capaian_code_sentence(code, CAPAIAN_ENGLISH, arguments, buffer, sizeof buffer));
        if (!indonesian || !english)
            return -ENOMEM;
        result->sentence_id = indonesian;
        result->sentence_en = english;
    }
    return 0;
}

// How many results of each severity are listed: errors first, because they are what has to be mended.
static void share_out(const struct capaian_findings *findings, size_t ret_room[CAPAIAN_ERROR + 1]) {
    size_t found[CAPAIAN_ERROR + 1] = {0};
    for (size_t i = 0; i < findings->count; i++)
        found[capaian_code_severity(findings->list[i].code)]++;
    size_t room = CAPAIAN_RESULTS_MAX;
    for (int severity = CAPAIAN_ERROR; severity >= 0; severity--) {
        ret_room[severity] = found[severity] < room ? found[severity] : room;
        room -= ret_room[severity];
    }
}

int capaian_verdict_results(const struct capaian_findings *findings, struct capaian_arena *arena,
                            Capaian__V1__Verdict *verdict) {
    size_t count = findings->count < CAPAIAN_RESULTS_MAX ? findings->count : CAPAIAN_RESULTS_MAX;
    Capaian__V1__Result **results = NULL;
    if (count > 0) {
        results = capaian_arena_take(arena, count * sizeof(Capaian__V1__Result *));
        if (!results)
            return -ENOMEM;
    }
    size_t room[CAPAIAN_ERROR + 1];
    share_out(findings, room);
    size_t listed = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const struct capaian_finding *finding = &findings->list[i];
        size_t *left = &room[capaian_code_severity(finding->code)];
        if (*left == 0)
            continue;
        (*left)--;
        results[listed] = result_of(finding, arena);
        if (!results[listed++])
            return -ENOMEM;
    }
    verdict->n_results = listed;
    verdict->results = results;
    verdict->results_left_off = findings->left_off + (uint32_t)(findings->count - listed);
    return 0;
}
