#include "attainment/realize.h"

#include <assert.h>

int32_t year_end(const struct year *year) {
    int32_t end = capaian_period_last(capaian_period_of_year(year->year));
    int32_t last = capaian_period_last(year->figures[year->figure_count - 1].period);
    return last < end ? last : end;
}

int figure_ending(const struct year *year, int32_t day) {
    for (size_t i = year->first_figure; i < year->figure_count; i++)
        if (capaian_period_last(year->figures[i].period) == day)
            return (int)i;
    return -1;
}

int figure_beginning(const struct year *year, int32_t day) {
    for (size_t i = year->first_figure; i < year->figure_count; i++)
        if (capaian_period_first(year->figures[i].period) >= day)
            return (int)i;
    return -1;
}

size_t reported_run(const struct indicator *indicator, const struct year *year) {
    size_t run = year->first_figure;
    while (run < year->figure_count && figure_reported(&year->figures[run], indicator->reporting))
        run++;
    return run;
}

bool number_fits(capaian_nano nano) {
    struct capaian_decimal decimal;
    // Most do without a look at their decimals.
    if (nano >= INT64_MIN && nano <= INT64_MAX)
        return true;
    return capaian_decimal_of(nano, &decimal) == 0;
}

static Capaian__V1__Status weaker(Capaian__V1__Status a, Capaian__V1__Status b) {
    return a > b ? a : b;
}

// Of figures to date the last one says it all, as it does under `last`.
static bool last_says_all(const struct indicator *indicator) {
    return indicator->within_year == BY_LAST || indicator->reported_to_date;
}

// Figures to date of a period within the year: what came since the period before it, which must be there too.
static bool since_before(const struct indicator *indicator, const struct year *year, size_t first) {
    return indicator->reported_to_date && indicator->within_year != BY_LAST && first > year->first_figure;
}

// The sums of a run, as they grow.
struct sums {
    struct realized realized;
    uint64_t count;    // of what an average divides by
    bool fits;
};

static void count_in(struct sums *sums, const struct indicator *indicator, const struct figure *figure,
                     bool subtracted) {
    bool value = indicator->reporting == REPORTING_VALUE;
    capaian_nano numerator = value ? figure->statement.numerator : figure->numerator;
    capaian_nano denominator = value ? figure->statement.denominator : figure->denominator;
    struct realized *realized = &sums->realized;
    bool beyond = !value && figure->count > FIGURE_ROWS_MAX;
    if (subtracted) {
        beyond |= __builtin_sub_overflow(realized->numerator, numerator, &realized->numerator);
        beyond |= __builtin_sub_overflow(realized->denominator, denominator, &realized->denominator);
    } else {
        beyond |= __builtin_add_overflow(realized->numerator, numerator, &realized->numerator);
        beyond |= __builtin_add_overflow(realized->denominator, denominator, &realized->denominator);
        sums->count += value ? 1 : figure->count;
    }
    realized->status = weaker(realized->status, figure_status(figure, indicator->reporting));
    realized->stage = stage_weaker(realized->stage, (Capaian__V1__Stage)figure->stage);
    sums->fits = sums->fits && !beyond;
}

static bool divided(const struct indicator *indicator) {
    return indicator->within_year == BY_RATIO_OF_SUMS || indicator->within_year == BY_AVERAGE;
}

static bool divide(const struct indicator *indicator, const struct realized *realized, unsigned decimals,
                   capaian_nano *ret) {
    uint64_t factor = indicator->within_year == BY_RATIO_OF_SUMS ? indicator->per : 1;
    return capaian_quotient(realized->numerator, realized->denominator, factor, decimals, CAPAIAN_HALF_UP, ret) == 0;
}

bool realized_exactly(const struct indicator *indicator, const struct realized *realized, capaian_nano *ret) {
    if (divided(indicator) && !realized->nil)
        return divide(indicator, realized, CAPAIAN_SCALE_MAX, ret);
    *ret = realized->numerator;
    return true;
}

static enum realizing consolidate(const struct indicator *indicator, struct sums *sums) {
    struct realized *realized = &sums->realized;
    if (!sums->fits)
        return REALIZE_BEYOND;
    if (indicator->within_year == BY_AVERAGE)
        realized->denominator = (capaian_nano)sums->count * CAPAIAN_NANO;
    // Two figures to date that contradict each other leave a rest that is no ratio.
    else if (indicator->within_year == BY_RATIO_OF_SUMS &&
             (realized->denominator < 0 || (realized->denominator == 0 && realized->numerator != 0)))
        return REALIZE_CONTRADICTED;
    bool fits = true;
    if (!divided(indicator)) {
        realized->value = capaian_nano_round(realized->numerator, indicator->decimals, CAPAIAN_HALF_UP);
    } else {
        realized->nil = realized->denominator == 0;
        fits = realized->nil || divide(indicator, realized, indicator->decimals, &realized->value);
    }
    return fits && number_fits(realized->value) ? REALIZED : REALIZE_BEYOND;
}

enum realizing realizing(const struct indicator *indicator, const struct year *year, size_t first, size_t last,
                         struct realized *ret) {
    assert(first <= last && last < FIGURES_MAX);
    bool before = since_before(indicator, year, first);
    for (size_t i = before ? first - 1 : first; i <= last; i++)
        if (!figure_reported(&year->figures[i], indicator->reporting))
            return REALIZE_UNREPORTED;
    // Of averages to date, nothing is left of what the periods before contributed.
    if (before && indicator->within_year == BY_AVERAGE)
        return REALIZE_CONTRADICTED;
    struct sums sums = {
        .realized = {.status = CAPAIAN__V1__STATUS__STATUS_FINAL, .stage = CAPAIAN__V1__STAGE__STAGE_REVIEWED},
        .fits = true};
    for (size_t i = last_says_all(indicator) ? last : first; i <= last; i++)
        count_in(&sums, indicator, &year->figures[i], false);
    if (before)
        count_in(&sums, indicator, &year->figures[first - 1], true);
    enum realizing made = consolidate(indicator, &sums);
    if (made == REALIZED)
        *ret = sums.realized;
    return made;
}

bool realize(const struct indicator *indicator, const struct year *year, size_t first, size_t last,
             struct realized *ret) {
    return realizing(indicator, year, first, last, ret) == REALIZED;
}

bool figures_excused(const struct indicator *indicator, const struct year *year, size_t first, size_t last,
                     int32_t day) {
    bool missing = false;
    for (size_t i = since_before(indicator, year, first) ? first - 1 : first; i <= last; i++) {
        const struct figure *figure = &year->figures[i];
        if (figure_reported(figure, indicator->reporting))
            continue;
        if (!figure_excused(figure, day))
            return false;
        missing = true;
    }
    return missing;
}
