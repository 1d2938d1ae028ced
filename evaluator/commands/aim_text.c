#include "commands/aim_text.h"

#include "commands/figure.h"

#include <stdio.h>

const char *target_text(const Capaian__V1__Assessment *assessment, unsigned decimals, enum capaian_language language,
                        char buffer[AIM_TEXT]) {
    char high[CAPAIAN_NUMBER_TEXT];
    if (*assessment->target_grade)
        return assessment->target_grade;
    if (!assessment->target_high)
        return decimal_text(assessment->target, decimals, language, buffer);
    char low[CAPAIAN_NUMBER_TEXT];
    snprintf(buffer, AIM_TEXT, "%s - %s", decimal_text(assessment->target, decimals, language, low),
             decimal_text(assessment->target_high, decimals, language, high));
    return buffer;
}

const char *realization_text(const Capaian__V1__Assessment *assessment, bool graded, unsigned decimals,
                             enum capaian_language language, char buffer[CAPAIAN_NUMBER_TEXT]) {
    return graded && *assessment->realization_grade ? assessment->realization_grade
                                                    : decimal_text(assessment->realization, decimals, language, buffer);
}

static bool nano_of(const Capaian__V1__Decimal *decimal, capaian_nano *ret) {
    return decimal && capaian_nano_of((struct capaian_decimal){decimal->coefficient, decimal->scale}, ret) == 0;
}

bool deviation_from(const Capaian__V1__Assessment *assessment, capaian_nano *ret) {
    capaian_nano low, high, realization;
    if (!assessment->target_high || !nano_of(assessment->target_high, &high) || !nano_of(assessment->target, &low) ||
        !nano_of(assessment->realization, &realization))
        return !assessment->target_high && nano_of(assessment->deviation, ret);
    *ret = realization < low ? realization - low : realization - high;
    return realization < low || realization > high;
}
