// Periods of the Gregorian calendar: 2026, 2026-S1, 2026-Q1, 2026-03, 2026-03-14, and the years of a plan: 2025..2030.
// Days are counted from 1970-01-01.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum capaian_period_kind {
    CAPAIAN_DAY = 1,
    CAPAIAN_MONTH = 2,
    CAPAIAN_QUARTER = 3,
    CAPAIAN_SEMESTER = 4,
    CAPAIAN_YEAR = 5,
    CAPAIAN_YEARS = 6,
};

enum { CAPAIAN_YEAR_MIN = 1900, CAPAIAN_YEAR_MAX = 2999, CAPAIAN_YEARS_MAX = 30, CAPAIAN_PERIOD_TEXT = 16 };

// kind 0 is no period. number counts from 1 within the year (a day: day of the year); of YEARS, which begin with
// `year`, it is how many they are: 2 to CAPAIAN_YEARS_MAX.
struct capaian_period {
    int16_t year;
    uint8_t kind;
    uint16_t number;
};

// 0, or -EINVAL for anything that is not exactly one of the six forms or does not exist (2026-13, 2026-02-30,
// 2030..2025). Who has no use for the years of a plan looks at the kind.
int capaian_period_parse(const char *text, struct capaian_period *ret);
char *capaian_period_format(struct capaian_period period, char buffer[CAPAIAN_PERIOD_TEXT]);

// First and last day, inclusive.
int32_t capaian_period_first(struct capaian_period period);
int32_t capaian_period_last(struct capaian_period period);

// The period of this kind, YEARS apart, that holds the day.
struct capaian_period capaian_period_at(enum capaian_period_kind kind, int32_t day);
struct capaian_period capaian_period_next(struct capaian_period period);
struct capaian_period capaian_period_of_year(int year);
bool capaian_period_holds(struct capaian_period outer, struct capaian_period inner);
bool capaian_period_equal(struct capaian_period a, struct capaian_period b);

// A number that orders periods of one kind by time and is different for different periods: for keys and databases.
int32_t capaian_period_code(struct capaian_period period);
struct capaian_period capaian_period_of_code(int32_t code);

// month, quarter, semester, year (bulan, triwulan, semester, tahun), day (hari); 0 when unknown.
enum capaian_period_kind capaian_period_kind_parse(const char *text);
const char *capaian_period_kind_name(enum capaian_period_kind kind);

// 2026-03-14; 0 or -EINVAL.
int capaian_date_parse(const char *text, int32_t *ret_day);
char *capaian_date_format(int32_t day, char buffer[CAPAIAN_PERIOD_TEXT]);
void capaian_date_parts(int32_t day, int *ret_year, int *ret_month, int *ret_day);
