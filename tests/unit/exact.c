#include "wire/exact.h"

#include "capaian/v1/content.pb-c.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static uint32_t number;

// The bytes stand in memory of exactly their size, so that the sanitizer sees a read beyond them.
static enum capaian_code exact(const ProtobufCMessageDescriptor *descriptor, const void *bytes, size_t size,
                               size_t repeated_max) {
    void *copy = malloc(size ? size : 1);
    memcpy(copy, bytes, size);
    number = 77;
    enum capaian_code code = capaian_exact(descriptor, copy, size, repeated_max, &number);
    if (code != CAPAIAN_CONTENT_UNKNOWN_FIELD)
        cr_assert_eq(number, 77);
    free(copy);
    return code;
}

#define CONTENT(text, max) exact(&capaian__v1__content__descriptor, text, sizeof(text) - 1, max)
#define ROW(text) exact(&capaian__v1__row__descriptor, text, sizeof(text) - 1, 10)
#define DECIMAL(text) exact(&capaian__v1__decimal__descriptor, text, sizeof(text) - 1, 10)

Test(exact, what_is_known_passes) {
    cr_assert_eq(CONTENT("", 10), CAPAIAN_OK);
    cr_assert_eq(capaian_exact(&capaian__v1__content__descriptor, NULL, 0, 10, &number), CAPAIAN_OK);
    cr_assert_eq(CONTENT("\x0A\x06"
                         "dispar\x10\x01\x1A\x07\x0A\x05"
                         "par01",
                         10),
                 CAPAIAN_OK);
    cr_assert_eq(ROW("\x1A\x04\x08\x05\x10\x02\x48\x01\x50\x80\x01\x92\x01\x00"), CAPAIAN_CONTENT_MALFORMED,
                 "a bool that is a message");
    cr_assert_eq(ROW("\x1A\x04\x08\x05\x10\x02\x48\x01\x50\x80\x01\x90\x01\x01"), CAPAIAN_OK);
    cr_assert_eq(ROW("\x50\x02\x0A\x01x"), CAPAIAN_OK, "fields may come in any order");
    cr_assert_eq(ROW("\x42\x00"), CAPAIAN_OK, "withdraw, an empty message");
}

Test(exact, unknown_fields_are_found_at_any_depth) {
    cr_assert_eq(CONTENT("\x20\x01", 10), CAPAIAN_CONTENT_UNKNOWN_FIELD);
    cr_assert_eq(number, 4);
    cr_assert_eq(CONTENT("\x1A\x03\x98\x01\x07", 10), CAPAIAN_CONTENT_UNKNOWN_FIELD);
    cr_assert_eq(number, 19, "of a row");
    cr_assert_eq(CONTENT("\x1A\x04\x1A\x02\x18\x01", 10), CAPAIAN_CONTENT_UNKNOWN_FIELD);
    cr_assert_eq(number, 3, "of a decimal in a row");
    cr_assert_eq(CONTENT("\x1A\x09\x22\x07\x0A\x05\x22\x03"
                         "abc",
                         10),
                 CAPAIAN_CONTENT_UNKNOWN_FIELD);
    cr_assert_eq(number, 4, "of a decimal in a ratio in a row");
    cr_assert_eq(CONTENT("\x1A\x04\x42\x02\x08\x01", 10), CAPAIAN_CONTENT_UNKNOWN_FIELD);
    cr_assert_eq(number, 1, "of a message without fields");
    cr_assert_eq(DECIMAL("\x1D"
                         "abcd\x21"
                         "12345678\x2A\x01z"),
                 CAPAIAN_CONTENT_UNKNOWN_FIELD);
    cr_assert_eq(number, 3, "the first of several");
    cr_assert_eq(DECIMAL("\xF8\xFF\xFF\xFF\x0F\x01"), CAPAIAN_CONTENT_UNKNOWN_FIELD);
    cr_assert_eq(number, 536870911, "the largest number there is");
}

Test(exact, a_frame_of_something_else_is_malformed_not_unknown) {
    cr_assert_eq(CONTENT("\x20\x01\x0A\x7F", 10), CAPAIAN_CONTENT_MALFORMED);
    cr_assert_eq(CONTENT("{\"unit\":\"dispar\"}", 10), CAPAIAN_CONTENT_MALFORMED);
    cr_assert_eq(DECIMAL("\x1C"), CAPAIAN_CONTENT_MALFORMED, "the end of a group");
    cr_assert_eq(DECIMAL("\x1B\x1C"), CAPAIAN_CONTENT_MALFORMED, "a group");
    cr_assert_eq(DECIMAL("\x1E"), CAPAIAN_CONTENT_MALFORMED, "wire type 6");
    cr_assert_eq(DECIMAL("\x00\x01"), CAPAIAN_CONTENT_MALFORMED, "field 0");
    cr_assert_eq(DECIMAL("\x1D"
                         "abc"),
                 CAPAIAN_CONTENT_MALFORMED, "three of four bytes");
    cr_assert_eq(DECIMAL("\x19"
                         "1234567"),
                 CAPAIAN_CONTENT_MALFORMED, "seven of eight bytes");
}

Test(exact, nothing_is_given_twice) {
    cr_assert_eq(CONTENT("\x0A\x01x\x0A\x01x", 10), CAPAIAN_CONTENT_MALFORMED);
    cr_assert_eq(ROW("\x1A\x00\x1A\x00"), CAPAIAN_CONTENT_MALFORMED, "value and value");
    cr_assert_eq(ROW("\x1A\x00\x22\x00"), CAPAIAN_CONTENT_MALFORMED, "value and ratio");
    cr_assert_eq(ROW("\x42\x00\x3A\x00"), CAPAIAN_CONTENT_MALFORMED, "withdraw and complete");
    cr_assert_eq(ROW("\x48\x01\x0A\x01x\x48\x01"), CAPAIAN_CONTENT_MALFORMED, "two statuses");
    cr_assert_eq(CONTENT("\x1A\x02\x1A\x00\x1A\x02\x22\x00", 10), CAPAIAN_OK, "one figure in each of two rows");
}

Test(exact, wire_types_are_those_of_the_schema) {
    cr_assert_eq(DECIMAL("\x0A\x01\x05"), CAPAIAN_CONTENT_MALFORMED);
    cr_assert_eq(DECIMAL("\x0D"
                         "abcd"),
                 CAPAIAN_CONTENT_MALFORMED);
    cr_assert_eq(CONTENT("\x08\x01", 10), CAPAIAN_CONTENT_MALFORMED, "unit as a number");
    cr_assert_eq(CONTENT("\x18\x01", 10), CAPAIAN_CONTENT_MALFORMED, "a row as a number");
}

Test(exact, numbers_fit_their_field) {
    cr_assert_eq(DECIMAL("\x10\xFF\xFF\xFF\xFF\x0F"), CAPAIAN_OK, "2^32 - 1");
    cr_assert_eq(DECIMAL("\x10\x80\x80\x80\x80\x10"), CAPAIAN_CONTENT_MALFORMED, "2^32 would read as 0");
    cr_assert_eq(ROW("\x48\xFF\xFF\xFF\xFF\x07"), CAPAIAN_OK, "2^31 - 1");
    cr_assert_eq(ROW("\x48\x80\x80\x80\x80\x08"), CAPAIAN_CONTENT_MALFORMED, "2^31");
    cr_assert_eq(ROW("\x48\x80\x80\x80\x80\x10"), CAPAIAN_CONTENT_MALFORMED, "2^32 would read as final");
    cr_assert_eq(ROW("\x48\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"), CAPAIAN_OK, "-1");
    cr_assert_eq(ROW("\x48\x80\x80\x80\x80\xF8\xFF\xFF\xFF\xFF\x01"), CAPAIAN_OK, "-2^31");
    cr_assert_eq(ROW("\x48\xFF\xFF\xFF\xFF\xF7\xFF\xFF\xFF\xFF\x01"), CAPAIAN_CONTENT_MALFORMED, "-2^31 - 1");
    cr_assert_eq(DECIMAL("\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"), CAPAIAN_OK, "64 bits");
    cr_assert_eq(DECIMAL("\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02"), CAPAIAN_CONTENT_MALFORMED, "65 bits");
    cr_assert_eq(DECIMAL("\x08\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00"), CAPAIAN_CONTENT_MALFORMED, "11 bytes");
    cr_assert_eq(DECIMAL("\x08\x80"), CAPAIAN_CONTENT_MALFORMED, "no end");
    cr_assert_eq(DECIMAL("\x08"), CAPAIAN_CONTENT_MALFORMED, "no value");
}

Test(exact, lengths_stay_within_the_message) {
    cr_assert_eq(CONTENT("\x0A\x02x", 10), CAPAIAN_CONTENT_MALFORMED);
    cr_assert_eq(CONTENT("\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 10), CAPAIAN_CONTENT_MALFORMED);
    cr_assert_eq(CONTENT("\x22\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 10), CAPAIAN_CONTENT_MALFORMED);
    cr_assert_eq(CONTENT("\x1A\x03\x0A\x05"
                         "par01",
                         10),
                 CAPAIAN_CONTENT_MALFORMED, "a text that ends outside its row");
}

Test(exact, a_nul_in_a_text_is_found_and_in_bytes_is_no_matter) {
    cr_assert_eq(CONTENT("\x0A\x03"
                         "a\0b",
                         10),
                 CAPAIAN_TEXT_MALFORMED);
    cr_assert_eq(CONTENT("\x1A\x06\x8A\x01\x03x\0y", 10), CAPAIAN_TEXT_MALFORMED, "a note");
    cr_assert_eq(CONTENT("\x1A\x05\x2A\x03\x0A\x01\0", 10), CAPAIAN_TEXT_MALFORMED, "a grade");
    cr_assert_eq(ROW("\x62\x04\x0A\x02\0\0"), CAPAIAN_OK, "the id of the message replaced");
    cr_assert_eq(ROW("\x48\x00"), CAPAIAN_OK);
}

Test(exact, repeated_elements_are_counted) {
    cr_assert_eq(CONTENT("\x1A\x00\x1A\x00", 2), CAPAIAN_OK);
    cr_assert_eq(CONTENT("\x1A\x00\x1A\x00\x1A\x00", 2), CAPAIAN_CONTENT_ROWS);
}

Test(exact, an_element_is_found_among_others_and_no_other_is) {
    // unit "u", rows "ab" and "", atomic, rows "c": each behind something else.
    static const uint8_t bytes[] = {0x0A, 1, 'u', 0x1A, 2, 'a', 'b', 0x1A, 0, 0x10, 1, 0x1A, 1, 'c'};
    static const struct { size_t at, size; } rows[] = {{5, 2}, {9, 0}, {13, 1}};
    for (size_t size = 0; size <= sizeof bytes; size++) {
        uint8_t *copy = malloc(size + 1);
        memcpy(copy, bytes, size);
        for (uint32_t i = 0; i < 4; i++) {
            const uint8_t *at = NULL;
            size_t found = 77;
            bool whole = i < 3 && rows[i].at + rows[i].size <= size;
            cr_assert_eq(capaian_exact_element(copy, size, 3, i, &at, &found), whole, "%zu bytes, row %u", size, i);
            cr_assert(!whole || (at == copy + rows[i].at && found == rows[i].size));
        }
        free(copy);
    }
}
