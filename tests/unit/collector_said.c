#include "commands/said.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static char first[] = "a.csv", second[] = "b.csv";
static char *const names[] = {first, second};

static void add(struct said *said, size_t file, unsigned line, const char *sentence) {
    said_add(said, &(struct said_line){file, line, line, false, CAPAIAN_ERROR, "", "", sentence});
}

static void add_finding(struct said *said, unsigned line, unsigned last, enum capaian_severity severity,
                        const char *sentence) {
    said_add(said, &(struct said_line){0, line, last, true, severity, "value", "cell.number", sentence});
}

Test(collector_said, comes_in_the_order_of_files_and_lines) {
    struct said said = {0};
    struct capaian_string out = {0};
    add(&said, 1, 2, "second file");
    add(&said, 0, 7, "line 7, first said");
    add(&said, 0, 7, "line 7, then");
    add(&said, 0, 0, "the file");
    add(&said, 0, 3, "line 3");
    said_text(&said, names, CAPAIAN_ENGLISH, &out);
    cr_assert_str_eq(out.text, "a.csv: the file\na.csv:3: line 3\na.csv:7: line 7, first said\na.csv:7: line 7, then\n"
                               "b.csv:2: second file\n");
    cr_assert_eq(said.count, 0, "and is forgotten");
    capaian_string_free(&out);
    said_text(&said, names, CAPAIAN_ENGLISH, &out);
    cr_assert_eq(out.size, 0);
}

Test(collector_said, reads_as_text_as_json_and_as_a_table) {
    struct said said = {0};
    struct capaian_string out = {0};
    add_finding(&said, 2, 5, CAPAIAN_WARNING, "=1 is \"no\" number");
    said_text(&said, names, CAPAIAN_ENGLISH, &out);
    cr_assert_str_eq(out.text, "a.csv:2-5: value: cell.number: (warning) =1 is \"no\" number\n");
    capaian_string_free(&out);
    add_finding(&said, 2, 5, CAPAIAN_WARNING, "=1 is \"no\" number");
    add(&said, 0, 0, "all");
    said_add(&said,
             &(struct said_line){1, 2, 4, false, CAPAIAN_ERROR, "3bab", "OUTCOME_STORED", "message 3bab: stored"});
    said_json(&said, names, &out);
    cr_assert_str_eq(out.text, "{\"file\":\"a.csv\",\"sentence\":\"all\"}\n"
                               "{\"file\":\"a.csv\",\"line\":2,\"last\":5,\"severity\":\"warning\",\"field\":\"value\","
                               "\"code\":\"cell.number\",\"sentence\":\"=1 is \\\"no\\\" number\"}\n"
                               "{\"file\":\"b.csv\",\"line\":2,\"last\":4,\"message\":\"3bab\",\"outcome\":"
                               "\"OUTCOME_STORED\",\"sentence\":\"message 3bab: stored\"}\n");
    capaian_string_free(&out);
    add_finding(&said, 2, 2, CAPAIAN_ERROR, "=1 is \"no\" number");
    add(&said, 0, 0, "all");
    said_table(&said, CAPAIAN_INDONESIAN, &out);
    cr_assert_str_eq(out.text, ";;;;all\n2;nilai;cell.number;kesalahan;\"'=1 is \"\"no\"\" number\"\n");
    capaian_string_free(&out);
}

Test(collector_said, is_bounded_and_counts_the_rest) {
    struct said said = {0};
    struct capaian_string out = {0};
    for (unsigned i = 0; i < SAID_MAX + 3; i++)
        add(&said, 0, 0, "x");
    said_left_off(&said, 4);
    said_text(&said, names, CAPAIAN_ENGLISH, &out);
    cr_assert_str_eq(out.text + 9 * SAID_MAX, "and 7 more not listed\n");
    capaian_string_free(&out);
}
