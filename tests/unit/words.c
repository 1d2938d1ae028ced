#include "commands/words.h"

#include <criterion/criterion.h>
#include <string.h>

// Every value that the schema knows has a word of its own in both languages; zero and values of a later version get
// the word for what is not known.
static void check_group(const ProtobufCEnumDescriptor *descriptor, const char *(*word)(int, enum capaian_language),
                        int first) {
    for (int language = CAPAIAN_INDONESIAN; language <= CAPAIAN_ENGLISH; language++) {
        const char *unknown = word(9999, (enum capaian_language)language);
        cr_assert_not_null(unknown);
        for (unsigned i = 0; i < descriptor->n_values; i++) {
            int value = descriptor->values[i].value;
            const char *found = word(value, (enum capaian_language)language);
            cr_assert(*found);
            cr_assert_eq(strcmp(found, unknown) == 0, value < first, "%s: %s", descriptor->values[i].name, found);
            for (unsigned j = 0; j < i && value >= first; j++)
                cr_assert_str_neq(found, word(descriptor->values[j].value, (enum capaian_language)language));
        }
    }
}

static const char *outcome(int value, enum capaian_language language) {
    return outcome_word((Capaian__V1__Assessed)value, language);
}

static const char *kind(int value, enum capaian_language language) {
    return alert_kind_word((Capaian__V1__AlertKind)value, language);
}

static const char *state(int value, enum capaian_language language) {
    return alert_state_word((Capaian__V1__AlertState)value, language);
}

static const char *status(int value, enum capaian_language language) {
    return status_word((Capaian__V1__Status)value, language);
}

static const char *stage(int value, enum capaian_language language) {
    return stage_word((Capaian__V1__Stage)value, language);
}

static const char *left_out(int value, enum capaian_language language) {
    return left_out_word((Capaian__V1__LeftOut)value, language);
}

static const char *reported(int value, enum capaian_language language) {
    return reported_word((Capaian__V1__Reported)value, language);
}

static const char *deed(int value, enum capaian_language language) {
    return deed_word((Capaian__V1__DeedKind)value, language);
}

Test(words, every_value_has_one) {
    check_group(&capaian__v1__assessed__descriptor, outcome, 1);
    check_group(&capaian__v1__alert_kind__descriptor, kind, 1);
    check_group(&capaian__v1__alert_state__descriptor, state, 1);
    check_group(&capaian__v1__status__descriptor, status, 0);
    check_group(&capaian__v1__stage__descriptor, stage, 0);
    check_group(&capaian__v1__left_out__descriptor, left_out, 0);
    check_group(&capaian__v1__reported__descriptor, reported, 1);
    check_group(&capaian__v1__deed_kind__descriptor, deed, 1);
}

Test(words, a_silent_miss_reads_as_a_miss_and_says_that_nothing_was_reported) {
    cr_assert_str_eq(outcome_word(CAPAIAN__V1__ASSESSED__ASSESSED_MISSED_SILENT, CAPAIAN_INDONESIAN),
                     "tidak tercapai (tidak dilaporkan)");
    cr_assert_str_eq(outcome_word(CAPAIAN__V1__ASSESSED__ASSESSED_MISSED_SILENT, CAPAIAN_ENGLISH),
                     "missed (not reported)");
    cr_assert_str_eq(outcome_word(CAPAIAN__V1__ASSESSED__ASSESSED_NOT_REPORTED, CAPAIAN_ENGLISH), "not reported yet");
}

Test(words, codes) {
    cr_assert_str_eq(code_word("ratio-of-sums", CAPAIAN_INDONESIAN), "rasio dari jumlah");
    cr_assert_str_eq(code_word("plt", CAPAIAN_ENGLISH), "acting (Plt)");
    cr_assert_str_eq(code_word("of-a-later-version", CAPAIAN_ENGLISH), "of-a-later-version");
}
