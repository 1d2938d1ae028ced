// Reads catalogues that must be without a finding.
#pragma once

#include "harness/catalogue_texts.h"

#include <criterion/criterion.h>

static inline struct catalogue *read_good(const struct catalogue_file *files, size_t count) {
    struct catalogue *catalogue = NULL;
    struct catalogue_findings findings;
    cr_assert_eq(catalogue_read(files, count, &catalogue, &findings), 0);
    for (size_t i = 0; i < findings.count; i++) {
        char *text = catalogue_finding_text(&findings.list[i], CAPAIAN_ENGLISH);
        fprintf(stderr, "%s\n", text);
        free(text);
    }
    cr_assert_eq(findings.count, 0);
    cr_assert_not_null(catalogue);
    catalogue_findings_free(&findings);
    return catalogue;
}

// The good catalogue with one of its files as given.
static inline struct catalogue *read_with(const char *name, const char *text) {
    struct catalogue_file files[TEXT_FILES];
    good_files(files);
    files[good_rank(name)] = (struct catalogue_file){name, text, strlen(text)};
    return read_good(files, TEXT_FILES);
}

// The good catalogue with one line put in the place of another.
static inline struct catalogue *read_with_line(const char *name, unsigned line, const char *text) {
    char whole[TEXT_MAX];
    good_text_with(name, line, text, whole);
    return read_with(name, whole);
}

static inline struct catalogue *read_plain(void) {
    return read_with(good_names[0], good_texts[0]);
}

static inline int32_t day(const char *text) {
    int32_t ret = 0;
    cr_assert_eq(capaian_date_parse(text, &ret), 0);
    return ret;
}

static inline struct capaian_period period(const char *text) {
    struct capaian_period ret;
    cr_assert_eq(capaian_period_parse(text, &ret), 0);
    return ret;
}

static inline bool is_number(capaian_nano nano, int64_t whole) {
    return nano == whole * CAPAIAN_NANO;
}
