#include "score/scorecard.h"

#include "harness/office.h"

#define OUTCOME(name) CAPAIAN__V1__ASSESSED__ASSESSED_##name
#define LEFT_OUT(name) CAPAIAN__V1__LEFT_OUT__LEFT_OUT_##name

static struct band bands[] = {{90 * CAPAIAN_NANO, true, "tinggi"}, {0, true, "rendah"}};
static const struct policy policy = {.score_cap = 120 * CAPAIAN_NANO, .bands = bands, .band_count = 2};

// percent "" where there is none.
static struct score_line line(const char *weight, Capaian__V1__Assessed outcome, const char *percent) {
    struct score_line made = {.weight = nano_of_text(weight), .assessment = {.outcome = outcome}};
    made.assessment.has_percent = *percent != '\0';
    if (made.assessment.has_percent)
        made.assessment.percent = nano_of_text(percent);
    return made;
}

#define CARD(...)                                                                                                      \
    struct score_line lines[] = {__VA_ARGS__};                                                                         \
    struct scorecard card = {.lines = lines, .line_count = sizeof lines / sizeof *lines};                              \
    scorecard_add_up(&policy, &card)

Test(scorecard, what_is_far_above_its_target_counts_to_the_cap_and_the_rest_is_reweighted) {
    CARD(line("40", OUTCOME(MET), "150"), line("30", OUTCOME(NOT_MET), "80"), line("30", OUTCOME(NIL), ""));
    // (40 x 120 + 30 x 80) / 70 = 7200 / 70
    cr_assert(card.has_score);
    cr_assert_nano(card.score, "102.86");
    cr_assert_str_eq(card.band, "tinggi");
    cr_assert_nano(card.assessed, "70");
    cr_assert_nano(lines[0].contribution, "120");
    cr_assert_nano(lines[0].assessment.percent, "150");
    cr_assert_nano(lines[0].counted, "57.14");
    cr_assert_nano(lines[1].counted, "42.86");
    cr_assert_eq(lines[2].left_out, LEFT_OUT(NIL));
    cr_assert_nano(lines[2].counted, "0");
    cr_assert_eq(card.met, 1);
    cr_assert_eq(card.not_met, 1);
    cr_assert_eq(card.not_assessed, 1);
}

Test(scorecard, under_half_of_the_weight_there_is_no_score) {
    CARD(line("49.999", OUTCOME(MET), "100"), line("50.001", OUTCOME(NOT_DUE), ""));
    cr_assert_not(card.has_score);
    cr_assert_nano(card.assessed, "50");
    cr_assert_str_eq(card.band, "");
    lines[0].weight = lines[1].weight = nano_of_text("50");
    scorecard_add_up(&policy, &card);
    cr_assert(card.has_score, "half is enough");
    cr_assert_nano(card.score, "100");
}

Test(scorecard, a_target_of_zero_is_worth_all_or_nothing_and_silence_nothing) {
    CARD(line("25", OUTCOME(MET), ""), line("25", OUTCOME(NOT_MET), ""), line("25", OUTCOME(MISSED_SILENT), ""),
         line("25", OUTCOME(NOT_MET), "-70.5"));
    cr_assert_nano(card.score, "25");
    cr_assert_nano(lines[0].contribution, "100");
    for (int i = 1; i < 4; i++)
        cr_assert_nano(lines[i].contribution, "0");
    cr_assert_eq(card.met, 1);
    cr_assert_eq(card.not_met, 3);
    cr_assert_str_eq(card.band, "rendah");
}

Test(scorecard, an_estimate_counts_by_its_percentage_but_never_as_met) {
    CARD(line("50", OUTCOME(ESTIMATED), "110"), line("50", OUTCOME(NOT_MET), "90"));
    cr_assert_nano(card.score, "100");
    cr_assert_eq(card.met, 0);
    cr_assert_eq(card.not_assessed, 1);
    lines[0].assessment.has_percent = false;
    scorecard_add_up(&policy, &card);
    cr_assert_eq(lines[0].left_out, LEFT_OUT(OTHER), "not met by an estimate against a target of 0");
    cr_assert_nano(card.score, "90");
}

Test(scorecard, each_reason_for_leaving_out_is_told_apart) {
    CARD(line("10", OUTCOME(NOT_DUE), ""), line("10", OUTCOME(MISSING), ""), line("10", OUTCOME(NO_TRAJECTORY), ""),
         line("10", OUTCOME(NOT_REPORTED), ""), line("10", OUTCOME(NOT_SCHEDULED), ""), line("0", OUTCOME(MET), "99"),
         line("0", OUTCOME(NO_TARGET), ""), line("50", OUTCOME(MET), "104.005"));
    static const Capaian__V1__LeftOut reasons[] = {LEFT_OUT(NOT_DUE),      LEFT_OUT(MISSING), LEFT_OUT(NO_TRAJECTORY),
                                                   LEFT_OUT(NOT_REPORTED), LEFT_OUT(OTHER),   LEFT_OUT(NOT_WEIGHTED),
                                                   LEFT_OUT(NO_TARGET),    LEFT_OUT(NO)};
    for (size_t i = 0; i < card.line_count; i++)
        cr_assert_eq(lines[i].left_out, reasons[i], "line %zu: %d", i, (int)lines[i].left_out);
    cr_assert_nano(card.score, "104.01");
    cr_assert_nano(card.assessed, "50");
    cr_assert_eq(card.met, 1, "what has no weight stands beside");
}

#define A "a,dispar,ratio,higher,month,sum,0,,"
#define B "b,dispar,ratio,higher,month,last,0,,"

static struct scorecard card_of(const struct regency *regency, const char *unit, int year) {
    struct duties duties;
    struct scorecard card;
    cr_assert_eq(duties_read(fold_latest(regency->fold)->catalogue, &duties), 0);
    cr_assert_eq(scorecard_of_unit(regency->fold, &duties, unit, year, regency_today(regency), &card), 0);
    duties_free(&duties);
    return card;
}

Test(scorecard, of_a_unit_is_to_date_while_the_year_runs_and_of_its_judged_target_afterwards) {
    struct regency *regency =
        office_make((struct office){.indicators = OFFICE_INDICATORS A OFFICE_REST B OFFICE_REST,
                                    .targets = OFFICE_TARGETS "a,2026-Q1,30,to_date,no,\na,2026,120,to_date,yes,60\n"
                                                              "b,2026-Q1,50,to_date,no,\nb,2026,80,to_date,yes,40\n"},
                    "2026-01-01");
    office_months(regency, 2026, 1, 3, "a 9;b 50");
    struct scorecard card = card_of(regency, "dispar", 2026);
    cr_assert_eq(card.line_count, 2);
    // a: 27 of 30 is 90, b: 50 of 50 is 100: 0.6 x 90 + 0.4 x 100
    cr_assert_nano(card.score, "94");
    cr_assert_nano(card.lines[0].weight, "60");
    scorecard_free(&card);
    office_months(regency, 2026, 4, 11, "a 13;b 60");
    office_months(regency, 2026, 12, 12, "a 13");
    card = card_of(regency, "dispar", 2026);
    // a: 27 + 9 x 13 = 144 of 120 is 120; b is not all in, and its year is not locked yet
    cr_assert_nano(card.score, "120");
    cr_assert_nano(card.assessed, "60");
    cr_assert_eq(card.lines[1].left_out, LEFT_OUT(NOT_REPORTED));
    scorecard_free(&card);
    regency_until(regency, "2027-02-01");
    card = card_of(regency, "dispar", 2026);
    cr_assert_eq(card.lines[1].assessment.outcome, OUTCOME(MISSED_SILENT));
    cr_assert_nano(card.score, "72");
    cr_assert_eq(card.not_met, 1);
    scorecard_free(&card);
    regency_free(regency);
}

Test(scorecard, without_weights_each_target_weighs_the_same_and_a_share_weighs_what_is_answered_for) {
    struct regency *regency =
        office_make((struct office){.indicators = OFFICE_INDICATORS A OFFICE_REST B OFFICE_REST
                                    "c,dinkes,ratio,higher,month,sum,0,," OFFICE_REST
                                    "d,dispar,ratio,higher,month,sum,0,," OFFICE_REST,
                                    .targets = OFFICE_TARGETS
                                    "a,2026-Q1,30,to_date,no,\nb,2026-Q1,50,to_date,no,\n"
                                    "a,2026,120,to_date,yes,\nb,2026,80,to_date,yes,\n"
                                    "c,2026-Q1,10,to_date,no,\nc,2026,40,to_date,yes,100\nd,2027,1,to_date,yes,\n",
                                    .shares = "indicator,unit,part,share\nc,dispar,answers,25\n"},
                    "2026-01-01");
    office_months(regency, 2026, 1, 3, "a 9;b 50;c 2");
    struct scorecard card = card_of(regency, "dispar", 2026);
    cr_assert_eq(card.line_count, 4);
    // a 90 and b 100 with 50 each, c 60 with 25; d has no target: (4500 + 5000 + 1500) / 125
    cr_assert_nano(card.score, "88");
    cr_assert_eq(card.lines[2].left_out, LEFT_OUT(NO_TARGET));
    cr_assert_str_eq(card.lines[3].tracked->code, "c");
    cr_assert(card.lines[3].answers);
    cr_assert_nano(card.lines[3].weight, "25");
    cr_assert_nano(card.lines[3].counted, "20");
    scorecard_free(&card);
    card = card_of(regency, "dinkes", 2026);
    cr_assert_eq(card.line_count, 1);
    cr_assert_nano(card.score, "60");
    scorecard_free(&card);
    card = card_of(regency, "kec", 2026);
    cr_assert_eq(card.line_count, 0);
    cr_assert_not(card.has_score);
    scorecard_free(&card);
    regency_free(regency);
}
