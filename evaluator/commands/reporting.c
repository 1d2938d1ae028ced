#include "commands/reporting.h"

#include "client/command.h"
#include "commands/listing.h"

#define STATE(name) CAPAIAN__V1__REPORTED__REPORTED_##name

static const struct state {
    char sign;
    const char *indonesian, *english;
} STATES[] = {
    [STATE(UNSPECIFIED)] = {'?', "keadaan tidak dikenal", "unknown state"},
    [STATE(NOT_DUE)] = {'.', "belum berakhir", "not over yet"},
    [STATE(ON_TIME)] = {'+', "tepat waktu", "on time"},
    [STATE(LATE)] = {'~', "terlambat", "late"},
    [STATE(OPEN)] = {'o', "ditunggu", "awaited"},
    [STATE(OVERDUE)] = {'!', "lewat jatuh tempo", "overdue"},
    [STATE(LOCKED)] = {'X', "terkunci tanpa laporan", "locked, never reported"},
    [STATE(NIL)] = {'0', "nihil", "nil"},
    [STATE(MISSING)] = {'m', "dinyatakan tidak ada", "declared missing"},
    [STATE(MISSING_ACCEPTED)] = {'M', "tidak ada, diterima", "missing, accepted"},
    [STATE(NO_DUTY)] = {'/', "tidak wajib lapor", "no duty to report"},
};
enum { STATE_COUNT = sizeof STATES / sizeof *STATES };

static const struct state *state_of(Capaian__V1__Reported state) {
    return (unsigned)state < STATE_COUNT ? &STATES[state] : &STATES[STATE(UNSPECIFIED)];
}

char reported_sign(Capaian__V1__Reported state) {
    return state_of(state)->sign;
}

const char *reported_word(Capaian__V1__Reported state, enum capaian_language language) {
    return capaian_in_language(language, state_of(state)->indonesian, state_of(state)->english);
}

const char *stage_word(Capaian__V1__Stage stage, enum capaian_language language) {
    switch (stage) {
    case CAPAIAN__V1__STAGE__STAGE_SUBMITTED:
        return capaian_in_language(language, "disampaikan", "submitted");
    case CAPAIAN__V1__STAGE__STAGE_REVIEWED:
        return capaian_in_language(language, "direviu", "reviewed");
    case CAPAIAN__V1__STAGE__STAGE_DISPUTED:
        return capaian_in_language(language, "disanggah", "disputed");
    default:
        return capaian_in_language(language, "tahap tidak dikenal", "unknown stage");
    }
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
        capaian_string_add(out, "%s%c %s", width == 0 ? "" : wraps ? "\n" : "   ", STATES[i].sign, word);
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
