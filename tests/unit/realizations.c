// What a row means: provisional and final, grades, missing, nil, late, locked and opened again, reviewed, and figures
// to which several units add.
#include "harness/alerts.h"

#define DEED(name) CAPAIAN__V1__DEED_KIND__DEED_##name
#define FILES 7
#define INDICATORS                                                                                                     \
    "indicator,unit,reporter,formula,better,reporting,every,within_year,decimals,per,scale,name,satuan,source,"        \
    "across_years,from\n"
#define REST ",Nama,orang,Buku,last,2026-01-01\n"
#define TARGETS "indicator,period,target,counts,judged\n"

static const char units[] = "unit,name,kind,reports_to,from,to,successors\nbupati,Bupati,kepala,,,,\n"
                            "dispar,Dinas Pariwisata,dinas,bupati,2020-01-01,,\n"
                            "dinkes,Dinas Kesehatan,dinas,bupati,2020-01-01,,\n"
                            "bps,Badan Pusat Statistik,badan,bupati,2020-01-01,,\n"
                            "kec,Kecamatan,kecamatan,bupati,2020-01-01,,\n";
static const char holders[] = "unit,person,name,capacity,from,to,appointment,basis\n"
                              "dispar,P1,Ani,definitive,2020-01-01,,inauguration,SK 1\n"
                              "dinkes,P2,Budi,definitive,2020-01-01,,inauguration,SK 1\n"
                              "bps,P3,Citra,definitive,2020-01-01,,inauguration,SK 1\n"
                              "kec,P4,Dewi,definitive,2020-01-01,,inauguration,SK 1\n";
static const char policy[] = "numbers = en\nsatuan = orang\ndue = 10d\nlock = 30d\nplausible = 0%..1000000%\n"
                             "bands = >=0 semua\nmissing_reasons = belum terbit, bencana\nreview = desk\n";
static const char scales[] = "scale,grade,rank,score,from_value\nakip,CC,3,3,50\nakip,B,4,4,60\nakip,BB,5,5,70\n"
                             "akip,A,6,6,80\n";

struct files {
    const char *indicators, *targets, *shares;
};

static struct catalogue *read(struct files files) {
    const char *const names[FILES] = {"units.csv",      "holders.csv", "policy.ini", "scales.csv",
                                      "indicators.csv", "targets.csv", "shares.csv"};
    const char *const texts[FILES] = {units, holders, policy, scales, files.indicators, files.targets, files.shares};
    struct catalogue_file list[FILES];
    size_t count = 0;
    for (size_t i = 0; i < FILES; i++)
        if (texts[i] != NULL)
            list[count++] = (struct catalogue_file){names[i], texts[i], strlen(texts[i])};
    return regency_read(list, count);
}

static void apply(struct regency *regency, struct files files, const char *effective) {
    struct applied applied = {.basis = "SK 1"};
    cr_assert_eq(capaian_date_parse(effective, &applied.effective), 0);
    cr_assert_eq(fold_catalogue(regency->fold, read(files), &applied, regency->now), 0);
    for (int64_t due; (due = fold_next_due(regency->fold)) <= regency->now;)
        regency_tick(regency, due);
}

static struct regency *make(struct files files) {
    struct regency *regency = calloc(1, sizeof *regency);
    regency->now = instant_of("2026-01-02");
    regency->arena = capaian_arena_new(CAPAIAN_LINK_ARENA_MAX);
    cr_assert_eq(fold_new(regency->now, &regency->fold), 0);
    apply(regency, files, "2026-01-01");
    return regency;
}

static const Capaian__V1__Verdict *from(struct regency *regency, const char *unit, const char *text) {
    return regency_send_as(regency, unit, false, text);
}

static void accepted(struct regency *regency, const char *unit, const char *text) {
    cr_assert_eq(from(regency, unit, text)->refused, 0, "%s", text);
}

static bool has(const Capaian__V1__Verdict *verdict, uint32_t row, const char *code) {
    for (size_t i = 0; i < verdict->n_results; i++)
        if (verdict->results[i]->row == row && strcmp(verdict->results[i]->code, code) == 0)
            return true;
    return false;
}

static struct assessment goal(struct regency *regency, const char *indicator, const char *period) {
    return regency_goal(regency, indicator, period);
}

#define VALUE "a,dispar,,ratio,higher,value,month,sum,0,," REST
#define MONTHS TARGETS "a,2026-01,10,to_date,yes\na,2026-02,20,to_date,yes\na,2026,120,to_date,yes\n"

Test(realizations, a_provisional_figure_gives_way_to_the_final_one_of_the_same_day) {
    struct regency *regency = make((struct files){INDICATORS VALUE, MONTHS, NULL});
    regency_until(regency, "2026-02-05");
    accepted(regency, "dispar", "a 2026-01 9 ~p @2026-02-01");
    struct assessment january = goal(regency, "a", "2026-01");
    cr_assert_eq(january.status, CAPAIAN__V1__STATUS__STATUS_PROVISIONAL);
    cr_assert_nano(january.percent, "90");
    accepted(regency, "dispar", "a 2026-01 10 @2026-02-01");
    january = goal(regency, "a", "2026-01");
    cr_assert_eq(january.status, CAPAIAN__V1__STATUS__STATUS_FINAL);
    cr_assert_eq(january.outcome, CAPAIAN__V1__ASSESSED__ASSESSED_MET);
    cr_assert(has(from(regency, "dispar", "a 2026-01 9 ~p"), 0, "row.superseded"), "later, and provisional");
    cr_assert_nano(goal(regency, "a", "2026-01").realization, "10");
    regency_free(regency);
}

Test(realizations, an_estimate_that_replaces_a_final_figure_is_an_estimate) {
    struct regency *regency = make((struct files){INDICATORS VALUE, MONTHS, NULL});
    regency_until(regency, "2026-02-05");
    (void)regency_send_numbered(regency, "dispar", 1, false, "a 2026-01 11");
    cr_assert_eq(goal(regency, "a", "2026-01").outcome, CAPAIAN__V1__ASSESSED__ASSESSED_MET);
    (void)regency_send_numbered(regency, "dispar", 2, false, "a 2026-01 12 ~e &1.0 !angka_tetap_dicabut");
    cr_assert_nano(goal(regency, "a", "2026-01").realization, "12");
    cr_assert_neq(goal(regency, "a", "2026-01").outcome, CAPAIAN__V1__ASSESSED__ASSESSED_MET, "never shown as met");
    cr_assert_eq(goal(regency, "a", "2026-01").status, CAPAIAN__V1__STATUS__STATUS_ESTIMATED);
    regency_free(regency);
}

Test(realizations, of_a_grade_the_rank_decides_and_the_score_must_agree) {
    struct regency *regency = make((struct files){INDICATORS "g,dispar,,grade,higher,value,quarter,last,0,,akip" REST,
                                                  TARGETS "g,2026-Q1,BB,to_date,yes\n", NULL});
    regency_until(regency, "2026-04-05");
    cr_assert(has(from(regency, "dispar", "g 2026-Q1 ?grade:AA"), 0, "grade.unknown"));
    cr_assert(has(from(regency, "dispar", "g 2026-Q1 ?grade:BB:69.99"), 0, "grade.score"));
    cr_assert(has(from(regency, "dispar", "g 2026-Q1 5"), 0, "figure.kind"));
    accepted(regency, "dispar", "g 2026-Q1 ?grade:B:69.99");
    cr_assert_eq(goal(regency, "g", "2026-Q1").outcome, CAPAIAN__V1__ASSESSED__ASSESSED_NOT_MET);
    cr_assert_nano(goal(regency, "g", "2026-Q1").percent, "80");    // the scale's 4 against 5
    accepted(regency, "dispar", "g 2026-Q1 ?grade:BB:70 @+1");
    cr_assert_eq(goal(regency, "g", "2026-Q1").outcome, CAPAIAN__V1__ASSESSED__ASSESSED_MET);
    accepted(regency, "dispar", "g 2026-Q1 ?grade:A @+2");
    cr_assert_nano(goal(regency, "g", "2026-Q1").percent, "120");
    regency_free(regency);
}

Test(realizations, what_is_accepted_as_missing_may_come_after_the_lock_while_that_holds) {
    struct regency *regency = make((struct files){INDICATORS VALUE, MONTHS, NULL});
    regency_until(regency, "2026-02-11");
    accepted(regency, "dispar", "a 2026-01 ?missing:belum_terbit");
    regency_deed(regency, DEED(ACCEPT_MISSING), "a/2026-01", "2026-05-20");
    // Its neighbour is locked, and so is this one when the acceptance is over.
    regency_until(regency, "2026-05-20");
    cr_assert(has(from(regency, "dispar", "a 2026-02 1"), 0, "period.locked"));
    struct capaian_period january = period_of("2026-01");
    const struct year *year = regency_year(regency, "a", 2026);
    cr_assert_not(figure_reported(&year->figures[january.number - 1], REPORTING_VALUE));
    accepted(regency, "dispar", "a 2026-01 10 !terbit");
    cr_assert(figure_reported(&year->figures[january.number - 1], REPORTING_VALUE));
    cr_assert(has(from(regency, "dispar", "a 2026-01 11 @+1 !lagi"), 0, "period.locked"), "it is no longer missing");
    regency_free(regency);
}

Test(realizations, missing_needs_a_reason_of_the_policy_and_somebody_to_accept_it) {
    struct regency *regency = make((struct files){INDICATORS VALUE, MONTHS, NULL});
    regency_until(regency, "2026-02-11");
    cr_assert_told(regency, "+overdue/a/2026-01:not_reported");
    const Capaian__V1__Verdict *verdict = from(regency, "dispar", "a 2026-01 ?missing:lupa");
    cr_assert(has(verdict, 0, "missing.reason_unknown"));
    cr_assert_not_null(strstr(verdict->results[0]->sentence_en, "belum terbit, bencana"));
    accepted(regency, "dispar", "a 2026-01 ?missing:Belum_Terbit");
    cr_assert(has(from(regency, "dispar", "a 2026-01 ?missing:belum_terbit @+1"), 0, "row.unchanged"));
    cr_assert_told(regency, "");
    regency_deed(regency, DEED(ACCEPT_MISSING), "a/2026-01", "2026-02-20");
    cr_assert_told(regency, "-overdue/a/2026-01:missing_accepted");
    // Another reason is another statement, which nobody has accepted.
    accepted(regency, "dispar", "a 2026-01 ?missing:bencana @+2");
    cr_assert_told(regency, "+overdue/a/2026-01:not_reported");
    regency_deed(regency, DEED(ACCEPT_MISSING), "a/2026-01", "2026-02-20");
    cr_assert_told(regency, "-overdue/a/2026-01:missing_accepted");
    regency_deed(regency, DEED(REFUSE_MISSING), "a/2026-01", "");
    cr_assert_told(regency, "+overdue/a/2026-01:not_reported");
    accepted(regency, "dispar", "a 2026-01 10 @+3 !terbit");
    cr_assert_told(regency, "-overdue/a/2026-01:late_report");
    regency_free(regency);
}

Test(realizations, nought_of_nought_is_nil_and_something_of_nought_is_refused) {
    struct regency *regency =
        make((struct files){INDICATORS "p,dispar,,ratio,higher,value,month,ratio-of-sums,2,100," REST,
                            TARGETS "p,2026-01,90,to_date,yes\n", NULL});
    regency_until(regency, "2026-02-05");
    cr_assert_eq(from(regency, "dispar", "p 2026-01 3/0")->accepted, 0);
    accepted(regency, "dispar", "p 2026-01 0/0");
    cr_assert_eq(goal(regency, "p", "2026-01").outcome, CAPAIAN__V1__ASSESSED__ASSESSED_NIL);
    regency_until(regency, "2026-03-05");
    cr_assert_told(regency, "");    // reported; neither overdue nor missed
    regency_free(regency);
}

Test(realizations, late_is_accepted_and_locked_is_not_until_somebody_opens_it) {
    struct regency *regency = make((struct files){INDICATORS VALUE, MONTHS, NULL});
    regency_until(regency, "2026-02-10T23:59");
    accepted(regency, "dispar", "a 2026-01 5");
    cr_assert_not(has(from(regency, "dispar", "a 2026-01 6 @+1"), 0, "row.late"));
    regency_until(regency, "2026-02-11");
    cr_assert(has(from(regency, "dispar", "a 2026-01 7"), 0, "reason.absent"));
    accepted(regency, "dispar", "a 2026-01 8 !salah_ketik");
    regency_until(regency, "2026-03-02T23:59");
    accepted(regency, "dispar", "a 2026-01 9 !salah_ketik");
    regency_until(regency, "2026-03-03");
    cr_assert(has(from(regency, "dispar", "a 2026-01 10 !salah_ketik"), 0, "period.locked"));
    regency_deed(regency, DEED(REOPEN), "dinkes/2026-01", "2026-03-05");
    cr_assert(has(from(regency, "dispar", "a 2026-01 10 !salah_ketik"), 0, "period.locked"), "for another unit");
    regency_deed(regency, DEED(REOPEN), "dispar/2026-Q1", "2026-03-05");
    regency_until(regency, "2026-03-05T23:59");
    (void)regency_told(regency);
    accepted(regency, "dispar", "a 2026-01 10 !salah_ketik");
    cr_assert_told(regency, "-missed/a/2026-01:corrected -restated/missed/a/2026-01:restated_met "
                            "-behind/a/2026:recovered");
    regency_until(regency, "2026-03-06");
    cr_assert(has(from(regency, "dispar", "a 2026-01 11 !salah_ketik"), 0, "period.locked"), "and closed again");
    cr_assert_nano(regency_figure(regency, "a", "2026-01")->statement.numerator, "10");
    regency_free(regency);
}

Test(realizations, a_review_is_of_the_figure_that_was_seen) {
    struct regency *regency = make((struct files){INDICATORS VALUE, MONTHS, NULL});
    const struct figure *january = regency_figure(regency, "a", "2026-01");
    regency_until(regency, "2026-02-05");
    (void)regency_send_numbered(regency, "dispar", 1, false, "a 2026-01 5");
    regency_deed(regency, DEED(REVIEW), "a/2026-01", "");
    cr_assert_eq(january->stage, CAPAIAN__V1__STAGE__STAGE_REVIEWED);
    (void)regency_send_numbered(regency, "dispar", 2, false, "a 2026-01 5 @+1");
    cr_assert_eq(january->stage, CAPAIAN__V1__STAGE__STAGE_REVIEWED, "the same figure");
    (void)regency_send_numbered(regency, "dispar", 3, false, "a 2026-01 5 @+-1 &2.0 !salinan");
    cr_assert_eq(january->stage, CAPAIAN__V1__STAGE__STAGE_REVIEWED, "said by another row");
    (void)regency_send_numbered(regency, "dispar", 4, false, "a 2026-01 4 @+-5");
    cr_assert_eq(january->stage, CAPAIAN__V1__STAGE__STAGE_REVIEWED, "on record only");
    regency_deed(regency, DEED(DISPUTE), "a/2026-01", "");
    cr_assert_eq(january->stage, CAPAIAN__V1__STAGE__STAGE_DISPUTED);
    (void)regency_send_numbered(regency, "dispar", 5, false, "a 2026-01 6 @+2");
    cr_assert_eq(january->stage, CAPAIAN__V1__STAGE__STAGE_SUBMITTED);
    regency_deed(regency, DEED(REVIEW), "a/2026-01", "");
    (void)regency_send_numbered(regency, "dispar", 6, false, "a 2026-01 6 ~p &5.0 @+1 !sementara");
    cr_assert_eq(january->stage, CAPAIAN__V1__STAGE__STAGE_SUBMITTED, "of another status");
    regency_free(regency);
}

Test(realizations, a_figure_may_be_reported_by_another_unit_than_the_one_that_answers_for_it) {
    struct regency *regency =
        make((struct files){INDICATORS "a,dispar,bps,ratio,higher,value,month,sum,0,," REST, MONTHS, NULL});
    regency_until(regency, "2026-02-05");
    cr_assert(has(from(regency, "dispar", "a 2026-01 10"), 0, "indicator.unit"));
    accepted(regency, "bps", "a 2026-01 9");
    const Capaian__V1__AlertEvent *event = regency->effects.events[0];
    cr_assert_str_eq(event->alert, "missed/a/2026-01");
    cr_assert_str_eq(event->unit, "dispar");
    cr_assert_str_eq(event->reporter, "bps");
    cr_assert_str_eq(event->accountable->person, "P1");
    regency_free(regency);
}

Test(realizations, a_target_that_comes_after_the_first_reports_is_judged_then) {
    struct regency *regency = make((struct files){INDICATORS VALUE "b,dispar,,ratio,higher,value,month,sum,0,," REST,
                                                  TARGETS "b,2026,1,to_date,yes\na,2027,120,to_date,yes\n", NULL});
    regency_until(regency, "2026-02-05");
    cr_assert(has(from(regency, "dispar", "a 2026-01 9; b 2026-01 1"), 0, "target.absent"));
    cr_assert_not(has(from(regency, "dispar", "a 2026-01 9; b 2026-01 1"), 1, "target.absent"));
    cr_assert_told(regency, "");
    apply(regency,
          (struct files){INDICATORS VALUE "b,dispar,,ratio,higher,value,month,sum,0,," REST,
                         MONTHS "b,2026,1,to_date,yes\n", NULL},
          "2026-01-01");
    cr_assert_told(regency, "+missed/a/2026-01:numeric +behind/a/2026:below_trajectory");
    regency_free(regency);
}

#define SHARED "s,dispar,,ratio,higher,value,month,sum,0,," REST
#define SHARED_TARGETS TARGETS "s,2026-01,10,to_date,yes\ns,2026-02,20,to_date,yes\ns,2026,120,to_date,yes\n"
#define SHARES "indicator,unit,part,share\ns,dinkes,adds,\n"

Test(realizations, what_two_units_add_is_reported_when_both_have) {
    struct regency *regency = make((struct files){INDICATORS SHARED, SHARED_TARGETS, SHARES});
    regency_until(regency, "2026-02-05");
    cr_assert(has(from(regency, "kec", "s 2026-01 5"), 0, "indicator.unit"));
    accepted(regency, "dispar", "s 2026-01 6 ~p");
    cr_assert_not(figure_reported(regency_figure(regency, "s", "2026-01"), REPORTING_VALUE));
    regency_until(regency, "2026-02-11");
    cr_assert_told(regency, "+overdue/s/2026-01:not_reported");
    accepted(regency, "dinkes", "s 2026-01 3");
    cr_assert_told(regency, "-overdue/s/2026-01:late_report +missed/s/2026-01:numeric +behind/s/2026:below_trajectory");
    struct assessment january = goal(regency, "s", "2026-01");
    cr_assert_nano(january.realization, "9");
    cr_assert_eq(january.status, CAPAIAN__V1__STATUS__STATUS_PROVISIONAL, "as weak as its weakest part");
    accepted(regency, "dinkes", "s 2026-01 4 !salah_hitung");
    accepted(regency, "dispar", "s 2026-01 6 !angka_tetap");
    cr_assert_eq(goal(regency, "s", "2026-01").outcome, CAPAIAN__V1__ASSESSED__ASSESSED_MET);
    cr_assert_eq(goal(regency, "s", "2026-01").status, CAPAIAN__V1__STATUS__STATUS_FINAL);
    // One takes its own back: the sum is none.
    accepted(regency, "dinkes", "s 2026-01 ?withdraw @+1 !ditarik");
    cr_assert_not(figure_reported(regency_figure(regency, "s", "2026-01"), REPORTING_VALUE));
    regency_free(regency);
}

Test(realizations, what_one_of_two_declares_missing_is_missing_from_the_whole) {
    struct regency *regency = make((struct files){INDICATORS SHARED, SHARED_TARGETS, SHARES});
    regency_until(regency, "2026-02-11");
    (void)regency_told(regency);
    accepted(regency, "dinkes", "s 2026-01 ?missing:bencana");
    accepted(regency, "dispar", "s 2026-01 6");
    cr_assert_not(figure_reported(regency_figure(regency, "s", "2026-01"), REPORTING_VALUE));
    regency_deed(regency, DEED(ACCEPT_MISSING), "s/2026-01", "");
    cr_assert_told(regency, "-overdue/s/2026-01:missing_accepted");
    accepted(regency, "dinkes", "s 2026-01 4 !ketemu");
    cr_assert_eq(goal(regency, "s", "2026-01").outcome, CAPAIAN__V1__ASSESSED__ASSESSED_MET);
    cr_assert_eq(regency_figure(regency, "s", "2026-01")->missing_until, 0);
    regency_free(regency);
}

Test(realizations, events_of_two_units_add_up_with_refs_of_their_own) {
    struct regency *regency =
        make((struct files){INDICATORS "s,dispar,,ratio,higher,events,month,sum,0,," REST, SHARED_TARGETS, SHARES});
    regency_until(regency, "2026-02-05");
    accepted(regency, "dispar", "s 2026-01-03 4 #1; s 2026-01-04 2; s 2026-01 =2:6");
    accepted(regency, "dinkes", "s 2026-01-05 3 #1");    // another one's permit of the same number
    const struct figure *january = regency_figure(regency, "s", "2026-01");
    cr_assert_eq(january->count, 3);
    cr_assert_nano(january->numerator, "9");
    cr_assert_not(figure_reported(january, REPORTING_EVENTS), "dinkes has not closed");
    accepted(regency, "dinkes", "s 2026-01 =1:3");
    cr_assert(figure_reported(january, REPORTING_EVENTS));
    cr_assert_nano(goal(regency, "s", "2026-01").realization, "9");
    accepted(regency, "dinkes", "s 2026-01-05 4 #1 @+1; s 2026-01 =1:4 @+1");
    cr_assert_eq(goal(regency, "s", "2026-01").outcome, CAPAIAN__V1__ASSESSED__ASSESSED_MET);
    regency_free(regency);
}

Test(realizations, a_part_that_is_added_later_owes_from_then_on_and_one_that_goes_stays_in_its_sums) {
    struct regency *regency = make((struct files){INDICATORS SHARED, SHARED_TARGETS, SHARES});
    regency_until(regency, "2026-02-05");
    accepted(regency, "dispar", "s 2026-01 6");
    accepted(regency, "dinkes", "s 2026-01 5");
    apply(regency, (struct files){INDICATORS SHARED, SHARED_TARGETS, SHARES "s,kec,adds,\n"}, "2026-02-01");
    cr_assert_eq(goal(regency, "s", "2026-01").outcome, CAPAIAN__V1__ASSESSED__ASSESSED_MET, "before its time");
    regency_until(regency, "2026-03-02");
    accepted(regency, "dispar", "s 2026-02 6");
    accepted(regency, "dinkes", "s 2026-02 5");
    cr_assert_not(figure_reported(regency_figure(regency, "s", "2026-02"), REPORTING_VALUE));
    accepted(regency, "kec", "s 2026-02 1");
    cr_assert_nano(regency_figure(regency, "s", "2026-02")->statement.numerator, "12");
    // dinkes leaves: what it has added stays, it owes nothing and may send nothing.
    apply(regency, (struct files){INDICATORS SHARED, SHARED_TARGETS, "indicator,unit,part,share\ns,kec,adds,\n"},
          "2026-03-01");
    cr_assert_nano(regency_figure(regency, "s", "2026-02")->statement.numerator, "12");
    accepted(regency, "kec", "s 2026-02 2 @+1");
    cr_assert_nano(regency_figure(regency, "s", "2026-02")->statement.numerator, "13");
    regency_until(regency, "2026-04-02");
    cr_assert(has(from(regency, "dinkes", "s 2026-03 1"), 0, "indicator.unit"));
    accepted(regency, "dispar", "s 2026-03 6");
    accepted(regency, "kec", "s 2026-03 1");
    cr_assert_nano(regency_figure(regency, "s", "2026-03")->statement.numerator, "7");
    regency_free(regency);
}

Test(realizations, one_who_answers_for_a_share_adds_no_rows) {
    struct regency *regency =
        make((struct files){INDICATORS SHARED, SHARED_TARGETS, "indicator,unit,part,share\ns,dinkes,answers,30\n"});
    regency_until(regency, "2026-02-05");
    cr_assert(has(from(regency, "dinkes", "s 2026-01 3"), 0, "indicator.unit"));
    accepted(regency, "dispar", "s 2026-01 10");
    cr_assert_eq(goal(regency, "s", "2026-01").outcome, CAPAIAN__V1__ASSESSED__ASSESSED_MET);
    regency_free(regency);
}
