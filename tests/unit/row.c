#include "wire/content.h"
#include "wire/limits.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const int64_t NOW = INT64_C(1773450000000);    // 2026-03-14T01:00:00Z

static struct capaian_arena *arena;
static struct capaian_finding list[64];
static struct capaian_findings findings;

// A row with a value that passes, and pieces that a test may hang onto it.
static Capaian__V1__Row row;
static Capaian__V1__Decimal decimal, other;
static Capaian__V1__Ratio ratio;
static Capaian__V1__Grade grade;
static Capaian__V1__Missing missing;
static Capaian__V1__Complete complete;
static Capaian__V1__Withdraw withdraw;
static Capaian__V1__Replaces replaces;
static Capaian__V1__Evidence evidence;
static uint8_t bytes[64];

static void setup(void) {
    arena = capaian_arena_new(CAPAIAN_ARENA_MAX);
    capaian__v1__row__init(&row);
    capaian__v1__decimal__init(&decimal);
    capaian__v1__decimal__init(&other);
    capaian__v1__ratio__init(&ratio);
    capaian__v1__grade__init(&grade);
    capaian__v1__missing__init(&missing);
    capaian__v1__complete__init(&complete);
    capaian__v1__withdraw__init(&withdraw);
    capaian__v1__replaces__init(&replaces);
    capaian__v1__evidence__init(&evidence);
    row.indicator = "par01";
    row.period = "2026-03";
    row.figure_case = CAPAIAN__V1__ROW__FIGURE_VALUE;
    row.value = &decimal;
    row.as_of = NOW;
    decimal.coefficient = 1234;
    decimal.scale = 2;
    other.coefficient = 50;
}

static void teardown(void) {
    arena = capaian_arena_free(arena);
}

TestSuite(row, .init = setup, .fini = teardown);

static bool check(void) {
    findings = (struct capaian_findings){.list = list, .room = sizeof list / sizeof list[0]};
    return capaian_row_check(&row, 5, NOW, arena, &findings);
}

// Passes, and without spending memory: the good path is the hot one.
static void passes(const char *what) {
    size_t used = capaian_arena_used(arena);
    cr_assert(check(), "%s: %s", what, findings.count ? capaian_code_name(list[0].code) : "");
    cr_assert_eq(findings.count, 0, "%s", what);
    cr_assert_eq(capaian_arena_used(arena), used, "%s", what);
}

static void fails(enum capaian_code code, const char *field, const char *argument0, const char *argument1) {
    cr_assert_not(check(), "%s: %s", field, capaian_code_name(code));
    cr_assert_eq(findings.count, 1, "%s: %zu findings", field, findings.count);
    cr_assert_eq(list[0].row, 5);
    cr_assert_eq(list[0].code, code, "%s, not %s", capaian_code_name(list[0].code), capaian_code_name(code));
    cr_assert_str_eq(list[0].field, field);
    if (argument0)
        cr_assert_str_eq(list[0].arguments[0], argument0);
    else
        cr_assert_null(list[0].arguments[0]);
    if (argument1)
        cr_assert_str_eq(list[0].arguments[1], argument1);
    else
        cr_assert_null(list[0].arguments[1]);
}

static char *text_of(size_t size) {
    static char text[2048];
    memset(text, 'a', size);
    text[size] = '\0';
    return text;
}

Test(row, plain_rows_pass) {
    passes("a value");
    decimal.coefficient = INT64_MIN;
    decimal.scale = 9;
    passes("the smallest value with nine decimals");
}

Test(row, indicator_is_a_code) {
    row.indicator = text_of(32);
    passes("32 letters");
    row.indicator = text_of(33);
    fails(CAPAIAN_CODE_MALFORMED, "indicator", text_of(33), NULL);
    row.indicator = "";
    fails(CAPAIAN_CODE_MALFORMED, "indicator", "", NULL);
    row.indicator = "par 01";
    fails(CAPAIAN_CODE_MALFORMED, "indicator", "par 01", NULL);
    row.indicator = NULL;
    fails(CAPAIAN_CODE_MALFORMED, "indicator", NULL, NULL);
}

Test(row, period_is_one_of_five_forms) {
    const char *const good[] = {"2026", "2026-S1", "2026-Q4", "2026-12", "2026-02-28"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        row.period = (char *)good[i];
        passes(good[i]);
    }
    const char *const bad[] = {"", "26", "2026-13", "2026-02-30", "2026-Q5", "2026-03 ", "Maret 2026"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        row.period = (char *)bad[i];
        fails(CAPAIAN_PERIOD_MALFORMED, "period", bad[i], NULL);
    }
    row.period = NULL;
    fails(CAPAIAN_PERIOD_MALFORMED, "period", NULL, NULL);
}

Test(row, a_figure_is_stated) {
    row.figure_case = CAPAIAN__V1__ROW__FIGURE__NOT_SET;
    fails(CAPAIAN_FIGURE_ABSENT, "figure", NULL, NULL);
    row.figure_case = CAPAIAN__V1__ROW__FIGURE_RATIO;
    row.ratio = NULL;
    fails(CAPAIAN_FIGURE_ABSENT, "figure", NULL, NULL);
    row.figure_case = CAPAIAN__V1__ROW__FIGURE_WITHDRAW;
    row.withdraw = &withdraw;
    passes("withdraw");
}

Test(row, value_has_nine_decimals_at_most) {
    decimal.scale = 10;
    fails(CAPAIAN_FIGURE_DIGITS, "value", "10", NULL);
    decimal.scale = UINT32_MAX;
    fails(CAPAIAN_FIGURE_DIGITS, "value", "4294967295", NULL);
    decimal.coefficient = 0;
    fails(CAPAIAN_FIGURE_DIGITS, "value", "4294967295", NULL);
}

Test(row, ratio_has_two_parts_and_a_sound_denominator) {
    row.figure_case = CAPAIAN__V1__ROW__FIGURE_RATIO;
    row.ratio = &ratio;
    fails(CAPAIAN_RATIO_PART, "ratio", NULL, NULL);
    ratio.numerator = &decimal;
    fails(CAPAIAN_RATIO_PART, "ratio", NULL, NULL);
    ratio.numerator = NULL;
    ratio.denominator = &other;
    fails(CAPAIAN_RATIO_PART, "ratio", NULL, NULL);
    ratio.numerator = &decimal;
    passes("12.34/50");
    decimal.coefficient = -1234;
    passes("a negative numerator");

    other.coefficient = 0;
    fails(CAPAIAN_RATIO_ZERO, "ratio.denominator", "-12.34", NULL);
    decimal.coefficient = 0;
    passes("0/0 is nil");
    other.scale = 10;
    fails(CAPAIAN_FIGURE_DIGITS, "ratio.denominator", "10", NULL);
    other.scale = 9;
    other.coefficient = -1;
    fails(CAPAIAN_RATIO_NEGATIVE, "ratio.denominator", NULL, NULL);
    other.coefficient = 1;
    decimal.scale = 11;
    fails(CAPAIAN_FIGURE_DIGITS, "ratio.numerator", "11", NULL);
}

Test(row, grade_is_named_and_its_score_a_number) {
    row.figure_case = CAPAIAN__V1__ROW__FIGURE_GRADE;
    row.grade = &grade;
    fails(CAPAIAN_FIGURE_ABSENT, "grade.grade", NULL, NULL);
    grade.grade = "BB";
    passes("a grade");
    grade.score = &decimal;
    passes("a grade with its score");
    decimal.scale = 10;
    fails(CAPAIAN_FIGURE_DIGITS, "grade.score", "10", NULL);
    grade.score = NULL;
    grade.grade = text_of(33);
    fails(CAPAIAN_TEXT_TOO_LONG, "grade.grade", "33", "32");
    grade.grade = "B\x80";
    fails(CAPAIAN_TEXT_MALFORMED, "grade.grade", NULL, NULL);
}

Test(row, missing_has_a_reason) {
    row.figure_case = CAPAIAN__V1__ROW__FIGURE_MISSING;
    row.missing = &missing;
    fails(CAPAIAN_MISSING_REASON, "missing.reason", NULL, NULL);
    missing.reason = "survei belum selesai";
    passes("missing");
    missing.reason = text_of(501);
    fails(CAPAIAN_TEXT_TOO_LONG, "missing.reason", "501", "500");
}

Test(row, complete_may_be_nil_and_its_totals_are_numbers) {
    row.figure_case = CAPAIAN__V1__ROW__FIGURE_COMPLETE;
    row.complete = &complete;
    passes("nil");
    complete.total = &decimal;
    complete.denominator = &other;
    passes("both totals");
    decimal.scale = 10;
    fails(CAPAIAN_FIGURE_DIGITS, "complete.total", "10", NULL);
    decimal.scale = 0;
    other.scale = 12;
    fails(CAPAIAN_FIGURE_DIGITS, "complete.denominator", "12", NULL);
    other.scale = 0;
    other.coefficient = -3;
    fails(CAPAIAN_RATIO_NEGATIVE, "complete.denominator", NULL, NULL);
}

Test(row, status_is_one_of_three) {
    for (int status = 0; status <= 2; status++) {
        row.status = (Capaian__V1__Status)status;
        passes("a status");
    }
    row.status = (Capaian__V1__Status)3;
    fails(CAPAIAN_STATUS_UNKNOWN, "status", "3", NULL);
    row.status = (Capaian__V1__Status)-1;
    fails(CAPAIAN_STATUS_UNKNOWN, "status", "-1", NULL);
}

Test(row, as_of_is_there_and_at_most_a_day_ahead) {
    row.as_of = 0;
    fails(CAPAIAN_AS_OF_ABSENT, "as_of", NULL, NULL);
    row.as_of = INT64_MIN;
    fails(CAPAIAN_AS_OF_ABSENT, "as_of", NULL, NULL);
    row.as_of = 1;
    fails(CAPAIAN_AS_OF_ANCIENT, "as_of", "1970-01-01T00:00:00+00:00", NULL);
    row.as_of = CAPAIAN_AS_OF_MIN - 1;
    fails(CAPAIAN_AS_OF_ANCIENT, "as_of", "1989-12-31T23:59:59+00:00", NULL);
    row.as_of = CAPAIAN_AS_OF_MIN;
    passes("long ago");
    row.as_of = NOW + CAPAIAN_AS_OF_AHEAD_MS;
    passes("exactly a day ahead");
    row.as_of++;
    fails(CAPAIAN_AS_OF_AHEAD, "as_of", "2026-03-15T01:00:00+00:00", "2026-03-14T01:00:00+00:00");
    row.as_of = INT64_MAX;
    fails(CAPAIAN_AS_OF_AHEAD, "as_of", "9223372036854775807", "2026-03-14T01:00:00+00:00");
}

Test(row, texts_have_limits) {
    const struct {
        char **text;
        const char *field;
        size_t max;
        enum capaian_code code;
        bool lines;
    } texts[] = {
        {&row.ref, "ref", 64, CAPAIAN_REF_TOO_LONG, false},
        {&row.reason, "reason", 500, CAPAIAN_TEXT_TOO_LONG, true},
        {&row.satuan, "satuan", 32, CAPAIAN_TEXT_TOO_LONG, false},
        {&row.source, "source", 500, CAPAIAN_TEXT_TOO_LONG, false},
        {&row.note, "note", 500, CAPAIAN_TEXT_TOO_LONG, true},
        {&evidence.address, "evidence.address", 500, CAPAIAN_TEXT_TOO_LONG, false},
    };
    row.evidence = &evidence;
    evidence.sha256 = (ProtobufCBinaryData){32, bytes};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *field = texts[i].field;
        char *empty = *texts[i].text, size[24], limit[24];
        *texts[i].text = text_of(texts[i].max);
        passes(field);
        *texts[i].text = text_of(texts[i].max + 1);
        snprintf(size, sizeof size, "%zu", texts[i].max + 1);
        snprintf(limit, sizeof limit, "%zu", texts[i].max);
        fails(texts[i].code, field, size, limit);
        *texts[i].text = "caf\xC3\xA9";
        passes(field);
        *texts[i].text = "caf\xC3";
        fails(CAPAIAN_TEXT_MALFORMED, field, NULL, NULL);
        *texts[i].text = "bel\x07";
        fails(CAPAIAN_TEXT_MALFORMED, field, NULL, NULL);
        *texts[i].text = "dua\nbaris";
        if (texts[i].lines)
            passes(field);
        else
            fails(CAPAIAN_TEXT_MALFORMED, field, NULL, NULL);
        *texts[i].text = NULL;
        passes(field);
        *texts[i].text = empty;
    }
}

Test(row, ids_and_hashes_have_their_size) {
    row.replaces = &replaces;
    const size_t wrong[] = {0, 15, 17};
    for (size_t i = 0; i < 3; i++) {
        replaces.message_id = (ProtobufCBinaryData){wrong[i], bytes};
        fails(CAPAIAN_REPLACES_MALFORMED, "replaces.message_id", NULL, NULL);
    }
    replaces.message_id.len = 16;
    passes("replaces");
    row.evidence = &evidence;
    const size_t wrong_hash[] = {0, 31, 33};
    for (size_t i = 0; i < 3; i++) {
        evidence.sha256 = (ProtobufCBinaryData){wrong_hash[i], bytes};
        fails(CAPAIAN_EVIDENCE_MALFORMED, "evidence.sha256", NULL, NULL);
    }
    evidence.sha256.len = 32;
    passes("evidence");
}

Test(row, every_fault_is_told) {
    row.indicator = "?";
    row.period = "kapan";
    decimal.scale = 99;
    row.status = (Capaian__V1__Status)9;
    row.as_of = -1;
    row.ref = text_of(65);
    row.replaces = &replaces;
    row.evidence = &evidence;
    row.note = "\x01";
    cr_assert_not(check());
    const char *const fields[] = {
        "indicator", "period", "value", "status", "as_of", "ref", "replaces.message_id", "evidence.sha256", "note",
    };
    cr_assert_eq(findings.count, sizeof fields / sizeof fields[0]);
    for (size_t i = 0; i < findings.count; i++)
        cr_assert_str_eq(list[i].field, fields[i]);
    cr_assert_null(list[6].arguments[0], "the arguments of one fault do not stay for the next");
}

Test(row, faults_beyond_the_room_are_counted) {
    row.indicator = "?";
    row.period = "kapan";
    row.as_of = 0;
    findings = (struct capaian_findings){.list = list, .room = 2};
    cr_assert_not(capaian_row_check(&row, 5, NOW, arena, &findings));
    cr_assert_eq(findings.count, 2);
    cr_assert_eq(findings.left_off, 1);
}

Test(row, a_full_arena_costs_the_arguments_not_the_finding) {
    struct capaian_arena *small = capaian_arena_new(1);
    decimal.scale = 10;
    findings = (struct capaian_findings){.list = list, .room = 2};
    cr_assert_not_null(capaian_arena_take(small, 1));
    cr_assert_not(capaian_row_check(&row, 5, NOW, small, &findings));
    cr_assert_eq(findings.count, 1);
    cr_assert_null(list[0].arguments[0]);
    capaian_arena_free(small);
}
