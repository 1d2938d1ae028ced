#include "harness/office.h"
#include "score/plan.h"

#define OUTCOME(name) CAPAIAN__V1__ASSESSED__ASSESSED_##name

#define PLAN                                                                                                           \
    "node,parent,level,name,external\nT1,,tujuan,Ekonomi,RPJMN PN 2\nS1,T1,sasaran,Wisata,\nS2,T1,sasaran,Izin,\n"     \
    "S3,T1,sasaran,Campur,\n"

// S1: two sums. S2: two ratios of sums. S3: a rate that is the last, twice. T1: one of its own.
static struct regency *make(const char *target_of_second_ratio) {
    char targets[1024];
    snprintf(targets, sizeof targets,
             OFFICE_TARGETS "a,2026-Q1,30,to_date,yes,\na,2026,120,to_date,yes,\n"
                            "b,2026-Q1,50,to_date,yes,\nb,2026,200,to_date,yes,\n"
                            "r,2026-Q1,80,to_date,yes,\nr,2026,90,to_date,yes,\n"
                            "s,2026-Q1,%s,to_date,yes,\ns,2026,90,to_date,yes,\n"
                            "x,2026-Q1,50,to_date,yes,\nx,2026,60,to_date,yes,\n"
                            "y,2026-Q1,50,to_date,yes,\ny,2026,60,to_date,yes,\n"
                            "z,2026,60,to_date,yes,\n",
             target_of_second_ratio);
    return office_make((struct office){.indicators = OFFICE_INDICATORS
                                       "a,dispar,ratio,higher,month,sum,0,,S1" OFFICE_REST
                                       "b,dispar,ratio,higher,month,sum,0,,S1" OFFICE_REST
                                       "r,dispar,ratio,higher,month,ratio-of-sums,2,100,S2" OFFICE_REST
                                       "s,dispar,ratio,higher,month,ratio-of-sums,2,100,S2" OFFICE_REST
                                       "x,dispar,ratio,higher,month,last,0,,S3" OFFICE_REST
                                       "y,dispar,ratio,higher,month,last,0,,S3" OFFICE_REST
                                       "z,dispar,ratio,higher,month,sum,0,,T1" OFFICE_REST,
                                       .targets = targets,
                                       .plan = PLAN},
                       "2026-01-01");
}

enum { S1, S2, S3, T1 };

static struct plan_node *nodes_of(const struct regency *regency) {
    struct plan_node *nodes = NULL;
    cr_assert_eq(plan_roll_up(regency->fold, 2026, regency_today(regency), &nodes), 0);
    return nodes;
}

Test(plan_roll_up, counts_below_and_adds_up_what_states_the_same_thing) {
    struct regency *regency = make("80");
    office_months(regency, 2026, 1, 3, "a 11;b 15;r 9/10;s 70/100;x 40;y 60;z 1");
    struct plan_node *nodes = nodes_of(regency);
    cr_assert_str_eq(nodes[S1].node->code, "S1");
    cr_assert_eq(nodes[S1].indicators, 2);
    cr_assert_eq(nodes[S1].met, 1);
    cr_assert_eq(nodes[S1].not_met, 1);
    cr_assert(nodes[S1].has_together);
    cr_assert_nano(nodes[S1].together.realization, "78");
    cr_assert_nano(nodes[S1].together.aim.target, "80");
    cr_assert_nano(nodes[S1].together.percent, "97.5");    // not the mean of 110 and 90
    cr_assert_eq(nodes[S1].together.outcome, OUTCOME(NOT_MET));
    cr_assert_str_eq(nodes[S1].satuan, "orang");
    cr_assert(nodes[S2].has_together);
    cr_assert_nano(nodes[S2].together.realization, "71.82");    // 27 + 210 of 30 + 300, not the mean of 90 and 70
    cr_assert_nano(nodes[S2].together.aim.target, "80");
    cr_assert_not(nodes[S3].has_together, "rates are not averaged");
    cr_assert_eq(nodes[S3].met, 1);
    cr_assert_eq(nodes[T1].indicators, 7);
    cr_assert_eq(nodes[T1].met, 3);
    cr_assert_eq(nodes[T1].not_met, 3);
    cr_assert_eq(nodes[T1].not_assessed, 1, "z has no trajectory");
    cr_assert_not(nodes[T1].has_together);
    cr_assert_str_eq(nodes[T1].node->external, "RPJMN PN 2");
    free(nodes);
    regency_free(regency);
}

Test(plan_roll_up, parts_that_do_not_say_the_same_stay_apart) {
    struct regency *regency = make("85");
    office_months(regency, 2026, 1, 2, "a 11;b 15;r 9/10;s 70/100");
    struct plan_node *nodes = nodes_of(regency);
    cr_assert_not(nodes[S1].has_together, "nothing is assessed yet");
    cr_assert_eq(nodes[S1].not_assessed, 2);
    free(nodes);
    office_months(regency, 2026, 3, 3, "a 11;r 9/10;s 70/100");
    nodes = nodes_of(regency);
    cr_assert_not(nodes[S1].has_together, "a part is missing");
    cr_assert_eq(nodes[S1].met, 1);
    cr_assert_not(nodes[S2].has_together, "the targets of the ratios differ");
    free(nodes);
    regency_free(regency);
}
