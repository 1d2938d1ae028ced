#include "value/calendar.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
    SPAN_DAYS_MAX = 3660,    // ten years
    HOURS_EAST_MAX = 14,
};

static const int64_t day_ms = INT64_C(86400000);

static int read_two_digits(const char *text) {
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return -1;
    return (text[0] - '0') * 10 + (text[1] - '0');
}

// +07:00 and nothing after it.
static int read_offset(const char *text, int32_t *ret_offset_s) {
    if (strnlen(text, 7) != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
        return -EINVAL;
    int hours = read_two_digits(text + 1), minutes = read_two_digits(text + 4);
    if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > HOURS_EAST_MAX * 60)
        return -EINVAL;
    int32_t offset_s = (hours * 60 + minutes) * 60;
    *ret_offset_s = text[0] == '-' ? -offset_s : offset_s;
    return 0;
}

int capaian_zone_parse(const char *text, int32_t *ret_offset_s) {
    static const struct {
        const char *name;
        int32_t hours;
    } zones[] = {
        {"WIB", 7},           {"WITA", 8},          {"WIT", 9}, {"Asia/Jakarta", 7}, {"Asia/Pontianak", 7},
        {"Asia/Makassar", 8}, {"Asia/Jayapura", 9}, {"UTC", 0},
    };
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        if (strcmp(text, zones[i].name) == 0) {
            *ret_offset_s = zones[i].hours * 3600;
            return 0;
        }
    }
    return read_offset(text, ret_offset_s);
}

// Splits an instant into the civil day and the milliseconds since its start.
static int32_t split_instant(const struct capaian_calendar *calendar, int64_t instant, int64_t *ret_ms) {
    int64_t day = instant / day_ms, ms = instant % day_ms;
    ms += (int64_t)calendar->offset_s * 1000;
    while (ms < 0) {
        ms += day_ms;
        day--;
    }
    while (ms >= day_ms) {
        ms -= day_ms;
        day++;
    }
    *ret_ms = ms;
    if (day > INT32_MAX)
        return INT32_MAX;
    return day < INT32_MIN ? INT32_MIN : (int32_t)day;
}

int32_t capaian_day_at(const struct capaian_calendar *calendar, int64_t instant) {
    int64_t ms;
    return split_instant(calendar, instant, &ms);
}

int64_t capaian_day_start(const struct capaian_calendar *calendar, int32_t day) {
    return (int64_t)day * day_ms - (int64_t)calendar->offset_s * 1000;
}

static bool is_holiday(const struct capaian_calendar *calendar, int32_t day) {
    size_t low = 0, high = calendar->holiday_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (calendar->holidays[middle] < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low < calendar->holiday_count && calendar->holidays[low] == day;
}

bool capaian_is_working_day(const struct capaian_calendar *calendar, int32_t day) {
    // 1970-01-01 was a Thursday; Monday is 0.
    int weekday = (int)((((int64_t)day + 3) % 7 + 7) % 7);
    return weekday < 5 && !is_holiday(calendar, day);
}

int32_t capaian_span_after(const struct capaian_calendar *calendar, int32_t day, struct capaian_span span) {
    if (!span.working) {
        int64_t last = (int64_t)day + span.count;
        if (last > INT32_MAX)
            return INT32_MAX;
        return last < INT32_MIN ? INT32_MIN : (int32_t)last;
    }
    for (int32_t left = span.count; left > 0 && day < INT32_MAX;) {
        day++;
        if (capaian_is_working_day(calendar, day))
            left--;
    }
    return day;
}

// A whole number of at most nine digits before a unit; NULL when there is none.
static const char *read_count(const char *text, int64_t *ret) {
    int64_t count = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9'; at++) {
        if (at - text >= 9)
            return NULL;
        count = count * 10 + (*at - '0');
    }
    if (at == text)
        return NULL;
    *ret = count;
    return at;
}

int capaian_span_parse(const char *text, struct capaian_span *ret) {
    int64_t count;
    const char *unit = read_count(text, &count);
    if (!unit)
        return -EINVAL;
    bool working = strcmp(unit, "wd") == 0 || strcmp(unit, "hk") == 0;
    if (strcmp(unit, "w") == 0)
        count *= 7;
    else if (!working && strcmp(unit, "d") != 0)
        return -EINVAL;
    if (count > SPAN_DAYS_MAX)
        return -EINVAL;
    *ret = (struct capaian_span){.count = (int32_t)count, .working = working};
    return 0;
}

int capaian_duration_parse(const char *text, int64_t *ret_ms) {
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}};
    int64_t count;
    const char *unit = read_count(text, &count);
    if (!unit)
        return -EINVAL;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(unit, units[i].unit) != 0)
            continue;
        if (count > SPAN_DAYS_MAX * day_ms / units[i].ms)
            return -EINVAL;
        *ret_ms = count * units[i].ms;
        return 0;
    }
    return -EINVAL;
}

char *capaian_instant_format(const struct capaian_calendar *calendar, int64_t instant,
                             char buffer[CAPAIAN_INSTANT_TEXT]) {
    int64_t ms;
    char date[CAPAIAN_PERIOD_TEXT];
    capaian_date_format(split_instant(calendar, instant, &ms), date);
    unsigned second = (unsigned)(ms / 1000) % 86400;
    bool west = calendar->offset_s < 0;
    unsigned offset = (unsigned)(west ? -calendar->offset_s : calendar->offset_s) / 60 % 1440;
    (void)snprintf(buffer, CAPAIAN_INSTANT_TEXT, "%sT%02u:%02u:%02u%c%02u:%02u", date, second / 3600, second / 60 % 60,
                   second % 60, west ? '-' : '+', offset / 60, offset % 60);
    return buffer;
}

// hh:mm, hh:mm:ss or hh:mm:ss.s to .sss; NULL when it is none of them.
static const char *read_time(const char *at, int64_t *ret_ms) {
    int hour = read_two_digits(at);
    if (hour < 0 || hour > 23 || at[2] != ':')
        return NULL;
    int minute = read_two_digits(at + 3);
    if (minute < 0 || minute > 59)
        return NULL;
    at += 5;
    int64_t ms = (hour * 60 + minute) * INT64_C(60000);
    if (*at == ':') {
        int second = read_two_digits(at + 1);
        if (second < 0 || second > 59)
            return NULL;
        ms += second * INT64_C(1000);
        at += 3;
        if (*at == '.') {
            const char *first = ++at;
            for (int64_t place = 100; place > 0 && *at >= '0' && *at <= '9'; place /= 10)
                ms += (*at++ - '0') * place;
            if (at == first)
                return NULL;
        }
    }
    *ret_ms = ms;
    return at;
}

int capaian_instant_parse(const struct capaian_calendar *calendar, const char *text, int64_t *ret) {
    char date[11] = {0};
    int32_t day, offset_s = calendar->offset_s;
    memcpy(date, text, strnlen(text, 10));
    if (capaian_date_parse(date, &day) < 0)
        return -EINVAL;

    int64_t ms = 0;
    const char *at = text + 10;
    if (*at == 'T' || *at == ' ') {
        at = read_time(at + 1, &ms);
        if (!at)
            return -EINVAL;
        if (strcmp(at, "Z") == 0)
            offset_s = 0;
        else if (*at != '\0' && read_offset(at, &offset_s) < 0)
            return -EINVAL;
    } else if (*at != '\0') {
        return -EINVAL;
    }
    *ret = (int64_t)day * day_ms + ms - (int64_t)offset_s * 1000;
    return 0;
}
