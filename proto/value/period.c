#include "value/period.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { DAYS_OF_ERA = 146097, YEARS_OF_ERA = 400, DAYS_TO_1970 = 719468, DAYS_FROM_1_TO_1970 = 719162 };

// The days before 1 January of a year; of any year that a period can name, and far beyond.
static int32_t new_year(int year) {
    enum { ERAS = 100 };    // so that nothing divided is negative
    int32_t before = year - 1 + ERAS * YEARS_OF_ERA;
    return 365 * before + before / 4 - before / 100 + before / 400 - ERAS * DAYS_OF_ERA - DAYS_FROM_1_TO_1970;
}

static bool is_leap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

// The first day of a month, 1 to 12, counted from the first of its year.
static int32_t before_month(int year, int month) {
    static const uint16_t days[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    assert(month >= 1 && month <= 12);
    return days[month - 1] + (month > 2 && is_leap(year));
}

// Counts from 1 March of year 0 in eras of 400 years, so that the leap day ends a year (Howard Hinnant,
// chrono-Compatible Low-Level Date Algorithms).
void capaian_date_parts(int32_t day, int *ret_year, int *ret_month, int *ret_day) {
    int64_t from_march = (int64_t)day + DAYS_TO_1970;
    int64_t era = (from_march >= 0 ? from_march : from_march - (DAYS_OF_ERA - 1)) / DAYS_OF_ERA;
    int32_t day_of_era = (int32_t)(from_march - era * DAYS_OF_ERA);
    int32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t month = (5 * day_of_year + 2) / 153;
    *ret_day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    *ret_month = (int)(month < 10 ? month + 3 : month - 9);
    *ret_year = (int)(year_of_era + era * YEARS_OF_ERA + (*ret_month <= 2));
}

static bool is_kind(unsigned kind) {
    return kind >= CAPAIAN_DAY && kind <= CAPAIAN_YEARS;
}

static int months_of(unsigned kind) {
    switch (kind) {
    case CAPAIAN_MONTH:
        return 1;
    case CAPAIAN_QUARTER:
        return 3;
    case CAPAIAN_SEMESTER:
        return 6;
    default:
        return 12;
    }
}

static int count_in_year(unsigned kind, int year) {
    return kind == CAPAIAN_DAY ? 365 + is_leap(year) : 12 / months_of(kind);
}

// So many decimal digits, or -1. Ends at the text's NUL, which is not a digit.
static int read_digits(const char *text, unsigned count) {
    int value = 0;
    for (unsigned i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static int read_year(const char *text) {
    int year = read_digits(text, 4);
    return year >= CAPAIAN_YEAR_MIN && year <= CAPAIAN_YEAR_MAX ? year : -1;
}

static int days_in_month(int year, int month) {
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

static int read_date(const char *text, int *ret_year, int32_t *ret_day) {
    if (strnlen(text, 11) != 10 || text[4] != '-' || text[7] != '-')
        return -EINVAL;
    int year = read_year(text), month = read_digits(text + 5, 2), day = read_digits(text + 8, 2);
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return -EINVAL;
    *ret_year = year;
    *ret_day = new_year(year) + before_month(year, month) + day - 1;
    return 0;
}

int capaian_date_parse(const char *text, int32_t *ret_day) {
    int year;
    return read_date(text, &year, ret_day);
}

char *capaian_date_format(int32_t day, char buffer[CAPAIAN_PERIOD_TEXT]) {
    int year, month, date;
    capaian_date_parts(day, &year, &month, &date);
    (void)snprintf(buffer, CAPAIAN_PERIOD_TEXT, "%04d-%02d-%02d", year, month, date);
    return buffer;
}

// 2025..2030
static int read_years(const char *text, struct capaian_period *ret) {
    int first = read_year(text), last = text[4] == '.' && text[5] == '.' ? read_year(text + 6) : -1;
    if (first < 0 || last <= first || last - first >= CAPAIAN_YEARS_MAX)
        return -EINVAL;
    *ret =
        (struct capaian_period){.year = (int16_t)first, .kind = CAPAIAN_YEARS, .number = (uint16_t)(last - first + 1)};
    return 0;
}

int capaian_period_parse(const char *text, struct capaian_period *ret) {
    size_t size = strnlen(text, 11);
    int year = -1;
    if (size == 10 && text[4] == '.')
        return read_years(text, ret);
    if (size == 10) {
        int32_t day;
        if (read_date(text, &year, &day) < 0)
            return -EINVAL;
        *ret = (struct capaian_period){
            .year = (int16_t)year, .kind = CAPAIAN_DAY, .number = (uint16_t)(day - new_year(year) + 1)};
        return 0;
    }
    if (size >= 4)
        year = read_year(text);
    if (year < 0)
        return -EINVAL;
    if (size == 4) {
        *ret = capaian_period_of_year(year);
        return 0;
    }
    if (size != 7 || text[4] != '-')
        return -EINVAL;
    uint8_t kind = CAPAIAN_MONTH;
    if (text[5] == 'S')
        kind = CAPAIAN_SEMESTER;
    else if (text[5] == 'Q')
        kind = CAPAIAN_QUARTER;
    int number = kind == CAPAIAN_MONTH ? read_digits(text + 5, 2) : read_digits(text + 6, 1);
    if (number < 1 || number > count_in_year(kind, year))
        return -EINVAL;
    *ret = (struct capaian_period){.year = (int16_t)year, .kind = kind, .number = (uint16_t)number};
    return 0;
}

char *capaian_period_format(struct capaian_period period, char buffer[CAPAIAN_PERIOD_TEXT]) {
    int year = period.year;
    unsigned number = period.number;
    switch (period.kind) {
    case CAPAIAN_DAY:
        return capaian_date_format(capaian_period_first(period), buffer);
    case CAPAIAN_MONTH:
        (void)snprintf(buffer, CAPAIAN_PERIOD_TEXT, "%04d-%02u", year, number);
        break;
    case CAPAIAN_QUARTER:
        (void)snprintf(buffer, CAPAIAN_PERIOD_TEXT, "%04d-Q%u", year, number);
        break;
    case CAPAIAN_SEMESTER:
        (void)snprintf(buffer, CAPAIAN_PERIOD_TEXT, "%04d-S%u", year, number);
        break;
    case CAPAIAN_YEAR:
        (void)snprintf(buffer, CAPAIAN_PERIOD_TEXT, "%04d", year);
        break;
    case CAPAIAN_YEARS:
        (void)snprintf(buffer, CAPAIAN_PERIOD_TEXT, "%04d..%04d", year, year + (int)number - 1);
        break;
    default:
        buffer[0] = '\0';
        break;
    }
    return buffer;
}

int32_t capaian_period_first(struct capaian_period period) {
    assert(is_kind(period.kind) && period.number > 0);
    if (period.kind == CAPAIAN_DAY)
        return new_year(period.year) + period.number - 1;
    if (period.kind == CAPAIAN_YEARS)
        return new_year(period.year);
    return new_year(period.year) + before_month(period.year, (period.number - 1) * months_of(period.kind) + 1);
}

int32_t capaian_period_last(struct capaian_period period) {
    if (period.kind == CAPAIAN_YEARS)
        return new_year(period.year + period.number) - 1;
    if (period.kind == CAPAIAN_DAY)
        return capaian_period_first(period);
    // The day before the month that follows: asked for all the time, of every target and report.
    assert(is_kind(period.kind) && period.number > 0);
    int month = period.number * months_of(period.kind);
    return (month < 12 ? new_year(period.year) + before_month(period.year, month + 1) : new_year(period.year + 1)) - 1;
}

struct capaian_period capaian_period_at(enum capaian_period_kind kind, int32_t day) {
    assert(is_kind(kind) && kind != CAPAIAN_YEARS);
    int year, month, date;
    capaian_date_parts(day, &year, &month, &date);
    // The open ends of validity lie millions of years away; they fall into the outermost years that a period can name.
    if (year > INT16_MAX - 1 || year < INT16_MIN) {
        year = year < 0 ? INT16_MIN : INT16_MAX - 1;
        day = year < 0 ? new_year(year) : new_year(year + 1) - 1;
        month = year < 0 ? 1 : 12;
    }
    int number = kind == CAPAIAN_DAY ? day - new_year(year) + 1 : (month - 1) / months_of(kind) + 1;
    return (struct capaian_period){.year = (int16_t)year, .kind = (uint8_t)kind, .number = (uint16_t)number};
}

struct capaian_period capaian_period_next(struct capaian_period period) {
    assert(is_kind(period.kind) && period.kind != CAPAIAN_YEARS);
    if (period.number < count_in_year(period.kind, period.year)) {
        period.number++;
    } else {
        period.year++;
        period.number = 1;
    }
    return period;
}

struct capaian_period capaian_period_of_year(int year) {
    return (struct capaian_period){.year = (int16_t)year, .kind = CAPAIAN_YEAR, .number = 1};
}

bool capaian_period_holds(struct capaian_period outer, struct capaian_period inner) {
    if (!is_kind(outer.kind) || !is_kind(inner.kind))
        return false;
    return capaian_period_first(outer) <= capaian_period_first(inner) &&
           capaian_period_last(inner) <= capaian_period_last(outer);
}

bool capaian_period_equal(struct capaian_period a, struct capaian_period b) {
    return a.year == b.year && a.kind == b.kind && a.number == b.number;
}

int32_t capaian_period_code(struct capaian_period period) {
    return period.year * 10000 + period.kind * 1000 + period.number;
}

struct capaian_period capaian_period_of_code(int32_t code) {
    int year = code / 10000, kind = code / 1000 % 10, number = code % 1000;
    if (year <= 0 || year >= INT16_MAX || !is_kind((unsigned)kind) || number < (kind == CAPAIAN_YEARS ? 2 : 1) ||
        number > (kind == CAPAIAN_YEARS ? CAPAIAN_YEARS_MAX : count_in_year((unsigned)kind, year)))
        return (struct capaian_period){0};
    return (struct capaian_period){.year = (int16_t)year, .kind = (uint8_t)kind, .number = (uint16_t)number};
}

static const struct {
    const char *english, *indonesian;
} kind_names[] = {
    [CAPAIAN_DAY] = {"day", "hari"},
    [CAPAIAN_MONTH] = {"month", "bulan"},
    [CAPAIAN_QUARTER] = {"quarter", "triwulan"},
    [CAPAIAN_SEMESTER] = {"semester", "semester"},
    [CAPAIAN_YEAR] = {"year", "tahun"},
    [CAPAIAN_YEARS] = {"years", "beberapa tahun"},
};

enum capaian_period_kind capaian_period_kind_parse(const char *text) {
    for (unsigned kind = CAPAIAN_DAY; kind <= CAPAIAN_YEAR; kind++)
        if (strcasecmp(text, kind_names[kind].english) == 0 || strcasecmp(text, kind_names[kind].indonesian) == 0)
            return (enum capaian_period_kind)kind;
    return (enum capaian_period_kind)0;
}

const char *capaian_period_kind_name(enum capaian_period_kind kind) {
    return is_kind(kind) ? kind_names[kind].english : "";
}
