#include "commands/explanation.h"

#include "commands/explanation_parts.h"
#include "commands/figure.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct explanation *explanation_new(enum capaian_language language, const struct capaian_calendar *zone, bool full) {
    struct explanation *explanation = calloc(1, sizeof *explanation);
    if (!explanation)
        return NULL;
    explanation->language = language;
    explanation->zone = zone;
    explanation->full = full;
    return explanation_new_rows(explanation) == 0 ? explanation : explanation_free(explanation);
}

struct explanation *explanation_free(struct explanation *explanation) {
    if (!explanation)
        return NULL;
    capaian_string_free(&explanation->head);
    capaian_string_free(&explanation->tail);
    explanation->rows = listing_free(explanation->rows);
    free(explanation->messages);
    free(explanation);
    return NULL;
}

void explanation_ledger(struct explanation *explanation, const Capaian__V1__AttainmentPage *page) {
    char now[CAPAIAN_INSTANT_TEXT];
    capaian_string_add(&explanation->head, SAY("Buku besar %s, langkah %" PRIu64, "Ledger %s, step %" PRIu64),
                       capaian_instant_format(explanation->zone, page->now, now), page->step);
    if (page->simulated)
        capaian_string_add(&explanation->head, ", %s", SAY("WAKTU SIMULASI", "SIMULATED TIME"));
    capaian_string_add(&explanation->head, "\n");
}

static void add_line(struct capaian_string *out, const char *label, const char *text) {
    if (!*text)
        return;
    capaian_string_add(out, "%s: ", label);
    string_add_visible(out, text);
    capaian_string_add(out, "\n");
}

static void add_person(const struct explanation *explanation, struct capaian_string *out, const char *label,
                       const Capaian__V1__Person *person) {
    capaian_string_add(out, "%s: ", label);
    bool post = person && *person->unit;
    if (!person || !*person->person) {
        capaian_string_add(out, "%s%s%s\n", SAY("jabatan kosong", "the post is vacant"), post ? ", " : "",
                           post ? person->unit : "");
        return;
    }
    string_add_visible(out, person->name);
    capaian_string_add(out, " (%s), %s%s%s\n", person->person, code_word(person->capacity, explanation->language),
                       post ? ", " : "", post ? person->unit : "");
}

static void add_rule(const struct explanation *explanation, const Capaian__V1__Explanation *page,
                     struct capaian_string *out) {
    enum capaian_language language = explanation->language;
    capaian_string_add(out, SAY("Rumus: %s; %s; dalam setahun: %s", "Formula: %s; %s; within the year: %s"),
                       code_word(page->row->formula, language), code_word(page->row->better, language),
                       code_word(page->within_year, language));
    if (*page->per && strcmp(page->per, "1") != 0) {
        capaian_string_add(out, SAY(", per ", ", per "));
        string_add_figure(out, page->per, language);
    }
    capaian_string_add(out, SAY("; %" PRIu32 " desimal\n", "; %" PRIu32 " decimals\n"), page->row->decimals);
}

static void add_target(const struct explanation *explanation, const Capaian__V1__Explanation *page,
                       struct capaian_string *out) {
    const Capaian__V1__Assessment *assessment = page->assessment;
    char number[CAPAIAN_NUMBER_TEXT];
    const char *target = decimal_text(assessment->target, page->row->decimals, explanation->language, number);
    capaian_string_add(out, "Target: %s",
                       !*target                    ? SAY("tidak ada", "none")
                       : *assessment->target_grade ? assessment->target_grade
                                                   : target);
    if (assessment->target_high)
        capaian_string_add(out, SAY(" sampai %s", " to %s"),
                           decimal_text(assessment->target_high, page->row->decimals, explanation->language, number));
    if (!assessment->target) {
        capaian_string_add(out, "\n");
        return;
    }
    if (!*assessment->target_grade)
        capaian_string_add(out, " %s", page->row->satuan);
    capaian_string_add(out, SAY(" (katalog versi %" PRIu32, " (catalogue version %" PRIu32),
                       assessment->catalogue_version);
    capaian_string_add(out, SAY("; dasar: ", "; basis: "));
    string_add_visible(out, *page->legal_basis ? page->legal_basis : "-");
    capaian_string_add(out, SAY("; berlaku sejak %s)\n", "; effective %s)\n"),
                       *page->effective ? page->effective : "-");
}

static void add_verdict(const struct explanation *explanation, const Capaian__V1__Explanation *page,
                        struct capaian_string *out) {
    const Capaian__V1__Assessment *assessment = page->assessment;
    enum capaian_language language = explanation->language;
    char number[CAPAIAN_NUMBER_TEXT];
    const char *label[] = {SAY("Realisasi", "Realization"), SAY("Capaian", "Attainment"), SAY("Selisih", "Deviation")};
    capaian_string_add(out, "\n");
    add_line(out, SAY("Dihitung s.d. akhir", "Counted through the end of"), assessment->cut);
    add_line(out, SAY("Dilaporkan tanpa putus sampai", "Reported without a gap through"), page->row->reported_through);
    add_line(out, SAY("Kosong sejak", "Gap since"), page->row->unreported_from);
    if (*assessment->realization_grade && *assessment->target_grade)
        add_line(out, label[0], assessment->realization_grade);
    else
        add_line(out, label[0], decimal_text(assessment->realization, page->row->decimals, language, number));
    if (*percent_text(assessment->attainment, language, number))
        capaian_string_add(out, "%s: %s %%\n", label[1], number);
    // Of a range the arithmetic says from which bound.
    if (!assessment->target_high)
        add_line(out, label[2], decimal_text(assessment->deviation, page->row->decimals, language, number));
    capaian_string_add(out, "%s: %s", SAY("Hasil", "Outcome"), outcome_word(assessment->outcome, language));
    if (assessment->status != CAPAIAN__V1__STATUS__STATUS_FINAL)
        capaian_string_add(out, SAY(" (angka %s)", " (%s figures)"), status_word(assessment->status, language));
    if (assessment->realization)
        capaian_string_add(out, "; %s", stage_word(assessment->stage, language));
    capaian_string_add(out, "\n");
}

static void add_people(const struct explanation *explanation, const Capaian__V1__Explanation *page,
                       struct capaian_string *out) {
    add_person(explanation, out,
               SAY("Penanggung jawab (hari terakhir periode)", "Accountable (last day of the period)"),
               page->accountable);
    add_person(explanation, out, SAY("Pejabat saat ini", "In the post now"), page->acting);
    for (size_t i = 0; i < page->n_answering; i++)
        add_person(explanation, out, SAY("Ikut menjawab", "Answers for a share"), page->answering[i]);
}

void explanation_begin(struct explanation *explanation, const Capaian__V1__Explanation *page) {
    struct capaian_string *out = &explanation->head;
    capaian_string_add(out, "\n%s  ", page->row->indicator);
    string_add_visible(out, page->row->name);
    capaian_string_add(out, " (%s, %s)\n", page->row->unit, page->row->satuan);
    if (page->assessment)
        add_line(out, SAY("Periode", "Period"), page->assessment->period);
    add_line(out, SAY("Definisi", "Definition"), page->definition);
    add_rule(explanation, page, out);
    if (page->assessment)
        add_target(explanation, page, out);
    explanation_add_versions(explanation, page, out);
    explanation_add_figures(explanation, page, out);

    out = &explanation->tail;
    bool english = explanation->language == CAPAIAN_ENGLISH;
    size_t lines = english ? page->n_arithmetic_en : page->n_arithmetic_id;
    if (lines)
        capaian_string_add(out, "\n%s\n", SAY("Hitungan:", "Arithmetic:"));
    for (size_t i = 0; i < lines; i++) {
        capaian_string_add(out, "  ");
        string_add_visible(out, english ? page->arithmetic_en[i] : page->arithmetic_id[i]);
        capaian_string_add(out, "\n");
    }
    if (page->assessment)
        add_verdict(explanation, page, out);
    add_people(explanation, page, out);
}

void explanation_print(const struct explanation *explanation, bool cut, struct capaian_string *out) {
    const struct capaian_string *head = &explanation->head;
    const struct capaian_string *tail = &explanation->tail;
    out->failed |= head->failed || tail->failed || !head->text || !tail->text;
    if (out->failed)
        return;
    capaian_string_add_bytes(out, head->text, head->size);
    capaian_string_add(out, "\n");
    if (listing_rows(explanation->rows) == 0)
        capaian_string_add(out, "%s\n", SAY("Belum ada baris yang dilaporkan.", "No row has been reported."));
    else
        out->failed |= listing_text(explanation->rows, out) < 0;
    if (cut)
        capaian_string_add(out, "%s\n",
                           SAY("... masih ada baris lain; --rows 0 menunjukkan semuanya.",
                               "... there are more rows; --rows 0 shows them all."));
    capaian_string_add_bytes(out, tail->text, tail->size);
    explanation_add_checks(explanation, out);
}
