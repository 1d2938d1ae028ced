// Cases from practice, each with its numbers: what goes wrong around figures in a regency, and what is said of it.
#include "fold/rows.h"
#include "harness/office.h"
#include "score/scorecard.h"
#include "score/tenure_card.h"
#include "wire/content_id.h"

#define ASSESSED(name) CAPAIAN__V1__ASSESSED__ASSESSED_##name
#define KIND(name) CAPAIAN__V1__ALERT_KIND__ALERT_KIND_##name
#define FIRING CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING
#define INDICATORS                                                                                                     \
    "indicator,unit,reporter,formula,better,reporting,reported_as,every,within_year,decimals,per,name,satuan,source,"  \
    "across_years,from\n"
#define REST ",Nama,orang,Buku,last,2025-01-01\n"
#define TARGETS "indicator,period,target,counts,judged,weight\n"
#define POLICY OFFICE_POLICY "plausible = 0%..1000000%\nbands = >=0 semua\ntolerance = 5%\nclear = 2%\n"

static void again(struct regency *regency, struct office office, const char *effective) {
    struct applied applied = {.basis = "SK 2", .effective = day_of(effective)};
    cr_assert_eq(fold_catalogue(regency->fold, office_catalogue(&office), &applied, regency->now), 0);
    for (int64_t due; (due = fold_next_due(regency->fold)) <= regency->now;)
        regency_tick(regency, due);
}

static void on(struct regency *regency, const char *when, const char *unit, const char *text) {
    regency_until(regency, when);
    cr_assert_eq(regency_send_as(regency, unit, false, text)->refused, 0, "%s", text);
}

static const Capaian__V1__AlertEvent *event_of(const struct regency *regency, const char *alert) {
    for (size_t i = 0; i < regency->effects.event_count; i++)
        if (strcmp(regency->effects.events[i]->alert, alert) == 0)
            return regency->effects.events[i];
    cr_assert_fail("%s was not told", alert);
    return NULL;
}

// Bapenda reports what the levy has brought in since January: 90, 200, 180. The third is less than the second.
Test(practice, a_levy_that_is_reported_to_date) {
    struct regency *regency =
        office_make((struct office){.indicators = INDICATORS "pad,dispar,,ratio,higher,value,to_date,month,sum,0," REST,
                                    .targets = TARGETS "pad,2026-Q1,300,to_date,yes,\npad,2026,1200,to_date,yes,\n",
                                    .policy = POLICY},
                    "2026-01-01");
    on(regency, "2026-02-05", "dispar", "pad 2026-01 90");
    on(regency, "2026-03-05", "dispar", "pad 2026-02 200");
    on(regency, "2026-04-05", "dispar", "pad 2026-03 180");
    struct assessment quarter = regency_goal(regency, "pad", "2026-Q1");
    cr_assert_nano(quarter.realization, "180");    // never 90 + 200 + 180
    cr_assert_nano(quarter.percent, "60");
    cr_assert_eq(quarter.outcome, ASSESSED(NOT_MET));
    (void)event_of(regency, "missed/pad/2026-Q1");
    const struct alert *fell = year_alert(regency_year(regency, "pad", 2026), KIND(IMPLAUSIBLE), period_of("2026-03"));
    cr_assert_str_eq(fell->reason, "fell");
    on(regency, "2026-04-06", "dispar", "pad 2026-03 310");
    cr_assert_eq(regency_goal(regency, "pad", "2026-Q1").outcome, ASSESSED(MET));
    cr_assert_neq(fell->state, FIRING);
    cr_assert_nano(regency_to_date(regency, "pad", 2026).realization, "310");
    regency_free(regency);
}

// Poverty of March: provisional in July's first release, final in July with the same date of what was counted.
Test(practice, a_figure_of_the_statistics_office_provisional_in_march_and_final_in_july) {
    struct regency *regency = office_make(
        (struct office){.indicators = INDICATORS "mis,dispar,dinkes,reflected,lower,value,period,semester,last,2," REST,
                        .targets = TARGETS "mis,2026-S1,9.50,to_date,yes,\n",
                        .policy = POLICY},
        "2026-01-01");
    on(regency, "2026-07-01", "dinkes", "mis 2026-S1 9.48 ~p @2026-03-31");
    struct assessment half = regency_goal(regency, "mis", "2026-S1");
    cr_assert_eq(half.outcome, ASSESSED(MET));
    cr_assert_eq(half.status, CAPAIAN__V1__STATUS__STATUS_PROVISIONAL);
    on(regency, "2026-07-28", "dinkes", "mis 2026-S1 9.61 @2026-03-31 !angka_tetap");
    half = regency_goal(regency, "mis", "2026-S1");
    cr_assert_eq(half.outcome, ASSESSED(NOT_MET));
    cr_assert_eq(half.status, CAPAIAN__V1__STATUS__STATUS_FINAL);
    cr_assert_eq((half.percent + CAPAIAN_NANO / 200) / (CAPAIAN_NANO / 100), 9884);    // (19.00 - 9.61) / 9.50
    (void)event_of(regency, "restated/missed/mis/2026-S1");
    // The provisional one, sent again by an old script, says nothing any more.
    on(regency, "2026-07-29", "dinkes", "mis 2026-S1 9.48 ~p @2026-03-31 !ulang");
    cr_assert_nano(regency_goal(regency, "mis", "2026-S1").realization, "9.61");
    regency_free(regency);
}

#define MONTHLY "a,dispar,,ratio,higher,value,period,month,sum,0," REST

// The evaluator was away over 10 February. What a collector had received on the 9th is applied before the due date is
// judged; where a collector stays unheard the alert says so.
Test(practice, an_outage_over_a_due_date_raises_no_false_alarm) {
    static const char *const unheard[] = {"kominfo"};
    struct office office = {
        .indicators = INDICATORS MONTHLY, .targets = TARGETS "a,2026,120,to_date,yes,\n", .policy = POLICY};
    struct regency *regency = office_make(office, "2026-01-01");
    struct letter *letter = letter_of("dispar", false, "a 2026-01 10", instant_of("2026-02-09"));
    const struct message message = {.id = (const uint8_t *)"0123456789abcdef",
                                    .unit = "dispar",
                                    .content = letter->bytes,
                                    .size = letter->size,
                                    .received_at = instant_of("2026-02-09")};
    regency->now = instant_of("2026-02-13");
    const Capaian__V1__Verdict *verdict = regency_message(regency, &message);
    cr_assert_eq(verdict->accepted, 1);
    cr_assert_eq(verdict->warnings, 0, "not late: it was received in time");
    regency_until(regency, "2026-02-13");
    cr_assert_told(regency, "");
    free(letter);
    // The next month nothing is heard of one collector until the grace has passed.
    regency_until(regency, "2026-03-10T23:59");
    uint32_t first, last;
    regency->now = instant_of("2026-03-11");
    cr_assert(fold_due_range(regency->fold, regency->now, &first, &last));
    regency_begin(regency);
    cr_assert_eq(fold_tick(regency->fold, regency->now, first, last, unheard, 1, regency->now, &regency->effects), 0);
    const Capaian__V1__AlertEvent *overdue = event_of(regency, "overdue/a/2026-02");
    cr_assert_eq(overdue->n_unheard, 1);
    cr_assert_str_eq(overdue->unheard[0], "kominfo");
    regency_free(regency);
}

// Forty days of leave: a Plh signs, and the head answers.
Test(practice, a_plh_over_forty_days_of_leave) {
    struct regency *regency = office_make(
        (struct office){.indicators = INDICATORS MONTHLY,
                        .targets = TARGETS "a,2026-03,30,to_date,yes,\na,2026,120,to_date,yes,\n",
                        .holders = OFFICE_HOLDERS "dispar,P1,Ani,definitive,2025-01-01,,inauguration,SK 1\n"
                                                  "dispar,P2,Eka,Plh,2026-03-01,2026-04-09,assignment,SK 2\n"
                                                  "dinkes,P8,Budi,definitive,2025-01-01,,inauguration,SK 1\n"
                                                  "kec,P9,Citra,definitive,2025-01-01,,inauguration,SK 1\n",
                        .policy = POLICY},
        "2026-01-01");
    on(regency, "2026-02-05", "dispar", "a 2026-01 9");
    on(regency, "2026-03-05", "dispar", "a 2026-02 9");
    on(regency, "2026-04-05", "dispar", "a 2026-03 9");
    const Capaian__V1__AlertEvent *missed = event_of(regency, "missed/a/2026-03");
    cr_assert_str_eq(missed->accountable->person, "P1");
    cr_assert_str_eq(missed->accountable->capacity, "definitive");
    cr_assert_str_eq(missed->acting->person, "P2");
    cr_assert_nano(regency_goal(regency, "a", "2026-03").percent, "90");
    regency_free(regency);
}

// In October the year's target is cut from 1,200 to 900, below the 950 that September had reached.
Test(practice, a_target_cut_below_what_had_been_reached) {
    struct office office = {.indicators = INDICATORS MONTHLY,
                            .targets = TARGETS "a,2026-Q3,1000,to_date,yes,\na,2026,1200,to_date,yes,\n",
                            .policy = POLICY};
    struct regency *regency = office_make(office, "2026-01-01");
    office_months(regency, 2026, 1, 8, "a 105");
    office_months(regency, 2026, 9, 9, "a 110");    // 8 x 105 + 110 = 950
    cr_assert_eq(regency_goal(regency, "a", "2026-Q3").outcome, ASSESSED(NOT_MET));
    regency_until(regency, "2026-10-20");
    (void)regency_told(regency);
    office.targets = TARGETS "a,2026-Q3,700,to_date,yes,\na,2026-10,750,to_date,yes,\na,2026,900,to_date,yes,\n";
    again(regency, office, "2026-10-15");
    regency_until(regency, "2026-10-21");
    struct assessment quarter = regency_goal(regency, "a", "2026-Q3");
    cr_assert_nano(quarter.aim.target, "1000");    // what has been judged stays
    cr_assert_eq(quarter.outcome, ASSESSED(NOT_MET));
    cr_assert_eq(quarter.version, 1);
    const struct alert *missed = year_alert(regency_year(regency, "a", 2026), KIND(MISSED), period_of("2026-Q3"));
    cr_assert_eq(missed->state, FIRING);
    office_months(regency, 2026, 10, 12, "a 0");
    struct assessment october = regency_goal(regency, "a", "2026-10"), year = regency_whole(regency, "a", 2026);
    cr_assert_nano(october.aim.target, "750");
    cr_assert_eq(october.outcome, ASSESSED(MET));
    cr_assert_nano(year.aim.target, "900");
    cr_assert_eq(year.outcome, ASSESSED(MET));
    cr_assert_neq(missed->state, FIRING, "caught up, and on record");
    cr_assert_str_eq(missed->reason, "caught_up");
    // Murni and perubahan beside each other: 950 of 900 and of 1,200.
    regency_begin(regency);
    const Capaian__V1__AttainmentRow *row =
        fold_row(regency->fold, fold_find(regency->fold, "a"), regency_year(regency, "a", 2026), regency->arena);
    cr_assert_not_null(row->original);
    cr_assert_eq(row->original->outcome, ASSESSED(NOT_MET));
    cr_assert_eq(row->original->catalogue_version, 1);
    cr_assert_eq(row->original->target->coefficient, 1200);
    cr_assert_eq(row->year->outcome, ASSESSED(MET));
    cr_assert_eq(row->year->target->coefficient, 900);
    regency_free(regency);
}

#define CLOSING(successors)                                                                                            \
    "unit,name,kind,reports_to,from,to,successors\nbupati,Bupati,kepala,,,,\n"                                         \
    "dispar,Dinas Pariwisata,dinas,bupati,2020-01-01,2026-12-31," successors "\n"                                      \
    "parekraf,Dinas Parekraf,dinas,bupati,2027-01-01,,\n"
#define CLOSING_HOLDERS                                                                                                \
    OFFICE_HOLDERS "dispar,P1,Ani,definitive,2025-01-01,2026-12-31,inauguration,SK 1\n"                                \
                   "parekraf,P2,Eka,definitive,2027-01-01,,inauguration,SK 2\n"
#define QUARTERLY "a,dispar,,ratio,higher,value,period,quarter,sum,0," REST

// Closed on 31 December, with a last quarter that is due in January.
Test(practice, a_unit_that_closes_before_its_last_quarter_is_due) {
    struct regency *regency = office_make((struct office){.indicators = INDICATORS QUARTERLY,
                                                          .targets = TARGETS "a,2026,120,to_date,yes,\n",
                                                          .holders = CLOSING_HOLDERS,
                                                          .units = CLOSING("parekraf"),
                                                          .policy = POLICY},
                                          "2026-01-01");
    on(regency, "2026-04-05", "dispar", "a 2026-Q1 30");
    on(regency, "2026-07-05", "dispar", "a 2026-Q2 30");
    on(regency, "2026-10-05", "dispar", "a 2026-Q3 30");
    (void)regency_told(regency);
    regency_until(regency, "2026-12-31");
    cr_assert_eq(regency_send_as(regency, "parekraf", false, "a 2026-Q4 20")->accepted, 0, "not while it is there");
    regency_until(regency, "2027-01-11");
    cr_assert_told(regency, "+overdue/a/2026-Q4:not_reported");
    on(regency, "2027-01-12", "parekraf", "a 2026-Q4 29");
    const Capaian__V1__AlertEvent *missed = event_of(regency, "missed/a/2026");
    cr_assert_str_eq(missed->accountable->person, "P1", "who held the post on 31 December");
    cr_assert_nano(regency_whole(regency, "a", 2026).realization, "119");
    regency_free(regency);
    // Without a successor nobody can report, and nobody is asked to.
    regency = office_make((struct office){.indicators = INDICATORS QUARTERLY,
                                          .targets = TARGETS "a,2026,120,to_date,yes,\n",
                                          .holders = CLOSING_HOLDERS,
                                          .units = CLOSING(""),
                                          .policy = POLICY},
                          "2026-01-01");
    on(regency, "2026-04-05", "dispar", "a 2026-Q1 30");
    on(regency, "2026-07-05", "dispar", "a 2026-Q2 30");
    on(regency, "2026-10-05", "dispar", "a 2026-Q3 30");
    (void)regency_told(regency);
    regency_until(regency, "2027-01-30");
    cr_assert_told(regency, "");
    regency_free(regency);
}

// Twelve indicators of equal weight: eleven at 100 percent and one at 999,999.6 of 1,000,000.
Test(practice, one_of_twelve_missed_by_a_hair) {
    char indicators[4096] = INDICATORS, targets[4096] = TARGETS, rows[1024] = "";
    for (int i = 1; i <= 12; i++) {
        sprintf(indicators + strlen(indicators), "i%02d,dispar,,ratio,higher,value,period,year,last,%d," REST, i,
                i == 12 ? 1 : 0);
        sprintf(targets + strlen(targets), "i%02d,2026,1000000,to_date,yes,\n", i);
        sprintf(rows + strlen(rows), "i%02d 2026 %s;", i, i >= 11 ? "999999.6" : "1000000");
    }
    struct regency *regency =
        office_make((struct office){.indicators = indicators, .targets = targets, .policy = POLICY}, "2026-01-01");
    on(regency, "2027-01-05", "dispar", rows);
    cr_assert_eq(regency_goal(regency, "i11", "2026").outcome, ASSESSED(MET), "a million at its agreed decimals");
    struct assessment hair = regency_goal(regency, "i12", "2026");
    cr_assert_eq(hair.outcome, ASSESSED(NOT_MET));
    cr_assert_lt(hair.percent, 100 * CAPAIAN_NANO, "never rounded to 100");
    struct duties duties;
    struct scorecard card;
    cr_assert_eq(duties_read(fold_latest(regency->fold)->catalogue, &duties), 0);
    cr_assert_eq(scorecard_of_unit(regency->fold, &duties, "dispar", 2026, day_of("2027-01-05"), &card), 0);
    cr_assert_eq(card.met, 11);
    cr_assert_eq(card.not_met, 1);
    cr_assert_nano(card.score, "100");    // by two decimals, and one missed all the same
    cr_assert_eq(regency->effects.event_count, 1);
    (void)event_of(regency, "missed/i12/2026");
    scorecard_free(&card);
    duties_free(&duties);
    regency_free(regency);
}

// A Plt from January to November, the definitive one from December: each has a card of the own time, and the ladder
// looks at the definitive only.
Test(practice, eleven_months_of_plt) {
    struct regency *regency = office_make(
        (struct office){.indicators = INDICATORS MONTHLY,
                        .targets = TARGETS "a,2026-11,110,to_date,no,\na,2026,120,to_date,yes,100\n",
                        .holders = OFFICE_HOLDERS "dispar,P1,Ani,Plt,2026-01-01,2026-11-30,assignment,SK 1\n"
                                                  "dispar,P2,Eka,definitive,2026-12-01,,inauguration,SK 2\n",
                        .policy = POLICY,
                        .ladder = "ladder,step,kinds,trigger,after_months,not_before_months,text,basis\n"
                                  "jpt,1,dinas,score<80,6,,6 bulan,SK Bupati\n"},
        "2026-01-01");
    office_months(regency, 2026, 1, 11, "a 5");
    office_months(regency, 2026, 12, 12, "a 12");
    regency_until(regency, "2027-02-15");
    static const struct {
        const char *person, *from, *to, *score;
    } expected[] = {{"P1", "2026-01-01", "2026-11-30", "50"}, {"P2", "2026-12-01", "2026-12-31", "120"}};
    for (size_t i = 0; i < 2; i++) {
        struct duties duties;
        struct tenures tenures;
        struct scorecard card;
        int32_t from, to;
        cr_assert_eq(duties_read(fold_latest(regency->fold)->catalogue, &duties), 0);
        cr_assert_eq(tenures_read(fold_latest(regency->fold)->catalogue, expected[i].person, &tenures), 0);
        cr_assert_eq(tenures.count, 1);
        cr_assert_eq(
            tenure_card(regency->fold, &duties, &tenures.list[0], 2026, regency_today(regency), &card, &from, &to), 0);
        cr_assert_day(from, expected[i].from);
        cr_assert_day(to, expected[i].to);
        cr_assert(card.has_score);
        cr_assert_nano(card.score, expected[i].score);    // 55 of 110; 12 of 10
        scorecard_free(&card);
        tenures_free(&tenures);
        duties_free(&duties);
    }
    cr_assert_eq(regency->fold->consequence_count, 0, "none for a Plt, and the other has a month");
    regency_free(regency);
}

// A sender without a memory drops the month's file twice, then the file with one permit corrected: its id is made of
// the content, its refs tell the permits apart.
Test(practice, a_permit_file_that_is_dropped_twice_and_once_corrected) {
    struct regency *regency =
        office_make((struct office){.indicators = INDICATORS "e,dispar,,ratio,higher,events,period,month,sum,0," REST,
                                    .targets = TARGETS "e,2026-01,3,to_date,yes,\n",
                                    .policy = POLICY},
                    "2026-01-01");
    static const char *const files[] = {"e 2026-01-05 1 #503/1;e 2026-01-09 1 #503/2;e 2026-01 =2:2",
                                        "e 2026-01-05 1 #503/1;e 2026-01-09 2 #503/2;e 2026-01 =2:3"};
    regency_until(regency, "2026-02-05");
    uint8_t ids[2][CAPAIAN_ID_SIZE];
    for (size_t i = 0; i < 2; i++) {
        struct letter *letter = letter_of("dispar", false, files[i], regency->now + (int64_t)i * 1000);
        capaian_message_id_of_content(letter->bytes, letter->size, 0, ids[i]);
        const struct message message = {.id = ids[i],
                                        .unit = "dispar",
                                        .content = letter->bytes,
                                        .size = letter->size,
                                        .received_at = regency->now,
                                        .stateless = true};
        cr_assert_eq(regency_message(regency, &message)->refused, 0);
        free(letter);
        const struct figure *january = regency_figure(regency, "e", "2026-01");
        cr_assert_eq(january->count, 2);
        cr_assert_nano(january->numerator, i == 0 ? "2" : "3");
        cr_assert(figure_reported(january, REPORTING_EVENTS));
    }
    cr_assert_neq(memcmp(ids[0], ids[1], CAPAIAN_ID_SIZE), 0);
    struct letter *letter = letter_of("dispar", false, files[0], regency->now);
    uint8_t id[CAPAIAN_ID_SIZE];
    capaian_message_id_of_content(letter->bytes, letter->size, 0, id);
    cr_assert_eq(memcmp(id, ids[0], CAPAIAN_ID_SIZE), 0, "the same file is the same message: a duplicate");
    free(letter);
    cr_assert_eq(regency_goal(regency, "e", "2026-01").outcome, ASSESSED(MET));
    regency_free(regency);
}

#define BEFORE                                                                                                         \
    "unit,name,kind,reports_to,from,to,successors\nbupati,Bupati,kepala,,,,\n"                                         \
    "dispar,Dinas Pariwisata,dinas,bupati,2020-01-01,,\ndisbud,Dinas Kebudayaan,dinas,bupati,2020-01-01,,\n"           \
    "disdag,Dinas Perdagangan,dinas,bupati,2020-01-01,,\n"
#define AFTER                                                                                                          \
    "unit,name,kind,reports_to,from,to,successors\nbupati,Bupati,kepala,,,,\n"                                         \
    "dispar,Dinas Pariwisata,dinas,bupati,2020-01-01,2026-06-30,parbud\n"                                              \
    "disbud,Dinas Kebudayaan,dinas,bupati,2020-01-01,2026-06-30,parbud\n"                                              \
    "parbud,Dinas Pariwisata dan Kebudayaan,dinas,bupati,2026-07-01,,\n"                                               \
    "disdag,Dinas Perdagangan,dinas,bupati,2020-01-01,2026-06-30,dagang;ukm\n"                                         \
    "dagang,Dinas Perdagangan Baru,dinas,bupati,2026-07-01,,\nukm,Dinas UKM,dinas,bupati,2026-07-01,,\n"
#define HEADS(to)                                                                                                      \
    OFFICE_HOLDERS "dispar,P1,Ani,definitive,2025-01-01," to ",inauguration,SK 1\n"                                    \
                   "disbud,P2,Budi,definitive,2025-01-01," to ",inauguration,SK 1\n"                                   \
                   "disdag,P3,Citra,definitive,2025-01-01," to ",inauguration,SK 1\n"
#define NEW_HEADS                                                                                                      \
    "parbud,P4,Dewi,definitive,2026-07-01,,inauguration,SK 2\ndagang,P5,Eka,definitive,2026-07-01,,inauguration,"      \
    "SK 2\nukm,P6,Fajar,definitive,2026-07-01,,inauguration,SK 2\n"
#define OF(par, bud, dag, ukm)                                                                                         \
    INDICATORS "k," par ",,ratio,higher,value,period,month,sum,0," REST "b," bud                                       \
               ",,ratio,higher,value,period,month,sum,0," REST "p," dag                                                \
               ",,ratio,higher,value,period,month,sum,0," REST "u," ukm                                                \
               ",,ratio,higher,value,period,month,sum,0," REST

static capaian_nano sum_of_year(const struct regency *regency) {
    static const char *const codes[] = {"k", "b", "p", "u"};
    capaian_nano sum = 0;
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < 12; k++)
            sum += regency_year(regency, codes[i], 2026)->figures[k].statement.numerator;
    return sum;
}

// On 1 July two departments become one and a third becomes two. What was reported stays where it was; who answers for
// it is who held the post then.
Test(practice, a_reorganisation_that_merges_and_splits) {
    struct office office = {.indicators = OF("dispar", "disbud", "disdag", "disdag"),
                            .targets =
                                TARGETS "k,2026-S1,60,to_date,yes,\nk,2026,120,to_date,yes,\n"
                                        "b,2026,60,to_date,yes,\np,2026,60,to_date,yes,\nu,2026,60,to_date,yes,\n",
                            .holders = HEADS(""),
                            .units = BEFORE,
                            .policy = POLICY};
    struct regency *regency = office_make(office, "2026-01-01");
    for (int month = 1; month <= 5; month++) {
        char when[32], par[32], bud[32], dag[64];
        snprintf(when, sizeof when, "2026-%02d-05", month + 1);
        snprintf(par, sizeof par, "k 2026-%02d 9", month);
        snprintf(bud, sizeof bud, "b 2026-%02d 5", month);
        snprintf(dag, sizeof dag, "p 2026-%02d 4; u 2026-%02d 3", month, month);
        on(regency, when, "dispar", par);
        on(regency, when, "disbud", bud);
        on(regency, when, "disdag", dag);
    }
    cr_assert_nano(sum_of_year(regency), "105");    // 5 x (9 + 5 + 4 + 3)
    regency_until(regency, "2026-07-01");
    office.indicators = OF("parbud", "parbud", "dagang", "ukm");
    office.units = AFTER;
    office.holders = HEADS("2026-06-30") NEW_HEADS;
    again(regency, office, "2026-07-01");
    regency_until(regency, "2026-07-02");
    cr_assert_nano(sum_of_year(regency), "105");
    // June is reported by those who have the indicator now, and answered for by those who had it then.
    cr_assert_eq(regency_send_as(regency, "dispar", false, "k 2026-06 9")->accepted, 0);
    on(regency, "2026-07-05", "parbud", "k 2026-06 9; b 2026-06 5");
    const Capaian__V1__AlertEvent *missed = event_of(regency, "missed/k/2026-S1");
    cr_assert_str_eq(missed->accountable->person, "P1");
    cr_assert_str_eq(missed->acting->person, "P4");
    cr_assert_eq(missed->realization->coefficient, 54);
    on(regency, "2026-07-05", "dagang", "p 2026-06 4");
    cr_assert_eq(regency_send_as(regency, "dagang", false, "u 2026-06 3")->accepted, 0, "that went to the other half");
    on(regency, "2026-07-05", "ukm", "u 2026-06 3");
    cr_assert_nano(sum_of_year(regency), "126");
    cr_assert_nano(regency_to_date(regency, "k", 2026).realization, "54");
    const char *unit = NULL;
    const struct tracked *tracked = fold_find(regency->fold, "p");
    cr_assert_str_eq(fold_accountable(regency->fold, tracked, day_of("2026-06-30"), &unit)->person, "P3");
    cr_assert_str_eq(unit, "disdag");
    cr_assert_str_eq(fold_accountable(regency->fold, tracked, day_of("2026-07-01"), &unit)->person, "P5");
    cr_assert_str_eq(unit, "dagang");
    regency_free(regency);
}
