#include "wire/error.h"

#include "value/text.h"

#include <criterion/criterion.h>
#include <string.h>

// The last few stay readable side by side.
static char *render(enum capaian_code code, enum capaian_language language, const char *const arguments[3]) {
    static char buffers[4][CAPAIAN_SENTENCE_MAX];
    static unsigned turn;
    return capaian_code_sentence(code, language, arguments, buffers[turn++ % 4], CAPAIAN_SENTENCE_MAX);
}

Test(error, every_name_is_stable_and_its_own) {
    for (unsigned code = 1; code < CAPAIAN_CODE_COUNT; code++) {
        const char *name = capaian_code_name((enum capaian_code)code);
        cr_assert_not_null(name, "code %u", code);
        cr_assert(strlen(name) > 0 && strlen(name) <= 40, "%s", name);
        cr_assert_eq(strspn(name, "abcdefghijklmnopqrstuvwxyz_."), strlen(name), "%s", name);
        cr_assert_eq(capaian_code_of_name(name), code, "%s names two codes", name);
    }
}

Test(error, unknown_names_are_no_code) {
    const char *const names[] = {"", "ok", "period", "period.future ", "PERIOD.FUTURE"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        cr_assert_eq(capaian_code_of_name(names[i]), CAPAIAN_CODE_COUNT, "%s", names[i]);
}

// The set of placeholders, as bits.
static unsigned placeholders(enum capaian_code code, enum capaian_language language) {
    unsigned found = 0;
    for (unsigned i = 0; i < 3; i++) {
        const char *arguments[3] = {NULL};
        arguments[i] = "#!#";
        if (strstr(render(code, language, arguments), "#!#"))
            found |= 1U << i;
    }
    return found;
}

Test(error, both_sentences_say_the_same) {
    for (unsigned i = 1; i < CAPAIAN_CODE_COUNT; i++) {
        enum capaian_code code = (enum capaian_code)i;
        const char *indonesian = render(code, CAPAIAN_INDONESIAN, NULL);
        const char *english = render(code, CAPAIAN_ENGLISH, NULL);
        cr_assert(strlen(indonesian) > 5 && strlen(english) > 5, "%s", capaian_code_name(code));
        cr_assert_str_neq(indonesian, english, "%s", capaian_code_name(code));
        cr_assert(capaian_text_valid(indonesian, strlen(indonesian), false));
        cr_assert(capaian_text_valid(english, strlen(english), false));
        cr_assert_null(strpbrk(indonesian, "{}"), "%s: a placeholder that is none", capaian_code_name(code));
        cr_assert_null(strpbrk(english, "{}"), "%s: a placeholder that is none", capaian_code_name(code));
        unsigned set = placeholders(code, CAPAIAN_INDONESIAN);
        cr_assert_eq(set, placeholders(code, CAPAIAN_ENGLISH), "%s", capaian_code_name(code));
        cr_assert(set == 0 || set == 1 || set == 3 || set == 7, "%s skips a placeholder", capaian_code_name(code));
    }
}

Test(error, severities_are_those_of_the_wire) {
    for (unsigned code = 1; code < CAPAIAN_CODE_COUNT; code++) {
        enum capaian_severity severity = capaian_code_severity((enum capaian_code)code);
        cr_assert(severity >= CAPAIAN_NOTE && severity <= CAPAIAN_ERROR);
    }
    cr_assert_eq(capaian_code_severity(CAPAIAN_UNCHANGED), CAPAIAN_NOTE);
    cr_assert_eq(capaian_code_severity(CAPAIAN_LATE), CAPAIAN_WARNING);
    cr_assert_eq(capaian_code_severity(CAPAIAN_PERIOD_MALFORMED), CAPAIAN_ERROR);
}

Test(error, arguments_stand_where_the_sentence_names_them) {
    const char *const arguments[3] = {"12", "10", "20"};
    cr_assert_str_eq(render(CAPAIAN_FIGURE_RANGE, CAPAIAN_ENGLISH, arguments),
                     "12 is outside 10 to 20; check it, or send it with confirm.");
    cr_assert_str_eq(render(CAPAIAN_FIGURE_RANGE, CAPAIAN_INDONESIAN, arguments),
                     "12 di luar batas wajar 10 sampai 20; periksa, atau kirim dengan confirm.");
    const char *const some[3] = {"12", NULL, ""};
    cr_assert_str_eq(render(CAPAIAN_FIGURE_RANGE, CAPAIAN_ENGLISH, some),
                     "12 is outside - to -; check it, or send it with confirm.");
    cr_assert_str_eq(render(CAPAIAN_FIGURE_RANGE, CAPAIAN_ENGLISH, NULL),
                     "- is outside - to -; check it, or send it with confirm.");
}

Test(error, arguments_are_not_read_as_sentences) {
    const char *const arguments[3] = {"{1}", "{0}%s%n", "{2}"};
    cr_assert_str_eq(render(CAPAIAN_FIGURE_RANGE, CAPAIAN_ENGLISH, arguments),
                     "{1} is outside {0}%s%n to {2}; check it, or send it with confirm.");
}

Test(error, sentences_are_utf8_whatever_the_arguments_hold) {
    const char *const arguments[3] = {"a\xFF\xC3 \x01\n\xE2\x82", "k\xC3\xA9\x80", "\xF0\x9F\x8E\xAF\xED\xA0\x80"};
    const char *sentence = render(CAPAIAN_FIGURE_RANGE, CAPAIAN_ENGLISH, arguments);
    cr_assert(capaian_text_valid(sentence, strlen(sentence), false));
    cr_assert_str_eq(sentence,
                     "a?? ???? is outside k\xC3\xA9? to \xF0\x9F\x8E\xAF???; check it, or send it with confirm.");
}

Test(error, long_arguments_leave_the_sentence_whole) {
    static char eights[5000], accents[5001];
    memset(eights, '8', sizeof eights - 1);
    for (size_t i = 0; i < 5000; i += 2) {
        accents[i] = '\xC3';
        accents[i + 1] = '\xA9';
    }
    const char *const arguments[3] = {eights, accents, accents};
    for (unsigned code = 1; code < CAPAIAN_CODE_COUNT; code++) {
        for (int language = CAPAIAN_INDONESIAN; language <= CAPAIAN_ENGLISH; language++) {
            const char *whole = render((enum capaian_code)code, (enum capaian_language)language, NULL);
            const char *sentence = render((enum capaian_code)code, (enum capaian_language)language, arguments);
            size_t size = strlen(sentence);
            cr_assert(size < CAPAIAN_SENTENCE_MAX);
            cr_assert(capaian_text_valid(sentence, size, false));
            cr_assert_eq(sentence[size - 1], whole[strlen(whole) - 1], "%s lost its end",
                         capaian_code_name((enum capaian_code)code));
        }
    }
    cr_assert_not_null(strstr(render(CAPAIAN_FIGURE_RANGE, CAPAIAN_ENGLISH, arguments), "8\xE2\x80\xA6 is outside"));
}

Test(error, sentences_are_cut_at_the_size_between_characters) {
    const char *const arguments[3] = {"\xC3\xA9\xC3\xA9\xC3\xA9", "1", "2"};
    const char *whole = render(CAPAIAN_FIGURE_RANGE, CAPAIAN_ENGLISH, arguments);
    for (size_t size = 1; size <= strlen(whole) + 1; size++) {
        char *exact = malloc(size);    // the sanitizer watches its end
        cr_assert_eq(capaian_code_sentence(CAPAIAN_FIGURE_RANGE, CAPAIAN_ENGLISH, arguments, exact, size), exact);
        size_t written = strlen(exact);
        cr_assert(capaian_text_valid(exact, written, false));
        cr_assert_eq(strncmp(exact, whole, written), 0);
        cr_assert(written == size - 1 || (size < 8 && written == size - 2));
        free(exact);
    }
    char untouched = 'x';
    capaian_code_sentence(CAPAIAN_FIGURE_RANGE, CAPAIAN_ENGLISH, arguments, &untouched, 0);
    cr_assert_eq(untouched, 'x');
}
