#include "value/decimal.h"

#include <assert.h>
#include <errno.h>
#include <gmp.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

static const int64_t powers_of_ten[CAPAIAN_SCALE_MAX + 1] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000,
};

static wide magnitude(capaian_nano nano) {
    return nano < 0 ? (wide)0 - (wide)nano : (wide)nano;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const char *skip_digits(const char *at, const char *end) {
    while (at < end && is_digit(*at))
        at++;
    return at;
}

// The coefficient of what is known to be well formed: separators are passed over. Counts downwards, because the range
// reaches one further below zero.
static bool read_coefficient(const char *at, const char *end, bool negative, int64_t *ret) {
    int64_t value = 0;
    for (; at < end; at++) {
        if (!is_digit(*at))
            continue;
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_sub_overflow(value, *at - '0', &value))
            return false;
    }
    if (!negative && __builtin_sub_overflow(0, value, &value))
        return false;
    *ret = value;
    return true;
}

// One reading. A first group that begins with 0 is no group of thousands: 0.123 is never 123.
static enum capaian_number_fault read_as(const char *at, const char *end, char thousands, char point,
                                         struct capaian_decimal *ret) {
    bool negative = false;
    if (at < end && (*at == '-' || *at == '+'))
        negative = *at++ == '-';

    const char *first = at;
    at = skip_digits(at, end);
    if (at < end && *at == thousands) {
        if (at == first || at - first > 3 || *first == '0')
            return CAPAIAN_NUMBER_MALFORMED;
        while (at < end && *at == thousands) {
            const char *next = skip_digits(at + 1, end);
            if (next - at != 4)
                return CAPAIAN_NUMBER_MALFORMED;
            at = next;
        }
    }
    uint32_t scale = 0;
    bool too_long = false;
    if (at < end && *at == point) {
        const char *fraction = at + 1;
        at = skip_digits(fraction, end);
        if (at == fraction)
            return CAPAIAN_NUMBER_MALFORMED;
        too_long = at - fraction > CAPAIAN_SCALE_MAX;
        scale = (uint32_t)(at - fraction);
    }
    if (at != end || at == first)
        return CAPAIAN_NUMBER_MALFORMED;

    int64_t coefficient;
    if (too_long || !read_coefficient(first, end, negative, &coefficient))
        return CAPAIAN_NUMBER_TOO_MANY_DIGITS;
    *ret = (struct capaian_decimal){.coefficient = coefficient, .scale = scale};
    return CAPAIAN_NUMBER_OK;
}

enum capaian_number_fault capaian_decimal_parse(const char *text, enum capaian_number_style style,
                                                struct capaian_decimal *ret) {
    const char *end = text + strlen(text);
    while (text < end && is_blank(*text))
        text++;
    while (end > text && is_blank(end[-1]))
        end--;

    if (style == CAPAIAN_NUMBERS_ID)
        return read_as(text, end, '.', ',', ret);
    if (style == CAPAIAN_NUMBERS_EN)
        return read_as(text, end, ',', '.', ret);

    struct capaian_decimal id, en;
    enum capaian_number_fault id_fault = read_as(text, end, '.', ',', &id);
    enum capaian_number_fault en_fault = read_as(text, end, ',', '.', &en);
    if (id_fault == CAPAIAN_NUMBER_MALFORMED || en_fault == CAPAIAN_NUMBER_MALFORMED) {
        bool by_id = en_fault == CAPAIAN_NUMBER_MALFORMED;
        enum capaian_number_fault fault = by_id ? id_fault : en_fault;
        if (fault == CAPAIAN_NUMBER_OK)
            *ret = by_id ? id : en;
        return fault;
    }
    // Both readings stand. They are the same exactly when there is no separator.
    if (id_fault != CAPAIAN_NUMBER_OK || en_fault != CAPAIAN_NUMBER_OK)
        return CAPAIAN_NUMBER_TOO_MANY_DIGITS;
    if (id.coefficient != en.coefficient || id.scale != en.scale)
        return CAPAIAN_NUMBER_AMBIGUOUS;
    *ret = id;
    return CAPAIAN_NUMBER_OK;
}

int capaian_nano_of(struct capaian_decimal decimal, capaian_nano *ret) {
    if (decimal.scale > CAPAIAN_SCALE_MAX)
        return -ERANGE;
    *ret = (capaian_nano)decimal.coefficient * powers_of_ten[CAPAIAN_SCALE_MAX - decimal.scale];
    return 0;
}

int capaian_decimal_of(capaian_nano nano, struct capaian_decimal *ret) {
    uint32_t scale = CAPAIAN_SCALE_MAX;
    while (scale > 0 && nano % 10 == 0) {
        nano /= 10;
        scale--;
    }
    if (nano < INT64_MIN || nano > INT64_MAX)
        return -ERANGE;
    *ret = (struct capaian_decimal){.coefficient = (int64_t)nano, .scale = scale};
    return 0;
}

// Whether what a division left over moves the result one step away from zero; `half` compares twice the rest with the
// divisor.
static bool rounds_away(int half, bool negative, enum capaian_rounding rounding) {
    return half > 0 || (half == 0 && (rounding == CAPAIAN_HALF_AWAY || !negative));
}

capaian_nano capaian_nano_round(capaian_nano nano, unsigned decimals, enum capaian_rounding rounding) {
    assert(decimals <= CAPAIAN_SCALE_MAX);
    capaian_nano unit = powers_of_ten[CAPAIAN_SCALE_MAX - decimals];
    capaian_nano rest = nano % unit;
    wide twice = 2 * magnitude(rest);
    int half = (twice > (wide)unit) - (twice < (wide)unit);
    capaian_nano truncated = nano - rest, rounded;
    if (!rounds_away(half, nano < 0, rounding))
        return truncated;
    // At the very end of 128 bits, far beyond any sum of figures, there is no next step.
    if (__builtin_add_overflow(truncated, nano < 0 ? -unit : unit, &rounded))
        return truncated;
    return rounded;
}

static void import_wide(mpz_t ret, wide value) {
    mpz_import(ret, 1, -1, sizeof value, 0, 0, &value);
}

static int export_nano(const mpz_t value, bool negative, capaian_nano *ret) {
    if (mpz_sizeinbase(value, 2) > 128)
        return -ERANGE;
    wide size = 0;
    mpz_export(&size, NULL, -1, sizeof size, 0, 0, value);
    wide limit = (wide)1 << 127;
    if (negative ? size > limit : size >= limit)
        return -ERANGE;
    *ret = (capaian_nano)(negative ? (wide)0 - size : size);
    return 0;
}

int capaian_quotient(capaian_nano numerator, capaian_nano denominator, uint64_t factor, unsigned decimals,
                     enum capaian_rounding rounding, capaian_nano *ret) {
    assert(denominator != 0 && decimals <= CAPAIAN_SCALE_MAX);
    bool negative = (numerator < 0) != (denominator < 0);
    mpz_t value, divisor, rest;
    mpz_inits(value, divisor, rest, NULL);

    import_wide(value, magnitude(numerator));
    import_wide(rest, (wide)factor * (wide)powers_of_ten[decimals]);
    mpz_mul(value, value, rest);
    import_wide(divisor, magnitude(denominator));
    mpz_tdiv_qr(value, rest, value, divisor);
    mpz_mul_2exp(rest, rest, 1);
    if (rounds_away(mpz_cmp(rest, divisor), negative, rounding))
        mpz_add_ui(value, value, 1);
    mpz_mul_ui(value, value, (unsigned long)powers_of_ten[CAPAIAN_SCALE_MAX - decimals]);
    int outcome = export_nano(value, negative, ret);

    mpz_clears(value, divisor, rest, NULL);
    return outcome;
}

static unsigned decimals_needed(wide size) {
    unsigned needed = CAPAIAN_SCALE_MAX;
    while (needed > 0 && size % 10 == 0) {
        size /= 10;
        needed--;
    }
    return needed;
}

char *capaian_nano_format(capaian_nano nano, int decimals, enum capaian_number_style style,
                          char buffer[CAPAIAN_NUMBER_TEXT]) {
    assert(decimals <= CAPAIAN_SCALE_MAX);
    unsigned shown = decimals < 0 ? decimals_needed(magnitude(nano)) : (unsigned)decimals;
    nano = capaian_nano_round(nano, shown, CAPAIAN_HALF_AWAY);
    wide hidden = (wide)powers_of_ten[CAPAIAN_SCALE_MAX - shown];
    wide rest = magnitude(nano) / hidden;
    char point = style == CAPAIAN_NUMBERS_ID ? ',' : '.';
    char thousands = style == CAPAIAN_NUMBERS_ID ? '.' : ',';

    // Written from its end.
    char scratch[CAPAIAN_NUMBER_TEXT];
    char *end = scratch + sizeof scratch - 1, *at = end;
    *at = '\0';
    for (unsigned i = 0; i < shown; i++, rest /= 10)
        *--at = (char)('0' + (int)(rest % 10));
    if (shown > 0)
        *--at = point;
    unsigned written = 0;
    do {
        if (style != CAPAIAN_NUMBERS_UNDECLARED && written > 0 && written % 3 == 0)
            *--at = thousands;
        *--at = (char)('0' + (int)(rest % 10));
        rest /= 10;
        written++;
    } while (rest > 0);
    if (nano < 0)
        *--at = '-';
    memcpy(buffer, at, (size_t)(end - at) + 1);
    return buffer;
}

char *capaian_percent_format(capaian_nano nano, enum capaian_number_style style, char buffer[CAPAIAN_NUMBER_TEXT]) {
    capaian_nano rounded = capaian_nano_round(nano, 2, CAPAIAN_HALF_AWAY);
    bool misleads = rounded != nano && (rounded == 0 || rounded == 100 * CAPAIAN_NANO);
    return capaian_nano_format(nano, misleads ? -1 : 2, style, buffer);
}
