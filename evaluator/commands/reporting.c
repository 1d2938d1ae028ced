#include "commands/reporting.h"

#include "client/command.h"
#include "commands/listing.h"
#include "commands/words.h"

#define STATE(name) CAPAIAN__V1__REPORTED__REPORTED_##name

static const char SIGNS[] = {
    [STATE(UNSPECIFIED)] = '?', [STATE(NOT_DUE)] = '.',          [STATE(ON_TIME)] = '+', [STATE(LATE)] = '~',
    [STATE(OPEN)] = 'o',        [STATE(OVERDUE)] = '!',          [STATE(LOCKED)] = 'X',  [STATE(NIL)] = '0',
    [STATE(MISSING)] = 'm',     [STATE(MISSING_ACCEPTED)] = 'M', [STATE(NO_DUTY)] = '/',
};
enum { STATE_COUNT = sizeof SIGNS / sizeof *SIGNS };

char reported_sign(Capaian__V1__Reported state) {
    return (unsigned)state < STATE_COUNT ? SIGNS[state] : SIGNS[STATE(UNSPECIFIED)];
}

bool is_reported(Capaian__V1__Reported state) {
    return state == STATE(ON_TIME) || state == STATE(LATE) || state == STATE(NIL);
}

void string_add_signs(struct capaian_string *out, const Capaian__V1__CompletenessRow *row) {
    for (size_t i = 0; i < row->n_periods; i++)
        capaian_string_add(out, "%c", reported_sign(row->periods[i]->state));
}

void string_add_legend(struct capaian_string *out, uint32_t used, enum capaian_language language) {
    enum { WIDEST = 100 };
    size_t width = 0;
    for (unsigned i = 0; i < STATE_COUNT; i++) {
        if ((used & 1U << i) == 0)
            continue;
        const char *word = reported_word((Capaian__V1__Reported)i, language);
        size_t here = 2 + text_width(word);
        bool wraps = width > 0 && width + 3 + here > WIDEST;
        capaian_string_add(out, "%s%c %s", width == 0 ? "" : wraps ? "\n" : "   ", SIGNS[i], word);
        width = wraps || width == 0 ? here : width + 3 + here;
    }
    if (width > 0)
        capaian_string_add(out, "\n");
}

const char *division_word(size_t periods, enum capaian_language language) {
    switch (periods) {
    case 12:
        return capaian_in_language(language, "bulan", "month");
    case 4:
        return capaian_in_language(language, "triwulan", "quarter");
    case 2:
        return "semester";
    default:
        return capaian_in_language(language, "tahun", "year");
    }
}

const Capaian__V1__ReportedPeriod *first_awaited(const Capaian__V1__CompletenessRow *row) {
    for (size_t i = 0; i < row->n_periods; i++) {
        Capaian__V1__Reported state = row->periods[i]->state;
        if (state == STATE(OPEN) || state == STATE(OVERDUE))
            return row->periods[i];
    }
    return NULL;
}
