// Texts of numbers, periods, dates, instants, lengths of time and codes: what is read is written again as the same.
#include "../fuzz.h"
#include "value/calendar.h"
#include "value/decimal.h"
#include "value/period.h"
#include "value/text.h"

#include <stdlib.h>
#include <string.h>

static void numbers(const char *text) {
    for (int style = CAPAIAN_NUMBERS_UNDECLARED; style <= CAPAIAN_NUMBERS_EN; style++) {
        struct capaian_decimal decimal, again;
        capaian_nano nano;
        char written[CAPAIAN_NUMBER_TEXT];
        if (capaian_decimal_parse(text, (enum capaian_number_style)style, &decimal) != CAPAIAN_NUMBER_OK)
            continue;
        fuzz_must(decimal.scale <= CAPAIAN_SCALE_MAX && capaian_nano_of(decimal, &nano) == 0);
        fuzz_must(capaian_decimal_of(nano, &again) == 0);
        for (int as = CAPAIAN_NUMBERS_ID; as <= CAPAIAN_NUMBERS_EN; as++) {
            capaian_nano back;
            capaian_nano_format(nano, -1, (enum capaian_number_style)as, written);
            fuzz_must(capaian_decimal_parse(written, (enum capaian_number_style)as, &again) == CAPAIAN_NUMBER_OK);
            fuzz_must(capaian_nano_of(again, &back) == 0 && back == nano);
        }
        for (unsigned decimals = 0; decimals <= CAPAIAN_SCALE_MAX; decimals++) {
            capaian_nano rounded = capaian_nano_round(nano, decimals, CAPAIAN_HALF_AWAY);
            fuzz_must(capaian_nano_round(rounded, decimals, CAPAIAN_HALF_UP) == rounded);
        }
        (void)capaian_percent_format(nano, CAPAIAN_NUMBERS_ID, written);
    }
}

static void periods(const char *text) {
    struct capaian_period period, again;
    char written[CAPAIAN_PERIOD_TEXT];
    int32_t day, same;
    if (capaian_period_parse(text, &period) == 0) {
        fuzz_must(strcmp(capaian_period_format(period, written), text) == 0);
        fuzz_must(capaian_period_first(period) <= capaian_period_last(period));
        again = capaian_period_of_code(capaian_period_code(period));
        fuzz_must(capaian_period_equal(period, again));
        if (period.kind != CAPAIAN_YEARS) {
            again = capaian_period_at((enum capaian_period_kind)period.kind, capaian_period_last(period));
            fuzz_must(capaian_period_equal(period, again));
            fuzz_must(capaian_period_first(capaian_period_next(period)) == capaian_period_last(period) + 1);
        }
    }
    if (capaian_date_parse(text, &day) == 0) {
        fuzz_must(strcmp(capaian_date_format(day, written), text) == 0);
        fuzz_must(capaian_date_parse(written, &same) == 0 && same == day);
    }
    fuzz_must(capaian_period_kind_parse(text) <= CAPAIAN_YEARS);
}

static void instants(const char *text) {
    static const int32_t holidays[] = {20000, 20001, 20100};
    const struct capaian_calendar calendar = {7 * 3600, holidays, 3};
    int64_t instant, again;
    int32_t offset;
    struct capaian_span span;
    char written[CAPAIAN_INSTANT_TEXT];
    if (capaian_instant_parse(&calendar, text, &instant) == 0) {
        capaian_instant_format(&calendar, instant, written);
        fuzz_must(capaian_instant_parse(&calendar, written, &again) == 0 && again <= instant && instant < again + 1000);
    }
    if (capaian_span_parse(text, &span) == 0) {
        fuzz_must(span.count >= 0 && capaian_span_after(&calendar, 19999, span) >= 19999);
    }
    if (capaian_duration_parse(text, &instant) == 0)
        fuzz_must(instant >= 0);
    if (capaian_zone_parse(text, &offset) == 0)
        fuzz_must(offset > -24 * 3600 && offset < 24 * 3600);
}

static void texts(const char *text, size_t size) {
    struct capaian_string out = {0};
    bool valid = capaian_text_valid(text, size, true);
    fuzz_must(!capaian_text_valid(text, size, false) || valid);
    fuzz_must(!capaian_code_valid(text) || capaian_text_valid(text, strlen(text), false));
    capaian_string_add_json(&out, text);
    fuzz_must(!out.failed && out.size >= 2 && out.text[0] == '"' && out.text[out.size - 1] == '"');
    fuzz_must(memchr(out.text, '\n', out.size) == NULL);
    capaian_string_free(&out);
    capaian_string_add_csv(&out, text);
    fuzz_must(out.size == 0 || strchr("=+-@\t\r", out.text[0]) == NULL);
    capaian_string_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1);
    struct capaian_decimal good;
    fuzz_must(text != NULL);
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    numbers(text);
    periods(text);
    instants(text);
    texts(text, size);
    free(text);
    fuzz_must(capaian_decimal_parse("1.234,5", CAPAIAN_NUMBERS_ID, &good) == CAPAIAN_NUMBER_OK);
    fuzz_must(good.coefficient == 12345 && good.scale == 1);
    return 0;
}
