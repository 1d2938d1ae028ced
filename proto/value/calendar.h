// A government's civil time: one fixed offset (Indonesia keeps no summer time) and the days on which nobody works.
// Instants are milliseconds since 1970 UTC.
#pragma once

#include "value/period.h"

struct capaian_calendar {
    int32_t offset_s;           // east of UTC
    const int32_t *holidays;    // ascending, borrowed
    size_t holiday_count;
};

// A number of days or working days: 30d, 10wd. Parsed from a policy or an indicator.
struct capaian_span {
    int32_t count;
    bool working;
};

enum { CAPAIAN_INSTANT_TEXT = 40 };

// WIB, WITA, WIT, their tz names (Asia/Jakarta, Asia/Pontianak, Asia/Makassar, Asia/Jayapura), UTC, or +07:00.
// 0 or -EINVAL.
int capaian_zone_parse(const char *text, int32_t *ret_offset_s);

int32_t capaian_day_at(const struct capaian_calendar *calendar, int64_t instant);
int64_t capaian_day_start(const struct capaian_calendar *calendar, int32_t day);
bool capaian_is_working_day(const struct capaian_calendar *calendar, int32_t day);

// The last day of a span that starts after `day`: day + n, or the n-th working day after it.
int32_t capaian_span_after(const struct capaian_calendar *calendar, int32_t day, struct capaian_span span);

// 30d, 10wd (10hk: hari kerja), 2w; 0 or -EINVAL.
int capaian_span_parse(const char *text, struct capaian_span *ret);

// A length of time in milliseconds: 500ms, 10s, 5m, 2h, 1d; 0 or -EINVAL.
int capaian_duration_parse(const char *text, int64_t *ret_ms);

// 2026-03-14T08:30:00+07:00 in the calendar's zone.
char *capaian_instant_format(const struct capaian_calendar *calendar, int64_t instant,
                             char buffer[CAPAIAN_INSTANT_TEXT]);

// A date (its start), or a date and time with Z, an offset, or neither (the calendar's zone). 0 or -EINVAL.
int capaian_instant_parse(const struct capaian_calendar *calendar, const char *text, int64_t *ret);
