#include "score/ladder.h"

#include "harness/office.h"
#include "score/pauses.h"

// The national ladder for heads of department as an example. What follows is worded after Peraturan BRIN 4/2025 art.
// 38A (https://www.pasal.id/peraturan/perban/peraturan-brin-no-4-tahun-2025), which quotes the steps in force; the
// articles of PP 11/2017 are from memory and to be checked on paper before a letter is worded by them.
#define LADDER                                                                                                         \
    "ladder,step,kinds,trigger,after_months,not_before_months,text,basis\n"                                            \
    "jpt,1,dinas;badan;sekretariat,score<80,12,,6 bulan untuk memperbaiki kinerja,PP 11/2017 ps. 142-143 (lihat "      \
    "catatan)\n"                                                                                                       \
    "jpt,2,dinas;badan;sekretariat,score<80,6,,uji kompetensi ulang,PP 11/2017 ps. 142-143 (lihat catatan)\n"

#define QUARTERS(year) "a," year "-Q1,30,to_date,no,\na," year "-Q2,60,to_date,no,\na," year "-Q3,90,to_date,no,\n"
#define TARGETS                                                                                                        \
    OFFICE_TARGETS QUARTERS("2026") "a,2026,120,to_date,yes,100\n" QUARTERS("2027") "a,2027,120,to_date,yes,100\n"

static size_t rungs;

// The fold settles its ladder by itself as time passes; here it has none until it is asked for.
static struct regency *quiet(struct regency *regency) {
    size_t *count = &fold_latest(regency->fold)->catalogue->rung_count;
    rungs = *count;
    *count = 0;
    regency->fold->people_day = DAY_NEVER;
    return regency;
}

static struct regency *make_with(const char *policy, const char *ladder, const char *unit) {
    char indicators[512], holders[512];
    snprintf(indicators, sizeof indicators, "%sa,%s%s", OFFICE_INDICATORS, unit,
             ",ratio,higher,month,sum,0,," OFFICE_REST);
    snprintf(holders, sizeof holders, "%s%s,P1,Ani,definitive,2026-01-01,,inauguration,SK 1\n%s", OFFICE_HOLDERS, unit,
             strcmp(unit, "dispar") == 0 ? "" : "dispar,P7,Fajar,definitive,2020-01-01,,inauguration,SK 1\n");
    return quiet(office_make(
        (struct office){
            .indicators = indicators, .targets = TARGETS, .holders = holders, .policy = policy, .ladder = ladder},
        "2026-01-01"));
}

static struct regency *make(void) {
    return make_with(NULL, LADDER, "dispar");
}

enum { MOVES = 8 };

static struct ladder_move moves[MOVES];

static size_t settle(const struct regency *regency, const char *day) {
    size_t count = 99;
    struct catalogue *catalogue = fold_latest(regency->fold)->catalogue;
    catalogue->rung_count = rungs;
    cr_assert_eq(ladder_settle(regency->fold, day_of(day), moves, MOVES, &count), 0);
    catalogue->rung_count = 0;
    return count;
}

// As the fold does it.
static struct consequence *apply(struct regency *regency, const struct ladder_move *move, const char *day) {
    struct fold *fold = regency->fold;
    struct consequence *at = (struct consequence *)move->of;
    if (at == NULL) {
        fold->consequences = realloc(fold->consequences, (fold->consequence_count + 1) * sizeof(struct consequence));
        at = &fold->consequences[fold->consequence_count++];
        *at = (struct consequence){.since = move->since, .step = move->step};
        strcpy(at->person, move->person);
        strcpy(at->ladder, move->ladder);
        strcpy(at->unit, move->unit);
    }
    at->state = move->state;
    at->reason = move->reason;
    if (move->state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING)
        at->fired = day_of(day);
    return at;
}

static void decide(struct regency *regency, size_t index, const char *day) {
    struct consequence *at = &regency->fold->consequences[index];
    at->state = CAPAIAN__V1__ALERT_STATE__ALERT_STATE_RESOLVED;
    at->decided = day_of(day);
}

static void pause_of(struct regency *regency, const char *subject, const char *from, const char *until) {
    struct fold *fold = regency->fold;
    fold->holds = realloc(fold->holds, (fold->hold_count + 1) * sizeof(struct hold));
    fold->holds[fold->hold_count++] = (struct hold){.kind = CAPAIAN__V1__DEED_KIND__DEED_PAUSE,
                                                    .subject = strdup(subject),
                                                    .from = day_of(from),
                                                    .until = day_of(until)};
}

static int32_t next_day(const struct regency *regency, const char *today) {
    int32_t next = 0;
    struct catalogue *catalogue = fold_latest(regency->fold)->catalogue;
    catalogue->rung_count = rungs;
    cr_assert_eq(ladder_next_day(regency->fold, day_of(today), &next), 0);
    catalogue->rung_count = 0;
    return next;
}

#define cr_assert_next(regency, today, expected) cr_assert_day(next_day(regency, today), expected)

Test(ladder, the_first_step_needs_a_year_in_the_post_on_locked_figures) {
    struct regency *regency = make();
    office_months(regency, 2026, 1, 12, "a 7");
    cr_assert_next(regency, "2026-06-01", "2027-01-01");
    cr_assert_eq(settle(regency, "2026-12-31"), 0);
    cr_assert_eq(settle(regency, "2027-01-01"), 0, "December is not locked yet");
    cr_assert_next(regency, "2027-01-01", "2027-01-31");
    cr_assert_eq(settle(regency, "2027-01-30"), 0);
    cr_assert_eq(settle(regency, "2027-01-31"), 1);
    cr_assert_eq(moves[0].state, CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING);
    cr_assert_str_eq(moves[0].reason, LADDER_ELIGIBLE);
    cr_assert_str_eq(moves[0].person, "P1");
    cr_assert_str_eq(moves[0].ladder, "jpt");
    cr_assert_str_eq(moves[0].unit, "dispar");
    cr_assert_eq(moves[0].step, 1);
    cr_assert_eq(moves[0].rung->after_months, 12);
    cr_assert_day(moves[0].since, "2026-01-01");
    cr_assert_day(moves[0].from, "2026-01-01");
    cr_assert_day(moves[0].to, "2026-12-31");
    cr_assert_nano(moves[0].score, "70");    // 84 of 120
    apply(regency, &moves[0], "2027-01-31");
    cr_assert_eq(settle(regency, "2027-01-31"), 0, "it stands");
    cr_assert_eq(settle(regency, "2027-12-31"), 0, "and nothing follows before a decision");
    regency_free(regency);
}

Test(ladder, what_was_not_agreed_on_yet_is_no_part_of_the_year) {
    static const char holders[] = OFFICE_HOLDERS "dispar,P1,Ani,definitive,2025-06-02,,inauguration,SK 1\n";
    struct regency *regency = quiet(
        office_make((struct office){.indicators = OFFICE_INDICATORS "a,dispar,ratio,higher,month,sum,0,," OFFICE_REST,
                                    .targets = TARGETS,
                                    .holders = holders,
                                    .ladder = LADDER},
                    "2026-01-01"));
    office_months(regency, 2026, 1, 12, "a 7");
    cr_assert_eq(settle(regency, "2026-11-05"), 0, "a year in the post, but nine months of targets");
    cr_assert_eq(settle(regency, "2027-01-30"), 0);
    cr_assert_eq(settle(regency, "2027-01-31"), 1);
    cr_assert_day(moves[0].from, "2026-01-01");
    cr_assert_day(moves[0].to, "2026-12-31");
    regency_free(regency);
}

Test(ladder, a_score_that_is_not_below_the_step_has_none) {
    struct regency *regency = make();
    office_months(regency, 2026, 1, 12, "a 8");
    cr_assert_eq(settle(regency, "2027-01-31"), 0, "96 of 120 is 80, which is not below 80");
    regency_free(regency);
}

Test(ladder, silence_is_no_way_around_it) {
    struct regency *regency = make();
    office_months(regency, 2026, 1, 10, "a 30");
    regency_until(regency, "2027-01-31");
    cr_assert_eq(settle(regency, "2027-01-31"), 1);
    cr_assert_nano(moves[0].score, "0");
    regency_free(regency);
}

Test(ladder, what_rests_on_an_estimate_or_is_not_reviewed_has_no_consequence) {
    struct regency *regency = make();
    office_months(regency, 2026, 1, 11, "a 7");
    office_months(regency, 2026, 12, 12, "a 7 ~e");
    cr_assert_eq(settle(regency, "2027-01-31"), 0);
    regency_free(regency);
    regency = make_with(OFFICE_POLICY "review = desk\n", LADDER, "dispar");
    office_months(regency, 2026, 1, 12, "a 7");
    cr_assert_eq(settle(regency, "2027-01-31"), 0);
    struct year *year = regency_year(regency, "a", 2026);
    for (int i = 0; i < 12; i++)
        year->figures[i].stage = CAPAIAN__V1__STAGE__STAGE_REVIEWED;
    cr_assert_eq(settle(regency, "2027-01-31"), 1);
    year->figures[5].stage = CAPAIAN__V1__STAGE__STAGE_DISPUTED;
    cr_assert_eq(settle(regency, "2027-01-31"), 0);
    regency_free(regency);
}

Test(ladder, the_second_step_counts_from_the_decision_on_the_first) {
    struct regency *regency = make();
    office_months(regency, 2026, 1, 12, "a 7");
    cr_assert_eq(settle(regency, "2027-02-01"), 1);
    apply(regency, &moves[0], "2027-02-01");
    decide(regency, 0, "2027-02-15");
    office_months(regency, 2027, 1, 12, "a 6");
    // Six months after the decision, and six months of figures after it: the third quarter of which is locked in
    // October ends on 30 September and begins in April.
    cr_assert_next(regency, "2027-03-01", "2027-08-15");
    cr_assert_eq(settle(regency, "2027-08-15"), 0);
    cr_assert_eq(settle(regency, "2027-10-30"), 0);
    cr_assert_eq(settle(regency, "2027-10-31"), 1);
    cr_assert_eq(moves[0].step, 2);
    cr_assert_nano(moves[0].score, "60");    // 36 against 90 - 30
    cr_assert_day(moves[0].from, "2027-04-01");
    cr_assert_day(moves[0].to, "2027-09-30");
    apply(regency, &moves[0], "2027-10-31");
    decide(regency, 1, "2027-11-15");
    cr_assert_eq(settle(regency, "2028-12-31"), 0, "there is no third step");
    regency_free(regency);
}

Test(ladder, one_who_repairs_it_takes_no_second_step) {
    struct regency *regency = make();
    office_months(regency, 2026, 1, 12, "a 7");
    cr_assert_eq(settle(regency, "2027-02-01"), 1);
    apply(regency, &moves[0], "2027-02-01");
    decide(regency, 0, "2027-02-15");
    office_months(regency, 2027, 1, 3, "a 1");
    office_months(regency, 2027, 4, 12, "a 10");
    cr_assert_eq(settle(regency, "2027-10-31"), 0, "the first quarter lies before the six months");
    regency_free(regency);
}

Test(ladder, the_clock_stands_still_in_a_pause_and_its_figures_do_not_count) {
    struct regency *regency = make();
    pause_of(regency, "unit/dispar", "2026-04-01", "2026-06-30");
    office_months(regency, 2026, 1, 3, "a 9");
    office_months(regency, 2026, 4, 6, "a 0");
    office_months(regency, 2026, 7, 12, "a 9");
    office_months(regency, 2027, 1, 6, "a 6");
    // 91 days later than without.
    cr_assert_next(regency, "2026-12-31", "2027-04-02");
    cr_assert_eq(settle(regency, "2027-01-31"), 0);
    cr_assert_eq(settle(regency, "2027-04-02"), 0, "the first quarter is not locked");
    cr_assert_next(regency, "2027-04-02", "2027-05-01");
    // From a year and 91 days before 31 March 2027: 27 + 54 + 18 against 30 + 60 + 30.
    cr_assert_eq(settle(regency, "2027-04-30"), 0, "82.5: what was reported for the pause is not in it");
    cr_assert_eq(settle(regency, "2027-07-31"), 1);
    // To 30 June, from July: 54 + 36 against 60 + 60.
    cr_assert_nano(moves[0].score, "75");
    cr_assert_day(moves[0].from, "2026-07-01");
    regency_free(regency);
}

Test(ladder, another_ones_pause_stops_nobody_else) {
    struct regency *regency = make();
    pause_of(regency, "person/P2", "2026-04-01", "2026-06-30");
    pause_of(regency, "unit/dinkes", "2026-04-01", "2026-06-30");
    office_months(regency, 2026, 1, 12, "a 7");
    cr_assert_eq(settle(regency, "2027-01-31"), 1);
    regency_free(regency);
}

Test(ladder, ends_when_its_ground_is_restated_away_and_may_begin_again) {
    struct regency *regency = make();
    office_months(regency, 2026, 1, 12, "a 7");
    cr_assert_eq(settle(regency, "2027-01-31"), 1);
    apply(regency, &moves[0], "2027-01-31");
    struct figure *december = &regency_year(regency, "a", 2026)->figures[11];
    december->statement.numerator = nano_of_text("18.999");
    cr_assert_eq(settle(regency, "2027-03-01"), 1, "95.999 is 96 at the agreed decimals: 80");
    cr_assert_eq(moves[0].state, CAPAIAN__V1__ALERT_STATE__ALERT_STATE_RESOLVED);
    cr_assert_str_eq(moves[0].reason, LADDER_RESTATED);
    cr_assert_nano(moves[0].score, "80");
    apply(regency, &moves[0], "2027-03-01");
    cr_assert_eq(settle(regency, "2027-03-01"), 0);
    december->statement.numerator = nano_of_text("7");
    cr_assert_eq(settle(regency, "2027-03-02"), 1);
    cr_assert_eq(moves[0].of, &regency->fold->consequences[0]);
    cr_assert_str_eq(moves[0].reason, LADDER_ELIGIBLE);
    december->statement.status = CAPAIAN__V1__STATUS__STATUS_ESTIMATED;
    apply(regency, &moves[0], "2027-03-02");
    cr_assert_eq(settle(regency, "2027-03-02"), 0, "without a score it stays as it is");
    regency_free(regency);
}

Test(ladder, ends_when_the_post_is_left) {
    struct regency *regency = quiet(office_make(
        (struct office){.indicators = OFFICE_INDICATORS "a,dispar,ratio,higher,month,sum,0,," OFFICE_REST,
                        .targets = TARGETS,
                        .holders = OFFICE_HOLDERS "dispar,P1,Ani,definitive,2026-01-01,2027-03-14,inauguration,SK 1\n"
                                                  "dispar,P2,Eka,definitive,2027-03-15,,inauguration,SK 2\n",
                        .ladder = LADDER},
        "2026-01-01"));
    office_months(regency, 2026, 1, 12, "a 7");
    cr_assert_eq(settle(regency, "2027-01-31"), 1);
    apply(regency, &moves[0], "2027-01-31");
    cr_assert_eq(settle(regency, "2027-03-14"), 0);
    cr_assert_next(regency, "2027-03-01", "2027-03-15");
    cr_assert_eq(settle(regency, "2027-03-15"), 1);
    cr_assert_str_eq(moves[0].reason, LADDER_POST_LEFT);
    cr_assert_null(moves[0].holder);
    apply(regency, &moves[0], "2027-03-15");
    cr_assert_eq(settle(regency, "2027-12-31"), 0, "the successor has a year of their own");
    regency_free(regency);
}

Test(ladder, a_head_of_district_is_on_no_ladder_of_departments) {
    struct regency *regency = make_with(NULL, LADDER, "kec");
    office_months(regency, 2026, 1, 12, "a 7");
    cr_assert_eq(settle(regency, "2027-01-31"), 0);
    regency_free(regency);
    regency = make_with(NULL,
                        "ladder,step,kinds,trigger,after_months,not_before_months,text,basis\n"
                        "kec,1,kecamatan,score<80,12,24,evaluasi,PP 30/2019 ps. 56\n",
                        "kec");
    office_months(regency, 2026, 1, 12, "a 7");
    office_months(regency, 2027, 1, 12, "a 7");
    cr_assert_eq(settle(regency, "2027-12-31"), 0, "not within two years of the inauguration");
    cr_assert_eq(settle(regency, "2028-01-01"), 1);
    cr_assert_str_eq(moves[0].ladder, "kec");
    regency_free(regency);
}

Test(ladder, the_fold_settles_it_as_time_passes) {
    struct regency *regency = make();
    fold_latest(regency->fold)->catalogue->rung_count = rungs;
    regency->fold->people_day = regency->fold->today;
    office_months(regency, 2026, 1, 12, "a 7");
    regency_until(regency, "2027-01-30");
    cr_assert_eq(regency->fold->consequence_count, 0);
    regency_until(regency, "2027-01-31");
    cr_assert_eq(regency->fold->consequence_count, 1);
    cr_assert_day(regency->fold->consequences[0].fired, "2027-01-31");
    regency_free(regency);
}

Test(ladder, months_are_of_the_calendar_and_a_month_ends_where_it_does) {
    static const struct pauses none = {0};
    cr_assert_day(months_from(day_of("2026-01-31"), 1), "2026-02-28");
    cr_assert_day(months_from(day_of("2026-03-31"), -1), "2026-02-28");
    cr_assert_day(months_after(&none, day_of("2026-01-26"), 12), "2027-01-26");
    cr_assert_day(months_before(&none, day_of("2027-01-01"), 6), "2026-07-01");
    struct pause list[] = {{day_of("2026-02-01"), day_of("2026-02-10")}, {day_of("2026-03-01"), DAY_NEVER}};
    struct pauses pauses = {list, 1};
    cr_assert_day(months_after(&pauses, day_of("2026-01-15"), 1), "2026-02-25");
    cr_assert_day(months_after(&pauses, day_of("2026-02-05"), 1), "2026-03-11");
    pauses.count = 2;
    cr_assert_eq(months_after(&pauses, day_of("2026-02-05"), 1), DAY_NEVER);
    cr_assert_day(months_before(&pauses, day_of("2026-02-21"), 0), "2026-02-21");
}
