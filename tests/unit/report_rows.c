#include "commands/report_rows.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define OUTCOME(name) CAPAIAN__V1__ASSESSED__ASSESSED_##name

enum { WIDEST = 110 };

static const struct capaian_calendar WIB = {.offset_s = 7 * 3600};
static Capaian__V1__Decimal decimals[64];
static size_t decimal_count;

static Capaian__V1__Decimal *number(int64_t coefficient, uint32_t scale) {
    Capaian__V1__Decimal *decimal = &decimals[decimal_count++ % 64];
    capaian__v1__decimal__init(decimal);
    decimal->coefficient = coefficient;
    decimal->scale = scale;
    return decimal;
}

static Capaian__V1__Assessment assessment(const char *period, const char *cut, Capaian__V1__Assessed outcome) {
    Capaian__V1__Assessment made = CAPAIAN__V1__ASSESSMENT__INIT;
    made.period = (char *)period;
    made.cut = (char *)cut;
    made.outcome = outcome;
    return made;
}

static Capaian__V1__AttainmentRow row_of(const char *satuan) {
    Capaian__V1__AttainmentRow row = CAPAIAN__V1__ATTAINMENT_ROW__INIT;
    row.indicator = (char *)"par01";
    row.name = (char *)"Kunjungan wisatawan mancanegara dan nusantara";
    row.unit = (char *)"dispar";
    row.satuan = (char *)satuan;
    row.reported_through = (char *)"2026-03";
    return row;
}

// With everything that there can be.
static char *full(bool csv, enum capaian_language language) {
    struct report_form form = {.csv = csv, .language = language, .zone = &WIB};
    Capaian__V1__AttainmentRow row = row_of("%");
    Capaian__V1__AttainmentPage page = CAPAIAN__V1__ATTAINMENT_PAGE__INIT;
    Capaian__V1__Assessment to_date = assessment("2026", "2026-03", OUTCOME(NOT_MET)),
                            year = assessment("2026", "2026-03", OUTCOME(NOT_DUE)),
                            plan = assessment("2025..2030", "2026-03", OUTCOME(NOT_DUE)),
                            original = assessment("2026", "2026-03", OUTCOME(MET)),
                            before = assessment("2025", "2025-03", OUTCOME(NO_TARGET));
    to_date.target = number(15000, 2);
    to_date.realization = number(14925, 2);
    to_date.attainment = number(995, 1);
    to_date.capped = number(995, 1);
    to_date.deviation = number(-75, 2);
    to_date.band = (char *)"Sangat baik";
    to_date.stage = CAPAIAN__V1__STAGE__STAGE_REVIEWED;
    to_date.status = CAPAIAN__V1__STATUS__STATUS_PROVISIONAL;
    year.target = number(100, 0);
    year.realization = number(14925, 2);
    year.attainment = number(14925, 2);
    year.capped = number(120, 0);
    plan.target = number(700, 0);
    plan.realization = number(14925, 2);
    plan.attainment = number(2132, 2);
    original.target = number(90, 0);
    original.realization = number(14925, 2);
    original.attainment = number(16583, 2);
    before.realization = number(140, 0);
    row.decimals = 2;
    row.progress = true;
    row.to_date = &to_date;
    row.year = &year;
    row.plan = &plan;
    row.original = &original;
    row.year_before = &before;
    row.plan_node = (char *)"S2.1";
    page.year = (char *)"2026";
    page.step = 17;
    struct listing *listing = report_listing(&form);
    struct capaian_string out = {0};
    cr_assert_not_null(listing);
    report_add(&form, &row, &page);
    cr_assert_eq(csv ? listing_csv(listing, &out) : listing_text(listing, &out), 0);
    listing_free(listing);
    return out.text;
}

Test(report_rows, everything_stands_in_lines_of_its_own) {
    char *text = full(false, CAPAIAN_ENGLISH);
    cr_assert_str_eq(
        text,
        "indicator  name                    through        target   realization  attained %  outcome\n"
        "par01      Kunjungan wisatawan m\xe2\x80\xa6  2026-03        150.00        149.25       99.50"
        "  not met (provisional)\n"
        "dispar     %; to 2026-03           year: 2026-03  100.00        149.25      149.25  not over yet\n"
        "           plan 2025..2030         2026-03        700.00        149.25       21.32  not over yet\n"
        "           original target         2026-03         90.00        149.25      165.83  met\n"
        "           a year before           2025-03                      140.00\n"
        "           band Sangat baik        reviewed               -0.75 points              progress\n",
        "%s", text);
    free(text);
}

static size_t widest(const char *text) {
    size_t most = 0;
    for (const char *line = text; *line != '\0';) {
        size_t size = strcspn(line, "\n");
        char *copy = strndup(line, size);
        most = text_width(copy) > most ? text_width(copy) : most;
        free(copy);
        line += size + (line[size] != '\0');
    }
    return most;
}

Test(report_rows, lines_fit_a_terminal_whatever_the_outcome) {
    const enum capaian_language languages[] = {CAPAIAN_INDONESIAN, CAPAIAN_ENGLISH};
    for (size_t i = 0; i < 2; i++) {
        char *text = full(false, languages[i]);
        cr_assert_leq(widest(text), WIDEST, "%s", text);
        free(text);
        for (unsigned k = 0; k < capaian__v1__assessed__descriptor.n_values; k++) {
            struct report_form form = {.language = languages[i], .zone = &WIB};
            Capaian__V1__AttainmentRow row = row_of("orang");
            Capaian__V1__AttainmentPage page = CAPAIAN__V1__ATTAINMENT_PAGE__INIT;
            int value = capaian__v1__assessed__descriptor.values[k].value;
            Capaian__V1__Assessment of = assessment("2026", "2026-03", (Capaian__V1__Assessed)value);
            of.target = of.realization = number(100000000, 0);
            of.attainment = number(100, 0);
            row.to_date = row.year = &of;
            struct capaian_string out = {0};
            struct listing *listing = report_listing(&form);
            report_add(&form, &row, &page);
            cr_assert_eq(listing_text(listing, &out), 0);
            cr_assert_leq(widest(out.text), WIDEST, "%s", out.text);
            listing_free(listing);
            capaian_string_free(&out);
        }
    }
}

Test(report_rows, without_anything_beside_it_there_are_two_lines) {
    struct report_form form = {.language = CAPAIAN_INDONESIAN, .zone = &WIB};
    Capaian__V1__AttainmentRow row = row_of("orang");
    Capaian__V1__AttainmentPage page = CAPAIAN__V1__ATTAINMENT_PAGE__INIT;
    Capaian__V1__Assessment to_date = assessment("2026", "2026-03", OUTCOME(MET));
    to_date.target = number(10, 0);
    to_date.realization = number(11, 0);
    to_date.deviation = number(1, 0);    // people are no points
    row.to_date = &to_date;
    struct listing *listing = report_listing(&form);
    report_add(&form, &row, &page);
    cr_assert_eq(listing_rows(listing), 2);
    listing_free(listing);
}

static size_t column_of(const char *line, const char *name) {
    size_t column = 0;
    for (const char *cell = line;; cell++, column++) {
        size_t size = strcspn(cell, ",\n");
        if (size == strlen(name) && strncmp(cell, name, size) == 0)
            return column;
        cell += size;
        cr_assert_eq(*cell, ',', "there is no column %s", name);
    }
}

static void cell_is(const char *csv, const char *name, const char *expected) {
    const char *cell = strchr(csv, '\n') + 1;
    for (size_t column = column_of(csv, name); column > 0; column--)
        cell += strcspn(cell, ",") + 1;
    size_t size = strcspn(cell, ",\n");
    cr_assert(size == strlen(expected) && strncmp(cell, expected, size) == 0, "%s: %.*s", name, (int)size, cell);
}

Test(report_rows, csv_has_all_of_it_behind_the_columns_it_always_had) {
    char *csv = full(true, CAPAIAN_INDONESIAN);
    cr_assert_eq(column_of(csv, "unit"), 0);
    cr_assert_eq(column_of(csv, "simulated"), 23);
    cr_assert_eq(column_of(csv, "plan_node"), 44);
    cell_is(csv, "year_attainment", "149.25");
    cell_is(csv, "year_capped", "120");
    cell_is(csv, "to_date_deviation", "-0.75");
    cell_is(csv, "to_date_band", "Sangat baik");
    cell_is(csv, "to_date_stage", "reviewed");
    cell_is(csv, "year_stage", "submitted");
    cell_is(csv, "plan_period", "2025..2030");
    cell_is(csv, "plan_attainment", "21.32");
    cell_is(csv, "plan_outcome", "not_due");
    cell_is(csv, "original_target", "90");
    cell_is(csv, "original_outcome", "met");
    cell_is(csv, "year_before_cut", "2025-03");
    cell_is(csv, "year_before_realization", "140");
    cell_is(csv, "progress", "true");
    cell_is(csv, "plan_node", "S2.1");
    free(csv);
}

static char *one(bool csv, const char *formula, const Capaian__V1__Assessment *assessment) {
    struct report_form form = {.csv = csv, .language = CAPAIAN_ENGLISH, .zone = &WIB};
    Capaian__V1__AttainmentRow row = row_of("%");
    Capaian__V1__AttainmentPage page = CAPAIAN__V1__ATTAINMENT_PAGE__INIT;
    row.formula = (char *)formula;
    row.to_date = row.year = row.year_before = (Capaian__V1__Assessment *)assessment;
    struct listing *listing = report_listing(&form);
    struct capaian_string out = {0};
    report_add(&form, &row, &page);
    cr_assert_eq(csv ? listing_csv(listing, &out) : listing_text(listing, &out), 0);
    listing_free(listing);
    return out.text;
}

Test(report_rows, a_grade_is_shown_by_its_name) {
    Capaian__V1__Assessment of = assessment("2026", "2026-03", OUTCOME(NOT_MET));
    of.target = number(5, 0);
    of.target_grade = (char *)"BB";
    of.realization = number(4, 0);
    of.realization_grade = (char *)"B";
    of.deviation = number(-1, 0);
    char *text = one(false, "grade", &of);
    cr_assert_not_null(strstr(text, "2026-03            BB            B           -  not met\n"), "%s", text);
    cr_assert_null(strstr(text, "points"), "ranks have no points: %s", text);
    free(text);
    text = one(true, "grade", &of);
    cell_is(text, "to_date_target", "5");
    cell_is(text, "to_date_target_grade", "BB");
    cell_is(text, "year_realization", "4");
    cell_is(text, "year_realization_grade", "B");
    cell_is(text, "year_before_realization_grade", "B");
    free(text);
    // A value that the scale has a name for stays a number.
    of.target_grade = (char *)"";
    text = one(false, "ratio", &of);
    cr_assert_null(strstr(text, " B "), "%s", text);
    free(text);
}

Test(report_rows, a_range_has_two_bounds_and_deviates_outside_them_only) {
    static const struct {
        int64_t realization;
        const char *points, *plain;
    } expected[] = {{85, NULL, ""}, {80, NULL, ""}, {90, NULL, ""}, {93, "+3 points", "3"}, {78, "-2 points", "-2"}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        Capaian__V1__Assessment of = assessment("2026", "2026-03", OUTCOME(MET));
        of.target = number(80, 0);
        of.target_high = number(90, 0);
        of.realization = number(expected[i].realization, 0);
        of.deviation = number(expected[i].realization - 80, 0);
        char *text = one(false, "range", &of);
        cr_assert_not_null(strstr(text, "  80 - 90  "), "%s", text);
        if (expected[i].points != NULL)
            cr_assert_not_null(strstr(text, expected[i].points), "%s", text);
        else
            cr_assert_null(strstr(text, "points"), "%s", text);
        free(text);
        text = one(true, "range", &of);
        cell_is(text, "to_date_target", "80");
        cell_is(text, "to_date_target_high", "90");
        cell_is(text, "year_deviation", expected[i].plain);
        free(text);
    }
}
