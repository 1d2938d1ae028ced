#include "attainment/formula.h"

#include "harness/regency.h"

// By the formula, without a range.
static bool percent_by(enum formula formula, capaian_nano realization, capaian_nano target, capaian_nano *ret) {
    const struct indicator indicator = {.formula = formula};
    return formula_percent(&indicator, realization, (struct aim){.target = target}, ret);
}

static bool met_by(enum better better, capaian_nano realization, capaian_nano target) {
    const struct indicator indicator = {.better = better};
    return formula_met(&indicator, realization, (struct aim){.target = target});
}

static capaian_nano shortfall_by(enum better better, capaian_nano realization, capaian_nano target) {
    const struct indicator indicator = {.better = better};
    return formula_shortfall(&indicator, realization, (struct aim){.target = target});
}

// T, R and the percentage to its six decimals; "" where it does not exist.
struct known {
    const char *target, *realization, *percent;
};

static void assert_known(enum formula formula, const struct known *known, size_t count) {
    for (size_t i = 0; i < count; i++) {
        capaian_nano percent = 0;
        bool exists = percent_by(formula, nano_of_text(known[i].realization), nano_of_text(known[i].target), &percent);
        cr_assert_eq(exists, known[i].percent[0] != '\0', "T %s R %s", known[i].target, known[i].realization);
        if (exists)
            cr_assert_nano(percent, known[i].percent);
    }
}
#define ASSERT_KNOWN(formula, table) assert_known(formula, table, sizeof(table) / sizeof(table)[0])

// R/T of the table in reference works: 0, 0.25, 0.5, 0.8, 1, 1.25, 1.5, 2, 3.
Test(formula, ratio_is_r_over_t) {
    static const struct known table[] = {
        {"100", "0", "0"},
        {"100", "25", "25"},
        {"100", "50", "50"},
        {"100", "80", "80"},
        {"100", "100", "100"},
        {"100", "125", "125"},
        {"100", "300", "300"},
        {"90", "92", "102.222222"},    // printed as 113 in PermenPANRB 8/2021 p. 100, which is wrong
        {"2", "-1.41", "-70.5"},
        {"0.00725", "1.93", "26620.689655"},    // uncapped, however absurd
        {"0.72", "0.07", "9.722222"},
        {"11", "15", "136.363636"},
    };
    ASSERT_KNOWN(FORMULA_RATIO, table);
}

Test(formula, reflected_is_two_t_less_r_over_t) {
    static const struct known table[] = {
        {"100", "0", "200"},
        {"100", "25", "175"},
        {"100", "50", "150"},
        {"100", "80", "120"},
        {"100", "100", "100"},
        {"100", "125", "75"},
        {"100", "150", "50"},
        {"100", "200", "0"},
        {"100", "300", "-100"},
        {"88.82", "135.15", "47.838325"},
        {"0.288", "0.269", "106.597222"},
        {"100", "-10", "210"},
    };
    ASSERT_KNOWN(FORMULA_REFLECTED, table);
}

Test(formula, inverse_is_t_over_r) {
    static const struct known table[] = {
        {"100", "0", ""},
        {"100", "25", "400"},
        {"100", "50", "200"},
        {"100", "80", "125"},
        {"100", "100", "100"},
        {"100", "125", "80"},
        {"100", "150", "66.666667"},
        {"100", "200", "50"},
        {"100", "300", "33.333333"},
        {"162", "186", "87.096774"},
        {"0.16", "0.19", "84.210526"},
        {"88.82", "135.15", "65.719571"},
        {"100", "-5", ""},
    };
    ASSERT_KNOWN(FORMULA_INVERSE, table);
}

Test(formula, both_lower_formulas_agree_only_at_the_target) {
    const capaian_nano target = 100 * CAPAIAN_NANO;
    for (int r = 1; r <= 400; r++) {
        capaian_nano reflected = 0, inverse = 0;
        cr_assert(percent_by(FORMULA_REFLECTED, r * CAPAIAN_NANO, target, &reflected));
        cr_assert(percent_by(FORMULA_INVERSE, r * CAPAIAN_NANO, target, &inverse));
        cr_assert(inverse >= reflected, "R %d", r);
        cr_assert_eq(inverse == reflected, r == 100, "R %d", r);
    }
}

Test(formula, no_percentage_without_a_target_above_zero) {
    static const enum formula formulas[] = {FORMULA_RATIO, FORMULA_REFLECTED, FORMULA_INVERSE};
    static const char *const targets[] = {"0", "-0.000000001", "-5"}, *const realizations[] = {"-5", "0", "1", "100"};
    for (size_t f = 0; f < 3; f++)
        for (size_t t = 0; t < 3; t++)
            for (size_t r = 0; r < 4; r++) {
                capaian_nano percent = 77;
                cr_assert_not(
                    percent_by(formulas[f], nano_of_text(realizations[r]), nano_of_text(targets[t]), &percent));
                cr_assert_eq(percent, 77, "untouched where there is none");
            }
}

// T, R and what follows; high "" for none, percent "" where there is none.
struct ranged {
    const char *low, *high, *realization, *percent;
    bool met;
};

static struct aim aim_of(const struct ranged *known) {
    struct aim aim = {.target = nano_of_text(known->low), .has_high = known->high[0] != '\0'};
    if (aim.has_high)
        aim.high = nano_of_text(known->high);
    return aim;
}

static void assert_ranged(enum better better, const struct ranged *known, size_t count) {
    const struct indicator indicator = {.formula = FORMULA_RANGE, .better = better};
    for (size_t i = 0; i < count; i++) {
        const struct aim aim = aim_of(&known[i]);
        capaian_nano realization = nano_of_text(known[i].realization), percent = 0;
        bool exists = formula_percent(&indicator, realization, aim, &percent);
        cr_assert_eq(exists, known[i].percent[0] != '\0', "R %s", known[i].realization);
        if (exists)
            cr_assert_nano(percent, known[i].percent);
        cr_assert_eq(formula_met(&indicator, realization, aim), known[i].met, "R %s", known[i].realization);
        cr_assert_eq(formula_shortfall(&indicator, realization, aim) <= 0, known[i].met);
    }
}
#define ASSERT_RANGED(better, table) assert_ranged(better, table, sizeof(table) / sizeof(table)[0])

// PermenPANRB 8/2021 pp. 91 and 100: below the range its low bound is the target, above it the high one.
Test(formula, a_range_is_measured_at_its_near_bound) {
    static const struct ranged higher[] = {
        {"80", "90", "70", "87.5", false},    // printed so on p. 100
        {"80", "90", "92", "102.222222", true},
        {"80", "90", "80", "100", true},
        {"80", "90", "85", "100", true},
        {"80", "90", "90", "100", true},
        {"80", "90", "79.999999999", "99.999999", false},
        {"80", "90", "90.000000001", "100.000001", true},
        {"80", "", "40", "50", false},    // a single number is a range of one
        {"80", "", "120", "150", true},
    };
    static const struct ranged lower[] = {
        {"7", "8", "6.5", "107.142857", true},    // printed as 107 on p. 100
        {"7", "8", "9", "87.5", false},           // and 87.5
        {"7", "8", "7", "100", true},
        {"7", "8", "8", "100", true},
        {"7", "8", "8.000000001", "99.999999", false},
        {"7", "8", "17", "-12.5", false},
    };
    static const struct ranged inside[] = {
        {"40", "60", "20", "50", false}, {"40", "60", "39.999999999", "99.999999", false},
        {"40", "60", "40", "100", true}, {"40", "60", "50", "100", true},
        {"40", "60", "60", "100", true}, {"40", "60", "60.000000001", "99.999999", false},
        {"40", "60", "75", "75", false}, {"40", "60", "120", "0", false},
        {"40", "60", "0", "0", false},   {"40", "", "40", "100", true},
        {"40", "", "50", "75", false},   {"-5", "5", "0", "100", true},
        {"-5", "5", "6", "80", false},   {"-5", "5", "-6", "", false},
        {"0", "5", "-1", "", false},     {"-5", "0", "1", "", false},
    };
    ASSERT_RANGED(BETTER_HIGHER, higher);
    ASSERT_RANGED(BETTER_LOWER, lower);
    ASSERT_RANGED(BETTER_INSIDE, inside);
}

Test(formula, the_shortfall_is_how_far_it_is_to_what_would_do) {
    const struct aim aim = {.target = 80, .high = 90, .has_high = true};
    static const int expected[][4] = {{70, 10, -20, 10}, {85, -5, -5, -5}, {95, -15, 5, 5}, {80, 0, -10, 0}};
    for (size_t i = 0; i < 4; i++)
        for (int better = BETTER_HIGHER; better <= BETTER_INSIDE; better++) {
            const struct indicator indicator = {.formula = FORMULA_RANGE, .better = (enum better)better};
            cr_assert(formula_shortfall(&indicator, expected[i][0], aim) == expected[i][better], "R %d better %d",
                      expected[i][0], better);
        }
}

// Predicates of accountability and their scores, as they are turned into numbers in reports.
static const struct grade akip[] = {
    {.scale = "akip", .grade = "D", .rank = 1, .score = 0},
    {.scale = "akip", .grade = "C", .rank = 2, .score = 30 * CAPAIAN_NANO},
    {.scale = "akip", .grade = "CC", .rank = 3, .score = 50 * CAPAIAN_NANO},
    {.scale = "akip", .grade = "B", .rank = 4, .score = 60 * CAPAIAN_NANO},
    {.scale = "akip", .grade = "BB", .rank = 5, .score = 70 * CAPAIAN_NANO},
    {.scale = "akip", .grade = "A", .rank = 6, .score = 80 * CAPAIAN_NANO + 1},
};

Test(formula, of_a_grade_the_rank_decides_and_the_score_gives_the_percentage) {
    const struct indicator indicator = {
        .formula = FORMULA_GRADE, .better = BETTER_HIGHER, .grades = akip, .grade_count = 6};
    static const struct ranged table[] = {
        {"4", "", "4", "100", true}, {"5", "", "4", "85.714286", false}, {"4", "", "5", "116.666667", true},
        {"6", "", "1", "0", false},  {"1", "", "6", "", true},    // a score of 0 divides nothing
        {"4", "", "7", "", true},                                 // no such grade
        {"7", "", "4", "", false},   {"4", "", "4.5", "", true},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        capaian_nano percent = 77, realization = nano_of_text(table[i].realization);
        const struct aim aim = aim_of(&table[i]);
        cr_assert_eq(formula_percent(&indicator, realization, aim, &percent), table[i].percent[0] != '\0', "%zu", i);
        if (table[i].percent[0] != '\0')
            cr_assert_nano(percent, table[i].percent);
        else
            cr_assert_eq(percent, 77, "untouched");
        cr_assert_eq(formula_met(&indicator, realization, aim), table[i].met, "%zu", i);
    }
}

Test(formula, scores_that_differ_by_next_to_nothing_do_not_read_as_100) {
    static const struct grade close[] = {{.grade = "x", .rank = 1, .score = 80 * CAPAIAN_NANO},
                                         {.grade = "y", .rank = 2, .score = 80 * CAPAIAN_NANO + 1}};
    const struct indicator indicator = {.formula = FORMULA_GRADE, .grades = close, .grade_count = 2};
    capaian_nano percent;
    cr_assert(formula_percent(&indicator, CAPAIAN_NANO, (struct aim){.target = 2 * CAPAIAN_NANO}, &percent));
    cr_assert_nano(percent, "99.999999");
    cr_assert(formula_percent(&indicator, 2 * CAPAIAN_NANO, (struct aim){.target = CAPAIAN_NANO}, &percent));
    cr_assert_nano(percent, "100.000001");
}

Test(formula, better_alone_decides_met) {
    cr_assert(met_by(BETTER_HIGHER, 0, 0), "T = 0 is an ordinary comparison");
    cr_assert(met_by(BETTER_LOWER, 0, 0));
    cr_assert(met_by(BETTER_HIGHER, 1, 0));
    cr_assert_not(met_by(BETTER_LOWER, 1, 0));
    cr_assert(met_by(BETTER_HIGHER, -1, -2), "above a negative target");
    cr_assert_not(met_by(BETTER_HIGHER, -3, -2));
    cr_assert(met_by(BETTER_LOWER, -3, -2));
    cr_assert_not(met_by(BETTER_HIGHER, -1, 2));
    cr_assert_eq(shortfall_by(BETTER_HIGHER, 80, 100), 20);
    cr_assert_eq(shortfall_by(BETTER_LOWER, 80, 100), -20);
}

// From a fixed seed: a failure can be had again.
static uint64_t random_state;

static uint64_t random_next(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static capaian_nano random_nano(void) {
    capaian_nano nano = (capaian_nano)(random_next() >> (random_next() % 63));
    return random_next() % 4 == 0 ? nano * CAPAIAN_NANO : nano;
}

Test(formula, a_percentage_never_contradicts_the_decision) {
    random_state = 20260101;
    for (int i = 0; i < 200000; i++) {
        capaian_nano target = random_nano() + 1, realization = random_nano(), percent;
        if (random_next() % 3 == 0)
            realization = target + (capaian_nano)(random_next() % 5) - 2;
        // A percentage that fits no number is absent; the decision stands.
        if (percent_by(FORMULA_RATIO, realization, target, &percent))
            cr_assert_eq(percent >= 100 * CAPAIAN_NANO, met_by(BETTER_HIGHER, realization, target), "round %d", i);
        else
            cr_assert(met_by(BETTER_HIGHER, realization, target));
        if (percent_by(FORMULA_REFLECTED, realization, target, &percent))
            cr_assert_eq(percent >= 100 * CAPAIAN_NANO, met_by(BETTER_LOWER, realization, target), "round %d", i);
        else
            cr_assert_not(met_by(BETTER_LOWER, realization, target));
        if (percent_by(FORMULA_INVERSE, realization, target, &percent))
            cr_assert_eq(percent >= 100 * CAPAIAN_NANO, met_by(BETTER_LOWER, realization, target), "round %d", i);
    }
}

Test(formula, of_a_range_neither_does) {
    random_state = 20260102;
    int inside_met = 0;
    for (int i = 0; i < 100000; i++) {
        struct aim aim = {.target = random_nano() + 1, .has_high = random_next() % 8 != 0};
        aim.high = aim.target + random_nano();
        capaian_nano realization = random_nano(), percent;
        if (random_next() % 3 == 0)
            realization = (random_next() % 2 ? aim.target : aim.high) + (capaian_nano)(random_next() % 5) - 2;
        for (int better = BETTER_HIGHER; better <= BETTER_INSIDE; better++) {
            const struct indicator indicator = {.formula = FORMULA_RANGE, .better = (enum better)better};
            bool met = formula_met(&indicator, realization, aim);
            if (!formula_percent(&indicator, realization, aim, &percent))
                continue;
            cr_assert_eq(percent >= 100 * CAPAIAN_NANO, met, "round %d better %d", i, better);
            if (better == BETTER_INSIDE) {
                cr_assert_eq(percent == 100 * CAPAIAN_NANO, met, "never above it, round %d", i);
                inside_met += met;
            }
        }
    }
    cr_assert_gt(inside_met, 1000);
}

Test(formula, what_does_not_fit_has_no_percentage_and_stays_on_its_side) {
    const capaian_nano limit = ((capaian_nano)INT64_MAX << 64) + (capaian_nano)UINT64_MAX;
    capaian_nano percent = 77;
    cr_assert_not(percent_by(FORMULA_RATIO, limit, 1, &percent));
    cr_assert_not(percent_by(FORMULA_REFLECTED, 1, limit, &percent));
    cr_assert_not(percent_by(FORMULA_REFLECTED, -limit, 1, &percent));
    cr_assert_not(percent_by(FORMULA_INVERSE, 1, limit, &percent));
    cr_assert_eq(percent, 77);
    cr_assert_not(met_by(BETTER_HIGHER, -limit, limit));
    cr_assert(met_by(BETTER_HIGHER, limit, -limit));
    cr_assert(met_by(BETTER_LOWER, -limit, limit));
    cr_assert_not(met_by(BETTER_LOWER, limit, -limit));
    cr_assert(shortfall_by(BETTER_HIGHER, -limit, limit) == limit);
}

Test(formula, one_rupiah_short_of_trillions_does_not_read_as_100) {
    static const struct known ratio[] = {{"9000000000000", "8999999999999", "99.999999"},
                                         {"9000000000000", "9000000000001", "100.000001"},
                                         {"9000000000000", "9000000000000", "100"}};
    static const struct known falling[] = {{"9000000000000", "9000000000001", "99.999999"},
                                           {"9000000000000", "8999999999999", "100.000001"}};
    ASSERT_KNOWN(FORMULA_RATIO, ratio);
    ASSERT_KNOWN(FORMULA_REFLECTED, falling);
    ASSERT_KNOWN(FORMULA_INVERSE, falling);
}

Test(formula, a_margin_is_a_share_of_the_target_or_points) {
    const struct margin share = {true, 5 * CAPAIAN_NANO}, points = {false, 2 * CAPAIAN_NANO};
    cr_assert_nano(margin_of(share, nano_of_text("200")), "10");
    cr_assert_nano(margin_of(share, nano_of_text("-200")), "10");
    cr_assert_nano(margin_of(share, 0), "0");
    cr_assert_nano(margin_of(share, nano_of_text("0.01")), "0.0005");
    cr_assert_nano(margin_of(points, nano_of_text("200")), "2");
    cr_assert_nano(margin_of(points, 0), "2");
    capaian_nano largest = (capaian_nano)INT64_MAX * CAPAIAN_NANO;
    cr_assert(margin_of((struct margin){true, 50 * CAPAIAN_NANO}, largest) == largest / 2);
}
