// The part of policy.ini that names, caps and times what has been assessed.
#include "harness/catalogue_good.h"

static capaian_nano percent(const char *text) {
    struct capaian_decimal decimal;
    capaian_nano ret = 0;
    cr_assert_eq(capaian_decimal_parse(text, CAPAIAN_NUMBERS_EN, &decimal), CAPAIAN_NUMBER_OK);
    cr_assert_eq(capaian_nano_of(decimal, &ret), 0);
    return ret;
}

// The band of each attainment of a list that ends with NULL.
static void assert_bands(const char *line, const char *const pairs[][2]) {
    struct catalogue *catalogue = read_with_line("policy.ini", 5, line);
    for (size_t i = 0; pairs[i][0] != NULL; i++) {
        const char *name = policy_band(&catalogue->policy, percent(pairs[i][0]));
        cr_assert_str_eq(name, pairs[i][1], "%s: %s is %s", line, pairs[i][0], name);
    }
    catalogue_free(catalogue);
}

// Limits of the sources, which print 76-90 and 91-100: half-open here, so that 90,5 has a name too.
Test(catalogue_policy, the_default_bands_are_the_five_of_regional_plans) {
    static const char *const pairs[][2] = {
        {"235.01", "sangat tinggi"},
        {"90.000001", "sangat tinggi"},
        {"90", "tinggi"},
        {"75.5", "tinggi"},
        {"75", "sedang"},
        {"65.000001", "sedang"},
        {"65", "rendah"},
        {"50.5", "rendah"},
        {"50", "sangat rendah"},
        {"0", "sangat rendah"},
        {"-0.000000001", ""},
        {NULL, NULL},
    };
    assert_bands("due = 10d", pairs);
    assert_bands("bands = lima", pairs);
}

Test(catalogue_policy, bands_can_be_lights) {
    static const char *const pairs[][2] = {{"100", "hijau"},       {"99.999999", "kuning"}, {"80", "kuning"},
                                           {"79.999999", "merah"}, {"0", "merah"},          {NULL, NULL}};
    assert_bands("bands = Lampu", pairs);
}

// PermenPANRB 88/2021.
Test(catalogue_policy, bands_can_be_those_of_akip) {
    static const char *const pairs[][2] = {{"90.1", "AA"}, {"90", "A"}, {"80", "BB"},  {"70", "B"}, {"60", "CC"},
                                           {"50", "C"},    {"30", "D"}, {"30.1", "C"}, {"0", "D"},  {NULL, NULL}};
    assert_bands("bands = akip", pairs);
}

// PermenPANRB 14/2017 prints 76,61-88,30 and 88,31-100,00.
Test(catalogue_policy, bands_can_be_those_of_a_satisfaction_survey) {
    static const char *const pairs[][2] = {{"88.31", "A"},  {"88.305", "B"}, {"76.61", "B"},
                                           {"76.609", "C"}, {"65", "C"},     {"64.995", "D"},
                                           {"25", "D"},     {"24.99", ""},   {NULL, NULL}};
    assert_bands("bands = skm", pairs);
}

Test(catalogue_policy, bands_are_read_as_they_are_written) {
    static const char *const pairs[][2] = {{"105.01", "melampaui target"},
                                           {"105", "tercapai"},
                                           {"95", "tercapai"},
                                           {"94.99", "mendekati"},
                                           {"87.5", "mendekati"},
                                           {"87.49", "kritis"},
                                           {"-5", "kritis"},
                                           {"-5.1", ""},
                                           {NULL, NULL}};
    assert_bands("bands = > 105% melampaui target ,>=95 tercapai,>=87,5 mendekati, >=-5 kritis", pairs);
    static const char *const words[][2] = {{"51", "persentase bagus"}, {"50", "kurang"}, {NULL, NULL}};
    assert_bands("bands = >50 persentase bagus, >=0 persen kurang", words);
    // Exactly 90 and all above it are two bands.
    static const char *const edge[][2] = {{"90.1", "A"}, {"90", "B"}, {"89.9", ""}, {NULL, NULL}};
    assert_bands("bands = >90 A, >=90 B", edge);
}

Test(catalogue_policy, a_list_of_bands_is_bounded) {
    char line[1024] = "bands = ", name[70];
    struct catalogue_file files[TEXT_FILES];
    char text[TEXT_MAX];
    for (int i = 0; i < 21; i++)
        sprintf(line + strlen(line), "%s>=%d b%d", i > 0 ? ", " : "", 100 - i, i);
    for (int round = 0; round < 2; round++) {
        struct catalogue *catalogue = NULL;
        struct catalogue_findings findings;
        good_files(files);
        good_text_with("policy.ini", 5, line, text);
        files[good_rank("policy.ini")] = (struct catalogue_file){"policy.ini", text, strlen(text)};
        cr_assert_eq(catalogue_read(files, TEXT_FILES, &catalogue, &findings), 0);
        cr_assert_eq(findings.count, 1);
        cr_assert_eq(findings.list[0].code, CAPAIAN_POLICY_VALUE);
        catalogue_findings_free(&findings);
        memset(name, 'x', 65);
        name[65] = '\0';
        sprintf(line, "bands = >0 %s", name);
    }
    *strrchr(line, 'x') = '\0';
    struct catalogue *catalogue = read_with_line("policy.ini", 5, line);
    cr_assert_eq(strlen(policy_band(&catalogue->policy, CAPAIAN_NANO)), 64);
    catalogue_free(catalogue);
}

Test(catalogue_policy, what_is_not_written_holds_as_the_help_tells) {
    struct catalogue *catalogue = read_plain();
    const struct policy *policy = &catalogue->policy;
    cr_assert(is_number(policy->plausible_low, 20));
    cr_assert(is_number(policy->plausible_high, 200));
    cr_assert_eq(policy->band_count, 5);
    cr_assert(is_number(policy->score_cap, 120));
    cr_assert_eq(policy->tenure_target, TENURE_TRAJECTORY);
    cr_assert_eq(policy->min_months, 6);
    cr_assert(policy->escalation.count == 7 && !policy->escalation.working);
    cr_assert_not(policy->review);
    catalogue_free(catalogue);
}

Test(catalogue_policy, each_is_read) {
    struct catalogue *catalogue =
        read_with_line("policy.ini", 5,
                       "plausible = 12,5 % .. 1.000%\nscore_cap = 110%\ntenure_target = sisa\nmin_months = 0\n"
                       "escalation = 5wd\nreview = desk");
    const struct policy *policy = &catalogue->policy;
    cr_assert_eq(policy->plausible_low, 12 * CAPAIAN_NANO + CAPAIAN_NANO / 2);
    cr_assert(is_number(policy->plausible_high, 1000));
    cr_assert(is_number(policy->score_cap, 110));
    cr_assert_eq(policy->tenure_target, TENURE_REMAINING);
    cr_assert_eq(policy->min_months, 0);
    cr_assert(policy->escalation.count == 5 && policy->escalation.working);
    cr_assert(policy->review);
    catalogue_free(catalogue);
    catalogue = read_with_line("policy.ini", 5, "plausible = 0..150\nescalation = tidak\nreview = none");
    cr_assert(is_number(catalogue->policy.plausible_low, 0));
    cr_assert(is_number(catalogue->policy.plausible_high, 150));
    cr_assert_eq(catalogue->policy.escalation.count, 0, "never");
    cr_assert_not(catalogue->policy.review);
    catalogue_free(catalogue);
    catalogue = read_with_line("policy.ini", 5, "escalation = 0d");
    cr_assert_eq(catalogue->policy.escalation.count, 0, "never");
    catalogue_free(catalogue);
}
