#include "commands/deed.h"

#include <criterion/criterion.h>
#include <string.h>

static Capaian__V1__Deed deed;
static Capaian__V1__FollowUp follow_up;

static bool read(struct deed_words words, struct capaian_string *sentence) {
    const char **all[] = {&words.kind,  &words.subject, &words.until, &words.from, &words.period,
                          &words.cause, &words.action,  &words.owner, &words.due,  &words.reason};
    if (words.actor == NULL)
        words.actor = "P0501";
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (*all[i] == NULL)
            *all[i] = "";
    return deed_read(&words, &deed, &follow_up, sentence);
}

static bool reads(struct deed_words words) {
    struct capaian_string sentence = {0};
    bool well = read(words, &sentence);
    cr_assert_eq(well, sentence.size == 0, "%s", sentence.text == NULL ? "no sentence" : sentence.text);
    capaian_string_free(&sentence);
    return well;
}

static void refuses(struct deed_words words, const char *part) {
    struct capaian_string sentence = {0};
    cr_assert_not(read(words, &sentence));
    cr_assert_not_null(strstr(sentence.text, part), "%s", sentence.text);
    capaian_string_free(&sentence);
}

Test(deed, every_kind_has_a_word_and_every_word_a_kind) {
    const ProtobufCEnumDescriptor *kinds = &capaian__v1__deed_kind__descriptor;
    for (unsigned i = 0; i < kinds->n_values; i++) {
        int kind = kinds->values[i].value;
        cr_assert_eq(*name_text(deed_names, kind) == '\0', kind == 0, "%s", kinds->values[i].name);
    }
    static const struct {
        const char *word;
        int kind;
    } words[] = {{"Ketahui", CAPAIAN__V1__DEED_KIND__DEED_ACKNOWLEDGE},
                 {"tindak-lanjut", CAPAIAN__V1__DEED_KIND__DEED_FOLLOW_UP},
                 {"follow_up", CAPAIAN__V1__DEED_KIND__DEED_FOLLOW_UP},
                 {"terima-kosong", CAPAIAN__V1__DEED_KIND__DEED_ACCEPT_MISSING},
                 {"buka kembali", CAPAIAN__V1__DEED_KIND__DEED_REOPEN},
                 {"reviu", CAPAIAN__V1__DEED_KIND__DEED_REVIEW},
                 {"segel", CAPAIAN__V1__DEED_KIND__DEED_SEAL}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        cr_assert_eq(name_value(deed_names, words[i].word), words[i].kind, "%s", words[i].word);
    refuses((struct deed_words){.kind = "forget", .subject = "x"}, "forget is no act; there are acknowledge, comment,");
}

Test(deed, an_acknowledgement) {
    cr_assert(reads((struct deed_words){
        .kind = "ketahui", .subject = "missed/ret01/2026-Q1", .reason = "Ditelusuri", .until = "2026-05-15"}));
    cr_assert_eq(deed.kind, CAPAIAN__V1__DEED_KIND__DEED_ACKNOWLEDGE);
    cr_assert_str_eq(deed.subject, "missed/ret01/2026-Q1");
    cr_assert_str_eq(deed.until, "2026-05-15");
    cr_assert_null(deed.follow_up);
    cr_assert(
        reads((struct deed_words){.kind = "ack", .subject = "silent/dispar", .reason = "x", .until = "2026-05-15"}));
    refuses((struct deed_words){.kind = "ack", .subject = "silent/dispar", .reason = "x"}, "ack needs --until");
    refuses(
        (struct deed_words){
            .kind = "ack", .subject = "silent/dispar", .reason = "x", .until = "2026-05-15", .actor = ""},
        "ack needs --actor");
    refuses((struct deed_words){.kind = "ack", .subject = "missed/ret01/2026-Q1"},
            "ack needs --reason; for example: act acknowledge missed/ret01/2026-Q1");
    refuses((struct deed_words){.kind = "ack", .subject = "ret01/2026-Q1", .reason = "x"},
            "ret01/2026-Q1 is not an alert");
    refuses((struct deed_words){.kind = "ack", .subject = "missed/", .reason = "x"}, "missed/ is not an alert");
    refuses((struct deed_words){.kind = "ack", .subject = "missed/a/2026", .reason = "x", .until = "15 Mei"},
            "--until 15 Mei is not a date");
    refuses(
        (struct deed_words){
            .kind = "ack", .subject = "missed/a/2026", .reason = "x", .until = "2026-05-15", .owner = "P1"},
        "--owner does not go with ack");
    refuses((struct deed_words){.kind = "ack", .subject = "missed/a/2026", .reason = "a\x01", .until = "2026-05-15"},
            "--reason takes up to 500");
}

Test(deed, a_follow_up_says_what_who_and_by_when) {
    struct deed_words words = {.kind = "follow-up",
                               .subject = "behind/ret01/2026",
                               .cause = "Loket tutup",
                               .action = "Loket keliling",
                               .owner = "P0501",
                               .due = "2026-06-30"};
    cr_assert(reads(words));
    cr_assert_eq(deed.follow_up, &follow_up);
    cr_assert_str_eq(follow_up.action, "Loket keliling");
    cr_assert_str_eq(follow_up.owner, "P0501");
    cr_assert_str_eq(follow_up.due, "2026-06-30");
    cr_assert_str_eq(follow_up.cause, "Loket tutup");
    words.cause = "";
    cr_assert(reads(words), "the cause may not be known yet");
    words.owner = "";
    refuses(words, "follow-up needs --owner");
    words.owner = "P0501";
    words.due = "soon";
    refuses(words, "--due soon is not a date");
    words.due = "2026-06-30";
    words.until = "2026-06-30";
    refuses(words, "--until does not go with follow-up");
}

Test(deed, subjects) {
    cr_assert(reads((struct deed_words){.kind = "review", .subject = "ret01/2026-Q1"}));
    cr_assert(reads((struct deed_words){.kind = "review", .subject = "stn01/dp2kb/2026-03"}), "of a part");
    refuses((struct deed_words){.kind = "review", .subject = "ret01"}, "ret01 is not CODE/PERIOD");
    refuses((struct deed_words){.kind = "review", .subject = "ret01/2026-13"}, "is not CODE/PERIOD");
    refuses((struct deed_words){.kind = "review", .subject = "ret01/2025..2030"}, "is not CODE/PERIOD");
    refuses((struct deed_words){.kind = "review", .subject = "/2026"}, "is not CODE/PERIOD");
    refuses((struct deed_words){.kind = "review", .subject = "a/b/c/2026"}, "is not CODE/PERIOD");
    cr_assert(
        reads((struct deed_words){.kind = "suppress", .subject = "unit/dispar", .reason = "x", .until = "2026-05-01"}));
    cr_assert(reads(
        (struct deed_words){.kind = "suppress", .subject = "overdue/a/2026-01", .reason = "x", .until = "2026-05-01"}));
    refuses((struct deed_words){.kind = "suppress", .subject = "dispar", .reason = "x", .until = "2026-05-01"},
            "is not an alert (as status --alerts and history name it) or unit/CODE or indicator/CODE");
    refuses((struct deed_words){.kind = "suppress", .subject = "unit/dispar", .reason = "x"}, "suppress needs --until");
    cr_assert(reads(
        (struct deed_words){.kind = "pause", .subject = "person/P0201", .reason = "Gempa", .until = "2026-05-01"}));
    refuses((struct deed_words){.kind = "pause", .subject = "indicator/a", .reason = "x"},
            "is not unit/CODE or person/CODE");
}

Test(deed, days_and_years) {
    struct deed_words pause = {
        .kind = "jeda", .subject = "unit/dispar", .reason = "Gempa", .from = "2026-03-01", .until = "2026-03-01"};
    cr_assert(reads(pause));
    cr_assert_str_eq(deed.from, "2026-03-01");
    pause.from = "2026-03-02";
    refuses(pause, "--from 2026-03-02 lies after --until 2026-03-01");
    refuses((struct deed_words){.kind = "reopen", .subject = "bapenda/2026-Q1", .reason = "x"}, "reopen needs --until");
    cr_assert(reads((struct deed_words){.kind = "seal", .subject = "LKjIP-2026", .period = "2026", .reason = "x"}));
    cr_assert_str_eq(deed.period, "2026");
    refuses((struct deed_words){.kind = "seal", .subject = "LKjIP-2026", .reason = "x"}, "seal needs --period");
    refuses((struct deed_words){.kind = "seal", .subject = "LKjIP-2026", .period = "2026-Q1", .reason = "x"},
            "is not a year");
    refuses((struct deed_words){.kind = "seal", .subject = "LKjIP 2026", .period = "2026"}, "is not a name");
}
