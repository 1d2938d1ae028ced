// Known answers: what was published as attainment, computed again. The formula alone does not decide who is right: each
// row says how its number came about, or why it cannot have.
#include "harness/published.h"

#include "harness/promise.h"

enum { ROWS = sizeof published_rows / sizeof published_rows[0] };

static bool given(const char *text) {
    return text != NULL && text[0] != '\0';
}

static unsigned decimals_of(const char *number) {
    const char *point = strchr(number, '.');
    return point == NULL ? 0 : (unsigned)strlen(point + 1);
}

static void rule_of(const struct published *row, struct indicator *ret) {
    static const enum formula formulas[] = {[RATIO] = FORMULA_RATIO,
                                            [REFLECTED] = FORMULA_REFLECTED,
                                            [INVERSE] = FORMULA_INVERSE,
                                            [RANGE_HIGHER] = FORMULA_RANGE,
                                            [RANGE_LOWER] = FORMULA_RANGE};
    bool lower = row->rule == REFLECTED || row->rule == INVERSE || row->rule == RANGE_LOWER;
    ret->formula = formulas[row->rule];
    ret->better = lower ? BETTER_LOWER : BETTER_HIGHER;
    ret->decimals = CAPAIAN_SCALE_MAX;
}

// One figure for the year, assessed when the year is over.
static struct assessment assessed(const struct published *row, capaian_nano target, capaian_nano realization) {
    struct promise *promise = promise_of(BY_LAST, BY_LAST);
    rule_of(row, &promise->indicator);
    promise->indicator.every = CAPAIAN_YEAR;
    struct goal *goal = promise_goal(promise, "2026", "0", true);
    goal->target = target;
    goal->has_high = given(row->high);
    if (goal->has_high)
        goal->high = nano_of_text(row->high);
    if (given(row->realization))
        promise_report(promise, "2026", "0")->statement.numerator = realization;
    struct assessment assessment = promise_assess(promise, "2026", "2027-01-01");
    free(promise);
    return assessment;
}

static struct assessment assessed_as_printed(const struct published *row) {
    return assessed(row, nano_of_text(row->target), given(row->realization) ? nano_of_text(row->realization) : 0);
}

// The mean of what is printed, as an average of so many periods.
static capaian_nano mean_of(const struct published *row) {
    struct promise *promise = promise_of(BY_AVERAGE, BY_LAST);
    promise->indicator.decimals = CAPAIAN_SCALE_MAX;
    const char *const parts[] = {row->target, row->high, row->realization};
    size_t count = 0;
    struct realized realized;
    for (; count < 3 && given(parts[count]); count++) {
        char month[16];
        snprintf(month, sizeof month, "2026-%02zu", count + 1);
        promise_report(promise, month, parts[count]);
    }
    cr_assert(realize(&promise->indicator, promise_year(promise, 2026), 0, count - 1, &realized));
    free(promise);
    return realized.value;
}

// As printed: at the decimals of the text, rounded or cut off.
static void assert_printed(const struct published *row, capaian_nano percent, const char *text, bool truncated) {
    char got[CAPAIAN_NUMBER_TEXT];
    unsigned decimals = decimals_of(text);
    capaian_nano step = CAPAIAN_NANO;
    for (unsigned i = 0; i < decimals; i++)
        step /= 10;
    if (truncated)
        percent -= percent % step;
    cr_assert_str_eq(capaian_nano_format(percent, (int)decimals, CAPAIAN_NUMBERS_UNDECLARED, got), text,
                     "%s, %s: %s is not %s", published_sources[row->source].name, row->what, got, text);
}

static capaian_nano percent_of(const struct published *row) {
    if (row->rule == MEAN)
        return mean_of(row);
    struct assessment assessment = assessed_as_printed(row);
    cr_assert(assessment.has_percent, "%s", row->what);
    cr_assert_eq(assessment.outcome == CAPAIAN__V1__ASSESSED__ASSESSED_MET, assessment.percent >= 100 * CAPAIAN_NANO,
                 "%s", row->what);
    return assessment.percent;
}

// At the lowest and at the highest quotient that the printed amounts allow.
static void assert_allowed(const struct published *row) {
    capaian_nano target = nano_of_text(row->target), realization = nano_of_text(row->realization),
                 target_step = nano_of_text(row->target_step), realization_step = nano_of_text(row->realization_step),
                 printed = nano_of_text(row->published);
    bool rises = row->rule == RATIO;
    struct assessment one = assessed(row, target + target_step, realization - realization_step),
                      other = assessed(row, target - target_step, realization + realization_step);
    if (!rises) {
        one = assessed(row, target - target_step, realization + realization_step);
        other = assessed(row, target + target_step, realization - realization_step);
    }
    cr_assert(one.percent <= printed && printed <= other.percent, "%s", row->what);
}

// The target that would have made it so gives the printed percentage back.
static void assert_base(const struct published *row) {
    capaian_nano base = 0, realization = nano_of_text(row->realization);
    cr_assert_eq(capaian_quotient(realization, nano_of_text(row->published), 100, 2, CAPAIAN_HALF_AWAY, &base), 0);
    cr_assert_nano(base, row->ours);
    assert_printed(row, assessed(row, base, realization).percent, row->published, false);
}

static void assert_row(const struct published *row) {
    switch (row->how) {
    case ROUNDED:
    case TRUNCATED:
        assert_printed(row, percent_of(row), row->published, row->how == TRUNCATED);
        break;
    case COARSE:
        assert_allowed(row);
        assert_printed(row, percent_of(row), row->ours, false);
        break;
    case WRONG:
        assert_printed(row, percent_of(row), row->ours, false);
        cr_assert_str_neq(row->ours, row->published);
        break;
    case BASE:
        assert_base(row);
        break;
    case UNPUBLISHED:
        cr_assert_not(given(row->published));
        if (given(row->realization))
            assert_printed(row, percent_of(row), row->ours, false);
        else
            cr_assert_eq(assessed_as_printed(row).outcome, CAPAIAN__V1__ASSESSED__ASSESSED_NOT_REPORTED);
        break;
    }
    bool explained = row->how == WRONG || row->how == COARSE;
    cr_assert(!explained || given(row->why), "%s", row->what);
}

Test(published, every_number_is_had_again_or_it_is_said_why_not) {
    int counts[UNPUBLISHED + 1] = {0};
    for (size_t i = 0; i < ROWS; i++) {
        assert_row(&published_rows[i]);
        counts[published_rows[i].how]++;
    }
    cr_assert_eq(counts[ROUNDED] + counts[TRUNCATED], 36, "reproduced");
    cr_assert_eq(counts[TRUNCATED], 4, "of these, cut off instead of rounded");
    cr_assert_eq(counts[WRONG], 8, "wrong in print");
    cr_assert_eq(counts[UNPUBLISHED], 6, "not published");
    cr_assert_eq(counts[COARSE], 10, "printed too coarsely to tell");
    cr_assert_eq(counts[BASE], 3, "without their target");
    cr_assert_eq(ROWS, 63);
}

// What was cut off is not what rounding gives, or nothing would be said by calling it so.
Test(published, what_is_said_to_be_cut_off_is_not_rounded) {
    for (size_t i = 0; i < ROWS; i++) {
        const struct published *row = &published_rows[i];
        if (row->how != TRUNCATED)
            continue;
        char got[CAPAIAN_NUMBER_TEXT];
        capaian_nano_format(percent_of(row), (int)decimals_of(row->published), CAPAIAN_NUMBERS_UNDECLARED, got);
        cr_assert_str_neq(got, row->published, "%s", row->what);
    }
}
