#include "commands/figure.h"

#include <string.h>

enum capaian_number_style language_style(enum capaian_language language) {
    return language == CAPAIAN_ENGLISH ? CAPAIAN_NUMBERS_EN : CAPAIAN_NUMBERS_ID;
}

static int nano_of(const Capaian__V1__Decimal *decimal, capaian_nano *ret) {
    return capaian_nano_of((struct capaian_decimal){decimal->coefficient, decimal->scale}, ret);
}

char *decimal_plain(const Capaian__V1__Decimal *decimal, char buffer[CAPAIAN_NUMBER_TEXT]) {
    capaian_nano nano;
    if (nano_of(decimal, &nano) < 0)
        return memcpy(buffer, "null", sizeof "null");
    return capaian_nano_format(nano, -1, CAPAIAN_NUMBERS_UNDECLARED, buffer);
}

char *decimal_text(const Capaian__V1__Decimal *decimal, unsigned decimals, enum capaian_language language,
                   char buffer[CAPAIAN_NUMBER_TEXT]) {
    capaian_nano nano;
    buffer[0] = '\0';
    if (!decimal || nano_of(decimal, &nano) < 0)
        return buffer;
    int shown = decimals <= CAPAIAN_SCALE_MAX ? (int)decimals : -1;
    return capaian_nano_format(nano, shown, language_style(language), buffer);
}

char *percent_text(const Capaian__V1__Decimal *decimal, enum capaian_language language,
                   char buffer[CAPAIAN_NUMBER_TEXT]) {
    capaian_nano nano;
    buffer[0] = '\0';
    if (!decimal || nano_of(decimal, &nano) < 0)
        return buffer;
    return capaian_percent_format(nano, language_style(language), buffer);
}

char *count_text(uint64_t count, enum capaian_language language, char buffer[CAPAIAN_NUMBER_TEXT]) {
    return capaian_nano_format((capaian_nano)count * CAPAIAN_NANO, 0, language_style(language), buffer);
}
