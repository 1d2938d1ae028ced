#include "value/calendar.h"

#include <criterion/criterion.h>
#include <errno.h>

enum { HOUR_S = 3600 };

static int32_t date(const char *text) {
    int32_t day = -1;
    cr_assert_eq(capaian_date_parse(text, &day), 0, "%s", text);
    return day;
}

static const struct capaian_calendar jakarta = {.offset_s = 7 * HOUR_S};

Test(calendar, zones) {
    static const struct {
        const char *name;
        int32_t offset_s;
    } zones[] = {
        {"WIB", 7 * HOUR_S},
        {"WITA", 8 * HOUR_S},
        {"WIT", 9 * HOUR_S},
        {"Asia/Jakarta", 7 * HOUR_S},
        {"Asia/Pontianak", 7 * HOUR_S},
        {"Asia/Makassar", 8 * HOUR_S},
        {"Asia/Jayapura", 9 * HOUR_S},
        {"UTC", 0},
        {"+07:00", 7 * HOUR_S},
        {"-03:30", -12600},
        {"+14:00", 14 * HOUR_S},
        {"-00:00", 0},
    };
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        int32_t offset_s = -1;
        cr_assert_eq(capaian_zone_parse(zones[i].name, &offset_s), 0, "%s", zones[i].name);
        cr_assert_eq(offset_s, zones[i].offset_s, "%s", zones[i].name);
    }
    static const char *const wrong[] = {"",       "wib",    "WIBB",   "Asia/Tokyo", "7",     "+7",     "+7:00", "+0700",
                                        "+14:01", "+15:00", "+07:60", "+07:00 ",    "07:00", "+07:0x", "+-7:00"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int32_t offset_s = 42;
        cr_assert_eq(capaian_zone_parse(wrong[i], &offset_s), -EINVAL, "%s", wrong[i]);
        cr_assert_eq(offset_s, 42);
    }
}

Test(calendar, a_day_begins_at_local_midnight) {
    int32_t day = date("2026-03-14");
    int64_t start = capaian_day_start(&jakarta, day);
    cr_assert_eq(start, ((int64_t)day * 24 - 7) * 3600000);
    cr_assert_eq(capaian_day_at(&jakarta, start), day);
    cr_assert_eq(capaian_day_at(&jakarta, start - 1), day - 1);
    cr_assert_eq(capaian_day_at(&jakarta, start + 86400000 - 1), day);
    cr_assert_eq(capaian_day_at(&jakarta, -1), 0);    // 06:59 of the first day in Jakarta

    struct capaian_calendar west = {.offset_s = -5 * HOUR_S};
    cr_assert_eq(capaian_day_at(&west, 0), -1);
    cr_assert_eq(capaian_day_at(&west, capaian_day_start(&west, -400)), -400);
    cr_assert_eq(capaian_day_at(&west, capaian_day_start(&west, -400) - 1), -401);
}

Test(calendar, the_ends_of_time_stay_defined) {
    char buffer[CAPAIAN_INSTANT_TEXT];
    cr_assert_eq(capaian_day_at(&jakarta, INT64_MAX), INT32_MAX);
    cr_assert_eq(capaian_day_at(&jakarta, INT64_MIN), INT32_MIN);
    capaian_instant_format(&jakarta, INT64_MAX, buffer);
    capaian_instant_format(&jakarta, INT64_MIN, buffer);
    cr_assert_lt(capaian_day_start(&jakarta, INT32_MIN), capaian_day_start(&jakarta, INT32_MAX));
    cr_assert_eq(capaian_span_after(&jakarta, INT32_MAX - 1, (struct capaian_span){30, false}), INT32_MAX);
    cr_assert_eq(capaian_span_after(&jakarta, INT32_MAX - 1, (struct capaian_span){30, true}), INT32_MAX);
}

Test(calendar, working_days) {
    const int32_t holidays[] = {date("2026-03-19"), date("2026-03-20"), date("2026-12-25")};
    const struct capaian_calendar calendar = {.offset_s = 7 * HOUR_S, .holidays = holidays, .holiday_count = 3};
    cr_assert(capaian_is_working_day(&calendar, date("2026-03-13")));        // Friday
    cr_assert_not(capaian_is_working_day(&calendar, date("2026-03-14")));    // Saturday
    cr_assert_not(capaian_is_working_day(&calendar, date("2026-03-15")));
    cr_assert(capaian_is_working_day(&calendar, date("2026-03-16")));
    cr_assert(capaian_is_working_day(&calendar, date("2026-03-18")));
    cr_assert_not(capaian_is_working_day(&calendar, date("2026-03-19")));
    cr_assert_not(capaian_is_working_day(&calendar, date("2026-12-25")));
    cr_assert(capaian_is_working_day(&jakarta, date("2026-12-25")));
    cr_assert(capaian_is_working_day(&jakarta, date("1969-12-31")));    // Wednesday
    cr_assert_not(capaian_is_working_day(&jakarta, date("1969-12-28")));

    int32_t friday = date("2026-03-13");
    cr_assert_eq(capaian_span_after(&calendar, friday, (struct capaian_span){1, true}), date("2026-03-16"));
    cr_assert_eq(capaian_span_after(&calendar, friday, (struct capaian_span){3, true}), date("2026-03-18"));
    cr_assert_eq(capaian_span_after(&calendar, friday, (struct capaian_span){4, true}), date("2026-03-23"));
    cr_assert_eq(capaian_span_after(&calendar, date("2026-03-14"), (struct capaian_span){1, true}), date("2026-03-16"));
    cr_assert_eq(capaian_span_after(&calendar, friday, (struct capaian_span){0, true}), friday);
    cr_assert_eq(capaian_span_after(&calendar, date("2026-03-31"), (struct capaian_span){30, false}),
                 date("2026-04-30"));
    cr_assert_eq(capaian_span_after(&calendar, friday, (struct capaian_span){0, false}), friday);
}

Test(calendar, spans) {
    static const struct {
        const char *text;
        struct capaian_span span;
    } cases[] = {{"30d", {30, false}}, {"0d", {0, false}},  {"10wd", {10, true}},
                 {"10hk", {10, true}}, {"2w", {14, false}}, {"3660d", {3660, false}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct capaian_span span = {-1, false};
        cr_assert_eq(capaian_span_parse(cases[i].text, &span), 0, "%s", cases[i].text);
        cr_assert(span.count == cases[i].span.count && span.working == cases[i].span.working, "%s", cases[i].text);
    }
    static const char *const wrong[] = {"",    "d",           "30",          "30 d",      "-1d",  "+1d",
                                        "30D", "3661d",       "523w",        "1.5d",      "30dd", "30wdx",
                                        "10h", "9999999999d", "4294967297d", "999999999w"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct capaian_span span = {42, true};
        cr_assert_eq(capaian_span_parse(wrong[i], &span), -EINVAL, "%s", wrong[i]);
        cr_assert(span.count == 42 && span.working);
    }
}

Test(calendar, durations) {
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {{"500ms", 500}, {"10s", 10000}, {"5m", 300000}, {"2h", 7200000}, {"1d", 86400000}, {"0s", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t ms = -1;
        cr_assert_eq(capaian_duration_parse(cases[i].text, &ms), 0, "%s", cases[i].text);
        cr_assert_eq(ms, cases[i].ms);
    }
    static const char *const wrong[] = {"",     "10",    "s",     "10 s",       "-1s",
                                        "1.5h", "10sec", "3661d", "999999999h", "99999999999ms"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int64_t ms = 42;
        cr_assert_eq(capaian_duration_parse(wrong[i], &ms), -EINVAL, "%s", wrong[i]);
        cr_assert_eq(ms, 42);
    }
}

Test(calendar, instants_are_written_in_the_zone) {
    char buffer[CAPAIAN_INSTANT_TEXT];
    cr_assert_str_eq(capaian_instant_format(&jakarta, 0, buffer), "1970-01-01T07:00:00+07:00");
    cr_assert_str_eq(capaian_instant_format(&jakarta, -1, buffer), "1970-01-01T06:59:59+07:00");
    const struct capaian_calendar west = {.offset_s = -12600};
    cr_assert_str_eq(capaian_instant_format(&west, 0, buffer), "1969-12-31T20:30:00-03:30");
    const struct capaian_calendar utc = {0};
    cr_assert_str_eq(capaian_instant_format(&utc, INT64_C(1773451800123), buffer), "2026-03-14T01:30:00+00:00");
}

Test(calendar, instants_are_read) {
    const int64_t half_past_one = INT64_C(1773451800000);    // 2026-03-14T01:30:00Z
    static const struct {
        const char *text;
        int64_t after_ms;
    } cases[] = {
        {"2026-03-14T01:30:00Z", 0},        {"2026-03-14T08:30:00+07:00", 0},
        {"2026-03-14T08:30:00", 0},         {"2026-03-14 08:30", 0},
        {"2026-03-13T22:00-03:30", 0},      {"2026-03-14T08:30:00.5", 500},
        {"2026-03-14T01:30:01.257Z", 1257}, {"2026-03-14", -INT64_C(30600000)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t instant = -1;
        cr_assert_eq(capaian_instant_parse(&jakarta, cases[i].text, &instant), 0, "%s", cases[i].text);
        cr_assert_eq(instant, half_past_one + cases[i].after_ms, "%s", cases[i].text);
    }
    static const char *const wrong[] = {
        "",
        "2026",
        "2026-03",
        "2026-02-30",
        "2026-03-14T",
        "2026-03-14T08",
        "2026-03-14T08:",
        "2026-03-14T08:3",
        "2026-03-14T24:00",
        "2026-03-14T08:60",
        "2026-03-14T08:30:60",
        "2026-03-14T08:30:00.",
        "2026-03-14T08:30:00.1234",
        "2026-03-14T08:30:00z",
        "2026-03-14T08:30:00 Z",
        "2026-03-14T08:30:00+7",
        "2026-03-14T08:30:00+15:00",
        "2026-03-14T08:30:00Zx",
        "2026-03-14Z",
        "2026-03-14x08:30",
        "1773451800000",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int64_t instant = 42;
        cr_assert_eq(capaian_instant_parse(&jakarta, wrong[i], &instant), -EINVAL, "%s", wrong[i]);
        cr_assert_eq(instant, 42);
    }
}

Test(calendar, what_is_written_is_read_again) {
    for (int64_t instant = -2000000000000; instant < 30000000000000; instant += 98765432000) {
        char buffer[CAPAIAN_INSTANT_TEXT];
        int64_t again = 0;
        capaian_instant_format(&jakarta, instant, buffer);
        cr_assert_eq(capaian_instant_parse(&jakarta, buffer, &again), 0, "%s", buffer);
        cr_assert_eq(again, instant, "%s", buffer);
    }
}
