#include "alert/silence.h"

enum { DAYS_MAX = 100 * 366 };

int64_t silence_deadline(const struct capaian_calendar *calendar, int64_t heard_at, int64_t every_ms) {
    if (every_ms <= 0 || every_ms > INT64_MAX / SILENCE_INTERVALS)
        return INT64_MAX;
    int64_t left = SILENCE_INTERVALS * every_ms, at = heard_at;
    int32_t day = capaian_day_at(calendar, heard_at);
    for (int32_t end = day + DAYS_MAX; day < end; day++) {
        int64_t next = capaian_day_start(calendar, day + 1);
        if (capaian_is_working_day(calendar, day)) {
            if (left <= next - at)
                return at + left;
            left -= next - at;
        }
        at = next;
    }
    return INT64_MAX;
}
