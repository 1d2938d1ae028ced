// A sheet of figures as somebody hands it to submit: what it becomes is what the services take.
#include "commands/rows.h"

#include "../fuzz.h"
#include "wire/content.h"

#include <string.h>

#define NOW INT64_C(1770282000000)

static void check(const struct rows *rows, bool atomic) {
    size_t sent = 0;
    for (size_t i = 0; i < rows->messages.count; i++) {
        const struct message *message = &rows->messages.list[i];
        struct capaian_arena *arena = capaian_arena_new(CAPAIAN_ARENA_MAX);
        Capaian__V1__Content *content = NULL;
        fuzz_must(capaian_content_unpack(message->content, message->size, arena, &content) == CAPAIAN_OK);
        fuzz_must(content->n_rows == message->row_count && strcmp(content->unit, message->unit) == 0);
        for (uint32_t row = 0; row < message->row_count; row++) {
            struct capaian_findings findings = {0};
            fuzz_must(message->lines[row] > 0);
            // Only the clock is not the sheet's to judge.
            bool future = content->rows[row]->as_of > NOW;
            fuzz_must(future || capaian_row_check(content->rows[row], row, NOW, arena, &findings));
        }
        sent += message->row_count;
        capaian_arena_free(arena);
    }
    fuzz_must(rows->refused <= rows->line_count);
    fuzz_must(rows->unreadable ? sent == 0 : sent + rows->refused == rows->line_count);
    fuzz_must(!atomic || sent == 0 || rows->refused == 0);
    fuzz_must(rows->refused == 0 || rows->finding_count > 0);
    for (size_t i = 0; i < rows->finding_count; i++)
        fuzz_code(rows->findings[i].code);
}

static void still_served(void) {
    static const char good[] = "indikator;periode;nilai\npar01;2026-01;1227\n";
    const struct rows_options options = {.unit = "dispar", .has_as_of = true, .as_of = NOW};
    struct rows *rows = NULL;
    fuzz_must(rows_read(good, sizeof good - 1, &options, &rows) == 0);
    fuzz_must(rows->finding_count == 0 && rows->messages.count == 1);
    check(rows, false);
    rows_free(rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_input input = {data, size};
    uint8_t choice = fuzz_byte(&input);
    const struct rows_options options = {.unit = choice & 1 ? "dispar" : NULL,
                                         .numbers = (enum capaian_number_style)((choice >> 1) % 3),
                                         .offset_s = 7 * 3600,
                                         .has_as_of = choice & 8,
                                         .as_of = NOW,
                                         .atomic = choice & 16};
    struct rows *rows = NULL;
    fuzz_must(rows_read(input.data, input.size, &options, &rows) == 0);
    check(rows, options.atomic);
    rows_free(rows);
    still_served();
    return 0;
}
