#include "commands/listing.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct listing_column COLUMNS[] = {
    {"name", "nama", false, 10},
    {"value", "angka", true, 0},
    {"hidden", NULL, false, 0},
    {"note", "catatan", false, 0},
};

static struct listing *make(void) {
    struct listing *listing = listing_new(COLUMNS, 4);
    cr_assert_not_null(listing);
    return listing;
}

static void check(struct listing *listing, int (*print)(const struct listing *, struct capaian_string *),
                  const char *expected) {
    struct capaian_string out = {0};
    cr_assert_eq(print(listing, &out), 0);
    cr_assert_str_eq(out.text, expected);
    capaian_string_free(&out);
    cr_assert_null(listing_free(listing));
}

static struct listing *make_two(void) {
    struct listing *listing = make();
    listing_add(listing, "Wisata");
    listing_add_figure(listing, "1.234,5", "1234.5");
    listing_add(listing, "h");
    listing_add(listing, "baik, \"sekali\"");
    listing_add(listing, "Izin");
    listing_add_figure(listing, "-7", "-7");
    listing_add(listing, "h");
    listing_add(listing, NULL);
    return listing;
}

Test(listing, text_is_aligned_without_blanks_at_the_end) {
    check(make_two(), listing_text,
          "nama      angka  catatan\n"
          "Wisata  1.234,5  baik, \"sekali\"\n"
          "Izin         -7  -\n");
}

Test(listing, csv_is_plain_and_complete) {
    check(make_two(), listing_csv,
          "name,value,hidden,note\n"
          "Wisata,1234.5,h,\"baik, \"\"sekali\"\"\"\n"
          "Izin,-7,h,\n");
}

Test(listing, csv_disarms_texts_and_leaves_numbers_alone) {
    struct listing *listing = make();
    listing_add(listing, "=1+1");
    listing_add_figure(listing, "-12,5", "-12.5");
    listing_add(listing, "-x");
    listing_add(listing, "baris\nkedua");
    check(listing, listing_csv, "name,value,hidden,note\n'=1+1,-12.5,'-x,\"baris\nkedua\"\n");
}

Test(listing, long_text_ends_in_an_ellipsis_for_people_only) {
    struct listing *listing = make();
    listing_add(listing, "Kunjungan wisatawan");
    listing_add(listing, "1");
    listing_add(listing, "");
    listing_add(listing, "x");
    struct capaian_string csv = {0};
    cr_assert_eq(listing_csv(listing, &csv), 0);
    cr_assert(strstr(csv.text, "\nKunjungan wisatawan,1,,x\n"));
    capaian_string_free(&csv);
    check(listing, listing_text,
          "nama        angka  catatan\n"
          "Kunjungan\u2026      1  x\n");
}

Test(listing, a_text_that_just_fits_is_whole) {
    struct listing *listing = make();
    listing_add(listing, "\u00e9123456789");
    listing_add(listing, "1");
    listing_add(listing, "");
    listing_add(listing, "x");
    check(listing, listing_text,
          "nama        angka  catatan\n"
          "\u00e9123456789      1  x\n");
}

Test(listing, signs_have_the_width_of_the_terminal) {
    cr_assert_eq(text_width(""), 0);
    cr_assert_eq(text_width("Rp 1.000"), 8);
    cr_assert_eq(text_width("m\u00b2"), 2);
    cr_assert_eq(text_width("e\u0301a"), 2);
    cr_assert_eq(text_width("\u6c34"), 2);
    cr_assert_eq(text_width("\xff\xc3"), 2, "bytes that are no UTF-8 end where the text ends");
}

Test(listing, absent_and_blank_are_different) {
    struct listing *listing = make();
    listing_add_blank(listing);
    listing_add_figure(listing, "", NULL);
    listing_add(listing, NULL);
    listing_add(listing, "x");
    cr_assert_eq(listing_rows(listing), 1);
    check(listing, listing_text, "nama  angka  catatan\n          -  x\n");
}

Test(listing, no_text_drives_the_terminal) {
    struct capaian_string out = {0};
    // NOLINTNEXTLINE(misc-misleading-bidirectional): what it must not pass on.
    string_add_visible(&out, "a\x1b[31mb\nc\td\xc2\x9b"
                             "e\u202ef\u202c");
    cr_assert_str_eq(out.text, "a [31mb c d e f ");
    capaian_string_free(&out);
}

Test(listing, many_rows) {
    static const struct listing_column ONE[] = {{"n", "n", true, 0}};
    struct listing *listing = listing_new(ONE, 1);
    for (int i = 0; i < 1000; i++)
        listing_add(listing, "7");
    struct capaian_string out = {0};
    cr_assert_eq(listing_csv(listing, &out), 0);
    cr_assert_eq(out.size, 2002);
    capaian_string_free(&out);
    cr_assert_eq(listing_rows(listing), 1000);
    (void)listing_free(listing);
}
