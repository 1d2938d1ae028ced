// What holds of attainment whatever the figures: random worlds from fixed seeds, so that a failure can be had again.
#include "attainment/realize.h"
#include "harness/promise.h"

#define OUTCOME PROMISE_OUTCOME

enum { ROUNDS = 3000 };

static uint64_t random_state;

static unsigned below(unsigned limit) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)(random_state >> 33) % limit;
}

// Up to `digits` digits, of which `decimals` are decimals; one in eight below zero.
static capaian_nano random_number(unsigned digits, unsigned decimals) {
    capaian_nano number = 0, unit = CAPAIAN_NANO;
    for (unsigned i = 1 + below(digits); i > 0; i--)
        number = 10 * number + below(10);
    for (unsigned i = 0; i < decimals; i++)
        unit /= 10;
    return (below(8) == 0 ? -number : number) * unit;
}

static const char *const periods[] = {"2026-01", "2026-02", "2026-Q1", "2026-Q2", "2026-S1",
                                      "2026-Q3", "2026-Q4", "2026-S2", "2026"};
enum { PERIODS = sizeof periods / sizeof periods[0] };

static struct promise *random_promise(enum consolidation within) {
    static const enum better betters[] = {BETTER_HIGHER, BETTER_LOWER, BETTER_LOWER, 0};
    struct promise *promise = promise_of(within, BY_SUM);
    promise->indicator.formula = (enum formula)(FORMULA_RATIO + below(4));
    promise->indicator.better = promise->indicator.formula == FORMULA_RANGE
                                    ? (enum better)(BETTER_HIGHER + below(3))
                                    : betters[promise->indicator.formula - FORMULA_RATIO];
    promise->indicator.decimals = below(4);
    promise->indicator.per = within == BY_RATIO_OF_SUMS ? 100 : 1;
    promise_year(promise, 2026);
    for (size_t i = 0; i < PERIODS; i++) {
        if (below(3) == 0)
            continue;
        struct goal *goal = promise_goal(promise, periods[i], below(12) == 0 ? "-" : "1", below(2) == 0);
        goal->target = random_number(4, below(4));
        goal->has_high = promise->indicator.formula == FORMULA_RANGE && below(4) > 0;
        goal->high = goal->target + (goal->has_high ? below(2000) * (CAPAIAN_NANO / 10) : 0);
        goal->curve = goal->to_date ? (enum curve)below(3) : CURVE_NONE;
    }
    return promise;
}

static struct statement random_statement(enum consolidation within) {
    struct statement statement = {.stands = true, .numerator = random_number(4, below(5))};
    if (within == BY_RATIO_OF_SUMS) {
        statement.denominator = below(6) == 0 ? 0 : (1 + below(500)) * CAPAIAN_NANO;
        if (statement.denominator == 0)
            statement.numerator = 0;
    }
    return statement;
}

static void random_figures(struct promise *promise) {
    for (size_t i = 0; i < 12; i++) {
        struct figure *figure = &promise_year(promise, 2026)->figures[i];
        figure->statement = random_statement(promise->indicator.within_year);
        figure->stage = (uint8_t)below(3);
    }
}

static bool same(const struct assessment *a, const struct assessment *b) {
    return a->outcome == b->outcome && capaian_period_equal(a->cut, b->cut) && a->has_target == b->has_target &&
           a->has_realization == b->has_realization && a->has_percent == b->has_percent &&
           a->aim.target == b->aim.target && a->aim.high == b->aim.high && a->realization == b->realization &&
           a->percent == b->percent && a->status == b->status;
}

// All that is said of the year on a day.
struct said {
    struct assessment list[PERIODS + 2];
    size_t count;
};

static struct said say(struct promise *promise, const char *today) {
    struct said said = {0};
    const struct year *year = promise_year(promise, 2026);
    int32_t day = day_of(today);
    for (size_t i = 0; i < year->goal_count; i++)
        said.list[said.count++] = assess_goal(&promise->indicator, year, &year->goals[i], day,
                                              capaian_period_last(year->goals[i].period) + 91);
    said.list[said.count++] = assess_to_date(&promise->indicator, year, day);
    said.list[said.count++] = assess_year(&promise->indicator, year, day, day_of("2027-04-01"));
    return said;
}

static void assert_same(const struct said *a, const struct said *b, int round) {
    cr_assert_eq(a->count, b->count);
    for (size_t i = 0; i < a->count; i++)
        cr_assert(same(&a->list[i], &b->list[i]), "round %d, %zu of %zu: outcome %d and %d", round, i, a->count,
                  (int)a->list[i].outcome, (int)b->list[i].outcome);
}

static const enum consolidation ways[] = {BY_SUM, BY_AVERAGE, BY_LAST, BY_RATIO_OF_SUMS};
static const char *const days[] = {"2026-05-20", "2026-07-01", "2027-01-01", "2027-06-01"};

static bool reads_as_reached(const struct assessment *assessment) {
    return assessment->outcome == OUTCOME(MET) || assessment->outcome == OUTCOME(ESTIMATED) ||
           assessment->outcome == OUTCOME(NIL);
}

Test(properties, an_unreported_figure_never_beats_a_reported_one) {
    random_state = 31;
    int ended = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct promise *promise = random_promise(ways[below(4)]);
        random_figures(promise);
        const char *today = days[below(4)];
        const struct year *year = promise_year(promise, 2026);
        size_t gap = below(12);
        promise_year(promise, 2026)->figures[gap].statement = (struct statement){0};
        struct said said = say(promise, today);
        int32_t missing = capaian_period_last(year->figures[gap].period);
        for (size_t i = 0; i < year->goal_count; i++) {
            const struct goal *goal = &year->goals[i];
            bool rests = goal->to_date ? capaian_period_last(goal->period) >= missing
                                       : capaian_period_holds(goal->period, year->figures[gap].period);
            if (!rests || !goal->scheduled)
                continue;
            const struct assessment *at = &said.list[i];
            cr_assert_not(reads_as_reached(at) || at->has_realization || at->has_percent, "round %d", round);
            bool over = capaian_period_last(goal->period) < day_of(today);
            cr_assert_eq(over, at->outcome == OUTCOME(NOT_REPORTED) || at->outcome == OUTCOME(MISSED_SILENT));
            ended += over;
        }
        const struct assessment *to_date = &said.list[said.count - 2], *whole = &said.list[said.count - 1];
        cr_assert(to_date->cut.kind == 0 || capaian_period_last(to_date->cut) < missing, "round %d", round);
        cr_assert_not(reads_as_reached(whole), "round %d", round);
        free(promise);
    }
    cr_assert_gt(ended, ROUNDS);
}

Test(properties, met_and_a_hundred_percent_are_the_same) {
    random_state = 32;
    int met = 0, missed = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct promise *promise = random_promise(ways[below(4)]);
        random_figures(promise);
        struct said said = say(promise, "2027-06-01");
        for (size_t i = 0; i < said.count; i++) {
            const struct assessment *at = &said.list[i];
            if (!at->has_percent)
                continue;
            cr_assert_eq(at->percent >= 100 * CAPAIAN_NANO, at->outcome == OUTCOME(MET), "round %d, %zu", round, i);
            met += at->outcome == OUTCOME(MET);
            missed += at->outcome == OUTCOME(NOT_MET);
        }
        free(promise);
    }
    cr_assert(met > ROUNDS && missed > ROUNDS, "met %d, missed %d", met, missed);
}

Test(properties, quarters_add_up_to_the_year_and_years_to_the_plan) {
    random_state = 33;
    for (int round = 0; round < ROUNDS; round++) {
        struct promise *promise = promise_of(BY_SUM, BY_SUM);
        unsigned decimals = promise->indicator.decimals = below(4);
        capaian_nano plan = 0;
        for (int number = 2026; number <= 2028; number++) {
            struct year *year = promise_year(promise, number);
            for (size_t i = 0; i < 12; i++)
                year->figures[i].statement =
                    (struct statement){.stands = true, .numerator = random_number(6, decimals)};
            struct realized whole, quarter;
            capaian_nano sum = 0;
            for (size_t i = 0; i < 4; i++) {
                cr_assert(realize(&promise->indicator, year, 3 * i, 3 * i + 2, &quarter));
                sum += quarter.value;
            }
            cr_assert(realize(&promise->indicator, year, 0, 11, &whole));
            cr_assert(whole.value == sum, "round %d", round);
            plan += sum;
        }
        promise_goal(promise, "2026..2028", "1", true);
        cr_assert(promise_assess(promise, "2026..2028", "2029-01-01").realization == plan, "round %d", round);
        free(promise);
    }
}

// Parts that are finer than the agreed decimals still add up before they are rounded.
Test(properties, what_is_averaged_or_divided_adds_up_before_it_is_divided) {
    random_state = 34;
    for (int round = 0; round < ROUNDS; round++) {
        struct promise *promise = random_promise(ways[below(4)]);
        random_figures(promise);
        const struct year *year = promise_year(promise, 2026);
        struct realized whole, first, second;
        size_t cut = 1 + below(11);
        bool sums = promise->indicator.within_year != BY_LAST;
        if (sums && realize(&promise->indicator, year, 0, 11, &whole) &&
            realize(&promise->indicator, year, 0, cut - 1, &first) &&
            realize(&promise->indicator, year, cut, 11, &second)) {
            cr_assert(first.numerator + second.numerator == whole.numerator);
            cr_assert(first.denominator + second.denominator == whole.denominator);
        }
        free(promise);
    }
}

Test(properties, to_date_and_period_reporting_of_the_same_facts_agree) {
    static const enum consolidation additive[] = {BY_SUM, BY_RATIO_OF_SUMS};
    random_state = 35;
    for (int round = 0; round < ROUNDS; round++) {
        struct promise *promise = random_promise(additive[below(2)]);
        random_figures(promise);
        struct year *year = promise_year(promise, 2026);
        for (size_t i = below(4) > 0 ? 12 : below(12); i < 12; i++)
            year->figures[i].statement = (struct statement){0};
        const char *today = days[below(4)];
        struct said alone = say(promise, today);
        for (size_t i = 1; i < 12 && year->figures[i].statement.stands; i++) {
            year->figures[i].statement.numerator += year->figures[i - 1].statement.numerator;
            year->figures[i].statement.denominator += year->figures[i - 1].statement.denominator;
        }
        promise->indicator.reported_to_date = true;
        struct said to_date = say(promise, today);
        assert_same(&alone, &to_date, round);
        free(promise);
    }
}

// Statements of each month, of every kind and status, as they come in any order.
enum { STATED = 40 };

static void shuffle(size_t *order, size_t count) {
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t i = count; i > 1; i--) {
        size_t with = below((unsigned)i), kept = order[i - 1];
        order[i - 1] = order[with];
        order[with] = kept;
    }
}

Test(properties, the_order_of_statements_never_changes_what_is_said) {
    random_state = 36;
    for (int round = 0; round < ROUNDS; round++) {
        enum consolidation within = ways[below(4)];
        struct promise *promise = random_promise(within);
        struct year *year = promise_year(promise, 2026);
        struct statement stated[STATED];
        size_t of[STATED], order[STATED];
        for (size_t i = 0; i < STATED; i++) {
            stated[i] = random_statement(within);
            stated[i].kind = below(6) > 0 ? STATED_FIGURE : (uint8_t)(1 + below(2));
            stated[i].rank = (struct rank){
                .status = (uint8_t)below(3), .as_of = (int64_t)below(4), .id = {(uint8_t)below(5)}, .row = (uint32_t)i};
            stated[i].status = stated[i].rank.status;
            of[i] = i < 12 ? i : below(12);
        }
        const char *today = days[below(4)];
        struct said first = {0};
        for (int telling = 0; telling < 3; telling++) {
            shuffle(order, STATED);
            for (size_t i = 0; i < 12; i++)
                year->figures[i].statement = (struct statement){0};
            for (size_t i = 0; i < STATED; i++)
                (void)statement_state(&year->figures[of[order[i]]].statement, &stated[order[i]]);
            struct said said = say(promise, today);
            if (telling == 0)
                first = said;
            assert_same(&first, &said, round);
        }
        free(promise);
    }
}

Test(properties, a_correction_and_its_inverse_cancel) {
    random_state = 37;
    for (int round = 0; round < ROUNDS; round++) {
        enum consolidation within = ways[below(4)];
        struct promise *promise = random_promise(within);
        random_figures(promise);
        struct year *year = promise_year(promise, 2026);
        const char *today = days[below(4)];
        struct said before = say(promise, today);
        struct statement *standing = &year->figures[below(12)].statement;
        struct statement kept = *standing, corrected = random_statement(within);
        corrected.rank.as_of = 1;
        corrected.numerator += kept.numerator == corrected.numerator ? corrected.denominator + 1 : 0;
        cr_assert_eq(statement_state(standing, &corrected), EFFECT_STANDS);
        (void)say(promise, today);
        kept.rank.as_of = 2;
        cr_assert_eq(statement_state(standing, &kept), EFFECT_STANDS);
        struct said after = say(promise, today);
        assert_same(&before, &after, round);
        free(promise);
    }
}

Test(properties, events_put_in_and_taken_out_in_any_order_cancel) {
    random_state = 38;
    for (int round = 0; round < ROUNDS; round++) {
        struct figure figure = {0}, kept;
        struct statement events[12];
        size_t order[12];
        for (size_t i = 0; i < 12; i++) {
            events[i] = random_statement(below(2) ? BY_SUM : BY_RATIO_OF_SUMS);
            events[i].status = (uint8_t)below(3);
        }
        for (size_t i = 0; i < 5; i++)
            figure_add(&figure, &events[i]);
        kept = figure;
        for (size_t i = 5; i < 12; i++)
            figure_add(&figure, &events[i]);
        shuffle(order, 7);
        for (size_t i = 0; i < 7; i++)
            figure_remove(&figure, &events[5 + order[i]]);
        cr_assert(figure.numerator == kept.numerator && figure.denominator == kept.denominator, "round %d", round);
        cr_assert(figure.count == kept.count && figure.provisional == kept.provisional &&
                      figure.estimated == kept.estimated,
                  "round %d", round);
    }
}
