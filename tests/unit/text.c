#include "value/text.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

static bool valid(const char *text, bool lines) {
    return capaian_text_valid(text, strlen(text), lines);
}

Test(text, accepts_utf8) {
    cr_assert(valid("", false));
    cr_assert(valid("Kunjungan wisatawan", false));
    cr_assert(valid("\xC2\xA0 \xC2\xBD \xDF\xBF", false));
    cr_assert(valid("\xE0\xA0\x80 \xED\x9F\xBF \xEE\x80\x80 \xEF\xBF\xBD", false));
    cr_assert(valid("\xF0\x90\x80\x80 \xF4\x8F\xBF\xBF", false));
    cr_assert(valid("a\tb\nc", true));
}

Test(text, refuses_what_is_not_utf8) {
    static const char *const texts[] = {
        "\x80",
        "\xBF",
        "\xC0\x80",
        "\xC1\xBF",
        "\xC2",
        "\xC2 ",
        "\xE0\x9F\xBF",
        "\xE2\x82",
        "\xED\xA0\x80",
        "\xED\xBF\xBF",
        "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80",
        "\xF0\x9F\x98",
        "\xFF\xFE",
        "caf\xE9",
        "\xE2\x28\xA1",
        "\xE2\x82\x28",
        "\xF0\x90\x28\x80",
        "a\xC3",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cr_assert_not(valid(texts[i], false), "%zu", i);
        cr_assert_not(valid(texts[i], true), "%zu", i);
    }
}

Test(text, refuses_control_characters) {
    cr_assert_not(valid("a\tb", false));
    cr_assert_not(valid("a\nb", false));
    cr_assert_not(valid("a\rb", true));
    cr_assert_not(valid("\x1B[31m", true));
    cr_assert_not(valid("\x7F", true));
    cr_assert_not(valid("\xC2\x80", true));
    cr_assert_not(valid("\xC2\x9F", true));
    cr_assert_not(capaian_text_valid("a\0b", 3, true));
}

Test(text, reads_no_further_than_the_size) {
    cr_assert(capaian_text_valid("ab\xFF", 2, false));
    cr_assert_not(capaian_text_valid("\xE2\x82\xAC", 2, false));
    cr_assert(capaian_text_valid("\xE2\x82\xAC", 3, false));
}

Test(text, codes) {
    cr_assert(capaian_code_valid("a"));
    cr_assert(capaian_code_valid("Par_01.x-9"));
    cr_assert(capaian_code_valid("12345678901234567890123456789012"));
    cr_assert_not(capaian_code_valid("123456789012345678901234567890123"));
    cr_assert_not(capaian_code_valid(""));
    static const char *const wrong[] = {"a b", "a/b", "a,b", "a;b", "\xC3\xA9", " a", "a\n", "a*", "a@", "a:b"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert_not(capaian_code_valid(wrong[i]), "%s", wrong[i]);
}

Test(text, hex) {
    const unsigned char bytes[] = {0x00, 0x9A, 0xFF, 0x10};
    char buffer[9];
    cr_assert_str_eq(capaian_hex(bytes, 4, buffer), "009aff10");
    cr_assert_str_eq(capaian_hex(bytes, 0, buffer), "");
    unsigned char again[4];
    cr_assert_eq(capaian_unhex("009aFF10", again, 4), 0);
    cr_assert_arr_eq(again, bytes, 4);
    static const char *const wrong[] = {"", "009aff1", "009aff100", "009aff1g", "0x9aff10", " 09aff10", "009aff10 "};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cr_assert_eq(capaian_unhex(wrong[i], again, 4), -EINVAL, "%s", wrong[i]);
        cr_assert_arr_eq(again, bytes, 4);
    }
}

Test(text, a_string_grows) {
    struct capaian_string string = {0};
    capaian_string_add_bytes(&string, NULL, 0);
    cr_assert_str_eq(string.text, "");
    for (int i = 0; i < 1000; i++)
        capaian_string_add(&string, "%d,", i % 10);
    capaian_string_add_bytes(&string, "end", 3);
    cr_assert_eq(string.size, 2003);
    cr_assert_eq(strlen(string.text), 2003);
    cr_assert_str_eq(string.text + 1994, "7,8,9,end");
    cr_assert_not(string.failed);
    capaian_string_free(&string);
    cr_assert_null(string.text);
}

Test(text, a_string_out_of_memory_stays_empty_handed) {
    struct capaian_string string = {0};
    capaian_string_add(&string, "before");
    capaian_string_add_bytes(&string, "x", SIZE_MAX / 2);
    cr_assert(string.failed);
    cr_assert_null(string.text);
    capaian_string_add(&string, "after");
    capaian_string_add_json(&string, "after");
    capaian_string_add_csv(&string, "after");
    cr_assert_null(string.text);
    cr_assert_eq(string.size, 0);
    capaian_string_free(&string);
}

static void writes_json(const char *text, const char *expected) {
    struct capaian_string string = {0};
    capaian_string_add_json(&string, text);
    cr_assert_str_eq(string.text, expected);
    capaian_string_free(&string);
}

Test(text, json) {
    writes_json("", "\"\"");
    writes_json("Dinas \"Pariwisata\"\\", "\"Dinas \\\"Pariwisata\\\"\\\\\"");
    writes_json("a\tb\nc\rd", "\"a\\tb\\nc\\rd\"");
    writes_json("\x01\x1F\x7F", "\"\\u0001\\u001f\\u007f\"");
    writes_json("\xC2\xBD \xF0\x9F\x98\x80", "\"\xC2\xBD \xF0\x9F\x98\x80\"");
    writes_json("a\xE9z\xC3", "\"a\\ufffdz\\ufffd\"");
}

static void writes_csv(const char *text, const char *expected) {
    struct capaian_string string = {0};
    capaian_string_add_csv(&string, text);
    cr_assert_str_eq(string.text, expected);
    capaian_string_free(&string);
}

Test(text, csv) {
    struct capaian_string string = {0};
    capaian_string_add_csv(&string, "");
    cr_assert(string.size == 0 && !string.failed);
    capaian_string_free(&string);
    writes_csv("plain text", "plain text");
    writes_csv("a,b", "\"a,b\"");
    writes_csv("a;b", "\"a;b\"");
    writes_csv("say \"ya\"", "\"say \"\"ya\"\"\"");
    writes_csv("a\nb", "\"a\nb\"");
    writes_csv(" a", "\" a\"");
    writes_csv("\"", "\"\"\"\"");
}

Test(text, csv_is_disarmed) {
    writes_csv("=1+1", "'=1+1");
    writes_csv("+62", "'+62");
    writes_csv("-1", "'-1");
    writes_csv("@SUM(A1)", "'@SUM(A1)");
    writes_csv("\t=1", "\"'\t=1\"");
    writes_csv("\r=1", "\"'\r=1\"");
    writes_csv("=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\"");
    writes_csv(" =1", "\"' =1\"");
    writes_csv("a=1", "a=1");
}
