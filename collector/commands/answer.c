#include "commands/answer.h"

static void add_visible(struct capaian_string *out, const char *text) {
    for (const char *rest = text; *rest != '\0'; rest++) {
        char c = (unsigned char)*rest < 0x20 || *rest == 0x7F ? ' ' : *rest;
        capaian_string_add_bytes(out, &c, 1);
    }
}

void answer_finding(struct capaian_string *out, enum capaian_language language, const char *place, const char *field,
                    const char *code, enum capaian_severity severity, const char *sentence) {
    const char *const parts[] = {place, field, code};
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        if (*parts[i] == '\0')
            continue;
        add_visible(out, parts[i]);
        capaian_string_add(out, ": ");
    }
    if (severity == CAPAIAN_WARNING)
        capaian_string_add(out, "%s", capaian_in_language(language, "(peringatan) ", "(warning) "));
    else if (severity == CAPAIAN_NOTE)
        capaian_string_add(out, "%s", capaian_in_language(language, "(catatan) ", "(note) "));
    add_visible(out, sentence);
    capaian_string_add(out, "\n");
}

enum capaian_severity answer_severity(Capaian__V1__Severity severity) {
    return severity == CAPAIAN__V1__SEVERITY__SEVERITY_NOTE      ? CAPAIAN_NOTE
           : severity == CAPAIAN__V1__SEVERITY__SEVERITY_WARNING ? CAPAIAN_WARNING
                                                                 : CAPAIAN_ERROR;
}

void answer_refusal(struct capaian_string *out, enum capaian_language language, const char *place,
                    const Capaian__V1__Refusal *refusal) {
    answer_finding(out, language, place, refusal->field, refusal->code, CAPAIAN_ERROR,
                   capaian_in_language(language, refusal->sentence_id, refusal->sentence_en));
}

void answer_result(struct capaian_string *out, enum capaian_language language, const char *place, const char *field,
                   const Capaian__V1__Result *result) {
    answer_finding(out, language, place, field, result->code, answer_severity(result->severity),
                   capaian_in_language(language, result->sentence_id, result->sentence_en));
}

const char *answer_outcome(Capaian__V1__Outcome outcome, enum capaian_language language) {
    switch (outcome) {
    case CAPAIAN__V1__OUTCOME__OUTCOME_STORED:
        return capaian_in_language(language, "tersimpan, putusan menyusul", "stored, the verdict is to come");
    case CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED:
        return capaian_in_language(language, "diterima", "accepted");
    case CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED_WITH_WARNINGS:
        return capaian_in_language(language, "diterima dengan peringatan", "accepted with warnings");
    case CAPAIAN__V1__OUTCOME__OUTCOME_PARTLY_REFUSED:
        return capaian_in_language(language, "sebagian ditolak", "partly refused");
    case CAPAIAN__V1__OUTCOME__OUTCOME_REFUSED:
        return capaian_in_language(language, "ditolak", "refused");
    case CAPAIAN__V1__OUTCOME__OUTCOME_BUSY:
        return capaian_in_language(language, "sibuk, tidak tersimpan", "busy, not stored");
    case CAPAIAN__V1__OUTCOME__OUTCOME_CONFLICT:
        return capaian_in_language(language, "id sudah dipakai untuk isi lain", "the id stands for other content");
    case CAPAIAN__V1__OUTCOME__OUTCOME_UNKNOWN:
        return capaian_in_language(language, "tidak dikenal oleh kolektor ini", "not known to this collector");
    default:
        return capaian_in_language(language, "tidak jelas (versi lain?)", "unclear (another version?)");
    }
}
