// Decimals of the wire as texts: as the language writes them, and plain.
#pragma once

#include "capaian/v1/content.pb-c.h"
#include "value/decimal.h"
#include "wire/error.h"

// Plain machine form (1234.5): the shortest decimal. A scale beyond the limit, which no evaluator sends, is "null".
char *decimal_plain(const Capaian__V1__Decimal *decimal, char buffer[CAPAIAN_NUMBER_TEXT]);

enum { ALL_DECIMALS = CAPAIAN_SCALE_MAX + 1 };    // as many as the number has

// With the indicator's decimals, and as a percentage, in the language's own way; "" where there is none.
char *decimal_text(const Capaian__V1__Decimal *decimal, unsigned decimals, enum capaian_language language,
                   char buffer[CAPAIAN_NUMBER_TEXT]);
char *percent_text(const Capaian__V1__Decimal *decimal, enum capaian_language language,
                   char buffer[CAPAIAN_NUMBER_TEXT]);

// A whole number with the language's separators.
char *count_text(uint64_t count, enum capaian_language language, char buffer[CAPAIAN_NUMBER_TEXT]);

enum capaian_number_style language_style(enum capaian_language language);
