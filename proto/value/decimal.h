// Exact decimals. A figure on the wire is a coefficient and a scale; inside, every figure and sum is a whole number of
// billionths (nine decimals) in 128 bits: room for 10^10 rows of the largest figure a row may carry. Nothing here, and
// nothing between the wire and the screen, uses binary floating point.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CAPAIAN_SCALE_MAX = 9 };

// A number of billionths.
__extension__ typedef __int128 capaian_nano;

#define CAPAIAN_NANO ((capaian_nano)1000000000)

// As on the wire: coefficient * 10^-scale.
struct capaian_decimal {
    int64_t coefficient;
    uint32_t scale;
};

enum capaian_rounding {
    CAPAIAN_HALF_UP,      // towards +infinity at a half: for comparing realization with target
    CAPAIAN_HALF_AWAY,    // away from zero at a half: for display
};

// How a text writes its numbers. UNDECLARED takes what only one reading allows and refuses `1.234`.
enum capaian_number_style { CAPAIAN_NUMBERS_UNDECLARED, CAPAIAN_NUMBERS_ID, CAPAIAN_NUMBERS_EN };

enum capaian_number_fault {
    CAPAIAN_NUMBER_OK,
    CAPAIAN_NUMBER_MALFORMED,          // not a number: n/a, 1:17,9, BB, an empty text
    CAPAIAN_NUMBER_AMBIGUOUS,          // thousand or decimal: 1.234 without a declared style
    CAPAIAN_NUMBER_TOO_MANY_DIGITS,    // more than nine decimals, or outside 64 bits at its scale
};

// Reads one number: optional sign, digits with or without thousands separators (groups of three), at most one decimal
// separator; blanks around it are ignored. ID writes 1.234.567,89, EN 1,234,567.89. Never reads a prefix: `82,7x` and
// `82,7` under EN are not 82. *ret is untouched unless CAPAIAN_NUMBER_OK is returned.
enum capaian_number_fault capaian_decimal_parse(const char *text, enum capaian_number_style style,
                                                struct capaian_decimal *ret);

// 0, or -ERANGE when the scale exceeds CAPAIAN_SCALE_MAX.
int capaian_nano_of(struct capaian_decimal decimal, capaian_nano *ret);

// The shortest decimal with this value; 0, or -ERANGE when the coefficient does not fit 64 bits.
int capaian_decimal_of(capaian_nano nano, struct capaian_decimal *ret);

// Rounds to a number of decimals (0 to 9).
capaian_nano capaian_nano_round(capaian_nano nano, unsigned decimals, enum capaian_rounding rounding);

// factor * numerator / denominator, exact until it is rounded once to `decimals` (0 to 9). The denominator is not 0.
// 0, or -ERANGE when the result does not fit.
int capaian_quotient(capaian_nano numerator, capaian_nano denominator, uint64_t factor, unsigned decimals,
                     enum capaian_rounding rounding, capaian_nano *ret);

enum { CAPAIAN_NUMBER_TEXT = 64 };    // room for any formatted nano with separators and NUL

// Writes the number with exactly `decimals` decimals (rounded half away from zero) or, with decimals < 0, with as many
// as it needs. ID and EN write thousands separators in their style; UNDECLARED writes the plain machine form (1234.5).
// Returns buffer, which holds CAPAIAN_NUMBER_TEXT bytes.
char *capaian_nano_format(capaian_nano nano, int decimals, enum capaian_number_style style,
                          char buffer[CAPAIAN_NUMBER_TEXT]);

// A percentage for the eye: two decimals, but never 100,00 (or 0,00) for what is only near it: then all its decimals.
char *capaian_percent_format(capaian_nano nano, enum capaian_number_style style, char buffer[CAPAIAN_NUMBER_TEXT]);
