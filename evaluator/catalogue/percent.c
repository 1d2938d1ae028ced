#include "percent.h"

#include <errno.h>
#include <string.h>

int percent_read(const char *text, enum capaian_number_style style, capaian_nano *ret, const char **ret_end) {
    char number[CAPAIAN_NUMBER_TEXT];
    size_t sign = *text == '-', size = sign + strspn(text + sign, "0123456789.,");
    // 20..200: two dots are no part of a number.
    const char *dots = strstr(text, "..");
    if (dots != NULL && (size_t)(dots - text) < size)
        size = (size_t)(dots - text);
    if (size == sign || size >= sizeof number)
        return -EINVAL;
    memcpy(number, text, size);
    number[size] = '\0';
    struct capaian_decimal decimal;
    capaian_nano nano;
    if (capaian_decimal_parse(number, style, &decimal) != CAPAIAN_NUMBER_OK || capaian_nano_of(decimal, &nano) < 0)
        return -EINVAL;
    const char *end = text + size;
    const char *after = end + strspn(end, " \t");
    if (*after == '%')
        end = after + 1;
    else if (strncmp(after, "persen", 6) == 0 && strchr(" \t.,", after[6]) != NULL)    // or the text's end
        end = after + 6;
    *ret = nano;
    *ret_end = end;
    return 0;
}

int percent_parse(const char *text, enum capaian_number_style style, capaian_nano *ret) {
    const char *end;
    capaian_nano nano;
    if (percent_read(text, style, &nano, &end) < 0 || end[strspn(end, " \t")] != '\0')
        return -EINVAL;
    *ret = nano;
    return 0;
}
