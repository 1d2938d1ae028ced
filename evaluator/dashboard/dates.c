#include "dashboard/dates.h"

#include "client/command.h"
#include "value/period.h"

#include <stdio.h>

static const char *month(int number, enum capaian_language language) {
    static const char *const MONTHS[][2] = {
        {"Januari", "January"}, {"Februari", "February"}, {"Maret", "March"},
        {"April", "April"},     {"Mei", "May"},           {"Juni", "June"},
        {"Juli", "July"},       {"Agustus", "August"},    {"September", "September"},
        {"Oktober", "October"}, {"November", "November"}, {"Desember", "December"},
    };
    return MONTHS[number - 1][language == CAPAIAN_ENGLISH];
}

char *date_words(int32_t day, enum capaian_language language, char buffer[DATE_WORDS]) {
    int year, number, of_month;
    capaian_date_parts(day, &year, &number, &of_month);
    snprintf(buffer, DATE_WORDS, "%d %s %d", of_month, month(number, language), year);
    return buffer;
}

char *period_words(const char *text, enum capaian_language language, char buffer[DATE_WORDS]) {
    static const char *const ROMAN[] = {"I", "II", "III", "IV"};
    struct capaian_period period = {0};
    snprintf(buffer, DATE_WORDS, "%s", text);
    if (capaian_period_parse(text, &period) < 0)
        return buffer;
    switch ((enum capaian_period_kind)period.kind) {
    case CAPAIAN_DAY:
        return date_words(capaian_period_first(period), language, buffer);
    case CAPAIAN_MONTH:
        snprintf(buffer, DATE_WORDS, "%s %d", month(period.number, language), period.year);
        break;
    case CAPAIAN_QUARTER:
        if (language == CAPAIAN_ENGLISH)
            snprintf(buffer, DATE_WORDS, "Q%d %d", period.number, period.year);
        else
            snprintf(buffer, DATE_WORDS, "Triwulan %s %d", ROMAN[period.number - 1], period.year);
        break;
    case CAPAIAN_SEMESTER:
        snprintf(buffer, DATE_WORDS, capaian_in_language(language, "Semester %s %d", "Half-year %s %d"),
                 ROMAN[period.number - 1], period.year);
        break;
    case CAPAIAN_YEARS:
        snprintf(buffer, DATE_WORDS, "%d\u2013%d", period.year, period.year + period.number - 1);
        break;
    case CAPAIAN_YEAR:
        break;
    }
    return buffer;
}
