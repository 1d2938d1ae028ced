#include "commands/said.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void add(struct said *said, size_t file, unsigned line, const char *words) {
    struct capaian_string text = {0};
    capaian_string_add(&text, "%s\n", words);
    said_add(said, file, line, &text);
    cr_assert_null(text.text);
    cr_assert_eq(text.size, 0);
}

Test(collector_said, comes_in_the_order_of_files_and_lines) {
    struct said said = {0};
    struct capaian_string out = {0};
    add(&said, 1, 2, "second file");
    add(&said, 0, 7, "line 7, first said");
    add(&said, 0, 7, "line 7, then");
    add(&said, 0, 0, "the file");
    add(&said, 0, 3, "line 3");
    said_text(&said, CAPAIAN_ENGLISH, &out);
    cr_assert_str_eq(out.text, "the file\nline 3\nline 7, first said\nline 7, then\nsecond file\n");
    cr_assert_eq(said.count, 0, "and is forgotten");
    capaian_string_free(&out);
    said_text(&said, CAPAIAN_ENGLISH, &out);
    cr_assert_eq(out.size, 0);
}

Test(collector_said, is_bounded_and_counts_the_rest) {
    struct said said = {0};
    struct capaian_string out = {0}, nothing = {0};
    said_add(&said, 0, 1, &nothing);
    cr_assert_eq(said.count, 0, "nothing is not a line");
    for (unsigned i = 0; i < SAID_MAX + 3; i++)
        add(&said, 0, i, "x");
    said_left_off(&said, 4);
    said_text(&said, CAPAIAN_ENGLISH, &out);
    cr_assert_str_eq(out.text + 2 * SAID_MAX, "and 7 more not listed\n");
    capaian_string_free(&out);
}
