// Sheets as `submit` reads them, for tests of what becomes of their lines.
#pragma once

#include "commands/rows.h"
#include "wire/content.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOON = 1775000000 };    // seconds; as_of of the tests

static const struct rows_options plain = {.unit = "dispar", .has_as_of = true, .as_of = NOON * INT64_C(1000)};

static inline struct rows *read_with(const char *text, const struct rows_options *options) {
    struct rows *rows = NULL;
    cr_assert_eq(rows_read(text, strlen(text), options, &rows), 0);
    return rows;
}

static inline struct rows *read_text(const char *text) {
    return read_with(text, &plain);
}

// The message decodes exactly as the collector will decode it.
static inline Capaian__V1__Content *content_of(const struct message *message, struct capaian_arena *arena) {
    Capaian__V1__Content *content = NULL;
    cr_assert_eq(capaian_content_unpack(message->content, message->size, arena, &content), CAPAIAN_OK);
    cr_assert_eq(content->n_rows, message->row_count);
    return content;
}

static inline const struct rows_finding *finding_at(const struct rows *rows, unsigned line, enum capaian_code code) {
    for (size_t i = 0; i < rows->finding_count; i++) {
        if (rows->findings[i].line == line && rows->findings[i].code == code)
            return &rows->findings[i];
    }
    return NULL;
}
