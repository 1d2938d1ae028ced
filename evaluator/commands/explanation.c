#include "commands/explanation.h"

#include "client/command.h"
#include "commands/event.h"
#include "commands/figure.h"
#include "commands/listing.h"
#include "commands/words.h"
#include "wire/limits.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The text is built in two parts, because rows come page by page between them.
struct explanation {
    enum capaian_language language;
    const struct capaian_calendar *zone;
    bool full;
    struct capaian_string head, tail;
    struct listing_column columns[11];
    struct listing *rows;
};

enum { SHORT_ID = 8 };

#define SAY(indonesian, english) capaian_in_language(explanation->language, indonesian, english)

struct explanation *explanation_new(enum capaian_language language, const struct capaian_calendar *zone, bool full) {
    struct explanation *explanation = calloc(1, sizeof *explanation);
    if (!explanation)
        return NULL;
    explanation->language = language;
    explanation->zone = zone;
    explanation->full = full;
    const struct listing_column columns[] = {
        {NULL, SAY("terhitung", "counts"), false, 0},
        {NULL, SAY("periode", "period"), false, 0},
        {NULL, SAY("angka", "figure"), false, 32},
        {NULL, "status", false, 0},
        {NULL, SAY("dinyatakan", "stated"), false, 0},
        {NULL, SAY("diterima", "received"), false, 0},
        {NULL, SAY("dari", "from"), false, 0},
        {NULL, "ref", false, 24},
        {NULL, SAY("pesan:baris", "message:row"), false, 0},
        {NULL, SAY("langkah", "step"), true, 0},
        {NULL, SAY("catatan", "note"), false, 0},
    };
    memcpy(explanation->columns, columns, sizeof columns);
    explanation->rows = listing_new(explanation->columns, sizeof columns / sizeof *columns);
    return explanation->rows ? explanation : explanation_free(explanation);
}

struct explanation *explanation_free(struct explanation *explanation) {
    if (!explanation)
        return NULL;
    capaian_string_free(&explanation->head);
    capaian_string_free(&explanation->tail);
    explanation->rows = listing_free(explanation->rows);
    free(explanation);
    return NULL;
}

static void add_number(struct capaian_string *out, const char *number, size_t size, enum capaian_language language) {
    char text[CAPAIAN_NUMBER_TEXT];
    struct capaian_decimal decimal;
    capaian_nano nano;
    if (size < sizeof text) {
        memcpy(text, number, size);
        text[size] = '\0';
        // Plain form has no thousands separators, so EN reads it in the only way there is.
        if (capaian_decimal_parse(text, CAPAIAN_NUMBERS_EN, &decimal) == CAPAIAN_NUMBER_OK &&
            capaian_nano_of(decimal, &nano) == 0) {
            capaian_string_add(out, "%s", capaian_nano_format(nano, -1, language_style(language), text));
            return;
        }
    }
    capaian_string_add_bytes(out, number, size);
}

void string_add_figure(struct capaian_string *out, const char *figure, enum capaian_language language) {
    char word[16];
    size_t letters = strspn(figure, "abcdefghijklmnopqrstuvwxyz");
    if (letters > 0 && letters < sizeof word && (figure[letters] == ' ' || !figure[letters])) {
        memcpy(word, figure, letters);
        word[letters] = '\0';
        capaian_string_add(out, "%s", code_word(word, language));
        figure += letters;
    }
    bool in_word = false;
    while (*figure) {
        size_t digits = strspn(figure, "0123456789.");
        if (digits > 0 && !in_word && isdigit((unsigned char)*figure)) {
            add_number(out, figure, digits, language);
            figure += digits;
            continue;
        }
        char letter[2] = {*figure, '\0'};
        in_word = isalnum((unsigned char)*figure) || (*figure & 0x80) != 0;
        capaian_string_add_bytes(out, iscntrl((unsigned char)*figure) ? " " : letter, 1);
        figure++;
    }
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
    if (!person || !*person->person) {
        capaian_string_add(out, "%s\n", SAY("jabatan kosong", "the post is vacant"));
        return;
    }
    string_add_visible(out, person->name);
    capaian_string_add(out, " (%s), %s\n", person->person, code_word(person->capacity, explanation->language));
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
    const char *none = SAY("tidak ada", "none");
    const char *target = decimal_text(assessment->target, page->row->decimals, explanation->language, number);
    capaian_string_add(out, "Target: %s", *target ? target : none);
    if (*target)
        capaian_string_add(out, " %s", page->row->satuan);
    capaian_string_add(out, SAY(" (katalog versi %" PRIu32, " (catalogue version %" PRIu32),
                       assessment->catalogue_version);
    capaian_string_add(out, SAY("; dasar: ", "; basis: "));
    string_add_visible(out, *page->legal_basis ? page->legal_basis : "-");
    capaian_string_add(out, SAY("; berlaku sejak %s)\n", "; effective %s)\n"),
                       *page->effective ? page->effective : "-");
}

static void add_figures(const struct explanation *explanation, const Capaian__V1__Explanation *page,
                        struct capaian_string *out) {
    const struct listing_column columns[] = {
        {NULL, SAY("periode lapor", "reporting period"), false, 0},
        {NULL, SAY("realisasi", "realized"), true, 0},
        {NULL, SAY("baris terhitung", "rows counted"), true, 0},
        {NULL, SAY("dilaporkan", "reported"), false, 0},
    };
    struct listing *listing = listing_new(columns, sizeof columns / sizeof *columns);
    out->failed |= !listing;
    for (size_t i = 0; listing && i < page->n_figures; i++) {
        const Capaian__V1__ExplainedFigure *figure = page->figures[i];
        struct capaian_string realized = {0};
        char rows[CAPAIAN_NUMBER_TEXT];
        // Nothing reported is not zero, whatever a sum of nothing would be.
        if (figure->reported || figure->rows > 0)
            string_add_figure(&realized, figure->realized, explanation->language);
        out->failed |= realized.failed;
        listing_add(listing, figure->period);
        listing_add(listing, realized.text);
        listing_add(listing, count_text(figure->rows, explanation->language, rows));
        listing_add(listing, figure->reported ? SAY("ya", "yes") : SAY("belum", "not yet"));
        capaian_string_free(&realized);
    }
    if (listing && page->n_figures) {
        capaian_string_add(out, "\n");
        out->failed |= listing_text(listing, out) < 0;
    }
    (void)listing_free(listing);
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
    add_line(out, label[0], decimal_text(assessment->realization, page->row->decimals, language, number));
    if (*percent_text(assessment->attainment, language, number))
        capaian_string_add(out, "%s: %s %%\n", label[1], number);
    add_line(out, label[2], decimal_text(assessment->deviation, page->row->decimals, language, number));
    capaian_string_add(out, "%s: %s", SAY("Hasil", "Outcome"), outcome_word(assessment->outcome, language));
    if (assessment->status != CAPAIAN__V1__STATUS__STATUS_FINAL)
        capaian_string_add(out, SAY(" (angka %s)", " (%s figures)"), status_word(assessment->status, language));
    capaian_string_add(out, "\n");
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
    add_figures(explanation, page, out);

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
    add_person(explanation, out,
               SAY("Penanggung jawab (hari terakhir periode)", "Accountable (last day of the period)"),
               page->accountable);
    add_person(explanation, out, SAY("Pejabat saat ini", "In the post now"), page->acting);
}

void explanation_row(struct explanation *explanation, const Capaian__V1__ExplainedRow *row) {
    enum capaian_language language = explanation->language;
    struct listing *rows = explanation->rows;
    char instant[CAPAIAN_INSTANT_TEXT];
    struct capaian_string text = {0};
    listing_add(rows, row->counts ? SAY("ya", "yes") : SAY("tidak", "no"));
    listing_add(rows, row->period);
    string_add_figure(&text, row->figure, language);
    listing_add(rows, text.text);
    listing_add(rows, status_word(row->status, language));
    listing_add(rows, local_time(explanation->zone, row->as_of, instant));

    text.size = 0;
    capaian_string_add(&text, "%s%s", local_time(explanation->zone, row->received_at, instant),
                       row->late ? SAY(" (terlambat)", " (late)") : "");
    listing_add(rows, text.text);
    listing_add(rows, row->unit);
    listing_add(rows, row->ref);

    char hex[2 * CAPAIAN_ID_SIZE + 1] = "";
    if (row->message_id.len == CAPAIAN_ID_SIZE)
        (void)capaian_hex(row->message_id.data, row->message_id.len, hex);
    text.size = 0;
    capaian_string_add(&text, "%.*s:%" PRIu32, explanation->full ? (int)sizeof hex : SHORT_ID, hex, row->row);
    listing_add(rows, text.text);
    char step[24];
    snprintf(step, sizeof step, "%" PRIu64, row->step);
    listing_add(rows, step);

    text.size = 0;
    capaian_string_add(&text, "%s%s%s", row->note, *row->note && *row->reason ? "; " : "", row->reason);
    listing_add(rows, text.text);
    explanation->tail.failed |= text.failed;
    capaian_string_free(&text);
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
}
