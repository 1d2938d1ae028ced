#include "alert/silence.h"

#include "harness/letter.h"

#define DAY LETTER_DAY
#define HOUR LETTER_HOUR

// 2026-12-25 is a Friday.
static int32_t christmas;

static struct capaian_calendar calendar(void) {
    cr_assert_eq(capaian_date_parse("2026-12-25", &christmas), 0);
    return (struct capaian_calendar){.offset_s = 7 * 3600, .holidays = &christmas, .holiday_count = 1};
}

static void deadline(const char *heard, int64_t every_ms, const char *expected) {
    const struct capaian_calendar days = calendar();
    char text[CAPAIAN_INSTANT_TEXT];
    int64_t got = silence_deadline(&days, instant_of(heard), every_ms);
    cr_assert_eq(got, instant_of(expected), "%s: %s", heard, capaian_instant_format(&days, got, text));
}

Test(silence, three_intervals_on_working_days) {
    deadline("2026-03-02T08:00", DAY, "2026-03-05T08:00");    // Monday to Thursday
    deadline("2026-03-02T08:00", HOUR, "2026-03-02T11:00");
    deadline("2026-03-02T22:00", 2 * HOUR, "2026-03-03T04:00");    // over midnight
}

Test(silence, weekends_do_not_count) {
    deadline("2026-03-06T08:00", DAY, "2026-03-11T08:00");    // Friday: Saturday and Sunday are left out
    deadline("2026-03-07T08:00", DAY, "2026-03-12T00:00");    // sent on a Saturday: from Monday on
    deadline("2026-03-08T23:59", HOUR, "2026-03-09T03:00");
    deadline("2026-03-06T23:00", HOUR, "2026-03-09T02:00");
    deadline("2026-03-02T00:00", 7 * DAY, "2026-03-31T00:00");    // 21 working days: the last is Monday the 30th
}

Test(silence, holidays_do_not_count) {
    deadline("2026-12-24T08:00", DAY, "2026-12-30T08:00");    // Thursday; then the holiday and the weekend
    deadline("2026-12-25T08:00", HOUR, "2026-12-28T03:00");
}

Test(silence, the_instant_is_the_last_moment_of_the_intervals) {
    deadline("2026-03-02T00:00", DAY, "2026-03-05T00:00");
    deadline("2026-03-04T00:00", DAY, "2026-03-07T00:00");    // all of Friday has passed
}

Test(silence, never_without_an_interval_or_with_one_beyond_all_sense) {
    const struct capaian_calendar days = calendar();
    int64_t heard = instant_of("2026-03-02");
    cr_assert_eq(silence_deadline(&days, heard, 0), INT64_MAX);
    cr_assert_eq(silence_deadline(&days, heard, -5), INT64_MAX);
    cr_assert_eq(silence_deadline(&days, heard, INT64_MAX), INT64_MAX);
    cr_assert_eq(silence_deadline(&days, heard, INT64_MAX / 3), INT64_MAX);
}
