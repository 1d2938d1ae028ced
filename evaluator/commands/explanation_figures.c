#include "commands/event.h"
#include "commands/explanation_parts.h"
#include "commands/figure.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

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
    if (letters > 0 && letters < sizeof word && (strchr(" :", figure[letters]) || !figure[letters])) {
        memcpy(word, figure, letters);
        word[letters] = '\0';
        capaian_string_add(out, "%s", code_word(word, language));
        figure += letters;
        // What follows is somebody's words, numbers in them included.
        if (*figure == ':') {
            string_add_visible(out, figure);
            return;
        }
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

// "80 sampai 90", "-" where it is not scheduled.
static void add_target(const struct explanation *explanation, const Capaian__V1__TargetVersion *version,
                       unsigned decimals, struct capaian_string *out) {
    char number[CAPAIAN_NUMBER_TEXT];
    if (*version->target_grade) {
        capaian_string_add(out, "%s", version->target_grade);
        return;
    }
    const char *low = decimal_text(version->target, decimals, explanation->language, number);
    capaian_string_add(out, "%s", *low ? low : "-");
    if (version->target_high)
        capaian_string_add(out, SAY(" sampai %s", " to %s"),
                           decimal_text(version->target_high, decimals, explanation->language, number));
}

void explanation_add_versions(const struct explanation *explanation, const Capaian__V1__Explanation *page,
                              struct capaian_string *out) {
    const struct listing_column columns[] = {
        {NULL, SAY("versi", "version"), true, 0},
        {NULL, "target", true, 0},
        {NULL, SAY("berlaku sejak", "effective"), false, 0},
        {NULL, SAY("diterapkan", "applied"), false, 0},
        {NULL, SAY("menentukan", "holds"), false, 0},
        {NULL, SAY("dasar", "basis"), false, 60},
    };
    if (page->n_versions == 0)
        return;
    struct listing *listing = listing_new(columns, sizeof columns / sizeof *columns);
    out->failed |= !listing;
    for (size_t i = 0; listing && i < page->n_versions; i++) {
        const Capaian__V1__TargetVersion *version = page->versions[i];
        struct capaian_string target = {0};
        char number[24], instant[CAPAIAN_INSTANT_TEXT];
        snprintf(number, sizeof number, "%" PRIu32, version->catalogue_version);
        add_target(explanation, version, page->row->decimals, &target);
        out->failed |= target.failed;
        listing_add(listing, number);
        listing_add(listing, target.text);
        listing_add(listing, version->effective);
        listing_add(listing, local_time(explanation->zone, version->applied_at, instant));
        listing_add(listing, version->in_force ? SAY("ya", "yes") : SAY("tidak", "no"));
        listing_add(listing, version->basis);
        capaian_string_free(&target);
    }
    if (listing) {
        capaian_string_add(out, "\n%s\n",
                           SAY("Target periode ini menurut setiap versi katalog:",
                               "The target of this period by each catalogue version:"));
        out->failed |= listing_text(listing, out) < 0;
    }
    (void)listing_free(listing);
}

// "ya", "belum", or why there is no figure.
static void add_reported(const struct explanation *explanation, const Capaian__V1__ExplainedFigure *figure,
                         struct capaian_string *out) {
    if (*figure->missing) {
        capaian_string_add(out, "%s: ", SAY("dinyatakan tidak ada", "declared missing"));
        string_add_visible(out, figure->missing);
        if (*figure->missing_accepted)
            capaian_string_add(out, SAY(" (diterima s.d. %s)", " (accepted until %s)"), figure->missing_accepted);
        else
            capaian_string_add(out, "%s", SAY(" (belum diterima)", " (not accepted)"));
        return;
    }
    capaian_string_add(out, "%s", figure->reported ? SAY("ya", "yes") : SAY("belum", "not yet"));
}

static void add_one(const struct explanation *explanation, const Capaian__V1__ExplainedFigure *figure,
                    struct listing *listing, struct capaian_string *out) {
    struct capaian_string realized = {0}, reported = {0};
    char rows[CAPAIAN_NUMBER_TEXT];
    // Nothing reported is not zero, whatever a sum of nothing would be.
    if (figure->reported || figure->rows > 0)
        string_add_figure(&realized, figure->realized, explanation->language);
    add_reported(explanation, figure, &reported);
    out->failed |= realized.failed || reported.failed;
    listing_add(listing, figure->period);
    listing_add(listing, *figure->unit ? figure->unit : NULL);
    listing_add(listing, realized.text);
    listing_add(listing, count_text(figure->rows, explanation->language, rows));
    listing_add(listing, figure->reported ? stage_word(figure->stage, explanation->language) : NULL);
    listing_add(listing, reported.text);
    capaian_string_free(&realized);
    capaian_string_free(&reported);
}

void explanation_add_figures(const struct explanation *explanation, const Capaian__V1__Explanation *page,
                             struct capaian_string *out) {
    bool parts = false;
    for (size_t i = 0; i < page->n_figures; i++)
        parts = parts || *page->figures[i]->unit;
    const struct listing_column columns[] = {
        {NULL, SAY("periode lapor", "reporting period"), false, 0},
        {NULL, parts ? SAY("bagian dari", "part of") : NULL, false, 0},
        {NULL, SAY("realisasi", "realized"), true, 0},
        {NULL, SAY("baris terhitung", "rows counted"), true, 0},
        {NULL, SAY("tahap", "stage"), false, 0},
        {NULL, SAY("dilaporkan", "reported"), false, 0},
    };
    struct listing *listing = listing_new(columns, sizeof columns / sizeof *columns);
    out->failed |= !listing;
    for (size_t i = 0; listing && i < page->n_figures; i++)
        add_one(explanation, page->figures[i], listing, out);
    if (listing && page->n_figures) {
        capaian_string_add(out, "\n");
        out->failed |= listing_text(listing, out) < 0;
    }
    (void)listing_free(listing);
}
