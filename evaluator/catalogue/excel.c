#include "excel.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

static const char digits[] = "0123456789";

// The number of digits at the start, passed over.
static size_t skip_digits(const char **at) {
    size_t count = strspn(*at, digits);
    *at += count;
    return count;
}

static bool is_month_name(const char *at, size_t size) {
    static const char *const months[] = {
        "Jan",     "Feb",      "Mar",       "Apr",     "May",     "Mei",      "Jun",      "Jul",      "Aug",  "Agu",
        "Agt",     "Sep",      "Oct",       "Okt",     "Nov",     "Dec",      "Des",      "Sept",     "Agus", "January",
        "Januari", "February", "Februari",  "March",   "Maret",   "April",    "June",     "Juni",     "July", "Juli",
        "August",  "Agustus",  "September", "October", "Oktober", "November", "December", "Desember",
    };
    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        if (strlen(months[i]) == size && strncasecmp(months[i], at, size) == 0)
            return true;
    }
    return false;
}

// Mar-26, 1-Mar, 01 Mar 2026.
static bool has_month_name(const char *text) {
    const char *at = text;
    size_t day = skip_digits(&at);
    if (day > 2)
        return false;
    if (day > 0 && *at != '-' && *at != ' ' && *at != '/')
        return false;
    at += day > 0;
    size_t letters = strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    if (!is_month_name(at, letters))
        return false;
    at += letters;
    if (*at == '\0')
        return day > 0;
    if (*at != '-' && *at != ' ' && *at != '/')
        return false;
    at++;
    size_t year = skip_digits(&at);
    return (year == 2 || year == 4) && *at == '\0';
}

// 01/03/2026, 1-3-26, 1.3.2026, 2026/03/01, 3/2026. Dates that are as they should be are not among them.
static bool has_numbers_of_date(const char *text) {
    size_t sizes[3];
    const char *at = text;
    sizes[0] = skip_digits(&at);
    char separator = *at;
    if (sizes[0] == 0 || sizes[0] == 3 || sizes[0] > 4 || (separator != '/' && separator != '-' && separator != '.'))
        return false;
    at++;
    sizes[1] = skip_digits(&at);
    if (*at == '\0')
        return separator == '/' && ((sizes[0] <= 2 && sizes[1] == 4) || (sizes[0] == 4 && sizes[1] - 1 < 2));
    if (*at++ != separator || sizes[1] == 0 || sizes[1] > 2)
        return false;
    sizes[2] = skip_digits(&at);
    if (*at != '\0')
        return false;
    if (sizes[0] <= 2)
        return sizes[2] == 4 || (separator != '.' && sizes[2] == 2);
    return separator != '-' && (sizes[2] == 1 || sizes[2] == 2);
}

// 1:32, 01:32:00, 1:32:00 AM, and the 1:17,9 that people write for a ratio.
static bool is_time(const char *text) {
    const char *at = text;
    if (skip_digits(&at) == 0 || *at != ':')
        return false;
    at++;
    return skip_digits(&at) > 0 && at[strspn(at, ":,.0123456789 APMapm")] == '\0';
}

static bool is_rounded(const char *text) {
    const char *at = text;
    if (skip_digits(&at) == 0)
        return false;
    if (*at == '.' || *at == ',') {
        at++;
        skip_digits(&at);
    }
    if ((*at != 'E' && *at != 'e') || (at[1] != '+' && at[1] != '-'))
        return false;
    at += 2;
    return skip_digits(&at) > 0 && *at == '\0';
}

enum excel_damage excel_damage(const char *text) {
    if (*text == '#')
        return EXCEL_MADE_FAULT;
    if (is_time(text))
        return EXCEL_MADE_TIME;
    if (is_rounded(text))
        return EXCEL_MADE_ROUNDED;
    if (has_month_name(text) || has_numbers_of_date(text))
        return EXCEL_MADE_DATE;
    return EXCEL_INTACT;
}
