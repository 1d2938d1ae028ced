#include "value/period.h"

#include <criterion/criterion.h>
#include <errno.h>

static struct capaian_period period(const char *text) {
    struct capaian_period parsed = {0};
    cr_assert_eq(capaian_period_parse(text, &parsed), 0, "%s", text);
    return parsed;
}

static int32_t date(const char *text) {
    int32_t day = -1;
    cr_assert_eq(capaian_date_parse(text, &day), 0, "%s", text);
    return day;
}

Test(period, reads_its_five_forms_and_writes_them_again) {
    static const struct {
        const char *text;
        enum capaian_period_kind kind;
        unsigned number;
        const char *first, *last;
    } cases[] = {
        {"2026", CAPAIAN_YEAR, 1, "2026-01-01", "2026-12-31"},
        {"2026-S1", CAPAIAN_SEMESTER, 1, "2026-01-01", "2026-06-30"},
        {"2026-S2", CAPAIAN_SEMESTER, 2, "2026-07-01", "2026-12-31"},
        {"2026-Q1", CAPAIAN_QUARTER, 1, "2026-01-01", "2026-03-31"},
        {"2026-Q4", CAPAIAN_QUARTER, 4, "2026-10-01", "2026-12-31"},
        {"2026-02", CAPAIAN_MONTH, 2, "2026-02-01", "2026-02-28"},
        {"2028-02", CAPAIAN_MONTH, 2, "2028-02-01", "2028-02-29"},
        {"2100-02", CAPAIAN_MONTH, 2, "2100-02-01", "2100-02-28"},
        {"2026-12", CAPAIAN_MONTH, 12, "2026-12-01", "2026-12-31"},
        {"2026-03-14", CAPAIAN_DAY, 73, "2026-03-14", "2026-03-14"},
        {"2028-12-31", CAPAIAN_DAY, 366, "2028-12-31", "2028-12-31"},
        {"1900-01-01", CAPAIAN_DAY, 1, "1900-01-01", "1900-01-01"},
        {"2999", CAPAIAN_YEAR, 1, "2999-01-01", "2999-12-31"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char buffer[CAPAIAN_PERIOD_TEXT];
        struct capaian_period parsed = period(cases[i].text);
        cr_assert_eq(parsed.kind, cases[i].kind, "%s", cases[i].text);
        cr_assert_eq(parsed.number, cases[i].number, "%s", cases[i].text);
        cr_assert_str_eq(capaian_period_format(parsed, buffer), cases[i].text);
        cr_assert_str_eq(capaian_date_format(capaian_period_first(parsed), buffer), cases[i].first);
        cr_assert_str_eq(capaian_date_format(capaian_period_last(parsed), buffer), cases[i].last);
    }
}

Test(period, refuses_everything_else) {
    static const char *const texts[] = {
        "",           "202",         "20260",
        "2026-",      "2026-1",      "2026-00",
        "2026-13",    "2026-S0",     "2026-S3",
        "2026-Q0",    "2026-Q5",     "2026-s1",
        "2026-q1",    "2026-T1",     "2026-Q",
        "2026-Q11",   "2026-3",      "2026/03",
        "2026-03-",   "2026-03-1",   "2026-02-30",
        "2026-02-29", "2100-02-29",  "2026-04-31",
        "2026-00-10", "2026-03-00",  "2026-13-01",
        "2026-03-32", "2026 03 14",  "1899",
        "3000",       "1899-12-31",  " 2026",
        "2026 ",      "+026",        "2026-+3",
        "Mar-26",     "2026-03-14x", "2026-03-14T00:00",
        "２０２６",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct capaian_period parsed = {.year = 7};
        cr_assert_eq(capaian_period_parse(texts[i], &parsed), -EINVAL, "%s", texts[i]);
        cr_assert(parsed.year == 7 && parsed.kind == 0, "%s touched the result", texts[i]);
        int32_t day = 7;
        if (capaian_date_parse(texts[i], &day) == 0)
            cr_assert_fail("%s is no date", texts[i]);
        cr_assert_eq(day, 7);
    }
    int32_t day;
    cr_assert_eq(capaian_date_parse("2026-03", &day), -EINVAL);
}

Test(period, no_period_is_written_as_nothing) {
    char buffer[CAPAIAN_PERIOD_TEXT];
    cr_assert_str_eq(capaian_period_format((struct capaian_period){0}, buffer), "");
}

Test(period, days_count_from_1970) {
    cr_assert_eq(date("1970-01-01"), 0);
    cr_assert_eq(date("1970-03-01"), 59);
    cr_assert_eq(date("2000-03-01"), 11017);
    cr_assert_eq(date("1969-12-31"), -1);
    cr_assert_eq(date("1900-01-01"), -25567);
    // Every day of the range in its turn.
    int year = 1900, month = 1, day = 1;
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int32_t number = -25567; year <= 2999; number++) {
        int got_year, got_month, got_day;
        capaian_date_parts(number, &got_year, &got_month, &got_day);
        cr_assert(got_year == year && got_month == month && got_day == day, "day %d", number);
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        if (++day > lengths[month - 1] + (leap && month == 2)) {
            day = 1;
            month++;
        }
        if (month > 12) {
            month = 1;
            year++;
        }
    }
}

Test(period, each_follows_the_one_before) {
    for (int kind = CAPAIAN_DAY; kind <= CAPAIAN_YEAR; kind++) {
        struct capaian_period at = capaian_period_at((enum capaian_period_kind)kind, date("1999-12-31"));
        for (unsigned i = 0; i < 1000; i++) {
            struct capaian_period next = capaian_period_next(at);
            cr_assert_eq(capaian_period_first(next), capaian_period_last(at) + 1);
            cr_assert(capaian_period_equal(
                capaian_period_at((enum capaian_period_kind)kind, capaian_period_first(next)), next));
            cr_assert(capaian_period_equal(capaian_period_at((enum capaian_period_kind)kind, capaian_period_last(next)),
                                           next));
            cr_assert_gt(capaian_period_code(next), capaian_period_code(at));
            cr_assert(capaian_period_equal(capaian_period_of_code(capaian_period_code(next)), next));
            cr_assert_not(capaian_period_equal(next, at));
            at = next;
        }
    }
    cr_assert(capaian_period_equal(capaian_period_next(period("2026-12-31")), period("2027-01-01")));
    cr_assert(capaian_period_equal(capaian_period_next(period("2026-S2")), period("2027-S1")));
}

Test(period, the_ends_of_time_stay_defined) {
    for (int kind = CAPAIAN_DAY; kind <= CAPAIAN_YEAR; kind++) {
        struct capaian_period late = capaian_period_at((enum capaian_period_kind)kind, INT32_MAX);
        struct capaian_period early = capaian_period_at((enum capaian_period_kind)kind, INT32_MIN);
        cr_assert_gt(capaian_period_last(late), date("2999-12-31"));
        cr_assert_lt(capaian_period_first(early), date("1900-01-01"));
        cr_assert_leq(capaian_period_first(late), capaian_period_last(late));
    }
    char buffer[CAPAIAN_PERIOD_TEXT];
    capaian_date_format(INT32_MAX, buffer);
    cr_assert_str_eq(buffer, "5881580-07-11");
    capaian_date_format(INT32_MIN, buffer);
    cr_assert_str_eq(buffer, "-5877641-06-23");
}

Test(period, codes_tell_kinds_apart) {
    static const char *const texts[] = {"2026", "2026-S1", "2026-Q1", "2026-01", "2026-01-01"};
    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < 5; j++)
            cr_assert_eq(capaian_period_code(period(texts[i])) == capaian_period_code(period(texts[j])), i == j);
    static const int32_t wrong[] = {0,        -1,       INT32_MIN, INT32_MAX, 20260001, 20266001, 20265002,
                                    20261366, 20261367, 20262000,  20262013,  20263005, 20264003};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert_eq(capaian_period_of_code(wrong[i]).kind, 0, "%d", wrong[i]);
    cr_assert_eq(capaian_period_of_code(20281366).kind, CAPAIAN_DAY);
}

Test(period, holds) {
    cr_assert(capaian_period_holds(period("2026"), period("2026-S2")));
    cr_assert(capaian_period_holds(period("2026"), period("2026")));
    cr_assert(capaian_period_holds(period("2026-Q1"), period("2026-03-31")));
    cr_assert(capaian_period_holds(period("2026-S1"), period("2026-Q2")));
    cr_assert_not(capaian_period_holds(period("2026-Q1"), period("2026-04")));
    cr_assert_not(capaian_period_holds(period("2026-Q1"), period("2026-S1")));
    cr_assert_not(capaian_period_holds(period("2026"), period("2027-01")));
    cr_assert_not(capaian_period_holds((struct capaian_period){0}, period("2026")));
    cr_assert_not(capaian_period_holds(period("2026"), (struct capaian_period){0}));
}

Test(period, kinds_have_names_in_both_languages) {
    static const char *const names[][2] = {
        {"day", "hari"}, {"month", "bulan"}, {"quarter", "triwulan"}, {"semester", "semester"}, {"year", "tahun"}};
    for (unsigned i = 0; i < 5; i++) {
        cr_assert_eq(capaian_period_kind_parse(names[i][0]), i + 1);
        cr_assert_eq(capaian_period_kind_parse(names[i][1]), i + 1);
        cr_assert_str_eq(capaian_period_kind_name((enum capaian_period_kind)(i + 1)), names[i][0]);
    }
    cr_assert_eq(capaian_period_kind_parse("Bulan"), CAPAIAN_MONTH);
    cr_assert_eq(capaian_period_kind_parse("week"), 0);
    cr_assert_eq(capaian_period_kind_parse(""), 0);
    cr_assert_eq(capaian_period_kind_parse("months"), 0);
}
