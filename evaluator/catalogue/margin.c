#include "margin.h"

#include "names.h"

#include <errno.h>
#include <string.h>

static const struct name margin_kinds[] = {
    {1, "%", "persen|percent"},
    {2, "points", "point|poin"},
    {0},
};

int margin_parse(const char *text, enum capaian_number_style style, struct margin *ret) {
    char number[CAPAIAN_NUMBER_TEXT];
    size_t size = strspn(text, "0123456789.,");
    if (size == 0 || size >= sizeof number)
        return -EINVAL;
    memcpy(number, text, size);
    number[size] = '\0';
    int kind = name_value(margin_kinds, text + size + strspn(text + size, " "));
    struct capaian_decimal decimal;
    capaian_nano amount;
    if (kind == 0 || capaian_decimal_parse(number, style, &decimal) != CAPAIAN_NUMBER_OK ||
        capaian_nano_of(decimal, &amount) < 0)
        return -EINVAL;
    *ret = (struct margin){.percent = kind == 1, .amount = amount};
    return 0;
}

bool margin_wider(struct margin a, struct margin b) {
    return a.percent == b.percent && a.amount > b.amount;
}
