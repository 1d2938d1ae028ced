#include "harness/office.h"
#include "score/tenure_card.h"

#define OUTCOME(name) CAPAIAN__V1__ASSESSED__ASSESSED_##name
#define LEFT_OUT(name) CAPAIAN__V1__LEFT_OUT__LEFT_OUT_##name

#define ONE OFFICE_INDICATORS "a,dispar,ratio,higher,month,sum,0,," OFFICE_REST
#define ONE_TARGET OFFICE_TARGETS "a,2026,120,to_date,yes,100\n"
#define OTHERS                                                                                                         \
    "dinkes,P8,Budi,definitive,2025-01-01,,inauguration,SK 1\nkec,P9,Citra,definitive,2025-01-01,,inauguration,SK 1\n"

// "unit capacity from to since" of each tenure of a person, with ; between.
static const char *tenures_text(struct office office, const char *person) {
    static const char *const capacities[] = {"", "definitive", "plt", "plh", "pj"};
    static char text[1024];
    struct catalogue *catalogue = office_catalogue(&office);
    struct tenures tenures;
    cr_assert_eq(tenures_read(catalogue, person, &tenures), 0);
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < tenures.count; i++) {
        const struct tenure *at = &tenures.list[i];
        char from[CAPAIAN_PERIOD_TEXT], to[CAPAIAN_PERIOD_TEXT] = "-", since[CAPAIAN_PERIOD_TEXT];
        if (at->to != DAY_NEVER)
            capaian_date_format(at->to, to);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s %s %s %s %s", used > 0 ? "; " : "",
                                 at->holder->unit, capacities[at->holder->capacity],
                                 capaian_date_format(at->from, from), to, capaian_date_format(at->since, since));
    }
    tenures_free(&tenures);
    catalogue_free(catalogue);
    return text;
}

#define cr_assert_tenures(rows, expected)                                                                              \
    do {                                                                                                               \
        const char *text_ = tenures_text(                                                                              \
            (struct office){.indicators = ONE, .targets = ONE_TARGET, .holders = OFFICE_HOLDERS rows OTHERS}, "P1");   \
        cr_assert_str_eq(text_, expected, "%s", text_);                                                                \
    } while (0)

Test(tenure, eleven_months_as_plt_are_a_clock_of_their_own) {
    cr_assert_tenures("dispar,P1,Ani,Plt,2025-02-01,2025-12-31,assignment,SK 1\n"
                      "dispar,P1,Ani,definitive,2026-01-01,,inauguration,SK 2\n",
                      "dispar plt 2025-02-01 2025-12-31 2025-02-01; dispar definitive 2026-01-01 - 2026-01-01");
}

Test(tenure, forty_days_of_a_plh_change_nothing) {
    cr_assert_tenures("dispar,P1,Ani,definitive,2025-01-01,,inauguration,SK 1\n"
                      "dispar,P2,Dedi,Plh,2026-03-01,2026-04-09,assignment,SK 2\n",
                      "dispar definitive 2025-01-01 - 2025-01-01");
    const char *plh = tenures_text((struct office){.indicators = ONE,
                                                   .targets = ONE_TARGET,
                                                   .holders = OFFICE_HOLDERS
                                                   "dispar,P1,Ani,definitive,2025-01-01,,inauguration,SK 1\n"
                                                   "dispar,P2,Dedi,Plh,2026-03-01,2026-04-09,assignment,SK 2\n" OTHERS},
                                   "P2");
    cr_assert_str_eq(plh, "");
}

Test(tenure, a_confirmation_goes_on_and_an_inauguration_elsewhere_begins) {
    cr_assert_tenures("dispar,P1,Ani,definitive,2025-01-01,2025-06-30,inauguration,SK 1\n"
                      "dispar,P1,Ani,definitive,2025-07-01,2026-01-25,confirmation,SK 2\n"
                      "dispar,P3,Eka,definitive,2026-01-26,,inauguration,SK 3\n",
                      "dispar definitive 2025-01-01 2026-01-25 2025-01-01");
    static const char others[] = OFFICE_HOLDERS "dispar,P1,Ani,definitive,2025-01-01,2026-01-25,inauguration,SK 1\n"
                                                "dispar,P3,Eka,definitive,2026-01-26,,inauguration,SK 3\n"
                                                "kec,P9,Citra,definitive,2025-01-01,,inauguration,SK 1\n"
                                                "dinkes,P8,Budi,definitive,2025-01-01,2026-01-25,inauguration,SK 1\n"
                                                "dinkes,P1,Ani,definitive,2026-01-26,,%s,SK 4\n";
    char holders[1024];
    snprintf(holders, sizeof holders, others, "confirmation");
    const char *text =
        tenures_text((struct office){.indicators = ONE, .targets = ONE_TARGET, .holders = holders}, "P1");
    cr_assert_str_eq(text,
                     "dispar definitive 2025-01-01 2026-01-25 2025-01-01; dinkes definitive 2026-01-26 - 2025-01-01",
                     "%s", text);
    snprintf(holders, sizeof holders, others, "inauguration");
    text = tenures_text((struct office){.indicators = ONE, .targets = ONE_TARGET, .holders = holders}, "P1");
    cr_assert_str_eq(text,
                     "dispar definitive 2025-01-01 2026-01-25 2025-01-01; dinkes definitive 2026-01-26 - 2026-01-26",
                     "%s", text);
}

Test(tenure, in_the_successor_of_the_unit_it_is_the_same_post) {
    const char *text = tenures_text(
        (struct office){
            .indicators = OFFICE_INDICATORS "a,parekraf,ratio,higher,month,sum,0,," OFFICE_REST,
            .targets = ONE_TARGET,
            .holders = OFFICE_HOLDERS "dispar,P1,Ani,definitive,2025-01-01,,inauguration,SK 1\n"
                                      "parekraf,P1,Ani,definitive,2026-02-01,,inauguration,SK 2\n" OTHERS,
            .units = "unit,name,kind,reports_to,from,to,successors\nbupati,Bupati,kepala,,,,\n"
                     "dispar,Dinas Pariwisata,dinas,bupati,2020-01-01,2026-01-31,parekraf\n"
                     "parekraf,Dinas Parekraf,dinas,bupati,2026-02-01,,\n"
                     "dinkes,Dinas Kesehatan,dinas,bupati,2020-01-01,,\nkec,Kecamatan,kecamatan,bupati,2020-01-01,,\n"},
        "P1");
    cr_assert_str_eq(text, "parekraf definitive 2025-01-01 - 2025-01-01", "%s", text);
}

// P1 until 14 May, P2 from 15 May.
#define TWO                                                                                                            \
    OFFICE_HOLDERS "dispar,P1,Ani,definitive,2025-01-01,2026-05-14,inauguration,SK 1\n"                                \
                   "dispar,P2,Eka,definitive,2026-05-15,,inauguration,SK 2\n" OTHERS

// Of a person's only tenure. *ret_from may be NULL.
static struct scorecard then_of(const struct regency *regency, const char *person, int32_t *ret_from) {
    struct duties duties;
    struct tenures tenures;
    struct scorecard card;
    int32_t from, to;
    const struct catalogue *catalogue = fold_latest(regency->fold)->catalogue;
    cr_assert_eq(duties_read(catalogue, &duties), 0);
    cr_assert_eq(tenures_read(catalogue, person, &tenures), 0);
    cr_assert_eq(tenures.count, 1);
    cr_assert_eq(tenure_card(regency->fold, &duties, &tenures.list[0], 2026, regency_today(regency), &card, &from, &to),
                 0);
    if (ret_from != NULL)
        *ret_from = from;
    duties_free(&duties);
    tenures_free(&tenures);
    return card;
}

static struct scorecard card_of(const struct regency *regency, const char *person) {
    int32_t from;
    struct scorecard card = then_of(regency, person, &from);
    cr_assert_day(from, strcmp(person, "P1") == 0 ? "2026-01-01" : "2026-05-15");
    return card;
}

// a: a sum in steps of quarters; s: the same by months. Ten a month until May, then twelve.
#define STEPS                                                                                                          \
    OFFICE_TARGETS "a,2026-Q1,30,to_date,no,\na,2026-Q2,60,to_date,no,\na,2026-Q3,90,to_date,no,\n"                    \
                   "a,2026,120,to_date,yes,50\n"                                                                       \
                   "s,2026-03,24,to_date,no,\ns,2026-05,50,to_date,no,\ns,2026-09,100,to_date,no,\n"                   \
                   "s,2026,140,to_date,yes,50\n"

static struct regency *sums(const char *policy) {
    struct regency *regency =
        office_make((struct office){.indicators = OFFICE_INDICATORS "a,dispar,ratio,higher,month,sum,0,," OFFICE_REST
                                                                    "s,dispar,ratio,higher,month,sum,0,," OFFICE_REST,
                                    .targets = STEPS,
                                    .holders = TWO,
                                    .policy = policy},
                    "2026-01-01");
    office_months(regency, 2026, 1, 5, "a 10;s 10");
    office_months(regency, 2026, 6, 9, "a 12;s 12");
    return regency;
}

Test(tenure, by_trajectory_a_sum_is_what_came_and_was_due_since_the_handover) {
    struct regency *regency = sums(NULL);
    struct scorecard card = card_of(regency, "P2");
    // a: nothing was agreed for the end of May, so what counts begins with July: 36 against 90 - 60.
    cr_assert_nano(card.lines[0].assessment.realization, "36");
    cr_assert_nano(card.lines[0].assessment.aim.target, "30");
    cr_assert(card.lines[0].has_handover);
    cr_assert_nano(card.lines[0].at_handover, "62");
    // s: from June on, 48 against 100 - 50.
    cr_assert_nano(card.lines[1].assessment.realization, "48");
    cr_assert_nano(card.lines[1].assessment.aim.target, "50");
    cr_assert_nano(card.lines[1].at_handover, "50");
    cr_assert_nano(card.score, "108");    // (120 + 96) / 2
    cr_assert_eq(card.met, 1);
    cr_assert_eq(card.not_met, 1);
    scorecard_free(&card);
    card = card_of(regency, "P1");
    // To the last checkpoint within the tenure: the first quarter, and March of s. May ends after it.
    cr_assert_nano(card.lines[0].assessment.realization, "30");
    cr_assert_nano(card.lines[1].assessment.realization, "30");
    cr_assert_nano(card.lines[1].assessment.aim.target, "24");
    cr_assert_not(card.lines[0].has_handover);
    cr_assert_nano(card.score, "110");    // (100 + 120) / 2: 125 is capped
    scorecard_free(&card);
    regency_free(regency);
}

Test(tenure, by_what_remains_a_sum_is_due_with_the_year) {
    struct regency *regency = sums(OFFICE_POLICY "tenure_target = remaining\n");
    struct scorecard card = card_of(regency, "P2");
    // a: 120 - 50 by the end of the year, 48 so far.
    cr_assert_eq(card.lines[0].left_out, LEFT_OUT(NOT_DUE));
    cr_assert_nano(card.lines[0].assessment.aim.target, "70");
    cr_assert_nano(card.lines[0].assessment.realization, "48");
    cr_assert_not(card.has_score);
    scorecard_free(&card);
    office_months(regency, 2026, 10, 12, "a 12;s 12");
    card = card_of(regency, "P2");
    cr_assert_nano(card.lines[0].assessment.realization, "84");
    cr_assert_nano(card.lines[0].assessment.aim.target, "70");
    cr_assert_nano(card.lines[0].assessment.percent, "120");
    cr_assert_nano(card.lines[1].assessment.aim.target, "90");
    cr_assert_nano(card.lines[1].assessment.percent, "93.333333");
    cr_assert_nano(card.score, "106.67");
    scorecard_free(&card);
    regency_free(regency);
}

// Rates: the last, the average of months, a ratio of sums. P2's own periods begin with June.
static struct regency *rates(const char *policy) {
    struct regency *regency = office_make(
        (struct office){.indicators = OFFICE_INDICATORS "l,dispar,ratio,higher,month,last,0,," OFFICE_REST
                                                        "m,dispar,ratio,higher,month,average,1,," OFFICE_REST
                                                        "r,dispar,ratio,higher,month,ratio-of-sums,1,100," OFFICE_REST,
                        .targets =
                            OFFICE_TARGETS "l,2026-Q3,50,to_date,no,\nl,2026,60,to_date,yes,40\n"
                                           "m,2026-Q2,70,period,no,\nm,2026-Q3,80,period,no,\nm,2026-Q1,60,period,no,\n"
                                           "m,2026-Q4,90,period,yes,30\n"
                                           "r,2026-Q3,80,to_date,no,\nr,2026,90,to_date,yes,30\n",
                        .holders = TWO,
                        .policy = policy},
        "2026-01-01");
    office_months(regency, 2026, 1, 5, "l 10;m 40;r 1/10");
    office_months(regency, 2026, 6, 9, "l 45;m 75;r 9/10");
    return regency;
}

Test(tenure, rates_are_of_the_own_periods_and_never_prorated) {
    struct regency *regency = rates(NULL);
    struct scorecard card = card_of(regency, "P2");
    cr_assert_nano(card.lines[0].assessment.realization, "45");
    cr_assert_nano(card.lines[0].assessment.aim.target, "50");
    cr_assert_nano(card.lines[0].at_handover, "10");
    cr_assert_nano(card.lines[1].assessment.realization, "75");
    cr_assert_nano(card.lines[1].assessment.aim.target, "70");    // what was agreed to date: the mean of 60, 70 and 80
    cr_assert_nano(card.lines[1].at_handover, "40");
    cr_assert_nano(card.lines[2].assessment.realization, "90");    // 36 of 40, not 41 of 90
    cr_assert_nano(card.lines[2].assessment.aim.target, "80");
    scorecard_free(&card);
    regency_free(regency);
    regency = rates(OFFICE_POLICY "tenure_target = remaining\n");
    card = card_of(regency, "P2");
    cr_assert_nano(card.lines[0].assessment.aim.target, "50");
    cr_assert_nano(card.lines[1].assessment.realization, "75");
    cr_assert_nano(card.lines[1].assessment.aim.target, "75");    // the mean of what remained: 70 and 80
    cr_assert_eq(card.lines[1].assessment.outcome, OUTCOME(MET));
    scorecard_free(&card);
    regency_free(regency);
}

Test(tenure, silence_over_a_judged_target_of_the_own_time_is_worth_nothing) {
    struct regency *regency = sums(NULL);
    regency_until(regency, "2027-02-01");
    struct scorecard card = card_of(regency, "P2");
    cr_assert_eq(card.lines[0].assessment.outcome, OUTCOME(MISSED_SILENT));
    cr_assert_nano(card.score, "0");
    scorecard_free(&card);
    card = card_of(regency, "P1");
    cr_assert_nano(card.score, "110");
    scorecard_free(&card);
    regency_free(regency);
}

#define MERGED_UNITS(to, successor)                                                                                    \
    "unit,name,kind,reports_to,from,to,successors\nbupati,Bupati,kepala,,,,\n"                                         \
    "dispar,Dinas Pariwisata,dinas,bupati,2020-01-01," to "," successor "\n"                                           \
    "disbud,Dinas Kebudayaan,dinas,bupati,2020-01-01," to "," successor "\n"
#define MERGED_INDICATORS(par, bud)                                                                                    \
    OFFICE_INDICATORS "a," par ",ratio,higher,month,sum,0,,,Nama,orang,Buku,last,value,,2025-01-01\n"                  \
                      "b," bud ",ratio,higher,month,sum,0,,,Nama,orang,Buku,last,value,,2025-01-01\n"
#define MERGED_HOLDERS(to)                                                                                             \
    OFFICE_HOLDERS "dispar,P1,Ani,definitive,2025-01-01," to ",inauguration,SK 1\n"                                    \
                   "disbud,P2,Budi,definitive,2025-01-01," to ",inauguration,SK 1\n"
#define MERGED_TARGETS                                                                                                 \
    OFFICE_TARGETS "a,2026-Q2,60,to_date,no,\na,2026-Q3,90,to_date,no,\na,2026,120,to_date,yes,\n"                     \
                   "b,2026-Q2,12,to_date,no,\nb,2026-Q3,18,to_date,no,\nb,2026,24,to_date,yes,\n"

static void reported(struct regency *regency, const char *when, const char *unit, const char *text) {
    regency_until(regency, when);
    cr_assert_eq(regency_send_as(regency, unit, false, text)->refused, 0, "%s", text);
}

// On 1 July dispar and disbud become parbud, whose head is that of dispar; the version of it has its own first day.
static struct regency *merged(const char *effective) {
    static const char *const months[] = {"2026-02-05", "2026-03-05", "2026-04-05", "2026-05-05", "2026-06-05"};
    struct office office = {.indicators = MERGED_INDICATORS("dispar", "disbud"),
                            .targets = MERGED_TARGETS,
                            .holders = MERGED_HOLDERS(""),
                            .units = MERGED_UNITS("", "")};
    struct regency *regency = office_make(office, "2026-01-01");
    for (int month = 1; month <= 5; month++) {
        char par[32], bud[32];
        snprintf(par, sizeof par, "a 2026-%02d 9", month);
        snprintf(bud, sizeof bud, "b 2026-%02d 2", month);
        reported(regency, months[month - 1], "dispar", par);
        reported(regency, months[month - 1], "disbud", bud);
    }
    regency_until(regency, effective);
    office.indicators = MERGED_INDICATORS("parbud", "parbud");
    office.units = MERGED_UNITS("2026-06-30", "parbud") "parbud,Dinas Parbud,dinas,bupati,2026-07-01,,\n";
    office.holders = MERGED_HOLDERS("2026-06-30") "parbud,P1,Ani,definitive,2026-07-01,,confirmation,SK 2\n";
    struct applied applied = {.basis = "SK 2", .effective = day_of(effective)};
    cr_assert_eq(fold_catalogue(regency->fold, office_catalogue(&office), &applied, regency->now), 0);
    for (int64_t due; (due = fold_next_due(regency->fold)) <= regency->now;)
        regency_tick(regency, due);
    reported(regency, "2026-07-20", "parbud", "a 2026-06 9; b 2026-06 3");
    reported(regency, "2026-08-05", "parbud", "a 2026-07 9; b 2026-07 1");
    reported(regency, "2026-09-05", "parbud", "a 2026-08 9; b 2026-08 1");
    reported(regency, "2026-10-05", "parbud", "a 2026-09 9; b 2026-09 1");
    return regency;
}

Test(tenure, what_a_merger_brought_counts_from_the_day_it_came) {
    // A version that comes two weeks late says the same of it.
    static const char *const effective[] = {"2026-07-01", "2026-07-15"};
    for (size_t i = 0; i < 2; i++) {
        struct regency *regency = merged(effective[i]);
        struct scorecard card = card_of(regency, "P1");
        cr_assert_eq(card.line_count, 2);
        // a was P1's all along: 9 x 9 against the 90 of September.
        cr_assert_nano(card.lines[0].assessment.realization, "81");
        cr_assert_nano(card.lines[0].assessment.aim.target, "90");
        cr_assert_not(card.lines[0].has_handover);
        // b came with 5 x 2 + 3 from disbud: 3 against 18 - 12.
        cr_assert_day(card.lines[1].from, "2026-07-01");
        cr_assert(card.lines[1].has_handover);
        cr_assert_nano(card.lines[1].at_handover, "13");
        cr_assert_nano(card.lines[1].assessment.realization, "3");
        cr_assert_nano(card.lines[1].assessment.aim.target, "6");
        cr_assert_nano(card.score, "70");    // (90 + 50) / 2
        scorecard_free(&card);
        regency_free(regency);
    }
}

Test(tenure, the_head_of_a_unit_that_was_merged_away_has_what_he_answered_for) {
    static const char *const effective[] = {"2026-07-01", "2026-07-15"};
    for (size_t i = 0; i < 2; i++) {
        struct regency *regency = merged(effective[i]);
        struct scorecard card = then_of(regency, "P2", NULL);
        cr_assert_eq(card.line_count, 1);
        cr_assert_str_eq(card.lines[0].tracked->code, "b");
        // 5 x 2 and the 3 of June, which the successor reported, against the 12 of the half year.
        cr_assert_nano(card.lines[0].assessment.realization, "13");
        cr_assert_nano(card.lines[0].assessment.aim.target, "12");
        cr_assert_not(card.lines[0].has_handover);
        cr_assert_eq(card.met, 1);
        cr_assert_nano(card.score, "108.33");
        scorecard_free(&card);
        regency_free(regency);
    }
}

Test(tenure, what_leaves_the_post_counts_for_the_days_on_which_it_was_there) {
    struct office office = {.indicators = OFFICE_INDICATORS "a,dispar,ratio,higher,month,sum,0,," OFFICE_REST
                                                            "b,dispar,ratio,higher,month,sum,0,," OFFICE_REST,
                            .targets = MERGED_TARGETS,
                            .holders = TWO,
                            .shares = "indicator,unit,part,share\na,dinkes,answers,30\n"};
    struct regency *regency = office_make(office, "2026-01-01");
    office_months(regency, 2026, 1, 6, "a 10;b 2");
    regency_until(regency, "2026-07-10");
    // b goes to dinkes on 1 July, which no longer answers a share of a.
    office.indicators = OFFICE_INDICATORS "a,dispar,ratio,higher,month,sum,0,," OFFICE_REST
                                          "b,dinkes,ratio,higher,month,sum,0,," OFFICE_REST;
    office.shares = NULL;
    struct applied applied = {.basis = "SK 2", .effective = day_of("2026-07-01")};
    cr_assert_eq(fold_catalogue(regency->fold, office_catalogue(&office), &applied, regency->now), 0);
    office_months(regency, 2026, 7, 9, "a 10;b 2");
    // P1 left on 14 May; there is no checkpoint of b before the half year.
    struct scorecard card = then_of(regency, "P1", NULL);
    cr_assert_eq(card.line_count, 2);
    cr_assert_day(card.lines[1].to, "2026-05-14");
    cr_assert_not(card.lines[1].assessment.has_realization);
    scorecard_free(&card);
    // P2 has a still, and had b until June: nothing was agreed for May, so its own time has no checkpoint.
    card = then_of(regency, "P2", NULL);
    cr_assert_eq(card.line_count, 2);
    cr_assert_eq(card.lines[0].to, DAY_NEVER);
    cr_assert_day(card.lines[1].to, "2026-06-30");
    scorecard_free(&card);
    // P8 answered a third of a for half a year, and has all of b since.
    card = then_of(regency, "P8", NULL);
    cr_assert_eq(card.line_count, 2);
    cr_assert_str_eq(card.lines[0].tracked->code, "b");
    cr_assert_day(card.lines[0].from, "2026-07-01");
    cr_assert(card.lines[1].answers);
    cr_assert_str_eq(card.lines[1].tracked->code, "a");
    cr_assert_day(card.lines[1].to, "2026-06-30");
    cr_assert_nano(card.lines[1].weight, "30");
    cr_assert_nano(card.lines[1].assessment.realization, "60");
    cr_assert_nano(card.lines[1].assessment.aim.target, "60");
    scorecard_free(&card);
    regency_free(regency);
}

static struct scorecard settled_of(const struct regency *regency, unsigned months) {
    struct duties duties;
    struct tenures tenures;
    struct scorecard card;
    int32_t from, to;
    const struct pauses pauses = {0};
    const struct catalogue *catalogue = fold_latest(regency->fold)->catalogue;
    cr_assert_eq(duties_read(catalogue, &duties), 0);
    cr_assert_eq(tenures_read(catalogue, "P1", &tenures), 0);
    const struct settled settled = {
        .from = DAY_ALWAYS, .today = day_of("2026-11-05"), .months = months, .pauses = &pauses};
    cr_assert_eq(settled_card(regency->fold, &duties, &tenures.list[0], &settled, &card, &from, &to), 0);
    duties_free(&duties);
    tenures_free(&tenures);
    return card;
}

Test(tenure, the_ladder_holds_nothing_against_a_person_from_before_it_came) {
    struct regency *regency = merged("2026-07-01");
    regency_until(regency, "2026-11-05");
    struct scorecard card = settled_of(regency, 6);
    // April to September: b has three months in this post, and is left out.
    cr_assert_eq(card.lines[1].left_out, LEFT_OUT(NOT_DUE));
    cr_assert_not(card.lines[1].assessment.has_realization);
    scorecard_free(&card);
    card = settled_of(regency, 3);
    cr_assert_nano(card.lines[1].assessment.realization, "3");
    cr_assert_nano(card.lines[1].assessment.aim.target, "6");
    cr_assert_nano(card.score, "70");    // 27 of 30, and 3 of 6
    scorecard_free(&card);
    regency_free(regency);
}

Test(tenure, what_came_after_a_tenure_is_not_in_its_card) {
    struct office office = {.indicators = OFFICE_INDICATORS "a,dispar,ratio,higher,month,sum,0,," OFFICE_REST
                                                            "b,dinkes,ratio,higher,month,sum,0,," OFFICE_REST,
                            .targets = MERGED_TARGETS,
                            .holders = TWO};
    struct regency *regency = office_make(office, "2026-01-01");
    office_months(regency, 2026, 1, 6, "a 10;b 2");
    regency_until(regency, "2026-07-10");
    office.indicators = OFFICE_INDICATORS "a,dispar,ratio,higher,month,sum,0,," OFFICE_REST
                                          "b,dispar,ratio,higher,month,sum,0,," OFFICE_REST;
    struct applied applied = {.basis = "SK 2", .effective = day_of("2026-07-01")};
    cr_assert_eq(fold_catalogue(regency->fold, office_catalogue(&office), &applied, regency->now), 0);
    office_months(regency, 2026, 7, 9, "a 10;b 2");
    struct scorecard card = card_of(regency, "P1");
    cr_assert_eq(card.line_count, 1, "until 14 May it was another department's");
    scorecard_free(&card);
    card = card_of(regency, "P2");
    cr_assert_eq(card.line_count, 2);
    cr_assert_nano(card.lines[0].at_handover, "60");    // nothing was agreed for the end of May
    cr_assert_nano(card.lines[1].at_handover, "12");
    cr_assert_nano(card.lines[1].assessment.realization, "6");
    scorecard_free(&card);
    regency_free(regency);
}
