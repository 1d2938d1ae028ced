// What the files of a plan say once they are read: nodes, parts, grades, steps, openings, and targets of all sorts.
#include "harness/catalogue_good.h"

Test(catalogue_plan, nodes_are_found_by_code) {
    struct catalogue *catalogue = read_plain();
    cr_assert_eq(catalogue->node_count, 2);
    const struct node *node = catalogue_node(catalogue, "S2.1");
    cr_assert_str_eq(node->parent, "T2");
    cr_assert_str_eq(node->level, "sasaran");
    cr_assert_str_eq(node->name, "Kunjungan naik");
    cr_assert_str_eq(node->external, "RPJMN 2025-2029");
    cr_assert_str_eq(catalogue_node(catalogue, "T2")->parent, "");
    cr_assert_null(catalogue_node(catalogue, "S2"));
    cr_assert_null(catalogue_node(catalogue, ""));
    catalogue_free(catalogue);
}

Test(catalogue_plan, an_indicator_has_its_own_parts) {
    struct catalogue *catalogue = read_plain();
    const struct indicator *days = catalogue_indicator(catalogue, "izn01");
    cr_assert_eq(days->share_count, 2);
    const struct share *shares = &catalogue->shares[days->first_share];
    cr_assert_str_eq(shares[0].unit, "dinkes");
    cr_assert_eq(shares[0].part, PART_ANSWERS);
    cr_assert_eq(shares[0].share, 20 * CAPAIAN_NANO + CAPAIAN_NANO / 2);
    cr_assert_str_eq(shares[1].unit, "sekda");
    cr_assert(is_number(shares[1].share, 30));
    const struct indicator *visits = catalogue_indicator(catalogue, "par01");
    cr_assert_eq(visits->share_count, 1);
    cr_assert_eq(catalogue->shares[visits->first_share].part, PART_ADDS);
    cr_assert_eq(catalogue->shares[visits->first_share].share, 0);
    cr_assert_eq(catalogue_indicator(catalogue, "jal01")->share_count, 0);
    catalogue_free(catalogue);
}

// The scale of PermenPANRB 88/2021, with scores from 1 to 7.
Test(catalogue_plan, a_grade_is_found_by_name_rank_and_value) {
    struct catalogue *catalogue = read_plain();
    cr_assert_eq(catalogue->grade_count, 9);
    const struct grade *good = catalogue_grade(catalogue, "akip", "bb");
    cr_assert_str_eq(good->grade, "BB", "upper and lower case make no difference");
    cr_assert_eq(good->rank, 5);
    cr_assert(is_number(good->score, 5));
    cr_assert(good->has_from && is_number(good->from_value, 70));
    cr_assert_null(catalogue_grade(catalogue, "akip", "WTP"));
    cr_assert_null(catalogue_grade(catalogue, "skm", "A"));
    cr_assert_not(catalogue_grade(catalogue, "opini", "WTP")->has_from);
    cr_assert_str_eq(catalogue_grade_ranked(catalogue, "akip", 7 * CAPAIAN_NANO)->grade, "AA");
    cr_assert_null(catalogue_grade_ranked(catalogue, "akip", 0));
    cr_assert_null(catalogue_grade_ranked(catalogue, "akip", 8 * CAPAIAN_NANO));
    cr_assert_null(catalogue_grade_ranked(catalogue, "akip", 5 * CAPAIAN_NANO + 1));
    cr_assert_str_eq(catalogue_grade_of_value(catalogue, "akip", 70 * CAPAIAN_NANO)->grade, "BB");
    cr_assert_str_eq(catalogue_grade_of_value(catalogue, "akip", 70 * CAPAIAN_NANO - 1)->grade, "B");
    cr_assert_str_eq(catalogue_grade_of_value(catalogue, "akip", 1000 * CAPAIAN_NANO)->grade, "AA");
    cr_assert_str_eq(catalogue_grade_of_value(catalogue, "akip", 0)->grade, "D");
    cr_assert_null(catalogue_grade_of_value(catalogue, "akip", -1));
    cr_assert_null(catalogue_grade_of_value(catalogue, "opini", 4 * CAPAIAN_NANO));
    catalogue_free(catalogue);
}

Test(catalogue_plan, an_indicator_of_grades_aims_at_a_rank) {
    struct catalogue *catalogue = read_plain();
    const struct indicator *sakip = catalogue_indicator(catalogue, "sak01");
    cr_assert_eq(sakip->formula, FORMULA_GRADE);
    cr_assert_str_eq(sakip->scale, "akip");
    cr_assert_eq(sakip->grade_count, 7);
    cr_assert_str_eq(sakip->grades[0].grade, "D");
    cr_assert_str_eq(sakip->grades[6].grade, "AA");
    const struct target *target = &catalogue->targets[sakip->first_target + 1];    // behind the plan
    cr_assert(target->scheduled && is_number(target->target, 5));
    cr_assert(is_number(catalogue->openings[sakip->first_opening].realized, 4));
    cr_assert_eq(catalogue_indicator(catalogue, "par01")->grade_count, 0);
    cr_assert_null(catalogue_indicator(catalogue, "par01")->grades);
    catalogue_free(catalogue);
}

Test(catalogue_plan, a_scale_names_the_figures_of_another_formula) {
    struct catalogue *catalogue = read_with_line(
        "indicators.csv", 4,
        "jal01,Kemajuan,dispar,,%,2,ratio,higher,value,to_date,month,last,last,,,0,100,akip,Laporan,,,,,,"
        "2026-01-01,2026-12-31");
    const struct indicator *roads = catalogue_indicator(catalogue, "jal01");
    cr_assert_str_eq(roads->scale, "akip");
    cr_assert_eq(roads->grade_count, 7);
    cr_assert_eq(roads->formula, FORMULA_RATIO);
    catalogue_free(catalogue);
}

Test(catalogue_plan, a_range_has_two_bounds) {
    struct catalogue *catalogue = read_plain();
    const struct indicator *water = catalogue_indicator(catalogue, "air01");
    cr_assert_eq(water->formula, FORMULA_RANGE);
    cr_assert_eq(water->better, BETTER_INSIDE);
    const struct target *target = &catalogue->targets[water->first_target];
    cr_assert_eq(target->target, 6 * CAPAIAN_NANO + CAPAIAN_NANO / 2);
    cr_assert(target->has_high);
    cr_assert_eq(target->high, 8 * CAPAIAN_NANO + CAPAIAN_NANO / 2);
    cr_assert_eq(target->curve, CURVE_NONE);
    cr_assert_not(catalogue->targets[catalogue_indicator(catalogue, "par01")->first_target].has_high);
    catalogue_free(catalogue);
}

Test(catalogue_plan, targets_of_a_plan_stand_in_the_year_in_which_it_begins) {
    struct catalogue *catalogue = read_with_line(
        "targets.csv", 12, "par01,2026..2028,3.000.000,,period,ya,,kurva s\npar01,2027,1.100.000,,,ya,,");
    const struct indicator *visits = catalogue_indicator(catalogue, "par01");
    cr_assert_eq(visits->target_count, 5);
    static const char *const periods[] = {"2025..2030", "2026-Q1", "2026", "2026..2028", "2027"};
    const struct target *targets = &catalogue->targets[visits->first_target];
    for (size_t i = 0; i < 5; i++)
        cr_assert(capaian_period_equal(targets[i].period, period(periods[i])), "%s", periods[i]);
    cr_assert(targets[0].to_date && !targets[0].judged && targets[0].weight == 0);
    cr_assert_eq(targets[0].curve, CURVE_LINEAR);
    cr_assert(is_number(targets[0].target, 6500000));
    cr_assert(targets[3].to_date && targets[3].judged, "a target of several years is to date whatever its cell says");
    cr_assert_eq(targets[3].curve, CURVE_S);
    catalogue_free(catalogue);
}

Test(catalogue_plan, a_ladder_is_read_step_by_step) {
    struct catalogue *catalogue = read_plain();
    cr_assert_eq(catalogue->rung_count, 2);
    const struct rung *first = &catalogue->rungs[0], *second = &catalogue->rungs[1];
    cr_assert_str_eq(first->ladder, "jpt");
    cr_assert_eq(first->step, 1);
    cr_assert_str_eq(first->kinds, "dinas;sekretariat");
    cr_assert(is_number(first->score, 80));
    cr_assert_eq(first->after_months, 12);
    cr_assert_eq(first->not_before_months, 0);
    cr_assert_str_eq(first->text, "6 bulan perbaikan");
    cr_assert_str_eq(first->basis, "PP 11/2017");
    cr_assert_eq(second->step, 2);
    cr_assert(is_number(second->score, 80));
    cr_assert_eq(second->after_months, 6);
    cr_assert_eq(second->not_before_months, 24);
    catalogue_free(catalogue);
}

Test(catalogue_plan, openings_stand_by_day) {
    struct catalogue *catalogue = read_with_line("opening.csv", 5, "par01,2026-12-31,900.000,,,LKjIP 2026");
    const struct indicator *visits = catalogue_indicator(catalogue, "par01");
    cr_assert_eq(visits->opening_count, 2);
    const struct opening *openings = &catalogue->openings[visits->first_opening];
    cr_assert_eq(openings[0].until, day("2025-12-31"));
    cr_assert(is_number(openings[0].realized, 1240000));
    cr_assert_str_eq(openings[0].source, "LKjIP 2025");
    cr_assert_eq(openings[1].until, day("2026-12-31"));
    cr_assert(is_number(openings[1].realized, 900000));
    const struct indicator *days = catalogue_indicator(catalogue, "izn01");
    cr_assert_eq(days->opening_count, 1);
    cr_assert(is_number(catalogue->openings[days->first_opening].numerator, 5000));
    cr_assert(is_number(catalogue->openings[days->first_opening].denominator, 800));
    cr_assert_eq(catalogue_indicator(catalogue, "jal01")->opening_count, 0);
    catalogue_free(catalogue);
}

Test(catalogue_plan, without_a_plan_the_cell_is_free_text) {
    struct catalogue_file files[TEXT_FILES];
    char text[TEXT_MAX];
    good_files(files);
    good_text_with("indicators.csv", 2,
                   "par01,Kunjungan,dispar,,orang,0,ratio,higher,events,period,month,sum,sum,,,0,,,Karcis,10wd,,30d,"
                   "RPJMD misi kedua,Orang,2026-01-01,",
                   text);
    files[good_rank("indicators.csv")] = (struct catalogue_file){"indicators.csv", text, strlen(text)};
    static const char header[] = "node,parent,level,name,external\n";
    files[good_rank("plan.csv")] = (struct catalogue_file){"plan.csv", header, sizeof header - 1};
    struct catalogue *catalogue = read_good(files, TEXT_FILES);
    cr_assert_eq(catalogue->node_count, 0);
    catalogue_free(catalogue);
    files[good_rank("plan.csv")] = files[TEXT_FILES - 1];
    catalogue = read_good(files, TEXT_FILES - 1);
    cr_assert_str_eq(catalogue_indicator(catalogue, "par01")->plan, "RPJMD misi kedua");
    catalogue_free(catalogue);
}
